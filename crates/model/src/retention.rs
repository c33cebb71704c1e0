//! How long an instance keeps its lines.

use serde::{Deserialize, Serialize};

/// How long lines of an instance that keeps nothing stay for live tail.
const LIVE_MS: i64 = 10 * 60 * 1000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How long an instance keeps its lines, counted from their arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// How long lines stay that were sent.
    pub lines: Period,
    /// Whether imported lines stay until somebody says otherwise; if not, they go as all others.
    pub keeps_imports: bool,
}

/// A number of days, or no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Period {
    /// Lines stay for good.
    Unlimited,
    /// Lines go after so many days. With 0 they are only for live tail.
    Days(u16),
}

impl Default for Retention {
    fn default() -> Self {
        Self { lines: Period::Days(365), keeps_imports: true }
    }
}

impl Retention {
    /// Whether lines go that stay with another.
    pub fn takes_more_than(self, other: Self) -> bool {
        let days = |period: Period| period.days().map_or(u32::MAX, u32::from);
        days(self.lines) < days(other.lines) || other.keeps_imports && !self.keeps_imports
    }
}

impl Period {
    /// Whether lines are for live tail alone, and never found by a search.
    pub fn is_live_only(self) -> bool {
        self == Self::Days(0)
    }

    /// Lines that arrived before this moment are past their time; none where they never are.
    pub fn before_ms(self, now_ms: i64) -> Option<i64> {
        match self {
            Self::Unlimited => None,
            Self::Days(0) => Some(now_ms.saturating_sub(LIVE_MS)),
            Self::Days(days) => Some(now_ms.saturating_sub(i64::from(days) * DAY_MS)),
        }
    }

    /// As it is kept and told: a number of days, or nothing.
    pub fn days(self) -> Option<u16> {
        match self {
            Self::Unlimited => None,
            Self::Days(days) => Some(days),
        }
    }
}

impl From<Option<u16>> for Period {
    fn from(days: Option<u16>) -> Self {
        days.map_or(Self::Unlimited, Self::Days)
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unlimited => f.write_str("forever"),
            Self::Days(0) => f.write_str("live only"),
            Self::Days(1) => f.write_str("1 day"),
            Self::Days(days) => write!(f, "{days} days"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_ends_so_many_days_before_now_or_never() {
        let now_ms = 1_700_000_000_000;
        assert_eq!(Period::Unlimited.before_ms(now_ms), None);
        assert_eq!(Period::Days(30).before_ms(now_ms), Some(now_ms - 30 * 86_400_000));
        assert_eq!(Period::Days(0).before_ms(now_ms), Some(now_ms - 600_000), "live tail has a moment");
        assert!(Period::Days(u16::MAX).before_ms(i64::MIN).is_some(), "no clock makes it panic");
        assert!(Period::Days(0).is_live_only() && !Period::Days(1).is_live_only());
    }

    #[test]
    fn a_shorter_time_takes_lines_and_so_does_no_longer_keeping_imports() {
        let kept = |lines, keeps_imports| Retention { lines, keeps_imports };
        let year = kept(Period::Days(365), true);
        assert!(kept(Period::Days(30), true).takes_more_than(year));
        assert!(kept(Period::Days(365), false).takes_more_than(year));
        assert!(year.takes_more_than(kept(Period::Unlimited, true)));
        assert!(!year.takes_more_than(year) && !year.takes_more_than(kept(Period::Days(7), false)));
    }

    #[test]
    fn a_period_is_told_in_words() {
        let told = [None, Some(0), Some(1), Some(30)].map(|days| Period::from(days).to_string());
        assert_eq!(told, ["forever", "live only", "1 day", "30 days"]);
    }
}
