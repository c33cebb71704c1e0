//! `/v1/sources`: who sends to the key's instance, and whether their data events are stored.

use axum::{Json, extract::State};
use model::{source::Source, time::format_rfc3339};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    api::{body::Unpacked, credential::Keyed, error::ApiError, path::Path},
    state::AppState,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switch {
    data_events: bool,
}

/// `GET /v1/sources`: every source, by service and id.
pub async fn list(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
) -> Result<Json<Value>, ApiError> {
    let sources = actions::source::list(&state.desk, &caller, &key.instance).await?;
    Ok(Json(json!({"sources": sources.iter().map(shape).collect::<Vec<_>>()})))
}

/// `PATCH /v1/sources/{id}`: switches the data events of a source on or off.
pub async fn update(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
    Unpacked(bytes): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let switch: Switch = serde_json::from_slice(&bytes)
        .map_err(|_| ApiError::bad_field("data_events", "\"data_events\" must be true or false"))?;
    let source =
        actions::source::update(&state.desk, &caller, &key.instance, &id, switch.data_events).await?;
    Ok(Json(shape(&source)))
}

fn shape(source: &Source) -> Value {
    let sent = source.sent;
    json!({
        "id": source.id,
        "service": source.service,
        "data_events": source.data_events,
        "first": sent.first_ms.map(format_rfc3339),
        "last": sent.last_ms.map(format_rfc3339),
        "sent": {"events": sent.events, "data_events": sent.data_events, "excluded": sent.excluded},
        "last_excluded": sent.last_excluded_ms.map(format_rfc3339),
    })
}
