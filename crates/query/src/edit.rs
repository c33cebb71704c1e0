//! Adds conditions to a query text, as a click on a value does.
//!
//! What is there stays as it was typed, unless the opposite condition stands beside it: then
//! that one is replaced and the text becomes canonical. The same happens to text with errors,
//! because it could not be extended otherwise.

mod widen;

pub use widen::{AskedText, asked, widen};

use crate::{
    parse,
    tree::{Atom, Node, Precision, Query, Term, Test},
};

/// A longer value is looked for by its beginning, so that the query stays within its limit.
const MAX_VALUE: usize = 1024;

/// Asks for lines where a field has this value.
///
/// An empty value is no value, so it asks for lines where the field is missing.
///
/// ```
/// let text = query::edit::include("kms -outcome:==\"failure\"", "outcome", "failure");
/// assert_eq!(text, "kms outcome:==\"failure\"");
/// ```
pub fn include(query: &str, path: &str, value: &str) -> String {
    if value.is_empty() {
        return add(query, field(path, Test::Exists).negate());
    }
    add(query, field(path, equals(value)))
}

/// Asks for lines where a field does not have this value.
///
/// An empty value is no value, so it asks for lines where the field is not missing.
///
/// ```
/// let text = query::edit::exclude("kms", "outcome", "failure");
/// assert_eq!(text, "kms -outcome:==\"failure\"");
/// ```
pub fn exclude(query: &str, path: &str, value: &str) -> String {
    if value.is_empty() {
        return exists(query, path);
    }
    add(query, field(path, equals(value)).negate())
}

/// Asks for lines where a field has a value.
pub fn exists(query: &str, path: &str) -> String {
    add(query, field(path, Test::Exists))
}

/// No longer asks whether a field has this value, in either way.
///
/// ```
/// let text = query::edit::without("kms outcome:==\"failure\"", "outcome", "failure");
/// assert_eq!(text, "kms");
/// ```
pub fn without(query: &str, path: &str, value: &str) -> String {
    let asked = if value.is_empty() { field(path, Test::Exists) } else { field(path, equals(value)) };
    let opposite = asked.clone().negate();
    keep(query, |part| *part != asked && *part != opposite)
}

/// Asks for lines where a field has this value, in place of everything else asked of the field
/// by itself.
///
/// ```
/// let text = query::edit::only("kms -outcome:==\"pending\" outcome:*", "outcome", "failure");
/// assert_eq!(text, "kms outcome:==\"failure\"");
/// ```
pub fn only(query: &str, path: &str, value: &str) -> String {
    let of_path = |part: &Node<Atom>| {
        let part = if let Node::Not(inner) = part { inner } else { part };
        matches!(part, Node::Leaf(Atom::Field { path: own, .. }) if own == path)
    };
    include(&keep(query, |part| !of_path(part)), path, value)
}

/// Asks for what a whole condition says as well, once.
///
/// ```
/// let text = query::edit::with("kms", "-(a:true OR b:true)");
/// assert_eq!(text, "kms -(a:true OR b:true)");
/// assert_eq!(query::edit::with(&text, "-(a:true OR b:true)"), text);
/// ```
pub fn with(query: &str, condition: &str) -> String {
    add(query, parse(condition).query.root().clone())
}

/// No longer asks for a whole condition.
pub fn drop(query: &str, condition: &str) -> String {
    let condition = parse(condition).query;
    keep(query, |part| part != condition.root())
}

/// Whether a query asks for a whole condition, beside whatever else it asks for.
pub fn holds(query: &str, condition: &str) -> bool {
    let condition = parse(condition).query;
    parse(query).query.into_parts().contains(condition.root())
}

/// The conditions that are to stay; the text stays as it was typed where all of them do.
fn keep(query: &str, stays: impl Fn(&Node<Atom>) -> bool) -> String {
    let mut parts = parse(query).query.into_parts();
    let before = parts.len();
    parts.retain(stays);
    if parts.len() == before { query.trim().to_owned() } else { Query::new(Node::all(parts)).to_string() }
}

fn field(path: &str, test: Test) -> Node<Atom> {
    Node::Leaf(Atom::Field { path: path.to_owned(), condition: Node::Leaf(test) })
}

fn equals(value: &str) -> Test {
    let text = &value[..value.floor_char_boundary(MAX_VALUE)];
    let precision = Precision { cased: false, whole: text.len() == value.len() };
    Test::Text(Term { precision, text: text.to_owned(), quoted: true })
}

fn add(query: &str, condition: Node<Atom>) -> String {
    let parsed = parse(query);
    let valid = parsed.errors.is_empty();
    let mut parts = parsed.query.into_parts();
    let opposite = condition.clone().negate();
    let before = parts.len();
    parts.retain(|part| *part != opposite);
    let replaced = parts.len() != before;
    let present = parts.contains(&condition);
    if !valid || replaced {
        if !present {
            parts.push(condition);
        }
        return Query::new(Node::all(parts)).to_string();
    }
    // AND binds weakest, so a condition at the end applies to all that stands before it.
    match query.trim() {
        query if present => query.to_owned(),
        "" => Query::new(condition).to_string(),
        query => format!("{query} {}", Query::new(condition)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_added_once_and_leaves_the_rest_as_typed() {
        assert_eq!(include("", "a.b", "x y"), "a.b:==\"x y\"");
        assert_eq!(include("f:( >=1 ) OR  'z z'", "a", "x"), "f:( >=1 ) OR  'z z' a:==\"x\"");
        let once = include("kms", "a", "x");
        assert_eq!(include(&once, "a", "x"), once);
        assert_eq!(exists("kms", "a b"), "kms \"a b\":*");
    }

    #[test]
    fn the_opposite_is_replaced() {
        let excluded = exclude("kms", "a", "x");
        assert_eq!(include(&excluded, "a", "x"), "kms a:==\"x\"");
        assert_eq!(exclude(&include(&excluded, "a", "x"), "a", "x"), excluded);
        assert_eq!(exists("-a:* kms", "a"), "kms a:*");
        assert_eq!(include("a:*", "a", ""), "-a:*");
    }

    #[test]
    fn a_condition_can_be_taken_back_and_the_rest_stays_as_typed() {
        assert_eq!(without("'a b'  c:x", "d", "x"), "'a b'  c:x");
        assert_eq!(without("-a:==\"x\"", "a", "x"), "");
        assert_eq!(without(&include("kms", "a", ""), "a", ""), "kms");
        assert_eq!(only("a:==\"x\" (a:y OR b)", "a", "z"), "a:y OR b a:==\"z\"");
    }

    #[test]
    fn a_whole_condition_is_asked_for_once_and_can_be_dropped() {
        let real = "-(dry_run:true OR requestData.dry_run:true)";
        let query = with("outcome:failure  kms", real);
        assert_eq!(query, format!("outcome:failure  kms {real}"));
        assert!(holds(&query, real) && !holds("outcome:failure kms", real));
        assert_eq!(drop(&query, real), "outcome:failure kms");
        assert_eq!(with("", real), real);
    }

    #[test]
    fn text_with_errors_is_mended_first() {
        assert_eq!(include("(kms OR \"iam", "a", "x"), "kms OR \"iam\" a:==\"x\"");
    }
}
