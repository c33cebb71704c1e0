//! What every server function does before and after its one call into `actions`.

use actions::{Caller, Desk};
use axum::http::{HeaderValue, Method, StatusCode, header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use model::{id::InstanceId, instance::Instance, person::Role};

use crate::{error::DeskError, pages::events::encode};

/// The desk and who is asking, as the server put them beside the request.
pub fn collect() -> Result<(Desk, Caller), DeskError> {
    Option::zip(use_context::<Desk>(), use_context::<Caller>()).ok_or(DeskError::Internal)
}

/// Puts an error of the actions into words for the wire and its status on the answer.
/// Who is signed out is sent to sign in, and from there back.
pub fn refuse(error: actions::Error) -> DeskError {
    use actions::Error;
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if matches!(error, Error::SignedOut) {
        // For programs; a page or form is answered with the redirect instead.
        set_status(status);
        leptos_axum::redirect(&format!("/sign-in?back={}", encode(&address_of_the_page())));
        return DeskError::SignedOut;
    }
    set_status(status);
    match error {
        Error::SignedOut => DeskError::SignedOut,
        Error::WrongPassword => {
            DeskError::Invalid { field: "password".to_owned(), message: error.to_string() }
        }
        Error::Forbidden { why } => DeskError::Forbidden(why),
        Error::KeyExpired { .. } => DeskError::Forbidden(error.to_string()),
        Error::Invalid { field, message } => DeskError::Invalid { field: field.to_owned(), message },
        Error::Conflict { message } => DeskError::Conflict(message),
        Error::Overtaken => DeskError::Overtaken(address_of_the_page()),
        Error::NotFound { .. } => DeskError::NotFound,
        Error::Throttled { wait_s } => {
            DeskError::Throttled { wait_s: u32::try_from(wait_s).unwrap_or(u32::MAX) }
        }
        Error::Busy(_) => DeskError::Busy,
        Error::Failed(_) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a page could not be answered");
            DeskError::Internal
        }
    }
}

/// Sets the status of the answer, except where a form is answered with a redirect.
pub fn set_status(status: StatusCode) {
    if let (false, Some(response)) = (is_plain_form(), use_context::<ResponseOptions>()) {
        response.set_status(status);
    }
}

/// Whether the browser itself has sent a form, and is answered with a page.
pub fn is_plain_form() -> bool {
    use_context::<Parts>().is_some_and(|request| {
        request.method == Method::POST && header_of(&request, header::ACCEPT).contains("text/html")
    })
}

/// Adds a `Set-Cookie` to the answer.
pub fn set_cookie(cookie: &str) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie)) {
        response.append_header(header::SET_COOKIE, value);
    }
}

/// A cookie of the request.
pub fn cookie(name: &str) -> Option<String> {
    let request = use_context::<Parts>()?;
    let cookies = request.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// How people reach this server, as it was configured; provided as context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The address people type, where it is not the one they are seen to use.
    pub public_url: Option<String>,
    /// Whether cookies may only travel over TLS.
    pub secure_cookies: bool,
}

/// The name of the cookie that holds a session's token. Over TLS the browser itself then
/// keeps it from other paths, hosts and plain connections.
pub fn session_cookie(secure: bool) -> &'static str {
    if secure { "__Host-spoor-session" } else { "spoor-session" }
}

/// The token of the session the request came with.
pub fn session_token() -> String {
    cookie(session_cookie(is_secure())).unwrap_or_default()
}

/// Gives the browser a session.
pub fn open_session(token: &str) {
    set_session_cookie(token, actions::session::LONGEST_MS / 1000);
}

/// Takes the session from the browser.
pub fn close_session() {
    set_session_cookie("", 0);
}

fn set_session_cookie(token: &str, seconds: i64) {
    let (name, secure) = (session_cookie(is_secure()), if is_secure() { "; Secure" } else { "" });
    set_cookie(&format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"));
}

fn is_secure() -> bool {
    use_context::<Site>().is_some_and(|site| site.secure_cookies)
}

/// The scheme and host by which this server is reached, for commands people copy.
pub fn origin() -> String {
    if let Some(url) = use_context::<Site>().and_then(|site| site.public_url) {
        return url;
    }
    let Some(request) = use_context::<Parts>() else { return String::new() };
    format!("http://{}", header_of(&request, header::HOST))
}

/// The instance the page is about: the one named, else the first the person may enter.
pub async fn choose(
    desk: &Desk,
    caller: &Caller,
    named: Option<&str>,
) -> Result<(Instance, Role), DeskError> {
    let instances = actions::instance::list(desk, caller).await.map_err(refuse)?;
    let chosen = match named.map(str::parse::<InstanceId>) {
        None => instances.into_iter().next(),
        Some(Ok(id)) => instances.into_iter().find(|(instance, _)| instance.id == id),
        Some(Err(_)) => None,
    };
    chosen.ok_or_else(|| refuse(actions::Error::NotFound { what: "instance" }))
}

/// A path of this site and nothing else: what to go back to is never another host.
pub fn local_path(back: &str) -> &str {
    let local = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains('\\')
        && !back.chars().any(char::is_control);
    if local && back.is_ascii() { back } else { "/events" }
}

fn header_of(request: &Parts, name: header::HeaderName) -> &str {
    request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The address a person sees: the request's own, or where a server function was called from.
fn address_of_the_page() -> String {
    let Some(request) = use_context::<Parts>() else { return String::new() };
    if !request.uri.path().starts_with("/api/") {
        return request.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    }
    let referrer = header_of(&request, header::REFERER);
    let path = referrer.splitn(4, '/').nth(3).unwrap_or("events");
    format!("/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_only_goes_back_to_this_site() {
        assert_eq!(local_path("/views?q=a"), "/views?q=a");
        for wrong in ["https://example.com", "//example.com", "/\\example.com", "", "/a\r\nb"] {
            assert_eq!(local_path(wrong), "/events", "{wrong}");
        }
    }
}
