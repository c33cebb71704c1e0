//! `GET /v1/events/{id}/context`: the events around one.

use actions::event::Around;
use axum::{
    Json,
    extract::{RawQuery, State},
};
use serde_json::{Value, json};

use crate::{
    api::{
        credential::Keyed,
        error::ApiError,
        events::{find, honest, parameters, to_json},
        path::Path,
    },
    state::AppState,
};

/// How many events there are on each side when nobody says, and at most.
const LINES: usize = 10;
const MOST_LINES: usize = 500;

/// One event with those before and after it.
pub async fn context(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let id = find::id_in(&key.instance, &id)?;
    let (mut around, mut before, mut after) = (Around::default(), LINES, LINES);
    parameters::each(query.as_deref(), |name, value| {
        match name {
            "around" => around = value.parse()?,
            "before" => before = parameters::number("before", value, 0..=MOST_LINES)?,
            "after" => after = parameters::number("after", value, 0..=MOST_LINES)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let context = actions::event::context(&state.desk, &caller, &id, around, before, after).await?;
    let body = json!({
        "before": context.before.iter().map(to_json).collect::<Vec<_>>(),
        "event": to_json(&context.line),
        "after": context.after.iter().map(to_json).collect::<Vec<_>>(),
    });
    Ok(honest(body, context.incomplete, context.took))
}
