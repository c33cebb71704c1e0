//! Which words a text is sure to have when a literal text occurs in it.
//!
//! A run of word characters strictly inside the literal text is a whole run of any text that
//! holds it. The last run may go on. The first may begin at a hump; if it does, it either lies
//! inside that hump, or the hump is a whole word and the run goes on with the next hump. Where a
//! hump could end is not known without its case, so every such place is an alternative.
//!
//! Where the literal text may lie in a UUID, or end in one, its own runs are not those of the text
//! that holds it. Of a UUID at its end the first digits are certain; of one that begins before it,
//! nothing is.

use std::{ops::Range, slice};

use crate::{needle::Needle, tree::Precision, word};

/// A first run that could be parted into humps at more places than this is not asked for.
const MAX_PARTS: usize = 48;

/// First humps up to this length, in characters, are too common to be asked for alone.
const SHORT_HUMP: usize = 2;

/// The alternatives for a literal text; None if it has no words to ask for.
pub(crate) fn of_literal(needle: &Needle) -> Option<Vec<Vec<Needle>>> {
    of_pieces(slice::from_ref(needle))
}

/// The alternatives for literal texts that follow each other.
pub(crate) fn of_pieces(needles: &[Needle]) -> Option<Vec<Vec<Needle>>> {
    let mut first = None;
    let mut rest = Vec::new();
    for (index, needle) in needles.iter().enumerate() {
        let text = Literal::of(needle);
        for run in text.runs() {
            if index == 0 && text.may_begin_at_hump(&run) {
                first = Some(run);
            } else {
                rest.push(text.certain_word(&run));
            }
        }
    }
    let text = Literal::of(needles.first()?);
    let alternatives = first.and_then(|first| text.alternatives(&first, rest.is_empty()));
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
    /// It begins with a word character, but not where a word begins.
    inside: bool,
}

/// A run of the literal text, or the beginning of one.
struct Run {
    place: Range<usize>,
    end: RunEnd,
}

/// What is known of the text at the end of a run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RunEnd {
    /// Its run ends there, too.
    Run,
    /// A word ends there: its run, or a hump of it.
    Word,
    /// Nothing.
    Open,
}

impl<'a> Literal<'a> {
    fn of(needle: &'a Needle) -> Self {
        Self {
            text: needle.folded(),
            cased: needle.is_cased(),
            whole: needle.is_whole(),
            inside: needle.may_begin_inside(),
        }
    }

    /// What is certain to be a run of the text, or the beginning of one.
    fn runs(&self) -> Vec<Run> {
        let outside_id = |c: char| c != '-' && !c.is_ascii_hexdigit();
        let may_lie_in_id = self.inside || self.text.starts_with('-');
        let inside_id = match may_lie_in_id {
            true => self.text.find(outside_id).unwrap_or(self.text.len()),
            false => 0,
        };
        let certain = |run: &Range<usize>| run.end > inside_id && !(self.inside && run.start == 0);
        let mut runs = Vec::new();
        for place in word::runs(self.text).filter(certain) {
            let ends = place.end == self.text.len();
            let (id, rest) = (&self.text[place.clone()], &self.text[place.start..]);
            let complete = word::id_group(id).filter(|_| ends || place.start == 0);
            let goes_on = word::id_group(rest).filter(|_| !ends && !self.whole);
            if let Some(group) = complete.or(goes_on) {
                let place = place.start..place.start + group.len();
                runs.push(Run { place, end: RunEnd::Open });
                if goes_on.is_some() {
                    break;
                }
                continue;
            }
            let end = match self.whole {
                _ if !ends => RunEnd::Run,
                true => RunEnd::Word,
                false => RunEnd::Open,
            };
            runs.push(Run { place, end });
        }
        runs
    }

    /// Whether this run may begin at a hump inside a run of the text, and go on over it.
    fn may_begin_at_hump(&self, run: &Run) -> bool {
        let first = self.text[run.place.clone()].chars().next();
        run.place.start == 0
            && first.is_some_and(|c| self.may_begin_hump(c))
            && self.parts(run).next().is_some()
    }

    /// The word that a run is, given that it begins where a run of the text begins.
    fn certain_word(&self, run: &Run) -> Needle {
        let whole = match run.end {
            RunEnd::Run => true,
            RunEnd::Word => self.parts(run).next().is_none(),
            RunEnd::Open => false,
        };
        self.word(run.place.clone(), whole)
    }

    /// The alternatives for a run that may begin at a hump.
    fn alternatives(&self, run: &Run, alone: bool) -> Option<Vec<Vec<Needle>>> {
        let Run { place: Range { start, end }, .. } = *run;
        let whole = run.end != RunEnd::Open;
        let parts: Vec<_> = self.parts(run).take(MAX_PARTS + 1).collect();
        if parts.len() > MAX_PARTS {
            return None;
        }
        let mut alternatives = vec![vec![self.word(start..end, whole)]];
        for (index, part) in parts.iter().copied().enumerate() {
            let hump = self.word(start..part, true);
            if !alone || self.text[start..part].chars().count() > SHORT_HUMP {
                alternatives.push(vec![hump]);
                continue;
            }
            let next = |end, whole| vec![hump.clone(), self.word(part..end, whole)];
            alternatives.extend(parts[index + 1..].iter().map(|end| next(*end, true)));
            alternatives.push(next(end, whole));
        }
        Some(alternatives)
    }

    /// The places inside a run where a hump of the text may begin.
    fn parts(&self, run: &Run) -> impl Iterator<Item = usize> {
        let start = run.place.start;
        let mut before = None;
        self.text[run.place.clone()].char_indices().filter_map(move |(index, c)| {
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
