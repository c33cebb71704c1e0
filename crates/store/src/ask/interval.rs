//! Where the buckets of a histogram lie.

use crate::{
    StoreError,
    ask::{Interval, MAX_BUCKETS},
};

const SECOND_MS: i64 = 1000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The intervals people read easily, narrowest first; beyond the last it doubles.
const ROUND_MS: [i64; 21] = [
    SECOND_MS,
    2 * SECOND_MS,
    5 * SECOND_MS,
    10 * SECOND_MS,
    15 * SECOND_MS,
    30 * SECOND_MS,
    MINUTE_MS,
    2 * MINUTE_MS,
    5 * MINUTE_MS,
    10 * MINUTE_MS,
    15 * MINUTE_MS,
    30 * MINUTE_MS,
    HOUR_MS,
    2 * HOUR_MS,
    3 * HOUR_MS,
    6 * HOUR_MS,
    12 * HOUR_MS,
    DAY_MS,
    2 * DAY_MS,
    7 * DAY_MS,
    30 * DAY_MS,
];

/// No calendar reaches further; a line beyond it is in no bucket. It keeps the sums small.
const END_OF_TIME_MS: i64 = 8_640_000_000_000_000;

/// Two of these cover all of time wherever the zone puts their border.
const WIDEST_MS: i64 = 4 * END_OF_TIME_MS;

/// Buckets of one width, side by side, that cover a range of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buckets {
    first_ms: i64,
    interval_ms: i64,
    count: usize,
}

impl Buckets {
    /// The buckets that cover a range, borders on multiples of the interval in a zone that is
    /// `offset_ms` before UTC.
    ///
    /// [`Interval::AtMost`] one bucket is taken as two: a range can have a border of every
    /// interval inside it.
    ///
    /// # Errors
    /// [`StoreError::TooManyBuckets`] for an interval that is too narrow.
    pub fn new(from_ms: i64, to_ms: i64, interval: Interval, offset_ms: i64) -> Result<Self, StoreError> {
        let from_ms = from_ms.clamp(-END_OF_TIME_MS, END_OF_TIME_MS);
        let to_ms = to_ms.clamp(-END_OF_TIME_MS, END_OF_TIME_MS);
        let offset_ms = offset_ms.clamp(-DAY_MS, DAY_MS);
        let cover = |interval_ms: i64| {
            let first_ms = (from_ms + offset_ms).div_euclid(interval_ms) * interval_ms - offset_ms;
            let count = (to_ms - first_ms).max(0) as u64;
            (first_ms, if from_ms < to_ms { count.div_ceil(interval_ms as u64) } else { 0 })
        };
        let (interval_ms, most) = match interval {
            Interval::Milliseconds(ms) => (ms.clamp(1, END_OF_TIME_MS), MAX_BUCKETS as u64),
            Interval::AtMost(most) => {
                let most = most.clamp(2, MAX_BUCKETS) as u64;
                let round = ROUND_MS.into_iter().chain(doubled()).find(|ms| cover(*ms).1 <= most);
                (round.unwrap_or(WIDEST_MS), most)
            }
        };
        let (first_ms, count) = cover(interval_ms);
        match usize::try_from(count) {
            Ok(fitting) if count <= most => Ok(Self { first_ms, interval_ms, count: fitting }),
            _ => Err(StoreError::TooManyBuckets(count)),
        }
    }

    /// Where the first bucket starts.
    pub fn first_ms(&self) -> i64 {
        self.first_ms
    }

    /// How wide each is.
    pub fn interval_ms(&self) -> i64 {
        self.interval_ms
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The bucket a moment lies in, if it lies in one.
    pub fn index_of(&self, time_ms: i64) -> Option<usize> {
        let behind = i128::from(time_ms) - i128::from(self.first_ms);
        usize::try_from(behind.div_euclid(i128::from(self.interval_ms)))
            .ok()
            .filter(|index| *index < self.count)
    }

    /// Where a bucket starts.
    pub fn start_of(&self, index: usize) -> i64 {
        self.first_ms.saturating_add(self.interval_ms.saturating_mul(index as i64))
    }
}

fn doubled() -> impl Iterator<Item = i64> {
    std::iter::successors(Some(60 * DAY_MS), |ms| Some(ms * 2).filter(|ms| *ms <= WIDEST_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from_ms: i64, to_ms: i64, interval: Interval, offset_ms: i64, expected: (i64, i64, usize)) {
        let buckets = Buckets::new(from_ms, to_ms, interval, offset_ms).unwrap();
        assert_eq!(
            (buckets.first_ms, buckets.interval_ms, buckets.count),
            expected,
            "{from_ms}..{to_ms} {interval:?} {offset_ms}"
        );
    }

    #[test]
    fn the_narrowest_round_interval_that_fits_is_taken() {
        check(0, 60_000, Interval::AtMost(60), 0, (0, 1000, 60));
        check(0, 60_001, Interval::AtMost(60), 0, (0, 2000, 31));
        check(500, 60_500, Interval::AtMost(60), 0, (0, 2000, 31));
        check(0, DAY_MS, Interval::AtMost(24), 0, (0, HOUR_MS, 24));
        check(0, 365 * DAY_MS, Interval::AtMost(8), 0, (0, 60 * DAY_MS, 7));
        check(-1, 1, Interval::AtMost(1), 0, (-1000, 1000, 2));
        check(5, 5, Interval::AtMost(10), 0, (0, 1000, 0));
    }

    #[test]
    fn borders_lie_on_multiples_in_the_asked_zone() {
        check(0, DAY_MS, Interval::Milliseconds(DAY_MS), 2 * HOUR_MS, (-2 * HOUR_MS, DAY_MS, 2));
        check(
            22 * HOUR_MS,
            46 * HOUR_MS,
            Interval::Milliseconds(DAY_MS),
            2 * HOUR_MS,
            (22 * HOUR_MS, DAY_MS, 1),
        );
        check(-1, 0, Interval::Milliseconds(7), 0, (-7, 7, 1));
    }

    #[test]
    fn all_of_time_has_buckets_too_and_too_many_are_refused() {
        let all = Buckets::new(i64::MIN, i64::MAX, Interval::AtMost(100), 0).unwrap();
        assert!(all.count() <= 100 && all.index_of(0).is_some() && all.index_of(i64::MAX).is_none());
        assert!(Buckets::new(i64::MIN, i64::MAX, Interval::AtMost(2), HOUR_MS).is_ok());
        let error = Buckets::new(0, 10_001, Interval::Milliseconds(1), 0).unwrap_err();
        assert!(matches!(error, StoreError::TooManyBuckets(10_001)), "{error}");
    }

    #[test]
    fn a_moment_lies_in_the_bucket_that_starts_at_or_before_it() {
        let buckets = Buckets::new(10, 30, Interval::Milliseconds(10), 0).unwrap();
        let index = |time_ms| buckets.index_of(time_ms);
        assert_eq!(
            [index(9), index(10), index(19), index(20), index(30)],
            [None, Some(0), Some(0), Some(1), None]
        );
        assert_eq!(buckets.start_of(1), 20);
    }
}
