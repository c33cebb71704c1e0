//! What is counted in a graph.

use serde::{Deserialize, Serialize};

use super::kind::words;

/// One thing a graph shows: a figure of lines, or something computed of other plots.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Plot {
    /// What it is called; told from the rest where it is empty.
    pub label: String,
    /// What is computed.
    pub operation: Operation,
    /// The field it is computed of. Counting lines needs none.
    pub field: String,
    /// Which lines: the query text as written.
    pub query: String,
    /// Only lines of these sources, if any are named.
    pub hosts: Vec<String>,
    /// Only lines of these apps, if any are named.
    pub apps: Vec<String>,
    /// Only lines of these levels, if any are named.
    pub levels: Vec<String>,
    /// Only lines with one of these tags, if any are named.
    pub tags: Vec<String>,
    /// For a ratio, the letter of the plot that is divided.
    pub part: String,
    /// For a ratio, the letter of the plot it is divided by.
    pub whole: String,
    /// For a formula, its text, such as `100 * (a - b) / c`.
    pub formula: String,
    /// What is made of the values in the order of time.
    pub then: Then,
    /// Whether it is only there for others to compute with.
    pub hidden: bool,
}

/// What is computed.
///
/// A line gives each of its different values of a field once. Counting with a field counts the lines
/// that have it; without one, all lines. All but `Count` and `Distinct` look at the numbers among the
/// values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// How many lines.
    #[default]
    Count,
    /// How many different values.
    Distinct,
    /// All numbers together.
    Sum,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The arithmetic mean.
    Average,
    /// The number that 50 % do not exceed (nearest rank).
    P50,
    /// The same for 75 %.
    P75,
    /// The same for 85 %.
    P85,
    /// The same for 95 %.
    P95,
    /// The same for 99 %.
    P99,
    /// One plot divided by another.
    Ratio,
    /// An expression over other plots.
    Formula,
}
words! { Operation:
    Count "count" "Count",
    Distinct "distinct" "Different values",
    Sum "sum" "Sum",
    Min "min" "Least",
    Max "max" "Greatest",
    Average "average" "Average",
    P50 "p50" "Median",
    P75 "p75" "75th percentile",
    P85 "p85" "85th percentile",
    P95 "p95" "95th percentile",
    P99 "p99" "99th percentile",
    Ratio "ratio" "Ratio of two plots",
    Formula "formula" "Formula over plots",
}

impl Operation {
    /// Whether it is computed of other plots and not of lines.
    pub fn is_of_plots(self) -> bool {
        matches!(self, Self::Ratio | Self::Formula)
    }

    /// Whether it makes no sense without a field.
    pub fn needs_field(self) -> bool {
        !self.is_of_plots() && self != Self::Count
    }
}

/// What is made of the values in the order of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Then {
    /// Nothing.
    #[default]
    Nothing,
    /// Each and all before it together.
    Cumulative,
    /// Each less the one before it.
    Difference,
    /// Each by the seconds it stands for.
    PerSecond,
    /// Each by the minutes it stands for.
    PerMinute,
    /// Each by the hours it stands for.
    PerHour,
}
words! { Then:
    Nothing "nothing" "As it is",
    Cumulative "cumulative" "Cumulative",
    Difference "difference" "Difference from the one before",
    PerSecond "perSecond" "Rate per second",
    PerMinute "perMinute" "Rate per minute",
    PerHour "perHour" "Rate per hour",
}

impl Then {
    /// For a rate, the milliseconds of its unit.
    pub fn rate_ms(self) -> Option<f64> {
        match self {
            Self::PerSecond => Some(1000.0),
            Self::PerMinute => Some(60_000.0),
            Self::PerHour => Some(3_600_000.0),
            Self::Nothing | Self::Cumulative | Self::Difference => None,
        }
    }
}

/// The letter of the plot at a place: `a` for the first.
pub fn letter(place: usize) -> char {
    char::from(b'a' + u8::try_from(place.min(25)).unwrap_or_default())
}
