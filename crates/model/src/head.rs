//! The few fields of an event that place it: by them it gets its time, its source and its way.

use std::borrow::Cow;

use serde_json::Value;

use crate::{
    event::{Event, crn_part, service_of_action},
    json::{Cursor, NotOrdinary},
};

/// What places an event. A text is empty where the event has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head<'a> {
    /// Whether it came in the legacy envelope.
    pub legacy: bool,
    /// What was done.
    pub action: Cow<'a, str>,
    /// When, as it was written.
    pub event_time: Cow<'a, str>,
    /// How severe it is.
    pub severity: Cow<'a, str>,
    /// The level, for events without a severity.
    pub level: Cow<'a, str>,
    /// The CRN, or the bare name that stands for one.
    pub log_source_crn: Cow<'a, str>,
    /// The region that an envelope names.
    pub region: Cow<'a, str>,
    /// Whether it calls itself a data event.
    pub is_data_event: bool,
}

impl<'a> Head<'a> {
    /// Reads it from a line. An ordinary event is only walked through, once; any other is read
    /// whole. None when the line holds no event.
    pub fn read(text: &'a str) -> Option<Self> {
        match Self::walk(text.trim()) {
            Ok(head) => Some(head),
            Err(NotOrdinary) => Event::read(text).map(|event| Head::of(&event).into_owned()),
        }
    }

    /// The head of an event that was read.
    pub fn of(event: &'a Event) -> Self {
        let text = |path| Cow::Borrowed(event.text(path).unwrap_or_default());
        Self {
            legacy: event.legacy,
            action: text("action"),
            event_time: text("eventTime"),
            severity: text("severity"),
            level: text("level"),
            log_source_crn: text("logSourceCRN"),
            region: text("meta.serviceProviderRegion"),
            is_data_event: event.at("dataEvent") == Some(&Value::Bool(true)),
        }
    }

    /// The service the event came from: by its action, else by its CRN.
    pub fn service(&self) -> Option<&str> {
        service_of_action(&self.action).or_else(|| crn_part(&self.log_source_crn, 4))
    }

    fn walk(text: &'a str) -> Result<Self, NotOrdinary> {
        let mut head = Self::default();
        let mut cursor = Cursor::new(text);
        cursor.expect(b'{')?;
        cursor.space();
        if cursor.peek() == Some(b'}') {
            cursor.expect(b'}')?;
            return if cursor.at() == text.len() { Ok(head) } else { Err(NotOrdinary) };
        }
        loop {
            cursor.space();
            let key = cursor.key()?;
            cursor.space();
            cursor.expect(b':')?;
            cursor.space();
            match key {
                "action" => head.action = text_of(text, &mut cursor)?,
                "eventTime" => head.event_time = text_of(text, &mut cursor)?,
                "severity" => head.severity = text_of(text, &mut cursor)?,
                "level" => head.level = text_of(text, &mut cursor)?,
                "logSourceCRN" => head.log_source_crn = text_of(text, &mut cursor)?,
                "dataEvent" => {
                    head.is_data_event = cursor.peek() == Some(b't');
                    cursor.value(1)?;
                }
                // What is in an envelope is for the real reader, and so is a region in a field.
                "payload" | "meta" => return Err(NotOrdinary),
                _ => cursor.value(1)?,
            }
            cursor.space();
            match cursor.next_byte()? {
                b',' => {}
                b'}' if cursor.at() == text.len() => return Ok(head),
                _ => return Err(NotOrdinary),
            }
        }
    }

    fn into_owned(self) -> Head<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Head {
            legacy: self.legacy,
            action: owned(self.action),
            event_time: owned(self.event_time),
            severity: owned(self.severity),
            level: owned(self.level),
            log_source_crn: owned(self.log_source_crn),
            region: owned(self.region),
            is_data_event: self.is_data_event,
        }
    }
}

/// The next value, if it is a text, and goes past it.
fn text_of<'a>(text: &'a str, cursor: &mut Cursor<'a>) -> Result<Cow<'a, str>, NotOrdinary> {
    let start = cursor.at();
    if cursor.peek() != Some(b'"') {
        cursor.value(1)?;
        return Ok(Cow::default());
    }
    let is_plain = cursor.string()?;
    let quoted = text.get(start..cursor.at()).ok_or(NotOrdinary)?;
    match is_plain {
        true => Ok(Cow::Borrowed(&quoted[1..quoted.len() - 1])),
        false => serde_json::from_str(quoted).map(Cow::Owned).map_err(|_| NotOrdinary),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str) {
        let whole = Event::read(text);
        assert_eq!(Head::read(text), whole.as_ref().map(Head::of), "{text}");
    }

    #[test]
    fn the_head_is_what_reading_the_whole_event_tells() {
        check(r#"{"action":"a.b.c","severity":"normal","dataEvent":true,"x":{"action":"no"}}"#);
        check(r#" {"action":"a\"b","level":7,"logSourceCRN":"crn:v1:a","eventTime":null} "#);
        check(r#"{"action":"first","action":"last","action":5}"#);
        check(r#"{"\u0061ction":"a.b.c","dataEvent":"true"}"#);
        check(r#"{"payload":{"action":"a.b.c"},"meta":{"serviceProviderRegion":"ng"}}"#);
        check(r#"{"action":"a.b.c","meta":{"serviceProviderRegion":"ng"}}"#);
        check(r#"leading text {"action":"a.b.c"}"#);
        for text in
            ["{}", "", "plain", r#"{"action":"a.b.c""#, r#"{"action":"a.b.c"} x}"#, r#"{"a":tru}"#, "{1}"]
        {
            check(text);
        }
    }

    proptest! {
        #[test]
        fn any_text_has_the_head_that_the_whole_event_has(
            parts in proptest::collection::vec(r#"("action"|"level"|"meta"|"payload"|"dataEvent"|"x"):("a.b.c"|"\\\\u0041"|"\\n"|true|12|1e5|null|\{"action":"z"\}|\[1,"}"\]| )"#, 0..6),
            cut in 0..80_usize,
        ) {
            let mut text = format!("{{{}}}", parts.join(","));
            check(&text);
            text.truncate(text.floor_char_boundary(cut));
            check(&text);
        }
    }
}
