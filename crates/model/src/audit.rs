//! The events this desk writes about itself, in the form every other service uses.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{instance::Instance, time};

/// Who did it and from where, as an audit event tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Initiator {
    /// `person-…` or `key-…`, or the desk's own id.
    pub id: String,
    /// The person's address, the key's name, or `Spoor`.
    pub name: String,
    /// Which kind of account the id belongs to (CADF `typeURI`).
    pub kind: InitiatorKind,
    /// The caller's address; empty when the desk acted by itself.
    pub address: String,
    /// The caller's user agent.
    pub agent: String,
}

/// The kinds of account that act on a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InitiatorKind {
    /// A person with a session.
    Person,
    /// A program with a key.
    Key,
    /// The desk itself, or somebody at its command line.
    Desk,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It was done.
    Success,
    /// It was refused or failed: HTTP status and why, for people.
    Failure {
        /// The status the caller was answered.
        code: u16,
        /// Why, as a sentence without a full stop.
        why: String,
    },
}

/// One act of administration, before it is written as a CADF event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// The action, such as `logdnaat.view.create`.
    pub action: Cow<'static, str>,
    /// Whether the catalogue counts it as a data event.
    pub data_event: bool,
    /// How it ended.
    pub outcome: Outcome,
    /// The name of what it was done to, for `target.name`.
    pub target: String,
    /// The documented fields, for `requestData`.
    pub request: Value,
    /// Groups the events of one request.
    pub correlation_id: String,
    /// Who did it.
    pub by: Initiator,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
}

impl AuditEvent {
    /// Writes the event in full, as it stands in the instance it concerns. The id is the one
    /// by which a second writing of the same event is recognised.
    pub fn to_json(&self, id: &str, instance: &Instance) -> Value {
        let service = crate::event::service_of_action(&self.action).unwrap_or_default();
        // What the desk does in the place of another service is told as an event of that one.
        let (crn, platform, response) = match service {
            "cloudantnosqldb" => (instance.crn_of(service, &self.target), "Cloudant", json!({})),
            _ => (instance.crn(), "Activity Tracker", json!({"logdnaId": instance.id})),
        };
        let object = object_of(&self.action);
        let verb = crate::event::verb_of_action(&self.action).unwrap_or_default();
        let (outcome, reason, suffix) = match &self.outcome {
            Outcome::Success => ("success", json!({"reasonCode": 200, "reasonType": "OK"}), ""),
            Outcome::Failure { code, why } => (
                "failure",
                json!({"reasonCode": code, "reasonType": reason_type(*code), "reasonForFailure": why}),
                " -failure",
            ),
        };
        let name = if self.target.is_empty() { String::new() } else { format!(" {}", self.target) };
        json!({
            "id": id,
            "logSourceCRN": crn,
            "saveServiceCopy": true,
            "dataEvent": self.data_event,
            "outcome": outcome,
            "eventTime": time::format_event_time(self.at_ms),
            "action": self.action,
            "correlationId": self.correlation_id,
            "severity": self.severity(),
            "initiator": self.by.to_json(),
            "target": {
                "id": crn,
                "name": self.target,
                "typeURI": format!("{service}/{object}"),
                "resourceGroupId": "",
            },
            "reason": reason,
            "requestData": self.request,
            "responseData": response,
            "message": format!("{platform}: {verb} {object}{name}{suffix}"),
            "observer": {"name": "ActivityTracker"},
        })
    }

    /// Deletions and refusals are critical, changes and lines that were not taken are warnings, the rest
    /// is normal (spec 1.5).
    fn severity(&self) -> &'static str {
        if let Outcome::Failure { code, .. } = &self.outcome {
            return if matches!(code, 401 | 403 | 503 | 507) { "critical" } else { "warning" };
        }
        match crate::event::verb_of_action(&self.action) {
            Some("delete") if object_of(&self.action) != "session" => "critical",
            Some("update" | "configure" | "mute" | "write" | "reject") => "warning",
            Some("create")
                if matches!(object_of(&self.action), "ingestion-key" | "service-key" | "member") =>
            {
                "warning"
            }
            _ => "normal",
        }
    }
}

impl Initiator {
    fn to_json(&self) -> Value {
        let (type_uri, credential) = match self.kind {
            InitiatorKind::Person => ("service/security/account/user", "token"),
            InitiatorKind::Key => ("service/security/account/serviceid", "apikey"),
            InitiatorKind::Desk => ("service/security/account/serviceid", "user"),
        };
        let address_type = if self.address.contains(':') { "IPv6" } else { "IPv4" };
        json!({
            "id": self.id,
            "name": self.name,
            "typeURI": type_uri,
            "authnId": "",
            "authnName": "",
            "host": {"agent": self.agent, "address": self.address, "addressType": address_type},
            "credential": {"type": credential},
        })
    }
}

/// Puts what changed below `requestData.spoor`, the one object of ours beside the
/// documented fields.
pub fn with_change(request: Value, before: Value, after: Value) -> Value {
    let mut fields = match request {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    fields.insert("spoor".to_owned(), json!({"before": before, "after": after}));
    Value::Object(fields)
}

/// Says that what was created had been deleted before, and is what it was.
pub fn restored(mut request: Value) -> Value {
    request["spoor"]["change"] = json!("restored");
    request
}

fn object_of(action: &str) -> &str {
    action.split('.').nth(1).unwrap_or_default()
}

fn reason_type(code: u16) -> &'static str {
    match code {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}
