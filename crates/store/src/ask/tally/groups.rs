//! Figures of groups of lines.

use std::cmp::Reverse;

use hashbrown::{HashMap, HashSet};

use crate::ask::{Aggregate, FieldValue, Group, Operation, tally::MOST_HELD};

/// Counts on their way to the rows of an [`Aggregate`].
#[derive(Debug, Clone)]
pub struct GroupsTally {
    ask: Aggregate,
    groups: HashMap<Key, Running>,
    /// Groups, values and numbers in memory.
    held: usize,
}

/// The values of one field in some lines.
#[derive(Debug, Clone, Default)]
pub struct Counted<'a> {
    /// The values, each with how many lines have it.
    pub values: Vec<(&'a FieldValue, u64)>,
    /// How many lines have a value.
    pub lines: u64,
}

impl<'a> Counted<'a> {
    fn of_line(values: &'a [FieldValue]) -> Self {
        let lines = u64::from(!values.is_empty());
        Self { values: values.iter().map(|value| (value, 1)).collect(), lines }
    }
}

type Key = (Option<i64>, Vec<Option<String>>);

#[derive(Debug, Clone)]
struct Running {
    lines: u64,
    figures: Vec<Figure>,
}

#[derive(Debug, Clone)]
enum Figure {
    AllLines(u64),
    Lines(u64),
    Distinct(HashSet<String>),
    Sum {
        sum: f64,
        count: u64,
    },
    Average {
        sum: f64,
        count: u64,
    },
    Min(Option<f64>),
    Max(Option<f64>),
    /// The numbers by their bits, each with how often it comes.
    Percentile {
        percent: u8,
        numbers: HashMap<u64, u64>,
    },
}

impl GroupsTally {
    /// Nothing counted yet. What is grouped by nothing is one group even without lines.
    pub fn new(ask: Aggregate) -> Self {
        let mut tally = Self { ask, groups: HashMap::new(), held: 0 };
        if tally.ask.by.is_empty() && tally.ask.interval.is_none() {
            tally.group((None, vec![]));
        }
        tally
    }

    /// Adds one line to each group it belongs to: `by` holds its values of each field grouped
    /// by, `figures` those of the field of each figure.
    pub fn add_line(&mut self, bucket_ms: Option<i64>, by: &[Vec<FieldValue>], figures: &[Vec<FieldValue>]) {
        let mut rows: Vec<Vec<Option<String>>> = vec![vec![]];
        for values in by {
            let texts: Vec<Option<String>> = match values.as_slice() {
                [] => vec![None],
                values => values.iter().map(|value| Some(value.text.clone())).collect(),
            };
            rows = rows
                .iter()
                .flat_map(|row| {
                    texts.iter().map(|text| [row.as_slice(), std::slice::from_ref(text)].concat())
                })
                .collect();
        }
        let figures: Vec<_> = figures.iter().map(|values| Counted::of_line(values)).collect();
        for row in rows {
            self.add_counted(bucket_ms, row, 1, &figures);
        }
    }

    /// Adds lines that belong to the same group: how many, and for each figure how often each
    /// value of its field comes.
    pub fn add_counted(
        &mut self,
        bucket_ms: Option<i64>,
        by: Vec<Option<String>>,
        lines: u64,
        figures: &[Counted<'_>],
    ) {
        let held = &mut 0;
        let running = self.group((bucket_ms, by));
        running.lines += lines;
        for (figure, counted) in running.figures.iter_mut().zip(figures) {
            figure.add(counted, lines, held);
        }
        self.held += *held;
    }

    /// Whether it holds as much as it may; what is added further costs memory.
    pub fn is_full(&self) -> bool {
        self.held >= MOST_HELD
    }

    /// The answer: by time where grouped by it, then those with the most lines, then by value.
    pub fn finish(self) -> Vec<Group> {
        let mut groups: Vec<Group> = self
            .groups
            .into_iter()
            .map(|((bucket_ms, by), running)| Group {
                by,
                bucket_ms,
                lines: running.lines,
                figures: running.figures.into_iter().map(Figure::finish).collect(),
            })
            .collect();
        groups.sort_by(|one, other| one.place().cmp(&other.place()));
        groups.truncate(self.ask.limit);
        groups
    }

    fn group(&mut self, key: Key) -> &mut Running {
        let (figures, held) = (&self.ask.figures, &mut self.held);
        self.groups.entry(key).or_insert_with(|| {
            *held += 1;
            Running {
                lines: 0,
                figures: figures.iter().map(|(operation, field)| Figure::new(*operation, field)).collect(),
            }
        })
    }
}

impl Group {
    fn place(&self) -> impl Ord + '_ {
        // A group without the field comes behind those with a value.
        let by: Vec<_> = self.by.iter().map(|value| (value.is_none(), value.as_deref())).collect();
        (self.bucket_ms, Reverse(self.lines), by)
    }
}

impl Figure {
    fn new(operation: Operation, field: &str) -> Self {
        match operation {
            Operation::Count if field.is_empty() => Self::AllLines(0),
            Operation::Count => Self::Lines(0),
            Operation::Distinct => Self::Distinct(HashSet::new()),
            Operation::Sum => Self::Sum { sum: 0.0, count: 0 },
            Operation::Average => Self::Average { sum: 0.0, count: 0 },
            Operation::Min => Self::Min(None),
            Operation::Max => Self::Max(None),
            Operation::Percentile(percent) => Self::Percentile { percent, numbers: HashMap::new() },
        }
    }

    fn add(&mut self, counted: &Counted<'_>, lines: u64, held: &mut usize) {
        let numbers = || counted.values.iter().filter_map(|(value, times)| Some((value.number?, *times)));
        match self {
            Self::AllLines(all) => *all += lines,
            Self::Lines(with) => *with += counted.lines,
            Self::Distinct(texts) => {
                let before = texts.len();
                texts.extend(counted.values.iter().map(|(value, _)| value.text.clone()));
                *held += texts.len() - before;
            }
            Self::Sum { sum, count } | Self::Average { sum, count } => {
                for (number, times) in numbers() {
                    *sum += number * times as f64;
                    *count += times;
                }
            }
            Self::Min(least) => {
                *least = numbers().map(|(number, _)| number).chain(*least).min_by(f64::total_cmp);
            }
            Self::Max(greatest) => {
                *greatest = numbers().map(|(number, _)| number).chain(*greatest).max_by(f64::total_cmp);
            }
            Self::Percentile { numbers: kept, .. } => {
                let before = kept.len();
                for (number, times) in numbers() {
                    *kept.entry(number.to_bits()).or_default() += times;
                }
                *held += kept.len() - before;
            }
        }
    }

    fn finish(self) -> Option<f64> {
        match self {
            Self::AllLines(lines) | Self::Lines(lines) => Some(lines as f64),
            Self::Distinct(texts) => Some(texts.len() as f64),
            Self::Sum { count: 0, .. } | Self::Average { count: 0, .. } => None,
            Self::Sum { sum, .. } => Some(sum),
            Self::Average { sum, count } => Some(sum / count as f64),
            Self::Min(number) | Self::Max(number) => number,
            Self::Percentile { percent, numbers } => nearest_rank(&numbers, percent),
        }
    }
}

/// The smallest of the values that so many per cent of them do not exceed.
fn nearest_rank(numbers: &HashMap<u64, u64>, percent: u8) -> Option<f64> {
    let mut sorted: Vec<(f64, u64)> =
        numbers.iter().map(|(bits, times)| (f64::from_bits(*bits), *times)).collect();
    sorted.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
    let all: u64 = sorted.iter().map(|(_, times)| times).sum();
    let rank = (all * u64::from(percent.min(100))).div_ceil(100).max(1);
    let mut before = 0;
    sorted.into_iter().find_map(|(number, times)| {
        before += times;
        (before >= rank).then_some(number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(percent: u8, expected: Option<f64>) {
        let numbers = [15.0, 20.0, 35.0, 40.0, 50.0].map(|number: f64| (number.to_bits(), 1));
        assert_eq!(nearest_rank(&numbers.into(), percent), expected, "{percent}");
    }

    #[test]
    fn a_percentile_is_a_value_that_is_there() {
        check(0, Some(15.0));
        check(5, Some(15.0));
        check(30, Some(20.0));
        check(40, Some(20.0));
        check(50, Some(35.0));
        check(100, Some(50.0));
        assert_eq!(nearest_rank(&HashMap::new(), 50), None);
        let often = [(1.0_f64.to_bits(), 9), (2.0_f64.to_bits(), 1)];
        assert_eq!(nearest_rank(&often.into(), 90), Some(1.0));
        assert_eq!(nearest_rank(&often.into(), 91), Some(2.0));
    }
}
