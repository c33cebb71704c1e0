//! `/v1/config/ingestion/exclusions` and `/v1/config/stream/exclusions`, as the Terraform provider asks
//! them, and what becomes of lines.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Keyed;

const INGESTION: &str = "/v1/config/ingestion/exclusions";
const STREAM: &str = "/v1/config/stream/exclusions";

async fn create(keyed: &Keyed, path: &str, body: Value) -> Value {
    let (status, rule) = keyed.call(Method::POST, path, body).await;
    assert_eq!(status, 200, "{rule}");
    rule
}

fn path(of: &str, rule: &Value) -> String {
    format!("{of}/{}", rule["id"].as_str().unwrap())
}

fn event(action: &str) -> String {
    json!({"action": action, "eventTime": "2021-05-20T10:00:00.25+0000", "outcome": "success"}).to_string()
}

#[tokio::test]
async fn the_provider_creates_reads_changes_and_deletes_a_rule_of_either_kind() {
    let keyed = Keyed::start().await;
    for (of, index_only) in [(INGESTION, true), (STREAM, false)] {
        let mut sent =
            json!({"title": "Noise", "active": true, "apps": ["a", "b"], "hosts": ["is"], "query": "read"});
        if index_only {
            sent["indexonly"] = json!(false);
        }
        let rule = create(&keyed, of, sent.clone()).await;
        let mut expected = sent.clone();
        expected["id"] = rule["id"].clone();
        assert_eq!(rule, expected);
        let (status, read) = keyed.get(&path(of, &rule), &[]).await;
        assert_eq!((status, &read["excluded"], &read["lastexcluded"]), (200, &json!(0), &Value::Null));
        assert_eq!((&read["title"], &read["hosts"]), (&json!("Noise"), &json!(["is"])));
        assert_eq!(keyed.get(of, &[]).await, (200, json!([read])));

        // The provider sends all of it again.
        sent["title"] = json!("Quiet");
        sent["active"] = json!(false);
        let (status, changed) = keyed.call(Method::PATCH, &path(of, &rule), sent).await;
        assert_eq!((status, &changed["title"], &changed["active"]), (200, &json!("Quiet"), &json!(false)));
        let (_, changed) =
            keyed.call(Method::PATCH, &path(of, &rule), json!({"query": null, "hosts": []})).await;
        assert_eq!((&changed["query"], &changed["hosts"]), (&json!("read"), &json!([])));

        let deleted = keyed.call(Method::DELETE, &path(of, &rule), json!({})).await;
        assert_eq!(deleted, (200, json!({"deleted": true})));
        for (method, body) in
            [(Method::GET, json!({})), (Method::PATCH, json!({"title": "x"})), (Method::DELETE, json!({}))]
        {
            let (status, body) = keyed.call(method, &path(of, &rule), body).await;
            assert_eq!((status, &body["code"]), (404, &json!("NotFound")), "{body}");
        }
        assert_eq!(keyed.get(of, &[]).await, (200, json!([])));
    }
}

#[tokio::test]
async fn what_is_left_out_is_inactive_and_index_only() {
    let keyed = Keyed::start().await;
    let rule = create(&keyed, INGESTION, json!({"title": "a", "query": "kms"})).await;
    assert_eq!((&rule["active"], &rule["indexonly"]), (&json!(false), &json!(true)));
    let rule = create(&keyed, STREAM, json!({"title": "a", "apps": ["x"]})).await;
    assert_eq!((&rule["active"], rule.get("indexonly")), (&json!(false), None));
}

#[tokio::test]
async fn what_is_wrong_with_a_rule_is_said_in_the_words_tools_know() {
    let keyed = Keyed::start().await;
    let criteria = "\"value\" must contain at least one of [apps, hosts, query]";
    for (body, key, message) in [
        (json!({"query": "kms"}), "title", "\"title\" is required"),
        (json!({"title": " ", "query": "kms"}), "title", "\"title\" is not allowed to be empty"),
        (json!({"title": "a"}), "value", criteria),
        (json!({"title": "a", "hosts": [""]}), "hosts[0]", "\"hosts[0]\" is not allowed to be empty"),
        (json!({"title": "a", "hosts": "x"}), "hosts", "\"hosts\" must be an array"),
        (json!({"title": "a", "query": "kms", "active": "yes"}), "active", "\"active\" must be a boolean"),
        (json!({"title": "a", "query": "kms", "colour": 1}), "colour", "\"colour\" is not allowed"),
    ] {
        let (status, answer) = keyed.call(Method::POST, INGESTION, body.clone()).await;
        assert_eq!(status, 400, "{body}: {answer}");
        assert_eq!((&answer["error"], &answer["code"]), (&json!(message), &json!("BadRequest")), "{body}");
        assert_eq!(answer["details"], json!([{"message": message, "key": key}]));
    }
    for query in ["_retention:7", "(kms", "-_mezmo_line_size:>5"] {
        let (status, answer) =
            keyed.call(Method::POST, INGESTION, json!({"title": "a", "query": query})).await;
        assert_eq!((status, &answer["details"][0]["key"]), (400, &json!("query")), "{answer}");
    }
    let index_only = json!({"title": "a", "query": "kms", "indexonly": true});
    assert_eq!(keyed.call(Method::POST, STREAM, index_only).await.0, 400, "streaming knows no index");
    let rule = create(&keyed, INGESTION, json!({"title": "a", "query": "kms"})).await;
    let (status, answer) = keyed.call(Method::PATCH, &path(INGESTION, &rule), json!({})).await;
    assert_eq!((status, &answer["error"]), (400, &json!("Nothing to configure")));
    let (status, answer) = keyed.call(Method::PATCH, &path(INGESTION, &rule), json!({"query": ""})).await;
    assert_eq!((status, &answer["error"]), (400, &json!(criteria)));
}

#[tokio::test]
async fn a_rule_of_another_instance_is_nobody_elses() {
    let keyed = Keyed::start().await;
    let rule = create(&keyed, INGESTION, json!({"title": "a", "query": "kms"})).await;
    let keyed = crate::support::other_instance(keyed);
    assert_eq!(keyed.get(INGESTION, &[]).await, (200, json!([])));
    assert_eq!(keyed.get(&path(INGESTION, &rule), &[]).await.0, 404);
    assert_eq!(keyed.call(Method::DELETE, &path(INGESTION, &rule), json!({})).await.0, 404);
}

#[tokio::test]
async fn what_a_rule_keeps_away_is_answered_by_both_doors_and_counted_over_a_restart() {
    let mut keyed = Keyed::start().await;
    let gone = json!({"title": "Reads", "active": true, "indexonly": false, "query": "action:read"});
    let rule = create(&keyed, INGESTION, gone).await;
    let shown = json!({"title": "Logins", "active": true, "query": "action:login"});
    let shown = create(&keyed, INGESTION, shown).await;
    let lines = [json!({"line": event("kms.secrets.read")}), json!({"line": event("iam.user.login")})];
    let (status, answer) = keyed.ingest(&lines).await;
    assert_eq!(status, 200, "{answer}");
    let ingestion = keyed.desk.key("ingestion");
    let sent = keyed.desk.send(&ingestion, event("kms.keys.read")).await;
    assert_eq!(sent.status(), 200);
    let answer: Value = sent.json().await.unwrap();
    assert!(answer.to_string().contains("exclusion rule \\\"Reads\\\""), "{answer}");
    assert!(keyed.find("kms OR iam -logdnaat").await.is_empty());
    let count = async |keyed: &Keyed, rule: &Value| {
        keyed.get(&path(INGESTION, rule), &[]).await.1["excluded"].clone()
    };
    assert_eq!((count(&keyed, &rule).await, count(&keyed, &shown).await), (json!(2), json!(1)));
    keyed.desk.kill();
    keyed.desk.restart().await;
    // It was noted when it was read.
    assert_eq!(count(&keyed, &rule).await, json!(2));
    keyed.ingest(&[json!({"line": event("kms.policies.read")})]).await;
    assert_eq!(count(&keyed, &rule).await, json!(3));
}
