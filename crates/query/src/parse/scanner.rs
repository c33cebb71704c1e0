//! The text, the place in it, and what has been found so far.

use std::ops::Range;

use super::{ParseError, Token, TokenKind};

/// Walks the text once from start to end.
pub(super) struct Scanner<'a> {
    pub text: &'a str,
    pub at: usize,
    pub depth: usize,
    pub expressions: usize,
    pub errors: Vec<ParseError>,
    pub tokens: Vec<Token>,
}

/// A quoted text that has been read.
pub(super) struct Quoted {
    pub span: Range<usize>,
    pub text: String,
    pub closed: bool,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0, expressions: 0, errors: Vec::new(), tokens: Vec::new() }
    }

    pub fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Whether a word ends here: at the end, at white space or at a parenthesis.
    pub fn at_word_end(&self) -> bool {
        is_word_end(self.rest())
    }

    pub fn error(&mut self, span: Range<usize>, message: &str) {
        self.errors.push(ParseError { span, message: message.to_owned() });
    }

    pub fn token(&mut self, span: Range<usize>, kind: TokenKind) {
        self.tokens.push(Token { span, kind });
    }

    /// Takes an operator of that many bytes.
    pub fn operator(&mut self, length: usize) -> Range<usize> {
        let span = self.at..self.at + length;
        self.at = span.end;
        self.token(span.clone(), TokenKind::Operator);
        span
    }

    /// Whether the next word is exactly this operator.
    pub fn at_keyword(&self, word: &str) -> bool {
        let after = self.rest().strip_prefix(word);
        after.is_some_and(is_word_end)
    }

    /// Takes the characters up to the end of the word, or to a character that stops it.
    pub fn word(&mut self, stops: impl Fn(char) -> bool) -> Range<usize> {
        let rest = self.rest();
        let length = rest.find(|c| ends_word(c) || stops(c)).unwrap_or(rest.len());
        let span = self.at..self.at + length;
        self.at = span.end;
        span
    }

    /// Takes a quoted text; the place is at its opening quote. A backslash stands before that
    /// quote and before a backslash; before anything else it is itself.
    pub fn quoted(&mut self, quote: char) -> Quoted {
        let start = self.at;
        let mut text = String::new();
        let mut chars = self.rest().char_indices().skip(1).peekable();
        while let Some((index, c)) = chars.next() {
            if c == quote {
                self.at = start + index + 1;
                return Quoted { span: start..self.at, text, closed: true };
            }
            let escaped = chars.next_if(|(_, next)| c == '\\' && (*next == quote || *next == '\\'));
            text.push(escaped.map_or(c, |(_, next)| next));
        }
        self.at = self.text.len();
        Quoted { span: start..self.at, text, closed: false }
    }
}

/// Whether a word ends where this text follows.
pub(super) fn is_word_end(rest: &str) -> bool {
    rest.chars().next().is_none_or(ends_word)
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')')
}
