//! Widens what a query asks of a field, as where one thing has several names.

use crate::{
    parse,
    tree::{Atom, Node, Query, Term, Test},
};

/// A text a query asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedText {
    /// The text without quotes and operators.
    pub text: String,
    /// Whether it is asked of the field; otherwise of the whole line.
    pub of_field: bool,
}

/// The texts a query asks of a field, and those it asks of the whole line, each once. Patterns
/// and numbers are not among them. A query with errors asks for nothing.
///
/// ```
/// let asked = query::edit::asked("action:[a.b,c.d] -action:==e \"f g\" kms*", "action");
/// let texts: Vec<_> = asked.iter().map(|asked| asked.text.as_str()).collect();
/// assert_eq!(texts, ["a.b", "c.d", "e", "f g"]);
/// ```
pub fn asked(query: &str, path: &str) -> Vec<AskedText> {
    let parsed = parse(query);
    if !parsed.errors.is_empty() {
        return vec![];
    }
    let mut found = Vec::new();
    visit(parsed.query.root(), &mut |atom| match atom {
        Atom::Field { path: own, condition } if own == path => visit(condition, &mut |test| match test {
            Test::Text(term) => add(&mut found, &term.text, true),
            Test::OneOf { texts, .. } => texts.iter().for_each(|text| add(&mut found, text, true)),
            Test::Exists | Test::Pattern(_) | Test::Compare { .. } => {}
        }),
        Atom::Text(term) => add(&mut found, &term.text, false),
        Atom::Field { .. } | Atom::Pattern(_) => {}
    });
    found
}

/// Asks for other texts as well wherever a query asks a field, or the whole line, for one; also
/// where it is excluded. `others` says which. The text becomes canonical where something is
/// added to it, and stays as it was typed otherwise.
///
/// ```
/// let others = |asked: &query::edit::AskedText| match asked.text.as_str() {
///     "a.old" => vec!["a.new".to_owned()],
///     _ => vec![],
/// };
/// let text = query::edit::widen("outcome:failure action:a.old", "action", &others);
/// assert_eq!(text, "outcome:failure action:[a.old,a.new]");
/// ```
pub fn widen(query: &str, path: &str, others: &dyn Fn(&AskedText) -> Vec<String>) -> String {
    let present = asked(query, path);
    let missing = |asked: AskedText| {
        let mut texts = others(&asked);
        texts.retain(|text| !present.iter().any(|it| it.text == *text && it.of_field == asked.of_field));
        texts
    };
    if !present.iter().any(|asked| !missing(asked.clone()).is_empty()) {
        return query.to_owned();
    }
    let wider = rebuild(parse(query).query.root(), &|atom| match atom {
        Atom::Text(term) => {
            let also = missing(AskedText { text: term.text.clone(), of_field: false });
            let also = also.into_iter().map(|text| Term { text, quoted: true, ..term.clone() });
            Node::any(
                std::iter::once(term.clone()).chain(also).map(|it| Node::Leaf(Atom::Text(it))).collect(),
            )
        }
        Atom::Field { path: own, condition } if own == path => Node::Leaf(Atom::Field {
            path: own.clone(),
            condition: condition.map(&|test| wider_test(test, &missing)),
        }),
        other => Node::Leaf(other.clone()),
    });
    Query::new(wider).to_string()
}

fn wider_test(test: &Test, missing: &dyn Fn(AskedText) -> Vec<String>) -> Test {
    let (precision, texts) = match test {
        Test::Text(term) => (term.precision, vec![term.text.clone()]),
        Test::OneOf { precision, texts } => (*precision, texts.clone()),
        other => return other.clone(),
    };
    let also = texts.iter().flat_map(|text| missing(AskedText { text: text.clone(), of_field: true }));
    let also: Vec<String> = also.collect();
    if also.is_empty() {
        return test.clone();
    }
    let mut all = texts;
    for text in also {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    Test::OneOf { precision, texts: all }
}

fn add(found: &mut Vec<AskedText>, text: &str, of_field: bool) {
    let asked = AskedText { text: text.to_owned(), of_field };
    if !found.contains(&asked) {
        found.push(asked);
    }
}

fn visit<L>(node: &Node<L>, leaf: &mut dyn FnMut(&L)) {
    match node {
        Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| visit(part, leaf)),
        Node::Not(part) => visit(part, leaf),
        Node::Leaf(inner) => leaf(inner),
    }
}

/// The same tree with whole nodes in place of leaves, in normal form.
fn rebuild(node: &Node<Atom>, leaf: &dyn Fn(&Atom) -> Node<Atom>) -> Node<Atom> {
    let each = |parts: &[Node<Atom>]| parts.iter().map(|part| rebuild(part, leaf)).collect();
    match node {
        Node::All(parts) => Node::all(each(parts)),
        Node::Any(parts) => Node::any(each(parts)),
        Node::Not(part) => rebuild(part, leaf).negate(),
        Node::Leaf(inner) => leaf(inner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, expected: &str) {
        let others = |asked: &AskedText| match asked.text.as_str() {
            "a.old" => vec!["a.new".to_owned()],
            "a.new" => vec!["a.old".to_owned(), "a,odd".to_owned()],
            _ => vec![],
        };
        let wider = widen(query, "action", &others);
        assert_eq!(wider, expected);
        assert!(parse(&wider).errors.len() <= parse(query).errors.len(), "{wider}");
    }

    #[test]
    fn every_way_to_ask_for_a_name_is_widened() {
        check("action:a.old", "action:[a.old,a.new]");
        check("action:\"a.old\"", "action:[a.old,a.new]");
        check("-action:==a.old kms", "-action:==[a.old,a.new] kms");
        check("action:(a.old -b)", "action:([a.old,a.new] -b)");
        check("action:[x,a.old]", "action:[x,a.old,a.new]");
        check("action:a.new", "action:[a.new,a.old,\"a,odd\"]");
        check("a.old OR kms", "a.old OR \"a.new\" OR kms");
        check("-a.old", "-(a.old OR \"a.new\")");
    }

    #[test]
    fn what_asks_for_all_names_or_for_none_stays_as_typed() {
        for query in [
            "action:a.old  OR action:a.new OR action:\"a,odd\"",
            "action:[a.old,a.new,\"a,odd\"]  kms",
            "target.name:a.old",
            "action:a.o*  kms",
            "action:*",
            "(action:a.old",
            "",
        ] {
            check(query, query);
        }
    }
}
