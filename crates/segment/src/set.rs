//! A set of lines of one segment, one bit for each.

use crate::{Damaged, code};

/// A set of line numbers below a fixed bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    words: Vec<u64>,
    lines: usize,
}

impl Set {
    /// The set of no lines, out of so many.
    pub fn none(lines: usize) -> Self {
        Self { words: vec![0; lines.div_ceil(64)], lines }
    }

    /// The set of all lines, out of so many.
    pub fn all(lines: usize) -> Self {
        let mut set = Self { words: vec![u64::MAX; lines.div_ceil(64)], lines };
        set.trim();
        set
    }

    /// Adds a line; a number that is no line of the segment is left out.
    pub fn insert(&mut self, line: usize) {
        if line < self.lines {
            self.words[line / 64] |= 1 << (line % 64);
        }
    }

    /// Adds the lines, counted from 0, whose number is wanted.
    pub(crate) fn insert_where(&mut self, numbers: &[u16], wanted: impl Fn(u16) -> bool) {
        for (word, numbers) in self.words.iter_mut().zip(numbers.chunks(64)) {
            *word |= numbers
                .iter()
                .enumerate()
                .fold(0, |bits, (bit, number)| bits | u64::from(wanted(*number)) << bit);
        }
    }

    /// Whether the line is in the set.
    pub fn contains(&self, line: usize) -> bool {
        self.words.get(line / 64).is_some_and(|word| word >> (line % 64) & 1 == 1)
    }

    /// Whether no line is in the set.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// How many lines are in the set.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Leaves only the lines that are in both.
    pub fn intersect(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Adds the lines of the other.
    pub fn unite(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Takes the lines of the other away.
    pub fn subtract(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    /// Turns it into the set of the lines that were not in it.
    pub fn complement(&mut self) {
        for word in &mut self.words {
            *word = !*word;
        }
        self.trim();
    }

    /// Leaves only the lines from `start` up to and without `end`.
    pub fn restrict(&mut self, start: usize, end: usize) {
        for (index, word) in self.words.iter_mut().enumerate() {
            let base = index * 64;
            if base + 64 <= start || base >= end {
                *word = 0;
            } else {
                if start > base {
                    *word &= u64::MAX << (start - base);
                }
                if end < base + 64 {
                    *word &= u64::MAX >> (base + 64 - end);
                }
            }
        }
    }

    /// How many lines of the set lie from `start` up to and without `end`.
    pub fn count_between(&self, start: usize, end: usize) -> usize {
        if start >= end {
            return 0;
        }
        let (first, last) = (start / 64, (end - 1) / 64);
        let mut count = 0;
        for index in first..=last.min(self.words.len().saturating_sub(1)) {
            let mut word = self.words.get(index).copied().unwrap_or_default();
            if index == first {
                word &= u64::MAX << (start % 64);
            }
            if index == last {
                word &= u64::MAX >> (63 - (end - 1) % 64);
            }
            count += word.count_ones() as usize;
        }
        count
    }

    /// Hands out the lines from `start` up to and without `end`, ascending.
    pub fn each_between(&self, start: usize, end: usize, mut see: impl FnMut(usize)) {
        let end = end.min(self.lines);
        if start >= end {
            return;
        }
        let (first, last) = (start / 64, (end - 1) / 64);
        for (index, word) in self.words.iter().enumerate().take(last + 1).skip(first) {
            let mut rest = *word;
            if index == first {
                rest &= u64::MAX << (start % 64);
            }
            if index == last {
                rest &= u64::MAX >> (63 - (end - 1) % 64);
            }
            if rest == u64::MAX {
                (index * 64..index * 64 + 64).for_each(&mut see);
                continue;
            }
            while rest != 0 {
                see(index * 64 + rest.trailing_zeros() as usize);
                rest &= rest - 1;
            }
        }
    }

    /// The lines, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                Some(index * 64 + bit)
            })
        })
    }

    /// The lines, descending.
    pub fn iter_down(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().rev().flat_map(|(index, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = 63 - rest.leading_zeros() as usize;
                rest &= !(1 << bit);
                Some(index * 64 + bit)
            })
        })
    }

    /// Writes it as numbers of lines or as bits, whichever is shorter.
    pub(crate) fn encode(&self, bytes: &mut Vec<u8>, level: i32) {
        let mut gaps = Vec::new();
        let mut next = 0;
        for line in self.iter() {
            code::put_usize(&mut gaps, line - next);
            next = line + 1;
        }
        let bits: Vec<u8> = self.words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let (mut by_gaps, mut by_bits) = (vec![0], vec![1]);
        code::put_packed(&mut by_gaps, &gaps, level);
        code::put_packed(&mut by_bits, &bits, level);
        bytes.extend(if by_gaps.len() < by_bits.len() { by_gaps } else { by_bits });
    }

    pub(crate) fn decode(bytes: &mut &[u8], lines: usize) -> Result<Self, Damaged> {
        let form = code::take(bytes, 1)?[0];
        let packed = code::get_packed(bytes)?;
        let mut set = Self::none(lines);
        if form == 1 {
            let (words, rest) = packed.as_chunks::<8>();
            if words.len() != set.words.len() || !rest.is_empty() {
                return Err(Damaged("a set of lines"));
            }
            set.words = words.iter().map(|word| u64::from_le_bytes(*word)).collect();
            set.trim();
            return Ok(set);
        }
        let mut rest = packed.as_slice();
        let mut next = 0_usize;
        while !rest.is_empty() {
            let line = next.checked_add(code::get_usize(&mut rest)?).filter(|line| *line < lines);
            let line = line.ok_or(Damaged("a set of lines"))?;
            set.insert(line);
            next = line + 1;
        }
        Ok(set)
    }

    /// How much memory it takes.
    pub(crate) fn weight(&self) -> usize {
        8 * self.words.len()
    }

    fn trim(&mut self) {
        let over = self.words.len() * 64 - self.lines;
        if let Some(last) = self.words.last_mut() {
            *last &= u64::MAX >> over;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn set(lines: usize, members: &BTreeSet<usize>) -> Set {
        let mut set = Set::none(lines);
        members.iter().for_each(|line| set.insert(*line));
        set
    }

    proptest! {
        #[test]
        fn a_set_does_what_a_tree_of_numbers_does(
            lines in 1_usize..300,
            left in proptest::collection::btree_set(0_usize..300, 0..80),
            right in proptest::collection::btree_set(0_usize..300, 0..80),
            start in 0_usize..310, end in 0_usize..310,
        ) {
            let left: BTreeSet<_> = left.into_iter().filter(|line| *line < lines).collect();
            let right: BTreeSet<_> = right.into_iter().filter(|line| *line < lines).collect();
            let (a, b) = (set(lines, &left), set(lines, &right));
            let check = |change: &dyn Fn(&mut Set), expected: Vec<usize>| {
                let mut changed = a.clone();
                change(&mut changed);
                assert_eq!(changed.iter().collect::<Vec<_>>(), expected);
                assert_eq!(changed.iter_down().collect::<Vec<_>>(), expected.iter().rev().copied().collect::<Vec<_>>());
                assert_eq!(changed.len(), expected.len());
                assert_eq!(changed.is_empty(), expected.is_empty());
            };
            check(&|set| set.intersect(&b), left.intersection(&right).copied().collect());
            check(&|set| set.unite(&b), left.union(&right).copied().collect());
            check(&|set| set.subtract(&b), left.difference(&right).copied().collect());
            check(&Set::complement, (0..lines).filter(|line| !left.contains(line)).collect());
            let between: Vec<_> = left.iter().copied().filter(|line| (start..end).contains(line)).collect();
            check(&|set| set.restrict(start, end), between.clone());
            prop_assert_eq!(a.count_between(start, end.min(lines)), between.len());
            for set in [&a, &Set::all(lines)] {
                let mut seen = vec![];
                set.each_between(start, end, |line| seen.push(line));
                prop_assert_eq!(seen, set.iter().filter(|line| (start..end).contains(line)).collect::<Vec<_>>());
            }
            prop_assert_eq!(Set::all(lines).len(), lines);
            for set in [&a, &b, &Set::all(lines), &Set::none(lines)] {
                let mut bytes = vec![];
                set.encode(&mut bytes, 1);
                prop_assert_eq!(&Set::decode(&mut bytes.as_slice(), lines).unwrap(), set);
            }
        }
    }
}
