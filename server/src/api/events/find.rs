//! `GET /v1/events/{id}`: one event.

use axum::{Json, extract::State};
use model::id::{EventId, InstanceId};
use serde_json::Value;

use crate::{
    api::{credential::Keyed, error::ApiError, path::Path},
    state::AppState,
};

/// One event by its id.
pub async fn find(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let id = id_in(&key.instance, &id)?;
    let stored = actions::event::find(&state.desk, &caller, &id).await?;
    Ok(Json(super::to_json(&stored)))
}

/// The id of an event; one of another instance does not exist.
pub(super) fn id_in(instance: &InstanceId, text: &str) -> Result<EventId, ApiError> {
    let id = text.parse().ok().filter(|id: &EventId| id.instance == *instance);
    id.ok_or_else(|| ApiError::not_found("there is no such event"))
}
