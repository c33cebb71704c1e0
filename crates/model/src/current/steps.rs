//! What is done to an older event, in order.

use serde_json::Value;

use super::{Work, at, message};
use crate::{
    catalog::{Catalog, Class},
    event,
    sentence::phrase,
};

pub(super) fn take(work: &mut Work, legacy: bool, catalog: &Catalog) {
    for name in ["requestData", "responseData"] {
        let parsed = work.text(name).and_then(event::read_encoded);
        if let Some(parsed) = parsed {
            work.put(name, parsed, "the text holds JSON, so its fields can be searched");
        }
    }
    let sent = work.text("action").unwrap_or_default().to_owned();
    rename(work, &sent, catalog);
    if legacy {
        lift(work, &sent, catalog);
    }
    retype(work, &sent, legacy);
    let outcome = work.text("outcome").unwrap_or_default().to_owned();
    let target = work.text("target.name").unwrap_or_default().to_owned();
    let today = work.text("action").unwrap_or_default().to_owned();
    let codes = [event::service_of_action(&sent).unwrap_or_default()];
    let service = catalog.service_name(&today).filter(|_| legacy);
    if let Some(said) = work.text("message") {
        let tidied = message::tidy(said, &codes, service, &outcome, &target);
        work.put(
            "message",
            tidied,
            "names the service for people, and the outcome only where it is not success",
        );
    }
}

/// Gives the action its name of today.
fn rename(work: &mut Work, sent: &str, catalog: &Catalog) {
    let Some(known) = catalog.find(sent).filter(|known| known.old) else { return };
    let note = catalog.names_of(sent).and_then(|names| names.note());
    let why = match note {
        Some(note) => format!("the action has another name today. {note}"),
        None => "the action has another name today".to_owned(),
    };
    work.put("action", known.current.into_owned(), why);
}

/// Leaves the envelope behind, and adds what follows from the rest.
fn lift(work: &mut Work, sent: &str, catalog: &Catalog) {
    work.take_out("meta", "part of the envelope; the CRNs say where it happened and whose it is");
    let by_today = work.text("action").unwrap_or_default().to_owned();
    let class = catalog.find(&by_today).and_then(|known| known.class());
    if let Some(class) = class.filter(|_| !work.fields.contains_key("dataEvent")) {
        let why = format!("the catalogue lists {sent} as a {} event", class.as_str());
        work.put("dataEvent", matches!(class, Class::Data), why);
    }
    if !work.fields.contains_key("observer") {
        work.put("observer.name", "ActivityTracker", "every event of today's form names it");
    }
    let address = work.text("initiator.host.address").unwrap_or_default().to_owned();
    if !address.is_empty() && at(&work.fields, "initiator.host.addressType").is_none() {
        let kind = if address.contains(':') { "IPv6" } else { "IPv4" };
        work.put("initiator.host.addressType", kind, "read from the address");
    }
    let code = at(&work.fields, "reason.reasonCode").and_then(Value::as_u64).unwrap_or_default();
    if at(&work.fields, "reason.reasonType").is_none() && !phrase(code).is_empty() {
        work.put("reason.reasonType", phrase(code), "the usual words for the code");
    }
    work.take_out("target.host.address", "today's form has no address of the target");
}

/// The type of the target: without the verb, under the service's name of today.
fn retype(work: &mut Work, sent: &str, legacy: bool) {
    let Some(uri) = work.text("target.typeURI").map(str::to_owned) else { return };
    let (service, verb) = (event::service_of_action(sent), event::verb_of_action(sent));
    let mut parts: Vec<&str> = uri.split('/').collect();
    if parts.len() > 2 && parts.last().copied() == verb {
        parts.pop();
    }
    let today = work.text("action").unwrap_or_default().to_owned();
    if legacy
        && let (Some(first), Some(now)) = (parts.first_mut(), event::service_of_action(&today))
        && Some(*first) == service
    {
        *first = now;
    }
    work.put("target.typeURI", parts.join("/"), "says what it was done to; the verb stands in the action");
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::current::{Current, RowKind, current};

    fn made(text: &str) -> Current {
        current(text, Catalog::embedded()).unwrap()
    }

    fn fields(text: &str) -> Map<String, Value> {
        made(text).fields
    }

    #[test]
    fn an_envelope_is_left_behind_and_each_change_has_its_reason() {
        let made = made(
            r#"{"payload":{"action":"pcloud.volume.delete","outcome":"failure","reason":{"reasonCode":409},
            "initiator":{"host":{"address":"2001:db8::1"}},"requestData":"{\"force\":false}",
            "target":{"typeURI":"pcloud/volume/delete","host":{"address":"192.0.2.1"}},
            "message":"pcloud: delete volume v1 failure"},"meta":{"serviceProviderRegion":"ng"}}"#,
        );
        let expected = serde_json::json!({
            "action": "power-iaas.volume.delete", "outcome": "failure", "dataEvent": false,
            "reason": {"reasonCode": 409, "reasonType": "Conflict"},
            "initiator": {"host": {"address": "2001:db8::1", "addressType": "IPv6"}},
            "requestData": {"force": false}, "target": {"typeURI": "power-iaas/volume"},
            "message": "Power Virtual Server: delete volume v1 -failure",
            "observer": {"name": "ActivityTracker"},
        });
        assert_eq!(Value::Object(made.fields.clone()), expected);
        assert_eq!(made.missing[0], "correlationId");
        for row in &made.rows {
            assert_eq!(row.why.is_empty(), row.kind == RowKind::Same, "{row:?}");
        }
        let removed: Vec<_> = made.rows.iter().filter(|row| row.kind == RowKind::Removed).collect();
        let gone: Vec<_> = removed.iter().filter_map(|row| Some(row.before.as_ref()?.0.as_str())).collect();
        assert_eq!(gone, ["meta.serviceProviderRegion", "payload.target.host.address"]);
    }

    #[test]
    fn an_older_name_in_a_flat_event_is_renamed_with_what_was_lost() {
        let made = made(
            r#"{"action":"databases-for-redis.backup-scheduled.create","message":"Redis: backup a success",
            "outcome":"success","meta":{"mine":1}}"#,
        );
        assert_eq!(made.fields["action"], "databases-for-redis.deployment-backup.create");
        assert_eq!(made.fields["message"], "Redis: backup a");
        assert_eq!(made.fields["meta"]["mine"], 1);
        let action = made.rows.iter().find(|row| row.kind == RowKind::Changed).unwrap();
        assert!(action.why.contains("does not say which of them"), "{}", action.why);
    }

    #[test]
    fn oddities_are_kept_and_never_an_error() {
        for text in [
            r#"{"payload":{"action":"pcloud.a.b","target":"x","initiator":[],"observer":1,"reason":"no"}}"#,
            r#"{"action":"login","target":{"typeURI":7}}"#,
            r#"{"action":"","message":"","outcome":""}"#,
            r#"{"payload":{"action":"pcloud.volume.read","responseData":"{\"cut\":"},"meta":null}"#,
            "{}",
        ] {
            let once = fields(text);
            let again = fields(&Value::Object(once.clone()).to_string());
            assert_eq!(once, again, "{text}");
        }
        assert_eq!(current("plain", Catalog::embedded()), None);
    }
}
