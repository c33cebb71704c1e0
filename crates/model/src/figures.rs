//! What a graph shows: the values of its series, computed.

use serde::{Deserialize, Serialize};

/// The values of a graph.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// What stands beside each other along its axis.
    pub slots: Slots,
    /// In the order they are drawn: plot by plot, within a plot group by group.
    pub series: Vec<Series>,
    /// How many groups there are beyond those shown; they are told as "Others" together.
    pub more_groups: u64,
    /// How many lines the plots looked at, each counted once for each plot.
    pub lines: u64,
    /// Why lines may be missing from it; none when it lacks none.
    pub incomplete: Option<String>,
    /// By how many per cent distinct counts and percentiles may be wrong, in nearly all cases; none
    /// where they are exact, as all other figures are.
    pub error_percent: Option<f64>,
    /// How long it took to compute, microseconds.
    pub took_us: u64,
}

/// What stands along the axis of a graph.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Slots {
    /// The whole range at once.
    #[default]
    Whole,
    /// Stretches of time: where each begins, and where the last one ends. Milliseconds since 1970 UTC.
    Times(Vec<i64>),
    /// The 168 hours of a week, Monday 0:00 first.
    Week,
}

/// The values of one plot, or of one group of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The place of its plot in the graph.
    pub plot: usize,
    /// What it is called; the earlier time is called as the later.
    pub label: String,
    /// The value of each field grouped by; none for lines without it. Empty where nothing is grouped.
    pub by: Vec<Option<String>>,
    /// Whether it is all groups that are not shown by themselves.
    pub is_others: bool,
    /// Whether it is the earlier time, told in the slots of the later.
    pub is_earlier: bool,
    /// The value of the whole range.
    pub total: Option<f64>,
    /// The value in each slot; empty for the whole.
    pub values: Vec<Option<f64>>,
}

impl Figures {
    /// What is to be said where figures are not exact.
    pub fn inexact(&self) -> Option<String> {
        let percent = self.error_percent?;
        Some(format!(
            "About: of so many different values, distinct counts and percentiles are told within {percent} %"
        ))
    }
}

impl Slots {
    /// How many values a series has.
    pub fn count(&self) -> usize {
        match self {
            Self::Whole => 0,
            Self::Times(borders) => borders.len().saturating_sub(1),
            Self::Week => 168,
        }
    }
}
