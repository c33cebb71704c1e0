//! An event as programs read it.

use model::{
    event::Event,
    id::EventId,
    line::{Line, StoredLine},
    time,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, value::RawValue};

/// One line as programs read it. A page holds up to a thousand: what needs no change is written as
/// it came.
#[derive(Serialize)]
pub(crate) struct Shown<'a> {
    id: &'a EventId,
    seq: u64,
    time: String,
    received: String,
    source: &'a str,
    app: &'a str,
    level: &'a str,
    line: &'a str,
    event: Option<Fields<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Fields<'a> {
    AsSent(&'a RawValue),
    Read(Map<String, Value>),
}

/// What makes an event one that is rewritten when it is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Form<'a> {
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
    #[serde(borrow)]
    request_data: Option<&'a RawValue>,
    #[serde(borrow)]
    response_data: Option<&'a RawValue>,
}

impl<'a> Shown<'a> {
    pub fn new(stored: &'a StoredLine) -> Self {
        let line: &Line = &stored.line;
        Self {
            id: &stored.id,
            seq: stored.id.seq,
            time: time::format_rfc3339(line.time_ms),
            received: time::format_rfc3339(stored.received_ms),
            source: &line.host,
            app: &line.app,
            level: &line.level,
            line: &line.text,
            event: Fields::of(&line.text),
        }
    }
}

impl<'a> Fields<'a> {
    fn of(text: &'a str) -> Option<Self> {
        match as_sent(text) {
            Some(raw) => Some(Self::AsSent(raw)),
            None => Event::read(text).map(|event| Self::Read(event.fields)),
        }
    }
}

/// The event byte for byte, where reading it changes nothing.
fn as_sent(text: &str) -> Option<&RawValue> {
    let text = text.trim_ascii();
    let form: Form<'_> = serde_json::from_str(text).ok().filter(|_| text.starts_with('{'))?;
    let is_text = |value: Option<&RawValue>| value.is_some_and(|value| value.get().starts_with('"'));
    let is_rewritten = form.payload.is_some() || is_text(form.request_data) || is_text(form.response_data);
    if is_rewritten { None } else { serde_json::from_str(text).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_shown_as_it_is_read_whatever_its_form() {
        for (text, is_as_sent) in [
            (r#" {"action":"a.b.c","requestData":{"a":[1,"x"]},"n":1.50} "#, true),
            (r#"{"action":"a.b.c","requestData":null}"#, true),
            (r#"{"action":"a.b.c","requestData":"{\"a\":1}"}"#, false),
            (r#"{"payload":{"action":"a.b.c"},"meta":{"x":1}}"#, false),
            (r#"2026-01-02 audit: {"action":"a.b.c"}"#, false),
            ("[1,2]", false),
            ("plain", false),
        ] {
            assert_eq!(as_sent(text).is_some(), is_as_sent, "{text}");
            let shown = serde_json::to_string(&Fields::of(text)).unwrap();
            let read = Event::read(text).map(|event| event.fields);
            assert_eq!(shown.parse::<Value>().unwrap(), serde_json::to_value(read).unwrap(), "{text}");
        }
    }
}
