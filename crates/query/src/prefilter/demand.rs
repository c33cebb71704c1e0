//! What a line must have somewhere so that a query can match it.

use std::cmp::Reverse;

use crate::{
    check::{FieldCheck, LineCheck},
    needle::Needle,
    prefilter::scanner::{BLOCK, LONGEST},
    tree::Node,
};

/// Of more alternatives than this, one is nearly always there.
const MOST: usize = 64;
/// A query that needs more is told by these alone.
const CLAUSES: usize = 8;

/// A text that a line has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Demand {
    /// In lower case.
    pub text: String,
    /// The end of the key under which it stands in the JSON of the line; none if it may stand
    /// anywhere.
    pub key: Option<String>,
}

/// Of each of these lists a line that matches has at least one.
pub(super) type Clauses = Vec<Vec<Demand>>;

/// What a query demands; what tells most, first.
pub(super) fn of_query(root: &Node<LineCheck>) -> Clauses {
    of_node(root, &|check| match check {
        LineCheck::Word(word) => of_needle(word, None),
        LineCheck::Phrase { literal, .. } => of_needle(literal, None),
        LineCheck::Pattern(pattern) => {
            pattern.needs().map_or_else(Vec::new, |all| of_alternatives(all, None))
        }
        LineCheck::Field { paths, condition } => {
            let key = key(paths);
            of_node(condition, &|check| of_field(check, key))
        }
        LineCheck::Identifier { .. } => vec![],
    })
}

/// Whether a clause is only about values of keys.
pub(super) fn is_keyed(clause: &[Demand]) -> bool {
    clause.iter().all(|demand| demand.key.is_some())
}

/// Clauses that tell more come first: about values of keys, with few texts, with long ones.
fn rank(clause: &[Demand]) -> (bool, usize, Reverse<usize>) {
    let shortest = clause.iter().map(|demand| demand.text.len()).min().unwrap_or_default();
    (!is_keyed(clause), clause.len(), Reverse(shortest))
}

fn of_field(check: &FieldCheck, key: Option<&str>) -> Clauses {
    match check {
        FieldCheck::Text(needle) => of_needle(needle, key),
        FieldCheck::OneOf(needles) => any(needles.iter().map(|needle| of_needle(needle, key))),
        FieldCheck::Pattern(pattern) => {
            pattern.needs().map_or_else(Vec::new, |all| of_alternatives(all, key))
        }
        FieldCheck::Exists | FieldCheck::NumberOrText(..) | FieldCheck::Compare(..) => vec![],
    }
}

fn of_node<L>(node: &Node<L>, leaf: &impl Fn(&L) -> Clauses) -> Clauses {
    match node {
        Node::Leaf(check) => leaf(check),
        Node::Not(_) => vec![],
        Node::Any(parts) => any(parts.iter().map(|part| of_node(part, leaf))),
        Node::All(parts) => {
            let mut clauses: Clauses = parts.iter().flat_map(|part| of_node(part, leaf)).collect();
            clauses.sort_by_key(|clause| rank(clause));
            clauses.truncate(CLAUSES);
            clauses
        }
    }
}

/// Of each alternative its longest word.
fn of_alternatives(alternatives: Vec<Vec<Needle>>, key: Option<&str>) -> Clauses {
    any(alternatives.iter().map(|words| words.iter().flat_map(|word| of_needle(word, key)).collect()))
}

/// One clause for alternatives: the best of each, if each has one.
fn any(parts: impl Iterator<Item = Clauses>) -> Clauses {
    let best = |clauses: Clauses| clauses.into_iter().min_by_key(|clause| rank(clause));
    let all = parts.map(best).collect::<Option<Vec<_>>>().unwrap_or_default().concat();
    if (1..=MOST).contains(&all.len()) { vec![all] } else { vec![] }
}

/// The longest stretch of a needle that stands in a line as it was sent.
fn of_needle(needle: &Needle, key: Option<&str>) -> Clauses {
    let may_be_number = |text: &str| text.bytes().all(|byte| b"0123456789.eE+-".contains(&byte));
    // The start of a longer text does as well.
    let start = |text: &'_ str| text[..text.len().min(LONGEST)].to_ascii_lowercase();
    let stretches = needle.folded().split(|c| !is_plain(c)).map(start);
    // Shorter texts are everywhere.
    let fit = stretches.filter(|text: &String| text.len() >= BLOCK && !may_be_number(text));
    let longest = fit.max_by_key(String::len);
    longest.map(|text| vec![Demand { text, key: key.map(str::to_owned) }]).into_iter().collect()
}

/// Whether JSON never escapes a character but by number.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '@')
}

/// What the key ends with under which values of a field stand in the JSON of a line. None for fields
/// that may have values from elsewhere: from beside the text, or from JSON in a string.
fn key(paths: &[String]) -> Option<&str> {
    let [path] = paths else { return None };
    let is_elsewhere =
        path.starts_with('_') || path.starts_with("requestData") || path.starts_with("responseData");
    let last = path.rsplit('.').next().filter(|last| !last.is_empty() && last.chars().all(is_plain));
    last.filter(|_| !is_elsewhere)
}
