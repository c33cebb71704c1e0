//! Times as people type them, to jump there or to look at the lines between two of them.
//!
//! | kind | samples |
//! |---|---|
//! | exact | `1700000000` (seconds), `1700000000000` (milliseconds), `2024-11-05T08:02:11.07+0000` |
//! | date and time | `May 20 7:00pm`, `Nov 16 22:29`, `20 May 2021`, `2/24 2:30pm`, `21/10/2021 9:21am`, `2024-11-05 08:02` |
//! | near | `now`, `today at 12am`, `yesterday 1pm`, `friday`, `last fri 4:30p`, `5:4am` |
//! | ago | `2 days ago`, `an hour ago`, `15 min ago`, `1h30m ago`, `-15m` |
//! | range | two of these joined by `to`; `last 15 minutes`, which ends now |
//!
//! **Day and month.** Of two numbers with a slash, one above 12 is the day. Where both could be
//! either, they are read as another date of the same text shows it; failing that, as month/day.
//!
//! **What is left out.** A date without a year is the most recent such date up to today, a time
//! without a date the most recent such time up to now, a weekday the most recent such day up to
//! today, and with `last` before today. A date without a time is the start of that day. The
//! end of a range is read as coming after its start: a time without a date is on the day of the
//! start or, if that is before the start, on the day after; a date without a year is in a later
//! year if it has to be; a date without a time is included, up to the start of the next day. A
//! time without a date that begins a range is on the day of its end, if that has one.
//!
//! **Clocks that change.** A time the clock skips is as much later as was skipped. A time it
//! shows twice is the first of both, and the second at the end of a range.

use jiff::{Timestamp, Zoned, tz::TimeZone};
use serde::{Deserialize, Serialize};

mod clock;
mod date;
mod phrase;
mod span;

use phrase::{Phrase, Reader};

/// Longer text is no time.
const MAX_LENGTH: usize = 200;

/// What a person asked for, in milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// One moment: the lines around it.
    Moment(i64),
    /// The lines from one moment up to another.
    Range {
        /// The first moment.
        from_ms: i64,
        /// The moment after the last; never before the first.
        to_ms: i64,
    },
}

/// Why a text is no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MomentError {
    /// There is nothing to read.
    #[error("no time is given")]
    Empty,
    /// It is not of a form that is understood.
    #[error("{0:?} is not a time, try \"2 days ago\" or \"May 20 7:00pm\"")]
    NotUnderstood(String),
    /// The calendar or the clock does not have it.
    #[error("there is no such day or time as {0:?}")]
    NoSuchTime(String),
    /// The range runs backwards.
    #[error("the end of the range is before its start")]
    EndBeforeStart,
    /// It is further away than times can be told.
    #[error("the time is too far away")]
    OutOfRange,
}

/// Reads a time or a range of times.
///
/// ```
/// use query::moment::{self, When};
/// let utc = jiff::tz::TimeZone::UTC;
/// let now_ms = 1_700_000_000_000;
/// assert_eq!(moment::parse("15 min ago", now_ms, &utc), Ok(When::Moment(now_ms - 900_000)));
/// let range = moment::parse("yesterday 10am to yesterday 11am", now_ms, &utc)?;
/// assert_eq!(range, When::Range { from_ms: 1_699_869_600_000, to_ms: 1_699_873_200_000 });
/// # Ok::<(), moment::MomentError>(())
/// ```
pub fn parse(text: &str, now_ms: i64, zone: &TimeZone) -> Result<When, MomentError> {
    if text.len() > MAX_LENGTH {
        return Err(not_understood(text));
    }
    let now = Timestamp::from_millisecond(now_ms).map_err(|_| MomentError::OutOfRange)?;
    let now = now.to_zoned(zone.clone());
    let lower = text.replace(',', " ").to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().flat_map(date::split_iso).collect();
    if words.is_empty() {
        return Err(MomentError::Empty);
    }
    if let ["last" | "past", rest @ ..] = words.as_slice()
        && let Some(span) = span::whole(rest)?
    {
        let from = now.checked_sub(span).map_err(|_| MomentError::OutOfRange)?;
        return Ok(When::Range { from_ms: milliseconds(&from), to_ms: now_ms });
    }
    let reader = Reader { now: &now, day_first: date::is_day_first(&words) };
    let mut sides = words.split(|word| *word == "to");
    let (start, end) = (sides.next().unwrap_or_default(), sides.next());
    if sides.next().is_some() {
        return Err(not_understood(text));
    }
    let start = reader.read(start)?;
    let Some(end) = end else { return Ok(When::Moment(milliseconds(&start.resolve(&now)?))) };
    let (from, to) = range(&start, &reader.read(end)?, &now)?;
    let (from_ms, to_ms) = (milliseconds(&from), milliseconds(&to));
    if to_ms < from_ms { Err(MomentError::EndBeforeStart) } else { Ok(When::Range { from_ms, to_ms }) }
}

fn range(start: &Phrase, end: &Phrase, now: &Zoned) -> Result<(Zoned, Zoned), MomentError> {
    if start.is_time_only() && !end.is_time_only() {
        let to = end.resolve_end(None, now)?;
        return Ok((start.resolve_before(&to)?, to));
    }
    let from = start.resolve(now)?;
    let to = end.resolve_end(Some(&from), now)?;
    Ok((from, to))
}

fn milliseconds(moment: &Zoned) -> i64 {
    // The clock of a zone is never finer than the millisecond it came from.
    moment.timestamp().as_millisecond()
}

fn not_understood(text: &str) -> MomentError {
    MomentError::NotUnderstood(text.chars().take(60).collect())
}
