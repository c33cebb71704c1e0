//! Lines full of ids, and queries for them: near misses of each other.

use model::line::Line;
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value};

const IDS: &[&str] = &[
    "7bf3bff3-6b13-4c53-9621-392a8946d208",
    "7bf3bff3-0000-4c53-9621-392a8946d208",
    "7BF3BFF3-6B13-4C53-9621-392A8946D208",
    "7bf3bff3-6b13-4c53-9621-392a8946d2081",
    "7bf3bff36b134c539621392a8946d208",
    "7bf3bff36b134c53a",
    "1234567890123456",
    "123456",
    "123457",
    "0123456",
    "deadbeef",
    "kms",
    "us-south",
    "create key",
    "Secret",
    "état",
];
const BETWEEN: &[&str] = &[":", "-", " ", "/", "a/", "::", "é", "\"", "_", "key:"];
const KEYS: &[&str] = &["a", "b", "eventTime", "requestData", "deadbeef", "message"];
const ASKED: &[&str] = &[
    "7bf3bff3",
    "7bf3bf",
    "7BF3",
    "7bf3bff3-6b13",
    "7bf3bff3-6b13-4c53-9621-392a8946d208",
    "==7bf3bff3",
    "=7bf3bff3-6b13-4c53-9621-392a8946d208",
    "6b13",
    "\"-6b13\"",
    "\"-\"",
    "7bf3bff36b134c5",
    "==7bf3bff36b134c53a",
    "123456",
    "1234",
    "==123456",
    "a:123456",
    "a:>=123456",
    "b:=123456",
    "a:7bf3",
    "a:==7bf3bff3",
    "b:kms",
    "a:kms:7bf3bff3",
    "a/7bf3bff3",
    "dead",
    "us-south",
    "==us-south",
    "\"create key\"",
    "create key",
    "a:\"create key\"",
    "secret",
    "=secret",
    "=Secret",
    "message:*",
    "eventTime:1970",
    "eventTime:\"00:00\"",
    "00",
    "a:[kms,123456]",
    "-a:kms",
    "_ts:>5",
    "_line:kms",
    "_mezmo_line_size:>40",
    "_platform:kms",
    "\":\"",
    "\"kms\\\",\"",
];

fn any_id_text() -> impl Strategy<Value = String> {
    (select(IDS), vec((select(BETWEEN), select(IDS)), 0..3)).prop_map(|(first, rest)| {
        rest.into_iter().fold(first.to_owned(), |text, (between, id)| format!("{text}{between}{id}"))
    })
}

fn any_leaf(time_ms: i64) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => any_id_text().prop_map(Value::from),
        1 => (0..2_000_000_i64).prop_map(Value::from),
        1 => Just(Value::from(model::time::format_event_time(time_ms))),
    ];
    leaf.prop_recursive(2, 4, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            (select(KEYS), inner).prop_map(|(key, value)| serde_json::json!({ key: value })),
        ]
    })
}

pub fn any_id_line() -> impl Strategy<Value = Line> {
    let times = select(vec![0_i64, 10, 1_700_000_000_120, 1_700_000_000_123]);
    times.prop_flat_map(|time_ms| {
        let object = vec((select(KEYS), any_leaf(time_ms)), 0..4);
        let texts = prop_oneof![
            4 => object.prop_map(|fields| {
                let fields = fields.into_iter().map(|(key, value)| (key.to_owned(), value));
                Value::Object(fields.collect::<Map<_, _>>()).to_string()
            }),
            1 => any_id_text(),
        ];
        (texts, any_id_text(), any::<[bool; 3]>()).prop_map(move |(text, app, flags)| Line {
            time_ms,
            text,
            app,
            own_time: flags[0],
            flags: model::line::Flags { legacy: flags[1], transient: false, imported: flags[2] },
            sender: "192.0.2.7".to_owned(),
            key: flags[0].then(|| model::id::KeyId::from_bytes([7; 12])),
            ..Line::default()
        })
    })
}

pub fn any_id_query() -> impl Strategy<Value = String> {
    vec(select(ASKED), 1..3).prop_map(|parts| parts.join(" "))
}
