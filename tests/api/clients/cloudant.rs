//! PyPI `ibmcloudant` and npm `@ibm-cloud/cloudant`, pointed at a desk by their settings alone.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{Keyed, root};

const SOURCE: &str = "0c6d2f41-8b7e-4a53-9d10-6e2f5a9b3c74";

fn clients() -> [(PathBuf, &'static str); 2] {
    let python = root().join("target/clients-venv/bin/python");
    assert!(python.exists(), "ibmcloudant is not installed: run cargo xtask test");
    let module = root().join("tests/api/clients/node_modules/@ibm-cloud/cloudant");
    assert!(module.exists(), "@ibm-cloud/cloudant is not installed: run cargo xtask test");
    [(python, "cloudant.py"), (Path::new("node").to_owned(), "cloudant.js")]
}

async fn run((program, script): &(PathBuf, &str), keyed: &Keyed, key: &str, calls: Value) -> Vec<Value> {
    let options = json!({"prefix": format!("/cloudant/{SOURCE}")});
    let printed = super::run(program, script, (&keyed.desk.url, key), &options, &calls).await;
    printed.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn the_vendors_clients_ask_and_say_which_events_are_stored() {
    for client in clients() {
        let keyed = Keyed::start().await;
        let calls = json!([null, ["management", "data"], null, ["management"], null]);
        let told = run(&client, &keyed, &keyed.service, calls).await;
        let (management, both) = (json!({"types": ["management"]}), json!({"types": ["management", "data"]}));
        let ok = json!({"ok": true});
        assert_eq!(told, [management.clone(), ok.clone(), both, ok, management], "{}", client.1);
    }
}

#[tokio::test]
async fn the_vendors_clients_are_told_what_is_wrong_in_their_own_way() {
    for client in clients() {
        let keyed = Keyed::start().await;
        let told = run(&client, &keyed, &keyed.service, json!([["management", "billing"], ["data"]])).await;
        let text = |at: usize| told[at]["message"].as_str().unwrap();
        assert_eq!([&told[0]["status"], &told[1]["status"]], [400, 400], "{told:?}");
        assert!(text(0).contains("Unknown event types: \"billing\""), "{told:?}");
        assert!(text(1).contains("Missing required events: \"management\""), "{told:?}");
        for key in [&keyed.ingestion, "nobody-has-this-key"] {
            let told = run(&client, &keyed, key, json!([null])).await;
            assert_eq!(told[0]["status"], 400, "{told:?}");
        }
    }
}
