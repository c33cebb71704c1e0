//! What comes together of lines that are alike, before the state of a figure is made of it.

use crate::ask::{
    FieldValue, Operation,
    graphs::{
        numbers::{Numbers, from_sortable, sortable},
        state::State,
        texts::{self, Texts},
    },
};

/// Lines, and what is known of their values.
#[derive(Debug, Clone)]
pub(super) struct Heap {
    /// How many lines there are.
    pub lines: u64,
    /// How many have the field.
    pub with_field: u64,
    /// The numbers of their values.
    pub numbers: u64,
    pub sum: f64,
    pub least: f64,
    pub greatest: f64,
    /// The codes of their values, one for each line, where they are asked for one by one.
    pub codes: Vec<u32>,
}

impl Default for Heap {
    fn default() -> Self {
        let (least, greatest) = (f64::INFINITY, f64::NEG_INFINITY);
        Self { lines: 0, with_field: 0, numbers: 0, sum: 0.0, least, greatest, codes: vec![] }
    }
}

impl Heap {
    /// Adds the numbers of a line, in their sortable form.
    pub fn add(&mut self, numbers: &[u64]) {
        for number in numbers.iter().map(|number| from_sortable(*number)) {
            self.numbers += 1;
            self.sum += number;
            self.least = std::cmp::min_by(self.least, number, f64::total_cmp);
            self.greatest = std::cmp::max_by(self.greatest, number, f64::total_cmp);
        }
    }

    /// What figures of single values are made of; none where that is nothing.
    pub fn state(&self, operation: Operation, has_field: bool) -> Option<State> {
        let has_numbers = self.numbers > 0;
        match operation {
            Operation::Count if has_field => (self.with_field > 0).then_some(State::Lines(self.with_field)),
            Operation::Count => (self.lines > 0).then_some(State::Lines(self.lines)),
            Operation::Sum | Operation::Average => has_numbers.then_some(State::Sum(self.sum, self.numbers)),
            Operation::Min => has_numbers.then_some(State::Least(self.least)),
            Operation::Max => has_numbers.then_some(State::Greatest(self.greatest)),
            Operation::Distinct | Operation::Percentile(_) => None,
        }
    }
}

/// What the values of a field count for in a figure: hashes of texts, or numbers in their sortable
/// form. Values that read alike count once.
pub(super) fn worth_of(values: &[FieldValue], operation: Operation) -> Vec<u64> {
    match operation {
        Operation::Distinct => values.iter().map(|value| texts::hash(&value.text)).collect(),
        _ => values.iter().filter_map(|value| value.number).map(sortable).collect(),
    }
}

/// The state of the values of one line, of which there are some or none.
pub(super) fn state_of_line(operation: Operation, values: Option<&[FieldValue]>) -> Option<State> {
    let Some(values) = values else { return Heap { lines: 1, ..Heap::default() }.state(operation, false) };
    let worth = worth_of(values, operation);
    match operation {
        Operation::Distinct => (!worth.is_empty()).then(|| State::Texts(Texts::new(worth))),
        Operation::Percentile(_) => (!worth.is_empty())
            .then(|| State::Numbers(Numbers::new(worth.into_iter().map(|number| (number, 1)).collect()))),
        _ => {
            let mut heap = Heap { lines: 1, with_field: u64::from(!values.is_empty()), ..Heap::default() };
            heap.add(&worth);
            heap.state(operation, true)
        }
    }
}
