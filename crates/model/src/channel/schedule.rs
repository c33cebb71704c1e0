//! When a channel is off: days of the week and hours of the day.

use std::fmt;

use crate::zone::ZoneName;

const DAY_MINUTES: u16 = 24 * 60;
/// How many windows a schedule may have.
pub const PERIODS_MAX: usize = 20;
const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// A time of day, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock(u16);

/// When a channel is off. Programs say it like this; people say when it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Whether it is in use.
    enabled: bool,
    /// Whether the windows are in use.
    by_time: bool,
    /// From when to when it is off; a window may run over midnight.
    periods: Vec<(Clock, Clock)>,
    /// On which days it is off, 0 for Sunday.
    days: Vec<u8>,
    /// Whose days and hours these are.
    zone: ZoneName,
}

/// Why a schedule can not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// A window of no length, or of a whole day.
    #[error("a window begins and ends at the same time")]
    EmptyPeriod,
    /// Too many windows.
    #[error("a schedule has at most {PERIODS_MAX} windows")]
    ManyPeriods,
    /// There are seven days, from 0 to 6.
    #[error("a day is a number from 0, Sunday, to 6, Saturday")]
    Day,
    /// It would never be on.
    #[error("the schedule leaves no time at which the alert is on")]
    NeverOn,
    /// Hours that people wrote can not be read.
    #[error("hours are written as 08:00-17:00, several with commas between them")]
    Hours,
}

impl Clock {
    /// Reads `HH:MM`.
    pub fn parse(text: &str) -> Option<Self> {
        let (hours, minutes) = text.split_once(':')?;
        let number = |text: &str| {
            let two = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            if two { text.parse::<u16>().ok() } else { None }
        };
        let (hours, minutes) = (number(hours)?, number(minutes)?);
        (hours < 24 && minutes < 60).then_some(Self(hours * 60 + minutes))
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Schedule {
    /// Checks what a program said: when the channel is off.
    pub fn off(
        enabled: bool,
        by_time: bool,
        periods: Vec<(Clock, Clock)>,
        mut days: Vec<u8>,
        zone: ZoneName,
    ) -> Result<Self, ScheduleError> {
        days.sort_unstable();
        days.dedup();
        if periods.len() > PERIODS_MAX {
            return Err(ScheduleError::ManyPeriods);
        }
        if periods.iter().any(|(from, to)| from == to) {
            return Err(ScheduleError::EmptyPeriod);
        }
        if days.iter().any(|day| *day > 6) {
            return Err(ScheduleError::Day);
        }
        let schedule = Self { enabled, by_time, periods, days, zone };
        let ever = (0..7).any(|day| (0..DAY_MINUTES).any(|minute| !schedule.is_off(day, Clock(minute))));
        if ever { Ok(schedule) } else { Err(ScheduleError::NeverOn) }
    }

    /// Checks what a person said: when the channel is on. No hours at all means the whole day.
    pub fn on(days: &[u8], hours: &[(Clock, Clock)], zone: ZoneName) -> Result<Self, ScheduleError> {
        if hours.iter().any(|(from, to)| from == to) {
            return Err(ScheduleError::EmptyPeriod);
        }
        let rest = runs(|minute| !hours.iter().any(|window| holds(*window, minute)));
        let others = (0..7).filter(|day| !days.contains(day)).collect();
        Self::off(true, !hours.is_empty() && !rest.is_empty(), rest, others, zone)
    }

    /// Reads hours as people write them, such as `08:00-12:00, 13:00-17:00`.
    pub fn hours(text: &str) -> Result<Vec<(Clock, Clock)>, ScheduleError> {
        let window = |text: &str| {
            let (from, to) = text.split_once(['-', '–'])?;
            Some((Clock::parse(from.trim())?, Clock::parse(to.trim())?))
        };
        let windows = text.split(',').map(str::trim).filter(|text| !text.is_empty());
        let windows: Option<Vec<_>> = windows.take(PERIODS_MAX + 1).map(window).collect();
        match windows.ok_or(ScheduleError::Hours)? {
            many if many.len() > PERIODS_MAX => Err(ScheduleError::ManyPeriods),
            windows => Ok(windows),
        }
    }

    /// Whether the channel is off at this time of this day, 0 for Sunday, as its zone has them.
    pub fn is_off(&self, day: u8, time: Clock) -> bool {
        let by_time = self.by_time && self.periods.iter().any(|window| holds(*window, time.0));
        self.enabled && (self.days.contains(&day) || by_time)
    }

    /// The days on which it is on.
    pub fn active_days(&self) -> Vec<u8> {
        (0..7).filter(|day| !self.days.contains(day)).collect()
    }

    /// The hours at which it is on; nothing where they do not matter.
    pub fn active_hours(&self) -> Vec<(Clock, Clock)> {
        let off = |minute| self.by_time && self.periods.iter().any(|window| holds(*window, minute));
        runs(|minute| !off(minute))
    }

    /// When it is on, for people, such as `Mon to Fri, 08:00-17:00, Europe/London`.
    pub fn said(&self) -> String {
        let days = self.active_days();
        let mut parts: Vec<String> = Vec::new();
        if days.len() < 7 {
            parts.push(said_days(&days));
        }
        parts.extend(self.active_hours().iter().map(|(from, to)| format!("{from}-{to}")));
        if parts.is_empty() {
            return "at any time".to_owned();
        }
        parts.push(self.zone.as_str().to_owned());
        parts.join(", ")
    }

    /// Whether it is in use.
    pub fn enabled(&self) -> bool {
        self.enabled
    }

    /// Whether its windows are in use.
    pub fn by_time(&self) -> bool {
        self.by_time
    }

    /// From when to when it is off.
    pub fn periods(&self) -> &[(Clock, Clock)] {
        &self.periods
    }

    /// On which days it is off, 0 for Sunday.
    pub fn days(&self) -> &[u8] {
        &self.days
    }

    /// Whose days and hours these are.
    pub fn zone(&self) -> &ZoneName {
        &self.zone
    }
}

/// Whether a window, which may run over midnight, holds a minute. Its end is outside.
fn holds((from, to): (Clock, Clock), minute: u16) -> bool {
    if from < to { (from.0..to.0).contains(&minute) } else { minute >= from.0 || minute < to.0 }
}

/// The windows in which something is so; none where it always is, or never.
fn runs(is: impl Fn(u16) -> bool) -> Vec<(Clock, Clock)> {
    let before = |minute: u16| is((minute + DAY_MINUTES - 1) % DAY_MINUTES);
    let starts = (0..DAY_MINUTES).filter(|minute| is(*minute) && !before(*minute));
    let end = |start: u16| {
        let later = (1..DAY_MINUTES).map(move |step| (start + step) % DAY_MINUTES);
        later.into_iter().find(|minute| !is(*minute)).unwrap_or(start)
    };
    starts.map(|start| (Clock(start), Clock(end(start)))).collect()
}

/// Days with the week beginning on Monday; three or more in a row become one range.
fn said_days(days: &[u8]) -> String {
    let week: Vec<u8> = (1..8).map(|day| day % 7).collect();
    let mut parts: Vec<String> = Vec::new();
    for run in week.chunk_by(|left, right| days.contains(left) == days.contains(right)) {
        let names: Vec<&str> =
            run.iter().filter(|day| days.contains(day)).map(|day| DAYS[usize::from(*day)]).collect();
        match names.as_slice() {
            [first, _, .., last] => parts.push(format!("{first} to {last}")),
            few => parts.extend(few.iter().map(|name| (*name).to_owned())),
        }
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn utc() -> ZoneName {
        ZoneName::parse("UTC").unwrap()
    }

    #[test]
    fn office_hours_are_off_over_night_and_at_the_weekend() {
        let hours = Schedule::hours("08:00-17:00").unwrap();
        let office = Schedule::on(&[1, 2, 3, 4, 5], &hours, utc()).unwrap();
        let written: Vec<String> = office.periods().iter().map(|(from, to)| format!("{from}>{to}")).collect();
        assert_eq!((written, office.days()), (vec!["17:00>08:00".to_owned()], &[0, 6][..]));
        assert_eq!(office.said(), "Mon to Fri, 08:00-17:00, UTC");
        assert!(office.is_off(0, Clock::parse("12:00").unwrap()));
        assert!(!office.is_off(1, Clock::parse("08:00").unwrap()));
        assert!(office.is_off(1, Clock::parse("17:00").unwrap()));
    }

    #[test]
    fn a_schedule_that_is_never_on_is_refused() {
        let all: Vec<u8> = (0..7).collect();
        assert_eq!(Schedule::on(&[], &[], utc()), Err(ScheduleError::NeverOn));
        assert_eq!(Schedule::off(true, false, vec![], all.clone(), utc()), Err(ScheduleError::NeverOn));
        assert!(Schedule::off(false, false, vec![], all, utc()).is_ok(), "one that is not in use may say so");
        assert_eq!(Schedule::off(true, false, vec![], vec![7], utc()), Err(ScheduleError::Day));
    }

    #[test]
    fn a_time_of_day_has_two_digits_twice() {
        for wrong in ["", "8:00", "08:0", "24:00", "08:60", "+8:00", "08-00", "é:00"] {
            assert_eq!(Clock::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Schedule::hours("08:00 to 17:00"), Err(ScheduleError::Hours));
        assert_eq!(Schedule::hours(&"08:00-09:00,".repeat(21)), Err(ScheduleError::ManyPeriods));
        assert_eq!(Schedule::hours(" ").unwrap(), []);
    }

    fn window() -> impl Strategy<Value = (Clock, Clock)> {
        (0..DAY_MINUTES, 1..DAY_MINUTES)
            .prop_map(|(from, length)| (Clock(from), Clock((from + length) % DAY_MINUTES)))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn what_people_say_and_what_programs_say_mean_the_same(
            windows in prop::collection::vec(window(), 0..4),
            days in prop::collection::btree_set(0_u8..7, 1..7),
        ) {
            let days: Vec<u8> = days.into_iter().collect();
            let schedule = Schedule::on(&days, &windows, utc()).unwrap();
            for day in 0..7 {
                for minute in 0..DAY_MINUTES {
                    let on = days.contains(&day)
                        && (windows.is_empty() || windows.iter().any(|window| holds(*window, minute)));
                    prop_assert_eq!(schedule.is_off(day, Clock(minute)), !on);
                }
            }
            let again = Schedule::on(&schedule.active_days(), &schedule.active_hours(), utc()).unwrap();
            prop_assert_eq!(again, schedule);
        }
    }
}
