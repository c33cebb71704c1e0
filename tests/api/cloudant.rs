//! Which events of a Cloudant instance are stored: the vendor's API, word for word.

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tests::eventually;

use crate::{
    support::{Keyed, answer, line, token},
    systems::{Door, Replay},
};

const SOURCE: &str = "0c6d2f41-8b7e-4a53-9d10-6e2f5a9b3c74";
const PATH: &str = "/_api/v2/user/activity_tracker/events";

/// One call, with a token if there is one.
async fn call(keyed: &Keyed, method: Method, prefix: &str, token: &str, body: Option<&str>) -> (u16, Value) {
    let mut request = Client::new().request(method, format!("{}{prefix}{PATH}", keyed.desk.url));
    if !token.is_empty() {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body {
        request = request.body(body.to_owned());
    }
    answer(request.send().await.unwrap()).await
}

fn prefix() -> String {
    format!("/cloudant/{SOURCE}")
}

fn event(class: &str, name: &str) -> String {
    let crn = format!("crn:v1:bluemix:public:cloudantnosqldb:us-south:a/1:{SOURCE}::");
    json!({"action": "cloudantnosqldb.any-document.read", "eventTime": "2026-01-02T03:04:05.00+0000",
        "dataEvent": class == "data", "logSourceCRN": crn, "message": name})
    .to_string()
}

#[tokio::test]
async fn management_alone_is_stored_until_data_events_are_asked_for() {
    let keyed = Keyed::start().await;
    let token = token(&keyed.desk.url, &keyed.service).await;
    let get = async || call(&keyed, Method::GET, &prefix(), &token, None).await;
    assert_eq!(get().await, (200, json!({"types": ["management"]})));
    let send = async |name: &str| {
        let body = [event("management", name), event("data", name)].join("\n");
        answer(keyed.desk.send(&keyed.ingestion, body).await).await
    };
    let (status, body) = send("before").await;
    assert_eq!((status, &body["stored"], &body["excluded"]), (200, &json!(1), &json!(1)));
    assert_eq!(
        body["receipts"][1],
        json!({"status": "excluded", "reason": "data events are off for this source"})
    );
    let both = r#"{"types": ["management", "data"]}"#;
    assert_eq!(call(&keyed, Method::POST, &prefix(), &token, Some(both)).await, (200, json!({"ok": true})));
    assert_eq!(get().await, (200, json!({"types": ["management", "data"]})));
    assert_eq!(send("after").await.1["stored"], 2);
    assert_eq!(keyed.find("message:before").await.len(), 1);
    assert_eq!(keyed.find("message:after").await.len(), 2);
    let management = r#"{"types":["management"]}"#;
    assert_eq!(call(&keyed, Method::POST, &prefix(), &token, Some(management)).await.0, 200);
    assert_eq!(send("at last").await.1["excluded"], 1, "and it can be taken back");
}

#[tokio::test]
async fn what_is_wrong_is_told_in_the_vendors_words() {
    let keyed = Keyed::start().await;
    let token = token(&keyed.desk.url, &keyed.service).await;
    for (body, error) in [
        (r#"{"types":["management","billing"]}"#, r#"Unknown event types: "billing""#),
        (r#"{"types":["billing","x"]}"#, r#"Unknown event types: "billing", "x""#),
        (r#"{"types":["data"]}"#, r#"Missing required events: "management""#),
        (r#"{"types":[]}"#, r#"Missing required events: "management""#),
        ("{}", r#"Missing required events: "management""#),
    ] {
        let told = call(&keyed, Method::POST, &prefix(), &token, Some(body)).await;
        assert_eq!(told, (400, json!({"code": 400, "error": error})), "{body}");
    }
    for body in ["", "[", r#"{"types":"management"}"#, r#"{"types":[1]}"#] {
        let (status, told) = call(&keyed, Method::POST, &prefix(), &token, Some(body)).await;
        assert_eq!((status, &told["code"]), (400, &json!(400)), "{body}");
    }
    let wrong = call(&keyed, Method::GET, "/cloudant/a%20b", &token, None).await;
    assert_eq!(wrong.0, 400);
}

#[tokio::test]
async fn only_a_token_opens_the_door_and_a_token_opens_no_other() {
    let mut keyed = Keyed::start().await;
    let good = token(&keyed.desk.url, &keyed.service).await;
    for wrong in ["", &keyed.service, "a.b.c", &good[..good.len() - 2]] {
        let (status, told) = call(&keyed, Method::GET, &prefix(), wrong, None).await;
        assert_eq!((status, &told["code"]), (401, &json!(401)), "{wrong}");
    }
    let request = Client::new().get(format!("{}/v1/events", keyed.desk.url)).bearer_auth(&good);
    assert_eq!(request.send().await.unwrap().status(), 403);
    keyed.desk.kill();
    keyed.desk.restart().await;
    assert_eq!(call(&keyed, Method::GET, &prefix(), &good, None).await.0, 200, "a restart signs nobody out");
}

#[tokio::test]
async fn a_token_has_the_shape_that_the_vendors_programs_read() {
    let keyed = Keyed::start().await;
    let ask = async |form: &[(&str, &str)]| {
        answer(
            Client::new().post(format!("{}/identity/token", keyed.desk.url)).form(form).send().await.unwrap(),
        )
        .await
    };
    let grant = "urn:ibm:params:oauth:grant-type:apikey";
    let (status, told) =
        ask(&[("grant_type", grant), ("apikey", &keyed.service), ("response_type", "cloud_iam")]).await;
    assert_eq!(status, 200);
    assert_eq!(
        [&told["token_type"], &told["refresh_token"], &told["expires_in"]],
        [&json!("Bearer"), &json!("not_supported"), &json!(3600)]
    );
    assert!(told["expiration"].as_i64().unwrap() > 1_700_000_000);
    assert_eq!(told["access_token"].as_str().unwrap().split('.').count(), 3);
    for form in [
        &[("grant_type", grant), ("apikey", keyed.ingestion.as_str())][..],
        &[("grant_type", grant), ("apikey", "nobody-has-this-key")],
        &[("grant_type", "password"), ("apikey", &keyed.service)],
        &[],
    ] {
        let (status, told) = ask(form).await;
        assert_eq!(status, 400);
        assert!(told["errorCode"].as_str().unwrap().starts_with("BXNIM"), "{told}");
    }
}

#[tokio::test]
async fn without_a_name_the_only_cloudant_instance_is_meant() {
    let keyed = Keyed::start().await;
    let token = token(&keyed.desk.url, &keyed.service).await;
    let get = async || call(&keyed, Method::GET, "", &token, None).await;
    assert_eq!(get().await.0, 404);
    keyed.desk.send(&keyed.ingestion, event("management", "x")).await;
    assert_eq!(get().await, (200, json!({"types": ["management"]})));
    keyed.desk.send(&keyed.ingestion, event("management", "y").replace(SOURCE, "another")).await;
    assert_eq!(get().await.0, 409);
}

#[tokio::test]
async fn asking_and_saying_leave_one_event_each_of_the_instance_they_are_about() {
    let keyed = Keyed::start().await;
    let token = token(&keyed.desk.url, &keyed.service).await;
    call(&keyed, Method::GET, &prefix(), &token, None).await;
    call(&keyed, Method::POST, &prefix(), &token, Some(r#"{"types":["management","data"]}"#)).await;
    call(&keyed, Method::POST, &prefix(), &token, Some(r#"{"types":["billing"]}"#)).await;
    let found = eventually("the events arrive", || async {
        let found = keyed.find("action:cloudantnosqldb.activity-tracker-event-types").await;
        (found.len() == 3).then_some(found)
    })
    .await;
    let events: Vec<Value> = found.iter().map(|event| serde_json::from_str(&line(event)).unwrap()).collect();
    let told = |at: usize| [&events[at]["action"], &events[at]["outcome"], &events[at]["severity"]];
    let action = |verb| format!("cloudantnosqldb.activity-tracker-event-types.{verb}");
    assert_eq!(told(0), [&json!(action("read")), &json!("success"), &json!("normal")]);
    assert_eq!(told(1), [&json!(action("write")), &json!("success"), &json!("warning")]);
    assert_eq!(told(2), [&json!(action("write")), &json!("failure"), &json!("warning")]);
    assert_eq!(events[1]["requestData"], json!({"types": ["management", "data"]}));
    assert_eq!(events[2]["reason"]["reasonForFailure"], r#"Unknown event types: "billing""#);
    for event in &events {
        let crn = event["logSourceCRN"].as_str().unwrap();
        assert!(crn.starts_with("crn:v1:bluemix:public:cloudantnosqldb:us-south:a/"), "{crn}");
        assert!(crn.ends_with(&format!(":{SOURCE}::")), "{crn}");
        assert_eq!(event["target"]["typeURI"], "cloudantnosqldb/activity-tracker-event-types");
        assert_eq!(event["dataEvent"], false);
        assert!(event["initiator"]["id"].as_str().unwrap().starts_with("key-"));
        assert!(event["message"].as_str().unwrap().starts_with("Cloudant: "));
    }
}

#[tokio::test]
async fn every_action_is_explained_levelled_and_found_by_each_of_its_names() {
    let replay = Replay::start("cloudantnosqldb", &[], Door::Compatible).await;
    replay.each_is_explained("host-a").await;
    replay.the_catalogue_lists_them().await;
    assert_eq!(replay.each_is_found_by_its_other_names().await, 2);
}
