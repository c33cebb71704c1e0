//! `GET /v1/events/facets`: the values of fields, counted.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use serde_json::{Value, json};
use store::ask::{Facet, FacetAsk};

use crate::{
    api::{
        credential::Keyed,
        error::ApiError,
        events::{honest, parameters},
    },
    state::AppState,
};

/// How many fields one request may ask for.
const MOST_FIELDS: usize = 20;

/// The most frequent values of each field that is named.
pub async fn facets(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let (mut fields, mut limit, mut search) = (Vec::new(), 10, String::new());
    let selection = parameters::selection(query.as_deref(), state.desk.now_ms(), |name, value| {
        match name {
            "field" => fields.push(value.to_owned()),
            "limit" => limit = parameters::number("limit", value, 1..=1000)?,
            "search" => value.clone_into(&mut search),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if !(1..=MOST_FIELDS).contains(&fields.len()) {
        let message = format!("\"field\" is required, once for each field and at most {MOST_FIELDS} times");
        return Err(ApiError::bad_field("field", message));
    }
    let asks: Vec<FacetAsk> =
        fields.into_iter().map(|field| FacetAsk { field, limit, search: search.clone() }).collect();
    let answer = actions::event::facets(&state.desk, &caller, &key.instance, &selection, &asks).await?;
    let body = json!({"facets": answer.found.iter().map(facet).collect::<Vec<_>>()});
    Ok(honest(body, answer.incomplete, answer.took))
}

fn facet(facet: &Facet) -> Value {
    let value = |(value, lines): &(String, u64)| json!({"value": value, "lines": lines});
    json!({
        "field": facet.field,
        "values": facet.values.iter().map(value).collect::<Vec<_>>(),
        "distinct": facet.distinct,
        "lines": facet.lines,
        "exact": facet.exact,
    })
}
