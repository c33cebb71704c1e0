//! How much room words take, and words that are made to fit.
//!
//! Nobody asks a font: widths are those of a wide one, so that words are shorter than told rather than
//! longer.

use std::borrow::Cow;

/// The longest label that is drawn or told, in characters.
const LABEL_MAX: usize = 300;
/// The longest text that is broken into lines, in characters.
const LINES_MAX: usize = 10_000;

/// How wide words of a size are at most, in pixels.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(letter).sum::<f64>() * size
}

/// Cuts words to a room, with a sign that something is missing. Nothing is left where not even one letter fits.
pub fn fit(text: &str, size: f64, room: f64) -> Cow<'_, str> {
    if width(text, size) <= room {
        return Cow::Borrowed(text);
    }
    let mut left = room / size - letter('…');
    let mut end = 0;
    for (at, character) in text.char_indices() {
        left -= letter(character);
        if left < 0.0 {
            break;
        }
        end = at + character.len_utf8();
    }
    match end {
        0 => Cow::Borrowed(""),
        end => Cow::Owned(format!("{}…", text[..end].trim_end())),
    }
}

/// Cuts words in the middle where they have no room: names that begin alike, such as those of actions, differ
/// at their ends.
pub fn fit_ends(text: &str, size: f64, room: f64) -> Cow<'_, str> {
    if width(text, size) <= room {
        return Cow::Borrowed(text);
    }
    let each = (room / size - letter('…')) / 2.0;
    let head = within(text.chars(), each);
    let spared = each - text.chars().take(head).map(letter).sum::<f64>();
    let tail = within(text.chars().rev(), each + spared);
    if head == 0 || tail == 0 {
        return fit(text, size, room);
    }
    let count = text.chars().count();
    let (head, tail) = (text.chars().take(head), text.chars().skip(count - tail));
    Cow::Owned(head.chain(['…']).chain(tail).collect())
}

/// How many letters from the start have room.
fn within(letters: impl Iterator<Item = char>, mut room: f64) -> usize {
    let fits = |character: &char| {
        room -= letter(*character);
        room >= 0.0
    };
    letters.take_while(fits).count()
}

/// A label as it is drawn: one line, no signs that can not be seen or turn others around, not without end.
pub fn label(text: &str) -> String {
    cleaned(text, LABEL_MAX)
}

/// Breaks a text into lines that fit a room, between words where there are any. What is left of a text that
/// takes more lines is cut.
pub fn wrapped(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let text = cleaned(text, LINES_MAX);
    let mut rest = text.trim();
    let mut lines = Vec::new();
    while !rest.is_empty() && lines.len() < most {
        let mut left = room;
        let end = rest.char_indices().find_map(|(at, character)| {
            left -= letter(character) * size;
            (left < 0.0 && at > 0).then_some(at)
        });
        let is_last = lines.len() + 1 == most;
        let Some(end) = end.filter(|_| !is_last) else {
            lines.push(fit(rest, size, room).into_owned());
            break;
        };
        let end = rest[..end].rfind(' ').filter(|space| *space > end / 2).unwrap_or(end);
        lines.push(rest[..end].trim_end().to_owned());
        rest = rest[end..].trim_start();
    }
    lines
}

fn cleaned(text: &str, most: usize) -> String {
    let seen = |character: char| match character {
        '\n' | '\r' | '\t' => ' ',
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {
            '\u{fffd}'
        }
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        other if other.is_control() => '\u{fffd}',
        other => other,
    };
    let mut characters = text.chars().map(seen);
    let mut label: String = characters.by_ref().take(most).collect();
    if characters.next().is_some() {
        label.push('…');
    }
    label
}

/// The part of its size a letter is wide.
fn letter(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'I' | '|' | '\'' | '.' | ',' | ':' | ';' | '!' => 0.34,
        ' ' | '-' | '(' | ')' | '[' | ']' | '/' | '\\' | 'f' | 't' | 'r' | '`' => 0.41,
        '0'..='9' | 'a'..='l' | 'n'..='v' | 'x'..='z' | '_' | '*' | '"' | '?' | 'J' | 'L' | 'E' | 'F' => 0.64,
        'w' | '+' | '<' | '>' | '=' | '~' | '#' | '−' | '–' | '×' | '·' => 0.84,
        'm' | 'W' | 'M' | '%' | '@' | '…' | '—' => 1.0,
        '\u{300}'..='\u{36f}' => 0.0,
        '\u{80}'..='\u{5ff}' => 0.72,
        character if character.is_ascii() => 0.79,
        _ => 1.1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_cut_fit_and_say_so() {
        for room in [5.0, 12.0, 40.0, 90.0, 400.0] {
            let text = "is.instance.read of a very long label";
            let cut = fit(text, 11.0, room);
            assert!(cut.is_empty() || width(&cut, 11.0) <= room, "{cut}");
            assert!(cut == text || cut.is_empty() || cut.ends_with('…'), "{cut}");
        }
    }

    #[test]
    fn names_that_begin_and_end_alike_are_cut_between_and_fit() {
        let name = |end: &str| format!("logdnaat.exclusion-rule.{end}");
        for room in (0..300).map(f64::from) {
            let cut = fit_ends("logdnaat.exclusion-rule.create", 12.0, room).into_owned();
            assert!(cut.is_empty() || width(&cut, 12.0) <= room, "{cut} in {room}");
            if room >= 100.0 {
                assert!(cut.starts_with("logd") && cut.ends_with("create"), "{cut} in {room}");
                assert_ne!(cut, fit_ends(&name("delete"), 12.0, room), "{room}");
            }
        }
        assert_eq!(fit_ends("漢字の長いラベル", 10.0, 60.0), "漢字…ベル");
        assert_eq!(fit_ends("short", 12.0, 90.0), "short");
    }

    #[test]
    fn a_text_in_lines_keeps_all_of_its_words() {
        let text = "outcome:failure -(kms OR iam) reason.reasonCode:>=400 ".repeat(9);
        let lines = wrapped(&text, 11.0, 300.0, 20);
        assert!(lines.iter().all(|line| width(line, 11.0) <= 300.0), "{lines:?}");
        assert_eq!(lines.join(" "), text.trim());
        let cut = wrapped(&text, 11.0, 300.0, 2);
        assert!(cut.len() == 2 && cut[1].ends_with('…'), "{cut:?}");
        assert_eq!(wrapped(&"x".repeat(900), 11.0, 300.0, 50).concat(), "x".repeat(900));
    }

    #[test]
    fn a_label_can_neither_hide_nor_turn_what_stands_beside_it() {
        assert_eq!(label("a\nb\u{202e}c\u{0}"), "a b\u{fffd}c\u{fffd}");
        assert_eq!(label(&"x".repeat(5000)).chars().count(), LABEL_MAX + 1);
    }
}
