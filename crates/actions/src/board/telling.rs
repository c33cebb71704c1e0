//! What the events of boards tell.

use model::{board::Board, category::Category, graph::Graph};
use serde_json::{Value, json};

use crate::category;

/// The documented fields of the events (spec 7.3). One graph is named, where one is meant.
pub(crate) fn to_request(board: &Board, categories: &[Category], graph: Option<&Graph>) -> Value {
    json!({
        "boardId": board.id,
        "category": category::names(&board.categories, categories),
        "title": board.draft.title,
        "graphId": graph.map(|graph| graph.id.as_str()).unwrap_or_default(),
    })
}

/// Everything of a board, for before and after. Its graphs are told by their names: each change of one
/// has an event of its own, but for the deletion of the board.
pub(super) fn in_full(board: &Board, categories: &[Category]) -> Value {
    let graph = |graph: &Graph| json!({"id": graph.id, "title": graph.draft.title});
    json!({
        "title": board.draft.title,
        "category": category::names(&board.categories, categories),
        "description": board.draft.description,
        "query": board.draft.query,
        "range": board.draft.range,
        "refresh": board.draft.refresh_s,
        "graphs": board.graphs.iter().map(graph).collect::<Vec<_>>(),
    })
}
