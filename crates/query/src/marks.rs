//! The places of a shown text that a query looks for.

use std::ops::Range;

use crate::{
    needle::Needle,
    pattern::Pattern,
    tree::{self, Atom, Node, PatternKind, Precision, Query, Term, Test},
};

/// The byte ranges of a text to highlight, in order and without overlap.
///
/// Every text the query asks for is marked, the values of fields included; what it excludes is
/// not, nor are numbers it only compares with, nor what an expression finds. Of a wildcard the
/// texts between its asterisks are marked.
///
/// ```
/// let query = query::parse("outcome:fail -kms").query;
/// assert_eq!(query::marks(&query, "kms: failure"), [5..9]);
/// ```
pub fn marks(query: &Query, text: &str) -> Vec<Range<usize>> {
    let mut needles = Vec::new();
    let mut patterns = Vec::new();
    collect(query.root(), true, &mut |atom, wanted| match atom {
        Atom::Text(term) if wanted => needles.push(needle(term)),
        Atom::Pattern(pattern) if wanted && is_wildcard(pattern) => patterns.push(Pattern::new(pattern)),
        Atom::Text(_) | Atom::Pattern(_) => {}
        Atom::Field { condition, .. } => collect(condition, wanted, &mut |test, wanted| match test {
            Test::Text(term) if wanted => needles.push(Needle::literal(&term.text, term.precision)),
            Test::Pattern(pattern) if wanted && is_wildcard(pattern) => patterns.push(Pattern::new(pattern)),
            Test::OneOf { precision, texts } if wanted => {
                needles.extend(texts.iter().map(|text| Needle::literal(text, *precision)));
            }
            _ => {}
        }),
    });
    let mut found: Vec<_> = needles.iter().flat_map(|needle| occurrences(needle, text)).collect();
    found.extend(patterns.iter().flat_map(|pattern| pieces(pattern, text)));
    found.sort_by_key(|range| (range.start, range.end));
    let mut marks: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match marks.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => marks.push(range),
        }
    }
    marks
}

/// Whether a pattern is one to be marked: to compile an expression for each text is too dear.
fn is_wildcard(pattern: &tree::Pattern) -> bool {
    pattern.kind == PatternKind::Wildcard
}

/// Hands out every leaf, and whether it is wanted or excluded.
fn collect<L>(node: &Node<L>, wanted: bool, take: &mut dyn FnMut(&L, bool)) {
    match node {
        Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| collect(part, wanted, take)),
        Node::Not(part) => collect(part, !wanted, take),
        Node::Leaf(leaf) => take(leaf, wanted),
    }
}

fn needle(term: &Term) -> Needle {
    let make: fn(&str, Precision) -> Needle = if term.is_word() { Needle::word } else { Needle::literal };
    make(&term.text, term.precision)
}

fn occurrences(needle: &Needle, text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let range = needle.find(text, from)?;
        from = range.end;
        Some(range)
    })
}

fn pieces(pattern: &Pattern, text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    let places = std::iter::from_fn(move || {
        let places = pattern.find(text, from)?;
        from = places.last()?.end;
        Some(places)
    });
    places.flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, text: &str, expected: &[&str]) {
        let marks = marks(&crate::parse(query).query, text);
        let found: Vec<_> = marks.into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected, "{query}");
    }

    #[test]
    fn every_wanted_text_is_marked_and_no_excluded_one() {
        check("kms OR outcome:fail", "kms failed, KMS", &["kms", "fail", "KMS"]);
        check("-kms iam", "kms iam", &["iam"]);
        check("-(kms -iam)", "kms iam", &["iam"]);
        check("f:(a -b) f:>5 f:* f:==[c,d]", "a b c 5 6 * dd", &["a", "c"]);
        check("", "anything", &[]);
        check("cre*ted f:*ob* -x*", "Created: create a job, xx", &["Cre", "ted", "ob"]);
        check("/a+/", "aa", &[]);
    }

    #[test]
    fn marks_that_overlap_are_one() {
        check("\"aa bb cc\" bb", "aa bb cc", &["aa bb cc"]);
        check("\"aa bb\" \"bb cc\"", "aa bb cc", &["aa bb cc"]);
        check("aa bb", "aa bb", &["aa", "bb"]);
    }
}
