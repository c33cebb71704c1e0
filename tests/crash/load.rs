//! Senders that note what was acknowledged, and the check of what was promised to them.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, Mutex},
};

use reqwest::Client;
use serde_json::{Value, json};
use tests::{Desk, eventually};

/// What senders know of the lines they sent.
#[derive(Clone, Default)]
pub struct Ledger {
    /// Each line by its name, and whether it was acknowledged.
    lines: Arc<Mutex<BTreeMap<String, bool>>>,
    /// Each view by its name, and whether it was acknowledged.
    views: Arc<Mutex<BTreeMap<String, bool>>>,
}

/// 2026-01-01, when the events of the first round happen; each further round is a minute later.
const START_MS: i64 = 1_767_225_600_000;

/// An event with a name of its own, by which it is found again. A name that begins with
/// `r<round>s` belongs to that round, any other to the first.
pub fn event(name: &str) -> String {
    json!({
        "eventTime": model::time::format_event_time(START_MS + 60_000 * round_of(name)),
        "action": "kms.secrets.create",
        "severity": "normal",
        "outcome": "success",
        "correlationId": name,
        "message": format!("Key Protect: create secret {name}"),
    })
    .to_string()
}

fn round_of(name: &str) -> i64 {
    let round = name.strip_prefix('r').and_then(|rest| rest.split_once('s'));
    round.and_then(|(round, _)| round.parse().ok()).unwrap_or(0)
}

impl Ledger {
    /// Sends requests of one to ten lines until the server is gone.
    pub async fn send_lines(self, url: String, key: String, sender: String) {
        let client = Client::new();
        for request in 0.. {
            let names: Vec<String> =
                (0..=request % 10).map(|line| format!("{sender}x{request}x{line}")).collect();
            self.note(&names, false);
            if !deliver(&client, &url, &key, &names).await {
                return;
            }
            self.note(&names, true);
        }
    }

    /// Saves views until the server is gone.
    pub async fn save_views(self, url: String, key: String, sender: String) {
        let client = Client::new();
        for number in 0.. {
            let (name, heading) = (format!("{sender}x{number}"), format!("{sender} {}", number / 5));
            if number % 5 == 0 {
                let request = client.post(format!("{url}/v1/config/categories/views"));
                let request = request.header("servicekey", &key).json(&json!({"name": heading}));
                if !request.send().await.is_ok_and(|answer| matches!(answer.status().as_u16(), 200 | 409)) {
                    return;
                }
            }
            self.views.lock().unwrap().insert(name.clone(), false);
            let request = client.post(format!("{url}/v1/config/view")).header("servicekey", &key);
            let body = json!({"name": name, "query": "outcome:failure", "category": [heading]});
            let answer = request.json(&body).send().await;
            if !answer.is_ok_and(|answer| answer.status() == 200) {
                return;
            }
            self.views.lock().unwrap().insert(name, true);
        }
    }

    /// Sends once more what was never acknowledged, as real senders do.
    pub async fn send_again(&self, desk: &Desk, key: &str) {
        let lines = self.lines.lock().unwrap().clone();
        let names: Vec<String> =
            lines.into_iter().filter(|(_, acknowledged)| !acknowledged).map(|(name, _)| name).collect();
        if !names.is_empty() {
            assert!(deliver(&Client::new(), &desk.url, key, &names).await, "lines are taken again");
            self.note(&names, true);
        }
    }

    /// Every line of some rounds that was acknowledged is found exactly once, also by its id, and
    /// no line that nobody sent.
    pub async fn check_lines(&self, desk: &Desk, service: &str, rounds: Range<i64>) {
        let at = |round: i64| (START_MS + 60_000 * round).to_string();
        let (from, to) = (at(rounds.start), at(rounds.end));
        let parameters =
            [("query", "host:kms"), ("from", &from), ("to", &to), ("order", "oldest"), ("limit", "1000")];
        let found = desk.find(service, &parameters).await;
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for event in &found {
            *times.entry(event["event"]["correlationId"].as_str().unwrap()).or_default() += 1;
        }
        let lines = self.lines.lock().unwrap().clone();
        for (name, acknowledged) in lines.iter().filter(|(name, _)| rounds.contains(&round_of(name))) {
            let times = times.remove(name.as_str()).unwrap_or(0);
            assert!(times == 1 || (times == 0 && !acknowledged), "{name} was found {times} times");
        }
        assert!(times.is_empty(), "lines that nobody sent: {times:?}");
        let mut seqs: Vec<u64> = found.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
        seqs.sort_unstable();
        seqs.dedup();
        assert_eq!(seqs.len(), found.len(), "each line has a number of its own");
        check_ids(desk, service, &found).await;
    }

    /// No line of some rounds is found any more.
    pub async fn check_gone(desk: &Desk, service: &str, rounds: Range<i64>) {
        let at = |round: i64| (START_MS + 60_000 * round).to_string();
        let (from, to) = (at(rounds.start), at(rounds.end));
        if rounds.is_empty() {
            return;
        }
        eventually("lines past their time are gone", || async {
            let found = desk.find(service, &[("from", &from), ("to", &to), ("limit", "1")]).await;
            found.is_empty().then_some(())
        })
        .await;
    }

    /// Every view that was acknowledged is there, and every view that is there has exactly
    /// one create event, as has every category.
    pub async fn check_views(&self, desk: &Desk, service: &str) {
        let views = config(desk, service, "view").await;
        let categories = config(desk, service, "categories/views").await;
        let mut names: Vec<&str> = views.iter().map(|view| view["name"].as_str().unwrap()).collect();
        names.sort_unstable();
        for (name, acknowledged) in self.views.lock().unwrap().iter() {
            assert!(!acknowledged || names.binary_search(&name.as_str()).is_ok(), "the view {name} is lost");
        }
        let mut categories: Vec<&str> = categories.iter().map(|it| it["name"].as_str().unwrap()).collect();
        categories.sort_unstable();
        for (action, expected) in [("view", names), ("category", categories)] {
            let query = format!("action:===logdnaat.{action}.create outcome:success");
            let parameters = [("query", query.as_str()), ("limit", "1000")];
            eventually("every saved object has exactly one create event", || async {
                let events = desk.find(service, &parameters).await;
                let mut told: Vec<&str> =
                    events.iter().map(|event| event["event"]["target"]["name"].as_str().unwrap()).collect();
                told.sort_unstable();
                (told == expected).then_some(())
            })
            .await;
        }
    }

    fn note(&self, names: &[String], acknowledged: bool) {
        self.lines.lock().unwrap().extend(names.iter().map(|name| (name.clone(), acknowledged)));
    }
}

/// Each event is the one that its id leads to.
async fn check_ids(desk: &Desk, service: &str, events: &[Value]) {
    let client = Client::new();
    for event in events {
        let url = format!("{}/v1/events/{}", desk.url, event["id"].as_str().unwrap());
        let answer = client.get(url).header("servicekey", service).send().await.unwrap();
        let found: Value = answer.error_for_status().unwrap().json().await.unwrap();
        assert_eq!(found["event"], event["event"]);
    }
}

/// Sends lines and says whether they were all acknowledged.
async fn deliver(client: &Client, url: &str, key: &str, names: &[String]) -> bool {
    let body = names.iter().map(|name| event(name)).collect::<Vec<_>>().join("\n");
    let request = client
        .post(format!("{url}/v1/events"))
        .header("apikey", key)
        .header("content-type", "application/x-ndjson");
    request.body(body).send().await.is_ok_and(|answer| answer.status() == 200)
}

async fn config(desk: &Desk, service: &str, what: &str) -> Vec<Value> {
    let request = Client::new().get(format!("{}/v1/config/{what}", desk.url)).header("servicekey", service);
    request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
}
