//! `GET /v1/events`: a page of events.

use axum::{
    Json,
    extract::{RawQuery, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use store::{Order, Search};

use crate::{
    api::{
        credential,
        error::ApiError,
        events::{parameters, shown::Shown},
    },
    state::{AppState, Origin},
};

/// A page as it is written, without its events being read again.
#[derive(Serialize)]
struct Page<'a> {
    events: Vec<Shown<'a>>,
    next: Option<String>,
    complete: bool,
    took_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// One page of events, newest first unless asked otherwise.
pub async fn list(
    State(state): State<AppState>,
    origin: Origin,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (key, caller) = credential::service(&state, &headers, origin).await?;
    let search = read(query.as_deref(), state.desk.now_ms())?;
    let page = actions::event::search(&state.desk, &caller, &key.instance, search).await?;
    let body = Page {
        events: page.lines.iter().map(Shown::new).collect(),
        next: page.next.map(|next| next.to_string()),
        complete: page.incomplete.is_none(),
        took_ms: page.took.as_secs_f64() * 1000.0,
        reason: page.incomplete,
    };
    Ok(Json(body).into_response())
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
