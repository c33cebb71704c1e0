//! The rules, one row each.

use serde_json::Value;

use super::{Rule, Seen};
use crate::event;

/// Every rule, in the order in which events have their fields.
#[rustfmt::skip]
pub const RULES: [Rule; 28] = [
    Rule { id: "form.flat", field: "", sentence: "The event is flat, without an envelope and its metadata.", check: flat },
    Rule { id: "action.text", field: "action", sentence: "The action is a text.", check: |it| text(it, "action") },
    Rule { id: "action.parts", field: "action", sentence: "The action has a service, an object and a verb in lower case, with dots between them.", check: action },
    Rule { id: "eventTime.form", field: "eventTime", sentence: "The time is UTC with two decimals and a numeric offset, such as 2024-11-05T08:02:11.07+0000.", check: time },
    Rule { id: "outcome.word", field: "outcome", sentence: "The outcome is success, pending or failure.", check: |it| word(it, "outcome", &it.catalog.vocabulary().outcomes) },
    Rule { id: "severity.word", field: "severity", sentence: "The severity is normal, warning or critical.", check: |it| word(it, "severity", &["normal", "warning", "critical"]) },
    Rule { id: "severity.code", field: "severity", sentence: "A failure has the severity that belongs to its reason code.", check: severity },
    Rule { id: "message.form", field: "message", sentence: "The message begins with the name of the service and a colon.", check: message },
    Rule { id: "message.outcome", field: "message", sentence: "The message does not end with success: only another outcome is said.", check: message_end },
    Rule { id: "dataEvent.boolean", field: "dataEvent", sentence: "Whether it is a data event is true or false.", check: |it| boolean(it, "dataEvent") },
    Rule { id: "saveServiceCopy.boolean", field: "saveServiceCopy", sentence: "Whether a copy is kept for the service is true or false.", check: |it| boolean(it, "saveServiceCopy") },
    Rule { id: "logSourceCRN.crn", field: "logSourceCRN", sentence: "The source is a CRN.", check: |it| crn(it, "logSourceCRN", false) },
    Rule { id: "correlationId.text", field: "correlationId", sentence: "The correlation id is a text, where there is one.", check: |it| optional_text(it, "correlationId") },
    Rule { id: "initiator.id.text", field: "initiator.id", sentence: "The initiator has an id.", check: |it| text(it, "initiator.id") },
    Rule { id: "initiator.name.text", field: "initiator.name", sentence: "The initiator has a name, which may be empty.", check: |it| text_or_empty(it, "initiator.name") },
    Rule { id: "initiator.typeURI.word", field: "initiator.typeURI", sentence: "The initiator is of one of the four kinds of accounts.", check: |it| word(it, "initiator.typeURI", &it.catalog.vocabulary().type_uris) },
    Rule { id: "initiator.credential.type.word", field: "initiator.credential.type", sentence: "The credential is of a known kind.", check: |it| word(it, "initiator.credential.type", &it.catalog.vocabulary().credential_types) },
    Rule { id: "initiator.host.address.text", field: "initiator.host.address", sentence: "The initiator has an address, which may be empty.", check: |it| text_or_empty(it, "initiator.host.address") },
    Rule { id: "initiator.host.addressType.word", field: "initiator.host.addressType", sentence: "The kind of the address is a known one, where it is said.", check: |it| optional_word(it, "initiator.host.addressType", &it.catalog.vocabulary().address_types) },
    Rule { id: "target.id.crn", field: "target.id", sentence: "The target is a CRN.", check: |it| crn(it, "target.id", false) },
    Rule { id: "target.name.text", field: "target.name", sentence: "The target has a name, which may be empty.", check: |it| text_or_empty(it, "target.name") },
    Rule { id: "target.typeURI.form", field: "target.typeURI", sentence: "The kind of the target has parts between slashes, and no verb at the end.", check: type_uri },
    Rule { id: "target.resourceGroupId.crn", field: "target.resourceGroupId", sentence: "The resource group is a CRN or empty, where it is said.", check: |it| crn(it, "target.resourceGroupId", true) },
    Rule { id: "observer.name.word", field: "observer.name", sentence: "The observer is ActivityTracker.", check: |it| word(it, "observer.name", &it.catalog.vocabulary().observers) },
    Rule { id: "reason.reasonCode.number", field: "reason.reasonCode", sentence: "The reason code is a number.", check: code },
    Rule { id: "reason.reasonCode.outcome", field: "reason.reasonCode", sentence: "The reason code is 400 or more for a failure and less for anything else.", check: code_and_outcome },
    Rule { id: "requestData.object", field: "requestData", sentence: "The request is an object or null, not text.", check: |it| object(it, "requestData") },
    Rule { id: "responseData.object", field: "responseData", sentence: "The response is an object or null, not text.", check: |it| object(it, "responseData") },
];

const MISSING: &str = "it is missing";

/// A value as it stands, or that there is none.
fn found(value: Option<&Value>) -> Option<String> {
    Some(match value {
        None => MISSING.to_owned(),
        Some(Value::String(text)) if text.is_empty() => "an empty text".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    })
}

fn flat(it: &Seen<'_>) -> Option<String> {
    match it.event.legacy {
        true => Some("an envelope with payload and meta".to_owned()),
        false => it.event.at("meta").map(|_| "metadata beside the fields".to_owned()),
    }
}

fn text(it: &Seen<'_>, path: &str) -> Option<String> {
    if it.event.text(path).is_some() { None } else { found(it.event.at(path)) }
}

fn text_or_empty(it: &Seen<'_>, path: &str) -> Option<String> {
    if it.event.at(path).is_some_and(Value::is_string) { None } else { found(it.event.at(path)) }
}

fn optional_text(it: &Seen<'_>, path: &str) -> Option<String> {
    it.event.at(path).and_then(|_| text_or_empty(it, path))
}

fn word<T: AsRef<str>>(it: &Seen<'_>, path: &str, words: &[T]) -> Option<String> {
    let said = it.event.text(path);
    let known = said.is_some_and(|said| words.iter().any(|word| word.as_ref() == said));
    if known { None } else { found(it.event.at(path)) }
}

fn optional_word<T: AsRef<str>>(it: &Seen<'_>, path: &str, words: &[T]) -> Option<String> {
    it.event.at(path).and_then(|_| word(it, path, words))
}

fn boolean(it: &Seen<'_>, path: &str) -> Option<String> {
    if it.event.at(path).is_some_and(Value::is_boolean) { None } else { found(it.event.at(path)) }
}

fn crn(it: &Seen<'_>, path: &str, optional: bool) -> Option<String> {
    let value = it.event.at(path);
    let is_crn = it.event.text(path).is_some_and(|text| text.starts_with("crn:v1:"));
    let absent = value.is_none_or(|value| value.as_str() == Some(""));
    if is_crn || (optional && absent) { None } else { found(value) }
}

fn object(it: &Seen<'_>, path: &'static str) -> Option<String> {
    let value = it.event.at(path);
    if it.encoded.contains(&path) {
        return Some(match value {
            Some(Value::String(_)) => "text".to_owned(),
            _ => "JSON inside of text".to_owned(),
        });
    }
    let fits = value.is_none_or(|value| value.is_object() || value.is_null());
    if fits { None } else { found(value) }
}

fn action(it: &Seen<'_>) -> Option<String> {
    let action = it.event.text("action")?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let parts = action.split('.').filter(|part| !part.is_empty()).count();
    let fits = action.chars().all(plain) && parts >= 3 && parts == action.split('.').count();
    (!fits).then(|| action.to_owned())
}

/// `YYYY-MM-DDTHH:mm:ss.SS+0000`, digit by digit.
fn time(it: &Seen<'_>) -> Option<String> {
    const FORM: &[u8] = b"0000-00-00T00:00:00.00+0000";
    let said = it.event.text("eventTime").unwrap_or_default();
    let same = |(said, form): (u8, &u8)| if *form == b'0' { said.is_ascii_digit() } else { said == *form };
    let fits = said.len() == FORM.len()
        && said.bytes().zip(FORM).all(same)
        && said.ends_with("+0000")
        && crate::time::parse_event_time(said).is_some();
    if fits { None } else { found(it.event.at("eventTime")) }
}

fn severity(it: &Seen<'_>) -> Option<String> {
    let expected = it.catalog.severity_mismatch(it.event)?;
    let (said, code) = (it.event.text("severity")?, it.event.reason_code()?);
    Some(format!("{said} for {code}, which is {}", expected.as_str()))
}

fn message(it: &Seen<'_>) -> Option<String> {
    let fits = it.event.text("message").is_some_and(|said| said.find(": ").is_some_and(|at| at > 0));
    if fits { None } else { found(it.event.at("message")) }
}

fn message_end(it: &Seen<'_>) -> Option<String> {
    let said = it.event.text("message")?.trim_end();
    let named = it.event.text("target.name").is_some_and(|name| name.ends_with("success"));
    (!named && said.ends_with(" success")).then(|| said.to_owned())
}

fn type_uri(it: &Seen<'_>) -> Option<String> {
    let Some(said) = it.event.text("target.typeURI") else { return found(it.event.at("target.typeURI")) };
    let verb = it.event.text("action").and_then(event::verb_of_action);
    let parts = said.split('/').count();
    let ends_with_verb = parts > 2 && said.rsplit('/').next() == verb;
    (parts < 2 || ends_with_verb).then(|| said.to_owned())
}

fn code(it: &Seen<'_>) -> Option<String> {
    let code = it.event.at("reason.reasonCode");
    if code.is_some_and(Value::is_number) { None } else { found(code) }
}

fn code_and_outcome(it: &Seen<'_>) -> Option<String> {
    let (code, outcome) = (it.event.reason_code()?, it.event.text("outcome")?);
    ((code >= 400) != (outcome == "failure")).then(|| format!("{code} with the outcome {outcome}"))
}
