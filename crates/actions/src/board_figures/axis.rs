//! Where the slots of a graph lie: round steps in a zone of time.

use jiff::{Span, Timestamp, Zoned, civil::Date, tz::TimeZone};
use model::{
    figures::Slots,
    graph::{GraphDraft, GraphKind},
};
use store::ask::Stretches;

use crate::{Error, board_figures::Range};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How many slots a graph has at most, and one that is a number with a small line beside it.
const MOST: i64 = 100;
const MOST_BESIDE: i64 = 40;

/// A step from one border to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// So many milliseconds, from midnight on: days of 25 hours have more of them.
    Plain(i64),
    /// So many hours of the clock.
    Hours(i64),
    Days(i64),
    Months(i64),
}

const STEPS: [Step; 27] = [
    Step::Plain(SECOND),
    Step::Plain(2 * SECOND),
    Step::Plain(5 * SECOND),
    Step::Plain(10 * SECOND),
    Step::Plain(15 * SECOND),
    Step::Plain(30 * SECOND),
    Step::Plain(MINUTE),
    Step::Plain(2 * MINUTE),
    Step::Plain(5 * MINUTE),
    Step::Plain(10 * MINUTE),
    Step::Plain(15 * MINUTE),
    Step::Plain(30 * MINUTE),
    Step::Plain(HOUR),
    Step::Hours(2),
    Step::Hours(3),
    Step::Hours(6),
    Step::Hours(12),
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Months(1),
    Step::Months(3),
    Step::Months(12),
    Step::Months(60),
    Step::Months(120),
    Step::Months(600),
    Step::Months(6000),
];

/// The axis of a graph, and how its range is cut.
///
/// # Errors
/// A range that is in no calendar, or too long for its hours to be counted.
pub(super) fn axis(graph: &GraphDraft, range: Range, zone: &TimeZone) -> Result<(Slots, Stretches), Error> {
    let wrong = || Error::invalid("range", "the range is too long for this graph; choose a shorter one");
    match graph.kind {
        GraphKind::Heat => {
            // So many hours are refused anyway.
            if (i128::from(range.to_ms) - i128::from(range.from_ms)) / i128::from(HOUR) > 50_000 {
                return Err(wrong());
            }
            let mut borders = borders(range, Step::Plain(HOUR), zone).ok_or_else(wrong)?;
            let end_ms = borders.pop().ok_or_else(wrong)?;
            let hours = borders.into_iter().map(|start_ms| Some((start_ms, hour_of_week(start_ms, zone)?)));
            let hours = hours.collect::<Option<Vec<_>>>().ok_or_else(wrong)?;
            let stretches = Stretches::new(hours, end_ms).ok_or_else(wrong)?;
            Ok((Slots::Week, stretches.with_slots(Slots::Week.count())))
        }
        kind if kind.is_over_time() => {
            let most = if kind == GraphKind::Number { MOST_BESIDE } else { MOST };
            let length = range.to_ms.saturating_sub(range.from_ms);
            let step = STEPS.into_iter().find(|step| length / step.about_ms() < most).ok_or_else(wrong)?;
            let borders = borders(range, step, zone).ok_or_else(wrong)?;
            let end_ms = borders.last().copied().ok_or_else(wrong)?;
            let starts = borders.iter().copied().take(borders.len() - 1).zip(0..);
            let stretches = Stretches::new(starts, end_ms).ok_or_else(wrong)?;
            Ok((Slots::Times(borders), stretches))
        }
        _ => Ok((Slots::Whole, Stretches::whole(range.from_ms, range.to_ms))),
    }
}

impl Step {
    fn about_ms(self) -> i64 {
        match self {
            Self::Plain(ms) => ms,
            Self::Hours(hours) => hours * HOUR,
            Self::Days(days) => days * DAY,
            Self::Months(months) => months * 30 * DAY,
        }
    }
}

/// Borders one step apart, from at or before the start of the range to at or behind its end.
fn borders(range: Range, step: Step, zone: &TimeZone) -> Option<Vec<i64>> {
    let mut borders = vec![];
    let mut day = first_day(local(range.from_ms, zone)?.date(), step)?;
    loop {
        let (start_ms, next) = (midnight(day, zone)?, next_day(day, step)?);
        let end_ms = midnight(next, zone)?;
        match step {
            Step::Plain(ms) => {
                // Most of a day may lie before the range.
                let skipped = (range.from_ms - start_ms).max(0) / ms * ms;
                let mut at = start_ms + skipped;
                while at < end_ms && borders.last().is_none_or(|last| *last < range.to_ms) {
                    borders.push(at);
                    at += ms;
                }
            }
            Step::Hours(hours) => {
                for hour in (0..24).step_by(hours as usize) {
                    let clock = day.at(hour, 0, 0, 0).to_zoned(zone.clone()).ok()?;
                    borders.push(clock.timestamp().as_millisecond());
                }
            }
            Step::Days(_) | Step::Months(_) => borders.push(start_ms),
        }
        if borders.last().is_some_and(|last| *last >= range.to_ms) || end_ms >= range.to_ms {
            borders.push(end_ms);
            break;
        }
        day = next;
    }
    borders.sort_unstable();
    borders.dedup();
    let first = borders.partition_point(|border_ms| *border_ms <= range.from_ms).saturating_sub(1);
    let end = borders.partition_point(|border_ms| *border_ms < range.to_ms);
    Some(borders.get(first..=end)?.to_vec())
}

/// The day with the border at or before this one.
fn first_day(day: Date, step: Step) -> Option<Date> {
    match step {
        Step::Plain(_) | Step::Hours(_) => Some(day),
        Step::Days(days) => {
            // A Monday, so that weeks begin on one.
            let since = day.duration_since(jiff::civil::date(1970, 1, 5)).as_hours().div_euclid(24);
            day.checked_sub(Span::new().try_days(since.rem_euclid(days)).ok()?).ok()
        }
        Step::Months(months) => {
            let since = i64::from(day.year()) * 12 + i64::from(day.month()) - 1;
            day.first_of_month().checked_sub(Span::new().try_months(since.rem_euclid(months)).ok()?).ok()
        }
    }
}

fn next_day(day: Date, step: Step) -> Option<Date> {
    let span = match step {
        Step::Plain(_) | Step::Hours(_) => Span::new().days(1),
        Step::Days(days) => Span::new().try_days(days).ok()?,
        Step::Months(months) => Span::new().try_months(months).ok()?,
    };
    day.checked_add(span).ok()
}

fn local(time_ms: i64, zone: &TimeZone) -> Option<Zoned> {
    Some(Timestamp::from_millisecond(time_ms).ok()?.to_zoned(zone.clone()))
}

/// When a day begins, which is not midnight everywhere.
fn midnight(day: Date, zone: &TimeZone) -> Option<i64> {
    Some(day.to_zoned(zone.clone()).ok()?.start_of_day().ok()?.timestamp().as_millisecond())
}

/// Monday 0:00 is 0.
fn hour_of_week(time_ms: i64, zone: &TimeZone) -> Option<u16> {
    let local = local(time_ms, zone)?;
    let hour = i32::from(local.weekday().to_monday_zero_offset()) * 24 + i32::from(local.hour());
    u16::try_from(hour).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn hours(kind: GraphKind, from: &str, to: &str, zone: &TimeZone) -> Vec<i64> {
        let graph = GraphDraft { kind, ..GraphDraft::default() };
        let range = Range { from_ms: ms(from), to_ms: ms(to) };
        match axis(&graph, range, zone).unwrap().0 {
            Slots::Times(borders) => borders.windows(2).map(|pair| (pair[1] - pair[0]) / HOUR).collect(),
            _ => vec![],
        }
    }

    #[test]
    fn days_begin_at_midnight_of_the_zone_and_have_23_or_25_hours_where_the_clock_is_moved() {
        let days = hours(GraphKind::Line, "2026-02-20T00:00:00Z", "2026-05-01T00:00:00Z", &berlin());
        assert_eq!((days.len(), days.iter().filter(|hours| **hours == 23).count()), (71, 1));
        assert!(days.iter().all(|hours| [23, 24].contains(hours)));
        let autumn = hours(GraphKind::Column, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", &berlin());
        assert_eq!((autumn.len(), autumn.iter().all(|hours| *hours == 0)), (50, true), "half hours");
        let clock = hours(GraphKind::Column, "2026-10-20T00:00:00Z", "2026-10-28T00:00:00Z", &berlin());
        assert_eq!(clock.iter().filter(|hours| **hours == 3).count(), 1, "2:00 to 4:00 with an hour more");
    }

    #[test]
    fn a_graph_has_as_many_slots_as_can_be_seen_and_borders_around_its_range() {
        for zone in [TimeZone::UTC, berlin(), TimeZone::get("Asia/Kathmandu").unwrap()] {
            for length_ms in (0..33).map(|power| 1_500_i64 << power) {
                for kind in [GraphKind::Line, GraphKind::Number] {
                    let graph = GraphDraft { kind, ..GraphDraft::default() };
                    let range = Range {
                        from_ms: ms("2026-03-28T13:17:11Z") - length_ms,
                        to_ms: ms("2026-03-28T13:17:11Z"),
                    };
                    let Ok((Slots::Times(borders), stretches)) = axis(&graph, range, &zone) else { continue };
                    assert!(borders.len() <= 106, "{length_ms}: {}", borders.len());
                    assert!(length_ms < 100_000 || borders.len() >= 9, "{length_ms}: {}", borders.len());
                    assert!(borders.is_sorted() && stretches.slots() == borders.len() - 1);
                    assert!(borders[0] <= range.from_ms && borders[1] > range.from_ms);
                    assert!(
                        borders[borders.len() - 1] >= range.to_ms && borders[borders.len() - 2] < range.to_ms
                    );
                }
            }
        }
    }

    #[test]
    fn hours_of_the_week_are_those_of_the_zone() {
        let graph = GraphDraft { kind: GraphKind::Heat, ..GraphDraft::default() };
        let zone = TimeZone::get("Asia/Kathmandu").unwrap();
        // A Sunday at 18:20 UTC is a Monday at 0:05 in Nepal.
        let range = Range { from_ms: ms("2026-03-29T18:20:00Z"), to_ms: ms("2026-03-29T20:00:00Z") };
        let (slots, stretches) = axis(&graph, range, &zone).unwrap();
        let found: Vec<_> = stretches.all().collect();
        assert_eq!(slots, Slots::Week);
        assert_eq!(found, [(ms("2026-03-29T18:15:00Z"), 0), (ms("2026-03-29T19:15:00Z"), 1)]);
        let ages = Range { from_ms: 0, to_ms: i64::MAX };
        assert!(axis(&graph, ages, &zone).is_err());
        assert!(axis(&GraphDraft::default(), ages, &zone).is_err());
    }
}
