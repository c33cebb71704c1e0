//! `GET /v1/events/{id}`: one event.

use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};
use model::id::EventId;
use serde_json::Value;

use crate::{
    api::{credential, error::ApiError},
    state::{AppState, Origin},
};

/// One event by its id.
pub async fn find(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let (key, caller) = credential::service(&state, &headers, origin).await?;
    let not_found = || ApiError::not_found("there is no such event");
    let id: EventId = id.parse().map_err(|_| not_found())?;
    if id.instance != key.instance {
        return Err(not_found());
    }
    let stored = actions::event::find(&state.desk, &caller, &id).await?;
    Ok(Json(super::to_json(&stored)))
}
