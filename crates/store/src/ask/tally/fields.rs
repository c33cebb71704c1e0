//! Which fields there are.

use hashbrown::{HashMap, HashSet};

use crate::ask::{FieldInfo, Kinds};

/// How many different values of one field are told apart, and how many fields.
const MOST_VALUES: usize = 10_000;
const MOST_FIELDS: usize = 10_000;

/// Counts on their way to a list of [`FieldInfo`].
#[derive(Debug, Clone, Default)]
pub struct FieldsTally {
    fields: HashMap<String, Known>,
}

#[derive(Debug, Clone, Default)]
struct Known {
    lines: u64,
    values: HashSet<String>,
    /// Values that came when as many were held as may be, each time they came.
    beyond: u64,
    kinds: Kinds,
}

impl FieldsTally {
    /// Adds lines that have a field, each once.
    pub fn add_lines(&mut self, field: &str, lines: u64) {
        self.known(field).lines += lines;
    }

    /// Adds a value of a field.
    pub fn add_value(&mut self, field: &str, value: &str, kinds: Kinds) {
        let known = self.known(field);
        known.kinds = known.kinds.and(kinds);
        if known.values.contains(value) {
            return;
        }
        if known.values.len() < MOST_VALUES {
            known.values.insert(value.to_owned());
        } else {
            known.beyond += 1;
        }
    }

    /// Adds lines of a field of which nearly each has another value, all of them text.
    pub fn add_unknown(&mut self, field: &str, lines: u64) {
        if lines > 0 {
            let known = self.known(field);
            known.beyond += lines;
            known.kinds.text = true;
        }
    }

    /// Whether it holds as many fields as it may.
    pub fn is_full(&self) -> bool {
        self.fields.len() >= MOST_FIELDS
    }

    /// The answer, by name.
    pub fn finish(self) -> Vec<FieldInfo> {
        let mut fields: Vec<FieldInfo> = self
            .fields
            .into_iter()
            .map(|(name, known)| FieldInfo {
                name,
                lines: known.lines,
                distinct: known.values.len() as u64 + known.beyond,
                exact: known.beyond == 0,
                kinds: known.kinds,
            })
            .collect();
        fields.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        fields
    }

    fn known(&mut self, field: &str) -> &mut Known {
        self.fields.entry(field.to_owned()).or_default()
    }
}

impl Kinds {
    /// The kinds of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            text: self.text || other.text,
            number: self.number || other.number,
            boolean: self.boolean || other.boolean,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_values_than_are_told_apart_are_an_upper_bound_and_said_to_be() {
        let mut tally = FieldsTally::default();
        let mut add = |number: usize| tally.add_value("id", &number.to_string(), Kinds::default());
        (0..MOST_VALUES).for_each(&mut add);
        (0..MOST_VALUES).for_each(&mut add);
        let exact = |tally: &FieldsTally| {
            let field = tally.clone().finish().remove(0);
            (field.distinct, field.exact)
        };
        assert_eq!(exact(&tally), (MOST_VALUES as u64, true));
        tally.add_value("id", "one more", Kinds::default());
        tally.add_value("id", "one more", Kinds::default());
        assert_eq!(exact(&tally), (MOST_VALUES as u64 + 2, false));
    }
}
