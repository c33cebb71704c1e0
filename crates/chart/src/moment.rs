//! Moments and stretches of time told in a zone.

use jiff::{Timestamp, Zoned, tz::TimeZone};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;

/// A moment in a zone; none where it is beyond all calendars.
pub fn zoned(ms: i64, zone: &TimeZone) -> Option<Zoned> {
    Timestamp::from_millisecond(ms).ok().map(|moment| moment.to_zoned(zone.clone()))
}

/// The zone itself, or its distance from UTC alone where the clock is not changed in a range or near it:
/// telling a hundred stretches is then a matter of arithmetic.
pub fn steady(from_ms: i64, to_ms: i64, zone: &TimeZone) -> TimeZone {
    let near = |ms: i64, by: i64| Timestamp::from_millisecond(ms.saturating_add(by)).ok();
    let (Some(from), Some(to)) = (near(from_ms, -DAY), near(to_ms, DAY)) else { return zone.clone() };
    match zone.following(from).next() {
        Some(change) if change.timestamp() <= to => zone.clone(),
        _ => TimeZone::fixed(zone.to_offset(from)),
    }
}

/// A stretch in words: `Fri 5 Jan 14:00 – 14:15`, `Fri 5 Jan` for a day, `Fri 5 Jan – Sun 7 Jan` for three.
pub fn stretch(from_ms: i64, to_ms: i64, zone: &TimeZone) -> String {
    let (Some(from), Some(to)) = (zoned(from_ms, zone), zoned(to_ms, zone)) else { return String::new() };
    let is_day = |moment: &Zoned| moment.start_of_day().is_ok_and(|start| start == *moment);
    let day = "%a %-d %b";
    if is_day(&from) && is_day(&to) && from < to {
        let last = to.date().yesterday().unwrap_or(to.date());
        return match from.date() == last {
            true => from.strftime(day).to_string(),
            false => format!("{} – {}", from.strftime(day), last.strftime(day)),
        };
    }
    let clock = match (from_ms % SECOND, from_ms % MINUTE, to_ms % SECOND, to_ms % MINUTE) {
        (0, 0, 0, 0) => "%H:%M",
        (0, _, 0, _) => "%H:%M:%S",
        _ => "%H:%M:%S%.3f",
    };
    let (start, end) = (from.strftime(clock), to.strftime(clock));
    let (first, last) = (from.strftime(day), to.strftime(day));
    let ends_at_midnight = is_day(&to) && to.date().yesterday().is_ok_and(|before| before == from.date());
    if from.date() == to.date() || ends_at_midnight {
        // An hour that comes twice is told from itself by its distance from UTC.
        let is_twice =
            from.offset() != to.offset() || zone.to_ambiguous_timestamp(from.datetime()).is_ambiguous();
        let offsets = match is_twice {
            true => format!(" ({} – {})", from.strftime("%:z"), to.strftime("%:z")),
            false => String::new(),
        };
        return format!("{first} {start} – {end}{offsets}");
    }
    format!("{first} {start} – {last} {end}")
}

/// A moment with its year: `5 Jan 2024 14:00`.
pub fn dated(ms: i64, zone: &TimeZone) -> String {
    zoned(ms, zone).map_or_else(String::new, |moment| moment.strftime("%-d %b %Y %H:%M").to_string())
}

/// A moment for programs: ISO 8601 with the distance from UTC.
pub fn iso(ms: i64, zone: &TimeZone) -> String {
    let format = if ms % SECOND == 0 { "%Y-%m-%dT%H:%M:%S%:z" } else { "%Y-%m-%dT%H:%M:%S%.3f%:z" };
    zoned(ms, zone).map_or_else(String::new, |moment| moment.strftime(format).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn a_stretch_is_told_in_as_few_words_as_it_takes() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let check =
            |from: &str, to: &str, expected: &str| assert_eq!(stretch(at(from), at(to), &zone), expected);
        check("2024-01-05T13:00:00Z", "2024-01-05T13:15:00Z", "Fri 5 Jan 14:00 – 14:15");
        check("2024-01-05T22:00:00Z", "2024-01-05T23:00:00Z", "Fri 5 Jan 23:00 – 00:00");
        check("2024-01-04T23:00:00Z", "2024-01-05T23:00:00Z", "Fri 5 Jan");
        check("2024-01-04T23:00:00Z", "2024-01-07T23:00:00Z", "Fri 5 Jan – Sun 7 Jan");
        check("2024-01-05T22:00:00Z", "2024-01-06T03:00:00Z", "Fri 5 Jan 23:00 – Sat 6 Jan 04:00");
        check("2024-10-27T00:00:00Z", "2024-10-27T01:00:00Z", "Sun 27 Oct 02:00 – 02:00 (+02:00 – +01:00)");
        assert_eq!(stretch(i64::MIN, i64::MAX, &zone), "");
    }

    #[test]
    fn stretches_are_told_the_same_by_a_zone_that_is_taken_for_steady() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        for start in
            ["2024-01-05T13:00:00Z", "2024-03-29T20:00:00Z", "2024-10-26T20:00:00Z", "2024-10-28T00:30:00Z"]
        {
            let from = at(start);
            let steady = steady(from, from + 10 * HOUR, &zone);
            for half in 0..20 {
                let (from, to) = (from + half * HOUR / 2, from + (half + 1) * HOUR / 2);
                assert_eq!(stretch(from, to, &steady), stretch(from, to, &zone));
            }
        }
        assert!(steady(at("2024-03-01T00:00:00Z"), at("2024-03-02T00:00:00Z"), &zone).iana_name().is_none());
    }

    #[test]
    fn a_moment_for_programs_keeps_its_distance_from_utc() {
        let zone = TimeZone::get("Asia/Kolkata").unwrap();
        assert_eq!(iso(at("2024-01-05T00:00:00Z"), &zone), "2024-01-05T05:30:00+05:30");
        assert_eq!(iso(at("2024-01-05T00:00:00.25Z"), &zone), "2024-01-05T05:30:00.250+05:30");
    }
}
