//! What can be asked of an instance's events beside a page of lines, and what is answered.
//!
//! Every answer says how far it can be trusted: [`Answer::incomplete`] names what was cut.

mod answer;
mod column;
mod count;
mod graphs;
mod interval;
mod tail;
mod tally;
mod values;
mod visit;

use std::time::Duration;

use model::line::StoredLine;
use query::{Filters, Query};

pub(crate) use graphs::remembered::{Remembered, remembered};
pub use graphs::{GraphAnswer, GraphAsk, PlotAsk, PlotFigures, Row, Stretches};
pub use interval::Buckets;
pub use tally::{FacetTally, FieldsTally, GroupsTally, SeriesTally};
pub use values::FieldValue;

/// Which lines a question is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// What the lines must match.
    pub query: Query,
    /// Filters beside the query.
    pub filters: Filters,
    /// The first moment, milliseconds since 1970 UTC.
    pub from_ms: i64,
    /// The moment after the last.
    pub to_ms: i64,
}

/// What was found, and how far it can be trusted.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<T> {
    /// What was found.
    pub found: T,
    /// Why lines may be missing from it; none when it lacks none.
    pub incomplete: Option<String>,
    /// How many lines had to be read one by one.
    pub lines_read: u64,
    /// How long it took.
    pub took: Duration,
}

impl<T> Answer<T> {
    /// The same answer with what was found in another form.
    pub fn map<U>(self, form: impl FnOnce(T) -> U) -> Answer<U> {
        let Self { found, incomplete, lines_read, took } = self;
        Answer { found: form(found), incomplete, lines_read, took }
    }
}

/// How wide the buckets of a histogram are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    /// The narrowest round interval that gives at most so many buckets, at least 2: a border
    /// of every interval may lie inside the range.
    AtMost(usize),
    /// So many milliseconds, at least 1. More buckets than [`MAX_BUCKETS`] are refused.
    Milliseconds(i64),
}

/// The most buckets one histogram has.
pub const MAX_BUCKETS: usize = 10_000;

/// How many matching lines there are over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Histogram {
    /// The width of a bucket.
    pub interval_ms: i64,
    /// Where the first bucket starts: a multiple of the interval (from 1970 UTC, moved by the
    /// asked offset), at or before the start of the range.
    pub first_ms: i64,
    /// The 8 most frequent values first (then by text), then other lines, then those without
    /// the field, each only if it has lines. [`SeriesOf::All`] alone where nothing was split.
    pub series: Vec<Series>,
    /// All matching lines, each counted once.
    pub total: u64,
}

/// The counts of one value over time, or of several together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What is counted.
    pub of: SeriesOf,
    /// Lines in each bucket; all series are equally long.
    pub counts: Vec<u64>,
}

/// What a series counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeriesOf {
    /// Every line: nothing was split.
    All,
    /// Lines whose field has this value, as text. A line with several values counts for each.
    Value(String),
    /// Lines that have only values beyond the most frequent ones.
    Other,
    /// Lines without the field.
    Without,
}

/// One field to be counted by its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetAsk {
    /// The dotted path, in any of its spellings.
    pub field: String,
    /// How many values are wanted, the most frequent first, at most 1,000.
    pub limit: usize,
    /// Only values that hold this text, case folded; empty for all.
    pub search: String,
}

/// The values of one field, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The field as it was asked for.
    pub field: String,
    /// Values as text with the number of lines that have them: most frequent first, then by text.
    pub values: Vec<(String, u64)>,
    /// How many different values there are (that hold the searched text); an upper bound
    /// where it is not exact.
    pub distinct: u64,
    /// Matching lines that have the field.
    pub lines: u64,
    /// Whether `distinct` is exact and no value is missing that could be among the most
    /// frequent. The counts of the values that are named are always exact.
    pub exact: bool,
}

/// What is computed of a field.
///
/// A line gives each of its different values once. `Count` counts the lines that have the
/// field, `Distinct` its different values as text; the others look at the numbers among the
/// values, as comparisons in a query do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Operation {
    Count,
    Distinct,
    Sum,
    Min,
    Max,
    Average,
    /// The value that so many per cent of the values do not exceed (nearest rank).
    Percentile(u8),
}

/// A table of figures: one row for each group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate {
    /// What is computed, of which field. `Count` of an empty field counts lines.
    pub figures: Vec<(Operation, String)>,
    /// The fields to group by, two at most where people and programs ask. Grouped by nothing
    /// there is always one row.
    pub by: Vec<String>,
    /// Grouped by time as well.
    pub interval: Option<Interval>,
    /// Moves the borders of the buckets: the zone's distance from UTC in milliseconds.
    pub offset_ms: i64,
    /// How many rows at most, those with the most lines first, or by time where grouped by it.
    pub limit: usize,
}

/// One row of an aggregate. A line with several values of a field is in the group of each.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The value of each field grouped by; none for lines without it.
    pub by: Vec<Option<String>>,
    /// Where its bucket starts, if grouped by time.
    pub bucket_ms: Option<i64>,
    /// How many lines are in it.
    pub lines: u64,
    /// The figures in the order asked; none where no value of the group is a number.
    /// Counts are always there.
    pub figures: Vec<Option<f64>>,
}

/// What is known of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldInfo {
    /// The dotted path, in its first spelling.
    pub name: String,
    /// How many lines have it.
    pub lines: u64,
    /// How many different values it has; an upper bound where it is not exact.
    pub distinct: u64,
    /// Whether `distinct` is exact.
    pub exact: bool,
    /// The kinds its values have in JSON: a number that was sent as text is text.
    pub kinds: Kinds,
}

/// The kinds of values a field has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Kinds {
    pub text: bool,
    pub number: bool,
    pub boolean: bool,
}

/// Lines in the order they were stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Tail {
    /// Matching lines, transient ones included, oldest sequence number first.
    pub lines: Vec<StoredLine>,
    /// Everything up to this number has been looked at; go on behind it.
    pub seen_seq: u64,
}
