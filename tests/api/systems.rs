//! What the five systems have in common: every action of the catalogue goes through a real door and is
//! explained, levelled, and found under each of its names.

use std::collections::BTreeMap;

use generator::{Generator, Profile};
use model::{
    catalog::{Action, Catalog, Class, Service},
    event::Event,
};
use reqwest::Client;
use serde_json::Value;
use tests::{EMAIL, PASSWORD};

use crate::support::{Keyed, answer};

/// Events happen some days ago, so that nothing the desk says of itself is among them.
const START_MS: i64 = 1_725_000_000_000;

/// A desk that has taken one event of every action of a system, under each of its names.
pub struct Replay {
    pub keyed: Keyed,
    /// The events as they were sent, by their actions.
    pub sent: BTreeMap<String, String>,
    service: &'static Service,
    person: Client,
}

/// How a system's events come in.
pub enum Door {
    /// `POST /v1/events`, a line each.
    Lines,
    /// `POST /v1/events`, one array.
    Array,
    /// `POST /logs/ingest`, as existing clients send.
    Compatible,
}

impl Replay {
    /// Sends one event of every action; `subjects` stand for `{service}`.
    pub async fn start(system: &str, subjects: &[&str], door: Door) -> Self {
        let service = Catalog::embedded().services().iter().find(|it| it.id == system).unwrap();
        let keyed = Keyed::start().await;
        let mut generator = Generator::new(11, Profile::starting_at(START_MS));
        let mut sent = BTreeMap::new();
        for action in &service.actions {
            for name in names(action, subjects) {
                let event = generator.event_of(&name).unwrap_or_else(|| panic!("nothing makes {name}"));
                sent.insert(name, event.text);
            }
        }
        let texts: Vec<&str> = sent.values().map(String::as_str).collect();
        send(&keyed, &texts, door).await;
        let person = Client::builder().cookie_store(true).build().unwrap();
        let sign_in = person.post(format!("{}/api/sign-in", keyed.desk.url));
        sign_in.form(&[("email", EMAIL), ("password", PASSWORD)]).send().await.unwrap();
        Self { keyed, sent, service, person }
    }

    /// Every event is found by its name alone, with the level it says and the source of its service, and
    /// is explained to people as the catalogue explains it.
    pub async fn each_is_explained(&self, host: &str) {
        for (name, text) in &self.sent {
            let found = self.found(&format!("action:===\"{name}\"")).await;
            let [event] = &found[..] else { panic!("{name} is found {} times", found.len()) };
            assert_eq!(event["line"].as_str(), Some(text.as_str()), "{name} is kept byte for byte");
            assert_eq!(event["source"], host, "{name}");
            let read = Event::read(text).unwrap();
            assert_eq!(event["level"].as_str(), read.text("severity"), "{name}");
            let action = Catalog::embedded().listed(name).unwrap();
            assert!(self.service.actions.contains(action), "{name}");
            let told = self.told(event["id"].as_str().unwrap()).await;
            assert_eq!(told["summary"].as_str(), Some(action.summary.as_str()), "{name}");
            let facts: Vec<&str> =
                told["facts"].as_array().unwrap().iter().map(|fact| fact["text"].as_str().unwrap()).collect();
            let class = match action.class {
                Class::Management => "management event",
                Class::Data => "data event",
            };
            assert!(facts.contains(&class), "{name}: {facts:?}");
            assert!(!facts.contains(&"unknown action"), "{name}");
            assert!(!facts.iter().any(|fact| fact.starts_with("severity should be")), "{name}: {facts:?}");
            if let Some(said) = read.at("dataEvent") {
                assert_eq!(*said, Value::Bool(action.class == Class::Data), "{name}");
            }
        }
    }

    /// Whoever asks for one name is offered the others, and then finds the events of all of them.
    /// Gives how many names had others.
    pub async fn each_is_found_by_its_other_names(&self) -> usize {
        let mut offered = 0;
        for name in self.sent.keys() {
            let names = Catalog::embedded().names_of(name).unwrap();
            let beside: Vec<&str> =
                names.beside(name).into_iter().filter(|it| self.sent.contains_key(*it)).collect();
            if beside.is_empty() {
                continue;
            }
            offered += 1;
            let query = format!("action:===\"{name}\"");
            let wider = self.offer(&query).await.unwrap_or_else(|| panic!("{name} is offered nothing"));
            let found: Vec<String> = self
                .found(&wider)
                .await
                .iter()
                .map(|event| {
                    Event::read(event["line"].as_str().unwrap()).unwrap().text("action").unwrap().to_owned()
                })
                .collect();
            for other in beside.iter().chain([&name.as_str()]) {
                assert!(
                    found.iter().any(|action| action == other),
                    "{wider} does not find {other}: {found:?}"
                );
            }
            assert_eq!(found.len(), beside.len() + 1, "{wider} finds {found:?}");
            assert_eq!(self.offer(&wider).await, None, "{wider} asks for all already");
        }
        offered
    }

    /// Whatever `GET /v1/catalog` tells of the system is what arrived.
    pub async fn the_catalogue_lists_them(&self) {
        let (status, body) = self.keyed.get("/v1/catalog", &[("service", &self.service.id)]).await;
        assert_eq!(status, 200, "{body}");
        let listed = body["services"][0]["actions"].as_array().unwrap();
        assert_eq!(listed.len(), self.service.actions.len());
        for (told, action) in listed.iter().zip(&self.service.actions) {
            assert_eq!(told["action"], action.action);
            assert_eq!(told["class"], action.class.as_str());
            assert_eq!(told["summary"], action.summary);
            assert_eq!(told["severity_hint"], action.severity_hint.as_str());
        }
    }

    /// The events that match, without what the desk tells of itself.
    async fn found(&self, query: &str) -> Vec<Value> {
        let mut found = self.keyed.find(query).await;
        found.retain(|event| self.sent.values().any(|text| event["line"] == **text));
        found
    }

    /// An event as pages tell it.
    async fn told(&self, id: &str) -> Value {
        self.ask("event", &[("id", id)]).await
    }

    /// The query with all names, if the page offers one.
    async fn offer(&self, query: &str) -> Option<String> {
        let address =
            reqwest::Url::parse_with_params("http://desk/events", [("q", query), ("from", "3000 days ago")]);
        let address = address.unwrap().as_str().trim_start_matches("http://desk").replace('+', "%20");
        let answer = self.ask("events", &[("address", &address)]).await;
        let bits = answer["offers"][0]["Fact"].as_array()?;
        let href = bits.iter().find_map(|bit| bit["m"].as_str())?;
        let url = reqwest::Url::parse(&format!("http://desk{href}")).unwrap();
        url.query_pairs().find(|(name, _)| name == "q").map(|(_, query)| query.into_owned())
    }

    async fn ask(&self, endpoint: &str, parameters: &[(&str, &str)]) -> Value {
        let url = format!("{}/api/{endpoint}", self.keyed.desk.url);
        let (status, body) = answer(self.person.get(url).query(parameters).send().await.unwrap()).await;
        assert_eq!(status, 200, "{body}");
        body
    }
}

/// Every name of an action, for each of the services it stands for.
fn names(action: &Action, subjects: &[&str]) -> Vec<String> {
    let mut names = Vec::new();
    for listed in std::iter::once(&action.action).chain(&action.legacy).chain(&action.variants) {
        match listed.contains("{service}") {
            true => names.extend(subjects.iter().map(|subject| listed.replace("{service}", subject))),
            false => names.push(listed.clone()),
        }
    }
    let old = |name: &String| name.strip_prefix("power-iaas.").map(|rest| format!("pcloud.{rest}"));
    let prefixed: Vec<String> = names.iter().filter_map(old).collect();
    names.extend(prefixed);
    names
}

async fn send(keyed: &Keyed, texts: &[&str], door: Door) {
    match door {
        Door::Lines => {
            let answer = keyed.desk.send(&keyed.ingestion, texts.join("\n")).await;
            assert_eq!(answer.status(), 200);
        }
        Door::Array => {
            let events: Vec<Value> = texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
            let body = serde_json::to_string(&events).unwrap();
            let request = keyed.request(reqwest::Method::POST, "/v1/events").body(body);
            assert_eq!(answer(request.send().await.unwrap()).await.0, 200);
        }
        Door::Compatible => {
            let lines: Vec<Value> = texts.iter().map(|text| serde_json::json!({"line": text})).collect();
            assert_eq!(keyed.ingest(&lines).await.0, 200);
        }
    }
}
