//! `/v1/config/parsing-templates`: made, validated, put in order, and what they add to lines.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Keyed;

const TEMPLATES: &str = "/v1/config/parsing-templates";

fn event(action: &str) -> String {
    json!({"action": action, "eventTime": "2021-05-20T10:00:00.25+0000", "outcome": "success"}).to_string()
}

fn steps(field: &str) -> Value {
    json!([{"operator": "parse_json", "steps": [
        {"take": "action", "operator": "split", "delimiter": ".", "steps": [
            {"take": "1", "operator": "capture", "field": field}
        ]}
    ]}])
}

fn path(template: &Value) -> String {
    format!("{TEMPLATES}/{}", template["id"].as_str().unwrap())
}

async fn send(keyed: &Keyed, action: &str) {
    assert_eq!(keyed.ingest(&[json!({"line": event(action)})]).await.0, 200);
}

#[tokio::test]
async fn a_template_is_made_as_a_draft_validated_and_switched_on() {
    let keyed = Keyed::start().await;
    let new = json!({"name": "Objects", "query": "action:kms", "steps": steps("object")});
    let (status, template) = keyed.call(Method::POST, TEMPLATES, new).await;
    assert_eq!((status, &template["state"]), (200, &json!("draft")), "{template}");
    let on = json!({"state": "active"});
    let (status, answer) = keyed.call(Method::PATCH, &path(&template), on.clone()).await;
    assert_eq!(
        (status, &answer["details"][0]["key"]),
        (400, &json!("query")),
        "no line to validate on: {answer}"
    );
    send(&keyed, "kms.secrets.read").await;
    let asked = json!({"query": "action:kms", "steps": steps("object"), "line": "not an event"});
    let (status, told) = keyed.call(Method::POST, &format!("{TEMPLATES}/validate"), asked).await;
    assert_eq!((status, &told["valid"]), (200, &json!(false)), "{told}");
    assert_eq!(told["lines"][0]["problems"][0]["operator"], "Parse JSON");
    assert_eq!(
        (&told["lines"][1]["valid"], &told["lines"][1]["fields"]),
        (&json!(true), &json!({"object": "secrets"}))
    );
    let (status, template) = keyed.call(Method::PATCH, &path(&template), on).await;
    assert_eq!((status, &template["state"]), (200, &json!("active")), "{template}");
    send(&keyed, "kms.keys.read").await;
    let found = keyed.find("object:==keys").await;
    assert_eq!((found.len(), &found[0]["added"]), (1, &json!({"object": "keys"})));
    assert_eq!(found[0]["line"], event("kms.keys.read"));
    let (_, facets) = keyed.get("/v1/events/facets", &[("field", "object"), ("from", "2021-01-01")]).await;
    assert!(facets.to_string().contains("\"keys\""), "{facets}");
}

#[tokio::test]
async fn templates_are_replaced_ordered_and_deleted() {
    let keyed = Keyed::start().await;
    let mut made = vec![];
    for name in ["A", "B", "C"] {
        let (_, template) = keyed.call(Method::POST, TEMPLATES, json!({"name": name})).await;
        made.push(template);
    }
    let names = async || {
        let (_, all) = keyed.get(TEMPLATES, &[]).await;
        all.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    keyed.call(Method::PATCH, &path(&made[2]), json!({"position": 1})).await;
    assert_eq!(names().await, ["C", "A", "B"]);
    let new = json!({"name": "D", "steps": steps("x"), "state": "inactive"});
    let (status, replaced) = keyed.call(Method::PUT, &path(&made[0]), new).await;
    assert_eq!((status, &replaced["state"], &replaced["steps"]), (200, &json!("inactive"), &steps("x")));
    assert_eq!(names().await, ["C", "D", "B"]);
    assert_eq!(keyed.get(&path(&made[0]), &[]).await, (200, replaced));
    let deleted = keyed.call(Method::DELETE, &path(&made[0]), json!({})).await;
    assert_eq!(deleted, (200, json!({"deleted": true})));
    assert_eq!(keyed.get(&path(&made[0]), &[]).await.0, 404);
    let (_, kept) = keyed.get("/v1/config/deletions", &[]).await;
    let undo = format!("/v1/config/deletions/{}/undo", kept[0]["id"].as_str().unwrap());
    assert_eq!(keyed.call(Method::POST, &undo, json!({})).await.0, 200);
    assert_eq!(names().await, ["C", "D", "B"]);
}

#[tokio::test]
async fn what_is_wrong_with_a_template_is_said_and_nothing_is_saved() {
    let keyed = Keyed::start().await;
    let capture = json!({"operator": "capture", "field": "host"});
    for (body, key) in [
        (json!({}), "name"),
        (json!({"name": " "}), "name"),
        (json!({"name": "a", "state": "on"}), "state"),
        (json!({"name": "a", "position": 0}), "position"),
        (json!({"name": "a", "colour": 1}), "colour"),
        (json!({"name": "a", "query": "(kms"}), "query"),
        (json!({"name": "a", "steps": [{"operator": "dance"}]}), "steps"),
        (json!({"name": "a", "steps": [capture]}), "steps"),
        (json!({"name": "a", "steps": [{"operator": "regex", "expression": "("}]}), "steps"),
        (json!({"name": "a", "state": "inactive"}), "steps"),
        (json!({"name": "a", "state": "inactive", "steps": [{"operator": "parse_json"}]}), "steps"),
    ] {
        let (status, answer) = keyed.call(Method::POST, TEMPLATES, body.clone()).await;
        assert_eq!((status, &answer["details"][0]["key"]), (400, &json!(key)), "{body}: {answer}");
    }
    assert_eq!(keyed.get(TEMPLATES, &[]).await, (200, json!([])));
}
