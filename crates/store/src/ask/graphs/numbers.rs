//! The different numbers of some lines with how often each comes, for percentiles: each as it is
//! up to a bound, and beyond it with fewer digits, so that any number of them takes little memory.

/// Up to so many are kept as they are.
pub(super) const EXACT: usize = 1 << 14;
/// So many are kept as they are also where memory is scarce: there is nothing to gain.
const FEW: usize = 1 << 10;
/// How many binary digits of its fraction a number has, how many are left of those of very many
/// numbers, and how many where memory is scarce.
const ALL: u32 = 52;
const MANY: u32 = 10;
const SCARCE: u32 = 7;

/// Different numbers in a form that sorts as they do. They may stand in it more than once until it
/// is tidied.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Numbers {
    counts: Vec<(u64, u64)>,
    digits: u32,
}

impl Default for Numbers {
    fn default() -> Self {
        Self::new(vec![])
    }
}

impl Numbers {
    /// Numbers in their sortable form, each with how often it comes.
    pub fn new(counts: Vec<(u64, u64)>) -> Self {
        Self { counts, digits: ALL }
    }

    /// Adds numbers in their sortable form, each as often.
    pub fn add_numbers(&mut self, numbers: &[u64], times: u64) {
        self.counts.extend(numbers.iter().map(|number| (*number, times)));
    }

    pub fn add(&mut self, other: &Self) {
        self.digits = self.digits.min(other.digits);
        self.counts.extend_from_slice(&other.counts);
    }

    /// Leaves each once.
    pub fn tidy(&mut self, is_scarce: bool) {
        if self.digits == ALL {
            self.unite();
        }
        let most = if is_scarce { FEW } else { EXACT };
        let digits = match is_scarce {
            _ if self.digits == ALL && self.counts.len() <= most => ALL,
            true => SCARCE,
            false => self.digits.min(MANY),
        };
        if digits < ALL {
            self.counts.iter_mut().for_each(|(number, _)| *number = cut_off(*number, digits));
            self.unite();
        }
        self.digits = digits;
        self.counts.shrink_to(2 * self.counts.len());
    }

    /// The smallest that so many per cent of all do not exceed, once it is tidy.
    pub fn nearest_rank(&self, percent: u8) -> Option<f64> {
        let all: u64 = self.counts.iter().map(|(_, times)| times).sum();
        let rank = (u128::from(all) * u128::from(percent.min(100))).div_ceil(100).max(1);
        let mut before = 0;
        self.counts.iter().find_map(|(number, times)| {
            before += u128::from(*times);
            (before >= rank).then(|| from_sortable(*number))
        })
    }

    /// By how many per cent a percentile may be wrong; 0 for an exact one.
    pub fn error(&self) -> f64 {
        if self.digits == ALL { 0.0 } else { 100.0 / 2_f64.powi(self.digits as i32) }
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// How many could be kept without more memory.
    pub fn room(&self) -> usize {
        self.counts.capacity()
    }

    fn unite(&mut self) {
        // What is put together is sorted in parts: this way of sorting makes use of it.
        self.counts.sort_by_key(|(number, _)| *number);
        self.counts.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            kept.1 += if is_same { next.1 } else { 0 };
            is_same
        });
    }
}

/// The bits of a number, turned so that they sort as numbers do.
pub(super) fn sortable(number: f64) -> u64 {
    let bits = number.to_bits();
    if number.is_sign_negative() { !bits } else { bits | 1 << 63 }
}

pub(super) fn from_sortable(bits: u64) -> f64 {
    f64::from_bits(if bits >> 63 == 1 { bits & !(1 << 63) } else { !bits })
}

/// The number with so many digits left of its fraction: nearer to 0, if anything.
fn cut_off(number: u64, digits: u32) -> u64 {
    sortable(f64::from_bits(from_sortable(number).to_bits() >> (ALL - digits) << (ALL - digits)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tidied(numbers: &[f64]) -> Numbers {
        let mut all = Numbers::new(numbers.iter().map(|number| (sortable(*number), 1)).collect());
        all.tidy(false);
        all
    }

    proptest! {
        #[test]
        fn numbers_in_their_other_form_sort_as_numbers_and_come_back(one in any::<f64>(), other in any::<f64>()) {
            prop_assert_eq!(sortable(one).cmp(&sortable(other)), one.total_cmp(&other));
            prop_assert_eq!(from_sortable(sortable(one)).to_bits(), one.to_bits());
            if one.total_cmp(&other).is_le() {
                prop_assert!(cut_off(sortable(one), SCARCE) <= cut_off(sortable(other), SCARCE));
            }
        }

        #[test]
        fn a_number_that_was_cut_off_is_as_near_as_is_told(one in any::<f64>(), small in -255_i32..255, digits in SCARCE..=MANY) {
            let cut = |number| from_sortable(cut_off(sortable(number), digits));
            // The very smallest have fewer digits to begin with.
            if one.is_normal() {
                let error = Numbers { counts: vec![], digits }.error();
                prop_assert!((one - cut(one)).abs() <= one.abs() * error / 100.0);
            }
            prop_assert_eq!(cut(f64::from(small)), f64::from(small));
        }
    }

    #[test]
    fn percentiles_of_many_numbers_are_near_and_say_so() {
        let numbers: Vec<f64> = (0..60_000).map(|number| f64::from(number) * 7.3 - 999.0).collect();
        let few = tidied(&numbers[..EXACT]);
        assert_eq!((few.nearest_rank(50), few.error()), (Some(numbers[EXACT / 2 - 1]), 0.0));
        let mut very_few = tidied(&numbers[..FEW]);
        very_few.tidy(true);
        assert_eq!((very_few.nearest_rank(50), very_few.error()), (Some(numbers[FEW / 2 - 1]), 0.0));
        let many = tidied(&numbers);
        let mut scarce = many.clone();
        scarce.tidy(true);
        for (told, most) in [(&many, 12_000), (&scarce, 2500)] {
            assert!(told.len() < most && told.error() > 0.0, "{}", told.len());
            for percent in [1_u8, 50, 95, 99] {
                let exact = numbers[usize::from(percent) * 600 - 1];
                let told_value = told.nearest_rank(percent).unwrap();
                let wrong = (told_value - exact).abs() / exact.abs() * 100.0;
                assert!(wrong <= told.error(), "{told_value} for {exact}");
            }
        }
    }
}
