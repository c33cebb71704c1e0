//! The values of a field, line by line, as an index gives them.

use query::Number;
use segment::Values;

use crate::ask::{FieldValue, tally::Counted};

/// Stands for "no value" in the key of a group.
const WITHOUT: u32 = u32::MAX;

/// The values of one field over the lines of an index.
pub(crate) struct Column {
    values: Vec<FieldValue>,
    rows: Vec<(u32, u32)>,
    /// For each line where its rows begin.
    starts: Vec<u32>,
}

impl Column {
    pub fn new(values: &Values) -> Self {
        let of = |value| FieldValue {
            text: query::with_text(value, str::to_owned),
            number: Number::of_value(value).map(Number::as_f64),
        };
        let lines = values.rows.last().map_or(0, |(line, _)| *line as usize + 1);
        let mut starts = vec![0; lines + 1];
        for (line, _) in &values.rows {
            starts[*line as usize + 1] += 1;
        }
        for line in 0..lines {
            starts[line + 1] += starts[line];
        }
        Self { values: values.values.iter().map(of).collect(), rows: values.rows.clone(), starts }
    }

    /// The rows of a line: pairs of it and a value.
    pub fn of(&self, line: u32) -> &[(u32, u32)] {
        let start = self.starts.get(line as usize).copied().unwrap_or_default() as usize;
        let end = self.starts.get(line as usize + 1).copied().unwrap_or_default() as usize;
        self.rows.get(start..end).unwrap_or_default()
    }

    /// The text of a value in the key of a group.
    pub fn text(&self, value: u32) -> Option<String> {
        self.values.get(value as usize).map(|value| value.text.clone())
    }

    /// How often each value comes in so many lines that have one.
    pub fn count(&self, lines: u64, mut numbers: Vec<u32>) -> Counted<'_> {
        numbers.sort_unstable();
        let runs = numbers.chunk_by(|left, right| left == right);
        let values = runs.filter_map(|run| Some((self.values.get(run[0] as usize)?, run.len() as u64)));
        Counted { values: values.collect(), lines }
    }
}

/// The groups a line belongs to: one value of each field, in all pairs.
pub(crate) fn keys_of(by: &[Column], line: u32) -> Vec<Vec<u32>> {
    let mut keys = vec![Vec::with_capacity(by.len())];
    for column in by {
        match column.of(line) {
            [] => keys.iter_mut().for_each(|key| key.push(WITHOUT)),
            [(_, only)] => keys.iter_mut().for_each(|key| key.push(*only)),
            several => {
                let with = |key: &Vec<u32>| {
                    several.iter().map(|(_, value)| [key.as_slice(), &[*value]].concat()).collect::<Vec<_>>()
                };
                keys = keys.iter().flat_map(with).collect();
            }
        }
    }
    keys
}
