//! A text to find in other texts, folded once and compared many times.

use std::ops::Range;

use crate::{
    tree::{Precision, Term},
    word,
};

/// A text to find in others: a word, or a literal text with its symbols.
#[derive(Debug, Clone)]
pub struct Needle {
    /// Lower case unless case matters.
    text: String,
    cased: bool,
    place: Place,
}

#[derive(Debug, Clone, Copy)]
enum Place {
    /// Anywhere between these bounds.
    Literal { word_start: bool, word_end: bool },
    /// Inside one word, from its start; to its end if it must be the whole word.
    Word { whole: bool },
}

/// Where a match ended.
struct End {
    at: usize,
    /// Whether it ended between two characters and not inside one that folds to several.
    clean: bool,
}

impl Needle {
    /// The literal text of a term: it begins where a word begins if it begins with a word
    /// character, and ends likewise where the whole is wanted.
    pub(crate) fn literal(text: &str, precision: Precision) -> Self {
        let word_start = text.chars().next().is_some_and(word::is_word);
        let word_end = precision.whole && text.chars().next_back().is_some_and(word::is_word);
        Self::new(text, precision.cased, Place::Literal { word_start, word_end })
    }

    /// The pieces of a wildcard, in their order.
    pub(crate) fn pieces(wildcard: &str, cased: bool) -> Vec<Self> {
        let pieces = wildcard.split('*').filter(|piece| !piece.is_empty());
        let (first, last) = (!wildcard.starts_with('*'), !wildcard.ends_with('*'));
        let mut pieces = pieces.enumerate().peekable();
        let mut needles = Vec::new();
        while let Some((index, piece)) = pieces.next() {
            let is_last = last && pieces.peek().is_none();
            let word_start = first && index == 0 && piece.starts_with(word::is_word);
            let word_end = is_last && piece.ends_with(word::is_word);
            needles.push(Self::new(piece, cased, Place::Literal { word_start, word_end }));
        }
        needles
    }

    /// A word, or the beginning of one.
    pub(crate) fn word(text: &str, precision: Precision) -> Self {
        Self::new(text, precision.cased, Place::Word { whole: precision.whole })
    }

    /// The words of a term that must all be present: the last may be the beginning of one.
    ///
    /// A term that ends like the beginning of a UUID could go on to be one, so only its first
    /// digits are asked for there, as the beginning of a word.
    pub(crate) fn words_of(term: &Term) -> Vec<Self> {
        let Term { precision, text, .. } = term;
        let goes_on = !(precision.whole && text.ends_with(word::is_word));
        let mut runs = word::runs(text).peekable();
        let mut words = Vec::new();
        while let Some(run) = runs.next() {
            let rest = &text[run.start..];
            if run.len() < rest.len()
                && let Some(group) = word::id_group(rest).filter(|_| goes_on)
            {
                words.push(Self::word(group, Precision { whole: false, ..*precision }));
                break;
            }
            let whole = precision.whole || runs.peek().is_some();
            words.push(Self::word(&text[run], Precision { whole, ..*precision }));
        }
        words
    }

    fn new(text: &str, cased: bool, place: Place) -> Self {
        let text = if cased { text.to_owned() } else { fold(text).collect() };
        Self { text, cased, place }
    }

    /// Whether the text holds it.
    pub fn is_in(&self, text: &str) -> bool {
        self.find(text, 0).is_some()
    }

    /// The text to find, [folded](fold()) unless case matters.
    pub fn folded(&self) -> &str {
        &self.text
    }

    /// Whether upper and lower case are different.
    pub fn is_cased(&self) -> bool {
        self.cased
    }

    /// Whether a word must be it as a whole, or a literal text end where a word ends.
    pub fn is_whole(&self) -> bool {
        match self.place {
            Place::Literal { word_end, .. } => word_end,
            Place::Word { whole } => whole,
        }
    }

    /// Whether it may begin inside a word though it begins with a word character.
    pub(crate) fn may_begin_inside(&self) -> bool {
        matches!(self.place, Place::Literal { word_start: false, .. }) && self.text.starts_with(word::is_word)
    }

    /// The first place at or after `from` where it is.
    pub(crate) fn find(&self, text: &str, from: usize) -> Option<Range<usize>> {
        if text.is_ascii() { self.find_ascii(text, from) } else { self.find_any(text, from) }
    }

    /// Nothing but ASCII folds to ASCII here, so bytes can be compared.
    fn find_ascii(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let (hay, needle) = (text.as_bytes(), self.text.as_bytes());
        let first = *needle.first()?;
        let other = if self.cased { first } else { first.to_ascii_uppercase() };
        let last = hay.len().checked_sub(needle.len())?;
        let mut at = from;
        while at <= last {
            at += hay[at..=last].iter().position(|byte| *byte == first || *byte == other)?;
            let end = at + needle.len();
            let same = |found: &[u8]| {
                if self.cased { found == needle } else { found.eq_ignore_ascii_case(needle) }
            };
            if self.may_begin(text, at)
                && same(&hay[at..end])
                && self.may_end(text, at, &End { at: end, clean: true })
            {
                return Some(at..end);
            }
            at += 1;
        }
        None
    }

    fn find_any(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let first = self.text.chars().next()?;
        text[from..].char_indices().map(|(index, c)| (from + index, c)).find_map(|(at, c)| {
            let begins = if self.cased { c == first } else { c.to_lowercase().next() == Some(first) };
            if !begins || !self.may_begin(text, at) {
                return None;
            }
            let end = self.end(text, at)?;
            self.may_end(text, at, &end).then_some(at..end.at)
        })
    }

    /// Where it ends if it is at this place.
    fn end(&self, text: &str, at: usize) -> Option<End> {
        let mut wanted = self.text.chars();
        let mut end = End { at, clean: true };
        let mut chars = text[at..].chars();
        while !wanted.as_str().is_empty() {
            let c = chars.next()?;
            end.at += c.len_utf8();
            if self.cased {
                wanted.next().filter(|wanted| *wanted == c)?;
                continue;
            }
            for folded in c.to_lowercase() {
                match wanted.next() {
                    Some(wanted) if wanted == folded => {}
                    Some(_) => return None,
                    None => end.clean = false,
                }
            }
        }
        Some(end)
    }

    /// Whether a match may begin here. Asked before the texts are compared: a long needle of
    /// one repeated character would be compared at every place of a long run of it.
    fn may_begin(&self, text: &str, at: usize) -> bool {
        matches!(self.place, Place::Literal { word_start: false, .. }) || word::starts_at(text, at)
    }

    /// Whether a match that may begin here ends where it may.
    fn may_end(&self, text: &str, at: usize, end: &End) -> bool {
        match self.place {
            Place::Literal { word_end, .. } => !word_end || end.clean && word::ends_at(text, end.at),
            Place::Word { whole } => in_one_word(text, at, end, whole),
        }
    }
}

/// Whether a match that starts where a word starts stays inside one word.
fn in_one_word(text: &str, at: usize, end: &End, whole: bool) -> bool {
    let starts_run = !text[..at].chars().next_back().is_some_and(word::is_word);
    if starts_run {
        let run_end = word::run_end(text, at);
        if if whole { end.clean && end.at == run_end } else { end.at <= run_end } {
            return true;
        }
    }
    // Only the hump is walked, never the rest of the run: a long run of many humps would be
    // walked again for each of them.
    let hump_end = word::hump_end(text, at);
    if whole { end.clean && end.at == hump_end } else { end.at <= hump_end }
}

/// A text in lower case, character by character: the form in which cases are equal.
pub fn fold(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_runs_are_walked_once_and_not_once_for_each_place() {
        let plain = Precision::default();
        let humps = "Aa".repeat(200_000);
        assert!(!Needle::word("aab", plain).is_in(&humps));
        assert!(!Needle::word("aaa", Precision { whole: true, ..plain }).is_in(&humps));
        let long = "a".repeat(200_000);
        assert!(!Needle::literal(&format!("{}b", &long[..16_000]), plain).is_in(&long));
        let accented = "é".repeat(200_000);
        assert!(!Needle::literal(&format!("{}b", &accented[..16_000]), plain).is_in(&accented));
        let id = "3a941d8e-7c12-4f0b-9abc-00112233aabb-".repeat(20_000);
        assert!(!Needle::word("7c12", plain).is_in(&id));
    }
}
