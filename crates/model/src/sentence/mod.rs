//! An event told in one sentence, in parts which a page can emphasise and link.
//!
//! > **ana@example.com** *tried to delete* database **orders** in Cloudant (eu-gb),
//! > *refused with 403 Forbidden*, from 203.0.113.7 by Firefox on Linux
//!
//! Only what the event says is told. The two things it does not say itself, what people call
//! the service and what the action means, are passed in, so that this needs no catalogue and
//! works in the browser. Odd events make odd sentences, never errors.

mod agent;
mod object;
mod outcome;
mod verb;

use crate::event::{self, Event};

#[cfg(feature = "catalog")]
pub(crate) use outcome::phrase;

/// The longest text taken from one field of an event, in characters.
const LONGEST: usize = 160;

/// A piece of the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its words, with the spaces and commas around them.
    pub text: String,
    /// What it tells.
    pub kind: PartKind,
    /// The field it was taken from, for a search by it.
    pub path: Option<&'static str>,
}

/// What a piece of the sentence tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// Words between the others.
    Plain,
    /// Who did it.
    Initiator,
    /// What was done.
    Verb,
    /// What it was done to.
    Target,
    /// How it ended, unless well.
    Outcome,
}

/// Tells an event. `service_name` is what people call the service, `summary` what the action
/// means; without them the service's id and the bare verb have to do.
///
/// A record without an action is told by its message, or as it stands.
pub fn tell(event: &Event, service_name: Option<&str>, summary: Option<&str>) -> Vec<Part> {
    let Some(action) = event.text("action") else { return vec![unstructured(event)] };
    let outcome = outcome::Outcome::of(event);
    let verb = verb::Verb::of(action, summary);
    let mut sentence = Sentence::default();
    let (who, path) = initiator(event);
    sentence.add(PartKind::Initiator, who, path);
    sentence.plain(" ");
    sentence.add(PartKind::Verb, outcome.conjugate(&verb), Some("action"));
    object::add(&mut sentence, event, action, &verb);
    place(&mut sentence, event, service_name);
    outcome.add(&mut sentence, event);
    origin(&mut sentence, event);
    if event.dry_run() == Some(true) {
        sentence.plain(" (dry run)");
    }
    sentence.parts
}

/// Tells whatever a line holds: an event as [`tell`] does, any other text as it is.
pub fn tell_text(text: &str, service_name: Option<&str>, summary: Option<&str>) -> Vec<Part> {
    match Event::read(text) {
        Some(event) if event.text("action").is_some() || event.text("message").is_some() => {
            tell(&event, service_name, summary)
        }
        _ => vec![Part { text: text.to_owned(), kind: PartKind::Plain, path: None }],
    }
}

/// The sentence without its parts.
pub fn join(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}

/// The sentence so far.
#[derive(Default)]
struct Sentence {
    parts: Vec<Part>,
}

impl Sentence {
    fn add(&mut self, kind: PartKind, text: String, path: Option<&'static str>) {
        self.parts.push(Part { text, kind, path });
    }

    /// Adds words between the others; neighbours become one part.
    fn plain(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(Part { text: last, kind: PartKind::Plain, path: None }) => last.push_str(text),
            _ => self.add(PartKind::Plain, text.to_owned(), None),
        }
    }
}

fn unstructured(event: &Event) -> Part {
    let message = event.text("message").map(clean);
    let path = message.as_ref().map(|_| "message");
    let text = message.or_else(|| serde_json::to_string(&event.fields).ok()).unwrap_or_default();
    Part { text, kind: PartKind::Plain, path }
}

fn initiator(event: &Event) -> (String, Option<&'static str>) {
    let text = |path| event.text(path).map(clean).filter(|text| !text.is_empty());
    match (text("initiator.name"), text("initiator.authnName")) {
        (Some(name), Some(person)) if name != person => {
            (format!("{name} (for {person})"), Some("initiator.name"))
        }
        (Some(name), _) => (name, Some("initiator.name")),
        (None, Some(person)) => (person, Some("initiator.authnName")),
        (None, None) => match text("initiator.id") {
            Some(id) => (id, Some("initiator.id")),
            None => ("Somebody".to_owned(), None),
        },
    }
}

fn place(sentence: &mut Sentence, event: &Event, service_name: Option<&str>) {
    if let Some(service) = service_name.or_else(|| event.service()).map(clean) {
        sentence.plain(&format!(" in {service}"));
    }
    if let Some(location) = event.location().filter(|location| *location != "global").map(clean) {
        sentence.plain(&format!(" ({location})"));
    }
}

fn origin(sentence: &mut Sentence, event: &Event) {
    let address = event.text("initiator.host.address").map(clean);
    match (event.text("initiator.host.addressType"), address) {
        (Some("CSE"), None) => sentence.plain(", over a private endpoint"),
        (_, None) => {}
        (kind, Some(address)) => {
            sentence.plain(match kind {
                Some("CSE") => ", over a private endpoint from ",
                Some("subnet") => ", from subnet ",
                _ => ", from ",
            });
            sentence.add(PartKind::Plain, address, Some("initiator.host.address"));
        }
    }
    if let Some(agent) = event.text("initiator.host.agent").and_then(agent::product) {
        let told = sentence.parts.last().is_some_and(|part| {
            part.path == Some("initiator.host.address") || part.text.ends_with("endpoint")
        });
        sentence.plain(if told { " by " } else { ", by " });
        sentence.add(PartKind::Plain, agent, Some("initiator.host.agent"));
    }
}

/// A field's text fit for a sentence: on one line, not endless, and without the marks that
/// turn the direction of the words after it.
fn clean(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let mut letters = text.trim().chars().filter(|c| !turns(*c)).map(plain);
    let mut short: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

/// The action's object part or parts; a two-part action is all object.
fn object_part(action: &str) -> &str {
    let start = event::service_of_action(action).map_or(0, |service| service.len() + 1);
    let end = event::verb_of_action(action).map_or(action.len(), |verb| action.len() - verb.len() - 1);
    match action.get(start..end) {
        Some(object) if !object.is_empty() => object,
        _ => action.get(..end).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(join(&tell_text(text, None, None)), expected);
    }

    #[test]
    fn odd_shapes_are_told_without_complaint() {
        check("kernel: out of memory", "kernel: out of memory");
        check(r#"{"a":1}"#, r#"{"a":1}"#);
        check(r#"{"message":"Started\nnow"}"#, "Started now");
        check(r#"{"action":"login"}"#, "Somebody did login");
        check(r#"{"action":"."}"#, "Somebody did .");
        check(r#"{"action":"a..b"}"#, "Somebody did b on the a in a");
        check(r#"{"action":"é.ü.delete","initiator":7,"target":[]}"#, "Somebody deleted the ü in é");
        check(r#"{"action":"a.b.delete","target":{"id":"crn:"}}"#, "Somebody deleted the b in a");
        check(
            r#"{"action":"a.b.delete","outcome":"failure","reason":{"reasonCode":"x"}}"#,
            "Somebody tried to delete the b in a, failed",
        );
    }

    #[test]
    fn a_name_can_not_turn_the_sentence_around_or_flood_it() {
        let name = format!("evil\u{202e}{}", "x".repeat(500));
        let text = format!(r#"{{"action":"a.b.delete","initiator":{{"name":"{name}"}}}}"#);
        let told = join(&tell_text(&text, None, None));
        assert!(!told.contains('\u{202e}'));
        assert!(told.chars().count() < 200, "{told}");
    }

    #[test]
    fn the_parts_lead_to_the_fields_they_came_from() {
        let text = r#"{"action":"kms.key.delete","initiator":{"name":"ana"},"target":{"name":"k1"}}"#;
        let paths: Vec<_> = tell_text(text, None, None)
            .into_iter()
            .filter_map(|part| Some((part.kind, part.path?)))
            .collect();
        assert_eq!(
            paths,
            [
                (PartKind::Initiator, "initiator.name"),
                (PartKind::Verb, "action"),
                (PartKind::Target, "target.name"),
            ]
        );
    }
}
