//! What is answered below `/v1` where there is no door: an unknown path, or a path asked with a method
//! it has not.
//!
//! The key comes first: without a service key that is good every path gives the same refusal, so
//! that nobody learns from it which paths there are.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header::ALLOW},
    response::Response,
};

use crate::{
    api::{credential, error::ApiError},
    state::{AppState, Origin},
};

/// There is no such path.
pub async fn path(State(state): State<AppState>, headers: HeaderMap, origin: Origin) -> ApiError {
    match credential::service(&state, &headers, origin).await {
        Ok(_) => ApiError::not_found("there is no such address; /v1/openapi.json lists all of them"),
        Err(refusal) => refusal,
    }
}

/// The path has other methods, which the router names in `Allow`.
pub async fn method(State(state): State<AppState>, headers: HeaderMap, origin: Origin) -> ApiError {
    match credential::service(&state, &headers, origin).await {
        Ok(_) => ApiError::no_such_method(),
        Err(refusal) => refusal,
    }
}

/// Takes `Allow` off a refusal that comes before it: it tells that there is such a path.
pub async fn hide_methods(mut response: Response) -> Response {
    if matches!(response.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        response.headers_mut().remove(ALLOW);
    }
    response
}
