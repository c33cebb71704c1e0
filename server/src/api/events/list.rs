//! `GET /v1/events`: a page of events.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use serde_json::{Value, json};
use store::{Order, Search};

use crate::{
    api::{
        credential::Keyed,
        error::ApiError,
        events::{honest, parameters, to_json},
    },
    state::AppState,
};

/// One page of events, newest first unless asked otherwise.
pub async fn list(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let search = read(query.as_deref(), state.desk.now_ms())?;
    let page = actions::event::search(&state.desk, &caller, &key.instance, search).await?;
    let body = json!({
        "events": page.lines.iter().map(to_json).collect::<Vec<_>>(),
        "next": page.next.map(|next| next.to_string()),
    });
    Ok(honest(body, page.incomplete, page.took))
}

fn read(query: Option<&str>, now_ms: i64) -> Result<Search, ApiError> {
    let (mut order, mut limit, mut after) = (Order::Newest, 100, None);
    let selection = parameters::selection(query, now_ms, |name, value| {
        match name {
            "order" => order = read_order(value)?,
            "limit" => limit = parameters::number("limit", value, 1..=1000)?,
            "cursor" => {
                after =
                    Some(value.parse().map_err(|error: store::CursorError| {
                        ApiError::bad_field("cursor", error.to_string())
                    })?);
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let store::ask::Selection { query, filters, from_ms, to_ms } = selection;
    Ok(Search { query, filters, from_ms, to_ms, order, limit, after })
}

fn read_order(text: &str) -> Result<Order, ApiError> {
    match text {
        "newest" => Ok(Order::Newest),
        "oldest" => Ok(Order::Oldest),
        _ => Err(ApiError::bad_field("order", "\"order\" must be one of [newest, oldest]")),
    }
}
