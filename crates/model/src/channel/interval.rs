//! The intervals over which an alert counts.

use super::Operator;

/// An interval by its name and its seconds. There are ten; `25h` is for programs alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    seconds: u32,
    text: &'static str,
}

const fn interval(text: &'static str, seconds: u32) -> Interval {
    Interval { seconds, text }
}

impl Interval {
    /// Every interval, the shortest first.
    pub const ALL: [Self; 10] = [
        interval("30", 30),
        interval("1m", 60),
        interval("5m", 300),
        interval("15m", 900),
        interval("30m", 1800),
        interval("1h", 3600),
        interval("6h", 21_600),
        interval("12h", 43_200),
        interval("24h", 86_400),
        interval("25h", 90_000),
    ];

    /// The intervals over which an operator may count: absence is not told within half a minute.
    pub fn of(operator: Operator) -> &'static [Self] {
        match operator {
            Operator::Presence => &Self::ALL,
            Operator::Absence => &Self::ALL[1..],
        }
    }

    /// What is taken where none is named.
    pub fn usual(operator: Operator) -> Self {
        match operator {
            Operator::Presence => Self::ALL[0],
            Operator::Absence => Self::ALL[3],
        }
    }

    /// The interval of this name, such as `5m`.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|interval| interval.text == text)
    }

    /// The interval of so many seconds.
    pub fn lasting(seconds: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|interval| u64::from(interval.seconds) == seconds)
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        self.text
    }

    /// Its length.
    pub fn seconds(self) -> u32 {
        self.seconds
    }

    /// Its length as people say it.
    pub fn said(self) -> String {
        let (count, unit) = match self.seconds {
            seconds if seconds < 60 => (seconds, "second"),
            seconds if seconds < 3600 => (seconds / 60, "minute"),
            seconds => (seconds / 3600, "hour"),
        };
        format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_found_by_its_name_and_by_its_seconds() {
        for interval in Interval::ALL {
            assert_eq!(Interval::named(interval.as_str()), Some(interval));
            assert_eq!(Interval::lasting(interval.seconds().into()), Some(interval));
        }
        assert_eq!(Interval::named("2m").or(Interval::lasting(31)), None);
        assert_eq!(Interval::ALL.map(Interval::said)[..3], ["30 seconds", "1 minute", "5 minutes"]);
    }

    #[test]
    fn absence_is_not_told_within_half_a_minute() {
        assert!(!Interval::of(Operator::Absence).contains(&Interval::usual(Operator::Presence)));
        assert_eq!(Interval::usual(Operator::Absence).as_str(), "15m");
    }
}
