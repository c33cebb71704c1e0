//! How a graph is drawn.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($name:ident: $($variant:ident $word:literal $told:literal),+ $(,)?) => {
        impl $name {
            /// Every one, in the order people choose from.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word for it where it is stored and sent.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// What people call it.
            pub fn told(self) -> &'static str {
                match self { $(Self::$variant => $told),+ }
            }

            /// The one with a word.
            pub fn named(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}
pub(super) use words;

/// The form of a graph.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GraphKind {
    /// Lines over time.
    #[default]
    Line,
    /// Filled lines over time.
    Area,
    /// Columns over time.
    Column,
    /// Horizontal bars, the greatest first; no time.
    Bar,
    /// Hours of the day by days of the week.
    Heat,
    /// Rows of figures.
    Table,
    /// One number.
    Number,
    /// One number on its scale.
    Gauge,
}
words! { GraphKind:
    Line "line" "Lines",
    Area "area" "Areas",
    Column "column" "Columns",
    Bar "bar" "Top bars",
    Heat "heat" "Heat map of the week",
    Table "table" "Table",
    Number "number" "Number",
    Gauge "gauge" "Gauge",
}

impl GraphKind {
    /// Whether time runs along its axis. A number has a small line beside it.
    pub fn is_over_time(self) -> bool {
        matches!(self, Self::Line | Self::Area | Self::Column | Self::Number)
    }

    /// Whether it shows one plot alone and no groups.
    pub fn is_single(self) -> bool {
        matches!(self, Self::Heat | Self::Number | Self::Gauge)
    }
}

/// Whether series stand on each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stacking {
    /// Each from the axis.
    #[default]
    None,
    /// On each other.
    Stacked,
    /// On each other, all together always one hundred per cent.
    Share,
}
words! { Stacking:
    None "none" "Beside each other",
    Stacked "stacked" "On each other",
    Share "share" "As shares of the whole",
}

/// The earlier time that is shown beside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compare {
    /// None.
    #[default]
    None,
    /// As long a time, just before.
    Previous,
    /// A day before.
    Day,
    /// A week before.
    Week,
    /// Four weeks before: the same days of the week.
    Month,
}
words! { Compare:
    None "none" "Nothing",
    Previous "previous" "The same length of time before",
    Day "day" "One day before",
    Week "week" "One week before",
    Month "month" "Four weeks before",
}

impl Compare {
    /// How much earlier that is for a range of so many milliseconds; none if nothing is compared.
    pub fn shift_ms(self, range_ms: i64) -> Option<i64> {
        const DAY: i64 = 86_400_000;
        match self {
            Self::None => None,
            Self::Previous => Some(range_ms),
            Self::Day => Some(DAY),
            Self::Week => Some(7 * DAY),
            Self::Month => Some(28 * DAY),
        }
    }
}

/// What the numbers are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Just numbers.
    #[default]
    None,
    /// Bytes.
    Bytes,
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Per cent.
    Percent,
    /// Parts of one, shown as per cent.
    Share,
}
words! { Unit:
    None "none" "A plain number",
    Bytes "bytes" "Bytes",
    Milliseconds "milliseconds" "Milliseconds",
    Seconds "seconds" "Seconds",
    Percent "percent" "Per cent",
    Share "share" "A share of one, shown as per cent",
}

/// A value with a meaning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// From here on.
    pub value: f64,
    /// What it means to be there.
    pub level: Level,
    /// A word for it; may be empty.
    #[serde(default)]
    pub label: String,
}

/// What it means to have come to a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// All is well.
    Good,
    /// Look at it.
    #[default]
    Warning,
    /// Act.
    Critical,
}
words! { Level:
    Good "good" "Good",
    Warning "warning" "Warning",
    Critical "critical" "Critical",
}
