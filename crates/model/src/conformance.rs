//! Which rules of the event standard an event breaks.
//!
//! An event is never refused for it: services differ, and what they send is the record. The
//! rules help to see which sender should be asked to mend what.

mod rules;

use serde::{Deserialize, Serialize};

use crate::{
    catalog::Catalog,
    event::{self, Event},
};

pub use rules::RULES;

/// One rule about one field.
#[derive(Debug)]
pub struct Rule {
    /// Names the rule in addresses and answers: the field, and what is asked of it.
    pub id: &'static str,
    /// The dotted path of the field; empty for a rule about the whole.
    pub field: &'static str,
    /// What the rule asks, as a sentence.
    pub sentence: &'static str,
    /// What the event has instead, if it breaks the rule.
    check: fn(&Seen<'_>) -> Option<String>,
}

/// A rule an event breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    /// The rule's id.
    pub rule: String,
    /// The field it is about.
    pub field: String,
    /// What the rule asks.
    pub sentence: String,
    /// What the event has instead.
    pub found: String,
}

/// An event as the rules see it.
struct Seen<'a> {
    event: &'a Event,
    /// Fields that were sent as JSON inside of text.
    encoded: Vec<&'static str>,
    catalog: &'a Catalog,
}

/// The longest piece of an event that is shown, in characters.
const LONGEST: usize = 80;

/// The rules the event of a line breaks, in the order of [`RULES`]; none for a line that holds
/// no event.
pub fn check(text: &str, catalog: &Catalog) -> Vec<Broken> {
    let (Some(event), Some(raw)) = (Event::read(text), event::read_object(text)) else { return vec![] };
    let holder = raw.get("payload").and_then(|payload| payload.as_object()).unwrap_or(&raw);
    let is_text = |name: &&str| holder.get(*name).is_some_and(serde_json::Value::is_string);
    let encoded = ["requestData", "responseData"].into_iter().filter(is_text).collect();
    let seen = Seen { event: &event, encoded, catalog };
    let broken = |rule: &Rule| {
        Some(Broken {
            rule: rule.id.to_owned(),
            field: rule.field.to_owned(),
            sentence: rule.sentence.to_owned(),
            found: short(&(rule.check)(&seen)?),
        })
    };
    RULES.iter().filter_map(broken).collect()
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// An event that keeps every rule, with one field replaced.
    fn with(path: &str, value: &str) -> String {
        let mut event = serde_json::json!({
            "action": "cloudantnosqldb.database.create", "eventTime": "2024-11-05T08:02:11.07+0000",
            "outcome": "success", "severity": "normal", "message": "Cloudant: create database orders",
            "dataEvent": false, "saveServiceCopy": true, "correlationId": "c1",
            "logSourceCRN": "crn:v1:bluemix:public:cloudantnosqldb:eu-gb:a/7f:b7::",
            "initiator": {"id": "IBMid-1", "name": "ana", "typeURI": "service/security/account/user",
                "authnId": "", "authnName": "", "credential": {"type": "token"},
                "host": {"address": "192.0.2.1", "addressType": "IPv4", "agent": ""}},
            "target": {"id": "crn:v1:bluemix:public:cloudantnosqldb:eu-gb:a/7f:b7::", "name": "orders",
                "typeURI": "cloudantnosqldb/database", "resourceGroupId": ""},
            "reason": {"reasonCode": 200, "reasonType": "OK"}, "observer": {"name": "ActivityTracker"},
            "requestData": null, "responseData": {},
        });
        let pointer = format!("/{}", path.replace('.', "/"));
        if let Some(place) = event.pointer_mut(&pointer) {
            *place = serde_json::from_str(value).unwrap();
        } else if !path.is_empty() {
            event[path] = serde_json::from_str(value).unwrap();
        }
        event.to_string()
    }

    fn broken(text: &str) -> Vec<String> {
        check(text, Catalog::embedded()).into_iter().map(|broken| broken.rule).collect()
    }

    #[test]
    fn an_event_by_the_book_breaks_nothing() {
        assert_eq!(broken(&with("", "")), [""; 0]);
        assert_eq!(broken("plain text"), [""; 0]);
    }

    #[test]
    fn each_rule_has_an_event_that_breaks_it_and_only_it() {
        #[rustfmt::skip]
        let rows = [
            ("", "", ""),
            ("action", "\"cloudantnosqldb.create\"", "action.parts"),
            ("action", "\"cloudantnosqldb,database.create\"", "action.parts"),
            ("action", "\"Cloudantnosqldb.database.create\"", "action.parts"),
            ("action", "7", "action.text"),
            ("eventTime", "\"2024-11-05T08:02:11Z\"", "eventTime.form"),
            ("eventTime", "\"yesterday\"", "eventTime.form"),
            ("outcome", "\"ok\"", "outcome.word"),
            ("severity", "\"high\"", "severity.word"),
            ("severity", "null", "severity.word"),
            ("message", "\"database created\"", "message.form"),
            ("message", "\"Cloudant: create database success\"", "message.outcome"),
            ("dataEvent", "\"false\"", "dataEvent.boolean"),
            ("saveServiceCopy", "null", "saveServiceCopy.boolean"),
            ("logSourceCRN", "\"orders\"", "logSourceCRN.crn"),
            ("correlationId", "5", "correlationId.text"),
            ("initiator.id", "\"\"", "initiator.id.text"),
            ("initiator.name", "null", "initiator.name.text"),
            ("initiator.typeURI", "\"user\"", "initiator.typeURI.word"),
            ("initiator.credential.type", "\"magic\"", "initiator.credential.type.word"),
            ("initiator.host.address", "null", "initiator.host.address.text"),
            ("initiator.host.addressType", "\"ipv4\"", "initiator.host.addressType.word"),
            ("target.id", "\"orders\"", "target.id.crn"),
            ("target.name", "[]", "target.name.text"),
            ("target.typeURI", "\"cloudantnosqldb/database/create\"", "target.typeURI.form"),
            ("target.resourceGroupId", "\"default\"", "target.resourceGroupId.crn"),
            ("observer.name", "\"Me\"", "observer.name.word"),
            ("reason.reasonCode", "\"200\"", "reason.reasonCode.number"),
            ("reason.reasonCode", "403", "reason.reasonCode.outcome"),
            ("requestData", "\"{}\"", "requestData.object"),
            ("responseData", "\"done\"", "responseData.object"),
            ("meta", "{}", "form.flat"),
        ];
        let mut met = HashSet::new();
        for (path, value, rule) in rows {
            let expected = if rule.is_empty() { vec![] } else { vec![rule.to_owned()] };
            assert_eq!(broken(&with(path, value)), expected, "{path} {value}");
            met.insert(rule);
        }
        let failed = with("outcome", "\"failure\"").replace("200", "403");
        assert_eq!(broken(&failed), ["severity.code"]);
        met.insert("severity.code");
        for rule in RULES {
            assert!(met.contains(rule.id), "nothing here breaks {}", rule.id);
        }
    }

    #[test]
    fn what_is_found_is_said_in_short() {
        let text = with("outcome", &format!("\"{}\"", "é".repeat(500)));
        let found = &check(&text, Catalog::embedded())[0].found;
        assert_eq!(found.chars().count(), LONGEST + 1);
        let missing = with("", "").replace("\"severity\":\"normal\",", "");
        assert_eq!(check(&missing, Catalog::embedded())[0].found, "it is missing");
    }

    #[test]
    fn an_event_in_an_envelope_lacks_what_it_never_had() {
        let text = r#"{"payload":{"action":"pcloud.volume.read","eventTime":"2019-06-12T16:48:30.05+0000"},"meta":{}}"#;
        let broken = broken(text);
        for rule in ["form.flat", "dataEvent.boolean", "observer.name.word", "target.id.crn"] {
            assert!(broken.iter().any(|it| it == rule), "{rule} in {broken:?}");
        }
    }
}
