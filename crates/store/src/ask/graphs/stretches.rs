//! Where along the axis of a graph a moment counts.

use crate::ask::MAX_BUCKETS;

/// The most stretches of time a graph is cut into: more than five years of hours.
const MOST: usize = 50_000;

/// Stretches of time side by side, each with the slot of the graph it counts in. Who asks chooses
/// the borders in a zone of time; here are no zones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretches {
    starts: Vec<i64>,
    slot_of: Vec<u16>,
    end_ms: i64,
    slots: usize,
}

/// What one tier contributes at once: a part of the range in which the same borders lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cut {
    /// The stretch its first moment lies in.
    pub first: usize,
    /// From where on, and up to where, lines count; none where all lines of the tier do.
    pub from_ms: Option<i64>,
    pub to_ms: Option<i64>,
    /// The borders inside it.
    pub borders: Vec<i64>,
    /// Whether it ends where stretches end, so that it is asked for again when the range moves on.
    pub is_closed: bool,
}

impl Stretches {
    /// Stretches by where each begins, with its slot, and where the last one ends. They may come in
    /// any order; slots are below 10,000. None where there are more stretches or slots than that.
    pub fn new(stretches: impl IntoIterator<Item = (i64, u16)>, end_ms: i64) -> Option<Self> {
        let mut sorted: Vec<(i64, u16)> =
            stretches.into_iter().filter(|(start_ms, _)| *start_ms < end_ms).take(MOST + 1).collect();
        sorted.sort_by_key(|(start_ms, _)| *start_ms);
        sorted.dedup_by_key(|(start_ms, _)| *start_ms);
        let slots = sorted.iter().map(|(_, slot)| usize::from(*slot) + 1).max().unwrap_or_default();
        let (starts, slot_of) = sorted.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
        (starts.len() <= MOST && slots <= MAX_BUCKETS).then_some(Self { starts, slot_of, end_ms, slots })
    }

    /// One stretch and one slot.
    pub fn whole(from_ms: i64, to_ms: i64) -> Self {
        Self { starts: vec![from_ms], slot_of: vec![0], end_ms: to_ms, slots: 1 }
    }

    /// The same with at least so many slots: there are some in which no stretch counts.
    pub fn with_slots(mut self, slots: usize) -> Self {
        self.slots = self.slots.max(slots.min(MAX_BUCKETS));
        self
    }

    /// How many slots there are.
    pub fn slots(&self) -> usize {
        self.slots
    }

    /// Where each begins, with the slot it counts in.
    pub fn all(&self) -> impl Iterator<Item = (i64, u16)> + '_ {
        self.starts.iter().copied().zip(self.slot_of.iter().copied())
    }

    /// Where the last one ends.
    pub fn end_ms(&self) -> i64 {
        self.end_ms
    }

    /// The slot of a stretch.
    pub(super) fn slot_of(&self, stretch: usize) -> u16 {
        self.slot_of.get(stretch).copied().unwrap_or_default()
    }

    /// The stretch a moment lies in.
    pub(super) fn stretch_of(&self, time_ms: i64) -> Option<usize> {
        if time_ms >= self.end_ms {
            return None;
        }
        self.starts.partition_point(|start_ms| *start_ms <= time_ms).checked_sub(1)
    }

    /// The range that lies within the stretches.
    pub(super) fn within(&self, from_ms: i64, to_ms: i64) -> (i64, i64) {
        let first_ms = self.starts.first().copied().unwrap_or(self.end_ms);
        (from_ms.max(first_ms), to_ms.min(self.end_ms))
    }

    /// How a range cuts a tier with lines from the first to the last moment: one part up to three.
    /// What lies between borders is apart from what the ends of the range cut off, because the
    /// ends move and borders stay.
    pub(super) fn cuts(&self, range: (i64, i64), span: (i64, i64)) -> Vec<Cut> {
        let (from_ms, to_ms) = self.within(range.0, range.1);
        let (first_ms, last_ms) = span;
        if from_ms >= to_ms || last_ms < from_ms || first_ms >= to_ms {
            return vec![];
        }
        let border_before = |ms: i64| match self.starts.partition_point(|start_ms| *start_ms <= ms) {
            _ if ms >= self.end_ms => self.end_ms,
            0 => from_ms,
            behind => self.starts[behind - 1],
        };
        let border_behind = |ms: i64| {
            let at = self.starts.partition_point(|start_ms| *start_ms < ms);
            self.starts.get(at).copied().unwrap_or(self.end_ms)
        };
        let open_ms = if first_ms >= from_ms { from_ms } else { border_behind(from_ms) };
        let close_ms = if last_ms < to_ms { to_ms } else { border_before(to_ms) };
        let parts = if open_ms < close_ms {
            vec![(from_ms, open_ms, false), (open_ms, close_ms, true), (close_ms, to_ms, false)]
        } else {
            vec![(from_ms, to_ms, false)]
        };
        parts.into_iter().filter_map(|(from, to, is_closed)| self.cut((from, to), span, is_closed)).collect()
    }

    fn cut(
        &self,
        (from_ms, to_ms): (i64, i64),
        (first_ms, last_ms): (i64, i64),
        is_closed: bool,
    ) -> Option<Cut> {
        let low_ms = from_ms.max(first_ms);
        // A line at the end of all time lies in no stretch.
        let high_ms = to_ms.min(last_ms.saturating_add(1));
        if low_ms >= high_ms {
            return None;
        }
        let first = self.stretch_of(low_ms)?;
        let last = self.starts.partition_point(|start_ms| *start_ms < high_ms);
        Some(Cut {
            first,
            from_ms: (from_ms > first_ms).then_some(from_ms),
            to_ms: (to_ms <= last_ms).then_some(to_ms),
            borders: self.starts[first + 1..last].to_vec(),
            is_closed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours() -> Stretches {
        Stretches::new([(0, 0), (10, 1), (20, 2), (30, 0)], 40).unwrap()
    }

    #[test]
    fn a_tier_within_the_range_is_one_part_whatever_the_ends_of_the_range_are() {
        let cut = Cut { first: 1, from_ms: None, to_ms: None, borders: vec![20], is_closed: true };
        for range in [(0, 40), (12, 26), (3, 100)] {
            assert_eq!(hours().cuts(range, (12, 25)), std::slice::from_ref(&cut));
        }
    }

    #[test]
    fn what_the_ends_of_the_range_cut_off_is_apart_from_what_lies_between_borders() {
        let parts = |range| -> Vec<_> {
            let cuts = hours().cuts(range, (-5, 99)).into_iter();
            cuts.map(|cut| (cut.first, cut.from_ms.unwrap(), cut.to_ms.unwrap(), cut.is_closed)).collect()
        };
        assert_eq!(parts((3, 35)), [(0, 3, 10, false), (1, 10, 30, true), (3, 30, 35, false)]);
        assert_eq!(parts((0, 40)), [(0, 0, 40, true)]);
        assert_eq!(parts((11, 19)), [(1, 11, 19, false)]);
        assert_eq!(parts((-50, 500)), [(0, 0, 40, true)]);
        assert_eq!(parts((19, 19)), []);
    }

    #[test]
    fn a_moment_outside_has_no_stretch_and_hostile_borders_are_put_in_order() {
        let stretches = Stretches::new([(20, 1), (i64::MIN, 0), (20, 3), (90, 9)], 40).unwrap();
        assert_eq!(stretches.slots(), 2);
        assert_eq!(
            [i64::MIN, 19, 20, 40].map(|ms| stretches.stretch_of(ms)),
            [Some(0), Some(0), Some(1), None]
        );
        assert_eq!(Stretches::new((0..60_000).map(|ms| (ms, 0)), 60_000), None);
        assert_eq!(Stretches::new([(0, 10_000)], 1), None);
    }
}
