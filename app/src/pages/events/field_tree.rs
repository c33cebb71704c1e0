//! An event's fields as a tree, told line by line.

use serde_json::{Map, Value};

/// One line of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldLine {
    /// The dotted path of the field, as queries name it; elements of an array share one.
    pub path: String,
    /// The last part of the path, or the element's place.
    pub name: String,
    /// How deep it stands.
    pub depth: usize,
    /// What it holds; none for a branch.
    pub leaf: Option<Leaf>,
}

/// The value at the end of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The value as text, without quotes.
    pub text: String,
    /// What kind of value it is.
    pub kind: LeafKind,
}

/// What kind of value a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeafKind {
    /// Text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Truth,
    /// Null, an empty text, object or array: nothing a search could find.
    Nothing,
}

impl LeafKind {
    /// The class of a value of this kind.
    pub fn class(self) -> &'static str {
        match self {
            Self::Text => "field-tree__value",
            Self::Number => "field-tree__value field-tree__value--number",
            Self::Truth => "field-tree__value field-tree__value--truth",
            Self::Nothing => "field-tree__value field-tree__value--nothing",
        }
    }
}

/// Deeper than this a value is shown as JSON in one piece.
const DEPTH_MAX: usize = 12;

/// The lines of an object's tree, in the order in which the object was written.
pub fn lines(fields: &Map<String, Value>) -> Vec<FieldLine> {
    let mut lines = Vec::new();
    for (name, value) in fields {
        walk(name, name, 0, value, &mut lines);
    }
    lines
}

fn walk(path: &str, name: &str, depth: usize, value: &Value, lines: &mut Vec<FieldLine>) {
    let mut push = |leaf| {
        lines.push(FieldLine { path: path.to_owned(), name: name.to_owned(), depth, leaf });
    };
    let leaf = |text: String, kind| Some(Leaf { text, kind });
    match value {
        Value::Object(inner) if !inner.is_empty() && depth < DEPTH_MAX => {
            push(None);
            for (name, value) in inner {
                walk(&format!("{path}.{name}"), name, depth + 1, value, lines);
            }
        }
        Value::Array(inner) if !inner.is_empty() && depth < DEPTH_MAX => {
            push(None);
            for (place, value) in inner.iter().enumerate() {
                walk(path, &place.to_string(), depth + 1, value, lines);
            }
        }
        Value::String(text) if text.is_empty() => push(leaf("empty".to_owned(), LeafKind::Nothing)),
        Value::String(text) => push(leaf(text.clone(), LeafKind::Text)),
        Value::Number(number) => push(leaf(number.to_string(), LeafKind::Number)),
        Value::Bool(truth) => push(leaf(truth.to_string(), LeafKind::Truth)),
        Value::Null => push(leaf("null".to_owned(), LeafKind::Nothing)),
        Value::Object(_) | Value::Array(_) => push(leaf(value.to_string(), LeafKind::Nothing)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(value: Value) -> Vec<String> {
        let lines = lines(value.as_object().unwrap());
        let tell = |line: &FieldLine| {
            let leaf = line.leaf.as_ref().map(|leaf| leaf.text.as_str()).unwrap_or(">");
            format!("{}{} {} {leaf}", " ".repeat(line.depth), line.name, line.path)
        };
        lines.iter().map(tell).collect()
    }

    #[test]
    fn a_branch_comes_before_what_it_holds() {
        let event = json!({"initiator": {"host": {"address": "203.0.113.7"}, "name": "ana"}});
        assert_eq!(
            told(event),
            [
                "initiator initiator >",
                " host initiator.host >",
                "  address initiator.host.address 203.0.113.7",
                " name initiator.name ana",
            ]
        );
    }

    #[test]
    fn elements_of_an_array_share_the_path_by_which_they_are_found() {
        assert_eq!(told(json!({"a": [1, {"b": true}]})), ["a a >", " 0 a 1", " 1 a >", "  b a.b true"]);
    }

    #[test]
    fn what_no_search_finds_is_marked_as_nothing() {
        for value in [json!(null), json!(""), json!({}), json!([])] {
            let lines = lines(json!({"a": value}).as_object().unwrap());
            assert_eq!(lines[0].leaf.as_ref().unwrap().kind, LeafKind::Nothing);
        }
    }
}
