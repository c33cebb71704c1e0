//! A pattern to find in texts, made ready once and asked many times.

#[cfg(feature = "regex")]
use std::cell::Cell;
use std::ops::Range;

#[cfg(feature = "regex")]
use expression::Allowance;

use crate::{
    needle::Needle,
    needs,
    tree::{self, PatternKind},
};

/// A pattern to find: a wildcard or a regular expression.
#[derive(Debug, Clone)]
pub struct Pattern(Kind);

#[derive(Debug, Clone)]
enum Kind {
    /// The pieces between the asterisks, which must follow each other.
    Wildcard(Vec<Needle>),
    /// None if it can not be compiled, which the parser has told before.
    #[cfg(feature = "regex")]
    Expression(Option<expression::Expression>),
    #[cfg(not(feature = "regex"))]
    Expression,
}

impl Pattern {
    pub(crate) fn new(pattern: &tree::Pattern) -> Self {
        Self(match pattern.kind {
            PatternKind::Wildcard => Kind::Wildcard(Needle::pieces(&pattern.text, pattern.cased)),
            #[cfg(feature = "regex")]
            PatternKind::Expression => Kind::Expression(compile(&pattern.text, pattern.cased).ok()),
            #[cfg(not(feature = "regex"))]
            PatternKind::Expression => Kind::Expression,
        })
    }

    /// Whether the text has it somewhere.
    pub fn is_in(&self, text: &str) -> bool {
        match &self.0 {
            // Each piece is taken as early as it comes: that leaves the most for those after it.
            Kind::Wildcard(pieces) => pieces
                .iter()
                .try_fold(0, |from, piece| piece.find(text, from).map(|range| range.end))
                .is_some(),
            #[cfg(feature = "regex")]
            Kind::Expression(expression) => {
                expression.as_ref().is_some_and(|expression| expression.is_match(text))
            }
            #[cfg(not(feature = "regex"))]
            Kind::Expression => false,
        }
    }

    /// Whether any of the texts has it that `any` hands out until one has; none where none was found to have
    /// it and not all of each was seen.
    #[cfg(feature = "regex")]
    pub(crate) fn look(
        &self,
        allowance: &Allowance,
        any: impl FnOnce(&dyn Fn(&str) -> bool) -> bool,
    ) -> Option<bool> {
        let Kind::Expression(Some(expression)) = &self.0 else {
            return Some(any(&|text| self.is_in(text)));
        };
        let is_unsure = Cell::new(false);
        let found = any(&|text| {
            expression.look(text, allowance).unwrap_or_else(|| {
                is_unsure.set(true);
                false
            })
        });
        (found || !is_unsure.get()).then_some(found)
    }

    /// Words that a text is sure to have when it has the pattern, as
    /// [`FieldCheck::needs`](crate::FieldCheck::needs) tells them.
    pub fn needs(&self) -> Option<Vec<Vec<Needle>>> {
        match &self.0 {
            Kind::Wildcard(pieces) => needs::of_pieces(pieces),
            _ => None,
        }
    }

    /// Where the pieces of a wildcard are, at or after `from`; an expression has none.
    pub(crate) fn find(&self, text: &str, from: usize) -> Option<Vec<Range<usize>>> {
        let Kind::Wildcard(pieces) = &self.0 else { return None };
        let mut from = from;
        let place = |piece: &Needle| {
            let range = piece.find(text, from)?;
            from = range.end;
            Some(range)
        };
        pieces.iter().map(place).collect()
    }
}

/// Compiles an expression within limits of time and memory, or tells what is wrong with it.
#[cfg(feature = "regex")]
pub(crate) fn compile(text: &str, cased: bool) -> Result<expression::Expression, String> {
    const MEMORY: usize = 512 * 1024;
    expression::Expression::new(text, cased, MEMORY).map_err(|error| error.to_string())
}
