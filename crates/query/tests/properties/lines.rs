//! Lines from a small stock of pieces, so that queries from the same stock often match.

use std::collections::BTreeMap;

use model::line::Line;
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    sample::select,
};
use serde_json::{Map, Value, json};

/// Pieces of values and of searched texts: words, humps, cases, marks, symbols, digits.
pub const PIECES: &[&str] = &[
    "kms",
    "KMS",
    "secret",
    "Secret",
    "key",
    "Key",
    "reasonCode",
    "HTTPServer",
    "a",
    "B",
    "état",
    "État",
    "e\u{301}",
    "İz",
    "iz",
    "ß",
    "ẞ",
    "ǅ",
    "日本",
    "500",
    "5",
    "3aBd1d8e",
    "3aBd1d8e-7c12",
    "-7c12",
    "-4F0b-9aBc-00112233aAbB",
    "3aBd1d8e-7c12-4F0b-9aBc-00112233aAbB",
    "aBcDeF0123456789",
    " ",
    " ",
    "-",
    "_",
    ".",
    ":",
    "/",
    "😀",
    "\"",
    "\\",
    "\n",
    "=",
    ",",
    "]",
];

/// Names of fields, some of them with several spellings.
pub const KEYS: &[&str] = &[
    "a",
    "b",
    "code",
    "reasonCode",
    "host",
    "source",
    "tags",
    "status",
    "_status",
    "_ts",
    "a.b",
    "x y",
    "eventTime",
    "/x",
    "",
];

/// Numbers, near each other and near the limits of exactness.
pub const NUMBERS: &[&str] = &[
    "5",
    "500",
    "-5",
    "0",
    "5.5",
    "0.25",
    "-0.5",
    "9007199254740992",
    "9007199254740993",
    "18446744073709551615",
    "-9223372036854775808",
];

pub fn any_text() -> impl Strategy<Value = String> {
    vec(select(PIECES), 0..6).prop_map(|pieces| pieces.concat())
}

pub fn any_line() -> impl Strategy<Value = Line> {
    let beside = (any_text(), any_text(), any_text(), vec(any_text(), 0..3), any_text(), any_text());
    let sent = (btree_map(select(KEYS).prop_map(str::to_owned), any_text(), 0..3), any_value(), any_text());
    (beside, sent, any_line_text(), any_added(), -1_000..1_000_i64).prop_map(
        |((host, app, level, tags, file, env), (labels, meta, sender), text, added, time_ms)| {
            let labels: BTreeMap<_, _> = labels
                .into_iter()
                .map(|(key, value)| (if key == "b" { "platform".to_owned() } else { key }, value))
                .collect();
            let line = Line { time_ms, host, app, level, file, env, tags, labels, ..Line::default() };
            Line { meta, added, sender, text, ..line }
        },
    )
}

/// What templates add: texts and numbers, sometimes under the name of a field of the event.
fn any_added() -> impl Strategy<Value = Map<String, Value>> {
    let value = prop_oneof![
        3 => any_text().prop_filter("no value", |text| !text.is_empty()).prop_map(Value::from),
        1 => select(NUMBERS).prop_map(|number| serde_json::from_str(number).unwrap()),
    ];
    let added =
        btree_map(select(&["a", "b", "code", "a.b", "zone"][..]).prop_map(str::to_owned), value, 1..3);
    prop_oneof![3 => Just(Map::new()), 1 => added.prop_map(|added| added.into_iter().collect())]
}

fn any_line_text() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => any_text(),
        1 => any::<String>(),
        5 => any_object().prop_map(|object| object.to_string()),
        1 => any_object().prop_map(|object| format!("kms key {object}")),
        1 => any_object().prop_map(|object| json!({ "requestData": object.to_string(), "a": object }).to_string()),
        1 => any_object().prop_map(|object| json!({ "payload": with_action(object), "meta": {"a": 5} }).to_string()),
    ]
}

fn with_action(mut object: Value) -> Value {
    object["action"] = "kms.secrets.read".into();
    object
}

fn any_object() -> impl Strategy<Value = Value> {
    vec((select(KEYS), any_value()), 0..5).prop_map(object)
}

fn object(fields: Vec<(&str, Value)>) -> Value {
    Value::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
}

/// Values of every type under the same names, nested.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        5 => any_text().prop_map(Value::from),
        1 => select(NUMBERS).prop_map(Value::from),
        2 => select(NUMBERS).prop_map(|number| serde_json::from_str(number).unwrap()),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec((select(KEYS), inner), 0..3).prop_map(object),
        ]
    })
}
