//! `/v1/config/boards`: pages of graphs. The original had no such door, so the shapes are our own.

pub mod figures;
pub mod graphs;

use actions::{
    Seen,
    board::{self, BoardEdit, NewBoard, NewGraph},
};
use axum::{Json, extract::State};
use model::{
    board::Board,
    category::Category,
    graph::{Graph, GraphDraft},
    id::{BoardId, GraphId},
};
use serde_json::{Value, json};

use crate::{
    api::{
        body::Unpacked,
        credential::Keyed,
        error::ApiError,
        fields::{self, Fields},
        path::Path,
    },
    state::AppState,
};

/// What the body of a board may have. The last is in answers, and passed over.
const FIELDS: [&str; 8] = ["title", "category", "description", "query", "range", "refresh", "graphs", "id"];

/// `GET /v1/config/boards`: every board of the key's instance.
pub async fn list(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
) -> Result<Json<Value>, ApiError> {
    let all = board::list(&state.desk, &caller, &key.instance).await?;
    Ok(Json(all.boards.iter().map(|board| shape(board, &all.categories)).collect()))
}

/// `GET /v1/config/boards/{id}`: one board.
pub async fn find(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let found = board::find(&state.desk, &caller, &key.instance, &known(&id)?).await?;
    answer(&state, &caller, &key.instance, &found).await
}

/// `POST /v1/config/boards`: makes a board.
pub async fn create(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let fields = Fields::read(&sent)?;
    let new = whole(&fields)?;
    let made = board::create(&state.desk, &caller, &key.instance, new).await?;
    answer(&state, &caller, &key.instance, &made).await
}

/// `PUT /v1/config/boards/{id}`: replaces a board; a graph without an id is a new one, one that is left
/// out is removed.
pub async fn replace(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let fields = Fields::read(&sent)?;
    let edit = whole(&fields)?.into();
    let made = board::edit(&state.desk, &caller, &key.instance, &known(&id)?, edit).await?;
    answer(&state, &caller, &key.instance, &made).await
}

/// `PATCH /v1/config/boards/{id}`: changes what the body has, and nothing else.
pub async fn edit(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let fields = Fields::read(&sent)?;
    let edit = read(&fields)?;
    if edit == (BoardEdit { only_known_categories: true, ..BoardEdit::default() }) {
        return Err(ApiError::bad_request("Nothing to configure"));
    }
    let made = board::edit(&state.desk, &caller, &key.instance, &known(&id)?, edit).await?;
    answer(&state, &caller, &key.instance, &made).await
}

/// `POST /v1/config/boards/{id}/duplicate`: makes a second board like one.
pub async fn duplicate(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let made = board::duplicate(&state.desk, &caller, &key.instance, &known(&id)?).await?;
    answer(&state, &caller, &key.instance, &made).await
}

/// `DELETE /v1/config/boards/{id}`: deletes a board and its graphs.
pub async fn delete(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    board::delete(&state.desk, &caller, &key.instance, &known(&id)?).await?;
    Ok(Json(json!({"deleted": true})))
}

async fn answer(
    state: &AppState,
    caller: &actions::Caller,
    instance: &model::id::InstanceId,
    board: &Board,
) -> Result<Json<Value>, ApiError> {
    let kind = model::category::CategoryKind::Boards;
    let categories = actions::category::list(&state.desk, caller, instance, kind).await?;
    Ok(Json(shape(board, &categories)))
}

fn known(id: &str) -> Result<BoardId, ApiError> {
    id.parse().map_err(|_| ApiError::not_found("there is no such board"))
}

fn whole(fields: &Fields) -> Result<NewBoard, ApiError> {
    let edit = read(fields)?;
    if edit.title.is_none() {
        return Err(fields::required("title"));
    }
    let only_known_categories = edit.only_known_categories;
    Ok(NewBoard { only_known_categories, ..edit.over(NewBoard::default()) })
}

fn read(fields: &Fields) -> Result<BoardEdit, ApiError> {
    fields.only(&FIELDS)?;
    let text = |name| fields.is_set(name).then(|| fields.text(name)).transpose();
    let seconds = |value: &Value| value.as_u64().and_then(|seconds| u32::try_from(seconds).ok());
    let refresh = fields.value("refresh").map(|value| seconds(value).ok_or("a whole number of seconds"));
    Ok(BoardEdit {
        title: text("title")?,
        categories: fields.is_set("category").then(|| fields.texts("category")).transpose()?,
        only_known_categories: true,
        description: text("description")?,
        query: text("query")?,
        range: text("range")?,
        refresh_s: refresh.transpose().map_err(|kind| fields::wrong("refresh", kind))?,
        graphs: fields.value("graphs").map(graphs_of).transpose()?,
        seen: Seen::default(),
    })
}

fn graphs_of(value: &Value) -> Result<Vec<NewGraph>, ApiError> {
    let items = value.as_array().ok_or_else(|| fields::wrong("graphs", "an array"))?;
    items.iter().enumerate().map(|(at, item)| graph_of(&format!("graphs[{at}]"), item)).collect()
}

/// A graph as it is sent, with its id where it has one.
fn graph_of(key: &str, value: &Value) -> Result<NewGraph, ApiError> {
    let mut value = value.clone();
    let id = value.as_object_mut().and_then(|fields| fields.remove("id"));
    let id = match id {
        None | Some(Value::Null) => None,
        Some(id) => {
            let read = id.as_str().and_then(|id| id.parse::<GraphId>().ok());
            Some(read.ok_or_else(|| {
                ApiError::not_found("there is no such graph; leave the id out for a new one")
            })?)
        }
    };
    Ok(NewGraph { id, draft: draft_of(key, value)? })
}

fn draft_of(key: &str, value: Value) -> Result<GraphDraft, ApiError> {
    let read = serde_json::from_value(value);
    read.map_err(|error| ApiError::bad_field(key, format!("\"{key}\" must be a graph: {error}")))
}

fn shape(board: &Board, categories: &[Category]) -> Value {
    let draft = &board.draft;
    json!({
        "id": board.id,
        "title": draft.title,
        "category": actions::category::names(&board.categories, categories),
        "description": draft.description,
        "query": draft.query,
        "range": draft.range,
        "refresh": draft.refresh_s,
        "graphs": board.graphs.iter().map(graph_shape).collect::<Vec<_>>(),
    })
}

fn graph_shape(graph: &Graph) -> Value {
    let mut shape = json!(graph.draft);
    shape["id"] = json!(graph.id);
    shape
}
