//! Older events in today's form: the sample pair of one request in both forms, and all others.
#![cfg(feature = "catalog")]

use model::{
    catalog::Catalog,
    conformance,
    current::{Current, RowKind, current},
    event::Event,
    sentence,
};
use serde_json::Value;

const SAMPLES: &str = include_str!("../../../tests/data/samples.jsonl");

fn sample(number: usize) -> &'static str {
    SAMPLES.lines().nth(number - 1).expect("there are forty samples")
}

fn made(number: usize) -> Current {
    current(sample(number), Catalog::embedded()).expect("every sample is an event")
}

/// An event without what differs between any two requests: when, from where, and the answer.
fn meaning(text: &str) -> Value {
    let mut fields = current(text, Catalog::embedded()).expect("it is an event").fields;
    for path in ["eventTime", "correlationId", "responseData", "logSourceCRN"] {
        fields.remove(path);
    }
    fields.retain(|_, value| !value.is_null());
    let message = fields["message"].as_str().unwrap_or_default().trim_end().to_owned();
    fields.insert("message".to_owned(), message.into());
    let mut event = Value::Object(fields);
    for (path, names) in [
        ("/initiator", &["authnId", "authnName"][..]),
        ("/initiator/host", &["address", "agent"]),
        ("/target", &["id", "resourceGroupId"]),
    ] {
        let inner = event.pointer_mut(path).and_then(Value::as_object_mut);
        inner.expect("both have it").retain(|name, _| !names.contains(&name.as_str()));
    }
    event
}

#[test]
fn both_forms_of_one_request_mean_the_same() {
    assert_eq!(meaning(sample(22)), meaning(sample(21)));
    let told = |text: &str| {
        let event = current(text, Catalog::embedded()).unwrap().fields;
        let parts = sentence::tell(&Event { fields: event, legacy: false }, Some("Power"), None);
        sentence::join(&parts).split(" in Power").next().unwrap_or_default().to_owned()
    };
    assert_eq!(told(sample(22)), told(sample(21)));
}

#[test]
fn what_is_in_todays_form_stays_as_it_is() {
    for number in (1..=40).filter(|number| ![13, 22, 23].contains(number)) {
        let made = made(number);
        assert!(made.is_unchanged(), "{number}: {:?}", made.rows);
    }
}

#[test]
fn whatever_was_brought_into_todays_form_is_in_todays_form() {
    for number in [13, 22, 23] {
        let once = made(number);
        assert!(!once.is_unchanged(), "{number}");
        let text = Value::Object(once.fields.clone()).to_string();
        assert!(current(&text, Catalog::embedded()).unwrap().is_unchanged(), "{number}");
    }
}

#[test]
fn every_leaf_that_changed_says_why_and_none_is_lost() {
    for number in [13, 22, 23] {
        let event = Event::read(sample(number)).unwrap();
        for row in made(number).rows {
            assert_eq!(row.why.is_empty(), row.kind == RowKind::Same, "{number}: {row:?}");
            if let (Some((path, value)), None) = (&row.before, &row.after) {
                assert!(!value.is_null(), "{number}: {path}");
                assert!(event.at(path.trim_start_matches("payload.")).is_some(), "{number}: {path}");
            }
        }
    }
}

#[test]
fn todays_form_breaks_fewer_rules_than_the_older_one() {
    let rules = |text: &str| conformance::check(text, Catalog::embedded()).len();
    for number in [22, 23] {
        let today = Value::Object(made(number).fields).to_string();
        assert!(rules(&today) < rules(sample(number)), "{number}");
        assert!(rules(sample(number)) >= 5, "{number}");
    }
}

/// Sample → the rules it breaks.
#[test]
fn samples_break_the_rules_their_oddities_are_about() {
    for (number, rules) in [
        (1, ""),
        (3, "action.parts"),
        (8, ""),
        (10, ""),
        (16, "logSourceCRN.crn target.id.crn"),
        (17, "action.parts logSourceCRN.crn target.id.crn target.typeURI.form"),
        (30, "eventTime.form"),
        (36, ""),
        (39, ""),
    ] {
        let broken: Vec<_> =
            conformance::check(sample(number), Catalog::embedded()).into_iter().map(|it| it.rule).collect();
        assert_eq!(broken.join(" "), rules, "{number}");
    }
}
