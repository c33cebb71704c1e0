//! Values as they stand in the text, with their ids cut out.
//!
//! A *token* is a JSON string, number or boolean, byte for byte as it was sent. Several values
//! of one field in one line are one token, joined. Ids and long numbers inside a string are cut
//! out and packed: what is left is a *template* that many lines share, and the packed bytes
//! are kept apart, in line order. Control characters never stand raw in a JSON string, so they
//! mark the places.

use std::ops::Range;

use model::time;
use serde_json::Value;

use crate::{Damaged, code};

/// Between the values of one field in one line.
pub(crate) const JOIN: u8 = 0x1f;
/// A UUID in lower case: 16 bytes.
const UUID: u8 = 0x11;
/// A run of lower-case hexadecimal digits; its length plus 0x80 follows: half as many bytes.
const HEX: u8 = 0x12;
/// A decimal number without leading zeros: a varint.
const DECIMAL: u8 = 0x13;
/// A whole token: its length as a varint and its bytes.
pub(crate) const INLINE: u8 = 0x14;

/// The time of the line, as services write it.
const TIME: u8 = 0x15;
/// The token that stands for it.
pub(crate) const TIME_TOKEN: &[u8] = &[TIME];

const HEX_LENGTHS: std::ops::RangeInclusive<usize> = 16..=127;
const DECIMAL_LENGTHS: std::ops::RangeInclusive<usize> = 6..=15;
/// No run of fewer word characters is cut out.
const SHORTEST: usize = 6;

/// A part that was cut out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variable<'a> {
    /// A UUID or a run of hexadecimal digits: its first four bytes, big endian.
    Id(u32),
    /// A decimal number.
    Decimal(u64),
    /// A whole token, kept apart because it is the only one of its kind.
    Token(&'a [u8]),
}

/// Whether a token is the time of its line, written as services write it.
pub(crate) fn is_time(token: &[u8], time_ms: i64) -> bool {
    matches!(token, [b'"', text @ .., b'"'] if text == time::format_event_time(time_ms).as_bytes())
}

/// The token of the time of a line.
pub(crate) fn of_time(time_ms: i64) -> Vec<u8> {
    format!("\"{}\"", time::format_event_time(time_ms)).into_bytes()
}

/// Cuts the ids out of a token; false when there are none, and then nothing was written.
pub(crate) fn cut(token: &[u8], template: &mut Vec<u8>, variables: &mut Vec<u8>) -> bool {
    let (template_start, variables_start) = (template.len(), variables.len());
    if token.len() < 8 {
        return false;
    }
    let (mut copied, mut at) = (0, 0);
    // Numbers outside of strings stay whole: they are compared by value.
    let mut in_string = token[0] == b'"';
    let mut has_escape = false;
    while at < token.len() {
        let start = at;
        let mut seen = 0;
        while let Some(byte) = token.get(at)
            && CLASSES[usize::from(*byte)] != 0
        {
            seen |= CLASSES[usize::from(*byte)];
            at += 1;
        }
        if at == start {
            match token[at] {
                JOIN => in_string = token.get(at + 1) == Some(&b'"'),
                b'\\' => {
                    has_escape = true;
                    break;
                }
                _ => {}
            }
            at += 1;
        } else if at - start >= SHORTEST
            && in_string
            && let Some((marker, end)) = kind(token, start..at, seen)
        {
            template.extend_from_slice(&token[copied..start]);
            pack(marker, &token[start..end], template, variables);
            (copied, at) = (end, end);
        }
    }
    if has_escape || variables.len() == variables_start {
        template.truncate(template_start);
        variables.truncate(variables_start);
        return false;
    }
    template.extend_from_slice(&token[copied..]);
    true
}

/// Bytes beyond ASCII may be parts of words: what touches one is no id.
fn is_word(byte: u8) -> bool {
    CLASSES[usize::from(byte)] != 0
}

fn is_hex(byte: u8) -> bool {
    matches!(CLASSES[usize::from(byte)], DIGIT | HEX_LETTER)
}

const DIGIT: u8 = 1;
const HEX_LETTER: u8 = 2;
const LETTER: u8 = 4;

/// What each byte is in a word, as bits that are gathered over a run; 0 outside of words.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'f' => HEX_LETTER,
            b'g'..=b'z' | b'A'..=b'Z' | 0x80.. => LETTER,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// What the run of word characters is, and where that ends. `seen` are the classes of its bytes.
fn kind(token: &[u8], run: Range<usize>, seen: u8) -> Option<(u8, usize)> {
    if run.len() == 8 && token.get(run.end) == Some(&b'-') {
        return is_uuid(token, run.start).then_some((UUID, run.start + 36));
    }
    if seen == DIGIT && DECIMAL_LENGTHS.contains(&run.len()) && token[run.start] != b'0' {
        return Some((DECIMAL, run.end));
    }
    (seen & LETTER == 0 && HEX_LENGTHS.contains(&run.len())).then_some((HEX, run.end))
}

fn is_uuid(token: &[u8], start: usize) -> bool {
    let Some(text) = token.get(start..start + 36) else { return false };
    let shaped = text.iter().enumerate().all(|(index, byte)| match index {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => is_hex(*byte),
    });
    shaped && !token.get(start + 36).is_some_and(|byte| is_word(*byte))
}

fn pack(marker: u8, text: &[u8], template: &mut Vec<u8>, variables: &mut Vec<u8>) {
    template.push(marker);
    match marker {
        DECIMAL => {
            let number = text.iter().fold(0, |number: u64, digit| number * 10 + u64::from(digit - b'0'));
            code::put(variables, number);
        }
        _ => {
            if marker == HEX {
                // At most 127: checked by `kind`.
                template.push(0x80 + text.len() as u8);
            }
            let mut digits = text.iter().filter(|byte| **byte != b'-').map(|byte| nibble(*byte));
            while let Some(high) = digits.next() {
                variables.push(high << 4 | digits.next().unwrap_or_default());
            }
        }
    }
}

fn nibble(digit: u8) -> u8 {
    if digit.is_ascii_digit() { digit - b'0' } else { digit - b'a' + 10 }
}

/// Whether something was cut out of the token.
pub(crate) fn is_template(entry: &[u8]) -> bool {
    entry.iter().any(|byte| (UUID..=TIME).contains(byte))
}

/// Whether ids or numbers were cut out of the token, and nothing that each line has for itself.
pub(crate) fn has_variables(entry: &[u8]) -> bool {
    entry.iter().any(|byte| (UUID..=DECIMAL).contains(byte)) && !entry.contains(&TIME)
}

/// Walks over the variables of one row, and leaves `packed` behind them.
pub(crate) fn walk<'a>(
    template: &[u8],
    packed: &mut &'a [u8],
    mut see: impl FnMut(Variable<'a>),
) -> Result<(), Damaged> {
    let mut bytes = template.iter();
    while let Some(byte) = bytes.next() {
        match *byte {
            UUID => see(Variable::Id(first_four(code::take(packed, 16)?))),
            HEX => {
                let length = hex_length(bytes.next())?;
                see(Variable::Id(first_four(code::take(packed, length.div_ceil(2))?)));
            }
            DECIMAL => see(Variable::Decimal(code::get(packed)?)),
            INLINE => {
                let length = code::get_usize(packed)?;
                see(Variable::Token(code::take(packed, length)?));
            }
            _ => {}
        }
    }
    Ok(())
}

fn hex_length(byte: Option<&u8>) -> Result<usize, Damaged> {
    byte.and_then(|length| length.checked_sub(0x80))
        .map(usize::from)
        .filter(|length| HEX_LENGTHS.contains(length))
        .ok_or(Damaged("the length of an id"))
}

fn first_four(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |key, byte| key << 8 | u32::from(*byte))
}

/// Puts the variables of one row back, and leaves `packed` behind them.
pub(crate) fn restore(
    template: &[u8],
    packed: &mut &[u8],
    time_ms: i64,
    token: &mut Vec<u8>,
) -> Result<(), Damaged> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut bytes = template.iter();
    while let Some(byte) = bytes.next() {
        match *byte {
            UUID => {
                for (index, byte) in code::take(packed, 16)?.iter().enumerate() {
                    if matches!(index, 4 | 6 | 8 | 10) {
                        token.push(b'-');
                    }
                    token.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
                }
            }
            HEX => {
                let length = hex_length(bytes.next())?;
                for byte in code::take(packed, length.div_ceil(2))? {
                    token.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
                }
                if length % 2 == 1 {
                    token.pop();
                }
            }
            DECIMAL => token.extend(code::get(packed)?.to_string().bytes()),
            INLINE => {
                let length = code::get_usize(packed)?;
                token.extend_from_slice(code::take(packed, length)?);
            }
            TIME => token.extend(of_time(time_ms)),
            other => token.push(other),
        }
    }
    Ok(())
}

/// The values of a token without variables.
pub(crate) fn values(token: &[u8]) -> impl Iterator<Item = &[u8]> {
    token.split(|byte| *byte == JOIN)
}

/// Hands out the texts of a token: what is cut out of them is a control character.
pub(crate) fn each_text(token: &[u8], mut see: impl FnMut(&str)) {
    for value in values(token) {
        match value {
            [b'"', text @ .., b'"'] if !text.contains(&b'\\') && !is_template(text) => {
                see(std::str::from_utf8(text).unwrap_or_default());
            }
            _ => {
                if let Ok(value) = to_value(value) {
                    query::with_text(&value, &mut see);
                }
            }
        }
    }
}

/// One value of a token as the matcher sees it. What was cut out is a control character,
/// which no query text that is told apart by it can hold.
pub(crate) fn to_value(token: &[u8]) -> Result<Value, Damaged> {
    match token {
        [b'"', text @ .., b'"'] if !text.contains(&b'\\') => Ok(Value::String(readable(text))),
        // A whole token that is kept elsewhere.
        [UUID..=TIME] => Ok(Value::String(readable(token))),
        _ => serde_json::from_slice(token).map_err(|_| Damaged("a value")),
    }
}

/// The constant text of a template, with one control character for each variable.
fn readable(text: &[u8]) -> String {
    if !is_template(text) {
        return String::from_utf8_lossy(text).into_owned();
    }
    let mut constant = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        if *byte == HEX {
            bytes.next();
        }
        constant.push(*byte);
    }
    String::from_utf8_lossy(&constant).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, template: &str, count: usize) {
        let token = format!("\"{text}\"").into_bytes();
        let (mut left, mut packed) = (vec![], vec![]);
        let was_cut = cut(&token, &mut left, &mut packed);
        assert_eq!(was_cut, count > 0, "{text}");
        let left = if was_cut { left } else { token.clone() };
        assert_eq!(to_value(&left).unwrap(), Value::from(template), "{text}");
        let (mut rest, mut back, mut seen) = (packed.as_slice(), vec![], 0);
        restore(&left, &mut rest, 0, &mut back).unwrap();
        assert_eq!((rest.len(), back), (0, token));
        walk(&left, &mut packed.as_slice(), |_| seen += 1).unwrap();
        assert_eq!(seen, count, "{text}");
    }

    #[test]
    fn ids_and_long_numbers_are_cut_out_and_put_back() {
        check("7bf3bff3-6b13-4c53-9621-392a8946d208", "\u{11}", 1);
        check("a/7f3c9b1e5d2a4860b7c1e9f0a3d5b842:::", "a/\u{12}:::", 1);
        check("7f3c9b1e5d2a4860b", "\u{12}", 1);
        check("job 1234567 of 000123456", "job \u{13} of 000123456", 1);
        check("x-7bf3bff3-6b13-4c53-9621-392a8946d208-123456", "x-\u{11}-\u{13}", 2);
    }

    #[test]
    fn what_only_looks_like_an_id_stays() {
        for text in [
            "7bf3bff3-6b13-4c53-9621-392a8946d2081",
            "7BF3BFF3-6B13-4C53-9621-392A8946D208",
            "7bf3bff3-6b13-4c53-9621",
            "é123456",
            "123456é",
            "12345",
            "0123456",
            "1234567890abcdefg",
        ] {
            check(text, text, 0);
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back_unchanged(text in "([0-9a-f]{1,20}|-|[a-z]{0,3}|é| |7bf3bff3-6b13-4c53-9621-392a8946d208){0,12}") {
            let token = serde_json::to_vec(&text).unwrap();
            let (mut template, mut packed, mut back) = (vec![], vec![], vec![]);
            if cut(&token, &mut template, &mut packed) {
                let mut rest = packed.as_slice();
                restore(&template, &mut rest, 0, &mut back).unwrap();
                prop_assert_eq!(&back, &token);
                prop_assert!(rest.is_empty());
            }
        }
    }
}
