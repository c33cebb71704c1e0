//! What is known of some lines of a plot before the figure is made of it, so that it can be put
//! together with what is known of others.

use std::borrow::Cow;

use crate::ask::Operation;

/// From how many on it is worth while to look which of them are the same.
const MANY: usize = 1024;

/// Enough of some values for one operation. Texts and numbers stand for themselves by what the
/// holder of the state numbers them with.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum State {
    /// How many lines.
    Lines(u64),
    /// The different texts, by their numbers.
    Texts(Vec<u32>),
    /// The numbers together, and how many they are.
    Sum(f64, u64),
    /// The one that is least or greatest.
    Least(f64),
    Greatest(f64),
    /// The different numbers in a form that sorts as they do, each with how often it comes.
    Numbers(Vec<(u64, u64)>),
}

/// A value as states take it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Valued {
    pub text: u32,
    pub number: Option<f64>,
}

impl State {
    /// What some lines with the same values contribute; none where that is nothing.
    pub fn of(operation: Operation, values: &[Valued], lines: u64) -> Option<Self> {
        let numbers = || values.iter().filter_map(|value| value.number);
        match operation {
            Operation::Count => (lines > 0).then_some(Self::Lines(lines)),
            Operation::Distinct => {
                (!values.is_empty()).then(|| Self::Texts(values.iter().map(|value| value.text).collect()))
            }
            Operation::Sum | Operation::Average => {
                let count = numbers().count() as u64 * lines;
                (count > 0).then(|| Self::Sum(numbers().sum::<f64>() * lines as f64, count))
            }
            Operation::Min => numbers().min_by(f64::total_cmp).map(Self::Least),
            Operation::Max => numbers().max_by(f64::total_cmp).map(Self::Greatest),
            Operation::Percentile(_) => {
                let all: Vec<_> = numbers().map(|number| (sortable(number), lines)).collect();
                (!all.is_empty()).then_some(Self::Numbers(all))
            }
        }
    }

    /// Puts two together. Texts and numbers may stand in them more than once until [`tidy`](Self::tidy).
    pub fn add(&mut self, other: &Self) {
        // Before it would take more memory it makes room.
        if self.len() >= MANY && self.len() + other.len() > self.room() {
            self.tidy();
        }
        match (self, other) {
            (Self::Lines(one), Self::Lines(other)) => *one += other,
            (Self::Texts(one), Self::Texts(other)) => one.extend_from_slice(other),
            (Self::Sum(sum, count), Self::Sum(other, more)) => {
                *sum += other;
                *count += more;
            }
            (Self::Least(one), Self::Least(other)) => *one = std::cmp::min_by(*one, *other, f64::total_cmp),
            (Self::Greatest(one), Self::Greatest(other)) => {
                *one = std::cmp::max_by(*one, *other, f64::total_cmp)
            }
            (Self::Numbers(one), Self::Numbers(other)) => one.extend_from_slice(other),
            // One plot has states of one kind.
            _ => {}
        }
    }

    /// The same with its texts numbered otherwise.
    pub fn renumbered(&self, number: &impl Fn(u32) -> u32) -> Cow<'_, Self> {
        match self {
            Self::Texts(texts) => Cow::Owned(Self::Texts(texts.iter().map(|text| number(*text)).collect())),
            other => Cow::Borrowed(other),
        }
    }

    /// Leaves each text and each number once.
    pub fn tidy(&mut self) {
        match self {
            Self::Texts(texts) => {
                texts.sort_unstable();
                texts.dedup();
                texts.shrink_to(2 * texts.len());
            }
            Self::Numbers(numbers) => {
                numbers.sort_unstable();
                numbers.dedup_by(|next, kept| {
                    let is_same = next.0 == kept.0;
                    kept.1 += if is_same { next.1 } else { 0 };
                    is_same
                });
                numbers.shrink_to(2 * numbers.len());
            }
            Self::Lines(_) | Self::Sum(..) | Self::Least(_) | Self::Greatest(_) => {}
        }
    }

    /// How many texts and numbers it holds.
    pub fn len(&self) -> usize {
        match self {
            Self::Texts(texts) => texts.len(),
            Self::Numbers(numbers) => numbers.len(),
            Self::Lines(_) | Self::Sum(..) | Self::Least(_) | Self::Greatest(_) => 0,
        }
    }

    /// How many it could hold without more memory.
    fn room(&self) -> usize {
        match self {
            Self::Texts(texts) => texts.capacity(),
            Self::Numbers(numbers) => numbers.capacity(),
            Self::Lines(_) | Self::Sum(..) | Self::Least(_) | Self::Greatest(_) => 0,
        }
    }

    /// The bytes these take.
    pub fn bytes(&self) -> usize {
        self.room() * if matches!(self, Self::Numbers(_)) { 16 } else { 4 }
    }

    /// The figure, once it is tidy. A number that no longer is one is none.
    pub fn figure(&self, operation: Operation) -> Option<f64> {
        let figure = match self {
            Self::Lines(lines) => *lines as f64,
            Self::Texts(texts) => texts.len() as f64,
            Self::Sum(sum, count) if operation == Operation::Average => sum / *count as f64,
            Self::Sum(number, _) | Self::Least(number) | Self::Greatest(number) => *number,
            Self::Numbers(numbers) => nearest_rank(numbers, operation)?,
        };
        figure.is_finite().then_some(figure)
    }
}

/// The figure of no lines.
pub(super) fn of_nothing(operation: Operation) -> Option<f64> {
    matches!(operation, Operation::Count | Operation::Distinct).then_some(0.0)
}

/// The smallest of the numbers that so many per cent of them do not exceed.
fn nearest_rank(numbers: &[(u64, u64)], operation: Operation) -> Option<f64> {
    let Operation::Percentile(percent) = operation else { return None };
    let all: u64 = numbers.iter().map(|(_, times)| times).sum();
    let rank = (u128::from(all) * u128::from(percent.min(100))).div_ceil(100).max(1);
    let mut before = 0;
    numbers.iter().find_map(|(number, times)| {
        before += u128::from(*times);
        (before >= rank).then(|| from_sortable(*number))
    })
}

/// The bits of a number, turned so that they sort as numbers do.
fn sortable(number: f64) -> u64 {
    let bits = number.to_bits();
    if number.is_sign_negative() { !bits } else { bits | 1 << 63 }
}

fn from_sortable(bits: u64) -> f64 {
    f64::from_bits(if bits >> 63 == 1 { bits & !(1 << 63) } else { !bits })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_in_their_other_form_sort_as_numbers_and_come_back(one in any::<f64>(), other in any::<f64>()) {
            prop_assert_eq!(sortable(one).cmp(&sortable(other)), one.total_cmp(&other));
            prop_assert_eq!(from_sortable(sortable(one)).to_bits(), one.to_bits());
        }
    }

    #[test]
    fn a_sum_that_is_beyond_all_numbers_is_none() {
        let huge = State::of(Operation::Sum, &[Valued { text: 0, number: Some(f64::MAX) }], 2).unwrap();
        assert_eq!(huge.figure(Operation::Sum), None);
    }
}
