//! The ladder of AND, OR, NOT and parentheses, the same for a query and for the values of one
//! field.

use std::ops::Range;

use super::{MAX_DEPTH, scanner::Scanner};
use crate::tree::Node;

/// Reads one leaf, or a group of them; None after an error, and then it has moved on.
pub(super) type Leaf<'a, L> = fn(&mut Scanner<'a>) -> Option<Node<L>>;

/// What a conjunction gave.
pub(super) struct All<L> {
    pub node: Option<Node<L>>,
    /// Whether there was no text at all, understood or not.
    pub empty: bool,
}

impl<'a> Scanner<'a> {
    /// `and := or { ["AND"] or }`, up to a closing parenthesis or the end.
    pub(super) fn all<L>(&mut self, leaf: Leaf<'a, L>) -> All<L> {
        let mut parts = Vec::new();
        let mut empty = true;
        let mut waiting: Option<Range<usize>> = None;
        loop {
            self.skip_space();
            if self.peek().is_none_or(|c| c == ')') {
                break;
            }
            if self.at_keyword("AND") {
                let span = self.operator(3);
                if !empty && waiting.is_none() {
                    waiting = Some(span);
                } else {
                    self.dangling(span, "AND");
                }
            } else if self.at_keyword("OR") {
                let span = self.operator(2);
                self.dangling(span, "OR");
            } else {
                parts.extend(self.any(leaf));
                waiting = None;
            }
            empty = false;
        }
        if let Some(span) = waiting {
            self.dangling(span, "AND");
        }
        All { node: if parts.is_empty() { None } else { Some(Node::all(parts)) }, empty }
    }

    /// `or := unary { "OR" unary }`.
    fn any<L>(&mut self, leaf: Leaf<'a, L>) -> Option<Node<L>> {
        let mut parts = Vec::new();
        parts.extend(self.unary(leaf));
        loop {
            self.skip_space();
            if !self.at_keyword("OR") {
                break;
            }
            let span = self.operator(2);
            if self.at_operand() {
                parts.extend(self.unary(leaf));
            } else {
                self.dangling(span, "OR");
            }
        }
        if parts.is_empty() { None } else { Some(Node::any(parts)) }
    }

    /// `unary := { "-" | "NOT" } leaf`.
    fn unary<L>(&mut self, leaf: Leaf<'a, L>) -> Option<Node<L>> {
        let mut negated = false;
        loop {
            if self.peek() == Some('-') {
                let span = self.operator(1);
                if self.peek().is_none_or(|c| c.is_whitespace()) || !self.at_operand() {
                    self.error(span, "- needs something right after it");
                    return None;
                }
            } else if self.at_keyword("NOT") {
                let span = self.operator(3);
                if !self.at_operand() {
                    self.error(span, "NOT needs something after it");
                    return None;
                }
            } else {
                break;
            }
            negated = !negated;
        }
        let node = leaf(self)?;
        Some(if negated { node.negate() } else { node })
    }

    /// `"(" and ")"`; the place is at the opening parenthesis.
    pub(super) fn group<L>(&mut self, leaf: Leaf<'a, L>) -> Option<Node<L>> {
        let open = self.operator(1);
        if self.depth == MAX_DEPTH {
            self.error(open, &format!("parentheses nest deeper than {MAX_DEPTH}"));
            self.skip_group();
            return None;
        }
        self.depth += 1;
        let All { node, empty } = self.all(leaf);
        self.depth -= 1;
        if self.peek().is_none() {
            self.error(open, "the parenthesis is not closed");
        } else {
            let close = self.operator(1);
            if empty {
                self.error(open.start..close.end, "the parentheses hold nothing");
            }
        }
        node
    }

    /// Passes over what is nested too deep, up to and with the parenthesis that closes it.
    fn skip_group(&mut self) {
        let mut open = 1_usize;
        let mut token_start = true;
        while let Some(c) = self.peek() {
            match c {
                '"' | '\'' if token_start => drop(self.quoted(c)),
                _ => self.at += c.len_utf8(),
            }
            match c {
                '(' => open += 1,
                ')' => open -= 1,
                _ => {}
            }
            if open == 0 {
                break;
            }
            token_start = c.is_whitespace() || matches!(c, '(' | ')' | ':' | '=' | '-');
        }
    }

    /// Whether something follows that an operator can apply to.
    fn at_operand(&mut self) -> bool {
        self.skip_space();
        self.peek().is_some_and(|c| c != ')') && !self.at_keyword("AND") && !self.at_keyword("OR")
    }

    fn dangling(&mut self, span: Range<usize>, operator: &str) {
        self.error(span, &format!("{operator} needs something on both sides"));
    }
}
