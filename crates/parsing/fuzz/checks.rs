//! What must hold for any input: the fuzz target and the replay test share it.

use model::parsing_template::{Step, check_steps};
use parsing::{FIELD_MAX, FIELDS_MAX, Reader, Text};

/// The first line as a template, the rest as the line it reads.
pub fn check_template(text: &str) {
    let (template, line) = text.split_once('\n').unwrap_or((text, text));
    let Ok(steps) = serde_json::from_str::<Vec<Step>>(template) else { return };
    if check_steps(&steps).is_err() {
        return;
    }
    let Ok(reader) = Reader::new(&steps) else { return };
    let outcome = reader.read(&Text::new(line));
    let mut bytes = 0;
    for (name, value) in &outcome.fields {
        let length = value.as_str().map_or(24, str::len);
        assert!(value.is_number() || (1..=FIELD_MAX).contains(&length), "{name}: {value}");
        bytes += name.len() + length;
    }
    assert!(bytes <= FIELDS_MAX, "{bytes}");
    assert_eq!(reader.read(&Text::new(line)), outcome);
}
