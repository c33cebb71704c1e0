//! The tree of a query, in the form the matcher and an index read it.
//!
//! Trees are made by [`parse`](crate::parse()) and are always in normal form: a conjunction
//! never holds a conjunction, a disjunction never a disjunction, a negation never a negation,
//! and neither of the first two holds exactly one part. The conjunction of nothing is the
//! query that matches everything; it only ever stands at the top.

use serde::{Deserialize, Serialize};

use crate::{number::Number, word};

/// A query that has been read. Its text form is also its serialised form.
///
/// ```
/// let query = query::parse("outcome:failure  AND (kms OR iam)").query;
/// assert_eq!(query.to_string(), "outcome:failure kms OR iam");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Query {
    root: Node<Atom>,
}

/// A boolean combination of leaves: of [`Atom`]s in a query, of [`Test`]s on one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node<L> {
    /// True when every part is.
    All(Vec<Node<L>>),
    /// True when some part is.
    Any(Vec<Node<L>>),
    /// True when the part is not.
    Not(Box<Node<L>>),
    /// One condition.
    Leaf(L),
}

/// One condition on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Atom {
    /// Text anywhere in the line.
    Text(Term),
    /// A pattern that a value anywhere in the line has.
    Pattern(Pattern),
    /// A condition on the values of one field.
    Field {
        /// The dotted path, as written.
        path: String,
        /// What the values must satisfy; each leaf is satisfied by some value.
        condition: Node<Test>,
    },
}

/// One condition on the values of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// The field has a value, or has fields beneath it.
    Exists,
    /// A value holds the text.
    Text(Term),
    /// A value has the pattern.
    Pattern(Pattern),
    /// A value holds one of the texts.
    OneOf {
        /// How all of them are compared.
        precision: Precision,
        /// The texts, white space and symbols included.
        texts: Vec<String>,
    },
    /// A value is a number that compares so.
    Compare {
        /// On which side of the limit the value must be.
        comparison: Comparison,
        /// The limit.
        limit: Number,
    },
}

/// A text to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// How it is compared.
    pub precision: Precision,
    /// The text without quotes and escapes; never empty.
    pub text: String,
    /// Whether it was written in quotes.
    pub quoted: bool,
}

/// A pattern to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Upper and lower case are different.
    pub cased: bool,
    /// How it is written.
    pub kind: PatternKind,
    /// A wildcard with its `*`, never two together; an expression without the slashes around it.
    pub text: String,
}

/// How a pattern is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatternKind {
    /// As text in which `*` stands for any characters.
    Wildcard,
    /// As a regular expression.
    Expression,
}

/// How a text is compared: the operators nothing, `=`, `==` and `===`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Precision {
    /// Upper and lower case are different.
    pub cased: bool,
    /// The text must end where a word ends.
    pub whole: bool,
}

/// The side of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Comparison {
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// The text that was to be a query has errors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the query has errors: {message}")]
pub struct QueryError {
    message: String,
}

impl Query {
    /// The query that matches every line.
    pub fn everything() -> Self {
        Self { root: Node::All(Vec::new()) }
    }

    /// Whether it is the query that matches every line.
    pub fn is_everything(&self) -> bool {
        matches!(&self.root, Node::All(parts) if parts.is_empty())
    }

    /// The top of the tree.
    pub fn root(&self) -> &Node<Atom> {
        &self.root
    }

    /// Whether it asks for a regular expression, which may cost more than all else.
    pub fn has_expressions(&self) -> bool {
        let is_one = |pattern: &Pattern| pattern.kind == PatternKind::Expression;
        self.root.any_leaf(&|atom| match atom {
            Atom::Text(_) => false,
            Atom::Pattern(pattern) => is_one(pattern),
            Atom::Field { condition, .. } => {
                condition.any_leaf(&|test| matches!(test, Test::Pattern(pattern) if is_one(pattern)))
            }
        })
    }

    pub(crate) fn new(root: Node<Atom>) -> Self {
        Self { root }
    }

    /// The parts that must all hold; a query that is no conjunction is its only part.
    pub(crate) fn into_parts(self) -> Vec<Node<Atom>> {
        match self.root {
            Node::All(parts) => parts,
            other => vec![other],
        }
    }
}

impl Default for Query {
    fn default() -> Self {
        Self::everything()
    }
}

impl From<Query> for String {
    fn from(query: Query) -> Self {
        query.to_string()
    }
}

impl TryFrom<String> for Query {
    type Error = QueryError;

    /// Refuses text with errors: what was dropped from it could have been the part that
    /// narrows it.
    fn try_from(text: String) -> Result<Self, QueryError> {
        let parsed = crate::parse(&text);
        match parsed.errors.into_iter().next() {
            Some(error) => Err(QueryError { message: error.message }),
            None => Ok(parsed.query),
        }
    }
}

impl<L> Node<L> {
    /// The conjunction in normal form.
    pub(crate) fn all(parts: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::All(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        Self::only(flat).unwrap_or_else(Self::All)
    }

    /// The disjunction in normal form.
    pub(crate) fn any(parts: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::Any(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        Self::only(flat).unwrap_or_else(Self::Any)
    }

    /// The negation in normal form.
    pub(crate) fn negate(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    fn only(mut parts: Vec<Self>) -> Result<Self, Vec<Self>> {
        match parts.pop() {
            Some(part) if parts.is_empty() => Ok(part),
            Some(part) => {
                parts.push(part);
                Err(parts)
            }
            None => Err(parts),
        }
    }

    /// Whether any leaf is one of those meant, whatever the tree makes of it.
    fn any_leaf(&self, is_meant: &impl Fn(&L) -> bool) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.any_leaf(is_meant)),
            Self::Not(part) => part.any_leaf(is_meant),
            Self::Leaf(inner) => is_meant(inner),
        }
    }

    /// Evaluates the tree, asking for leaves only as far as needed.
    pub fn holds(&self, leaf: &impl Fn(&L) -> bool) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(leaf)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(leaf)),
            Self::Not(part) => !part.holds(leaf),
            Self::Leaf(inner) => leaf(inner),
        }
    }

    /// The same where leaves may be undecided; none where it hangs on one that is.
    #[cfg(feature = "regex")]
    pub(crate) fn decide(&self, leaf: &impl Fn(&L) -> Option<bool>) -> Option<bool> {
        // The first part that says so decides; if none does, each must have said no.
        let any_says = |parts: &[Self], deciding: bool| {
            let mut said = Some(!deciding);
            for part in parts {
                match part.decide(leaf) {
                    Some(is) if is == deciding => return Some(deciding),
                    Some(_) => {}
                    None => said = None,
                }
            }
            said
        };
        match self {
            Self::All(parts) => any_says(parts, false),
            Self::Any(parts) => any_says(parts, true),
            Self::Not(part) => part.decide(leaf).map(|holds| !holds),
            Self::Leaf(inner) => leaf(inner),
        }
    }

    /// The same tree with every leaf replaced.
    pub fn map<M>(&self, leaf: &impl Fn(&L) -> M) -> Node<M> {
        let each = |parts: &[Self]| parts.iter().map(|part| part.map(leaf)).collect();
        match self {
            Self::All(parts) => Node::All(each(parts)),
            Self::Any(parts) => Node::Any(each(parts)),
            Self::Not(part) => Node::Not(Box::new(part.map(leaf))),
            Self::Leaf(inner) => Node::Leaf(leaf(inner)),
        }
    }
}

impl Term {
    /// Whether it asks for one word: it is without quotes, and nothing but that word.
    pub(crate) fn is_word(&self) -> bool {
        let is_all = |run: std::ops::Range<usize>| run == (0..self.text.len());
        !self.quoted && word::runs(&self.text).next().is_some_and(is_all)
    }

    /// The number in `f:=5`, which is compared as one with stored numbers.
    pub fn number(&self) -> Option<Number> {
        let equals = self.precision == Precision { cased: true, whole: false };
        if equals && !self.quoted { Number::parse(&self.text) } else { None }
    }
}

impl Precision {
    /// The operator as written.
    pub fn sign(self) -> &'static str {
        match (self.cased, self.whole) {
            (false, false) => "",
            (true, false) => "=",
            (false, true) => "==",
            (true, true) => "===",
        }
    }
}

impl Comparison {
    /// The operator as written.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
        }
    }

    /// Whether a number lies on this side of a limit.
    pub fn holds(self, number: Number, limit: Number) -> bool {
        match self {
            Self::Greater => number > limit,
            Self::GreaterOrEqual => number >= limit,
            Self::Less => number < limit,
            Self::LessOrEqual => number <= limit,
        }
    }
}
