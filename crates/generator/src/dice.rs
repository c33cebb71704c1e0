//! Seeded randomness that is the same everywhere and for good.

use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};

/// A seeded source of numbers. Only its raw 64-bit words are used, through integer arithmetic
/// of our own: a range or a distribution of a library may change between versions.
#[derive(Debug, Clone)]
pub(crate) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    pub(crate) fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.word()) * end as u128;
        (wide >> 64) as usize
    }

    /// A number from `start` up to, not including, `end`.
    pub(crate) fn between(&mut self, start: i64, end: i64) -> i64 {
        let span = usize::try_from(end - start).unwrap_or(1).max(1);
        start + self.below(span) as i64
    }

    /// True so many times in a thousand.
    pub(crate) fn per_mille(&mut self, share: u32) -> bool {
        self.below(1000) < share as usize
    }

    /// One of several, all alike. The list is not empty.
    pub(crate) fn one<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// One of several, the first ones far more often.
    pub(crate) fn one_by_rank<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        // The square of an even number lies low: a quarter of the picks is the first 1/16.
        let at = self.below(list.len()) * self.below(list.len()) / list.len();
        &list[at]
    }

    /// The bytes of a random (version 4) UUID.
    pub(crate) fn uuid(&mut self) -> u128 {
        let bits = u128::from(self.word()) << 64 | u128::from(self.word());
        bits & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62
    }
}

/// Weights added up, for picking by weight.
#[derive(Debug, Clone, Default)]
pub(crate) struct Weights(Vec<u64>);

impl Weights {
    pub(crate) fn push(&mut self, weight: u64) {
        let sum = self.0.last().copied().unwrap_or_default();
        self.0.push(sum + weight);
    }

    /// Weights after the rule that the second is met half as often as the first, the third a
    /// third as often.
    pub(crate) fn zipf(count: usize) -> Self {
        let mut weights = Self::default();
        (1..=count as u64).for_each(|rank| weights.push(1_000_000 / rank));
        weights
    }

    /// The place of one of the weights; at least one was pushed.
    pub(crate) fn pick(&self, dice: &mut Dice) -> usize {
        let sum = self.0.last().copied().unwrap_or(1);
        let at = dice.below(sum as usize) as u64;
        self.0.partition_point(|end| *end <= at)
    }
}

/// Writes a UUID with its hyphens.
pub(crate) fn write_uuid(out: &mut String, bits: u128) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b'-'; 36];
    let mut shift = 128;
    for (at, place) in text.iter_mut().enumerate() {
        if !matches!(at, 8 | 13 | 18 | 23) {
            shift -= 4;
            *place = HEX[(bits >> shift & 0xf) as usize];
        }
    }
    out.extend(text.iter().map(|byte| *byte as char));
}

pub(crate) fn uuid_text(bits: u128) -> String {
    let mut text = String::with_capacity(36);
    write_uuid(&mut text, bits);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_always_gives_the_same_words() {
        let mut dice = Dice::new(1);
        assert_eq!(dice.word(), Dice::new(1).word());
        assert_eq!(
            uuid_text(0x0123_4567_89ab_4def_8123_4567_89ab_cdef),
            "01234567-89ab-4def-8123-456789abcdef"
        );
        let text = uuid_text(dice.uuid());
        assert_eq!(text.as_bytes()[14], b'4');
        assert!(b"89ab".contains(&text.as_bytes()[19]));
    }

    #[test]
    fn weights_are_kept() {
        let mut weights = Weights::default();
        [1, 0, 9].into_iter().for_each(|weight| weights.push(weight));
        let mut dice = Dice::new(2);
        let mut met = [0; 3];
        (0..10_000).for_each(|_| met[weights.pick(&mut dice)] += 1);
        assert_eq!(met[1], 0);
        assert!((800..1200).contains(&met[0]), "{met:?}");
    }
}
