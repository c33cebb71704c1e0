//! Wildcards and regular expressions.

use std::ops::Range;

use super::{MAX_EXPRESSIONS, MAX_PATTERN, TokenKind, scanner::Scanner};
use crate::{
    tree::{Pattern, PatternKind, Precision},
    word,
};

impl Scanner<'_> {
    /// The end of the expression that begins here, if one does: its last slash is the first
    /// that is not escaped, and the word ends with it. Its parentheses pair, so that one which
    /// closes a group of the query ends the word as ever.
    pub(super) fn expression_end(&self) -> Option<usize> {
        let mut chars = self.rest().strip_prefix('/')?.char_indices();
        let (mut open, mut in_brackets) = (0_usize, false);
        while let Some((index, c)) = chars.next() {
            match c {
                '\\' => drop(chars.next().filter(|(_, c)| !c.is_whitespace())?),
                '/' => {
                    let ends = super::scanner::is_word_end(chars.as_str());
                    return (ends && index > 0 && open == 0).then_some(self.at + index + 2);
                }
                _ if c.is_whitespace() => return None,
                '[' | ']' => in_brackets = c == '[',
                '(' if !in_brackets => open += 1,
                ')' if !in_brackets => open = open.checked_sub(1)?,
                _ => {}
            }
        }
        None
    }

    /// Takes the expression up to its end.
    pub(super) fn expression(&mut self, precision: Precision, end: usize) -> Option<Pattern> {
        let span = self.at..end;
        self.at = end;
        self.token(span.clone(), TokenKind::Text);
        let text = &self.text[span.start + 1..end - 1];
        self.expressions += 1;
        if self.expressions > MAX_EXPRESSIONS {
            self.error(span, &format!("a query has at most {MAX_EXPRESSIONS} expressions"));
            return None;
        }
        let pattern = self.pattern(precision, PatternKind::Expression, text, &span)?;
        #[cfg(feature = "regex")]
        if let Err(cause) = crate::pattern::compile(&pattern.text, pattern.cased) {
            self.error(span, &cause);
            return None;
        }
        Some(pattern)
    }

    /// Whether a word with this operator before it is a wildcard.
    pub(super) fn is_wildcard(&self, precision: Precision, span: &Range<usize>) -> bool {
        !precision.whole && self.text[span.clone()].contains('*')
    }

    /// Makes a wildcard of a word that has been read.
    pub(super) fn wildcard(&mut self, precision: Precision, span: &Range<usize>) -> Option<Pattern> {
        self.token(span.clone(), TokenKind::Text);
        let mut chars: Vec<_> = self.text[span.clone()].chars().collect();
        chars.dedup_by(|c, before| *c == '*' && *before == '*');
        let text: String = chars.into_iter().collect();
        if text == "*" {
            self.error(span.clone(), "a * needs text beside it");
            return None;
        }
        self.pattern(precision, PatternKind::Wildcard, &text, span)
    }

    /// Whether a wildcard is as good as a single letter.
    pub(super) fn is_short(pattern: &Pattern) -> bool {
        let mut chars = pattern.text.chars().filter(|c| *c != '*');
        pattern.kind == PatternKind::Wildcard
            && chars.next().is_some_and(word::is_word)
            && chars.next().is_none()
    }

    fn pattern(
        &mut self,
        precision: Precision,
        kind: PatternKind,
        text: &str,
        span: &Range<usize>,
    ) -> Option<Pattern> {
        if text.len() > MAX_PATTERN {
            self.error(span.clone(), &format!("a pattern is longer than {MAX_PATTERN} bytes"));
            return None;
        }
        Some(Pattern { cased: precision.cased, kind, text: text.to_owned() })
    }
}
