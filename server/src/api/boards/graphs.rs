//! `/v1/config/boards/{id}/graphs`: the graphs of a board, one by one.

use actions::board_graph::{self, GraphEdit};
use axum::{Json, extract::State};
use model::id::GraphId;
use serde_json::{Map, Value, json};

use super::{draft_of, graph_shape, known};
use crate::{
    api::{body::Unpacked, credential::Keyed, error::ApiError, fields, path::Path},
    state::AppState,
};

/// `POST /v1/config/boards/{id}/graphs`: adds a graph behind the others.
pub async fn create(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let sent = object(&sent)?;
    let draft = draft_of("graph", Value::Object(sent))?;
    let made = board_graph::add(&state.desk, &caller, &key.instance, &known(&id)?, draft).await?;
    Ok(Json(graph_shape(&made)))
}

/// `PATCH /v1/config/boards/{id}/graphs/{graph}`: changes what the body has; `position` is the place on
/// the board, the first being 1.
pub async fn edit(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path((id, graph)): Path<(String, String)>,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let (board, graph) = (known(&id)?, known_graph(&graph)?);
    let mut sent = object(&sent)?;
    sent.remove("id");
    let position = sent.remove("position").filter(|value| !value.is_null()).map(|place| {
        let place = place.as_u64().filter(|place| *place > 0).and_then(|place| usize::try_from(place).ok());
        place.ok_or_else(|| fields::wrong("position", "a whole number from 1"))
    });
    let position = position.transpose()?;
    if position.is_none() && sent.is_empty() {
        return Err(ApiError::bad_request("Nothing to configure"));
    }
    let edit = GraphEdit::Fields(sent, position);
    let made = board_graph::edit(&state.desk, &caller, &key.instance, (&board, &graph), edit).await?;
    Ok(Json(graph_shape(&made)))
}

/// `DELETE /v1/config/boards/{id}/graphs/{graph}`: removes a graph.
pub async fn delete(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path((id, graph)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let named = (&known(&id)?, &known_graph(&graph)?);
    board_graph::remove(&state.desk, &caller, &key.instance, named).await?;
    Ok(Json(json!({"deleted": true})))
}

fn object(bytes: &[u8]) -> Result<Map<String, Value>, ApiError> {
    serde_json::from_slice(bytes)
        .map_err(|error| ApiError::bad_request(format!("the body is not a JSON object: {error}")))
}

fn known_graph(id: &str) -> Result<GraphId, ApiError> {
    id.parse().map_err(|_| ApiError::not_found("there is no such graph"))
}
