//! `GET /v1/events/fields`: which fields events have.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use serde_json::{Value, json};
use store::ask::FieldInfo;

use crate::{
    api::{
        credential::Keyed,
        error::ApiError,
        events::{honest, parameters},
    },
    state::AppState,
};

/// The fields of the events that match, by name.
pub async fn fields(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let selection = parameters::selection(query.as_deref(), state.desk.now_ms(), |_, _| Ok(false))?;
    let answer = actions::event::fields(&state.desk, &caller, &key.instance, &selection).await?;
    let body = json!({"fields": answer.found.iter().map(field).collect::<Vec<_>>()});
    Ok(honest(body, answer.incomplete, answer.took))
}

fn field(field: &FieldInfo) -> Value {
    let kinds = &field.kinds;
    let kinds = [("text", kinds.text), ("number", kinds.number), ("boolean", kinds.boolean)];
    json!({
        "name": field.name,
        "lines": field.lines,
        "distinct": field.distinct,
        "exact": field.exact,
        "kinds": kinds.iter().filter(|(_, has)| *has).map(|(name, _)| name).collect::<Vec<_>>(),
    })
}
