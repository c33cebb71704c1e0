//! One condition on a line: a text, or a field with what is asked of it.

use std::ops::Range;

use super::{TokenKind, scanner::Scanner};
use crate::{
    tree::{Atom, Node, Precision, Term},
    word,
};

impl Scanner<'_> {
    /// `atom := "(" query ")" | path ":" value | [eq] text | ["="] pattern`.
    pub(super) fn atom(&mut self) -> Option<Node<Atom>> {
        if let Some(end) = self.expression_end() {
            let pattern = self.expression(Precision::default(), end)?;
            return Some(Node::Leaf(Atom::Pattern(pattern)));
        }
        match self.peek() {
            Some('(') => self.group(Self::atom),
            Some('=') => self.strict_text(),
            Some(quote @ ('"' | '\'')) => {
                let quoted = self.quoted(quote);
                if quoted.closed && self.peek() == Some(':') {
                    self.token(quoted.span.clone(), TokenKind::Field);
                    return self.field(quoted.text, quoted.span);
                }
                self.phrase(quoted, Precision::default()).map(|term| Node::Leaf(Atom::Text(term)))
            }
            _ => self.word_or_field(),
        }
    }

    fn word_or_field(&mut self) -> Option<Node<Atom>> {
        let span = self.word(|c| c == ':');
        if self.peek() != Some(':') {
            return self.bare(Precision::default(), span);
        }
        if span.is_empty() {
            let colon = self.operator(1);
            self.error(colon, "the field name before the colon is missing");
            return None;
        }
        self.token(span.clone(), TokenKind::Field);
        self.field(self.text[span.clone()].to_owned(), span)
    }

    fn strict_text(&mut self) -> Option<Node<Atom>> {
        let (precision, sign) = self.precision();
        if let Some(end) = self.expression_end().filter(|_| !precision.whole) {
            let pattern = self.expression(precision, end)?;
            return Some(Node::Leaf(Atom::Pattern(pattern)));
        }
        match self.peek() {
            Some(quote @ ('"' | '\'')) => {
                let quoted = self.quoted(quote);
                self.phrase(quoted, precision).map(|term| Node::Leaf(Atom::Text(term)))
            }
            _ if self.at_word_end() => {
                self.error(sign, &format!("the term after {} is missing", precision.sign()));
                None
            }
            _ => {
                let span = self.word(|_| false);
                self.bare(precision, span)
            }
        }
    }

    fn bare(&mut self, precision: Precision, span: Range<usize>) -> Option<Node<Atom>> {
        let (atom, is_short) = if self.is_wildcard(precision, &span) {
            let pattern = self.wildcard(precision, &span)?;
            let is_short = Self::is_short(&pattern);
            (Atom::Pattern(pattern), is_short)
        } else {
            self.token(span.clone(), TokenKind::Text);
            let text = self.text[span.clone()].to_owned();
            let mut chars = text.chars();
            let is_short = chars.next().is_some_and(word::is_word) && chars.next().is_none();
            (Atom::Text(Term { precision, text, quoted: false }), is_short)
        };
        if is_short {
            self.error(span, "a term needs at least two characters");
        }
        Some(Node::Leaf(atom))
    }
}
