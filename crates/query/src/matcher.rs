//! Decides whether a line matches.

use serde_json::Value;

use crate::{
    document::{Document, with_text},
    filters::Filters,
    name,
    needle::{Needle, fold},
    number::Number,
    tree::{Atom, Comparison, Node, Precision, Query, Term, Test},
    word,
};

/// A query made ready to be asked of many lines.
///
/// ```
/// use model::line::Line;
/// use query::{Document, Matcher};
///
/// let line = Line { text: r#"{"outcome":"failure"}"#.to_owned(), ..Line::default() };
/// let matcher = Matcher::new(&query::parse("outcome:fail").query);
/// assert!(matcher.matches(&Document::new(&line)));
/// ```
#[derive(Debug, Clone)]
pub struct Matcher {
    root: Node<LineCheck>,
}

#[derive(Debug, Clone)]
enum LineCheck {
    Word(Needle),
    Phrase { words: Vec<Needle>, literal: Needle },
    Field { paths: Vec<String>, condition: Node<FieldCheck> },
    Identifier { name: &'static str, folded: Vec<String> },
}

#[derive(Debug, Clone)]
enum FieldCheck {
    Exists,
    Text(Needle),
    NumberOrText(Number, Needle),
    OneOf(Vec<Needle>),
    Compare(Comparison, Number),
}

impl Matcher {
    /// Makes a query ready.
    pub fn new(query: &Query) -> Self {
        Self { root: query.root().map(&LineCheck::new) }
    }

    /// Asks for the chosen identifiers too.
    #[must_use]
    pub fn with_filters(self, filters: &Filters) -> Self {
        let chosen = filters.lists().filter(|(_, values)| !values.is_empty());
        let checks = chosen.map(|(name, values)| {
            let folded = values.iter().map(|value| fold(value).collect()).collect();
            Node::Leaf(LineCheck::Identifier { name, folded })
        });
        Self { root: Node::all(checks.chain([self.root]).collect()) }
    }

    /// Asks for both: what a reader looks for, and what the reader may see.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { root: Node::all(vec![self.root, other.root]) }
    }

    /// Whether the line matches.
    pub fn matches(&self, document: &Document) -> bool {
        self.root.holds(&|check| check.holds(document))
    }

    /// Whether every line matches, so that none has to be looked at.
    pub fn matches_everything(&self) -> bool {
        matches!(&self.root, Node::All(parts) if parts.is_empty())
    }
}

impl LineCheck {
    fn new(atom: &Atom) -> Self {
        match atom {
            Atom::Text(term) if !term.quoted && term.text.chars().all(word::is_word) => {
                Self::Word(Needle::word(&term.text, term.precision))
            }
            Atom::Text(term) => Self::Phrase {
                words: Needle::words_of(term),
                literal: Needle::literal(&term.text, term.precision),
            },
            Atom::Field { path, condition } => Self::Field {
                paths: name::spellings(path).collect(),
                condition: condition.map(&FieldCheck::new),
            },
        }
    }

    fn holds(&self, document: &Document) -> bool {
        match self {
            Self::Word(word) => document.any_text(|text| word.is_in(text)),
            Self::Phrase { words, literal } => {
                document.any_value(|text| literal.is_in(text))
                    && words.iter().all(|word| document.any_text(|text| word.is_in(text)))
            }
            Self::Field { paths, condition } => condition.holds(&|check| check.holds(document, paths)),
            Self::Identifier { name, folded } => document
                .identifiers(name)
                .any(|value| folded.iter().any(|folded| fold(value).eq(folded.chars()))),
        }
    }
}

impl FieldCheck {
    fn new(test: &Test) -> Self {
        match test {
            Test::Exists => Self::Exists,
            Test::Text(term) => Self::of_term(term),
            Test::OneOf { precision, texts } => {
                Self::OneOf(texts.iter().map(|text| literal(text, *precision)).collect())
            }
            Test::Compare { comparison, limit } => Self::Compare(*comparison, *limit),
        }
    }

    fn of_term(term: &Term) -> Self {
        let needle = literal(&term.text, term.precision);
        match term.number() {
            Some(number) => Self::NumberOrText(number, needle),
            None => Self::Text(needle),
        }
    }

    fn holds(&self, document: &Document, paths: &[String]) -> bool {
        match self {
            Self::Exists => paths.iter().any(|path| document.has(path)),
            _ => document.values(paths).any(|value| self.holds_for(value)),
        }
    }

    fn holds_for(&self, value: &Value) -> bool {
        match self {
            Self::Exists => true,
            Self::Text(needle) => with_text(value, |text| needle.is_in(text)),
            Self::NumberOrText(number, needle) => match value {
                Value::Number(stored) => Number::of_json(stored) == Some(*number),
                _ => with_text(value, |text| needle.is_in(text)),
            },
            Self::OneOf(needles) => with_text(value, |text| needles.iter().any(|needle| needle.is_in(text))),
            Self::Compare(comparison, limit) => {
                Number::of_value(value).is_some_and(|number| comparison.holds(number, *limit))
            }
        }
    }
}

fn literal(text: &str, precision: Precision) -> Needle {
    Needle::literal(text, precision)
}

#[cfg(test)]
mod tests {
    use model::line::Line;

    use super::*;

    fn check(filters: &Filters, expected: bool) {
        let line = Line {
            host: "kms".to_owned(),
            tags: vec!["prod".to_owned(), "eu".to_owned()],
            text: r#"{"host":"iam","level":"high","tag":"dev"}"#.to_owned(),
            ..Line::default()
        };
        let matcher = Matcher::new(&Query::everything()).with_filters(filters);
        assert_eq!(matcher.matches(&Document::new(&line)), expected, "{filters:?}");
    }

    #[test]
    fn filters_look_at_identifiers_as_a_whole_and_not_into_the_event() {
        let list = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        check(&Filters { hosts: list(&["iam", "KMS"]), ..Filters::default() }, true);
        check(&Filters { hosts: list(&["iam"]), ..Filters::default() }, false);
        check(&Filters { hosts: list(&["km"]), ..Filters::default() }, false);
        check(&Filters { levels: list(&["high"]), ..Filters::default() }, false);
        check(&Filters { tags: list(&["EU"]), ..Filters::default() }, true);
        check(&Filters { hosts: list(&["kms"]), tags: list(&["dev"]), ..Filters::default() }, false);
    }
}
