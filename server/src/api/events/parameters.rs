//! What the parameters of questions about events mean.

use std::ops::RangeInclusive;

use jiff::tz::TimeZone;
use query::{Filters, Query, moment::When};
use store::ask::{Interval, MAX_BUCKETS, Selection};

use crate::api::error::ApiError;

const MINUTE_MS: i64 = 60 * 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// How many buckets there are about when nobody says.
const BUCKETS: usize = 60;

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

/// How time is cut into buckets, as far as it has been said.
#[derive(Default)]
pub(super) struct Cut {
    width_ms: Option<i64>,
    buckets: Option<usize>,
    /// The zone's distance from UTC.
    pub offset_ms: i64,
}

impl Cut {
    /// Reads `interval`, `buckets` and `offset`.
    pub fn take(&mut self, name: &str, value: &str) -> Result<bool, ApiError> {
        match name {
            "interval" => self.width_ms = Some(interval(value)?),
            "buckets" => self.buckets = Some(number("buckets", value, 1..=MAX_BUCKETS)?),
            "offset" => self.offset_ms = offset(value)?,
            _ => return Ok(false),
        }
        if self.width_ms.is_some() && self.buckets.is_some() {
            return Err(ApiError::bad_field(name, "\"interval\" and \"buckets\" are not allowed together"));
        }
        Ok(true)
    }

    /// The interval that was asked for, if one was.
    pub fn asked(&self) -> Option<Interval> {
        self.width_ms.map(Interval::Milliseconds).or(self.buckets.map(Interval::AtMost))
    }

    /// The interval that was asked for, or a round one.
    pub fn interval(&self) -> Interval {
        self.asked().unwrap_or(Interval::AtMost(BUCKETS))
    }
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

fn interval(text: &str) -> Result<i64, ApiError> {
    let digits = text.trim_end_matches(|symbol: char| symbol.is_ascii_alphabetic());
    let unit_ms = match &text[digits.len()..] {
        "" | "ms" => Some(1),
        "s" => Some(1000),
        "m" => Some(MINUTE_MS),
        "h" => Some(HOUR_MS),
        "d" => Some(DAY_MS),
        "w" => Some(7 * DAY_MS),
        _ => None,
    };
    let ms = unit_ms.and_then(|unit_ms| digits.parse::<i64>().ok()?.checked_mul(unit_ms));
    ms.filter(|ms| *ms > 0).ok_or_else(|| {
        let message = "\"interval\" must be a length of time like 30s, 5m, 1h or 7d, or milliseconds";
        ApiError::bad_field("interval", message)
    })
}

/// The plus of `+02:00` is a space in an address where nobody escaped it.
fn offset(text: &str) -> Result<i64, ApiError> {
    let read = || {
        if text == "Z" {
            return Some(0);
        }
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix(['+', ' '])?),
        };
        let (hours, minutes) = rest.split_once(':')?;
        let two_digits = |text: &str| {
            let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse::<i64>().ok()).flatten()
        };
        let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
        (hours <= 18 && minutes < 60).then_some(sign * (hours * HOUR_MS + minutes * MINUTE_MS))
    };
    read().ok_or_else(|| {
        ApiError::bad_field("offset", "\"offset\" must be a distance from UTC like +02:00, -05:30 or Z")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(read: fn(&str) -> Result<i64, ApiError>, text: &str, expected: Option<i64>) {
        assert_eq!(read(text).ok(), expected, "{text}");
    }

    #[test]
    fn an_interval_is_a_number_with_or_without_a_unit() {
        for (text, expected) in [
            ("300000", Some(300_000)),
            ("5m", Some(300_000)),
            ("30s", Some(30_000)),
            ("1h", Some(HOUR_MS)),
            ("7d", Some(7 * DAY_MS)),
            ("1w", Some(7 * DAY_MS)),
            ("250ms", Some(250)),
            ("0", None),
            ("-5m", None),
            ("m", None),
            ("5 m", None),
            ("5M", None),
            ("1.5h", None),
            ("99999999999999999d", None),
        ] {
            check(interval, text, expected);
        }
    }

    #[test]
    fn an_offset_is_a_distance_from_utc_even_when_its_plus_was_lost() {
        for (text, expected) in [
            ("+02:00", Some(2 * HOUR_MS)),
            (" 02:00", Some(2 * HOUR_MS)),
            ("-05:30", Some(-5 * HOUR_MS - 30 * MINUTE_MS)),
            ("Z", Some(0)),
            ("02:00", None),
            ("+2:00", None),
            ("+0200", None),
            ("+19:00", None),
            ("+02:60", None),
            ("Europe/Berlin", None),
        ] {
            check(offset, text, expected);
        }
    }
}
