//! npm `@logdna/logger`.

use std::path::Path;

use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{Keyed, line, root, samples};

async fn run(desk: &str, key: &str, options: Value, lines: Value) -> Vec<Value> {
    let module = root().join("tests/api/clients/node_modules/@logdna/logger");
    assert!(module.exists(), "@logdna/logger is not installed: run cargo xtask test");
    let printed = super::run(Path::new("node"), "send.js", (desk, key), &options, &lines).await;
    printed.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn options() -> Value {
    json!({"hostname": "host-a", "ip": "10.0.0.1", "mac": "C0:FF:EE:C0:FF:EE", "app": "activity", "env": "prod",
        "tags": ["audit", "eu"], "indexMeta": true})
}

#[tokio::test]
async fn lines_of_the_node_client_are_found_with_all_it_says_beside_them() {
    let keyed = Keyed::start().await;
    let sample = samples()[5];
    let printed = run(
        &keyed.desk.url,
        &keyed.ingestion,
        options(),
        json!([
            {"text": "plain line"},
            {"text": "with meta", "options": {"level": "warn", "app": "other", "meta": {"ticket": {"id": "T-42"}}}},
            {"text": "meta as text", "options": {"meta": {"ticket": {"id": "T-43"}}, "indexMeta": false}},
            {"text": sample, "options": {"timestamp": 1_600_000_000_000_u64}},
        ]),
    )
    .await;
    assert!(printed.iter().all(|told| told["event"] == "send"), "{printed:?}");

    let plain = keyed.find("\"plain line\" tag:audit tag:eu env:prod host:host-a").await;
    assert_eq!(plain.len(), 1);
    assert_eq!(line(&plain[0]), "plain line");
    assert_eq!([&plain[0]["source"], &plain[0]["app"], &plain[0]["level"]], ["host-a", "activity", "INFO"]);
    let meta = keyed.find("meta.ticket.id:T-42 tag:eu").await;
    assert_eq!(meta.len(), 1);
    assert_eq!([&meta[0]["line"], &meta[0]["app"], &meta[0]["level"]], ["with meta", "other", "WARN"]);
    assert_eq!(keyed.lines("meta.ticket.id:T-43").await, ["meta as text"]);
    let event = keyed.find("action:==cloudantnosqldb.database.delete label.ip:10.0.0.1").await;
    assert_eq!(event.len(), 1);
    assert_eq!(event[0]["line"], sample);
    assert_eq!(event[0]["level"], "critical", "the event's own severity wins");
    assert!(!event[0]["time"].as_str().unwrap().starts_with("2020-09-13"), "the event's own time wins");
}

#[tokio::test]
async fn packed_lines_of_the_node_client_in_the_form_of_agents_are_found() {
    let keyed = Keyed::start().await;
    let options = json!({"hostname": "host-a", "payloadStructure": "agent", "compress": true});
    let sent = json!([{"text": {"line": "agent line", "t": 1_795_226_194_028_u64, "f": "/var/log/audit.log",
        "pid": 12, "label": {"zone": "z1"}}}]);
    let printed = run(&keyed.desk.url, &keyed.ingestion, options, sent).await;
    assert_eq!(printed, [json!({"event": "send", "totalLinesSent": 1})]);
    let found = keyed.find("file:/var/log/audit.log label.zone:z1").await;
    assert_eq!(found.len(), 1);
    assert_eq!([&found[0]["line"], &found[0]["time"]], ["agent line", "2026-11-21T01:56:34.028Z"]);
}

#[tokio::test]
async fn the_node_client_is_told_which_line_was_refused() {
    let keyed = Keyed::start_with(&["--max-line", "1000"]).await;
    let long = "x".repeat(1001);
    let sent = json!([{"text": "short one"}, {"text": long}, {"text": "short two"}]);
    let printed = run(&keyed.desk.url, &keyed.ingestion, options(), sent).await;
    let errors: Vec<&Value> = printed.iter().filter(|told| told["event"] == "error").collect();
    assert_eq!(errors.len(), 1, "{printed:?}");
    assert_eq!(errors[0]["meta"], json!({"statusCode": 400, "line": long}));
    assert_eq!(keyed.lines("app:activity").await, ["short one", "short two"]);
}

#[tokio::test]
async fn the_node_client_is_told_that_its_key_is_not_good() {
    let keyed = Keyed::start().await;
    let printed = run(&keyed.desk.url, &keyed.service, options(), json!([{"text": "plain line"}])).await;
    assert!(
        printed.iter().any(|told| told["meta"]["statusCode"] == 403 || told.to_string().contains("403")),
        "{printed:?}"
    );
    assert!(keyed.lines("app:activity").await.is_empty());
}

#[tokio::test]
async fn the_node_client_waits_for_a_desk_that_is_away_and_loses_nothing() {
    let mut keyed = Keyed::start().await;
    keyed.desk.kill();
    let address = keyed.desk.url.trim_start_matches("http://").to_owned();
    let nobody = TcpListener::bind(&address).await.unwrap();
    let mut options = options();
    options["baseBackoffMs"] = json!(20);
    options["maxBackoffMs"] = json!(100);
    let (desk, key) = (keyed.desk.url.clone(), keyed.ingestion.clone());
    let sending =
        tokio::spawn(async move { run(&desk, &key, options, json!([{"text": "sent while away"}])).await });
    // The client knocks once, and is cut off.
    drop(nobody.accept().await.unwrap());
    drop(nobody);
    keyed.desk.restart().await;
    let printed = sending.await.unwrap();
    assert!(printed.contains(&json!({"event": "send", "totalLinesSent": 1})), "{printed:?}");
    assert_eq!(keyed.lines("app:activity").await, ["sent while away"]);
}
