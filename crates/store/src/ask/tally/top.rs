//! The values of one field with the number of lines that have them.

use std::cmp::Reverse;

use hashbrown::HashMap;

use crate::ask::{Facet, FacetAsk, tally::MOST_HELD};

/// How many values one facet names at most.
const MOST_VALUES: usize = 1000;

/// Counts on their way to a [`Facet`].
#[derive(Debug, Clone)]
pub struct FacetTally {
    ask: FacetAsk,
    search: String,
    values: HashMap<String, u64>,
    /// Lines of values that came when as many were held as may be.
    beyond: u64,
    lines: u64,
}

impl FacetTally {
    /// Nothing counted yet.
    pub fn new(ask: FacetAsk) -> Self {
        let search = fold(&ask.search);
        Self { ask, search, values: HashMap::new(), beyond: 0, lines: 0 }
    }

    /// Adds lines that have a value.
    pub fn add_value(&mut self, value: &str, lines: u64) {
        if let Some(count) = self.values.get_mut(value) {
            *count += lines;
        } else if self.search.is_empty() || fold(value).contains(&self.search) {
            if self.values.len() < MOST_HELD {
                self.values.insert(value.to_owned(), lines);
            } else {
                self.beyond += lines;
            }
        }
    }

    /// Adds lines that have the field, each once.
    pub fn add_lines(&mut self, lines: u64) {
        self.lines += lines;
    }

    /// The answer. Where values did not fit any more, `distinct` is an upper bound.
    pub fn finish(self) -> Facet {
        let distinct = self.values.len() as u64 + self.beyond;
        let mut values: Vec<_> = self.values.into_iter().collect();
        values.sort_unstable_by(|(one, one_lines), (other, other_lines)| {
            (Reverse(one_lines), one).cmp(&(Reverse(other_lines), other))
        });
        values.truncate(self.ask.limit.min(MOST_VALUES));
        Facet { field: self.ask.field, values, distinct, lines: self.lines, exact: self.beyond == 0 }
    }
}

/// A text in lower case, character by character, as the matcher folds it.
fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}
