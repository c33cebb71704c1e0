//! One event with everything the desk can say about it.

use model::{
    catalog::{Catalog, Class},
    catalog_action::CatalogAction,
    event::Event,
    line::StoredLine,
    sentence::{self, PartKind},
};

use super::{
    form,
    server::{EventDetail, Fact, Words},
    zone::Zone,
};

/// Tells an event. `added` are the actions people have added to the catalogue.
pub fn tell(stored: &StoredLine, added: &[CatalogAction], zone: &Zone, origin: &str) -> EventDetail {
    let line = &stored.line;
    let event = Event::read(&line.text);
    let action = event.as_ref().and_then(|event| event.text("action"));
    let known = action.and_then(|action| Catalog::embedded().find(action));
    let service = action.and_then(|action| Catalog::embedded().service_name(action));
    let added = added.iter().find(|it| Some(it.name.as_str()) == action);
    let summary = known.as_ref().and_then(|known| known.summary());
    let summary = summary.or_else(|| added.map(|it| it.summary.as_str()));
    let sentence = sentence::tell_text(&line.text, service, summary);
    EventDetail {
        id: stored.id.to_string(),
        sentence: sentence.into_iter().map(words).collect(),
        facts: facts(stored, event.as_ref(), added),
        text: line.text.clone(),
        added: (line.added.iter())
            .map(|(name, value)| {
                (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            })
            .collect(),
        beside: beside(stored, zone),
        summary: summary.map(str::to_owned),
        link: format!("{origin}/events?instance={}&id={}", stored.id.instance, stored.id),
        form: form::pieces(&line.text),
    }
}

/// What was read of an event, in place of a copy of its text. A line that is no event has nothing
/// else to show.
pub fn written_anew(text: String) -> String {
    match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(read) if read.is_object() => read.to_string(),
        _ => text,
    }
}

fn words(part: sentence::Part) -> Words {
    let class = match part.kind {
        PartKind::Plain => "",
        PartKind::Initiator => "sentence__initiator",
        PartKind::Verb => "sentence__verb",
        PartKind::Target => "sentence__target",
        PartKind::Outcome => "sentence__outcome",
    };
    Words { text: part.text, class: class.to_owned(), path: part.path.map(str::to_owned) }
}

fn facts(stored: &StoredLine, event: Option<&Event>, added: Option<&CatalogAction>) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |text: &str, title: &str, marked: bool| {
        facts.push(Fact { text: text.to_owned(), title: title.to_owned(), marked });
    };
    let action = event.and_then(|event| event.text("action"));
    let known = action.and_then(|action| Catalog::embedded().find(action));
    let data_event = event.and_then(|event| event.at("dataEvent")).and_then(serde_json::Value::as_bool);
    let usual = known.as_ref().and_then(|known| known.class()).map(|class| matches!(class, Class::Data));
    let usual = usual.or(added.map(|it| it.data_event));
    match data_event.or(usual) {
        Some(true) => add("data event", "It touched data, not the setup of the service", false),
        Some(false) => add("management event", "It changed or read the setup of the service", false),
        None => {}
    }
    if let Some(known) = known.as_ref().filter(|known| known.old) {
        add(&format!("now {}", known.current), "The event carries an older name of this action", true);
    }
    let listed = known.as_ref().is_some_and(|known| known.action.is_some());
    if action.is_some() && !listed && added.is_none() {
        add("unknown action", "The catalogue does not list this action", true);
    }
    match event.and_then(Event::dry_run) {
        Some(true) => add("dry run", "A permission was only tried out; nothing was attempted", true),
        Some(false) => add("real attempt", "It was attempted, not only tried out", false),
        None => {}
    }
    if let Some(expected) = event.and_then(|event| Catalog::embedded().severity_mismatch(event)) {
        let title = "The severity is not the one that belongs to the reason code";
        add(&format!("severity should be {}", expected.as_str()), title, true);
    }
    let failed = event.is_some_and(|event| event.text("outcome") == Some("failure"));
    if !failed && event.is_some_and(Event::says_failure) {
        add("message says -failure", "The message is marked as a failure and the outcome is not", true);
    }
    if stored.line.flags.legacy {
        add("legacy form", "It came in the older envelope with payload and meta", false);
    }
    if stored.line.flags.imported {
        add("imported", "It came by import, not from a sender", false);
    }
    if event.is_none() {
        add("plain line", "The line holds no event", true);
    }
    facts
}

fn beside(stored: &StoredLine, zone: &Zone) -> Vec<(String, String)> {
    let line = &stored.line;
    let moment = |ms| format!("{} {} {}", zone.day(ms), zone.clock(ms), zone.name);
    let mut beside = vec![
        ("Happened".to_owned(), moment(line.time_ms)),
        ("Received".to_owned(), moment(stored.received_ms)),
        ("Source".to_owned(), line.host.clone()),
        ("App".to_owned(), line.app.clone()),
        ("Level".to_owned(), line.level.clone()),
        ("File".to_owned(), line.file.clone()),
        ("Environment".to_owned(), line.env.clone()),
        ("Tags".to_owned(), line.tags.join(", ")),
        ("Sent from".to_owned(), line.sender.clone()),
        ("Sent with key".to_owned(), line.key.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("Id".to_owned(), stored.id.to_string()),
    ];
    if line.meta.is_object() {
        beside.push(("Metadata".to_owned(), line.meta.to_string()));
    }
    beside.extend(line.labels.iter().map(|(name, value)| (format!("Label {name}"), value.clone())));
    beside.retain(|(_, value)| !value.is_empty());
    beside
}

#[cfg(test)]
mod tests {
    use model::line::Line;

    use super::*;

    fn told(text: &str) -> Vec<String> {
        with(text, &[])
    }

    fn with(text: &str, added: &[CatalogAction]) -> Vec<String> {
        let mut line = Line { text: text.to_owned(), ..Line::default() };
        line.derive();
        let stored = StoredLine { id: "0a1b2c3d4e-7".parse().unwrap(), received_ms: 0, line };
        tell(&stored, added, &Zone::find(""), "").facts.into_iter().map(|fact| fact.text).collect()
    }

    #[test]
    fn what_an_event_says_of_itself_wins_over_what_is_usual() {
        assert_eq!(told(r#"{"action":"kms.secrets.read","dataEvent":false}"#)[0], "management event");
    }

    #[test]
    fn an_older_name_leads_to_the_current_one() {
        let facts = told(r#"{"action":"pcloud.volume.delete"}"#);
        assert!(facts.contains(&"now power-iaas.volume.delete".to_owned()), "{facts:?}");
    }

    #[test]
    fn a_probe_an_attempt_and_a_wrong_severity_are_marked() {
        assert!(told(r#"{"action":"a.b.c","requestData":{"dry_run":true}}"#).contains(&"dry run".to_owned()));
        assert!(told(r#"{"action":"a.b.c","dry_run":false}"#).contains(&"real attempt".to_owned()));
        let facts =
            told(r#"{"action":"a.b.c","outcome":"failure","severity":"normal","reason":{"reasonCode":403}}"#);
        assert!(facts.contains(&"severity should be critical".to_owned()), "{facts:?}");
        let facts = told(r#"{"action":"a.b.c","outcome":"success","message":"A: b c -failure"}"#);
        assert!(facts.contains(&"message says -failure".to_owned()), "{facts:?}");
    }

    #[test]
    fn an_action_somebody_added_is_known() {
        let added = CatalogAction {
            name: "a.b.c".to_owned().try_into().unwrap(),
            data_event: true,
            summary: "Does it.".to_owned().try_into().unwrap(),
            updated_ms: 0,
            updated_by: String::new(),
        };
        assert_eq!(told(r#"{"action":"a.b.c"}"#), ["unknown action"]);
        assert_eq!(told(r#"{"action":"power-iaas.volume.rebalance"}"#), ["unknown action"]);
        assert_eq!(with(r#"{"action":"a.b.c"}"#, &[added]), ["data event"]);
    }

    #[test]
    fn in_place_of_the_text_stands_what_was_read_of_it() {
        assert_eq!(written_anew("{ \"b\":  1,\n\"a\": \"\\u00e9\"}".to_owned()), "{\"b\":1,\"a\":\"é\"}");
        assert_eq!(written_anew("disk full".to_owned()), "disk full");
    }

    #[test]
    fn a_line_that_is_no_event_says_so() {
        assert_eq!(told("disk full"), ["plain line"]);
    }
}
