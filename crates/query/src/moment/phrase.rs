//! One moment as words, and what it comes to.

use jiff::{
    Timestamp, ToSpan, Zoned,
    civil::{Date, Time},
};

use super::{MomentError, clock, date, date::Day, not_understood, span};

/// Reads phrases at a moment.
pub(super) struct Reader<'a> {
    pub now: &'a Zoned,
    pub day_first: bool,
}

/// One moment as it was told.
pub(super) enum Phrase {
    /// Told exactly, or by its distance from now.
    Exact(Zoned),
    /// Told by the calendar and the clock, or by one of them.
    Civil { day: Option<Day>, time: Option<Time> },
}

impl Reader<'_> {
    pub fn read(&self, words: &[&str]) -> Result<Phrase, MomentError> {
        if let Some(exact) = self.exact(words)? {
            return Ok(Phrase::Exact(exact));
        }
        let (mut day, mut time) = (None, None);
        let mut rest = words;
        while let Some((first, after)) = rest.split_first() {
            if matches!(*first, "at" | "on") && !after.is_empty() {
                rest = after;
            } else if time.is_none()
                && let Some((found, used)) = clock::read(rest)?
            {
                time = Some(found);
                rest = &rest[used..];
            } else if day.is_none()
                && let Some((found, used)) = date::read(rest, self.now, self.day_first)?
            {
                day = Some(found);
                rest = &rest[used..];
            } else {
                return Err(not_understood(&words.join(" ")));
            }
        }
        if day.is_none() && time.is_none() {
            return Err(not_understood(&words.join(" ")));
        }
        Ok(Phrase::Civil { day, time })
    }

    fn exact(&self, words: &[&str]) -> Result<Option<Zoned>, MomentError> {
        let text = words.join(" ");
        if text == "now" {
            return Ok(Some(self.now.clone()));
        }
        if let Some(span) = span::ago(words)? {
            return self.now.checked_sub(span).map(Some).map_err(|_| MomentError::OutOfRange);
        }
        let moment = if let Some(ms) = epoch(&text) {
            ms
        } else if has_offset(&text) {
            let told = model::time::parse_event_time(&text.to_uppercase());
            told.ok_or(MomentError::NoSuchTime(text))?
        } else {
            return Ok(None);
        };
        let moment = Timestamp::from_millisecond(moment).map_err(|_| MomentError::OutOfRange)?;
        Ok(Some(moment.to_zoned(self.now.time_zone().clone())))
    }
}

impl Phrase {
    pub fn is_time_only(&self) -> bool {
        matches!(self, Self::Civil { day: None, .. })
    }

    /// The moment, or the start of the range.
    pub fn resolve(&self, now: &Zoned) -> Result<Zoned, MomentError> {
        match self {
            Self::Exact(moment) => Ok(moment.clone()),
            Self::Civil { day: None, .. } => self.resolve_before(now),
            Self::Civil { day: Some(day), time } => {
                first(day.resolve(now.date())?, time.unwrap_or_else(Time::midnight), now)
            }
        }
    }

    /// The most recent such time up to a moment.
    pub fn resolve_before(&self, end: &Zoned) -> Result<Zoned, MomentError> {
        let Self::Civil { time: Some(time), .. } = self else { return self.resolve(end) };
        let same_day = first(end.date(), *time, end)?;
        if same_day <= *end {
            return Ok(same_day);
        }
        first(end.date().yesterday().map_err(|_| MomentError::OutOfRange)?, *time, end)
    }

    /// The end of a range that starts at a moment, if that is known yet.
    pub fn resolve_end(&self, start: Option<&Zoned>, now: &Zoned) -> Result<Zoned, MomentError> {
        let (day, time) = match self {
            Self::Exact(moment) => return Ok(moment.clone()),
            Self::Civil { day, time } => (day, *time),
        };
        let Some(day) = day else {
            let (start, time) = (start.unwrap_or(now), time.unwrap_or_else(Time::midnight));
            let same_day = last(start.date(), time, start)?;
            let tomorrow = || start.date().tomorrow().map_err(|_| MomentError::OutOfRange);
            return if same_day >= *start { Ok(same_day) } else { last(tomorrow()?, time, start) };
        };
        let end = |date: Date| match time {
            Some(time) => last(date, time, now),
            None => {
                first(date.checked_add(1.day()).map_err(|_| MomentError::OutOfRange)?, Time::midnight(), now)
            }
        };
        let recent = end(day.resolve(now.date())?)?;
        match start {
            Some(start) if recent < *start => day.resolve_after(start.date())?.map_or(Ok(recent), end),
            _ => Ok(recent),
        }
    }
}

fn first(date: Date, time: Time, like: &Zoned) -> Result<Zoned, MomentError> {
    let moment = like.time_zone().to_ambiguous_zoned(date.to_datetime(time)).compatible();
    moment.map_err(|_| MomentError::OutOfRange)
}

fn last(date: Date, time: Time, like: &Zoned) -> Result<Zoned, MomentError> {
    let moment = like.time_zone().to_ambiguous_zoned(date.to_datetime(time)).later();
    moment.map_err(|_| MomentError::OutOfRange)
}

/// Fewer digits could be a year, a day and a month, or a time.
fn epoch(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    match text.len() {
        9..=11 => Some(number * 1000),
        12..=14 => Some(number),
        _ => None,
    }
}

/// Whether it is an ISO date and time with an offset, which no zone may change.
fn has_offset(text: &str) -> bool {
    let Some((date, time)) = text.split_at_checked(10) else { return false };
    date::iso(date).is_some()
        && time.starts_with(' ')
        && time.contains(':')
        && (time.ends_with('z') || time.contains(['+', '-']))
}
