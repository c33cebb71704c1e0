//! Which lines match a query: by set arithmetic over what the index knows.

use query::{LineCheck, Matcher, tree::Node};

use crate::{Error, Source, check_field, find_word, set::Set};

/// What an index knows about which lines match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Lines that match.
    pub sure: Set,
    /// Lines that may match: those that are sure, and those that have to be read.
    pub possible: Set,
}

impl Match {
    pub(crate) fn none(lines: usize) -> Self {
        Self { sure: Set::none(lines), possible: Set::none(lines) }
    }

    pub(crate) fn all(lines: usize) -> Self {
        Self { sure: Set::all(lines), possible: Set::all(lines) }
    }

    pub(crate) fn certain(sure: Set) -> Self {
        Self { possible: sure.clone(), sure }
    }

    fn intersect(&mut self, other: &Self) {
        self.sure.intersect(&other.sure);
        self.possible.intersect(&other.possible);
    }

    pub(crate) fn unite(&mut self, other: &Self) {
        self.sure.unite(&other.sure);
        self.possible.unite(&other.possible);
    }

    fn complement(self) -> Self {
        let (mut sure, mut possible) = (self.possible, self.sure);
        sure.complement();
        possible.complement();
        Self { sure, possible }
    }
}

/// Finds the lines that match. `given_up` is asked now and then; true ends the search.
///
/// # Errors
/// When a piece can not be had, or the search was given up.
pub fn evaluate(source: Source<'_>, matcher: &Matcher, given_up: &dyn Fn() -> bool) -> Result<Match, Error> {
    tree(matcher.root(), source.len(), given_up, &mut |check| line(source, check, given_up))
}

/// Combines what is known of the leaves; asks for no more than is needed.
pub(crate) fn tree<L>(
    node: &Node<L>,
    lines: usize,
    given_up: &dyn Fn() -> bool,
    leaf: &mut impl FnMut(&L) -> Result<Match, Error>,
) -> Result<Match, Error> {
    if given_up() {
        return Err(Error::GivenUp);
    }
    match node {
        Node::Leaf(inner) => leaf(inner),
        Node::Not(part) => Ok(tree(part, lines, given_up, leaf)?.complement()),
        Node::All(parts) => {
            let mut all = Match::all(lines);
            for part in parts {
                all.intersect(&tree(part, lines, given_up, leaf)?);
                if all.possible.is_empty() {
                    break;
                }
            }
            Ok(all)
        }
        Node::Any(parts) => {
            let mut any = Match::none(lines);
            for part in parts {
                any.unite(&tree(part, lines, given_up, leaf)?);
            }
            Ok(any)
        }
    }
}

fn line(source: Source<'_>, check: &LineCheck, given_up: &dyn Fn() -> bool) -> Result<Match, Error> {
    let mut found = match check {
        LineCheck::Word(needle) => find_word::word(source, needle)?,
        LineCheck::Phrase { words, literal } => find_word::phrase(source, words, literal)?,
        LineCheck::Pattern(pattern) => check_field::pattern(source, pattern, given_up)?,
        LineCheck::Field { paths, condition } => tree(condition, source.len(), given_up, &mut |check| {
            let mut found = check_field::field(source, paths, check, given_up)?;
            found.possible.unite(&source.opaque());
            Ok(found)
        })?,
        LineCheck::Identifier { name, folded } => check_field::identifier(source, name, folded)?,
    };
    found.possible.unite(&source.opaque());
    Ok(found)
}
