//! What stands at the cursor of a query that is being typed.

use std::ops::Range;

use query::TokenKind;

/// What is being written, and what would be replaced by what was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The whole text.
    text: String,
    /// The bytes that a suggestion replaces.
    span: Range<usize>,
    /// The field whose value is written; none where a field or a word is.
    pub field: Option<String>,
    /// What is written of it so far.
    pub begun: String,
}

impl Place {
    /// Looks at a text around the cursor, which is counted in UTF-16 units.
    pub fn find(text: &str, cursor: u32) -> Self {
        let at = byte_at(text, cursor);
        let start = word_start(text, at);
        let word = &text[start..at];
        let signs = word.len() - word.trim_start_matches(['-', '(']).len();
        let own = &word[signs..];
        let end = at + text[at..].find([' ', ')', '(']).unwrap_or(text.len() - at);
        let new = |from: usize, field: Option<&str>, begun: &str| Self {
            text: text.to_owned(),
            span: from..end,
            field: field.map(str::to_owned),
            begun: begun.to_owned(),
        };
        // Only a colon that the parser takes for one splits field and value.
        let is_field = query::parse(text)
            .tokens
            .iter()
            .any(|token| token.kind == TokenKind::Field && token.span.start == start + signs);
        match own.split_once(':') {
            Some((field, value)) if is_field => {
                let begun = value.trim_start_matches('=').trim_matches('"');
                new(start + signs + field.len() + 1, Some(field.trim_matches('"')), begun)
            }
            _ => new(start + signs, None, own),
        }
    }

    /// The text without what is being written, as far as it can be asked.
    pub fn rest(&self) -> String {
        let field = self.field.as_ref().map_or(0, |field| field.len() + 1);
        let start = self.span.start.saturating_sub(field);
        let before = self.text.get(..start).unwrap_or_default().trim_end_matches(['-', '(']);
        let behind = self.text[self.span.end..].trim();
        format!("{} {behind}", before.trim()).trim().to_owned()
    }

    /// The text with something in place of what is written, and where the cursor is then.
    pub fn with(&self, replacement: &str) -> (String, u32) {
        let before = format!("{}{replacement}", &self.text[..self.span.start]);
        let cursor = u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX);
        (format!("{before}{}", &self.text[self.span.end..]), cursor)
    }
}

fn byte_at(text: &str, cursor: u32) -> usize {
    let mut left = cursor as usize;
    for (at, letter) in text.char_indices() {
        if left < letter.len_utf16() {
            return at;
        }
        left -= letter.len_utf16();
    }
    text.len()
}

/// Where the word at a place begins: behind white space that is not inside quotes.
fn word_start(text: &str, at: usize) -> usize {
    let (mut start, mut quoted) = (0, false);
    for (place, letter) in text[..at].char_indices() {
        match letter {
            '"' => quoted = !quoted,
            letter if letter.is_whitespace() && !quoted => start = place + letter.len_utf8(),
            _ => {}
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cursor stands where the bar is.
    fn place(text: &str) -> Place {
        let cursor = text.split('|').next().unwrap().encode_utf16().count();
        Place::find(&text.replace('|', ""), u32::try_from(cursor).unwrap())
    }

    fn check(text: &str, field: Option<&str>, begun: &str, replaced: &str) {
        let place = place(text);
        assert_eq!((place.field.as_deref(), place.begun.as_str()), (field, begun), "{text}");
        let (text, cursor) = place.with("X");
        let at = text.char_indices().nth(cursor as usize).map_or(text.len(), |(at, _)| at);
        assert_eq!(format!("{}|{}", &text[..at], &text[at..]), replaced);
    }

    #[test]
    fn a_field_a_value_or_a_word_is_being_written() {
        check("|", None, "", "X|");
        check("outc|", None, "outc", "X|");
        check("kms -(outc| a", None, "outc", "kms -(X| a");
        check("outcome:fa| kms", Some("outcome"), "fa", "outcome:X| kms");
        check("outcome:==\"fa|", Some("outcome"), "fa", "outcome:X|");
        check("a.b:|", Some("a.b"), "", "a.b:X|");
        check("ü action:del|", Some("action"), "del", "ü action:X|");
    }

    #[test]
    fn the_rest_is_what_the_query_asks_beside_it() {
        assert_eq!(place("kms outcome:fa| iam").rest(), "kms iam");
        assert_eq!(place("kms -out|").rest(), "kms");
        assert_eq!(place("|").rest(), "");
    }
}
