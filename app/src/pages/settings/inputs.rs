//! What is written in the forms of the settings.

use crate::ui::{Input, InputKind};

/// A text that may be empty.
pub fn text(name: &str, label: &str, value: impl Into<String>, hint: &str) -> Input {
    input(InputKind::Text, name, label, value, hint)
}

/// A text that must not be empty.
pub fn needed(name: &str, label: &str, value: impl Into<String>, hint: &str) -> Input {
    input(InputKind::Needed, name, label, value, hint)
}

/// Several lines.
pub fn long(name: &str, label: &str, value: impl Into<String>, hint: &str) -> Input {
    input(InputKind::Long, name, label, value, hint)
}

/// A text nobody is to read over a shoulder; what is kept already is never in it.
pub fn secret(name: &str, label: &str, hint: &str) -> Input {
    input(InputKind::Secret, name, label, "", hint)
}

/// Yes or no.
pub fn check(name: &str, label: &str, is_on: bool, hint: &str) -> Input {
    input(InputKind::Check, name, label, is_on.to_string(), hint)
}

/// One of several: what is sent and what it is called.
pub fn choice(
    name: &str,
    label: &str,
    value: impl Into<String>,
    hint: &str,
    options: Vec<(String, String)>,
) -> Input {
    Input { options, ..input(InputKind::Choice, name, label, value, hint) }
}

fn input(kind: InputKind, name: &str, label: &str, value: impl Into<String>, hint: &str) -> Input {
    Input {
        kind,
        name: name.to_owned(),
        label: label.to_owned(),
        value: value.into(),
        hint: hint.to_owned(),
        options: vec![],
    }
}
