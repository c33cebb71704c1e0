//! What an address names.

use axum::{
    extract::{FromRequestParts, State},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::{
    api::{elsewhere, error::ApiError},
    state::{AppState, Origin},
};

/// The parts of a path that name something. An address with a part that is no text is refused as one that is
/// not there, and like it after the key.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        if let Ok(axum::extract::Path(named)) = axum::extract::Path::from_request_parts(parts, state).await {
            return Ok(Self(named));
        }
        let Ok(origin) = Origin::from_request_parts(parts, state).await;
        Err(elsewhere::path(State(state.clone()), parts.headers.clone(), origin).await)
    }
}
