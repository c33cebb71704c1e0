//! Figures of groups of lines.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use crate::ask::{Aggregate, FieldValue, Group, Operation, tally::MOST_HELD};

/// Counts on their way to the rows of an [`Aggregate`].
#[derive(Debug, Clone)]
pub struct GroupsTally {
    ask: Aggregate,
    groups: HashMap<Key, Running>,
    /// Groups, values and numbers in memory.
    held: usize,
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
    Sum { sum: f64, count: u64 },
    Average { sum: f64, count: u64 },
    Min(Option<f64>),
    Max(Option<f64>),
    Percentile { percent: u8, values: Vec<f64> },
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
        for row in rows {
            let held = &mut 0;
            let running = self.group((bucket_ms, row));
            running.lines += 1;
            for (figure, values) in running.figures.iter_mut().zip(figures) {
                figure.add(values, held);
            }
            self.held += *held;
        }
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
            Operation::Percentile(percent) => Self::Percentile { percent, values: vec![] },
        }
    }

    fn add(&mut self, values: &[FieldValue], held: &mut usize) {
        let numbers = || values.iter().filter_map(|value| value.number);
        match self {
            Self::AllLines(lines) => *lines += 1,
            Self::Lines(lines) => *lines += u64::from(!values.is_empty()),
            Self::Distinct(texts) => {
                let before = texts.len();
                texts.extend(values.iter().map(|value| value.text.clone()));
                *held += texts.len() - before;
            }
            Self::Sum { sum, count } | Self::Average { sum, count } => {
                for number in numbers() {
                    *sum += number;
                    *count += 1;
                }
            }
            Self::Min(least) => *least = numbers().chain(*least).min_by(f64::total_cmp),
            Self::Max(greatest) => *greatest = numbers().chain(*greatest).max_by(f64::total_cmp),
            Self::Percentile { values, .. } => {
                let before = values.len();
                values.extend(numbers());
                *held += values.len() - before;
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
            Self::Percentile { percent, values } => nearest_rank(values, percent),
        }
    }
}

/// The smallest of the values that so many per cent of them do not exceed.
fn nearest_rank(mut values: Vec<f64>, percent: u8) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let rank = (values.len() * usize::from(percent.min(100))).div_ceil(100);
    values.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(percent: u8, expected: Option<f64>) {
        let values = [15.0, 20.0, 35.0, 40.0, 50.0];
        assert_eq!(nearest_rank(values.to_vec(), percent), expected, "{percent}");
    }

    #[test]
    fn a_percentile_is_a_value_that_is_there() {
        check(0, Some(15.0));
        check(5, Some(15.0));
        check(30, Some(20.0));
        check(40, Some(20.0));
        check(50, Some(35.0));
        check(100, Some(50.0));
        assert_eq!(nearest_rank(vec![], 50), None);
    }
}
