//! Lines with fields of every kind.

use model::line::{Flags, Line};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};

/// All times lie here.
pub const TIMES: std::ops::Range<i64> = 0..600;

pub fn any_line() -> impl Strategy<Value = Line> {
    let fields = (any_values(), any_values(), any_numbers(), any_id(), 0..60_u8);
    let beside = (select(vec!["", "kms", "iam", "KMS"]), vec(select(vec!["x", "y"]), 0..3), 0..30_u8);
    (TIMES, fields, beside).prop_map(|(time_ms, (a, b, n, id, dice), (host, tags, flags))| {
        let mut event = Map::new();
        for (name, value) in [("a", a), ("n", n), ("id", id)] {
            event.extend(value.map(|value| (name.to_owned(), value)));
        }
        event.extend(b.map(|value| ("deep".to_owned(), json!({ "b": value }))));
        if dice == 0 {
            // More leaves than an index takes apart.
            event.insert("many".to_owned(), json!(vec![1; 2_100]));
        }
        let flags = Flags { transient: flags == 0, ..Flags::default() };
        let tags = tags.into_iter().map(str::to_owned).collect();
        let text = Value::Object(event).to_string();
        Line { time_ms, own_time: true, host: host.to_owned(), tags, flags, text, ..Line::default() }
    })
}

fn any_value() -> impl Strategy<Value = Value> {
    let plain = select(vec![
        json!("x"),
        json!("y"),
        json!("z z"),
        json!("5"),
        json!(5),
        json!(" 5"),
        json!(true),
        json!("true"),
        json!(""),
        json!(null),
        json!("é"),
        json!({ "within": 1 }),
    ]);
    let text = (0..40_u8).prop_map(|number| json!(format!("v{number}")));
    prop_oneof![3 => plain, 1 => text]
}

fn any_values() -> impl Strategy<Value = Option<Value>> {
    let one = any_value().prop_map(Some);
    let several = vec(any_value(), 0..4).prop_map(|values| Some(Value::Array(values)));
    prop_oneof![1 => Just(None), 3 => one, 1 => several]
}

fn any_numbers() -> impl Strategy<Value = Option<Value>> {
    let number = prop_oneof![
        (-8_i32..40).prop_map(|number| json!(f64::from(number) / 2.0)),
        (-3_i32..9).prop_map(|number| json!(number)),
        (0_i32..9).prop_map(|number| json!(number.to_string())),
        Just(json!("1e2")),
        Just(json!("none")),
    ];
    let several = vec(number.clone(), 0..3).prop_map(|values| Some(Value::Array(values)));
    prop_oneof![1 => Just(None), 4 => number.prop_map(Some), 1 => several]
}

/// Ids that differ from line to line, as they are cut out of tokens.
fn any_id() -> impl Strategy<Value = Option<Value>> {
    let id = (0..30_u32).prop_map(|number| Some(json!(format!("8f14e45f-ceea-467f-a9d2-0000{number:08x}"))));
    prop_oneof![1 => Just(None), 4 => id]
}
