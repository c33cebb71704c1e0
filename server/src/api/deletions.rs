//! `/v1/config/deletions`: what was deleted and can be put back.

use axum::{Json, extract::State};
use model::{deletion::Deletion, time};
use serde_json::{Value, json};

use crate::{
    api::{credential::Keyed, error::ApiError, path::Path},
    state::AppState,
};

/// `GET /v1/config/deletions`: the newest first.
pub async fn list(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
) -> Result<Json<Value>, ApiError> {
    let kept = actions::deletion::list(&state.desk, &caller, &key.instance).await?;
    Ok(Json(kept.iter().map(shape).collect()))
}

/// `POST /v1/config/deletions/{id}/undo`: puts one back, under the id it had.
pub async fn undo(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let id = id.parse().map_err(|_| ApiError::not_found("there is no such deletion"))?;
    let undone = actions::deletion::undo(&state.desk, &caller, &key.instance, &id).await?;
    Ok(Json(shape(&undone)))
}

fn shape(deletion: &Deletion) -> Value {
    json!({
        "id": deletion.id,
        "kind": deletion.kind.as_str(),
        "object": deletion.object,
        "name": deletion.name,
        "deleted": time::format_rfc3339(deletion.deleted_ms),
        "deleted_by": deletion.deleted_by,
        "until": time::format_rfc3339(deletion.ends_ms()),
    })
}
