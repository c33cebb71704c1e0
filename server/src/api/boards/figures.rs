//! `GET /v1/boards/{id}/figures`: the numbers a board shows.

use actions::board;
use axum::{
    Json,
    extract::{RawQuery, State},
};
use model::{figures::Figures, graph::Graph, time};
use serde_json::{Value, json};

use super::known;
use crate::{
    api::{credential::Keyed, error::ApiError, path::Path},
    state::AppState,
};

/// What can be asked beside the board itself.
const NAMES: [&str; 4] = ["from", "to", "zone", "query"];

/// `GET /v1/boards/{id}/figures`: the figures of every graph of a board, over its own range or another.
pub async fn read(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    RawQuery(query): RawQuery,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let pairs: Vec<(String, String)> =
        url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    if let Some((name, _)) =
        pairs.iter().find(|(name, value)| !value.is_empty() && !NAMES.contains(&name.as_str()))
    {
        return Err(ApiError::bad_field(name, format!("\"{name}\" is not allowed")));
    }
    let part =
        |name: &str| pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.trim().to_owned());
    let text = |name: &str| part(name).unwrap_or_default();
    let zone = match text("zone") {
        zone if zone.is_empty() => {
            actions::account::find(&state.desk, &caller, &key.instance).await?.zone.as_str().to_owned()
        }
        zone => zone,
    };
    let glance = app::Glance {
        from: text("from"),
        to: text("to"),
        zone,
        query: text("query"),
        ..app::Glance::default()
    };
    let found = board::find(&state.desk, &caller, &key.instance, &known(&id)?).await?;
    let drawn = app::draw_board((&state.desk, &caller, &key.instance), &found, &glance).await?;
    let graphs = found.graphs.iter().zip(&drawn.figures).map(|(graph, figures)| shape(graph, figures));
    Ok(Json(json!({
        "board": found.id,
        "from": time::format_rfc3339(drawn.span.from_ms),
        "to": time::format_rfc3339(drawn.span.to_ms),
        "zone": drawn.zone.name,
        "graphs": graphs.collect::<Vec<_>>(),
    })))
}

fn shape(graph: &Graph, figures: &Figures) -> Value {
    let mut shape = json!(figures);
    shape["id"] = json!(graph.id);
    shape["title"] = json!(graph.draft.title);
    shape
}
