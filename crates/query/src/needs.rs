//! Which words a text is sure to have when a literal text occurs in it.
//!
//! A run of word characters strictly inside the literal text is a whole run of any text that
//! holds it. The last run may go on. The first may begin at a hump; if it does, it either lies
//! inside that hump, or the hump is a whole word and the run goes on with the next hump. Where a
//! hump could end is not known without its case, so every such place is an alternative.

use std::ops::Range;

use crate::{needle::Needle, tree::Precision, word};

/// A first run that could be parted into humps at more places than this is not asked for.
const MAX_PARTS: usize = 48;

/// First humps up to this length, in characters, are too common to be asked for alone.
const SHORT_HUMP: usize = 2;

/// The alternatives for a literal text; None if it has no words to ask for.
pub(crate) fn of_literal(needle: &Needle) -> Option<Vec<Vec<Needle>>> {
    let text = Literal { text: needle.folded(), cased: needle.is_cased(), whole: needle.is_whole() };
    let mut runs: Vec<_> = word::runs(text.text).collect();
    let first = match runs.first()? {
        first if text.may_begin_inside(first) => Some(runs.remove(0)),
        _ => None,
    };
    let rest: Vec<_> = runs.iter().map(|run| text.word(run.clone(), text.is_certain_whole(run))).collect();
    let alternatives = first.and_then(|first| text.alternatives(first, rest.is_empty()));
    match alternatives {
        Some(alternatives) => {
            Some(alternatives.into_iter().map(|words| [words, rest.clone()].concat()).collect())
        }
        None if rest.is_empty() => None,
        None => Some(vec![rest]),
    }
}

/// Whether every JSON number that equals this decimal text is printed with its words: a plain
/// integer is printed as itself, with `.0` after it at most.
pub(crate) fn prints_alike(number: &str) -> bool {
    let digits = number.strip_prefix(['-', '+']).unwrap_or(number);
    let plain = !digits.is_empty() && digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain && (digits == "0" || !digits.starts_with('0'))
}

/// A literal text, folded unless case matters.
struct Literal<'a> {
    text: &'a str,
    cased: bool,
    /// It ends with a word character, and where a word ends.
    whole: bool,
}

impl Literal<'_> {
    /// Whether this run may begin at a hump inside a run of the text.
    fn may_begin_inside(&self, run: &Range<usize>) -> bool {
        let first = self.text[run.clone()].chars().next();
        run.start == 0 && first.is_some_and(|c| self.may_begin_hump(c)) && self.parts(run).next().is_some()
    }

    /// Whether this run may go on behind the literal text.
    fn ends_open(&self, run: &Range<usize>) -> bool {
        run.end == self.text.len()
    }

    /// Whether this run is a whole word, given that it begins where a run begins.
    fn is_certain_whole(&self, run: &Range<usize>) -> bool {
        !self.ends_open(run) || self.whole && self.parts(run).next().is_none()
    }

    /// The alternatives for a run that may begin at a hump, or end at one.
    fn alternatives(&self, run: Range<usize>, alone: bool) -> Option<Vec<Vec<Needle>>> {
        let whole = !self.ends_open(&run) || self.whole;
        let parts: Vec<_> = self.parts(&run).take(MAX_PARTS + 1).collect();
        if parts.len() > MAX_PARTS {
            return None;
        }
        let mut alternatives = vec![vec![self.word(run.clone(), whole)]];
        for (index, part) in parts.iter().copied().enumerate() {
            let hump = self.word(run.start..part, true);
            if !alone || self.text[run.start..part].chars().count() > SHORT_HUMP {
                alternatives.push(vec![hump]);
                continue;
            }
            let next = |end, whole| vec![hump.clone(), self.word(part..end, whole)];
            alternatives.extend(parts[index + 1..].iter().map(|end| next(*end, true)));
            alternatives.push(next(run.end, whole));
        }
        Some(alternatives)
    }

    /// The places inside a run where a hump of the text may begin.
    fn parts(&self, run: &Range<usize>) -> impl Iterator<Item = usize> {
        let start = run.start;
        let mut before = None;
        self.text[run.clone()].char_indices().filter_map(move |(index, c)| {
            let before = before.replace(c)?;
            let digit = char::is_ascii_digit(&before);
            (!digit && self.may_begin_hump(c)).then_some(start + index)
        })
    }

    /// Whether a character may be the upper-case letter that begins a hump.
    fn may_begin_hump(&self, c: char) -> bool {
        c.is_uppercase() || !self.cased && c.is_lowercase()
    }

    fn word(&self, range: Range<usize>, whole: bool) -> Needle {
        Needle::word(&self.text[range], Precision { cased: self.cased, whole })
    }
}
