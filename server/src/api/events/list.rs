//! `GET /v1/events`: a page of events.

use axum::{
    Json,
    extract::{RawQuery, State},
    http::HeaderMap,
};
use jiff::tz::TimeZone;
use query::{Filters, moment::When};
use serde_json::{Value, json};
use store::{Order, Search};

use crate::{
    api::{credential, error::ApiError},
    state::{AppState, Origin},
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// One page of events, newest first unless asked otherwise.
pub async fn list(
    State(state): State<AppState>,
    origin: Origin,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let (key, caller) = credential::service(&state, &headers, origin).await?;
    let search = read(query.as_deref().unwrap_or_default(), state.desk.now_ms())?;
    let page = actions::event::search(&state.desk, &caller, &key.instance, search).await?;
    let mut body = json!({
        "events": page.lines.iter().map(super::to_json).collect::<Vec<_>>(),
        "next": page.next.map(|next| next.to_string()),
        "complete": page.incomplete.is_none(),
        "took_ms": page.took.as_secs_f64() * 1000.0,
    });
    if let Some(reason) = page.incomplete {
        body["reason"] = json!(reason);
    }
    Ok(Json(body))
}

fn read(query: &str, now_ms: i64) -> Result<Search, ApiError> {
    let mut search = Search {
        query: query::Query::everything(),
        filters: Filters::default(),
        from_ms: now_ms - DAY_MS,
        to_ms: now_ms + 1,
        order: Order::Newest,
        limit: 100,
        after: None,
    };
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if value.is_empty() {
            continue;
        }
        match name.as_ref() {
            "query" => search.query = read_query(&value)?,
            "from" => search.from_ms = read_time("from", &value, now_ms)?,
            "to" => search.to_ms = read_time("to", &value, now_ms)?,
            "order" => search.order = read_order(&value)?,
            "limit" => search.limit = read_limit(&value)?,
            "cursor" => {
                search.after =
                    Some(value.parse().map_err(|error: store::CursorError| {
                        ApiError::bad_field("cursor", error.to_string())
                    })?);
            }
            other => return Err(ApiError::bad_field(other, format!("\"{other}\" is not allowed"))),
        }
    }
    Ok(search)
}

fn read_query(text: &str) -> Result<query::Query, ApiError> {
    let parsed = query::parse(text);
    match parsed.errors.first() {
        Some(error) => {
            let message =
                format!("the query can not be read at byte {}: {}", error.span.start, error.message);
            Err(ApiError::bad_field("query", message))
        }
        None => Ok(parsed.query),
    }
}

fn read_time(name: &str, text: &str, now_ms: i64) -> Result<i64, ApiError> {
    match query::moment::parse(text, now_ms, &TimeZone::UTC) {
        Ok(When::Moment(ms)) => Ok(ms),
        Ok(When::Range { .. }) => {
            Err(ApiError::bad_field(name, format!("\"{name}\" must be a moment, not a range")))
        }
        Err(error) => Err(ApiError::bad_field(name, error.to_string())),
    }
}

fn read_order(text: &str) -> Result<Order, ApiError> {
    match text {
        "newest" => Ok(Order::Newest),
        "oldest" => Ok(Order::Oldest),
        _ => Err(ApiError::bad_field("order", "\"order\" must be one of [newest, oldest]")),
    }
}

fn read_limit(text: &str) -> Result<usize, ApiError> {
    match text.parse() {
        Ok(limit @ 1..=1000) => Ok(limit),
        _ => Err(ApiError::bad_field("limit", "\"limit\" must be a number from 1 to 1000")),
    }
}
