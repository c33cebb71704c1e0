//! Days: `May 20`, `2/24`, `21/10/2021`, `2024-11-05`, `yesterday`, `last friday`.

use jiff::{
    ToSpan, Zoned,
    civil::{Date, Weekday},
};

use super::MomentError;

/// How many years apart the same day of the year can be: 29 February, around 1900 or 2100.
const MAX_GAP: i16 = 8;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A day as it was told.
pub(super) enum Day {
    Known(Date),
    /// A day of the year, without the year.
    Yearly {
        month: i8,
        day: i8,
    },
}

impl Day {
    /// The most recent such day up to today.
    pub fn resolve(&self, today: Date) -> Result<Date, MomentError> {
        match *self {
            Self::Known(date) => Ok(date),
            Self::Yearly { month, day } => (0..=MAX_GAP)
                .filter_map(|years| Date::new(today.year() - years, month, day).ok())
                .find(|date| *date <= today)
                .ok_or_else(|| no_such_day(month, day)),
        }
    }

    /// The first such day from a start on, if the year is open.
    pub fn resolve_after(&self, start: Date) -> Result<Option<Date>, MomentError> {
        match *self {
            Self::Known(_) => Ok(None),
            Self::Yearly { month, day } => (0..=MAX_GAP)
                .filter_map(|years| Date::new(start.year() + years, month, day).ok())
                .find(|date| *date >= start)
                .map(Some)
                .ok_or_else(|| no_such_day(month, day)),
        }
    }
}

/// Whether a date with a slash shows that the day comes first, and none that the month does.
pub(super) fn is_day_first(words: &[&str]) -> bool {
    let dates: Vec<_> = words.iter().filter_map(|word| slashed(word)).map(|(dates, _)| dates).collect();
    dates.iter().any(|(first, _)| *first > 12) && !dates.iter().any(|(_, second)| *second > 12)
}

/// Reads a day where the words begin with one; also tells how many words it took.
pub(super) fn read(
    words: &[&str],
    now: &Zoned,
    day_first: bool,
) -> Result<Option<(Day, usize)>, MomentError> {
    let Some((&first, rest)) = words.split_first() else { return Ok(None) };
    let today = now.date();
    let days_ago = |days: i64| {
        let date = today.checked_sub(days.days()).map_err(|_| MomentError::OutOfRange)?;
        Ok(Day::Known(date))
    };
    match first {
        "today" => return Ok(Some((days_ago(0)?, 1))),
        "yesterday" => return Ok(Some((days_ago(1)?, 1))),
        "tomorrow" => return Ok(Some((days_ago(-1)?, 1))),
        _ => {}
    }
    let since = |weekday: Weekday| i64::from(today.weekday().since(weekday));
    if let Some(weekday) = weekday(first) {
        return Ok(Some((days_ago(since(weekday))?, 1)));
    }
    if first == "last"
        && let Some(weekday) = rest.first().and_then(|word| weekday(word))
    {
        let days = since(weekday);
        return Ok(Some((days_ago(if days == 0 { 7 } else { days })?, 2)));
    }
    if let Some(date) = iso(first) {
        return date.map(|date| Some((Day::Known(date), 1)));
    }
    if let Some(((first, second), year)) = slashed(first) {
        let day_first = first > 12 || (second <= 12 && day_first);
        let (month, day) = if day_first { (second, first) } else { (first, second) };
        return build(month, day, year).map(|day| Some((day, 1)));
    }
    named(words)
}

/// Reads `2024-11-05`.
pub(super) fn iso(word: &str) -> Option<Result<Date, MomentError>> {
    let (year, rest) = word.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let shape = year.len() == 4 && [month, day].iter().all(|part| (1..=2).contains(&part.len()));
    let parts = [year, month, day].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if !shape || !parts {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    Some(date.map_err(|_| MomentError::NoSuchTime(word.to_owned())))
}

/// Splits `2024-11-05t08:02` into its date and its time; any other word stays whole.
pub(super) fn split_iso(word: &str) -> impl Iterator<Item = &str> {
    let parts = word.split_at_checked(10).filter(|(date, _)| iso(date).is_some());
    let time = parts.and_then(|(_, time)| time.strip_prefix('t'));
    let date = if time.is_some() { &word[..10] } else { word };
    std::iter::once(date).chain(time)
}

/// Two numbers with a slash between, and perhaps a year after them.
fn slashed(word: &str) -> Option<((i8, i8), Option<i16>)> {
    let mut parts = word.split('/');
    let (first, second) = (number(parts.next()?)?, number(parts.next()?)?);
    let year = match parts.next() {
        Some(year) => Some(full_year(year)?),
        None => None,
    };
    parts.next().is_none().then_some(((first, second), year))
}

/// Reads `May 20`, `20 May`, either with a year after it.
fn named(words: &[&str]) -> Result<Option<(Day, usize)>, MomentError> {
    let [first, second, rest @ ..] = words else { return Ok(None) };
    let (month, day) = match (month(first), month(second)) {
        (Some(month), _) => (month, ordinal(second)),
        (None, Some(month)) => (month, ordinal(first)),
        (None, None) => return Ok(None),
    };
    let Some(day) = day else { return Ok(None) };
    let year = rest.first().filter(|word| word.len() == 4).and_then(|word| full_year(word));
    let used = if year.is_some() { 3 } else { 2 };
    build(month, day, year).map(|day| Some((day, used)))
}

fn build(month: i8, day: i8, year: Option<i16>) -> Result<Day, MomentError> {
    // A leap year stands for the year that is open.
    let date = Date::new(year.unwrap_or(2000), month, day).map_err(|_| no_such_day(month, day))?;
    Ok(if year.is_some() { Day::Known(date) } else { Day::Yearly { month, day } })
}

fn month(word: &str) -> Option<i8> {
    let word = word.strip_suffix('.').unwrap_or(word);
    if word.len() < 3 {
        return None;
    }
    let position = MONTHS.iter().position(|month| month.starts_with(word))?;
    i8::try_from(position + 1).ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    match word {
        "mon" | "monday" => Some(Weekday::Monday),
        "tue" | "tues" | "tuesday" => Some(Weekday::Tuesday),
        "wed" | "weds" | "wednesday" => Some(Weekday::Wednesday),
        "thu" | "thur" | "thurs" | "thursday" => Some(Weekday::Thursday),
        "fri" | "friday" => Some(Weekday::Friday),
        "sat" | "saturday" => Some(Weekday::Saturday),
        "sun" | "sunday" => Some(Weekday::Sunday),
        _ => None,
    }
}

fn ordinal(word: &str) -> Option<i8> {
    let endings = ["st", "nd", "rd", "th"];
    number(endings.iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word))
}

fn number(digits: &str) -> Option<i8> {
    digits
        .parse()
        .ok()
        .filter(|_| (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn full_year(digits: &str) -> Option<i16> {
    let year: i16 = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    match digits.len() {
        4 => Some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}

fn no_such_day(month: i8, day: i8) -> MomentError {
    MomentError::NoSuchTime(format!("{month}/{day}"))
}
