//! A line as the matcher sees it: fields with values.

mod ordinary;

use std::fmt::Write;

use model::{event::Event, line::Line};
use serde_json::{Map, Value};

/// A line taken apart for matching.
///
/// Its fields are the leaves of the event in its text, by dotted path; elements of an array
/// are several values of one path. Fields that were added to it are as those of the event. Beside them stand the identifiers `host`, `app`, `level`,
/// `file`, `env` and `tag`, the sender's `meta.…` and `label.…`, and what the desk knows:
/// `_platform`, `_ip`, `_ts`, `_mezmo_line_size` and `_line`. Null and empty text are no value.
/// What the desk knows, and the `eventTime` of the event, count only where they are named.
#[derive(Debug, Clone)]
pub struct Document {
    /// All paths, one after the other.
    paths: String,
    leaves: Vec<Place>,
}

/// One value of a line, as an index reads it.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'a> {
    /// What it counts for when no field is named.
    pub part: Part,
    /// The dotted path of its field.
    pub path: &'a str,
    /// The part of the path whose words are words of the line; empty if none are.
    pub key: &'a str,
    /// The value: text that is not empty, a number or a boolean.
    pub value: &'a Value,
}

/// A leaf with its path as a place in the paths of the document.
#[derive(Debug, Clone)]
struct Place {
    path_start: usize,
    path_end: usize,
    /// Where the part of the path begins whose words count as words of the line.
    key_start: usize,
    part: Part,
    value: Value,
}

/// What a field counts for when no field is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Its value and its key.
    Content,
    /// Its value. The filters look only at these.
    Identifier,
    /// Its value; it is the text of a line that holds no event.
    PlainText,
    /// Nothing; the field must be named.
    Hidden,
}

impl Document {
    /// Takes a line apart.
    pub fn new(line: &Line) -> Self {
        let mut document = Self::empty();
        let mut is_event = ordinary::add(&mut document, &line.text).is_ok();
        if !is_event {
            document.paths.clear();
            document.leaves.clear();
            is_event = document.add_event(&line.text);
        }
        let text_part = if is_event { Part::Hidden } else { Part::PlainText };
        for (name, value) in &line.added {
            Flattening { document: &mut document, path: name.clone(), key_start: 0 }.add(value.clone());
        }
        for (name, text) in [
            ("host", &line.host),
            ("app", &line.app),
            ("level", &line.level),
            ("file", &line.file),
            ("env", &line.env),
        ] {
            document.add_text(name, text, Part::Identifier);
        }
        for tag in &line.tags {
            document.add_text("tag", tag, Part::Identifier);
        }
        match &line.meta {
            Value::Object(meta) => document.add_object("meta.", meta.clone()),
            other => Flattening { document: &mut document, path: "meta".to_owned(), key_start: 4 }
                .add(other.clone()),
        }
        for (name, text) in &line.labels {
            let mut labels = Flattening { document: &mut document, path: "label.".to_owned(), key_start: 6 };
            labels.path.push_str(name);
            labels.add(Value::String(text.clone()));
        }
        let platform = line.labels.get("platform").unwrap_or(&line.host);
        document.add_text("_platform", platform, Part::Hidden);
        document.add_text("_ip", &line.sender, Part::Hidden);
        document.push("_ts", 3, Part::Hidden, line.time_ms.into());
        document.push("_mezmo_line_size", 16, Part::Hidden, line.text.len().into());
        document.add_text("_line", &line.text, text_part);
        document
    }

    /// Every value with what it counts for, in the order of [`fields`](Self::fields).
    pub fn leaves(&self) -> impl Iterator<Item = Leaf<'_>> {
        self.leaves.iter().map(|leaf| Leaf {
            part: leaf.part,
            path: self.path(leaf),
            key: self.key(leaf),
            value: &leaf.value,
        })
    }

    /// Every value with the dotted path of its field: first those of the event, then those
    /// beside it. `_line` comes last.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.leaves.iter().map(|leaf| (self.path(leaf), &leaf.value))
    }

    /// Every text whose words are words of the line, keys included, to be asked one by one.
    /// This is what an index of words has to hold; a key may come more than once.
    pub fn any_text(&self, mut is_it: impl FnMut(&str) -> bool) -> bool {
        self.leaves.iter().any(|leaf| {
            let key = self.key(leaf);
            leaf.part != Part::Hidden
                && ((!key.is_empty() && is_it(key)) || with_text(&leaf.value, &mut is_it))
        })
    }

    /// Asks the values that count when no field is named, and the original text.
    pub(crate) fn any_value(&self, mut is_it: impl FnMut(&str) -> bool) -> bool {
        self.line().is_some_and(&mut is_it)
            || self
                .leaves
                .iter()
                .filter(|leaf| matches!(leaf.part, Part::Content | Part::Identifier))
                .any(|leaf| with_text(&leaf.value, &mut is_it))
    }

    /// Asks the values whose words are words of the line.
    pub(crate) fn any_worded(&self, is_it: impl Fn(&str) -> bool) -> bool {
        let worded = self.leaves.iter().filter(|leaf| leaf.part != Part::Hidden);
        { worded }.any(|leaf| with_text(&leaf.value, &is_it))
    }

    /// The values of a field under any of its spellings.
    pub(crate) fn values<'a>(&'a self, paths: &'a [String]) -> impl Iterator<Item = &'a Value> {
        self.leaves
            .iter()
            .filter(|leaf| paths.iter().any(|path| path == self.path(leaf)))
            .map(|leaf| &leaf.value)
    }

    /// The identifiers of one name.
    pub(crate) fn identifiers(&self, name: &str) -> impl Iterator<Item = &str> {
        let found = move |leaf: &&Place| leaf.part == Part::Identifier && self.path(leaf) == name;
        self.leaves.iter().filter(found).filter_map(|leaf| leaf.value.as_str())
    }

    /// Whether a field has a value, or a field beneath it has.
    pub(crate) fn has(&self, path: &str) -> bool {
        let rest = |leaf| self.path(leaf).strip_prefix(path);
        self.leaves.iter().filter_map(rest).any(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    fn empty() -> Self {
        Self { paths: String::with_capacity(2048), leaves: Vec::with_capacity(64) }
    }

    /// Reads the event of a text, whatever its form; false when there is none.
    fn add_event(&mut self, text: &str) -> bool {
        let event = Event::read(text);
        event.map(|event| self.add_object("", event.fields)).is_some()
    }

    fn line(&self) -> Option<&str> {
        self.leaves.last().and_then(|leaf| leaf.value.as_str())
    }

    fn path(&self, leaf: &Place) -> &str {
        &self.paths[leaf.path_start..leaf.path_end]
    }

    fn key(&self, leaf: &Place) -> &str {
        if leaf.part == Part::Content { &self.paths[leaf.key_start..leaf.path_end] } else { "" }
    }

    fn add_object(&mut self, prefix: &str, fields: Map<String, Value>) {
        let mut flattening = Flattening { document: self, path: prefix.to_owned(), key_start: prefix.len() };
        flattening.add_fields(fields);
    }

    fn add_text(&mut self, name: &str, text: &str, part: Part) {
        if !text.is_empty() {
            self.push(name, name.len(), part, Value::String(text.to_owned()));
        }
    }

    fn push(&mut self, path: &str, key_start: usize, part: Part, value: Value) {
        let path_start = self.paths.len();
        self.paths.push_str(path);
        let path_end = self.paths.len();
        let key_start = path_start + key_start;
        self.leaves.push(Place { path_start, path_end, key_start, part, value });
    }
}

/// Moves the leaves of JSON into a document.
struct Flattening<'a> {
    document: &'a mut Document,
    path: String,
    key_start: usize,
}

impl Flattening<'_> {
    fn add(&mut self, value: Value) {
        match value {
            Value::Null => {}
            Value::String(text) if text.is_empty() => {}
            Value::Array(values) => values.into_iter().for_each(|value| self.add(value)),
            Value::Object(fields) => {
                let length = self.path.len();
                self.path.push('.');
                self.add_fields(fields);
                self.path.truncate(length);
            }
            leaf => {
                let time = self.key_start == 0 && self.path == "eventTime";
                let part = if time { Part::Hidden } else { Part::Content };
                self.document.push(&self.path, self.key_start, part, leaf);
            }
        }
    }

    fn add_fields(&mut self, fields: Map<String, Value>) {
        let length = self.path.len();
        for (name, value) in fields {
            self.path.push_str(&name);
            self.add(value);
            self.path.truncate(length);
        }
    }
}

/// Hands out a value as text: strings as they are, numbers and booleans as in JSON.
pub fn with_text<R>(value: &Value, use_it: impl FnOnce(&str) -> R) -> R {
    match value {
        Value::String(text) => use_it(text),
        Value::Bool(true) => use_it("true"),
        Value::Bool(false) => use_it("false"),
        Value::Number(number) => {
            let mut digits = Digits { bytes: [0; 48], length: 0 };
            match write!(digits, "{number}") {
                Ok(()) => use_it(std::str::from_utf8(&digits.bytes[..digits.length]).unwrap_or_default()),
                Err(_) => use_it(&number.to_string()),
            }
        }
        Value::Null | Value::Array(_) | Value::Object(_) => use_it(""),
    }
}

/// Room for a printed number: without it every number of a line would be an allocation.
struct Digits {
    bytes: [u8; 48],
    length: usize,
}

impl Write for Digits {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        let end = self.length + text.len();
        self.bytes.get_mut(self.length..end).ok_or(std::fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_an_event_counts_by_name_only() {
        let time = "2026-11-21T09:30:00.403Z";
        for text in [
            format!(r#"{{"eventTime":"{time}","a":{{"eventTime":1}}}}"#),
            format!(r#"{{"payload":{{"action":"a.b.read","eventTime":"{time}"}},"meta":{{}}}}"#),
        ] {
            let line = Line { text, meta: serde_json::json!({"eventTime": 2}), ..Line::default() };
            let document = Document::new(&line);
            let times: Vec<_> = document
                .leaves()
                .filter(|leaf| leaf.path.ends_with("eventTime") && !leaf.path.starts_with("a."))
                .map(|leaf| (leaf.path, leaf.key, leaf.part))
                .collect();
            let expected = [("eventTime", "", Part::Hidden), ("meta.eventTime", "eventTime", Part::Content)];
            assert_eq!(times, expected, "{}", line.text);
        }
        let beneath = Line { text: r#"{"a":{"eventTime":1}}"#.to_owned(), ..Line::default() };
        assert_eq!(Document::new(&beneath).leaves().next().map(|leaf| leaf.part), Some(Part::Content));
    }

    #[test]
    fn a_document_has_the_leaves_of_the_event_and_what_stands_beside_it() {
        let line = Line {
            time_ms: 7,
            host: "kms".to_owned(),
            tags: vec!["a1".to_owned(), "b2".to_owned()],
            meta: serde_json::json!({"team": {"name": "x"}}),
            labels: [("platform".to_owned(), "key-protect".to_owned())].into(),
            text: r#"{"a":{"b":[1,[true]],"c":null,"d":""},"requestData":"{\"e\":2}"}"#.to_owned(),
            ..Line::default()
        };
        let document = Document::new(&line);
        let fields: Vec<_> = document.fields().map(|(path, value)| format!("{path}={value}")).collect();
        assert_eq!(
            fields[..12],
            [
                "a.b=1",
                "a.b=true",
                "requestData.e=2",
                "host=\"kms\"",
                "tag=\"a1\"",
                "tag=\"b2\"",
                "meta.team.name=\"x\"",
                "label.platform=\"key-protect\"",
                "_platform=\"key-protect\"",
                "_ts=7",
                "_mezmo_line_size=64",
                format!("_line={}", Value::from(line.text.as_str())).as_str(),
            ]
        );
        let mut texts = Vec::new();
        document.any_text(|text| {
            texts.push(text.to_owned());
            false
        });
        assert_eq!(
            texts,
            [
                "a.b",
                "1",
                "a.b",
                "true",
                "requestData.e",
                "2",
                "kms",
                "a1",
                "b2",
                "team.name",
                "x",
                "platform"
            ]
            .into_iter()
            .chain(["key-protect"])
            .collect::<Vec<_>>()
        );
    }
}
