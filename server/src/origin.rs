//! Refuses what another site makes a browser send.
//!
//! Pages and their server functions go by the session cookie, so an unsafe request must come
//! from our own pages. Browsers say so in `Sec-Fetch-Site`, and older ones in `Origin`;
//! programs send neither and have no cookie either.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::state::{AppState, text};

/// The layer before everything that goes by the session cookie.
pub(crate) async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let public = state.config.public_url.as_ref().map(|url| url.origin().ascii_serialization());
    if safe || is_ours(request.headers(), public.as_deref()) {
        return next.run(request).await;
    }
    let message =
        "this request was sent by another site and was not carried out; open the page itself and try again";
    (StatusCode::FORBIDDEN, message).into_response()
}

fn is_ours(headers: &HeaderMap, public_origin: Option<&str>) -> bool {
    if let Some(site) = text(headers, "sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(headers, "origin") else {
        return headers.get("origin").is_none();
    };
    let host = text(headers, "host").unwrap_or_default();
    let same_host = origin.split_once("://").is_some_and(|(_, authority)| authority == host);
    same_host || public_origin == Some(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&'static str, &'static str)], expected: bool) {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        assert_eq!(is_ours(&headers, Some("https://desk.example.com")), expected, "{pairs:?}");
    }

    #[test]
    fn only_our_own_pages_may_change_something() {
        check(&[("host", "a:1")], true);
        check(&[("host", "a:1"), ("origin", "http://a:1")], true);
        check(&[("host", "a:1"), ("origin", "https://desk.example.com")], true);
        check(&[("host", "a:1"), ("origin", "http://a:2")], false);
        check(&[("host", "a:1"), ("origin", "null")], false);
        check(&[("host", "a:1"), ("origin", "http://a:1"), ("sec-fetch-site", "cross-site")], false);
        check(&[("host", "a:1"), ("sec-fetch-site", "same-site")], false);
        check(&[("host", "a:1"), ("sec-fetch-site", "same-origin")], true);
    }
}
