//! What has to happen before a channel tells of it.

use super::Interval;

/// The most lines an alert counts to.
pub const LIMIT_MAX: u32 = 100_000;

/// Whether lines are told of, or their absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// So many lines, or more.
    Presence,
    /// Fewer lines than that.
    Absence,
}

/// When a channel tells: how many lines in which time, and at which moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    operator: Operator,
    limit: u32,
    interval: Interval,
    immediate: bool,
    terminal: bool,
}

/// Why a trigger would never tell, or can not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TriggerError {
    /// The number of lines is out of bounds.
    #[error("the number of lines is not between 1 and {LIMIT_MAX}")]
    Limit,
    /// The interval is not one of the operator's.
    #[error("absence is told within one minute at the earliest")]
    Interval,
    /// Neither moment was chosen.
    #[error("an alert tells at once, at the end of the time, or both")]
    Never,
    /// Absence is only known at the end.
    #[error("absence is told at the end of the time, and never before")]
    Early,
}

impl Operator {
    /// Every operator.
    pub const ALL: [Self; 2] = [Self::Presence, Self::Absence];

    /// The operator as programs name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Presence => "presence",
            Self::Absence => "absence",
        }
    }
}

impl Trigger {
    /// Checks that the parts fit each other.
    pub fn new(
        operator: Operator,
        limit: u32,
        interval: Interval,
        immediate: bool,
        terminal: bool,
    ) -> Result<Self, TriggerError> {
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(TriggerError::Limit);
        }
        if !Interval::of(operator).contains(&interval) {
            return Err(TriggerError::Interval);
        }
        match operator {
            Operator::Presence if !immediate && !terminal => Err(TriggerError::Never),
            Operator::Absence if immediate || !terminal => Err(TriggerError::Early),
            _ => Ok(Self { operator, limit, interval, immediate, terminal }),
        }
    }

    /// Whether lines are told of, or their absence.
    pub fn operator(&self) -> Operator {
        self.operator
    }

    /// How many lines.
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// In which time.
    pub fn interval(&self) -> Interval {
        self.interval
    }

    /// Whether it tells as soon as there are so many.
    pub fn immediate(&self) -> bool {
        self.immediate
    }

    /// Whether it tells at the end of the time.
    pub fn terminal(&self) -> bool {
        self.terminal
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_trigger_is_one_that_can_tell_and_no_other(
            absence in any::<bool>(), limit in prop_oneof![0_u32..3, 99_999_u32..100_003, any::<u32>()],
            interval in 0_usize..10, immediate in any::<bool>(), terminal in any::<bool>(),
        ) {
            let operator = if absence { Operator::Absence } else { Operator::Presence };
            let made = Trigger::new(operator, limit, Interval::ALL[interval], immediate, terminal);
            let moment = if absence { !immediate && terminal } else { immediate || terminal };
            let may = (1..=100_000).contains(&limit) && !(absence && interval == 0) && moment;
            prop_assert_eq!(made.is_ok(), may, "{:?}", made);
        }
    }
}
