//! Who sends, and whether their data events are wanted.

use reqwest::Method;
use serde_json::{Value, json};
use tests::eventually;

use crate::support::{Keyed, answer, line, other_instance};

fn event(service: &str, source: &str, is_data: bool, name: &str) -> String {
    let crn = format!("crn:v1:bluemix:public:{service}:us-south:a/1:{source}::");
    json!({"action": format!("{service}.thing.read"), "eventTime": "2026-01-02T03:04:05.00+0000",
        "dataEvent": is_data, "logSourceCRN": crn, "message": name})
    .to_string()
}

async fn sources(keyed: &Keyed) -> Vec<Value> {
    let (status, body) = keyed.get("/v1/sources", &[]).await;
    assert_eq!(status, 200, "{body}");
    body["sources"].as_array().unwrap().clone()
}

#[tokio::test]
async fn every_source_is_listed_with_what_it_has_sent() {
    let keyed = Keyed::start().await;
    let sent = [
        event("kms", "k1", true, "1"),
        event("kms", "k1", false, "2"),
        event("cloudantnosqldb", "c1", true, "3"),
        event("cloudantnosqldb", "c1", false, "4"),
        r#"{"action":"dr-volume.attach","logSourceCRN":"DRdemo"}"#.to_owned(),
        "plain".to_owned(),
    ];
    assert_eq!(keyed.desk.send(&keyed.ingestion, sent.join("\n")).await.status(), 200);
    let found = sources(&keyed).await;
    let told: Vec<[&Value; 4]> =
        found.iter().map(|it| [&it["service"], &it["id"], &it["data_events"], &it["sent"]]).collect();
    let sent = |events, data, excluded| json!({"events": events, "data_events": data, "excluded": excluded});
    assert_eq!(
        told,
        [
            [&json!("cloudantnosqldb"), &json!("c1"), &json!(false), &sent(2, 1, 1)],
            [&json!("dr-automation"), &json!("DRdemo"), &json!(true), &sent(1, 0, 0)],
            [&json!("kms"), &json!("k1"), &json!(true), &sent(2, 1, 0)],
        ]
    );
    assert!(found[0]["last_excluded"].is_string() && found[2]["last_excluded"].is_null());
    assert!(found[0]["first"].is_string() && found[0]["last"].is_string());
}

#[tokio::test]
async fn data_events_of_any_source_are_switched_and_what_is_left_out_is_counted() {
    let keyed = Keyed::start().await;
    let send = async |name: &str| {
        let body = [event("kms", "k1", true, name), event("kms", "k2", true, name)].join("\n");
        answer(keyed.desk.send(&keyed.ingestion, body).await).await.1
    };
    assert_eq!(send("first").await["stored"], 2);
    let switch = async |id: &str, on: bool| {
        keyed.call(Method::PATCH, &format!("/v1/sources/{id}"), json!({"data_events": on})).await
    };
    let (status, source) = switch("k1", false).await;
    assert_eq!((status, &source["data_events"]), (200, &json!(false)));
    let told = send("second").await;
    assert_eq!([&told["stored"], &told["excluded"]], [&json!(1), &json!(1)]);
    assert_eq!(keyed.find("message:second").await.len(), 1);
    assert_eq!(sources(&keyed).await[0]["sent"], json!({"events": 2, "data_events": 2, "excluded": 1}));
    switch("k1", true).await;
    assert_eq!(send("third").await["stored"], 2);
    assert_eq!(switch("nobody", true).await.0, 404);
    let wrong = keyed.call(Method::PATCH, "/v1/sources/k1", json!({"data_events": "no"})).await;
    assert_eq!(wrong.0, 400);
}

#[tokio::test]
async fn a_client_of_the_compatible_door_hears_ok_for_what_is_left_out() {
    let keyed = Keyed::start().await;
    let lines = [json!({"line": event("cloudantnosqldb", "c1", true, "left out")})];
    assert_eq!(keyed.ingest(&lines).await, (200, json!({"status": "ok"})));
    assert!(keyed.find("message:left").await.is_empty());
    assert_eq!(sources(&keyed).await[0]["sent"]["excluded"], 1);
}

#[tokio::test]
async fn switches_and_counts_survive_a_stop_and_switches_a_kill() {
    let mut keyed = Keyed::start().await;
    keyed.want_data_events("c1").await;
    let send = async |keyed: &Keyed, source: &str, name: &str| {
        let body = event("cloudantnosqldb", source, true, name);
        answer(keyed.desk.send(&keyed.ingestion, body).await).await.1
    };
    send(&keyed, "c2", "1").await;
    assert!(keyed.desk.stop());
    keyed.desk.restart().await;
    assert_eq!(sources(&keyed).await[1]["sent"]["excluded"], 1);
    keyed.desk.kill();
    keyed.desk.restart().await;
    assert_eq!(send(&keyed, "c1", "2").await["stored"], 1);
    assert_eq!(sources(&keyed).await[1]["sent"]["excluded"], 1);
}

#[tokio::test]
async fn what_one_instance_leaves_out_another_stores() {
    let keyed = Keyed::start().await;
    keyed.want_data_events("c1").await;
    let keyed = other_instance(keyed);
    let body = event("cloudantnosqldb", "c1", true, "1");
    let told = answer(keyed.desk.send(&keyed.ingestion, body).await).await.1;
    assert_eq!(told["excluded"], 1, "each instance is asked for itself");
}

#[tokio::test]
async fn a_switch_leaves_one_event_with_what_was_before_and_after() {
    let keyed = Keyed::start().await;
    keyed.desk.send(&keyed.ingestion, event("kms", "k1", false, "1")).await;
    keyed.call(Method::PATCH, "/v1/sources/k1", json!({"data_events": false})).await;
    keyed.call(Method::PATCH, "/v1/sources/k9", json!({"data_events": false})).await;
    let found = eventually("the events arrive", || async {
        let found = keyed.find("action:==logdnaat.source.update").await;
        (found.len() == 2).then_some(found)
    })
    .await;
    let told: Value = serde_json::from_str(&line(&found[0])).unwrap();
    assert_eq!(
        told["requestData"],
        json!({"source": "k1", "service": "kms", "dataEvents": false,
            "spoor": {"before": {"dataEvents": true}, "after": {"dataEvents": false}}})
    );
    let refused: Value = serde_json::from_str(&line(&found[1])).unwrap();
    assert_eq!((&refused["reason"]["reasonCode"], &refused["target"]["name"]), (&json!(404), &json!("k9")));
}
