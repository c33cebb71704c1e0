//! The times of the lines of a segment, ascending.
//!
//! They are kept as they lie on disk, in steps from one to the next, with every 64th in full: a
//! tenth of what numbers of eight bytes take, so that those of many segments stay in memory.

use crate::{Damaged, code};

/// Every so many times one is kept in full.
const STEP: usize = 64;

/// Times in milliseconds since 1970 UTC, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    count: usize,
    last: i64,
    /// Every 64th time, with where the steps to those behind it begin.
    full: Vec<(i64, u32)>,
    steps: Vec<u8>,
}

impl Times {
    /// Takes times in ascending order.
    pub(crate) fn new(times: impl IntoIterator<Item = i64>) -> Self {
        let mut all = Self::default();
        for time in times {
            all.push(time);
        }
        all
    }

    fn push(&mut self, time: i64) {
        if self.count.is_multiple_of(STEP) {
            self.full.push((time, self.steps.len() as u32));
        } else {
            code::put(&mut self.steps, time.wrapping_sub(self.last) as u64);
        }
        self.last = time;
        self.count += 1;
    }

    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// The first and the last; none where there are none.
    pub(crate) fn span(&self) -> Option<(i64, i64)> {
        Some((self.full.first()?.0, self.last))
    }

    /// The time of a line; 0 for one that is not there.
    pub fn get(&self, line: usize) -> i64 {
        if line >= self.count {
            return 0;
        }
        self.group(line / STEP).nth(line % STEP).unwrap_or_default()
    }

    /// How many lines are before a moment.
    pub(crate) fn before(&self, time_ms: i64) -> usize {
        let group = self.full.partition_point(|(first, _)| *first < time_ms);
        let Some(last) = group.checked_sub(1) else { return 0 };
        last * STEP + self.group(last).take_while(|time| *time < time_ms).count()
    }

    /// The lines of a stretch of time, as a range of their numbers.
    pub fn between(&self, from_ms: i64, to_ms: i64) -> (usize, usize) {
        let start = self.before(from_ms);
        (start, self.before(to_ms).max(start))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = i64> {
        (0..self.full.len()).flat_map(|group| self.group(group))
    }

    fn group(&self, group: usize) -> impl Iterator<Item = i64> {
        let (first, start) = self.full.get(group).copied().unwrap_or_default();
        let count = self.count.saturating_sub(group * STEP).min(STEP);
        let mut rest = self.steps.get(start as usize..).unwrap_or_default();
        let mut time = first;
        (0..count).map(move |place| {
            if place > 0 {
                time = time.wrapping_add(code::get(&mut rest).unwrap_or_default() as i64);
            }
            time
        })
    }

    pub(crate) fn weight(&self) -> usize {
        self.steps.len() + 16 * self.full.len()
    }

    pub(crate) fn encode(&self, bytes: &mut Vec<u8>, level: i32) {
        let mut full = Vec::new();
        let mut last = 0;
        for (time, _) in &self.full {
            code::put_signed(&mut full, time.wrapping_sub(last));
            last = *time;
        }
        code::put_packed(bytes, &full, level);
        code::put_packed(bytes, &self.steps, level);
    }

    pub(crate) fn decode(bytes: &mut &[u8], count: usize) -> Result<Self, Damaged> {
        let (full, steps) = (code::get_packed(bytes)?, code::get_packed(bytes)?);
        let (mut full, mut rest) = (full.as_slice(), steps.as_slice());
        let mut times = Self { count, full: Vec::with_capacity(count.div_ceil(STEP)), ..Self::default() };
        let (mut last_full, mut last) = (0_i64, i64::MIN);
        for line in 0..count {
            let time = if line.is_multiple_of(STEP) {
                last_full = last_full.wrapping_add(code::get_signed(&mut full)?);
                times.full.push((last_full, (steps.len() - rest.len()) as u32));
                Some(last_full)
            } else {
                last.checked_add_unsigned(code::get(&mut rest)?)
            };
            last = time.filter(|time| *time >= last).ok_or(Damaged("the order of the lines"))?;
        }
        code::done(full)?;
        code::done(rest)?;
        times.last = last;
        times.steps = steps;
        Ok(times)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn times_are_found_as_in_a_plain_list(
            mut plain in proptest::collection::vec(prop_oneof![0_i64..500, any::<i64>()], 0..300), asked in 0_i64..500,
        ) {
            plain.sort_unstable();
            let times = Times::new(plain.iter().copied());
            let mut bytes = vec![];
            times.encode(&mut bytes, 1);
            let mut rest = bytes.as_slice();
            let read = Times::decode(&mut rest, plain.len()).unwrap();
            prop_assert!(rest.is_empty());
            prop_assert!(plain.is_empty() || read == times);
            for times in [&times, &read] {
                prop_assert_eq!(times.iter().collect::<Vec<_>>(), plain.clone());
                prop_assert!((0..plain.len()).all(|line| times.get(line) == plain[line]));
                for moment in plain.iter().copied().chain([asked, i64::MIN, i64::MAX]) {
                    prop_assert_eq!(times.before(moment), plain.partition_point(|time| *time < moment));
                }
                prop_assert_eq!(times.span(), plain.first().copied().zip(plain.last().copied()));
            }
        }
    }
}
