//! Who asks for a page, by the session cookie.

use actions::{By, Caller};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header::COOKIE},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    api::error::ApiError,
    state::{AppState, Origin},
};

/// The caller, on its way from here to the page.
#[derive(Clone)]
pub(super) struct Found(pub Caller);

/// Finds out who asks, once for each request, and passes it on.
pub(super) async fn find(
    State(state): State<AppState>,
    origin: Origin,
    mut request: Request,
    next: Next,
) -> Response {
    let token = session_token(request.headers(), app::session_cookie(state.config.secure_cookies()));
    let person = match token {
        Some(token) => match actions::session::find(&state.desk, &token).await {
            Ok(person) => person,
            Err(error) => return ApiError::from(error).into_response(),
        },
        None => None,
    };
    let caller = origin.caller(person.map_or(By::Nobody, By::Person));
    request.extensions_mut().insert(Found(caller));
    next.run(request).await
}

/// The token a request came with.
pub(super) fn session_token(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value.to_owned())
}
