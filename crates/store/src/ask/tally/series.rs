//! Counts over time, split by the values of a field.

use std::collections::{BTreeMap, HashMap};

use crate::ask::{Buckets, Histogram, Series, SeriesOf, tally::MOST_HELD};

/// How many values get a series of their own.
const MOST_SERIES: usize = 8;

/// Counts on their way to a [`Histogram`].
///
/// Lines are counted by the values they have together: which of those are frequent enough for
/// a series is only known at the end, and a line counts as other only if none of them is.
#[derive(Debug, Clone)]
pub struct SeriesTally {
    buckets: Buckets,
    split: bool,
    ordinals: HashMap<String, usize>,
    together: HashMap<Vec<usize>, BTreeMap<usize, u64>>,
    total: u64,
}

impl SeriesTally {
    /// Nothing counted yet; `split` when lines come with values.
    pub fn new(buckets: Buckets, split: bool) -> Self {
        Self { buckets, split, ordinals: HashMap::new(), together: HashMap::new(), total: 0 }
    }

    /// The buckets it counts in.
    pub fn buckets(&self) -> Buckets {
        self.buckets
    }

    /// Adds lines of one bucket that have these different values and no others.
    pub fn add<'v>(&mut self, bucket: usize, values: impl IntoIterator<Item = &'v str>, lines: u64) {
        let mut key: Vec<usize> = values.into_iter().map(|value| self.ordinal(value)).collect();
        key.sort_unstable();
        *self.together.entry(key).or_default().entry(bucket).or_default() += lines;
        self.total += lines;
    }

    /// Whether it holds as many values as it may; what is added further costs memory.
    pub fn is_full(&self) -> bool {
        self.ordinals.len().max(self.together.len()) >= MOST_HELD
    }

    /// The answer.
    pub fn finish(self) -> Histogram {
        let series = if self.split { self.split_series() } else { vec![self.whole()] };
        Histogram {
            interval_ms: self.buckets.interval_ms(),
            first_ms: self.buckets.first_ms(),
            series,
            total: self.total,
        }
    }

    fn ordinal(&mut self, value: &str) -> usize {
        let next = self.ordinals.len();
        match self.ordinals.get(value) {
            Some(ordinal) => *ordinal,
            None => *self.ordinals.entry(value.to_owned()).or_insert(next),
        }
    }

    fn whole(&self) -> Series {
        let mut all = self.empty(SeriesOf::All);
        for counts in self.together.values() {
            all.add(counts);
        }
        all
    }

    fn split_series(&self) -> Vec<Series> {
        let frequent = self.most_frequent();
        let mut named: Vec<Series> =
            frequent.iter().map(|(value, _)| self.empty(SeriesOf::Value((*value).to_owned()))).collect();
        let (mut other, mut without) = (self.empty(SeriesOf::Other), self.empty(SeriesOf::Without));
        for (values, counts) in &self.together {
            let mut is_named = false;
            for (series, (_, ordinal)) in named.iter_mut().zip(&frequent) {
                if values.contains(ordinal) {
                    series.add(counts);
                    is_named = true;
                }
            }
            if values.is_empty() {
                without.add(counts);
            } else if !is_named {
                other.add(counts);
            }
        }
        named.extend(
            [other, without].into_iter().filter(|series| series.counts.iter().any(|count| *count > 0)),
        );
        named
    }

    /// The values with the most lines, then by text.
    fn most_frequent(&self) -> Vec<(&str, usize)> {
        let mut lines = vec![0_u64; self.ordinals.len()];
        for (values, counts) in &self.together {
            let count: u64 = counts.values().sum();
            for ordinal in values {
                lines[*ordinal] += count;
            }
        }
        let mut values: Vec<_> =
            self.ordinals.iter().map(|(value, ordinal)| (value.as_str(), *ordinal)).collect();
        values.sort_unstable_by_key(|(value, ordinal)| (std::cmp::Reverse(lines[*ordinal]), *value));
        values.truncate(MOST_SERIES);
        values
    }

    fn empty(&self, of: SeriesOf) -> Series {
        Series { of, counts: vec![0; self.buckets.count()] }
    }
}

impl Series {
    fn add(&mut self, counts: &BTreeMap<usize, u64>) {
        for (bucket, lines) in counts {
            if let Some(count) = self.counts.get_mut(*bucket) {
                *count += lines;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::Interval;

    #[test]
    fn counts_may_come_in_parts_and_in_any_order() {
        let buckets = Buckets::new(0, 20, Interval::Milliseconds(10), 0).unwrap();
        let parts: [(usize, &[&str], u64); 5] =
            [(0, &["a", "b"], 2), (1, &["b", "a"], 1), (1, &[], 4), (0, &["b"], 1), (1, &["b"], 1)];
        let (mut forward, mut backward) = (SeriesTally::new(buckets, true), SeriesTally::new(buckets, true));
        for (bucket, values, lines) in parts {
            forward.add(bucket, values.iter().copied(), lines);
        }
        for (bucket, values, lines) in parts.into_iter().rev() {
            (0..lines).for_each(|_| backward.add(bucket, values.iter().copied(), 1));
        }
        let found = forward.finish();
        assert_eq!(found, backward.finish());
        let counts: Vec<_> = found.series.into_iter().map(|series| (series.of, series.counts)).collect();
        let value = |text: &str| SeriesOf::Value(text.to_owned());
        let expected = [(value("b"), vec![3, 2]), (value("a"), vec![2, 1]), (SeriesOf::Without, vec![0, 4])];
        assert_eq!((counts.as_slice(), found.total), (expected.as_slice(), 9));
    }
}
