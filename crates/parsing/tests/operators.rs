//! What each operator finds, and what it says where it finds nothing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use model::parsing_template::Step;
use parsing::{Outcome, Reader, Text};
use serde_json::{Value, json};

fn read(steps: Value, line: &str) -> Outcome {
    let steps: Vec<Step> = serde_json::from_value(steps).unwrap();
    Reader::new(&steps).unwrap().read(&Text::new(line))
}

/// The value an operator gives a field, or why it gives none.
fn one(operator: Value, take: &str, line: &str) -> Result<Value, String> {
    let mut step = operator;
    step["steps"] = json!([{"take": take, "operator": "capture", "field": "f"}]);
    let outcome = read(json!([step]), line);
    match outcome.problems.first() {
        None => Ok(outcome.fields["f"].clone()),
        Some(problem) => Err(problem.why.clone()),
    }
}

#[test]
fn values_are_found_between_delimiters() {
    let split = || json!({"operator": "split", "delimiter": ", "});
    assert_eq!(one(split(), "1", "a, b, c"), Ok(json!("b")));
    assert_eq!(one(split(), "-1", "a, b, c"), Ok(json!("c")));
    assert_eq!(one(split(), "", "a, b, c"), Ok(json!("a")));
    assert_eq!(one(split(), "7", "a, b"), Err("there is no value number 7: 2 were found".to_owned()));
    assert_eq!(one(split(), "x", "a, b"), Err("\"x\" is no number of a value".to_owned()));
    assert_eq!(one(split(), "1", "a, , b"), Err("the value is empty".to_owned()));
    let kept = json!({"operator": "split", "delimiter": " ", "preserve": {"start": "[", "end": "]"}});
    assert_eq!(one(kept.clone(), "1", "a [b c] d"), Ok(json!("[b c]")));
    assert_eq!(one(kept, "1", "a [b c d"), Ok(json!("[b")));
    let between = json!({"operator": "between", "start": "<", "end": ">"});
    assert_eq!(one(between.clone(), "1", "<a> and <é>"), Ok(json!("é")));
    assert!(one(between, "0", "none").unwrap_err().contains("nothing stands between"));
}

#[test]
fn json_rows_and_pairs_are_read() {
    let parse = || json!({"operator": "parse_json"});
    let line = r#"audit: {"a":{"b":[1,{"c.d":"x"}],"t":true,"n":null},"i":"{\"k\":7}"}"#;
    assert_eq!(one(parse(), "a.b.0", line), Ok(json!(1)));
    assert_eq!(one(parse(), "a.b.1.c.d", line), Ok(json!("x")));
    assert_eq!(one(parse(), "i", line), Ok(json!("{\"k\":7}")));
    assert!(one(parse(), "a.t", line).unwrap_err().contains("true or false"));
    assert!(one(parse(), "a.n", line).unwrap_err().contains("null"));
    assert!(one(parse(), "a", line).unwrap_err().contains("holds other values"));
    assert!(one(parse(), "q", line).unwrap_err().contains("no value called"));
    assert!(one(parse(), "q", "plain").unwrap_err().contains("no JSON"));
    let row = || json!({"operator": "parse_csv"});
    assert_eq!(one(row(), "1", r#"a,"b ""x"", c",d"#), Ok(json!(r#"b "x", c"#)));
    assert_eq!(one(row(), "-1", "a,b\r\n"), Ok(json!("b")));
    assert!(one(row(), "0", "\"a").unwrap_err().contains("does not end"));
    assert!(one(row(), "0", "\"a\"b").unwrap_err().contains("other than a comma"));
    let pairs = || json!({"operator": "key_value", "pairs": " ", "separator": "="});
    assert_eq!(one(pairs(), "b", r#"x a=1 b="two words" c=3"#), Ok(json!("two words")));
    assert_eq!(one(pairs(), "c", r#"a=1 b="open c=3"#), Ok(json!("3")));
    assert!(one(pairs(), "a", "nothing here").unwrap_err().contains("no pairs"));
}

#[test]
fn an_expression_gives_its_named_groups() {
    let regex = json!({"operator": "regex", "expression": r"code (?<code>\d+)(?: in (?<zone>\w+))?"});
    assert_eq!(one(regex.clone(), "code", "a code 403"), Ok(json!("403")));
    assert!(one(regex.clone(), "zone", "a code 403").unwrap_err().contains("no value called"));
    assert!(one(regex, "code", "none").unwrap_err().contains("finds nothing"));
    let large = json!({"operator": "regex", "expression": "(?<x>[ab]{400}c)"});
    let long = format!("{}c", "ab".repeat(1000));
    assert!(one(large, "x", &long).unwrap_err().contains("looks at no more"), "time is bounded");
    for (wrong, why) in [("(", "unclosed"), ("a+", "names no group"), ("(?<x>\\w{4000})", "too large")] {
        let steps: Vec<Step> =
            serde_json::from_value(json!([{"operator": "regex", "expression": wrong}])).unwrap();
        let error = Reader::new(&steps).unwrap_err();
        assert_eq!(error.place, "1");
        assert!(error.why.contains(why), "{error}");
    }
}

#[test]
fn values_are_changed_before_they_are_captured() {
    let trim = |start: i32, end: Option<i32>| json!({"operator": "trim", "start": start, "end": end});
    for (start, end, expected) in [
        (1, None, "bcdé"),
        (-2, None, "dé"),
        (0, Some(-1), "abcd"),
        (-3, Some(-1), "cd"),
        (-99, Some(99), "abcdé"),
    ] {
        assert_eq!(one(trim(start, end), "", "abcdé"), Ok(json!(expected)), "{start} {end:?}");
    }
    assert_eq!(one(trim(3, Some(1)), "", "abcdé"), Err("the value is empty".to_owned()));
    let number = || json!({"operator": "to_number"});
    assert_eq!(one(number(), "", " -12 "), Ok(json!(-12)));
    assert_eq!(one(number(), "", "1.5e3"), Ok(json!(1500.0)));
    for wrong in ["twelve", "", "NaN", "1e999"] {
        assert!(one(number(), "", wrong).unwrap_err().contains("no number"), "{wrong}");
    }
    let steps = json!([{"operator": "split", "delimiter": " ", "steps": [
        {"operator": "concatenate", "delimiter": "/", "values": ["0", "-1"], "steps": [
            {"operator": "capture", "field": "path"}
        ]}
    ]}]);
    assert_eq!(read(steps, "a b c").fields["path"], "a/c");
}

#[test]
fn what_is_found_is_kept_though_something_else_is_missing() {
    let steps = json!([{"operator": "parse_json", "steps": [
        {"take": "a", "operator": "capture", "field": "first"},
        {"take": "b", "operator": "split", "delimiter": "-", "steps": [
            {"take": "3", "operator": "capture", "field": "second"}
        ]}
    ]}]);
    let outcome = read(steps, r#"{"a":"x","b":"1-2"}"#);
    assert_eq!(Value::Object(outcome.fields), json!({"first": "x"}));
    let places: Vec<_> = outcome.problems.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(places, ["1.2.1"]);
}

#[test]
fn no_text_grows_beyond_its_limit() {
    let mut deep = json!({"operator": "capture", "field": "f"});
    for _ in 0..8 {
        let values = vec![""; 20];
        deep = json!({"operator": "concatenate", "delimiter": "", "values": values, "steps": [deep]});
    }
    let outcome = read(json!([deep]), "xxxxxxxxxx");
    assert!(outcome.fields.is_empty() && outcome.problems[0].why.contains("longer than"));
    let capture = json!([{"operator": "capture", "field": "f"}]);
    assert!(read(capture.clone(), &"x".repeat(4097)).fields.is_empty());
    assert!(read(capture, &"x".repeat(70_000)).problems[0].why.contains("longer than"));
    let many = ",".repeat(2_000);
    assert!(one(json!({"operator": "parse_csv"}), "0", &many).unwrap_err().contains("more than"));
}
