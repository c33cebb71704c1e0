//! `GET /v1/events/aggregate`: figures of groups of events.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use model::time;
use serde_json::{Value, json};
use store::ask::{Aggregate, Group, Operation};

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

/// How many figures one request may ask for.
const MOST_FIGURES: usize = 10;
/// Whole numbers up to here are exact as doubles.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A table of figures: one row for each group.
pub async fn aggregate(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let mut cut = Cut::default();
    let mut ask = Aggregate { figures: vec![], by: vec![], interval: None, offset_ms: 0, limit: 100 };
    let selection = parameters::selection(query.as_deref(), state.desk.now_ms(), |name, value| {
        match name {
            "figure" => ask.figures.push(figure(value)?),
            "by" => ask.by.push(value.to_owned()),
            "limit" => ask.limit = parameters::number("limit", value, 1..=10_000)?,
            _ => return cut.take(name, value),
        }
        Ok(true)
    })?;
    if ask.by.len() > 2 {
        return Err(ApiError::bad_field("by", "\"by\" is allowed at most twice"));
    }
    if ask.figures.len() > MOST_FIGURES {
        let message = format!("\"figure\" is allowed at most {MOST_FIGURES} times");
        return Err(ApiError::bad_field("figure", message));
    }
    (ask.interval, ask.offset_ms) = (cut.asked(), cut.offset_ms);
    let answer = actions::event::aggregate(&state.desk, &caller, &key.instance, &selection, &ask).await?;
    let body = json!({"groups": answer.found.iter().map(group).collect::<Vec<_>>()});
    Ok(honest(body, answer.incomplete, answer.took))
}

/// Reads `count`, or an operation and the field it is about.
fn figure(text: &str) -> Result<(Operation, String), ApiError> {
    let (name, field) = text.split_once(':').unwrap_or((text, ""));
    let percentile = || name.strip_prefix('p')?.parse().ok().filter(|percent| (1..=100).contains(percent));
    let operation = match name {
        "count" => Some(Operation::Count),
        "distinct" => Some(Operation::Distinct),
        "sum" => Some(Operation::Sum),
        "min" => Some(Operation::Min),
        "max" => Some(Operation::Max),
        "avg" => Some(Operation::Average),
        _ => percentile().map(Operation::Percentile),
    };
    let needs_field = operation != Some(Operation::Count);
    operation.filter(|_| !needs_field || !field.is_empty()).map(|operation| (operation, field.to_owned())).ok_or_else(
        || {
            let message = "\"figure\" must be count, or one of [count, distinct, sum, min, max, avg, p1 to p100] with a field, like avg:requestData.bytes";
            ApiError::bad_field("figure", message)
        },
    )
}

fn group(group: &Group) -> Value {
    let mut row = json!({
        "by": group.by,
        "lines": group.lines,
        "figures": group.figures.iter().map(|figure| figure.map(number)).collect::<Vec<_>>(),
    });
    if let Some(bucket_ms) = group.bucket_ms {
        row["bucket"] = json!(time::format_rfc3339(bucket_ms));
    }
    row
}

/// A whole number without a fraction of nothing.
fn number(figure: f64) -> Value {
    if figure.fract() == 0.0 && figure.abs() <= EXACT { json!(figure as i64) } else { json!(figure) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(Operation, &str)>) {
        let expected = expected.map(|(operation, field)| (operation, field.to_owned()));
        assert_eq!(figure(text).ok(), expected, "{text}");
    }

    #[test]
    fn a_figure_is_an_operation_and_the_field_it_needs() {
        check("count", Some((Operation::Count, "")));
        check("count:outcome", Some((Operation::Count, "outcome")));
        check("avg:requestData.bytes", Some((Operation::Average, "requestData.bytes")));
        check("p95:a:b", Some((Operation::Percentile(95), "a:b")));
        for wrong in ["sum", "sum:", "p0:a", "p101:a", "p:a", "median:a", "", ":a"] {
            check(wrong, None);
        }
    }

    #[test]
    fn whole_numbers_are_written_without_a_fraction() {
        assert_eq!(
            [number(4.0), number(-0.5), number(1e300)].map(|value| value.to_string()),
            ["4", "-0.5", "1e+300"]
        );
    }
}
