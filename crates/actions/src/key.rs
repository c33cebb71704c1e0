//! What all kinds of key share.

use model::{
    id::{InstanceId, KeyId},
    key::{Key, KeyKind, KeyName},
    person::Role,
};
use serde_json::{Value, json};

use crate::{Caller, Desk, Error, attempt::Attempt, desk::key_prefix_len, secret};

/// A key that was just made. The secret is shown once and kept nowhere.
pub struct NewKey {
    /// The key.
    pub key: Key,
    /// 32 hexadecimal digits.
    pub secret: String,
}

impl std::fmt::Debug for NewKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewKey").field("key", &self.key.id).finish_non_exhaustive()
    }
}

pub(crate) async fn create(
    desk: &Desk,
    caller: &Caller,
    instance: Option<&InstanceId>,
    kind: KeyKind,
    name: &str,
) -> Result<NewKey, Error> {
    let action = match kind {
        KeyKind::Ingestion | KeyKind::Collector => "logdnaat.ingestion-key.create",
        KeyKind::Service => "logdnaat.service-key.create",
    };
    let attempt = Attempt { desk, caller, instance, action, data_event: false };
    let result = insert(&attempt, kind, name).await;
    attempt.settle(result, name, to_request(kind, "")).await
}

/// The documented fields of the event. They know two types of key; that one belongs to the whole
/// desk stands beside them.
fn to_request(kind: KeyKind, masked: &str) -> Value {
    match kind {
        KeyKind::Ingestion | KeyKind::Service => json!({"key": masked, "keyType": kind.as_str()}),
        KeyKind::Collector => json!({
            "key": masked,
            "keyType": KeyKind::Ingestion.as_str(),
            "spoor": {"after": {"kind": kind.as_str()}},
        }),
    }
}

async fn insert(attempt: &Attempt<'_>, kind: KeyKind, name: &str) -> Result<NewKey, Error> {
    match attempt.instance {
        Some(instance) => attempt.caller.require(instance, Role::Manager)?,
        None => attempt.caller.require_owner()?,
    }
    let name = KeyName::parse(name).map_err(|error| Error::invalid("name", error))?;
    let secret = secret::hex::<16>();
    let key = Key {
        id: KeyId::from_bytes(secret::bytes()),
        instance: attempt.instance.cloned(),
        kind,
        name,
        prefix: secret[..key_prefix_len()].to_owned(),
        created_ms: attempt.desk.now_ms(),
    };
    let mut change = attempt.desk.store().change().await?;
    let most = match kind {
        KeyKind::Ingestion | KeyKind::Collector => 10,
        KeyKind::Service => 20,
    };
    if change.keys().count(attempt.instance, kind).await? >= most {
        let whose = if attempt.instance.is_some() { "an instance" } else { "a desk" };
        let message = format!("{whose} has at most {most} {} keys", kind.as_str());
        return Err(Error::Conflict { message });
    }
    change.insert_key(&key, &secret::hash(&secret)).await?;
    attempt.succeed(change, key.name.as_str(), to_request(kind, &key.masked())).await?;
    Ok(NewKey { key, secret })
}
