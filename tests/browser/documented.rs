//! Every documented event of the desk's own, made the way its users make it, with the documented
//! fields and no others.

use std::collections::{BTreeMap, BTreeSet};

use model::catalog::Catalog;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tests::{Desk, EMAIL, PASSWORD, eventually};

use crate::{people, visitor::Visitor};

/// What later parts of the product send: nobody can make these yet.
const LATER: [&str; 5] = [
    "logdnaat.archiving.send",
    "logdnaat.configuration.export",
    "logdnaat.configuration.import",
    "logdnaat.streaming-logs.send",
    "logdnaat.streaming-samples.send",
];

struct Configuring {
    url: String,
    service: String,
}

impl Configuring {
    async fn call(&self, method: Method, path: &str, body: Value) -> Value {
        let request = Client::new().request(method, format!("{}/v1/config/{path}", self.url));
        let answer = request.header("servicekey", &self.service).json(&body).send().await.unwrap();
        let status = answer.status();
        let answer: Value = answer.json().await.unwrap();
        assert!(status.is_success(), "{path}: {answer}");
        answer
    }

    /// Makes an object, changes it and deletes it.
    async fn through(&self, path: &str, id: &str, change: (Method, Value), body: Value) {
        let made = self.call(Method::POST, path, body).await;
        let one = format!("{}/{}", path.split('?').next().unwrap(), made[id].as_str().unwrap());
        self.call(change.0, &one, change.1).await;
        self.call(Method::DELETE, &one, Value::Null).await;
    }
}

/// Makes every documented event.
async fn make_all(desk: &Desk, service: &str) {
    let api = Configuring { url: desk.url.clone(), service: service.to_owned() };
    let view = json!({"name": "Deletes", "query": "action:delete"});
    api.through("view", "viewid", (Method::PUT, view.clone()), view).await;
    let preset = json!({"name": "On call", "channels": [{"integration": "email", "emails": ["a@example.org"],
        "triggerlimit": 5, "triggerinterval": "5m", "immediate": true, "terminal": false, "operator": "presence"}]});
    api.through("presetalert", "presetid", (Method::PUT, preset.clone()), preset).await;
    let board = json!({"title": "Refusals", "graphs": [{"title": "Over time", "plots": [{}]}]});
    api.through("boards", "id", (Method::PATCH, json!({"refresh": 60})), board).await;
    let rule = json!({"title": "Noise", "query": "nothing-says-this"});
    api.through("ingestion/exclusions", "id", (Method::PATCH, json!({"active": true})), rule.clone()).await;
    api.through("stream/exclusions", "id", (Method::PATCH, json!({"active": true})), rule).await;
    let template = json!({"name": "Objects", "query": "action:kms", "steps": [{"operator": "parse_json",
        "steps": [{"take": "action", "operator": "capture", "field": "object"}]}]});
    api.through("parsing-templates", "id", (Method::PATCH, json!({"name": "Things"})), template).await;
    for kind in ["ingestion", "service"] {
        let path = format!("keys?type={kind}");
        api.through(&path, "id", (Method::PUT, json!({"name": "cd"})), json!({"name": "ci"})).await;
    }
    let bucket = json!({"integration": "ibm", "bucket": "b", "endpoint": "s3.example.org", "apikey": "secret",
        "resourceinstanceid": "crn:v1:bluemix:public:cloud-object-storage:global:a/1:2::"});
    api.call(Method::POST, "archiving", bucket).await;
    let stream = json!({"brokers": ["b0:9093"], "topic": "t", "user": "token", "password": "secret"});
    api.call(Method::POST, "stream", stream).await;
    api.call(Method::DELETE, "stream", Value::Null).await;

    let instance = people::instance(desk.folder.path(), "us-south").await;
    let mut visitor = Visitor::at(&format!("{}/events", desk.url)).await;
    visitor.submit("Sign in", &[("E-mail address", EMAIL), ("Password", PASSWORD)]).await;
    for (path, pairs) in [
        ("archive-off", vec![("instance", instance.as_str())]),
        ("archive-on", vec![("instance", instance.as_str())]),
        (
            "account-update",
            vec![
                ("instance", instance.as_str()),
                ("shows_raw", ""),
                ("allows_export", "true"),
                ("access_control", "true"),
                ("line_format", "%source %app %line"),
                ("zone", "UTC"),
            ],
        ),
    ] {
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let status = visitor.send(&format!("{}/api/{path}", desk.url), &pairs).await;
        assert!(status.is_success() || status.is_redirection(), "{path}: {status}");
    }
}

/// The documented fields of each action. Those printed without a prefix belong below `requestData`.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let listed = Catalog::embedded().services().iter().find(|service| service.id == "logdnaat").unwrap();
    let own = |action: &&model::catalog::Action| serde_json::to_value(action).unwrap()["source"] != "own";
    let fields = |action: &model::catalog::Action| {
        let fields = action.fields.iter().filter(|field| !field.path.starts_with("responseData."));
        fields.map(|field| field.path.trim_start_matches("requestData.").to_owned()).collect()
    };
    let actions = listed.actions.iter().filter(own).map(|action| (action.action.clone(), fields(action)));
    actions.filter(|(name, _)| !LATER.contains(&name.as_str())).collect()
}

#[tokio::test]
async fn every_documented_event_is_made_by_its_users_with_the_documented_fields_and_no_others() {
    let desk = Desk::start().await;
    let service = desk.key("service");
    make_all(&desk, &service).await;
    let documented = documented();
    assert!(documented.len() >= 20, "{documented:?}");
    for (action, fields) in documented {
        let query = format!("action:==={action} outcome:success");
        let event = eventually(&format!("{action} is told"), || async {
            let found = desk.find(&service, &[("query", query.as_str())]).await;
            found.first().map(|event| event["event"].clone())
        })
        .await;
        let request = event["requestData"].as_object().unwrap();
        let told: BTreeSet<String> = request.keys().filter(|name| *name != "spoor").cloned().collect();
        assert_eq!(told, fields, "{action}: {event}");
        let known = ["before", "after", "change", "reason"];
        let spoor = request.get("spoor").and_then(Value::as_object).into_iter().flatten();
        assert!(spoor.into_iter().all(|(name, _)| known.contains(&name.as_str())), "{action}: {event}");
        assert_eq!(event["responseData"]["logdnaId"].as_str().unwrap().len(), 10, "{action}: {event}");
        let text = event.to_string();
        assert!(!text.contains("secret\"") && !text.contains("\"secret"), "{action} tells a secret: {text}");
    }
}
