//! Distances from now: `2 days`, `an hour`, `15m`, `1h30m`.

use jiff::Span;

use super::MomentError;

const WORDS: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

#[derive(Clone, Copy)]
enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// Reads `… ago` and `-…`; None if it is something else.
pub(super) fn ago(words: &[&str]) -> Result<Option<Span>, MomentError> {
    let joined;
    let counted = match words {
        [counted @ .., "ago"] => counted,
        [first, rest @ ..] if first.len() > 1 && first.starts_with('-') => {
            joined = [&[&first[1..]][..], rest].concat();
            &joined
        }
        _ => return Ok(None),
    };
    // Without a count it is no distance here: `day ago` is a slip.
    if counted.len() == 1 && unit(counted[0]).is_some() {
        return Ok(None);
    }
    whole(counted)
}

/// Reads words that are nothing but a distance. A unit alone is one of it.
pub(super) fn whole(words: &[&str]) -> Result<Option<Span>, MomentError> {
    if let [word] = words
        && let Some(unit) = unit(word)
    {
        return add(Span::new(), 1, unit).map(Some);
    }
    let mut pieces = words.iter().flat_map(|word| pieces(word)).filter(|piece| *piece != "and").peekable();
    if pieces.peek().is_none() {
        return Ok(None);
    }
    let mut span = Span::new();
    while let Some(piece) = pieces.next() {
        let Some(count) = count(piece)? else { return Ok(None) };
        let Some(unit) = pieces.next().and_then(unit) else { return Ok(None) };
        span = add(span, count, unit)?;
    }
    Ok(Some(span))
}

/// Splits `1h30m` where digits and letters meet.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let digit = rest.chars().next()?.is_ascii_digit();
        let length = rest.find(|c: char| c.is_ascii_digit() != digit).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(length);
        rest = after;
        Some(piece)
    })
}

fn count(piece: &str) -> Result<Option<i64>, MomentError> {
    if !piece.is_empty() && piece.bytes().all(|byte| byte.is_ascii_digit()) {
        return piece.parse().map(Some).map_err(|_| MomentError::OutOfRange);
    }
    if matches!(piece, "a" | "an") {
        return Ok(Some(1));
    }
    Ok(WORDS.iter().position(|word| *word == piece).and_then(|index| i64::try_from(index + 1).ok()))
}

fn unit(piece: &str) -> Option<Unit> {
    match piece {
        "s" | "sec" | "secs" | "second" | "seconds" => Some(Unit::Second),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(Unit::Minute),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(Unit::Hour),
        "d" | "day" | "days" => Some(Unit::Day),
        "w" | "wk" | "wks" | "week" | "weeks" => Some(Unit::Week),
        "mo" | "mos" | "month" | "months" => Some(Unit::Month),
        "y" | "yr" | "yrs" | "year" | "years" => Some(Unit::Year),
        _ => None,
    }
}

fn add(span: Span, count: i64, unit: Unit) -> Result<Span, MomentError> {
    let sum = |before: i64| before.checked_add(count).ok_or(MomentError::OutOfRange);
    let span = match unit {
        Unit::Second => span.try_seconds(sum(span.get_seconds())?),
        Unit::Minute => span.try_minutes(sum(span.get_minutes())?),
        Unit::Hour => span.try_hours(sum(span.get_hours().into())?),
        Unit::Day => span.try_days(sum(span.get_days().into())?),
        Unit::Week => span.try_weeks(sum(span.get_weeks().into())?),
        Unit::Month => span.try_months(sum(span.get_months().into())?),
        Unit::Year => span.try_years(sum(span.get_years().into())?),
    };
    span.map_err(|_| MomentError::OutOfRange)
}
