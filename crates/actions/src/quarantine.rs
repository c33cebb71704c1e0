//! Lines that were refused because they break a limit: `logdnaat.quarantine.retry`.

use model::{
    catalog::Catalog,
    id::{EventId, InstanceId},
    line::Line,
    person::Role,
};
use serde_json::{Value, json};
use store::{Append, Quarantined, Stored};

use crate::{Caller, Desk, Error, attempt::Attempt, secret};

/// Larger numbers are milliseconds since 1970, and no seconds.
const SECONDS_MAX: i64 = 100_000_000_000;
/// The longest texts beside a line that is taken back; longer ones are cut.
const BESIDE_MAX: usize = 512;
/// The label that says why a line was in quarantine.
const LABEL: &str = "quarantine";

/// The newest lines in quarantine, and how many there are in all.
pub async fn list(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    most: i64,
) -> Result<(Vec<Quarantined>, u64), Error> {
    caller.require(instance, Role::Reader)?;
    let events = desk.events(instance).await?;
    Ok((events.quarantined(most).await?, events.quarantine_count().await?))
}

/// Takes a line out of quarantine and stores it, whatever its length: somebody has looked at it.
/// What was too long beside it is cut; its text stays whole, and a label says why it was refused.
///
/// # Errors
/// What is not UTF-8 can not be a line, and stays where it is.
pub async fn retry(desk: &Desk, caller: &Caller, instance: &InstanceId, id: i64) -> Result<EventId, Error> {
    let action = "logdnaat.quarantine.retry";
    let attempt = Attempt { desk, caller, instance: Some(instance), action, data_event: false };
    let result = take_back(&attempt, instance, id).await;
    attempt.settle(result, "", json!({"quarantineId": id})).await
}

async fn take_back(attempt: &Attempt<'_>, instance: &InstanceId, id: i64) -> Result<EventId, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let missing = Error::NotFound { what: "line in quarantine" };
    let events = attempt.desk.events(instance).await?;
    let Some(kept) = events.find_quarantined(id).await? else { return Err(missing) };
    let mut line = read(&kept)?;
    // Somebody wants it stored: no rule is asked.
    if let Some(intake) = attempt.desk.switchboard().await?.intake(instance) {
        intake.parse(&mut line);
    }
    let append = Append {
        lines: vec![line],
        // No other request has this one.
        request: secret::bytes::<16>().to_vec(),
        received_ms: attempt.desk.now_ms(),
        retried: Some(id),
        ..Append::default()
    };
    let stored = events.append(append).await?.into_iter().next().ok_or(missing)?;
    let (event, duplicate) = match stored {
        Stored::New(event) => (event, false),
        Stored::Duplicate(event) => (event, true),
    };
    let request = json!({
        "quarantineId": id,
        "reason": kept.rejected.reason,
        "eventId": event,
        "spoor": {"duplicate": duplicate},
    });
    let change = attempt.desk.store().change().await?;
    attempt.succeed(change, &event.to_string(), request).await?;
    Ok(event)
}

/// Reads a refused line as leniently as it goes.
fn read(kept: &Quarantined) -> Result<Line, Error> {
    let rejected = &kept.rejected;
    let text = std::str::from_utf8(&rejected.line).map_err(|_| Error::Conflict {
        message: "the line is not UTF-8, so it can not be stored; it stays in quarantine".to_owned(),
    })?;
    let mut line = Line {
        time_ms: kept.received_ms,
        text: text.to_owned(),
        sender: rejected.sender.clone(),
        key: rejected.key.clone(),
        ..Line::default()
    };
    // Lines of the compatible door are kept with what was sent beside them.
    if let Ok(Value::Object(sent)) = serde_json::from_str::<Value>(text)
        && let Some(Value::String(inner)) = sent.get("line")
    {
        inner.clone_into(&mut line.text);
        let beside = |names: &[&str]| {
            let value = names.iter().find_map(|name| sent.get(*name)).and_then(Value::as_str);
            value.unwrap_or_default().chars().take(BESIDE_MAX).collect::<String>()
        };
        line.host = beside(&["host", "hostname"]);
        line.app = beside(&["app"]);
        line.level = beside(&["level"]);
        line.file = beside(&["file", "f"]);
        line.env = beside(&["env"]);
        if let Some(time_ms) = sent.get("timestamp").and_then(Value::as_i64).filter(|ms| *ms > SECONDS_MAX) {
            line.time_ms = time_ms;
        }
        if let Some(Value::Array(tags)) = sent.get("tags") {
            let tags = tags.iter().filter_map(Value::as_str);
            line.tags = tags.map(|tag| tag.chars().take(BESIDE_MAX).collect()).collect();
        }
        if let Some(meta @ Value::Object(_)) = sent.get("meta") {
            line.meta = meta.clone();
        }
    }
    Catalog::embedded().describe(&mut line);
    line.labels.insert(LABEL.to_owned(), rejected.reason.clone());
    Ok(line)
}

#[cfg(test)]
mod tests {
    use store::Rejected;

    use super::*;

    fn kept(line: &[u8]) -> Quarantined {
        let rejected = Rejected {
            position: 0,
            reason: "app is longer than 512 characters".to_owned(),
            line: line.to_vec(),
            key: None,
            sender: "192.0.2.1".to_owned(),
        };
        Quarantined { id: 1, received_ms: 42, rejected }
    }

    #[test]
    fn a_line_of_the_compatible_door_is_unpacked_and_cut_beside_its_text() {
        let sent = json!({"line": "{\"action\":\"a.b.c\"}", "app": "é".repeat(600), "hostname": "h"});
        let line = read(&kept(sent.to_string().as_bytes())).unwrap();
        assert_eq!((line.text.as_str(), line.host.as_str()), ("{\"action\":\"a.b.c\"}", "h"));
        assert_eq!(line.app.chars().count(), BESIDE_MAX);
        assert_eq!(line.labels[LABEL], "app is longer than 512 characters");
    }

    #[test]
    fn an_event_keeps_its_own_time_and_what_has_none_its_arrival() {
        let event = br#"{"action":"a.b.c","eventTime":"2024-11-05T08:02:11.07+0000","severity":"normal"}"#;
        let line = read(&kept(event)).unwrap();
        assert_eq!((line.time_ms, line.level.as_str()), (1_730_793_731_070, "normal"));
        assert_eq!(read(&kept(b"plain")).unwrap().time_ms, 42);
    }

    #[test]
    fn what_is_not_utf_8_stays() {
        assert!(matches!(read(&kept(b"\xff")), Err(Error::Conflict { .. })));
    }
}
