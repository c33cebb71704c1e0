//! `kill -9` at random moments while lines are excluded and refused: what the desk tells of them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use rand::RngExt;
use reqwest::Client;
use serde_json::{Value, json};
use store::{Limits, Store};
use tests::{Desk, eventually};

use crate::kill::{dice, rounds};

const RULES: &str = "/v1/config/ingestion/exclusions";
const EVER: [(&str, &str); 2] = [("from", "2015-01-01T00:00:00Z"), ("to", "2100-01-01T00:00:00Z")];

/// Sends two lines that a rule excludes and one that is too long with each request, until the server is
/// gone, and counts the requests that were answered.
async fn send(url: String, key: String, answered: Arc<AtomicU64>) {
    let client = Client::new();
    loop {
        let body = format!("noise\nnoise\n{}", "x".repeat(5000));
        let request = client.post(format!("{url}/v1/events")).header("apikey", &key);
        let request = request.header("content-type", "application/x-ndjson").body(body);
        if request.send().await.is_err() {
            return;
        }
        answered.fetch_add(1, Ordering::Relaxed);
    }
}

async fn told(desk: &Desk, service: &str, action: &str) -> Vec<(String, u64)> {
    let query = format!("action:=={action}");
    let found = desk.find(service, &[&EVER[..], &[("query", query.as_str())]].concat()).await;
    let one = |found: &Value| {
        let event = &found["event"];
        let id = event["id"].as_str().unwrap().to_owned();
        (id, event["requestData"]["lines"].as_u64().unwrap())
    };
    found.iter().map(one).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_have_no_line_told_twice_and_none_untold_that_is_counted() {
    let (rounds, mut dice) = (rounds(6), dice());
    let mut desk = Desk::start_with(&["--max-line", "4000"]).await;
    let (ingestion, service) = (desk.key("ingestion"), desk.key("service"));
    let rule = json!({"title": "Noise", "active": true, "indexonly": false, "query": "noise"});
    let config = |path: String| Client::new().post(path).header("servicekey", &service);
    let made: Value =
        config(format!("{}{RULES}", desk.url)).json(&rule).send().await.unwrap().json().await.unwrap();
    let answered = Arc::new(AtomicU64::new(0));
    // With each round a day has gone by: something is to be told as soon as it is counted.
    for round in 1..=rounds {
        let sending = tokio::spawn(send(desk.url.clone(), ingestion.clone(), answered.clone()));
        // The moment of the kill is what is tried out: just before, while and after it is told.
        tokio::time::sleep(Duration::from_millis(dice.random_range(1..900))).await;
        desk.kill();
        sending.await.unwrap();
        desk.restart_with(&[("SPOOR_CLOCK_AHEAD", &round.to_string())]).await;
    }
    desk.kill();
    desk.restart_with(&[("SPOOR_CLOCK_AHEAD", &(rounds + 1).to_string())]).await;
    let path = format!("{}{RULES}/{}", desk.url, made["id"].as_str().unwrap());
    let counted = async || {
        let answer = Client::new().get(&path).header("servicekey", &service).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["excluded"].as_u64().unwrap()
    };
    let excluded = counted().await;
    let sum = |told: &[(String, u64)]| told.iter().map(|(_, lines)| lines).sum::<u64>();
    let applied = eventually("what the rule counts is told", || async {
        let told = told(&desk, &service, "logdnaat.exclusion-rule.apply").await;
        (sum(&told) == excluded).then_some(told)
    })
    .await;
    let answered = answered.load(Ordering::Relaxed);
    assert!(sum(&applied) <= 2 * (answered + rounds as u64), "{excluded} of {answered} requests");
    let refused = eventually("what is refused is told", || async {
        let told = told(&desk, &service, "logdnaat.events.reject").await;
        (sum(&told) >= answered).then_some(told)
    })
    .await;
    for told in [applied, refused.clone()] {
        let ids: std::collections::BTreeSet<_> = told.iter().map(|(id, _)| id).collect();
        assert_eq!(ids.len(), told.len(), "each event is there once");
    }
    assert!(desk.stop());
    let store = Store::open(desk.folder.path(), Limits::default()).await.unwrap();
    let events = store.all_events().remove(0);
    assert_eq!(sum(&refused), events.quarantine_count().await.unwrap());
    store.close().await;
}
