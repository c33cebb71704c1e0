//! `/v1/openapi.json`: what every door takes and answers, as OpenAPI 3.1.
//!
//! Each noun tells its own part in a file beside this crate's sources; a test holds the whole
//! against the routes.

use std::sync::LazyLock;

use axum::Json;
use serde_json::{Value, json};

/// What all parts share, and the parts.
const BASE: &str = include_str!("../../openapi/base.json");
const PARTS: &[&str] = &[
    include_str!("../../openapi/archive.json"),
    include_str!("../../openapi/board.json"),
    include_str!("../../openapi/category.json"),
    include_str!("../../openapi/deletion.json"),
    include_str!("../../openapi/event.json"),
    include_str!("../../openapi/exclusion_rule.json"),
    include_str!("../../openapi/key.json"),
    include_str!("../../openapi/parsing_template.json"),
    include_str!("../../openapi/preset.json"),
    include_str!("../../openapi/sending.json"),
    include_str!("../../openapi/server.json"),
    include_str!("../../openapi/source.json"),
    include_str!("../../openapi/stream.json"),
    include_str!("../../openapi/view.json"),
];

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let mut whole: Value = serde_json::from_str(BASE).unwrap_or_default();
    for part in PARTS {
        let part: Value = serde_json::from_str(part).unwrap_or_default();
        join(&mut whole["paths"], &part["paths"]);
        join(&mut whole["components"]["schemas"], &part["components"]["schemas"]);
    }
    whole["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
    whole
});

/// `GET /v1/openapi.json`
pub async fn read() -> Json<&'static Value> {
    Json(document())
}

/// The whole document.
pub(crate) fn document() -> &'static Value {
    &DOCUMENT
}

fn join(whole: &mut Value, part: &Value) {
    for (name, value) in part.as_object().into_iter().flatten() {
        whole[name.as_str()] = value.clone();
    }
}
