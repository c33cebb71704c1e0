//! How a view writes its lines: text with places that an event fills.
//!
//! `{{a.b}}` and `${a.b}` stand for a field, `{{line}}` and `$@` for the whole line; everything else is
//! itself. It only shows: nothing is searched in it.

use serde_json::Value;

use crate::{event::Event, line::Line};

/// A line template, read. Any text is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineTemplate {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Field(String),
    Line,
}

impl LineTemplate {
    /// Reads a template; what is not closed, or names nothing, stays as it is written.
    pub fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut written = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '$']) {
            let (before, from) = rest.split_at(at);
            written.push_str(before);
            match place(from) {
                Some((part, length)) => {
                    if !written.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut written)));
                    }
                    parts.push(part);
                    rest = &from[length..];
                }
                None => {
                    written.push_str(&from[..1]);
                    rest = &from[1..];
                }
            }
        }
        written.push_str(rest);
        if !written.is_empty() {
            parts.push(Part::Text(written));
        }
        Self { parts }
    }

    /// The line as the template writes it, at most so many characters of it.
    pub fn render(&self, line: &Line, most: usize) -> String {
        let event = Event::read(&line.text);
        let mut text = String::new();
        let mut left = most;
        for part in &self.parts {
            let value = match part {
                Part::Text(text) => text.clone(),
                Part::Line => line.text.clone(),
                Part::Field(path) => field(line, event.as_ref(), path),
            };
            for sign in value.chars().take(left) {
                text.push(sign);
                left -= 1;
            }
            if left == 0 {
                break;
            }
        }
        text
    }
}

/// The place that a text begins with, and how long it is.
fn place(from: &str) -> Option<(Part, usize)> {
    if from.starts_with("$@") {
        return Some((Part::Line, 2));
    }
    let (open, close) = match from {
        _ if from.starts_with("{{") => ("{{", "}}"),
        _ if from.starts_with("${") => ("${", "}"),
        _ => return None,
    };
    let (name, _) = from[open.len()..].split_once(close)?;
    let length = open.len() + name.len() + close.len();
    let name = name.trim();
    if name.is_empty() || name.contains(['{', '}']) {
        return None;
    }
    let part = if name == "line" && open == "{{" { Part::Line } else { Part::Field(name.to_owned()) };
    Some((part, length))
}

/// What stands at a path: in the event, else beside it. What is missing is empty.
fn field(line: &Line, event: Option<&Event>, path: &str) -> String {
    if let Some(value) = event.and_then(|event| event.at(path)) {
        return written(value);
    }
    let beside = |path: &str| match path {
        "host" => line.host.clone(),
        "app" => line.app.clone(),
        "level" => line.level.clone(),
        "file" => line.file.clone(),
        "env" => line.env.clone(),
        "tag" | "tags" => line.tags.join(", "),
        "meta" => written(&line.meta),
        _ => String::new(),
    };
    match path.split_once('.') {
        Some(("meta", inner)) => {
            let found = inner.split('.').try_fold(&line.meta, |value, part| value.get(part));
            found.map(written).unwrap_or_default()
        }
        Some(("label", name)) => line.labels.get(name).cloned().unwrap_or_default(),
        _ => beside(path),
    }
}

/// A value as people read it: texts without quotes, nothing for null, the rest as JSON.
fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVENT: &str = r#"{"action":"kms.secrets.read","ok":true,"n":1.50,"gone":null,
        "initiator":{"name":"ana","tags":["a",1]},"line":"a field of this name"}"#;

    fn line() -> Line {
        let mut line = Line { text: EVENT.to_owned(), host: "kms".to_owned(), ..Line::default() };
        line.meta = serde_json::json!({"rack": {"row": 7}});
        line.labels.insert("team".to_owned(), "audit".to_owned());
        line
    }

    fn check(template: &str, expected: &str) {
        assert_eq!(LineTemplate::parse(template).render(&line(), 10_000), expected, "{template}");
    }

    #[test]
    fn fields_are_filled_in_by_either_spelling() {
        check("{{action}} by {{ initiator.name }}", "kms.secrets.read by ana");
        check("${action} by ${initiator.name}!", "kms.secrets.read by ana!");
        check("{{initiator.tags}} {{initiator}}", r#"["a",1] {"name":"ana","tags":["a",1]}"#);
        check("{{host}} {{meta.rack.row}} ${label.team}", "kms 7 audit");
    }

    #[test]
    fn booleans_and_numbers_are_shown_and_what_is_missing_is_empty() {
        check("{{ok}}/{{n}}/{{gone}}/{{nowhere.at.all}}/", "true/1.5///");
    }

    #[test]
    fn the_whole_line_has_two_names() {
        check("[{{line}}]", &format!("[{EVENT}]"));
        check("[$@]", &format!("[{EVENT}]"));
        check("${line}", "a field of this name");
    }

    #[test]
    fn what_is_no_place_stays_as_it_is_written() {
        for text in ["", "{{", "{{}}", "${}", "$ 5 {a}", "{{a", "${a", "}} {{ {x} }}", "é$"] {
            check(text, text);
        }
        check("{{{action}}", "{kms.secrets.read");
        check("$${action}", "$kms.secrets.read");
    }

    proptest! {
        #[test]
        fn text_without_places_renders_as_itself(text in "[^{$]{0,200}") {
            check(&text, &text);
        }

        #[test]
        fn any_template_renders_within_its_bound(text in "(\\{\\{line\\}\\}|\\$@|\\{\\{|\\}\\}|\\$\\{|action|.){0,40}", most in 0_usize..500) {
            let rendered = LineTemplate::parse(&text).render(&line(), most);
            prop_assert!(rendered.chars().count() <= most);
        }

        #[test]
        fn a_place_between_texts_is_filled_and_the_texts_stay(before in "[^{$]{0,20}", after in "[^{$]{0,20}") {
            check(&format!("{before}{{{{ok}}}}{after}"), &format!("{before}true{after}"));
            check(&format!("{before}${{ok}}{after}"), &format!("{before}true{after}"));
        }
    }
}
