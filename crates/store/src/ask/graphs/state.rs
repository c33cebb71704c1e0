//! What is known of some lines of a plot before the figure is made of it, so that it can be put
//! together with what is known of others.

use crate::ask::{
    Operation,
    graphs::{numbers::Numbers, texts::Texts},
};

/// From how many on it is worth while to look which of them are the same.
const MANY: usize = 1024;

/// Enough of some values for one operation.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum State {
    /// How many lines.
    Lines(u64),
    /// The different texts.
    Texts(Texts),
    /// The numbers together, and how many they are.
    Sum(f64, u64),
    /// The one that is least or greatest.
    Least(f64),
    Greatest(f64),
    /// The different numbers.
    Numbers(Numbers),
}

impl State {
    /// Puts two together. They may hold the same more than once until [`tidy`](Self::tidy).
    pub fn add(&mut self, other: &Self) {
        // Before it would take more memory it makes room.
        if self.len() >= MANY && self.len() + other.len() > self.room() {
            self.tidy(false);
        }
        match (self, other) {
            (Self::Lines(one), Self::Lines(other)) => *one += other,
            (Self::Texts(one), Self::Texts(other)) => one.add(other),
            (Self::Sum(sum, count), Self::Sum(other, more)) => {
                *sum += other;
                *count += more;
            }
            (Self::Least(one), Self::Least(other)) => *one = std::cmp::min_by(*one, *other, f64::total_cmp),
            (Self::Greatest(one), Self::Greatest(other)) => {
                *one = std::cmp::max_by(*one, *other, f64::total_cmp)
            }
            (Self::Numbers(one), Self::Numbers(other)) => one.add(other),
            // One plot has states of one kind.
            _ => {}
        }
    }

    /// Adds what a value counts for, of so many lines.
    pub fn add_worth(&mut self, worth: &[u64], lines: u64) {
        if self.len() >= MANY && self.len() + worth.len() > self.room() {
            self.tidy(false);
        }
        match self {
            Self::Texts(texts) => texts.add_hashes(worth),
            Self::Numbers(numbers) => numbers.add_numbers(worth, lines),
            Self::Lines(_) | Self::Sum(..) | Self::Least(_) | Self::Greatest(_) => {}
        }
    }

    /// Leaves each text and each number once, and less of them where memory is scarce.
    pub fn tidy(&mut self, is_scarce: bool) {
        match self {
            Self::Texts(texts) => texts.tidy(is_scarce),
            Self::Numbers(numbers) => numbers.tidy(is_scarce),
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
            Self::Texts(texts) => texts.room(),
            Self::Numbers(numbers) => numbers.room(),
            Self::Lines(_) | Self::Sum(..) | Self::Least(_) | Self::Greatest(_) => 0,
        }
    }

    /// The bytes these take.
    pub fn bytes(&self) -> usize {
        self.room() * if matches!(self, Self::Numbers(_)) { 16 } else { 8 }
    }

    /// The figure, once it is tidy. A number that no longer is one is none.
    pub fn figure(&self, operation: Operation) -> Option<f64> {
        let figure = match self {
            Self::Lines(lines) => *lines as f64,
            Self::Texts(texts) => texts.count(),
            Self::Sum(sum, count) if operation == Operation::Average => sum / *count as f64,
            Self::Sum(number, _) | Self::Least(number) | Self::Greatest(number) => *number,
            Self::Numbers(numbers) => match operation {
                Operation::Percentile(percent) => numbers.nearest_rank(percent)?,
                _ => return None,
            },
        };
        figure.is_finite().then_some(figure)
    }

    /// By how many per cent the figure may be wrong; 0 for an exact one.
    pub fn error(&self) -> f64 {
        match self {
            Self::Texts(texts) => texts.error(),
            Self::Numbers(numbers) => numbers.error(),
            Self::Lines(_) | Self::Sum(..) | Self::Least(_) | Self::Greatest(_) => 0.0,
        }
    }
}

/// The figure of no lines.
pub(super) fn of_nothing(operation: Operation) -> Option<f64> {
    matches!(operation, Operation::Count | Operation::Distinct).then_some(0.0)
}
