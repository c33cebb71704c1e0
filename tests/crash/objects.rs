//! Every kind of object that is configured, made, changed, deleted and put back while the server is
//! killed: what is there afterwards and what the events tell is the same.

use std::{collections::BTreeMap, time::Duration};

use rand::{RngExt, SeedableRng, rngs::SmallRng};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tests::{Desk, eventually};

use crate::kill::{dice, rounds};

/// A kind of object: where it is configured, what its events are called, and how they name it.
struct Kind {
    path: &'static str,
    /// The field of an answer that names the object.
    id: &'static str,
    name: &'static str,
    change: Method,
    actions: &'static str,
    /// Where an event names the object: the first that is there.
    told: &'static [&'static str],
    body: fn(&str) -> Value,
}

const KINDS: [Kind; 9] = [
    Kind {
        path: "categories/views",
        id: "id",
        name: "name",
        change: Method::PUT,
        actions: "category",
        told: &["/categoryId"],
        body: |name| json!({"name": name}),
    },
    Kind {
        path: "view",
        id: "viewid",
        name: "name",
        change: Method::PUT,
        actions: "view",
        told: &["/viewId"],
        body: |name| json!({"name": name, "query": "action:delete"}),
    },
    Kind {
        path: "boards",
        id: "id",
        name: "title",
        change: Method::PUT,
        actions: "board.",
        told: &["/boardId"],
        body: |name| json!({"title": name, "graphs": [{"title": name, "plots": [{}]}]}),
    },
    Kind {
        path: "presetalert",
        id: "presetid",
        name: "name",
        change: Method::PUT,
        actions: "alert",
        told: &["/alertId"],
        body: |name| {
            json!({"name": name, "channels": [{"integration": "email", "emails": ["a@example.org"],
                "triggerlimit": 5, "triggerinterval": "5m", "immediate": true, "terminal": false,
                "operator": "presence"}]})
        },
    },
    Kind {
        path: "keys?type=ingestion",
        id: "key",
        name: "name",
        change: Method::PUT,
        actions: "ingestion-key",
        told: &["/key"],
        body: |name| json!({"name": name}),
    },
    Kind {
        path: "ingestion/exclusions",
        id: "id",
        name: "title",
        change: Method::PATCH,
        actions: "exclusion-rule",
        told: &["/ruleId"],
        body: |name| json!({"title": name, "query": "nothing-ever-says-this", "active": true}),
    },
    Kind {
        path: "parsing-templates",
        id: "id",
        name: "name",
        change: Method::PATCH,
        actions: "parsing-template",
        told: &["/templateId", "/spoor/after/id", "/spoor/before/id"],
        body: |name| {
            json!({"name": name, "query": "action:delete", "steps": [{"operator": "parse_json",
                "steps": [{"take": "action", "operator": "capture", "field": "object"}]}]})
        },
    },
    Kind {
        path: "stream",
        id: "",
        name: "",
        change: Method::PUT,
        actions: "streaming-configuration",
        told: &[],
        body: |name| json!({"brokers": ["b0:9093"], "topic": name, "user": "token", "password": "p"}),
    },
    Kind {
        path: "archiving",
        id: "",
        name: "",
        change: Method::PUT,
        actions: "account-archive-setting",
        told: &[],
        body: |name| json!({"integration": "s3", "bucket": name}),
    },
];

/// One who configures.
#[derive(Clone)]
struct Asking {
    url: String,
    service: String,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_kill_every_object_is_what_its_events_tell() {
    let (rounds, mut dice) = (rounds(5), dice());
    let mut desk = Desk::start_with(&["--config-rate", "0"]).await;
    let service = desk.key("service");
    let asking = Asking { url: desk.url.clone(), service: service.clone() };
    for round in 0..rounds {
        let mut tasks = tokio::task::JoinSet::new();
        for kind in &KINDS {
            let seed = dice.random();
            tasks.spawn(asking.clone().configure(kind, round, SmallRng::seed_from_u64(seed)));
        }
        // Not a wait for something to be done: the moment of the kill is what is tried out.
        tokio::time::sleep(Duration::from_micros(dice.random_range(1_000..250_000))).await;
        desk.kill();
        tasks.join_all().await;
        desk.restart().await;
        for kind in &KINDS {
            agree(&desk, &service, kind).await;
        }
    }
}

impl Asking {
    /// Makes, changes, deletes and puts back until the server is gone.
    async fn configure(self, kind: &'static Kind, round: i64, mut dice: SmallRng) {
        for turn in 0.. {
            let name = format!("r{round}t{turn}");
            let Some(there) = self.list(kind).await else { return };
            let chosen = (!there.is_empty()).then(|| there[dice.random_range(0..there.len())].clone());
            let one = |id: &str| match kind.path.split_once('?') {
                Some((path, _)) => format!("{path}/{id}"),
                None if kind.id.is_empty() => kind.path.to_owned(),
                None => format!("{}/{id}", kind.path),
            };
            let body = Some((kind.body)(&name));
            let answer = match (dice.random_range(0..8), chosen) {
                (0..3, _) if there.len() < 6 => self.call(Method::POST, kind.path, body).await,
                (0..5, Some(id)) => self.call(kind.change.clone(), &one(&id), body).await,
                (5, None) | (6, _) => self.put_back(&mut dice).await,
                (_, Some(id)) => self.call(Method::DELETE, &one(&id), None).await,
                (_, None) => self.call(Method::POST, kind.path, body).await,
            };
            if answer.is_none() {
                return;
            }
        }
    }

    /// The ids by which the objects of a kind are asked for.
    async fn list(&self, kind: &Kind) -> Option<Vec<String>> {
        let answer = self.call(Method::GET, kind.path, None).await?;
        if kind.id.is_empty() {
            return Some(if answer.get("error").is_none() { vec![String::new()] } else { vec![] });
        }
        let id =
            |object: &Value| object.get("id").or_else(|| object.get(kind.id))?.as_str().map(str::to_owned);
        Some(answer.as_array()?.iter().filter_map(id).collect())
    }

    async fn put_back(&self, dice: &mut SmallRng) -> Option<Value> {
        let kept = self.call(Method::GET, "deletions", None).await?;
        let kept = kept.as_array()?.clone();
        if kept.is_empty() {
            return Some(Value::Null);
        }
        let id = kept[dice.random_range(0..kept.len())]["id"].as_str()?.to_owned();
        self.call(Method::POST, &format!("deletions/{id}/undo"), None).await
    }

    /// The answer, be it a refusal; none when the server is gone.
    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Option<Value> {
        let url = format!("{}/v1/config/{path}", self.url);
        let mut request = Client::new().request(method, url).header("servicekey", &self.service);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.ok()?;
        assert!(answer.status().as_u16() != 500, "{path}");
        answer.json().await.ok()
    }
}

/// Waits until the events tell what is there, and of nothing else.
async fn agree(desk: &Desk, service: &str, kind: &Kind) {
    let asking = Asking { url: desk.url.clone(), service: service.to_owned() };
    let there = asking.call(Method::GET, kind.path, None).await.unwrap();
    let there: BTreeMap<String, String> = match there.as_array() {
        Some(list) => list.iter().map(|it| (text(&it[kind.id]), text(&it[kind.name]))).collect(),
        None if there.get("error").is_some() => BTreeMap::new(),
        None => [(String::new(), String::new())].into(),
    };
    let query = format!("action:logdnaat.{} outcome:success", kind.actions);
    let parameters = [("query", query.as_str()), ("order", "oldest"), ("limit", "1000")];
    let what = format!("the events of {} tell what is there: {there:?}", kind.path);
    eventually(&what, || async {
        let events = desk.find(service, &parameters).await;
        (replayed(kind, &events) == there).then_some(())
    })
    .await;
}

/// What is there by the events alone.
fn replayed(kind: &Kind, events: &[Value]) -> BTreeMap<String, String> {
    let mut there = BTreeMap::new();
    for event in events {
        let event = &event["event"];
        let request = &event["requestData"];
        let action = text(&event["action"]);
        let spoor = &request["spoor"];
        if kind.id.is_empty() {
            let is_there = spoor["change"] == "restored" || !spoor["after"].is_null();
            match is_there {
                true => there.insert(String::new(), String::new()),
                false => there.remove(""),
            };
            continue;
        }
        let id = kind.told.iter().find_map(|path| request.pointer(path)).map(text);
        let id = id.unwrap_or_else(|| panic!("{} is not told which it was: {event}", kind.path));
        match action.ends_with(".delete") {
            true => there.remove(&id),
            false => there.insert(id, text(&event["target"]["name"])),
        };
    }
    there
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
