//! `GET /v1/events/histogram`: how many events there are over time.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use model::time;
use serde_json::{Value, json};
use store::ask::{Series, SeriesOf};

use crate::{
    api::{
        credential::Keyed,
        error::ApiError,
        events::{
            honest,
            parameters::{self, Cut},
        },
    },
    state::AppState,
};

/// Events counted over time, split by the values of a field if one is named.
pub async fn histogram(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let (mut cut, mut split) = (Cut::default(), None);
    let selection = parameters::selection(query.as_deref(), state.desk.now_ms(), |name, value| {
        if name == "split" {
            split = Some(value.to_owned());
            return Ok(true);
        }
        cut.take(name, value)
    })?;
    let answer = actions::event::histogram(
        &state.desk,
        &caller,
        &key.instance,
        &selection,
        cut.interval(),
        cut.offset_ms,
        split.as_deref(),
    )
    .await?;
    let found = answer.found;
    let body = json!({
        "interval_ms": found.interval_ms,
        "first": time::format_rfc3339(found.first_ms),
        "series": found.series.iter().map(series).collect::<Vec<_>>(),
        "total": found.total,
    });
    Ok(honest(body, answer.incomplete, answer.took))
}

fn series(series: &Series) -> Value {
    let counts = &series.counts;
    match &series.of {
        SeriesOf::All => json!({"of": "all", "counts": counts}),
        SeriesOf::Value(value) => json!({"of": "value", "value": value, "counts": counts}),
        SeriesOf::Other => json!({"of": "other", "counts": counts}),
        SeriesOf::Without => json!({"of": "without", "counts": counts}),
    }
}
