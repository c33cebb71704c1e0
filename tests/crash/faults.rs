//! A disk that fails to sync, or has no room, for as long as the test says so.

use std::{path::PathBuf, process::Command};

use reqwest::Client;
use serde_json::{Value, json};
use tests::{Desk, eventually};

use crate::load::event;

/// A desk whose disk fails while a file says how.
struct FailingDesk {
    desk: Desk,
    switch: PathBuf,
    ingestion: String,
    service: String,
}

impl FailingDesk {
    async fn start() -> Self {
        let mut desk = Desk::start_with(&["--chunk-lines", "4", "--segment-lines", "12"]).await;
        let (ingestion, service) = (desk.key("ingestion"), desk.key("service"));
        let library = desk.folder.path().join("fault.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/crash/fault.c");
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&library)
            .args([source, "-ldl"])
            .status();
        assert!(built.unwrap().success(), "the C compiler that SQLite needs builds this too");
        let switch = desk.folder.path().join("fault");
        desk.kill();
        desk.restart_with(&[("LD_PRELOAD", library.to_str().unwrap()), ("FAULT", switch.to_str().unwrap())])
            .await;
        Self { desk, switch, ingestion, service }
    }

    fn fail(&self, how: &str) {
        std::fs::write(&self.switch, how).unwrap();
    }

    fn mend(&self) {
        std::fs::remove_file(&self.switch).unwrap();
    }

    async fn found(&self) -> Vec<String> {
        let parameters = [("query", "host:kms"), ("from", "2020-01-01T00:00:00Z"), ("order", "oldest")];
        let events = self.desk.find(&self.service, &parameters).await;
        events.iter().map(|event| event["event"]["correlationId"].as_str().unwrap().to_owned()).collect()
    }

    async fn save_view(&self, name: &str) -> u16 {
        let request = Client::new()
            .post(format!("{}/v1/config/view", self.desk.url))
            .header("servicekey", &self.service);
        request
            .json(&json!({"name": name, "query": "outcome:failure"}))
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    }

    async fn views(&self) -> usize {
        let request = Client::new()
            .get(format!("{}/v1/config/view", self.desk.url))
            .header("servicekey", &self.service);
        let views: Value = request.send().await.unwrap().json().await.unwrap();
        views.as_array().unwrap().len()
    }
}

async fn check(how: &str) {
    let mut it = FailingDesk::start().await;
    assert_eq!(it.desk.send(&it.ingestion, event("before")).await.status(), 200);
    assert_eq!(it.save_view("before").await, 200);

    it.fail(how);
    for name in ["during", "during2"] {
        let refused = it.desk.send(&it.ingestion, event(name)).await;
        assert_eq!(refused.status(), 503);
        assert!(refused.headers().contains_key("retry-after"));
    }
    assert_eq!(it.save_view("during").await, 500);
    assert_eq!(it.found().await, ["before"], "what was acknowledged is still found");
    assert_eq!(it.views().await, 1);

    it.mend();
    for name in ["during", "after"] {
        eventually("lines are taken again", || async {
            (it.desk.send(&it.ingestion, event(name)).await.status() == 200).then_some(())
        })
        .await;
    }
    assert_eq!(it.save_view("after").await, 200);
    it.desk.kill();
    it.desk.restart().await;
    let mut found = it.found().await;
    found.retain(|name| name != "during2");
    found.sort();
    assert_eq!(found, ["after", "before", "during"], "each acknowledged line is there exactly once");
    assert_eq!(it.views().await, 2);
}

#[tokio::test]
async fn a_disk_that_can_not_sync_gives_senders_an_error_and_the_server_recovers() {
    check("sync").await;
}

#[tokio::test]
async fn a_disk_that_can_not_grow_gives_senders_an_error_and_the_server_recovers() {
    check("full").await;
}

/// The disk fails at some step of sealing, again and again.
async fn check_sealing(how: &str) {
    let mut it = FailingDesk::start().await;
    let mut expected = vec![];
    for round in 0..10 {
        for request in 0..3 {
            let names: Vec<String> = (0..4).map(|line| format!("{round}x{request}x{line}")).collect();
            let body = names.iter().map(|name| event(name)).collect::<Vec<_>>().join("\n");
            assert_eq!(it.desk.send(&it.ingestion, body).await.status(), 200);
            expected.extend(names);
        }
        // These lines are being sealed now.
        it.fail(how);
        assert_eq!(it.desk.send(&it.ingestion, event("refused")).await.status(), 503);
        it.mend();
        let name = format!("{round}after");
        eventually("lines are taken again", || async {
            (it.desk.send(&it.ingestion, event(&name)).await.status() == 200).then_some(())
        })
        .await;
        expected.push(name);
    }
    it.desk.sealed(8).await;
    expected.sort();
    check_found(&it, &expected).await;
    it.desk.kill();
    it.desk.restart().await;
    check_found(&it, &expected).await;
}

async fn check_found(it: &FailingDesk, expected: &[String]) {
    let mut found = it.found().await;
    // Refused, and on disk after all: that may be, once.
    let refused = found.iter().filter(|name| *name == "refused").count();
    assert!(refused <= 1, "{refused}");
    found.retain(|name| name != "refused");
    found.sort();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_disk_that_can_not_sync_while_lines_are_sealed_loses_and_doubles_none() {
    check_sealing("sync").await;
}

#[tokio::test]
async fn a_disk_that_can_not_grow_while_lines_are_sealed_loses_and_doubles_none() {
    check_sealing("full").await;
}
