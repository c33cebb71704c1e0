//! How many places of an expression a text can be at, all at once: what each of its bytes may cost.
//!
//! A class is one place, and what is repeated counts as often as it is. Of letters in a row a text is
//! at several only where they look like themselves moved on: at one in `create`, at four in `aaaa`.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};

/// Counts them; never less than one.
pub(crate) fn count(hir: &Hir) -> usize {
    places(hir).saturating_add(1)
}

fn places(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty => 0,
        HirKind::Look(_) => 1,
        HirKind::Class(_) | HirKind::Literal(_) => in_a_row(std::slice::from_ref(hir)),
        HirKind::Capture(capture) => places(&capture.sub).saturating_add(2),
        HirKind::Repetition(repeated) => {
            let times = repeated.max.unwrap_or(repeated.min).max(1) as usize;
            places(&repeated.sub).max(1).saturating_mul(times).saturating_add(1)
        }
        HirKind::Concat(parts) => in_a_row(parts),
        HirKind::Alternation(parts) => {
            parts.iter().fold(0, |sum, part| sum.saturating_add(places(part)).saturating_add(1))
        }
    }
}

/// Those of parts that follow each other.
fn in_a_row(parts: &[Hir]) -> usize {
    let (mut sum, mut letters) = (0_usize, vec![]);
    for part in parts {
        match (part.kind(), letter(part)) {
            (HirKind::Literal(literal), _) => letters.extend(literal.0.iter().map(|byte| letter_of(*byte))),
            (_, Some(letter)) => letters.push(letter),
            (kind, None) => {
                let own = if matches!(kind, HirKind::Class(_)) { 1 } else { places(part) };
                sum = sum.saturating_add(at_once(&letters)).saturating_add(own);
                letters.clear();
            }
        }
    }
    sum.saturating_add(at_once(&letters))
}

/// The letter that a class stands for, if it is one letter in both cases.
fn letter(part: &Hir) -> Option<u32> {
    let HirKind::Class(Class::Unicode(class)) = part.kind() else { return None };
    let first = class.ranges().first()?.start();
    let mut cases = ClassUnicode::new([ClassUnicodeRange::new(first, first)]);
    cases.try_case_fold_simple().ok()?;
    (cases == *class).then(|| u32::from(first.to_ascii_lowercase()))
}

fn letter_of(byte: u8) -> u32 {
    match byte {
        0..=0x7f => u32::from(byte.to_ascii_lowercase()),
        // Beyond any character: a part of one.
        _ => 0x11_0000 + u32::from(byte),
    }
}

/// At how many ends a text can be at once: an end, its longest border, the border of that, and so on.
fn at_once(letters: &[u32]) -> usize {
    let (mut borders, mut chains, mut most) = (vec![0; letters.len()], vec![1; letters.len()], 0);
    for end in 0..letters.len() {
        if end > 0 {
            let mut border: usize = borders[end - 1];
            while border > 0 && letters[border] != letters[end] {
                border = borders[border - 1];
            }
            if letters[border] == letters[end] {
                border += 1;
            }
            borders[end] = border;
            if border > 0 {
                chains[end] = chains[border - 1] + 1;
            }
        }
        most = most.max(chains[end]);
    }
    most
}

#[cfg(test)]
mod tests {
    use regex_automata::util::syntax;

    use super::*;

    fn check(text: &str, expected: usize) {
        for is_cased in [true, false] {
            let config = syntax::Config::new().case_insensitive(!is_cased);
            let hir = syntax::parse_with(text, &config).unwrap();
            assert_eq!(count(&hir), expected + 1, "{text} {is_cased}");
        }
    }

    #[test]
    fn a_text_is_at_as_many_places_as_look_alike() {
        check("create", 1);
        check("aaaa", 4);
        check("abab", 2);
        check("kms.secrets", 1 + 1 + 2);
        check("create|delete", 4);
        check("[ab]{200}", 201);
        check("[ab][bc]", 2);
        check("(?:ab?){5}", 16);
        check("(?:)", 0);
    }
}
