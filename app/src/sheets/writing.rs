//! Words, cells and forms of a told page, in short.

use super::Asked;
use crate::{
    pages::events::moment,
    ui::{Bit, Cell, Form, Input, InputKind, Look},
};

/// Words as they look.
pub fn bit(look: Look, text: impl Into<String>, more: impl Into<String>) -> Bit {
    Bit { look, text: text.into(), more: more.into() }
}

/// Plain words.
pub fn plain(text: impl Into<String>) -> Bit {
    bit(Look::Plain, text, "")
}

/// Words as they are written.
pub fn code(text: impl Into<String>) -> Bit {
    bit(Look::Code, text, "")
}

/// A link.
pub fn link(text: impl Into<String>, href: impl Into<String>) -> Bit {
    bit(Look::Link, text, href)
}

/// Words beside the point.
pub fn faint(text: impl Into<String>) -> Bit {
    bit(Look::Faint, text, "")
}

/// Words of a note, in which what stands between backticks is as it is written.
pub fn note(text: &str) -> Vec<Bit> {
    let part = |(place, part): (usize, &str)| if place % 2 == 1 { code(part) } else { faint(part) };
    text.split('`').enumerate().filter(|(_, part)| !part.is_empty()).map(part).collect()
}

/// A cell with words.
pub fn cell(bits: impl Into<Vec<Bit>>) -> Cell {
    Cell { bits: bits.into(), forms: vec![] }
}

/// A cell with a number.
pub fn number(count: impl TryInto<u64>) -> Cell {
    cell([bit(Look::Number, grouped(count), "")])
}

/// A number with its thousands set apart.
pub fn grouped(count: impl TryInto<u64>) -> String {
    crate::pages::events::grouped(count.try_into().unwrap_or(u64::MAX))
}

/// A cell with a moment, in UTC.
pub fn time(ms: Option<i64>) -> Cell {
    match ms {
        Some(ms) => cell([bit(Look::Time, moment(ms, ""), model::time::format_rfc3339(ms))]),
        None => cell([faint("—")]),
    }
}

/// The share of a whole in per cent; nothing of nothing is nothing.
pub fn share(part: u64, whole: u64) -> Cell {
    match whole {
        0 => cell([bit(Look::Number, "—", "")]),
        _ => cell([bit(Look::Number, percent(part, whole), "")]),
    }
}

/// `<1 %` rather than 0 where there is something.
fn percent(part: u64, whole: u64) -> String {
    match part * 100 / whole {
        0 if part > 0 => "<1 %".to_owned(),
        share => format!("{share} %"),
    }
}

/// Says that something was done, and leads to the event of the instance that tells of it.
pub fn note_of(asked: &Asked, said: &str, action: &str) -> Vec<Bit> {
    let record = format!("/events?instance={}&q=action:{action}", asked.instance.id);
    vec![plain(said), plain("Your act was recorded as "), link(action, record), plain(".")]
}

/// What is sent as it is.
pub fn hidden(name: &str, value: impl Into<String>) -> Input {
    Input { kind: InputKind::Hidden, name: name.to_owned(), value: value.into(), ..Input::default() }
}

/// A form that is one button.
pub fn act(path: &str, button: &str, about: &str, why_not: &str, inputs: Vec<Input>) -> Form {
    Form {
        path: path.to_owned(),
        button: button.to_owned(),
        about: about.to_owned(),
        why_not: why_not.to_owned(),
        inputs,
        ..Form::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_shows_what_is_written_as_it_is() {
        let bits = note("Denials carry `dry_run`: true.");
        let looks: Vec<_> = bits.iter().map(|bit| (bit.look, bit.text.as_str())).collect();
        assert_eq!(
            looks,
            [(Look::Faint, "Denials carry "), (Look::Code, "dry_run"), (Look::Faint, ": true.")]
        );
    }

    #[test]
    fn a_share_is_never_rounded_away() {
        assert_eq!(
            (percent(0, 5), percent(1, 500), percent(5, 5)),
            ("0 %".into(), "<1 %".into(), "100 %".into())
        );
        assert_eq!(share(0, 0).bits[0].text, "—");
    }
}
