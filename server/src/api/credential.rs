//! Where a program may put its key.

use actions::{By, Caller};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use model::{
    id::{InstanceId, KeyId},
    key::{Key, KeyKind},
};

use crate::{
    api::error::ApiError,
    state::{AppState, Origin, text},
};

/// The key a request carries: in a header of its own, as Basic user, or as token. Senders may
/// also put it into the query (`apikey`), which `in_query` passes on.
fn sent(headers: &HeaderMap, names: &[&str], in_query: Option<&str>) -> Option<String> {
    let named = names.iter().find_map(|name| text(headers, name)).map(str::to_owned);
    let key = named.or_else(|| authorization(headers)).or_else(|| in_query.map(str::to_owned))?;
    Some(key.trim().to_owned()).filter(|key| !key.is_empty())
}

fn authorization(headers: &HeaderMap) -> Option<String> {
    let (scheme, value) = text(headers, "authorization")?.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("token") || scheme.eq_ignore_ascii_case("bearer") {
        return Some(value.to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    decoded.split_once(':').map(|(user, _)| user.to_owned())
}

/// The service key of a request, as far as what it opens needs it.
pub(crate) struct ServiceKey {
    /// The instance it belongs to.
    pub instance: InstanceId,
}

/// The key that sends the lines of a request: of an instance, or a collector key.
///
/// # Errors
/// 401 without a key, 403 with one that does not send.
pub(crate) async fn ingestion(
    state: &AppState,
    headers: &HeaderMap,
    in_query: Option<&str>,
) -> Result<Key, ApiError> {
    let sent = sent(headers, &["apikey"], in_query).ok_or_else(ApiError::no_credentials)?;
    state.desk.key(&sent, KeyKind::Ingestion).await.map_err(|error| match error {
        actions::Error::SignedOut => ApiError::bad_credentials("Account not found or inactive"),
        actions::Error::Forbidden { why } => ApiError::bad_credentials(why),
        other => other.into(),
    })
}

/// Who asks with a service key. A handler that has it is not reached without one.
pub(crate) struct Keyed {
    /// The key.
    pub key: ServiceKey,
    /// The caller behind it.
    pub caller: Caller,
}

impl FromRequestParts<AppState> for Keyed {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let Ok(origin) = Origin::from_request_parts(parts, state).await;
        let (key, caller) = service(state, &parts.headers, origin).await?;
        Ok(Self { key, caller })
    }
}

/// The caller behind the service key of a request, and the key.
///
/// # Errors
/// 401 without a key, 403 with one that does not read and configure.
pub(crate) async fn service(
    state: &AppState,
    headers: &HeaderMap,
    origin: Origin,
) -> Result<(ServiceKey, Caller), ApiError> {
    let sent = sent(headers, &["servicekey", "apikey"], None).ok_or_else(ApiError::no_credentials)?;
    let key = state.desk.key(&sent, KeyKind::Service).await.map_err(|error| match error {
        actions::Error::SignedOut => {
            ApiError::bad_credentials("Service Key Validation Error: Invalid or deactivated servicekey")
        }
        actions::Error::Forbidden { why } => ApiError::bad_credentials(why),
        other => other.into(),
    })?;
    let of_no_instance = || ApiError::bad_credentials("this key belongs to no instance");
    let instance = key.instance.clone().ok_or_else(of_no_instance)?;
    Ok((ServiceKey { instance }, origin.caller(By::Key(key))))
}

/// The id of the service key of a request, if it carries one that is known.
pub(crate) async fn service_key_id(state: &AppState, headers: &HeaderMap) -> Option<KeyId> {
    let sent = sent(headers, &["servicekey", "apikey"], None)?;
    state.desk.key(&sent, KeyKind::Service).await.ok().map(|key| key.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&'static str, &'static str)], in_query: Option<&str>, expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        assert_eq!(sent(&headers, &["apikey"], in_query).as_deref(), expected, "{pairs:?}");
    }

    #[test]
    fn a_key_is_found_wherever_clients_put_it() {
        check(&[("apikey", "k1")], None, Some("k1"));
        check(&[("authorization", "Basic aW5nZXN0a2V5MTIzOg==")], None, Some("ingestkey123"));
        check(&[("authorization", "Token k2")], None, Some("k2"));
        check(&[], Some("k3"), Some("k3"));
        check(&[("apikey", "")], None, None);
        check(&[("authorization", "Basic ???")], None, None);
        check(&[], None, None);
    }
}
