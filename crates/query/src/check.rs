//! The conditions of a query, made ready: what the matcher asks and an index reads.

#[cfg(feature = "regex")]
use expression::Allowance;
use serde_json::Value;

use crate::{
    document::{Document, with_text},
    name,
    needle::{Needle, fold},
    needs,
    number::Number,
    pattern::Pattern,
    tree::{Atom, Comparison, Node, Term, Test},
};

/// One condition on a line, made ready.
#[derive(Debug, Clone)]
pub enum LineCheck {
    /// A word of the line is it, or begins with it.
    Word(Needle),
    /// A text with its symbols.
    Phrase {
        /// The words of it, each of which must be a word of the line.
        words: Vec<Needle>,
        /// The text itself, which a value or the original text must hold.
        literal: Needle,
    },
    /// A pattern, which a value must have whose words are words of the line.
    Pattern(Pattern),
    /// A condition on the values of one field.
    Field {
        /// Every spelling of the path.
        paths: Vec<String>,
        /// What the values must satisfy; each leaf is satisfied by some value.
        condition: Node<FieldCheck>,
    },
    /// An identifier beside the text is one of those chosen.
    Identifier {
        /// Its name.
        name: &'static str,
        /// The values, folded.
        folded: Vec<String>,
    },
}

/// One condition on the values of a field, made ready.
#[derive(Debug, Clone)]
pub enum FieldCheck {
    /// The field has a value, or has fields beneath it.
    Exists,
    /// A value holds the text.
    Text(Needle),
    /// A value has the pattern.
    Pattern(Pattern),
    /// A value is the number, or is no JSON number and holds the text.
    NumberOrText(Number, Needle),
    /// A value holds one of the texts.
    OneOf(Vec<Needle>),
    /// A value is a number on this side of the limit.
    Compare(Comparison, Number),
}

impl LineCheck {
    pub(crate) fn new(atom: &Atom) -> Self {
        match atom {
            Atom::Text(term) if term.is_word() => Self::Word(Needle::word(&term.text, term.precision)),
            Atom::Text(term) => Self::Phrase {
                words: Needle::words_of(term),
                literal: Needle::literal(&term.text, term.precision),
            },
            Atom::Pattern(pattern) => Self::Pattern(Pattern::new(pattern)),
            Atom::Field { path, condition } => Self::Field {
                paths: name::spellings(path).collect(),
                condition: condition.map(&FieldCheck::new),
            },
        }
    }

    /// Whether the line satisfies it.
    pub fn holds(&self, document: &Document) -> bool {
        match self {
            Self::Word(word) => document.any_text(|text| word.is_in(text)),
            Self::Phrase { words, literal } => {
                document.any_value(|text| literal.is_in(text))
                    && words.iter().all(|word| document.any_text(|text| word.is_in(text)))
            }
            Self::Pattern(pattern) => document.any_worded(|text| pattern.is_in(text)),
            Self::Field { paths, condition } => condition.holds(&|check| check.holds(document, paths)),
            Self::Identifier { name, folded } => document
                .identifiers(name)
                .any(|value| folded.iter().any(|folded| fold(value).eq(folded.chars()))),
        }
    }

    /// The same; none where an expression found nothing and has not seen everything.
    #[cfg(feature = "regex")]
    pub(crate) fn decide(&self, document: &Document, allowance: &Allowance) -> Option<bool> {
        match self {
            Self::Pattern(pattern) => pattern.look(allowance, |is_in| document.any_worded(is_in)),
            Self::Field { paths, condition } => {
                condition.decide(&|check| check.decide(document, paths, allowance))
            }
            _ => Some(self.holds(document)),
        }
    }
}

impl FieldCheck {
    fn new(test: &Test) -> Self {
        match test {
            Test::Exists => Self::Exists,
            Test::Text(term) => Self::of_term(term),
            Test::Pattern(pattern) => Self::Pattern(Pattern::new(pattern)),
            Test::OneOf { precision, texts } => {
                Self::OneOf(texts.iter().map(|text| Needle::literal(text, *precision)).collect())
            }
            Test::Compare { comparison, limit } => Self::Compare(*comparison, *limit),
        }
    }

    fn of_term(term: &Term) -> Self {
        let needle = Needle::literal(&term.text, term.precision);
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

    #[cfg(feature = "regex")]
    fn decide(&self, document: &Document, paths: &[String], allowance: &Allowance) -> Option<bool> {
        let Self::Pattern(pattern) = self else { return Some(self.holds(document, paths)) };
        pattern.look(allowance, |is_in| document.values(paths).any(|value| with_text(value, is_in)))
    }

    /// Whether one value satisfies it; that there is a value is enough for [`Self::Exists`].
    pub fn holds_for(&self, value: &Value) -> bool {
        match self {
            Self::Exists => true,
            Self::Text(needle) => with_text(value, |text| needle.is_in(text)),
            Self::Pattern(pattern) => with_text(value, |text| pattern.is_in(text)),
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

    /// Words that a value, read as text, is sure to have when it satisfies this: one of these
    /// alternatives, and every word of it. None where no words can be told.
    ///
    /// The words are those of [`word::ranges`](crate::word::ranges), as [`Needle::is_in`] finds them. An alternative
    /// is necessary, not sufficient: what has the words is still to be asked
    /// [`holds_for`](Self::holds_for).
    pub fn needs(&self) -> Option<Vec<Vec<Needle>>> {
        match self {
            Self::Exists | Self::Compare(..) => None,
            Self::Text(needle) => needs::of_literal(needle),
            Self::Pattern(pattern) => pattern.needs(),
            Self::NumberOrText(_, needle) => {
                needs::prints_alike(needle.folded()).then(|| needs::of_literal(needle)).flatten()
            }
            Self::OneOf(needles) => {
                let each: Option<Vec<_>> = needles.iter().map(needs::of_literal).collect();
                each.map(|each| each.concat())
            }
        }
    }
}
