//! Two JSON values beside each other, leaf by leaf.

use serde_json::{Map, Value};

/// One leaf of two values: a text, number, truth, null, list, or an object with nothing in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// Its dotted path. A list is a leaf, so no path leads into one.
    pub path: String,
    /// What the first value has there.
    pub before: Option<Value>,
    /// What the second value has there.
    pub after: Option<Value>,
}

/// All leaves of two objects in the order of their paths, the equal ones among them. Where
/// one of them has an object and the other has something else, that is one leaf.
///
/// ```
/// use serde_json::json;
///
/// let (before, after) = (json!({"a": {"b": 1, "c": 2}}), json!({"a": {"b": 1}}));
/// let leaves = model::diff::leaves(before.as_object().unwrap(), after.as_object().unwrap());
/// assert_eq!(leaves[0].path, "a.b");
/// assert_eq!(leaves[0].before, leaves[0].after);
/// assert_eq!((leaves[1].path.as_str(), &leaves[1].after), ("a.c", &None));
/// ```
pub fn leaves(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    walk(&mut leaves, "", before, after);
    leaves
}

fn walk(leaves: &mut Vec<Leaf>, path: &str, before: &Map<String, Value>, after: &Map<String, Value>) {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let (was, is) = (before.get(name), after.get(name));
        let none = Map::new();
        match (inner(was, &none), inner(is, &none)) {
            (Some(was), Some(is)) if !(was.is_empty() && is.is_empty()) => walk(leaves, &path, was, is),
            _ => leaves.push(Leaf { path, before: was.cloned(), after: is.cloned() }),
        }
    }
}

/// An object to go into; what is missing is one with nothing in it.
fn inner<'a>(value: Option<&'a Value>, none: &'a Map<String, Value>) -> Option<&'a Map<String, Value>> {
    value.map_or(Some(none), Value::as_object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(before: &Value, after: &Value) -> Vec<String> {
        let text = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), ToString::to_string);
        leaves(before.as_object().unwrap(), after.as_object().unwrap())
            .iter()
            .map(|leaf| format!("{} {} {}", leaf.path, text(&leaf.before), text(&leaf.after)))
            .collect()
    }

    #[test]
    fn each_leaf_of_either_side_stands_once() {
        let before = json!({"a": 1, "b": {"x": [1, 2], "y": null}, "c": "t"});
        let after = json!({"b": {"x": [1], "y": null}, "c": "u", "d": {"e": true}});
        assert_eq!(
            told(&before, &after),
            ["a 1 -", "b.x [1,2] [1]", "b.y null null", "c \"t\" \"u\"", "d.e - true"]
        );
    }

    #[test]
    fn an_object_in_place_of_something_else_is_one_leaf() {
        assert_eq!(told(&json!({"a": "{}"}), &json!({"a": {"b": 1}})), ["a \"{}\" {\"b\":1}"]);
        assert_eq!(told(&json!({"a": {}}), &json!({"a": {}})), ["a {} {}"]);
        assert_eq!(told(&json!({"a": {}}), &json!({})), ["a {} -"]);
    }
}
