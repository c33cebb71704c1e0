//! Histogram, facets, figures and fields: what programs can ask beside pages of events.

use serde_json::{Value, json};

use crate::support::{Keyed, other_instance};

/// A full minute with nothing else around it, in milliseconds.
const BASE_MS: i64 = 1_600_000_020_000;

/// Two minutes that hold the events of [`fill`] and nothing else.
const THEN: [(&str, &str); 2] = [("from", "1600000020000"), ("to", "1600000140000")];

/// Three failures and a success in one minute, a plain line in the next, one line behind it.
async fn fill(keyed: &Keyed) {
    let event = |outcome: &str, bytes: Value| {
        json!({"action": "x-svc.thing.read", "outcome": outcome, "requestData": {"bytes": bytes}}).to_string()
    };
    let at = |seconds: i64, line: String| json!({"line": line, "timestamp": BASE_MS + seconds * 1000});
    let lines = [
        at(0, event("failure", json!(10))),
        at(1, event("failure", json!("20"))),
        at(59, event("failure", json!("many"))),
        at(30, event("success", json!(60))),
        at(60, "plain".to_owned()),
        at(120, event("failure", json!(1000))),
    ];
    assert_eq!(keyed.ingest(&lines).await.0, 200);
}

/// The answer to a question about those minutes, which must be a whole one.
async fn ask(keyed: &Keyed, noun: &str, parameters: &[(&str, &str)]) -> Value {
    let parameters = [&THEN[..], parameters].concat();
    let (status, mut body) = keyed.get(&format!("/v1/events/{noun}"), &parameters).await;
    assert_eq!((status, &body["complete"]), (200, &json!(true)), "{noun}: {body}");
    assert!(body["took_ms"].as_f64().is_some_and(|ms| ms >= 0.0));
    let answer = body.as_object_mut().unwrap();
    answer.remove("complete");
    answer.remove("took_ms");
    body
}

#[tokio::test]
async fn a_histogram_counts_events_over_time() {
    let keyed = Keyed::start().await;
    fill(&keyed).await;
    let minutes = ask(&keyed, "histogram", &[("interval", "1m")]).await;
    let expected = json!({"interval_ms": 60_000, "first": "2020-09-13T12:27:00.000Z",
        "series": [{"of": "all", "counts": [4, 1]}], "total": 5});
    assert_eq!(minutes, expected);
    assert_eq!(ask(&keyed, "histogram", &[("interval", "60000")]).await, expected);
    assert_eq!(ask(&keyed, "histogram", &[("buckets", "2")]).await, expected);

    let split = [("interval", "1m"), ("split", "outcome")];
    let expected = json!([{"of": "value", "value": "failure", "counts": [3, 0]},
        {"of": "value", "value": "success", "counts": [1, 0]}, {"of": "without", "counts": [0, 1]}]);
    assert_eq!(ask(&keyed, "histogram", &split).await["series"], expected);

    let days =
        ask(&keyed, "histogram", &[("interval", "1d"), ("offset", "+02:00"), ("query", "plain")]).await;
    assert_eq!(days["first"], "2020-09-12T22:00:00.000Z");
    assert_eq!(days["series"], json!([{"of": "all", "counts": [1]}]));
}

#[tokio::test]
async fn facets_name_the_frequent_values_of_each_field() {
    let keyed = Keyed::start().await;
    fill(&keyed).await;
    let found = ask(&keyed, "facets", &[("field", "outcome"), ("field", "source"), ("limit", "1")]).await;
    let expected = json!({"facets": [
        {"field": "outcome", "values": [{"value": "failure", "lines": 3}], "distinct": 2, "lines": 4, "exact": true},
        {"field": "source", "values": [{"value": "host-a", "lines": 5}], "distinct": 1, "lines": 5, "exact": true},
    ]});
    assert_eq!(found, expected);
    let found = ask(&keyed, "facets", &[("field", "outcome"), ("search", "SUC")]).await;
    assert_eq!(found["facets"][0]["values"], json!([{"value": "success", "lines": 1}]));
}

#[tokio::test]
async fn figures_are_computed_for_each_group() {
    let keyed = Keyed::start().await;
    fill(&keyed).await;
    let figures = ["count", "sum:requestData.bytes", "avg:requestData.bytes", "p50:requestData.bytes"];
    let mut parameters: Vec<(&str, &str)> = figures.iter().map(|figure| ("figure", *figure)).collect();
    let all = ask(&keyed, "aggregate", &parameters).await;
    assert_eq!(all, json!({"groups": [{"by": [], "lines": 5, "figures": [5, 90, 30, 20]}]}));
    parameters.push(("by", "outcome"));
    let groups = ask(&keyed, "aggregate", &parameters).await;
    let expected = json!({"groups": [{"by": ["failure"], "lines": 3, "figures": [3, 30, 15, 10]},
        {"by": ["success"], "lines": 1, "figures": [1, 60, 60, 60]},
        {"by": [null], "lines": 1, "figures": [1, null, null, null]}]});
    assert_eq!(groups, expected);
    let minutes = ask(&keyed, "aggregate", &[("interval", "1m"), ("figure", "max:requestData.bytes")]).await;
    let expected = json!({"groups": [
        {"by": [], "lines": 4, "figures": [60], "bucket": "2020-09-13T12:27:00.000Z"},
        {"by": [], "lines": 1, "figures": [null], "bucket": "2020-09-13T12:28:00.000Z"}]});
    assert_eq!(minutes, expected);
}

#[tokio::test]
async fn fields_are_listed_with_the_kinds_of_their_values() {
    let keyed = Keyed::start().await;
    fill(&keyed).await;
    let found = ask(&keyed, "fields", &[("query", "outcome:*")]).await;
    let field = |name: &str| {
        let fields = found["fields"].as_array().unwrap();
        fields.iter().find(|field| field["name"] == name).cloned().unwrap_or_default()
    };
    let expected = json!({"name": "requestData.bytes", "lines": 4, "distinct": 4, "exact": true, "kinds": ["text", "number"]});
    assert_eq!(field("requestData.bytes"), expected);
    assert_eq!(field("host")["kinds"], json!(["text"]));
    assert_eq!(field("_line"), Value::Null);
}

#[tokio::test]
async fn a_parameter_of_a_question_that_can_not_be_used_is_refused_by_name() {
    let keyed = Keyed::start().await;
    let field = [("field", "a")];
    for (noun, beside, name, value) in [
        ("histogram", &[][..], "interval", "5 minutes"),
        ("histogram", &[], "interval", "1ms"),
        ("histogram", &[], "buckets", "0"),
        ("histogram", &[("interval", "1h")], "buckets", "10"),
        ("histogram", &[], "offset", "Berlin"),
        ("histogram", &[], "limit", "10"),
        ("histogram", &[], "query", "abc)"),
        ("facets", &[], "field", ""),
        ("facets", &field, "limit", "0"),
        ("facets", &field, "cursor", "1.1"),
        ("facets", &field, "from", "never"),
        ("aggregate", &[], "figure", "median:a"),
        ("aggregate", &[], "figure", "sum"),
        ("aggregate", &[("by", "a"), ("by", "b")], "by", "c"),
        ("aggregate", &[], "interval", "0"),
        ("fields", &[], "field", "a"),
        ("tail", &[], "after", "now"),
        ("tail", &[], "from", "2 days ago"),
        ("tail", &[], "query", "abc)"),
    ] {
        let parameters = [beside, &[(name, value)]].concat();
        let (status, body) = keyed.get(&format!("/v1/events/{noun}"), &parameters).await;
        assert_eq!((status, &body["code"]), (400, &json!("BadRequest")), "{noun} {name}={value}: {body}");
        assert_eq!(body["details"], json!([{"message": body["error"], "key": name}]), "{noun}");
    }
}

#[tokio::test]
async fn another_instance_is_told_nothing_and_a_key_that_sends_asks_nothing() {
    let keyed = Keyed::start().await;
    fill(&keyed).await;
    let sends = Keyed { service: keyed.ingestion.clone(), ..keyed };
    let nouns = ["histogram", "facets?field=outcome", "aggregate", "fields", "tail"];
    for noun in nouns {
        assert_eq!(sends.get(&format!("/v1/events/{noun}"), &[]).await.0, 403, "{noun}");
    }
    let other = other_instance(sends);
    assert_eq!(ask(&other, "histogram", &[("interval", "1m")]).await["total"], 0);
    assert_eq!(ask(&other, "facets", &[("field", "outcome")]).await["facets"][0]["lines"], 0);
    assert_eq!(ask(&other, "aggregate", &[]).await["groups"][0]["lines"], 0);
    assert_eq!(ask(&other, "fields", &[]).await["fields"], json!([]));
}

#[tokio::test]
async fn an_answer_that_ran_out_of_time_says_so() {
    let keyed = Keyed::start_with(&["--search-time", "0"]).await;
    for second in 0..3 {
        keyed.ingest(&[json!({"line": "plain", "timestamp": BASE_MS + second})]).await;
    }
    let (status, body) =
        keyed.get("/v1/events/histogram", &[&THEN[..], &[("interval", "1m")]].concat()).await;
    assert_eq!((status, &body["complete"], &body["total"]), (200, &json!(false), &json!(1)));
    assert!(body["reason"].as_str().unwrap().starts_with("stopped after"), "{body}");
}
