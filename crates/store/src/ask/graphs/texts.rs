//! The different texts of some lines: told exactly up to a bound, and by a fair share of them
//! beyond it, so that any number of them takes little memory.
//!
//! A text stands for itself by a hash. Where there are too many, only those whose hash ends in so
//! many zeros are kept, whichever lines they come from: the shares of two parts of the lines
//! together are the share of both (adaptive sampling, Wegman; analysed by Flajolet, 1990).

use std::{
    hash::{BuildHasher, RandomState},
    sync::LazyLock,
};

/// Up to so many are told exactly.
const EXACT: usize = 1 << 17;
/// So many are kept where memory is scarce.
const FEW: usize = 1 << 12;

/// Different texts, by their hashes. They may stand in it more than once until it is tidied.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Texts {
    hashes: Vec<u64>,
    /// How many zeros the hashes that are kept end in.
    zeros: u32,
}

/// Another one in each process, so that nobody can send texts whose hashes end alike.
static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// What a text is known by.
pub(super) fn hash(text: &str) -> u64 {
    HASHER.hash_one(text)
}

impl Texts {
    pub fn new(hashes: impl IntoIterator<Item = u64>) -> Self {
        Self { hashes: hashes.into_iter().collect(), zeros: 0 }
    }

    pub fn add(&mut self, other: &Self) {
        self.zeros = self.zeros.max(other.zeros);
        self.add_hashes(&other.hashes);
    }

    pub fn add_hashes(&mut self, hashes: &[u64]) {
        let zeros = self.zeros;
        self.hashes.extend(hashes.iter().copied().filter(|hash| hash.trailing_zeros() >= zeros));
    }

    /// Leaves each once, and not too many.
    pub fn tidy(&mut self, is_scarce: bool) {
        let most = if is_scarce { FEW } else { EXACT };
        // What is put together is sorted in parts: this way of sorting makes use of it.
        self.hashes.sort();
        self.hashes.dedup();
        loop {
            let zeros = self.zeros;
            self.hashes.retain(|hash| hash.trailing_zeros() >= zeros);
            if self.hashes.len() <= most {
                break;
            }
            self.zeros += 1;
        }
        self.hashes.shrink_to(2 * self.hashes.len());
    }

    /// How many there are, once it is tidy.
    pub fn count(&self) -> f64 {
        self.hashes.len() as f64 * 2_f64.powi(self.zeros as i32)
    }

    /// By how many per cent the count may be wrong, in nearly all cases; 0 for an exact one.
    pub fn error(&self) -> f64 {
        if self.zeros == 0 { 0.0 } else { 300.0 / (self.hashes.len().max(1) as f64).sqrt() }
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// How many could be kept without more memory.
    pub fn room(&self) -> usize {
        self.hashes.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: std::ops::Range<u32>) -> Texts {
        Texts::new(numbers.map(|number| hash(&number.to_string())))
    }

    #[test]
    fn few_are_counted_exactly_and_many_within_the_error_told() {
        let mut few = of(0..1000);
        few.add(&of(500..1500));
        few.tidy(false);
        assert_eq!((few.count(), few.error()), (1500.0, 0.0));
        let mut many = Texts::default();
        for start in (0..400_000).step_by(20_000) {
            let mut part = of(start..start + 40_000);
            part.tidy(start % 40_000 == 0);
            many.add(&part);
            many.tidy(true);
        }
        assert!(many.len() <= FEW && many.error() < 7.0, "{}", many.error());
        // Twice what nearly never happens.
        let wrong = (many.count() - 420_000.0).abs() / 4200.0;
        assert!(wrong < 2.0 * many.error(), "{wrong} % of {}", many.count());
    }

    #[test]
    fn parts_put_together_are_the_whole_in_whatever_order() {
        let tidied = |parts: &[Texts]| {
            let mut all = Texts::default();
            for part in parts {
                all.add(part);
                all.tidy(true);
            }
            all
        };
        let parts = [of(0..3000), of(1000..9000), of(20_000..20_010), of(2000..7000)];
        let mut back = parts.clone();
        back.reverse();
        assert_eq!(tidied(&parts), tidied(&back));
    }
}
