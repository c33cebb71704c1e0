//! What is asked of a field: everything after its colon.

use std::ops::Range;

use super::{
    TokenKind,
    scanner::{Quoted, Scanner},
};
use crate::{
    number::Number,
    tree::{Atom, Comparison, Node, Precision, Term, Test},
};

impl Scanner<'_> {
    /// `value := "(" tests ")" | test`; the place is at the colon.
    pub(super) fn field(&mut self, path: String, span: Range<usize>) -> Option<Node<Atom>> {
        let colon = self.operator(1);
        let condition = if self.peek() == Some('(') {
            self.group(Self::test)?
        } else if self.at_word_end() {
            self.error(span.start..colon.end, "the value after the colon is missing");
            return None;
        } else {
            self.test()?
        };
        Some(Node::Leaf(Atom::Field { path, condition }))
    }

    /// `test := "*" | cmp number | [eq] ( list | text ) | ["="] pattern | "(" tests ")"`.
    pub(super) fn test(&mut self) -> Option<Node<Test>> {
        match self.peek() {
            Some('(') => return self.group(Self::test),
            Some('*') if self.at_keyword("*") => {
                self.operator(1);
                return Some(Node::Leaf(Test::Exists));
            }
            Some('<' | '>') => return self.comparison().map(Node::Leaf),
            _ => {}
        }
        let start = self.at;
        let (precision, _) = self.precision();
        if let Some(end) = self.expression_end().filter(|_| !precision.whole) {
            return self.expression(precision, end).map(|pattern| Node::Leaf(Test::Pattern(pattern)));
        }
        let test = match self.peek() {
            Some('[') => self.list(precision),
            Some(quote @ ('"' | '\'')) => {
                let quoted = self.quoted(quote);
                self.phrase(quoted, precision).map(Test::Text)
            }
            _ if self.at_word_end() => {
                // The colon stands right before the sign unless this is inside parentheses.
                let colon = usize::from(self.text[..start].ends_with(':'));
                let message = format!("the value after {} is missing", precision.sign());
                self.error(start - colon..self.at, &message);
                None
            }
            _ => {
                let span = self.word(|_| false);
                if self.is_wildcard(precision, &span) {
                    return self.wildcard(precision, &span).map(|pattern| Node::Leaf(Test::Pattern(pattern)));
                }
                let term = Term { precision, text: self.text[span.clone()].to_owned(), quoted: false };
                let kind = if term.number().is_some() { TokenKind::Number } else { TokenKind::Text };
                self.token(span, kind);
                Some(Test::Text(term))
            }
        };
        test.map(Node::Leaf)
    }

    fn comparison(&mut self) -> Option<Test> {
        use Comparison::{Greater, GreaterOrEqual, Less, LessOrEqual};
        let signs = [GreaterOrEqual, LessOrEqual, Greater, Less];
        let comparison = signs.into_iter().find(|sign| self.rest().starts_with(sign.sign()))?;
        let sign = self.operator(comparison.sign().len());
        let after_sign = self.at;
        self.skip_space();
        let number = self.word(|_| false);
        if let Some(limit) = Number::parse(&self.text[number.clone()]) {
            self.token(number, TokenKind::Number);
            return Some(Test::Compare { comparison, limit });
        }
        // What stands apart from the sign is read again as something of its own.
        if number.start > after_sign {
            self.at = after_sign;
            self.error(sign, "a comparison needs a number");
        } else {
            if !number.is_empty() {
                self.token(number.clone(), TokenKind::Text);
            }
            self.error(sign.start..number.end, "a comparison needs a number");
        }
        None
    }

    /// `list := "[" text { "," text } "]"`. White space and symbols are part of a text; one
    /// that is wholly in double quotes may also hold commas and brackets.
    fn list(&mut self, precision: Precision) -> Option<Test> {
        let open = self.operator(1);
        let mut texts = Vec::new();
        let mut count = 0;
        let closed = loop {
            let empty_at = self.at;
            let text = self.list_text();
            let end = self.peek();
            let lone = count == 0 && end != Some(',');
            count += 1;
            if !text.is_empty() {
                texts.push(text);
            } else if !lone {
                self.error(empty_at..(empty_at + 1).min(self.text.len()), "a text in the brackets is empty");
            }
            match end {
                Some(',') => drop(self.operator(1)),
                Some(_) => {
                    let close = self.operator(1);
                    if lone && texts.is_empty() {
                        self.error(open.start..close.end, "the brackets hold nothing");
                    }
                    break true;
                }
                None => break false,
            }
        };
        if !closed {
            self.error(open, "the bracket is not closed");
        }
        if texts.is_empty() { None } else { Some(Test::OneOf { precision, texts }) }
    }

    fn list_text(&mut self) -> String {
        let start = self.at;
        if self.peek() == Some('"') {
            let quoted = self.quoted('"');
            if quoted.closed && matches!(self.peek(), Some(',' | ']')) {
                self.token(quoted.span, TokenKind::Phrase);
                return quoted.text;
            }
            self.at = start;
        }
        let rest = self.rest();
        let length = rest.find([',', ']']).unwrap_or(rest.len());
        self.at += length;
        if length > 0 {
            self.token(start..self.at, TokenKind::Text);
        }
        rest[..length].to_owned()
    }

    /// Takes up to three `=`.
    pub(super) fn precision(&mut self) -> (Precision, Range<usize>) {
        let length = self.rest().bytes().take(3).take_while(|byte| *byte == b'=').count();
        let precision = Precision { cased: length % 2 == 1, whole: length >= 2 };
        let span = if length == 0 { self.at..self.at } else { self.operator(length) };
        (precision, span)
    }

    pub(super) fn phrase(&mut self, quoted: Quoted, precision: Precision) -> Option<Term> {
        self.token(quoted.span.clone(), TokenKind::Phrase);
        if !quoted.closed {
            self.error(quoted.span, "the quote is not closed");
        } else if quoted.text.is_empty() {
            self.error(quoted.span, "the quotes hold nothing");
        }
        let text = quoted.text;
        if text.is_empty() { None } else { Some(Term { precision, text, quoted: true }) }
    }
}
