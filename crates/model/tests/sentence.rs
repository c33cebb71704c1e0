//! Every sample event told in its sentence, against a file that was read by people.
#![cfg(feature = "catalog")]

use model::{catalog::Catalog, event::Event, sentence};
use proptest::prelude::*;
use serde_json::{Value, json};

const SAMPLES: &str = include_str!("../../../tests/data/samples.jsonl");
const EXPECTED: &str = include_str!("sentences.txt");

fn told(line: &str) -> String {
    let catalog = Catalog::embedded();
    let event = Event::read(line).expect("every sample is an event");
    let action = event.text("action").expect("every sample has an action");
    let summary = catalog.find(action).and_then(|known| known.summary());
    sentence::join(&sentence::tell(&event, catalog.service_name(action), summary))
}

#[test]
fn every_sample_is_told_as_it_was_read() {
    let told: Vec<String> = SAMPLES.lines().map(told).collect();
    for (number, (told, expected)) in told.iter().zip(EXPECTED.lines()).enumerate() {
        assert_eq!(told, expected, "sample {}\nall of them:\n{}", number + 1, self::all());
    }
    assert_eq!(told.len(), EXPECTED.lines().count(), "{}", all());
}

fn all() -> String {
    SAMPLES.lines().map(|line| told(line) + "\n").collect()
}

/// Texts an event might have anywhere, in and out of place.
fn any_text() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[a-zé.,:/_-]{0,24}".prop_map(Value::from),
        "crn:[a-z:/]{0,16}".prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(Value::Null),
        Just(json!(403)),
        Just(json!({"name": []})),
    ]
}

proptest! {
    #[test]
    fn an_event_of_any_shape_is_told(
        texts in prop::collection::vec(any_text(), 9),
        outcome in prop::sample::select(vec!["success", "pending", "failure", "?"]),
    ) {
        let text = |at: usize| texts[at].clone();
        let event = json!({
            "action": text(0), "outcome": outcome, "logSourceCRN": text(1), "requestData": text(2),
            "initiator": {"name": text(3), "id": text(4), "host": {"agent": text(5), "address": text(6)}},
            "target": {"name": text(7), "id": text(8), "typeURI": text(0)},
            "reason": {"reasonCode": text(4), "reasonForFailure": text(5)},
        });
        let parts = sentence::tell_text(&event.to_string(), None, Some("Does it."));
        prop_assert!(!sentence::join(&parts).is_empty());
    }
}
