//! The values of a field as they are counted.

use query::{Document, Number, name, with_text};

/// A field as it is asked of many lines: all its spellings.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    paths: Vec<String>,
}

/// One value of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldValue {
    /// The value as text: strings as they are, numbers and booleans as in JSON.
    pub text: String,
    /// The number it stands for, as comparisons read it, if it stands for one.
    pub number: Option<f64>,
}

impl Field {
    pub fn new(path: &str) -> Self {
        Self { paths: name::spellings(path).collect() }
    }

    /// The spelling that stands for all.
    pub fn name(&self) -> &str {
        self.paths.first().map_or("", String::as_str)
    }

    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// Whether an index knows its values: not those that the desk makes up for each line.
    pub fn is_known(&self) -> bool {
        const MADE_UP: [&str; 4] = ["_platform", "_ts", "_mezmo_line_size", "_line"];
        !self.paths.iter().any(|path| MADE_UP.contains(&path.as_str()))
    }

    /// The different values of the field in a line, by text. Equal ones are one value.
    pub fn values(&self, document: &Document) -> Vec<FieldValue> {
        let mut values: Vec<FieldValue> = document
            .fields()
            .filter(|(path, _)| self.paths.iter().any(|other| other == path))
            .map(|(_, value)| FieldValue {
                text: with_text(value, str::to_owned),
                number: Number::of_value(value).map(Number::as_f64),
            })
            .collect();
        values.sort_by(|one, other| one.text.cmp(&other.text));
        values.dedup_by(|one, other| one.text == other.text);
        values
    }
}
