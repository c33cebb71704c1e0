//! Every door for programs, as `/v1/openapi.json` tells of them: what opens it, and the event that
//! tells of an act.

use std::collections::BTreeMap;

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tests::eventually;

use crate::support::{Keyed, answer};

/// An act by the API, with a body that is understood, and its event; or why it has none.
const ACTS: &[(&str, &str, &str)] = &[
    ("DELETE /v1/config/archiving", "", "logdnaat.account-archive-setting.configure"),
    ("POST /v1/config/archiving", ARCHIVE, "logdnaat.account-archive-setting.configure"),
    ("PUT /v1/config/archiving", ARCHIVE, "logdnaat.account-archive-setting.configure"),
    ("DELETE /v1/config/stream", "", "logdnaat.streaming-configuration.deactivate"),
    ("POST /v1/config/stream", STREAM, "logdnaat.streaming-configuration.validate"),
    ("PUT /v1/config/stream", STREAM, "logdnaat.streaming-configuration.validate"),
    ("POST /v1/config/view", VIEW, "logdnaat.view.create"),
    ("PUT /v1/config/view/{id}", VIEW, "logdnaat.view.update"),
    ("PATCH /v1/config/view/{id}", r#"{"query": "ab"}"#, "logdnaat.view.update"),
    ("DELETE /v1/config/view/{id}", "", "logdnaat.view.delete"),
    ("POST /v1/config/presetalert", PRESET, "logdnaat.alert.create"),
    ("PUT /v1/config/presetalert/{id}", PRESET, "logdnaat.alert.update"),
    ("PATCH /v1/config/presetalert/{id}", r#"{"name": "b"}"#, "logdnaat.alert.update"),
    ("DELETE /v1/config/presetalert/{id}", "", "logdnaat.alert.delete"),
    ("POST /v1/config/categories/{type}", NAME, "logdnaat.category.create"),
    ("PUT /v1/config/categories/{type}/{id}", NAME, "logdnaat.category.update"),
    ("PATCH /v1/config/categories/{type}/{id}", NAME, "logdnaat.category.update"),
    ("DELETE /v1/config/categories/{type}/{id}", "", "logdnaat.category.delete"),
    ("POST /v1/config/keys", NAME, "logdnaat.service-key.create"),
    ("POST /v1/config/keys/{id}", NAME, "logdnaat.service-key.update"),
    ("PUT /v1/config/keys/{id}", NAME, "logdnaat.service-key.update"),
    ("PATCH /v1/config/keys/{id}", NAME, "logdnaat.service-key.update"),
    ("DELETE /v1/config/keys/{id}", "", "logdnaat.service-key.delete"),
    ("POST /v1/config/ingestion/exclusions", RULE, "logdnaat.exclusion-rule.create"),
    ("PATCH /v1/config/ingestion/exclusions/{id}", RULE, "logdnaat.exclusion-rule.update"),
    ("DELETE /v1/config/ingestion/exclusions/{id}", "", "logdnaat.exclusion-rule.delete"),
    ("POST /v1/config/stream/exclusions", RULE, "logdnaat.exclusion-rule.create"),
    ("PATCH /v1/config/stream/exclusions/{id}", RULE, "logdnaat.exclusion-rule.update"),
    ("DELETE /v1/config/stream/exclusions/{id}", "", "logdnaat.exclusion-rule.delete"),
    ("POST /v1/config/parsing-templates", TEMPLATE, "logdnaat.parsing-template.create"),
    ("PUT /v1/config/parsing-templates/{id}", TEMPLATE, "logdnaat.parsing-template.update"),
    ("PATCH /v1/config/parsing-templates/{id}", r#"{"name": "b"}"#, "logdnaat.parsing-template.update"),
    ("DELETE /v1/config/parsing-templates/{id}", "", "logdnaat.parsing-template.delete"),
    ("POST /v1/config/boards", BOARD, "logdnaat.board.create"),
    ("PUT /v1/config/boards/{id}", BOARD, "logdnaat.board.update"),
    ("PATCH /v1/config/boards/{id}", BOARD, "logdnaat.board.update"),
    ("DELETE /v1/config/boards/{id}", "", "logdnaat.board.delete"),
    ("POST /v1/config/boards/{id}/duplicate", "", "logdnaat.board.create"),
    ("POST /v1/config/boards/{id}/graphs", GRAPH, "logdnaat.board-graph.update"),
    ("PATCH /v1/config/boards/{id}/graphs/{graph}", r#"{"position": 1}"#, "logdnaat.board-graph.update"),
    ("DELETE /v1/config/boards/{id}/graphs/{graph}", "", "logdnaat.board-graph.update"),
    ("PATCH /v1/sources/{id}", r#"{"data_events": true}"#, "logdnaat.source.update"),
    ("POST /v1/config/parsing-templates/validate", "", "changes nothing"),
    ("POST /v1/routes/test", "", "changes nothing"),
    ("POST /v1/config/deletions/{id}/undo", "", "told as the creation of what is put back"),
    ("POST /v1/events", "", "stores events; they are no act of an administrator"),
    ("POST /logs/ingest", "", "stores lines; they are no act of an administrator"),
    ("POST /identity/token", "", "a token opens nothing that its key does not"),
    ("POST /_api/v2/user/activity_tracker/events", "", "cloudantnosqldb.activity-tracker-event-types.write"),
    (
        "POST /cloudant/{source}/_api/v2/user/activity_tracker/events",
        "",
        "cloudantnosqldb.activity-tracker-event-types.write",
    ),
];

const NAME: &str = r#"{"name": "a"}"#;
const VIEW: &str = r#"{"name": "a", "query": "ab"}"#;
const RULE: &str = r#"{"title": "a", "query": "nothing-says-this"}"#;
const PRESET: &str = r#"{"name": "a", "channels": [{"integration": "email", "emails": ["a@example.org"],
    "triggerlimit": 5, "triggerinterval": "5m", "immediate": true, "terminal": false, "operator": "presence"}]}"#;
const BOARD: &str = r#"{"title": "a"}"#;
const GRAPH: &str = r#"{"title": "a", "plots": [{}]}"#;
const TEMPLATE: &str = r#"{"name": "a", "query": "ab", "steps": []}"#;
const ARCHIVE: &str = r#"{"integration": "s3", "bucket": "b"}"#;
const STREAM: &str = r#"{"brokers": ["b0:9093"], "topic": "t", "user": "u", "password": "p"}"#;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Every door: method, path, and the document's word on it.
async fn doors(keyed: &Keyed) -> Vec<(Method, String, Value)> {
    let (_, document) = keyed.get("/v1/openapi.json", &[]).await;
    let mut doors = vec![];
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                doors.push((method.to_uppercase().parse().unwrap(), path.clone(), operation.clone()));
            }
        }
    }
    assert!(doors.len() > 60, "{}", doors.len());
    doors
}

/// A path in which every object is one that is not there.
fn filled(keyed: &Keyed, path: &str) -> String {
    let id = match path {
        path if path.starts_with("/v1/config/keys/") => "0".repeat(24),
        _ => "0123456789".to_owned(),
    };
    let typed = path
        .replace("{id}", &id)
        .replace("{graph}", &id)
        .replace("{type}", "views")
        .replace("{source}", "abc");
    format!("{}{typed}{}", keyed.desk.url, if path == "/v1/config/keys" { "?type=service" } else { "" })
}

#[tokio::test]
async fn every_act_by_the_api_is_told_or_has_its_reason() {
    let keyed = Keyed::start_with(&["--config-rate", "0"]).await;
    let name = serde_json::from_str(NAME).unwrap();
    let (_, key) = keyed.call(Method::POST, "/v1/config/keys?type=service", name).await;
    // Only of a key that is there it can be told of which type it is.
    let unless_key = "0".repeat(24);
    let mut listed: Vec<String> = vec![];
    for (method, path, _) in doors(&keyed).await {
        if method == Method::GET {
            continue;
        }
        let door = format!("{method} {path}");
        let act = ACTS.iter().find(|(known, ..)| *known == door);
        let (_, body, event) = act.unwrap_or_else(|| panic!("{door} has neither an event nor a reason"));
        listed.push(door.clone());
        if !event.starts_with("logdnaat.") {
            continue;
        }
        let correlation = format!("act-{}", listed.len());
        let url = filled(&keyed, &path).replace(&unless_key, key["id"].as_str().unwrap());
        let request = Client::new().request(method, url).body((*body).to_owned());
        let request = request.header("servicekey", &keyed.service).header("x-correlation-id", &correlation);
        let (status, answered) = answer(request.send().await.unwrap()).await;
        assert!(status < 500 && status != 401 && status != 403, "{door}: {status} {answered}");
        let query = format!("correlationId:{correlation} action:==={event}");
        eventually(&format!("{door} ({status}) is told as {event}: {answered}"), || async {
            (!keyed.find(&query).await.is_empty()).then_some(())
        })
        .await;
    }
    let gone: Vec<_> = ACTS.iter().filter(|(door, ..)| !listed.iter().any(|it| it == door)).collect();
    assert!(gone.is_empty(), "no such doors: {gone:?}");
}

#[tokio::test]
async fn each_door_opens_to_the_keys_it_names_and_to_no_others() {
    let keyed = Keyed::start_with(&["--config-rate", "0"]).await;
    for (method, path, operation) in doors(&keyed).await {
        let security = &operation["security"];
        if security.as_array().is_some_and(Vec::is_empty) {
            continue;
        }
        let sends = security.to_string().contains("\"apikey\"");
        let by_token = security.to_string().contains("\"bearer\"");
        let url = filled(&keyed, &path) + if path == "/logs/ingest" { "?hostname=a" } else { "" };
        let call = |header: &'static str, key: &str| {
            let request = Client::new().request(method.clone(), &url).body("{}");
            let request = if key.is_empty() { request } else { request.header(header, key) };
            async { answer(request.send().await.unwrap()).await }
        };
        let door = format!("{method} {path}");
        assert_eq!(call("", "").await.0, 401, "{door} without a key");
        if by_token {
            assert_eq!(call("authorization", "Bearer a.b.c").await.0, 401, "{door} with a made-up token");
            continue;
        }
        let wrong = if sends { &keyed.service } else { &keyed.ingestion };
        let (status, body) = call("apikey", wrong).await;
        assert_eq!(
            (status, &body["code"]),
            (403, &json!("NotAuthorized")),
            "{door} with a key of the other type"
        );
        let made_up = "0123456789abcdef0123456789abcdef";
        let (status, body) = call("apikey", made_up).await;
        assert_eq!((status, &body["status"]), (403, &json!("error")), "{door} with a made-up key");
    }
}

#[tokio::test]
async fn where_there_is_no_door_the_refusal_has_the_form_of_all_others_and_comes_after_the_key() {
    let keyed = Keyed::start_with(&["--config-rate", "0"]).await;
    let mut has: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (method, path, _) in doors(&keyed).await {
        let name = METHODS.into_iter().find(|name| name.to_uppercase() == method.as_str()).unwrap();
        has.entry(path).or_default().push(name);
    }
    has.retain(|path, _| path.starts_with("/v1/"));
    assert!(has.len() > 30, "{}", has.len());
    for path in [
        "/v1",
        "/v1/",
        "/v1/config",
        "/v1/config/nothing",
        "/v1/config/view/0123456789/more",
        "/v1/config/view/",
    ] {
        has.insert(path.to_owned(), vec![]);
    }
    for (path, there) in has {
        for method in METHODS.into_iter().filter(|method| !there.contains(method)) {
            let name: Method = method.to_uppercase().parse().unwrap();
            let url = filled(&keyed, &path);
            let call = |key: &str| {
                let request = Client::new().request(name.clone(), &url).body("{}");
                if key.is_empty() { request.send() } else { request.header("servicekey", key).send() }
            };
            let made_up = "0123456789abcdef0123456789abcdef";
            let invalid = "Service Key Validation Error: Invalid or deactivated servicekey";
            for (key, status, message) in [("", 401, "Missing Credentials"), (made_up, 403, invalid)] {
                let response = call(key).await.unwrap();
                assert_eq!(response.headers().get("allow"), None, "{method} {path}");
                let body = json!({"error": message, "code": "NotAuthorized", "status": "error"});
                assert_eq!(answer(response).await, (status, body), "{method} {path}");
            }
            let response = call(&keyed.service).await.unwrap();
            let allowed = response.headers().get("allow").map(|allow| allow.to_str().unwrap().to_lowercase());
            let (status, body) = answer(response).await;
            let expected = if there.is_empty() { (404, "NotFound") } else { (405, "MethodNotAllowed") };
            assert_eq!((status, body["code"].as_str().unwrap()), expected, "{method} {path}: {body}");
            assert_eq!(body["status"], "error");
            assert!(body["error"].as_str().is_some_and(|text| !text.is_empty()), "{body}");
            let mut allowed: Vec<&str> = allowed.iter().flat_map(|text| text.split(',')).collect();
            allowed.retain(|method| *method != "head");
            allowed.sort_unstable();
            let mut there = there.clone();
            there.sort_unstable();
            assert_eq!(allowed, there, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_name_that_is_no_text_names_nothing_and_is_refused_in_the_form_of_all_others() {
    let keyed = Keyed::start_with(&["--config-rate", "0"]).await;
    let is_named = |path: &str| path.starts_with("/v1/") && path.contains('{');
    let named: Vec<_> = doors(&keyed).await.into_iter().filter(|(_, path, _)| is_named(path)).collect();
    assert!(named.len() > 30, "{}", named.len());
    for (method, path, _) in named {
        let path = ["{id}", "{graph}", "{type}"].iter().fold(path, |path, name| path.replace(name, "%FF"));
        let call = || Client::new().request(method.clone(), format!("{}{path}", keyed.desk.url)).body("{}");
        let (status, body) = answer(call().send().await.unwrap()).await;
        assert_eq!((status, &body["code"]), (401, &json!("NotAuthorized")), "{method} {path}: {body}");
        let (status, body) = answer(call().header("servicekey", &keyed.service).send().await.unwrap()).await;
        let message = "there is no such address; /v1/openapi.json lists all of them";
        let expected = json!({"error": message, "code": "NotFound", "status": "error"});
        assert_eq!((status, body), (404, expected), "{method} {path}");
    }
}

#[tokio::test]
async fn the_objects_of_another_instance_are_not_there() {
    let keyed = Keyed::start_with(&["--config-rate", "0"]).await;
    let mut made = vec![];
    for (path, id, body) in [
        ("/v1/config/view", "viewid", VIEW),
        ("/v1/config/presetalert", "presetid", PRESET),
        ("/v1/config/categories/views", "id", NAME),
        ("/v1/config/keys?type=service", "id", NAME),
        ("/v1/config/ingestion/exclusions", "id", RULE),
        ("/v1/config/stream/exclusions", "id", RULE),
        ("/v1/config/parsing-templates", "id", TEMPLATE),
        ("/v1/config/boards", "id", BOARD),
    ] {
        let (status, object) = keyed.call(Method::POST, path, serde_json::from_str(body).unwrap()).await;
        assert_eq!(status, 200, "{path}: {object}");
        let plain = path.split('?').next().unwrap();
        made.push((path, format!("{plain}/{}", object[id].as_str().unwrap())));
    }
    let other = crate::support::other_instance(keyed);
    for (all, one) in made {
        let (status, list) = other.get(all, &[]).await;
        assert_eq!(status, 200, "{all}");
        assert!(!list.to_string().contains(one.rsplit('/').next().unwrap()), "{all}: {list}");
        assert_eq!(other.get(&one, &[]).await.0, 404, "{one}");
        let (status, _) = other.call(Method::DELETE, &one, Value::Null).await;
        assert_eq!(status, 404, "{one}");
    }
}
