//! Every rule of a channel, asked from outside: what is taken, what is refused, and in which words.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use model::channel::{Channel, Interval};
use proptest::prelude::*;
use serde_json::{Value, json};

fn channel(own: Value) -> Value {
    let mut fields = json!({"triggerlimit": 15, "triggerinterval": "5m", "operator": "presence",
        "immediate": true, "terminal": true});
    for (name, value) in own.as_object().unwrap() {
        fields[name] = value.clone();
    }
    fields
}

fn email(own: Value) -> Value {
    let mut fields = channel(json!({"integration": "email", "emails": ["a@example.org"]}));
    for (name, value) in own.as_object().unwrap() {
        fields[name] = value.clone();
    }
    fields
}

fn webhook(own: Value) -> Value {
    let mut fields = channel(json!({"integration": "webhook", "url": "https://example.org/a"}));
    for (name, value) in own.as_object().unwrap() {
        fields[name] = value.clone();
    }
    fields
}

/// Reads one channel and writes it again.
fn read(value: &Value) -> Value {
    let sent =
        Channel::read_all(std::slice::from_ref(value)).unwrap_or_else(|fault| panic!("{fault}: {value}"));
    Value::Object(sent[0].draft.to_fields())
}

fn refused(value: Value, message: &str) {
    let fault = Channel::read_all(&[value]).unwrap_err();
    assert_eq!(fault.to_string(), message);
}

#[test]
fn every_way_to_tell_somebody_is_read_with_all_it_has() {
    for sent in [
        json!({"integration": "email", "emails": ["a@example.org", "b@example.org"], "timezone": "Europe/London"}),
        json!({"integration": "slack", "url": "https://hooks.example.org/x", "color": "#d4b135"}),
        json!({"integration": "webhook", "url": "http://example.org/", "method": "put",
            "headers": {"x-a": "b"}, "bodyTemplate": {"text": "{{ lines }}"}}),
        json!({"integration": "pagerduty", "key": "abc"}),
        json!({"integration": "pagerduty", "key": "abc", "autoresolve": true, "autoresolvelimit": 3,
            "autoresolveinterval": "25h"}),
        json!({"integration": "pagerduty-auto-resolve", "key": "abc", "autoresolve": true, "autoresolvelimit": 3,
            "autoresolveinterval": "15m"}),
        json!({"integration": "sysdig", "url": "https://example.org/", "key": "abc", "severity": "high"}),
    ] {
        let sent = channel(sent);
        assert_eq!(read(&sent), sent);
    }
}

#[test]
fn what_is_left_out_is_what_the_reference_says() {
    let least =
        json!({"integration": "webhook", "url": "https://example.org", "triggerlimit": 1, "terminal": true});
    let full = read(&least);
    for (name, value) in [
        ("operator", json!("presence")),
        ("triggerinterval", json!("30")),
        ("immediate", json!(false)),
        ("method", json!("post")),
    ] {
        assert_eq!(full[name], value, "{name}");
    }
    let absent = json!({"integration": "pagerduty", "key": "k", "triggerlimit": 1, "operator": "absence",
        "terminal": true});
    assert_eq!(read(&absent)["triggerinterval"], "15m");
    let sysdig = channel(json!({"integration": "sysdig", "url": "https://example.org/", "key": "k"}));
    assert_eq!(read(&sysdig)["severity"], "info");
}

#[test]
fn other_spellings_of_answers_are_read_as_well() {
    let usual = read(&email(json!({})));
    assert_eq!(read(&email(json!({"emails": "a@example.org"}))), usual);
    assert_eq!(read(&email(json!({"triggerinterval": 300, "immediate": "true", "terminal": "true"}))), usual);
    assert_eq!(
        read(&email(json!({"triggerlimit": "15", "triggerinterval": "300", "timezone": null}))),
        usual
    );
    assert_eq!(read(&email(json!({"triggerinterval": 30})))["triggerinterval"], "30");
    let body = webhook(json!({"bodyTemplate": "{\n  \"a\": \"{{ line }}\"\n}", "headers": {"X-Key": "a"}}));
    assert_eq!(read(&body)["bodyTemplate"], json!({"a": "{{ line }}"}));
    assert_eq!(read(&body)["headers"], json!({"x-key": "a"}));
}

#[test]
fn what_is_wrong_is_said_in_the_words_tools_know() {
    refused(email(json!({"immediate": "yes"})), "\"channels[0].immediate\" must be a boolean");
    refused(email(json!({"terminal": 1})), "\"channels[0].terminal\" must be a boolean");
    refused(
        email(json!({"operator": "some"})),
        "\"channels[0].operator\" must be one of [presence, absence]",
    );
    refused(
        email(json!({"operator": "absence", "triggerinterval": "30", "immediate": false})),
        "\"channels[0].triggerinterval\" must be one of [1m, 5m, 15m, 30m, 1h, 6h, 12h, 24h, 25h]",
    );
    refused(
        email(json!({"triggerinterval": "2m"})),
        "\"channels[0].triggerinterval\" must be one of [30, 1m, 5m, 15m, 30m, 1h, 6h, 12h, 24h, 25h]",
    );
    refused(webhook(json!({"url": "example"})), "\"channels[0].url\" must be a valid uri");
    refused(
        webhook(json!({"method": "POST"})),
        "\"channels[0].method\" must be one of [post, put, patch, get, delete]",
    );
    refused(
        email(json!({"triggerlimit": 0})),
        "\"channels[0].triggerlimit\" must be greater than or equal to 1",
    );
    refused(
        email(json!({"triggerlimit": 100_001})),
        "\"channels[0].triggerlimit\" must be less than or equal to 100000",
    );
    refused(email(json!({"triggerlimit": 1.5})), "\"channels[0].triggerlimit\" must be an integer");
    refused(email(json!({"triggerlimit": "many"})), "\"channels[0].triggerlimit\" must be a number");
    refused(email(json!({"triggerlimit": null})), "\"channels[0].triggerlimit\" is required");
    refused(email(json!({"timezone": "Mars"})), "\"channels[0].timezone\" must be the name of a time zone");
    refused(
        email(json!({"emails": ["a@example.org", "b"]})),
        "\"channels[0].emails[1]\" must be a valid email",
    );
    refused(email(json!({"emails": []})), "\"channels[0].emails\" must contain 1 to 50 items");
    refused(email(json!({"url": "https://example.org"})), "\"channels[0].url\" is not allowed");
    refused(
        email(json!({"integration": "pigeon"})),
        "\"channels[0].integration\" must be one of \
        [email, slack, webhook, pagerduty, pagerduty-auto-resolve, sysdig]",
    );
    refused(json!("email"), "\"channels[0]\" must be of type object");
    refused(json!({}), "\"channels[0].integration\" is required");
    refused(
        webhook(json!({"headers": {"a b": "c"}})),
        "\"channels[0].headers\" must have names that headers can have",
    );
    refused(
        webhook(json!({"headers": {"a": "c\r\nb: d"}})),
        "\"channels[0].headers.a\" must be a string of one line and up to 4000 characters",
    );
    refused(webhook(json!({"bodyTemplate": []})), "\"channels[0].bodyTemplate\" must be a JSON object");
    refused(
        channel(json!({"integration": "slack", "url": "https://example.org", "color": "red"})),
        "\"channels[0].color\" must be a color such as #d4b135",
    );
    refused(
        channel(
            json!({"integration": "sysdig", "url": "https://example.org", "key": "k", "operator": "absence"}),
        ),
        "\"channels[0].operator\" must be one of [presence]",
    );
    refused(
        channel(json!({"integration": "pagerduty-auto-resolve", "key": "k"})),
        "\"channels[0].autoresolvelimit\" is required",
    );
    let many = vec![email(json!({})); 21];
    assert_eq!(
        Channel::read_all(&many).unwrap_err().to_string(),
        "\"channels\" must contain less than or equal to 20 items"
    );
}

#[test]
fn a_channel_that_would_never_tell_is_refused() {
    refused(
        email(json!({"immediate": false, "terminal": false})),
        "\"channels[0].terminal\" must be [true], or \"immediate\" must be, where \"operator\" is [presence]",
    );
    refused(
        email(json!({"operator": "absence", "immediate": true})),
        "\"channels[0].immediate\" must be [false] where \"operator\" is [absence]",
    );
    refused(
        email(json!({"operator": "absence", "immediate": false, "terminal": "false"})),
        "\"channels[0].terminal\" must be [true] where \"operator\" is [absence]",
    );
}

#[test]
fn a_schedule_says_when_the_channel_is_off() {
    let off = json!({"enabled": true, "times": {"enabled": true, "periods": [["17:00", "08:00"]]},
        "days": ["0", "6"], "timezone": "Europe/London"});
    assert_eq!(read(&email(json!({"blackout": off})))["blackout"], off);
    for (wrong, message) in [
        (json!({}), "\"channels[0].blackout.enabled\" is required"),
        (
            json!({"enabled": true, "days": ["7"]}),
            "\"channels[0].blackout.days[0]\" must be one of [0, 1, 2, 3, 4, 5, 6]",
        ),
        (
            json!({"enabled": true, "times": {"enabled": true, "periods": [["17:00"]]}}),
            "\"channels[0].blackout.times.periods[0]\" must be two times such as 17:00",
        ),
        (
            json!({"enabled": true, "times": {"enabled": true, "periods": [["17:00", "17:00"]]}}),
            "\"channels[0].blackout.times.periods\" must not begin and end at the same time",
        ),
        (json!({"enabled": true, "zone": "UTC"}), "\"channels[0].blackout.zone\" is not allowed"),
        (
            json!({"enabled": true, "days": [0, 1, 2, 3, 4, 5, 6]}),
            "\"channels[0].blackout.days\" must leave a time at which the alert is on, together with \"times\"",
        ),
    ] {
        refused(email(json!({"blackout": wrong})), message);
    }
}

#[test]
fn a_channel_is_told_in_one_sentence_without_its_secrets() {
    let said = |value: Value| Channel::read_all(&[value]).unwrap()[0].draft.sentence();
    assert_eq!(
        said(email(json!({}))),
        "Mails a@example.org as soon as 15 lines arrive within 5 minutes, and at the end of that time."
    );
    assert_eq!(
        said(email(json!({"emails": "a@b,c@d,e@f,g@h", "immediate": false, "triggerlimit": 1}))),
        "Mails a@b, c@d, e@f, 1 more at the end of 5 minutes with 1 line or more."
    );
    let off = json!({"enabled": true, "times": {"enabled": true, "periods": [["17:00", "08:00"]]}, "days": ["0", "6"]});
    assert_eq!(
        said(webhook(json!({"terminal": false, "triggerlimit": 1, "blackout": off}))),
        "Sends POST to example.org as soon as 1 line arrives within 5 minutes; only Mon to Fri, 08:00-17:00, UTC."
    );
    let absence = json!({"integration": "pagerduty", "key": "secret-of-all", "operator": "absence", "immediate": false});
    assert_eq!(
        said(channel(absence)),
        "Opens an incident in PagerDuty at the end of 5 minutes with fewer than 15 lines."
    );
}

#[test]
fn a_channel_without_an_id_is_not_one_that_was_kept() {
    assert!(serde_json::from_value::<Channel>(email(json!({}))).is_err());
    let kept = email(json!({"alertid": "0123456789"}));
    let channel: Channel = serde_json::from_value(kept.clone()).unwrap();
    assert_eq!(serde_json::from_str::<Channel>(&serde_json::to_string(&channel).unwrap()).unwrap(), channel);
}

fn any_flag() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(true)),
        Just(json!(false)),
        Just(json!("true")),
        Just(json!("false")),
        Just(json!("no")),
        Just(json!(1)),
        Just(Value::Null)
    ]
}

#[test]
fn of_a_body_events_tell_its_length_alone_since_whatever_is_computed_of_a_short_secret_can_be_guessed() {
    let told = |body: Value| {
        let sent =
            channel(json!({"integration": "webhook", "url": "https://example.org/a", "bodyTemplate": body}));
        Channel::read_all(&[sent]).unwrap().remove(0).draft.masked()["bodyTemplate"].clone()
    };
    assert_eq!(told(json!({"token": "hush-1"})), json!({"bytes": 18}));
    assert_eq!(told(json!("{ \"token\": \"hush-2\" }")), json!({"bytes": 18}), "however it was sent");
}

proptest! {
    #[test]
    fn yes_and_no_are_read_alike_as_words_and_as_themselves(immediate in any_flag(), terminal in any_flag(), absence in any::<bool>()) {
        let truth = |value: &Value| match value {
            Value::Null => Some(false),
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        let operator = if absence { "absence" } else { "presence" };
        let sent = email(json!({"immediate": immediate, "terminal": terminal, "operator": operator}));
        let may = match (truth(&immediate), truth(&terminal)) {
            (Some(immediate), Some(terminal)) if absence => !immediate && terminal,
            (Some(immediate), Some(terminal)) => immediate || terminal,
            _ => false,
        };
        prop_assert_eq!(Channel::read_all(&[sent]).is_ok(), may);
    }

    #[test]
    fn what_was_read_is_read_again_the_same(limit in 1_u32..=100_000, place in 1_usize..10, absence in any::<bool>(), secret in "[a-zA-Z0-9]{16,40}") {
        let operator = if absence { "absence" } else { "presence" };
        let sent = channel(json!({"integration": "webhook", "url": format!("https://example.org/{secret}"),
            "headers": {"authorization": secret}, "bodyTemplate": {"token": secret, "deep": [{secret.as_str(): 1}]}, "triggerlimit": limit, "operator": operator,
            "immediate": !absence, "triggerinterval": Interval::ALL[place].as_str()}));
        let once = read(&sent);
        prop_assert_eq!(read(&once), once.clone());
        let draft = Channel::read_all(&[sent]).unwrap().remove(0).draft;
        let shown = format!("{} {}", draft.masked(), draft.sentence());
        prop_assert!(!shown.contains(&secret), "{}", shown);
    }
}
