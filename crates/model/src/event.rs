//! The audit event inside a line, whichever of its two forms it was sent in.
//!
//! Nothing is refused here: an event with an odd action, an unknown verb or a bare name for a
//! CRN is still an event (spec 1.2). A line without a JSON object is simply not one.

use serde_json::{Map, Value};

/// The event of one line, read into the current flat form.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The fields. `requestData` and `responseData` that held JSON in a string are objects.
    pub fields: Map<String, Value>,
    /// Whether it came in the legacy `payload`/`meta` envelope.
    pub legacy: bool,
}

impl Event {
    /// Reads the JSON object a line ends with; leading text is allowed (spec 1.7).
    /// None when there is no such object.
    pub fn read(text: &str) -> Option<Self> {
        let mut fields = read_object(text)?;
        let wrapped = is_wrapped(&fields);
        // A notification bus wraps events in `payload` too, and names its own event type.
        let legacy = wrapped && !fields.contains_key("event_type");
        if wrapped && let Some(Value::Object(payload)) = fields.remove("payload") {
            fields.extend(payload);
        }
        for name in ["requestData", "responseData"] {
            if let Some(Value::String(inner)) = fields.get(name)
                && let Some(parsed) = read_encoded(inner)
            {
                fields.insert(name.to_owned(), parsed);
            }
        }
        Some(Self { fields, legacy })
    }

    /// The value at a dotted path; arrays are not entered.
    pub fn at(&self, path: &str) -> Option<&Value> {
        let mut parts = path.split('.');
        let mut value = self.fields.get(parts.next()?)?;
        for part in parts {
            value = value.as_object()?.get(part)?;
        }
        Some(value)
    }

    /// The text at a dotted path, if it is text and not empty.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.at(path)?.as_str().filter(|text| !text.is_empty())
    }

    /// The service the event came from: by its action, else by its CRN.
    pub fn service(&self) -> Option<&str> {
        let by_action = self.text("action").and_then(service_of_action);
        by_action.or_else(|| self.text("logSourceCRN").and_then(|crn| crn_part(crn, 4)))
    }

    /// The status it ended with, as a number or as text that is one.
    pub fn reason_code(&self) -> Option<u16> {
        let code = self.at("reason.reasonCode")?;
        match code.as_u64() {
            Some(code) => u16::try_from(code).ok(),
            None => code.as_str()?.trim().parse().ok(),
        }
    }

    /// Whether a permission was only tried out (`true`) or a real attempt was refused (`false`);
    /// none for events that say neither. Services put the mark at any depth.
    pub fn dry_run(&self) -> Option<bool> {
        self.fields.get("dry_run").and_then(truth).or_else(|| self.fields.values().find_map(find_dry_run))
    }

    /// Whether the message carries the mark of a failure, the word `-failure`.
    pub fn says_failure(&self) -> bool {
        self.text("message").is_some_and(|message| message.split_whitespace().any(|word| word == "-failure"))
    }

    /// The location segment of the event's CRN, if it has one.
    pub fn location(&self) -> Option<&str> {
        self.text("logSourceCRN").and_then(|crn| crn_part(crn, 5))
    }
}

/// The service part of an action. Service names of the VPC family hold a dot themselves
/// (`is.load-balancer.load-balancer.create`), and one documented action has a comma.
pub fn service_of_action(action: &str) -> Option<&str> {
    let end = action.find(['.', ','])?;
    let rest = action.get(end + 1..)?;
    let dotted = action.starts_with("is.") && rest.matches('.').count() >= 2;
    let end = if dotted { end + 1 + rest.find('.')? } else { end };
    action.get(..end).filter(|service| !service.is_empty())
}

/// The verb of an action: its last part.
pub fn verb_of_action(action: &str) -> Option<&str> {
    action.rsplit_once(['.', ',']).map(|(_, verb)| verb).filter(|verb| !verb.is_empty())
}

/// One part of `crn:v1:<cname>:<ctype>:<service>:<location>:…`, counted from 0, if not empty.
pub fn crn_part(crn: &str, index: usize) -> Option<&str> {
    crn.strip_prefix("crn:")?;
    let mut start = 0;
    for _ in 0..index {
        start += crn.as_bytes().get(start..)?.iter().position(|byte| *byte == b':')? + 1;
    }
    let rest = crn.get(start..)?;
    let end = rest.bytes().position(|byte| byte == b':').unwrap_or(rest.len());
    rest.get(..end).filter(|part| !part.is_empty())
}

fn find_dry_run(value: &Value) -> Option<bool> {
    match value {
        Value::Object(fields) => {
            fields.get("dry_run").and_then(truth).or_else(|| fields.values().find_map(find_dry_run))
        }
        Value::Array(items) => items.iter().find_map(find_dry_run),
        _ => None,
    }
}

fn truth(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_str()?.parse().ok())
}

/// The JSON object a line ends with, as it was sent.
pub(crate) fn read_object(text: &str) -> Option<Map<String, Value>> {
    let text = text.trim();
    if !text.ends_with('}') {
        return None;
    }
    let start = text.find('{')?;
    match serde_json::from_str(text.get(start..)?) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

pub(crate) fn is_wrapped(fields: &Map<String, Value>) -> bool {
    let event = |value: &Value| value.get("action").is_some() || value.get("eventTime").is_some();
    !fields.contains_key("action") && fields.get("payload").is_some_and(event)
}

/// Reads JSON that was put into a string, once: a string inside it stays a string.
pub(crate) fn read_encoded(inner: &str) -> Option<Value> {
    match serde_json::from_str(inner.trim()) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(action: &str) -> &str {
        service_of_action(action).unwrap_or("-")
    }

    #[test]
    fn the_service_is_the_first_part_even_where_it_has_a_dot_itself() {
        assert_eq!(service("kms.secrets.read"), "kms");
        assert_eq!(service("dr-instance.start"), "dr-instance");
        assert_eq!(service("cloudantnosqldb,replicator-design-document.write"), "cloudantnosqldb");
        assert_eq!(service("is.instance.create"), "is");
        assert_eq!(service("is.load-balancer.listener.create"), "is.load-balancer");
        assert_eq!(service("login"), "-");
    }

    #[test]
    fn a_legacy_envelope_is_lifted_and_marked() {
        let event = Event::read(
            r#"{"payload":{"action":"pcloud.tenant.read","requestData":"{\"a\":1}"},"meta":{"x":1}}"#,
        )
        .unwrap();
        assert!(event.legacy);
        assert_eq!(event.text("action"), Some("pcloud.tenant.read"));
        assert_eq!(event.at("requestData.a"), Some(&Value::from(1)));
        assert_eq!(event.at("meta.x"), Some(&Value::from(1)));
    }

    #[test]
    fn a_dry_run_is_found_at_any_depth_and_told_from_an_attempt() {
        let dry_run = |text: &str| Event::read(text).unwrap().dry_run();
        assert_eq!(dry_run(r#"{"requestData":{"dry_run":true}}"#), Some(true));
        assert_eq!(dry_run(r#"{"responseData":{"a":[{"dry_run":"false"}]}}"#), Some(false));
        assert_eq!(dry_run(r#"{"dry_run":true,"requestData":{"dry_run":false}}"#), Some(true));
        assert_eq!(dry_run(r#"{"requestData":"{\"dry_run\":true}"}"#), Some(true));
        assert_eq!(dry_run(r#"{"dry_run":"perhaps","message":"dry_run"}"#), None);
    }

    #[test]
    fn a_failure_is_marked_by_a_word_of_the_message() {
        let says =
            |message: &str| Event::read(&format!(r#"{{"message":"{message}"}}"#)).unwrap().says_failure();
        assert!(says("Redis: create backup orders -failure"));
        assert!(!says("Redis: create backup pre-failure"));
    }

    #[test]
    fn text_before_the_object_is_allowed_and_text_after_it_is_not() {
        assert!(Event::read(r#"audit: {"action":"a.b.c"} "#).is_some());
        assert!(Event::read(r#"{"action":"a.b.c"}."#).is_none());
        assert!(Event::read("[1,2]").is_none());
    }

    #[test]
    fn a_string_cut_off_in_mid_json_stays_a_string() {
        let event = Event::read(r#"{"action":"a.b.c","responseData":"{\"a\":"}"#).unwrap();
        assert_eq!(event.text("responseData"), Some("{\"a\":"));
    }
}
