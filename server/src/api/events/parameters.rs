//! What the parameters of questions about events mean.

use std::ops::RangeInclusive;

use jiff::tz::TimeZone;
use query::{Filters, Query, moment::When};
use store::ask::Selection;

use crate::api::error::ApiError;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Reads `query`, `from` and `to`; whatever else there is goes to `take`, which says whether
/// it knows the name. A parameter without a value is as good as none.
pub(super) fn selection(
    sent: Option<&str>,
    now_ms: i64,
    mut take: impl FnMut(&str, &str) -> Result<bool, ApiError>,
) -> Result<Selection, ApiError> {
    let mut selection = Selection {
        query: Query::everything(),
        filters: Filters::default(),
        from_ms: now_ms - DAY_MS,
        to_ms: now_ms + 1,
    };
    each(sent, |name, value| {
        match name {
            "query" => selection.query = query(value)?,
            "from" => selection.from_ms = time("from", value, now_ms)?,
            "to" => selection.to_ms = time("to", value, now_ms)?,
            _ => return take(name, value),
        }
        Ok(true)
    })?;
    Ok(selection)
}

/// Hands out every parameter that has a value; one that is not taken is refused by name.
pub(super) fn each(
    sent: Option<&str>,
    mut take: impl FnMut(&str, &str) -> Result<bool, ApiError>,
) -> Result<(), ApiError> {
    for (name, value) in url::form_urlencoded::parse(sent.unwrap_or_default().as_bytes()) {
        if !value.is_empty() && !take(&name, &value)? {
            return Err(ApiError::bad_field(name.as_ref(), format!("\"{name}\" is not allowed")));
        }
    }
    Ok(())
}

/// A query of the query language.
pub(super) fn query(text: &str) -> Result<Query, ApiError> {
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

/// A whole number within a range.
pub(super) fn number(name: &str, text: &str, range: RangeInclusive<usize>) -> Result<usize, ApiError> {
    let (least, most) = (range.start(), range.end());
    text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
        ApiError::bad_field(name, format!("\"{name}\" must be a number from {least} to {most}"))
    })
}

fn time(name: &str, text: &str, now_ms: i64) -> Result<i64, ApiError> {
    match query::moment::parse(text, now_ms, &TimeZone::UTC) {
        Ok(When::Moment(ms)) => Ok(ms),
        Ok(When::Range { .. }) => {
            Err(ApiError::bad_field(name, format!("\"{name}\" must be a moment, not a range")))
        }
        Err(error) => Err(ApiError::bad_field(name, error.to_string())),
    }
}
