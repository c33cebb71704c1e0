//! From what a person typed to a range of time.

use jiff::tz::TimeZone;
use query::moment::{self, When};

/// How far back a search looks when nothing is said.
const DEFAULT_MS: i64 = 24 * 60 * 60 * 1000;

/// A range of time, its end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first moment.
    pub from_ms: i64,
    /// The moment after the last.
    pub to_ms: i64,
    /// Whether it ends now, whenever that is.
    pub open: bool,
}

/// Reads a range. Nothing typed means the last 24 hours; a range may also be typed as a whole
/// where it begins.
pub fn read(from: &str, to: &str, now_ms: i64, zone: &TimeZone) -> Result<Span, String> {
    let parse = |text: &str| moment::parse(text, now_ms, zone).map_err(|error| error.to_string());
    // The end is not included, but what was recorded just now is wanted.
    let until_now = |from_ms| Span { from_ms, to_ms: now_ms + 1, open: true };
    let closed = |from_ms, to_ms| Span { from_ms, to_ms, open: false };
    let to = if to.trim().eq_ignore_ascii_case("now") { "" } else { to.trim() };
    match (from.trim(), to) {
        ("", "") => Ok(until_now(now_ms - DEFAULT_MS)),
        (from, "") => Ok(match parse(from)? {
            When::Moment(from_ms) if from_ms > now_ms => {
                return Err("the range begins in the future".to_owned());
            }
            When::Moment(from_ms) => until_now(from_ms),
            When::Range { from_ms, to_ms } if to_ms == now_ms => until_now(from_ms),
            When::Range { from_ms, to_ms } => closed(from_ms, to_ms),
        }),
        ("", to) => match parse(to)? {
            When::Moment(to_ms) => Ok(closed(to_ms - DEFAULT_MS, to_ms)),
            When::Range { from_ms, to_ms } => Ok(closed(from_ms, to_ms)),
        },
        (from, to) => match parse(&format!("{from} to {to}"))? {
            When::Range { from_ms, to_ms } => Ok(closed(from_ms, to_ms)),
            When::Moment(_) => Err("this is no range of time".to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000_000;

    fn check(from: &str, to: &str, expected: Result<(i64, i64), &str>) {
        let span = read(from, to, NOW, &TimeZone::UTC).map(|span| (span.from_ms - NOW, span.to_ms - NOW));
        assert_eq!(span, expected.map_err(str::to_owned), "{from} | {to}");
    }

    #[test]
    fn nothing_is_the_last_day_and_now_is_included() {
        check("", "", Ok((-DEFAULT_MS, 1)));
        check("1 hour ago", "", Ok((-3_600_000, 1)));
        check("-15m", "now", Ok((-900_000, 1)));
        check("last 15 minutes", "", Ok((-900_000, 1)));
    }

    #[test]
    fn an_end_closes_the_range() {
        check("2 hours ago", "1 hour ago", Ok((-7_200_000, -3_600_000)));
        check("", "1 hour ago", Ok((-DEFAULT_MS - 3_600_000, -3_600_000)));
        check("1699990000", "1699993600", Ok((-10_000_000, -6_400_000)));
    }

    #[test]
    fn what_is_no_range_is_told() {
        check("1800000000", "", Err("the range begins in the future"));
        assert!(read("mauve", "", NOW, &TimeZone::UTC).is_err());
    }
}
