//! Ids in hexadecimal, which are one word: looking into them finds only what fell together.
//!
//! All of this stands in the hottest path of a search, so nothing looks further than an id can
//! be long, and nothing looks at all before a hyphen or two hexadecimal neighbours ask for it.

use super::is_word;

/// The hyphens of a UUID, by their place.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

/// Where the groups of a UUID begin.
const GROUPS: [usize; 5] = [0, 9, 14, 19, 24];

/// The length of the first group.
pub(super) const FIRST: usize = 8;

/// The length of a UUID.
pub(super) const LENGTH: usize = 36;

/// The longest group of a UUID.
const LONGEST: usize = 12;

/// How long a run of hexadecimal digits is that is no camel case: up to a SHA-512.
const HEX_RUN: std::ops::RangeInclusive<usize> = 16..=128;

/// Whether a UUID starts at this place; it touches no other word character.
pub(super) fn starts(text: &str, at: usize) -> bool {
    let Some(id) = text.as_bytes().get(at..at + LENGTH) else { return false };
    HYPHENS.iter().all(|hyphen| id[*hyphen] == b'-')
        && likeness(id) == LENGTH
        && !text[..at].ends_with(is_word)
        && !text[at + LENGTH..].starts_with(is_word)
}

/// Whether a UUID goes over this place, with something of it on both sides.
pub(super) fn goes_over(text: &str, at: usize) -> bool {
    let group = at - hex_before(text, at, LONGEST);
    GROUPS.iter().filter_map(|offset| group.checked_sub(*offset)).any(|start| {
        let inside = start < at && at < start + LENGTH;
        inside && starts(text, start)
    })
}

/// Whether the text from its start to its end is written like the beginning of a UUID that goes
/// on behind the first hyphen, or like the whole of one.
pub(super) fn may_be(text: &str) -> bool {
    FIRST < text.len() && text.len() <= LENGTH && likeness(text.as_bytes()) == text.len()
}

/// Whether the run around this place is nothing but hexadecimal digits, and long.
pub(super) fn is_in_hex_run(text: &str, at: usize) -> bool {
    let most = HEX_RUN.end() + 1;
    let before = hex_before(text, at, most);
    let after = text.as_bytes()[at..].iter().take(most).take_while(|byte| byte.is_ascii_hexdigit()).count();
    HEX_RUN.contains(&(before + after))
        && !text[..at - before].ends_with(is_word)
        && !text[at + after..].starts_with(is_word)
}

/// How many hexadecimal digits stand right before this place, counted up to a limit.
fn hex_before(text: &str, at: usize, most: usize) -> usize {
    text.as_bytes()[..at].iter().rev().take(most).take_while(|byte| byte.is_ascii_hexdigit()).count()
}

/// How many bytes at the beginning are written like those of a UUID.
fn likeness(bytes: &[u8]) -> usize {
    let like = |(index, byte): &(usize, &u8)| match HYPHENS.contains(index) {
        true => **byte == b'-',
        false => byte.is_ascii_hexdigit(),
    };
    bytes.iter().take(LENGTH).enumerate().take_while(like).count()
}
