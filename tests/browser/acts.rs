//! Every act of the pages: who may do it, and the event that tells of it.
//!
//! `data/acts.json` lists them all; a test of the server holds the list against its functions.

use std::collections::BTreeMap;

use model::person::Role;
use reqwest::StatusCode;
use serde_json::Value;
use tests::{Desk, EMAIL, PASSWORD, eventually};

use crate::{people, visitor::Visitor};

/// An act: where it is sent, who may, its event, and fields that change nothing of note.
#[derive(Debug)]
struct Act {
    path: String,
    rank: usize,
    event: String,
    fields: BTreeMap<String, String>,
}

const RANKS: [&str; 4] = ["reader", "member", "manager", "owner"];

fn acts() -> Vec<Act> {
    let all: Vec<Value> = serde_json::from_str(include_str!("../data/acts.json")).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let act = |act: &Value| Act {
        path: text(&act["path"]),
        rank: RANKS.iter().position(|role| act["role"] == *role).unwrap(),
        event: text(&act["event"]),
        fields: act["fields"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, it)| (name.clone(), text(it)))
            .collect(),
    };
    all.iter().filter(|it| it.get("reason").is_none()).map(act).collect()
}

/// The status each act is answered with, for somebody who is signed in.
async fn tried(desk: &Desk, visitor: &Visitor, there: &[(&str, String)]) -> Vec<StatusCode> {
    let filled = |text: &String| there.iter().fold(text.clone(), |text, (name, id)| text.replace(name, id));
    let mut answers = vec![];
    for act in acts() {
        let pairs: Vec<(&str, String)> =
            act.fields.iter().map(|(name, it)| (name.as_str(), filled(it))).collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, it)| (*name, it.as_str())).collect();
        answers.push(visitor.send(&format!("{}/api/{}", desk.url, act.path), &pairs).await);
    }
    answers
}

const VIEW: &str = r#"{"name": "Deletes", "query": "action:delete"}"#;
const BOARD: &str = r#"{"title": "Refusals"}"#;
const GRAPH: &str = r#"{"title": "Over time", "plots": [{}]}"#;
const PRESET: &str = r#"{"name": "On call", "channels": [{"integration": "email", "emails": ["a@example.org"],
    "triggerlimit": 5, "triggerinterval": "5m", "immediate": true, "terminal": false, "operator": "presence"}]}"#;
const TEMPLATE: &str = r#"{"name": "Objects", "query": "action:kms", "steps": [{"operator": "parse_json",
    "steps": [{"take": "action", "operator": "capture", "field": "object"}]}]}"#;

/// Makes an object by the API and answers its id.
async fn made(desk: &Desk, service: &str, path: &str, id: &str, body: &'static str) -> String {
    let request = reqwest::Client::new().post(format!("{}/v1/config/{path}", desk.url));
    let answer = request.header("servicekey", service).body(body).send().await.unwrap();
    let object: Value = answer.error_for_status().unwrap().json().await.unwrap();
    object[id].as_str().unwrap().to_owned()
}

async fn signed_in(desk: &Desk, email: &str) -> Visitor {
    let mut visitor = Visitor::at(&format!("{}/events", desk.url)).await;
    visitor.submit("Sign in", &[("E-mail address", email), ("Password", PASSWORD)]).await;
    visitor
}

#[tokio::test]
async fn each_act_is_for_those_whose_role_allows_it_and_each_refusal_is_told() {
    let desk = Desk::start().await;
    let service = desk.key("service");
    let folder = desk.folder.path();
    tests::init(folder, "eu-de");
    for (email, location, role) in [
        ("reader@example.com", "us-south", Role::Reader),
        ("member@example.com", "us-south", Role::Member),
        ("manager@example.com", "us-south", Role::Manager),
        ("elsewhere@example.com", "eu-de", Role::Manager),
    ] {
        people::add(folder, email, location, role).await;
    }
    let board = made(&desk, &service, "boards", "id", BOARD).await;
    let graph = made(&desk, &service, &format!("boards/{board}/graphs"), "id", GRAPH).await;
    let there = [
        ("$instance", people::instance(folder, "us-south").await),
        ("$view", made(&desk, &service, "view", "viewid", VIEW).await),
        ("$preset", made(&desk, &service, "presetalert", "presetid", PRESET).await),
        ("$board", board),
        ("$graph", graph),
        ("$template", made(&desk, &service, "parsing-templates", "id", TEMPLATE).await),
    ];
    let all = acts();

    let stranger = Visitor::at(&format!("{}/sign-in", desk.url)).await;
    for (act, status) in all.iter().zip(tried(&desk, &stranger, &there).await) {
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{} by nobody", act.path);
    }
    let elsewhere = signed_in(&desk, "elsewhere@example.com").await;
    for (act, status) in all.iter().zip(tried(&desk, &elsewhere, &there).await) {
        let refused = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&status);
        assert!(refused, "{} by a manager of another instance: {status}", act.path);
    }
    let people = ["reader@example.com", "member@example.com", "manager@example.com", EMAIL];
    let mut wrong = vec![];
    for (rank, email) in people.into_iter().enumerate() {
        let visitor = signed_in(&desk, email).await;
        for (act, status) in all.iter().zip(tried(&desk, &visitor, &there).await) {
            let refused = status == StatusCode::FORBIDDEN;
            if refused != (rank < act.rank) || status.is_server_error() || status == StatusCode::UNAUTHORIZED
            {
                wrong.push(format!("{} by {email}: {status}", act.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");

    // A reader was refused everything, and everything was told.
    for act in all {
        let query = format!("action:==={} outcome:failure initiator.name:reader@example.com", act.event);
        eventually(&format!("the refusal of {} is told as {}", act.path, act.event), || async {
            (!desk.find(&service, &[("query", query.as_str())]).await.is_empty()).then_some(())
        })
        .await;
    }
}
