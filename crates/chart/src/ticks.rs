//! The round moments that are written along an axis.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time},
    tz::TimeZone,
};

use crate::{moment::zoned, words};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// The least room between two moments that are written, in pixels.
const GAP: f64 = 14.0;
/// More moments than any drawing has room for.
const TICKS_MAX: usize = 400;

/// A moment that is written along the axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// When it is.
    pub ms: i64,
    /// What is written.
    pub label: String,
    /// Whether a day begins there and the label is its date.
    pub is_day: bool,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Ms(i64),
    Days(i64),
    Weeks,
    Months(i16),
    Years(i16),
}

const STEPS: [Step; 47] = {
    use Step::{Days, Months, Ms, Weeks, Years};
    [
        Ms(1),
        Ms(2),
        Ms(5),
        Ms(10),
        Ms(20),
        Ms(50),
        Ms(100),
        Ms(200),
        Ms(500),
        Ms(SECOND),
        Ms(2 * SECOND),
        Ms(5 * SECOND),
        Ms(10 * SECOND),
        Ms(15 * SECOND),
        Ms(30 * SECOND),
        Ms(MINUTE),
        Ms(2 * MINUTE),
        Ms(5 * MINUTE),
        Ms(10 * MINUTE),
        Ms(15 * MINUTE),
        Ms(30 * MINUTE),
        Ms(HOUR),
        Ms(2 * HOUR),
        Ms(3 * HOUR),
        Ms(6 * HOUR),
        Ms(12 * HOUR),
        Days(1),
        Days(2),
        Weeks,
        Days(14),
        Months(1),
        Months(2),
        Months(3),
        Months(6),
        Years(1),
        Years(2),
        Years(5),
        Years(10),
        Years(20),
        Years(25),
        Years(50),
        Years(100),
        Years(200),
        Years(500),
        Years(1000),
        Years(2000),
        Years(5000),
    ]
};

impl Step {
    fn about_ms(self) -> i64 {
        match self {
            Self::Ms(ms) => ms,
            Self::Days(days) => days * DAY,
            Self::Weeks => 7 * DAY,
            Self::Months(months) => i64::from(months) * 30 * DAY,
            Self::Years(years) => i64::from(years) * 365 * DAY,
        }
    }
}

/// The round moments of a range, as close as their labels have room on so many pixels.
pub fn ticks(from_ms: i64, to_ms: i64, zone: &TimeZone, room: f64, size: f64) -> Vec<Tick> {
    let span = to_ms.saturating_sub(from_ms);
    if span <= 0 || zoned(from_ms, zone).is_none() || zoned(to_ms, zone).is_none() {
        return vec![];
    }
    let per_ms = room / pixels(span);
    for step in STEPS {
        // No label is narrower than this.
        if pixels(step.about_ms()) * per_ms < 30.0 {
            continue;
        }
        let ticks: Vec<_> = match step {
            Step::Ms(step) => within_days(from_ms, to_ms, zone, step),
            step => of_days(from_ms, to_ms, zone, step),
        };
        let half = |tick: &Tick| words::width(&tick.label, size) / 2.0;
        let fits =
            |pair: &[Tick]| pixels(pair[1].ms - pair[0].ms) * per_ms >= half(&pair[0]) + half(&pair[1]) + GAP;
        if ticks.windows(2).all(fits) {
            return ticks;
        }
    }
    vec![]
}

#[expect(clippy::cast_precision_loss, reason = "lengths of a drawing")]
fn pixels(ms: i64) -> f64 {
    ms as f64
}

/// How far a moment is behind the round one before it, by the clock of the zone.
fn over(ms: i64, zone: &TimeZone, step: i64) -> i64 {
    let offset = Timestamp::from_millisecond(ms).map_or(0, |moment| zone.to_offset(moment).seconds());
    (ms + i64::from(offset) * 1000).rem_euclid(step)
}

fn start_of_day(ms: i64, zone: &TimeZone) -> Option<i64> {
    Some(zoned(ms, zone)?.start_of_day().ok()?.timestamp().as_millisecond())
}

fn within_days(from_ms: i64, to_ms: i64, zone: &TimeZone, step: i64) -> Vec<Tick> {
    let mut ticks = Vec::new();
    let mut at = from_ms - 1;
    while ticks.len() < TICKS_MAX {
        let last = at;
        at += step - over(at, zone, step);
        let behind = over(at, zone, step);
        if behind != 0 {
            // The clock was changed on the way: the round moment, or the day, may have begun earlier.
            let day = start_of_day(at, zone).filter(|day| *day > last && *day <= at);
            let round = Some(at - behind).filter(|round| *round > last && over(*round, zone, step) == 0);
            match round.or(day) {
                Some(earlier) => at = earlier,
                None => continue,
            }
        }
        if at > to_ms {
            break;
        }
        let is_day = step >= MINUTE && start_of_day(at, zone) == Some(at);
        let format = match step {
            _ if is_day => "%-d %b",
            MINUTE.. => "%H:%M",
            SECOND.. => "%H:%M:%S",
            _ => "%H:%M:%S%.3f",
        };
        let Some(moment) = zoned(at, zone) else { break };
        ticks.push(Tick { ms: at, label: moment.strftime(format).to_string(), is_day });
    }
    ticks
}

fn of_days(from_ms: i64, to_ms: i64, zone: &TimeZone, step: Step) -> Vec<Tick> {
    let mut ticks = Vec::new();
    let Some(mut date) = zoned(from_ms, zone).and_then(|first| first_date(first.date(), step)) else {
        return ticks;
    };
    while ticks.len() < TICKS_MAX {
        let Ok(moment) = date.to_datetime(Time::midnight()).to_zoned(zone.clone()) else { break };
        let ms = moment.timestamp().as_millisecond();
        if ms > to_ms {
            break;
        }
        if ms >= from_ms {
            let format = match step {
                Step::Years(_) => "%Y",
                Step::Months(_) if date.month() == 1 => "%Y",
                Step::Months(_) => "%b",
                _ => "%-d %b",
            };
            ticks.push(Tick { ms, label: date.strftime(format).to_string(), is_day: true });
        }
        let next = match step {
            Step::Ms(_) => break,
            Step::Days(days) => date.checked_add(days.days()),
            Step::Weeks => date.checked_add(1.week()),
            Step::Months(months) => date.checked_add(months.months()),
            Step::Years(years) => date.checked_add(years.years()),
        };
        let Ok(next) = next else { break };
        date = next;
    }
    ticks
}

/// The round date at or before one: weeks begin on Mondays, and every second day is the same from any range.
fn first_date(date: Date, step: Step) -> Option<Date> {
    let monday = jiff::civil::date(1970, 1, 5);
    let back = |days: i64| {
        let since = i64::from(monday.until(date).ok()?.get_days());
        date.checked_sub(since.rem_euclid(days).days()).ok()
    };
    match step {
        Step::Ms(_) => None,
        Step::Days(days) => back(days),
        Step::Weeks => back(7),
        Step::Months(months) => {
            let month = (i16::from(date.month()) - 1) / months * months + 1;
            Date::new(date.year(), i8::try_from(month).ok()?, 1).ok()
        }
        Step::Years(years) => Date::new(date.year().div_euclid(years) * years, 1, 1).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn labels(from: &str, to: &str, zone: &str, room: f64) -> Vec<String> {
        let zone = TimeZone::get(zone).unwrap();
        ticks(at(from), at(to), &zone, room, 11.0).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn moments_are_round_by_the_clock_of_the_zone() {
        let check = |from: &str, to: &str, zone: &str, expected: &[&str]| {
            assert_eq!(labels(from, to, zone, 500.0), expected, "{from}");
        };
        let (from, to) = ("2024-01-05T00:00:00Z", "2024-01-05T06:00:00Z");
        check(from, to, "UTC", &["5 Jan", "01:00", "02:00", "03:00", "04:00", "05:00", "06:00"]);
        let half = ["06:00", "07:00", "08:00", "09:00", "10:00", "11:00"];
        check(from, to, "Asia/Kolkata", &half);
    }

    #[test]
    fn a_change_of_the_clock_moves_no_label_off_its_hour() {
        let spring = labels("2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z", "Europe/Berlin", 300.0);
        assert_eq!(spring, ["31 Mar", "06:00", "12:00", "18:00", "1 Apr"]);
        let autumn = labels("2024-10-26T22:00:00Z", "2024-10-27T23:00:00Z", "Europe/Berlin", 300.0);
        assert_eq!(autumn, ["27 Oct", "06:00", "12:00", "18:00", "28 Oct"]);
        // In Beirut the clock goes from midnight to one: the day still begins, with its date.
        let skipped = labels("2024-03-30T10:00:00Z", "2024-03-31T12:00:00Z", "Asia/Beirut", 300.0);
        assert_eq!(skipped, ["12:00", "18:00", "31 Mar", "06:00", "12:00"]);
    }

    #[test]
    fn labels_keep_their_distance_in_any_range_and_width() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let from = at("2024-03-01T13:37:11.123Z");
        for span in
            [40, 900, 61_000, HOUR, 26 * HOUR, 9 * DAY, 40 * DAY, 400 * DAY, 9000 * DAY, 900_000 * DAY]
        {
            for room in [60.0, 200.0, 600.0, 1400.0] {
                let ticks = ticks(from, from + span, &zone, room, 11.0);
                for pair in ticks.windows(2) {
                    let distance = pixels(pair[1].ms - pair[0].ms) * room / pixels(span);
                    let words =
                        (words::width(&pair[0].label, 11.0) + words::width(&pair[1].label, 11.0)) / 2.0;
                    assert!(distance > words + 10.0, "{pair:?} of {span} ms on {room} pixels");
                }
                assert!(ticks.len() >= 2 || room < 300.0, "{span} ms on {room} pixels: {ticks:?}");
            }
        }
    }
}
