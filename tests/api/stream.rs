//! `/v1/config/stream`, as the Terraform provider asks for it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Keyed, other_instance};

const STREAM: &str = "/v1/config/stream";

fn kafka(topic: &str) -> Value {
    json!({"brokers": ["b0.example.com:9093", "b1.example.com:9093"], "topic": topic, "user": "token", "password": "a-password-of-a-broker"})
}

fn shown(topic: &str) -> Value {
    json!({"status": "active", "brokers": ["b0.example.com:9093", "b1.example.com:9093"], "topic": topic, "user": "token"})
}

fn not_found(message: &str) -> Value {
    json!({"error": message, "code": "NotFound", "status": "error"})
}

#[tokio::test]
async fn terraform_makes_reads_changes_and_deletes_a_stream() {
    let keyed = Keyed::start().await;
    let gone = not_found("Streaming configuration does not exist");
    assert_eq!(keyed.get(STREAM, &[]).await, (404, not_found("Not found")));
    assert_eq!(keyed.call(Method::PUT, STREAM, kafka("a")).await, (404, gone.clone()));
    assert_eq!(keyed.call(Method::DELETE, STREAM, json!({})).await, (404, gone));
    assert_eq!(keyed.call(Method::POST, STREAM, kafka("audit")).await, (200, shown("audit")));
    assert_eq!(keyed.get(STREAM, &[]).await, (200, shown("audit")));
    assert_eq!(keyed.call(Method::POST, STREAM, kafka("audit")).await.0, 409);
    assert_eq!(keyed.call(Method::PUT, STREAM, kafka("other")).await, (200, shown("other")));
    let mut without = kafka("third");
    without.as_object_mut().unwrap().remove("password");
    assert_eq!(keyed.call(Method::PUT, STREAM, without).await, (200, shown("third")), "the password stays");
    assert_eq!(keyed.call(Method::DELETE, STREAM, json!({})).await, (200, json!({"deleted": true})));
    assert_eq!(keyed.get(STREAM, &[]).await.0, 404);
    let desk = json!({"type": "selfstream", "url": "https://logs.example.com/logs/selfstream", "key": "k"});
    let (status, body) = keyed.call(Method::POST, STREAM, desk).await;
    assert_eq!((status, &body["type"], body.get("key")), (200, &json!("selfstream"), None), "{body}");
}

#[tokio::test]
async fn what_is_wrong_with_a_stream_is_said_field_by_field() {
    let keyed = Keyed::start().await;
    let check = async |body: Value, keys: &[&str], what: &str| {
        let message = |key: &&str| format!("\"{key}\" {what}");
        let details: Vec<_> = keys.iter().map(|key| json!({"message": message(key), "key": key})).collect();
        let expected =
            json!({"details": details, "error": message(&keys[0]), "code": "BadRequest", "status": "error"});
        assert_eq!(keyed.call(Method::POST, STREAM, body).await, (400, expected));
    };
    let empty = json!({"brokers": [""], "topic": "", "user": "", "password": ""});
    check(empty, &["brokers[0]", "topic", "user", "password"], "is not allowed to be empty").await;
    check(json!({}), &["brokers", "topic", "user", "password"], "is required").await;
    for (field, wrong, what) in [
        ("brokers", json!("b:1"), "must be an array"),
        ("topic", json!(7), "must be a string"),
        ("user", json!({}), "must be a string"),
    ] {
        let mut body = kafka("t");
        body[field] = wrong;
        check(body, &[field], what).await;
    }
    let mut body = kafka("t");
    body["brokers"] = json!(["b0:1,b1:2"]);
    check(body, &["brokers[0]"], "must be one host and its port, such as broker-0.example.com:9093").await;
    let mut body = kafka("t");
    body["colour"] = json!(1);
    check(body, &["colour"], "is not allowed").await;
    check(json!({"type": "pigeon"}), &["type"], "must be one of [kafka, selfstream]").await;
    assert_eq!(keyed.get(STREAM, &[]).await.0, 404, "and nothing was saved");
}

#[tokio::test]
async fn the_stream_of_another_instance_is_not_seen() {
    let keyed = Keyed::start().await;
    assert_eq!(keyed.call(Method::POST, STREAM, kafka("audit")).await.0, 200);
    let keyed = other_instance(keyed);
    assert_eq!(keyed.get(STREAM, &[]).await.0, 404);
    assert_eq!(keyed.call(Method::DELETE, STREAM, json!({})).await.0, 404);
}
