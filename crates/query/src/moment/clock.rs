//! Times of day: `7:00pm`, `4:30p`, `1 AM`, `22:29`, `5:4am`, `noon`.

use jiff::civil::Time;

use super::MomentError;

/// Reads a time where the words begin with one; also tells how many words it took.
pub(super) fn read(words: &[&str]) -> Result<Option<(Time, usize)>, MomentError> {
    let Some((&first, rest)) = words.split_first() else { return Ok(None) };
    match first {
        "noon" => return Ok(Some((Time::constant(12, 0, 0, 0), 1))),
        "midnight" => return Ok(Some((Time::midnight(), 1))),
        _ => {}
    }
    let length = first.find(|c: char| !matches!(c, '0'..='9' | ':' | '.')).unwrap_or(first.len());
    let (digits, suffix) = first.split_at(length);
    let (half, used) = match half_of_day(suffix) {
        Some(half) => (Some(half), 1),
        None if !suffix.is_empty() => return Ok(None),
        None => match rest.first().and_then(|word| half_of_day(word)) {
            Some(half) => (Some(half), 2),
            None => (None, 1),
        },
    };
    // A bare number is not a time: it could as well be a day or a year.
    if digits.is_empty() || (half.is_none() && !digits.contains(':')) {
        return Ok(None);
    }
    match time(digits, half) {
        Some(time) => Ok(Some((time, used))),
        None => Err(MomentError::NoSuchTime(words[..used].join(" "))),
    }
}

/// Whether it says before or after noon.
fn half_of_day(suffix: &str) -> Option<bool> {
    match suffix {
        "a" | "am" | "a.m." | "a.m" => Some(false),
        "p" | "pm" | "p.m." | "p.m" => Some(true),
        _ => None,
    }
}

fn time(digits: &str, after_noon: Option<bool>) -> Option<Time> {
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, f)| (whole, Some(f)));
    let mut parts = whole.split(':');
    let hour = number(parts.next()?)?;
    let minute = parts.next().map_or(Some(0), number)?;
    let second = parts.next().map(number);
    if parts.next().is_some() || (fraction.is_some() && second.is_none()) {
        return None;
    }
    let hour = match after_noon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(after_noon) => hour % 12 + if after_noon { 12 } else { 0 },
    };
    let nanosecond = fraction.map_or(Some(0), milliseconds)? * 1_000_000;
    Time::new(hour, minute, second.unwrap_or(Some(0))?, nanosecond).ok()
}

fn number(digits: &str) -> Option<i8> {
    digits.parse().ok().filter(|_| (1..=2).contains(&digits.len()))
}

/// The first three decimals.
fn milliseconds(fraction: &str) -> Option<i32> {
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let padded = format!("{fraction:0<3}");
    padded.get(..3).filter(|_| digits && !fraction.is_empty())?.parse().ok()
}
