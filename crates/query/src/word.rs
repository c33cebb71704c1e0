//! What a word is.
//!
//! Word characters are letters, digits and combining marks; everything else separates, the
//! underscore and emoji included. A maximal run of word characters is a word. A run written
//! in camelCase is in addition every hump: a hump starts at an upper-case letter right after a
//! lower-case one (`Syntax|Error`), and at the last upper-case letter of several before a
//! lower-case one (`HTTP|Server`). Letters and digits are not split from each other.
//!
//! An id is one word. A UUID, which is 8, 4, 4, 4 and 12 hexadecimal digits with hyphens between
//! and no word character at either end, is one run: no word starts or ends inside it. And a run of
//! 16 to 128 hexadecimal digits and nothing else has no humps.

use std::ops::Range;

mod id;

/// Whether a character is part of words.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_mark(c) }
}

/// Every word of a text as its byte range: each run, followed by its humps if it has several.
///
/// ```
/// let text = "user_id: SyntaxError";
/// let words: Vec<_> = query::word::ranges(text).map(|range| &text[range]).collect();
/// assert_eq!(words, ["user", "id", "SyntaxError", "Syntax", "Error"]);
/// ```
pub fn ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    runs(text).flat_map(|run| {
        let several = humps(text, run.clone()).nth(1).is_some();
        let humps = several.then(|| humps(text, run.clone()));
        std::iter::once(run).chain(humps.into_iter().flatten())
    })
}

/// The maximal runs of word characters of a text.
pub(crate) fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_word)?;
        at = run_end(text, start);
        Some(start..at)
    })
}

/// The humps of one run; a run without a hump inside is its only hump.
fn humps(text: &str, run: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = run.start;
    std::iter::from_fn(move || {
        if start == run.end {
            return None;
        }
        let hump = start..hump_end(text, start);
        start = hump.end;
        Some(hump)
    })
}

/// Whether a word starts at this place: a run, or a hump inside one.
pub(crate) fn starts_at(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let Some(first) = after.chars().next() else { return false };
    match before.chars().next_back() {
        _ if !is_word(first) => false,
        Some(before) if is_word(before) => is_hump(text, at),
        Some('-') if first.is_ascii_hexdigit() => !id::goes_over(text, at),
        _ => true,
    }
}

/// Whether a word ends at this place: a run, or a hump inside one.
pub(crate) fn ends_at(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let Some(last) = before.chars().next_back() else { return false };
    match after.chars().next() {
        _ if !is_word(last) => false,
        Some(after) if is_word(after) => is_hump(text, at),
        Some('-') if last.is_ascii_hexdigit() => !id::goes_over(text, at),
        _ => true,
    }
}

/// Whether a hump starts at this place, with a word character before it.
fn is_hump(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let mut following = after.chars();
    let (Some(before), Some(first)) = (before.chars().next_back(), following.next()) else { return false };
    let hump = first.is_uppercase()
        && (before.is_lowercase()
            || before.is_uppercase() && following.next().is_some_and(char::is_lowercase));
    let hex = || before.is_ascii_hexdigit() && first.is_ascii_hexdigit();
    hump && !(hex() && (id::is_in_hex_run(text, at) || id::goes_over(text, at)))
}

/// The end of the run that starts at this place.
pub(crate) fn run_end(text: &str, at: usize) -> usize {
    let end = text[at..].find(|c| !is_word(c)).map_or(text.len(), |length| at + length);
    id_end(text, at, end).unwrap_or(end)
}

/// The end of the UUID that starts at this place, where the word characters go up to `end`.
fn id_end(text: &str, at: usize, end: usize) -> Option<usize> {
    let may_be = end - at == id::FIRST && text.as_bytes().get(end) == Some(&b'-');
    (may_be && id::starts(text, at)).then_some(at + id::LENGTH)
}

/// The first group of a UUID, where a text from its start to its end could be the beginning of
/// one and goes on behind that group.
pub(crate) fn id_group(text: &str) -> Option<&str> {
    if id::may_be(text) { text.get(..id::FIRST) } else { None }
}

/// The end of the hump that starts at this place.
pub(crate) fn hump_end(text: &str, at: usize) -> usize {
    let mut rest = text[at..].char_indices().skip(1);
    let end = rest.find(|(length, c)| !is_word(*c) || is_hump(text, at + length));
    let end = end.map_or(text.len(), |(length, _)| at + length);
    id_end(text, at, end).unwrap_or(end)
}

/// Combining marks, which belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}'
        | '\u{0483}'..='\u{0489}'
        | '\u{0591}'..='\u{05BD}'
        | '\u{064B}'..='\u{065F}'
        | '\u{0900}'..='\u{0903}'
        | '\u{093A}'..='\u{094F}'
        | '\u{1AB0}'..='\u{1AFF}'
        | '\u{20D0}'..='\u{20FF}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FE20}'..='\u{FE2F}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let words: Vec<_> = ranges(text).map(|range| &text[range]).collect();
        assert_eq!(words, expected, "{text}");
    }

    #[test]
    fn words_split_at_everything_but_letters_digits_and_marks() {
        check("", &[]);
        check("a_b-c.d e", &["a", "b", "c", "d", "e"]);
        check("sha256 10x", &["sha256", "10x"]);
        check("caf\u{65}\u{301} naïve", &["caf\u{65}\u{301}", "naïve"]);
        check("日本語 ok😀no", &["日本語", "ok", "no"]);
    }

    #[test]
    fn camel_case_is_one_word_and_each_of_its_humps() {
        check("reasonCode", &["reasonCode", "reason", "Code"]);
        check("HTTPServer", &["HTTPServer", "HTTP", "Server"]);
        check("HTTP", &["HTTP"]);
        check("aBC", &["aBC", "a", "BC"]);
        check("v2Beta", &["v2Beta"]);
        check("ÉtatÉtat", &["ÉtatÉtat", "État", "État"]);
    }

    #[test]
    fn an_id_is_one_word() {
        const ID: &str = "3aBd1d8e-7c12-4F0b-9aBc-00112233aAbB";
        check(ID, &[ID]);
        check(&format!("x:{ID}-{ID}/"), &["x", ID, ID]);
        check(
            &format!("{ID}z"),
            &[
                "3aBd1d8e",
                "3a",
                "Bd1d8e",
                "7c12",
                "4F0b",
                "9aBc",
                "9a",
                "Bc",
                "00112233aAbBz",
                "00112233a",
                "Ab",
                "Bz",
            ],
        );
        check(&format!("_{ID}\u{301}")[..10], &["3aBd1d8e", "3a", "Bd1d8e"]);
        check(
            &ID[..35],
            &[
                "3aBd1d8e",
                "3a",
                "Bd1d8e",
                "7c12",
                "4F0b",
                "9aBc",
                "9a",
                "Bc",
                "00112233aAb",
                "00112233a",
                "Ab",
            ],
        );
        for at in 0..=ID.len() {
            assert_eq!((starts_at(ID, at), ends_at(ID, at)), (at == 0, at == ID.len()), "{at}");
        }
        check("aBcDeF0123456789", &["aBcDeF0123456789"]);
        check("aBcDeF012345678", &["aBcDeF012345678", "a", "Bc", "De", "F012345678"]);
        check("aBcDeF0123456789g", &["aBcDeF0123456789g", "a", "Bc", "De", "F0123456789g"]);
    }
}
