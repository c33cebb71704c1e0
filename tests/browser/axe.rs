//! Every page under the eyes of axe: nothing that keeps people out.

use std::{collections::BTreeMap, fs, path::Path, sync::Mutex};

use serde_json::Value;

use crate::{
    browser::{Browser, DESK, Screen},
    scenes,
};

const GRAVE: [&str; 2] = ["serious", "critical"];

#[tokio::test]
async fn no_page_in_light_keeps_anybody_out() {
    check(DESK).await;
}

#[tokio::test]
async fn no_page_in_dark_keeps_anybody_out() {
    check(Screen { dark: true, ..DESK }).await;
}

#[tokio::test]
async fn no_page_on_a_telephone_keeps_anybody_out() {
    check(Screen { width: 360, height: 800, dark: false }).await;
}

async fn check(screen: Screen) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/node_modules/axe-core/axe.min.js");
    let axe = fs::read_to_string(&path).expect("axe is missing: run the tests with `cargo xtask test`");
    // What every page does wrong is told once, with the pages.
    let found = Mutex::new(BTreeMap::<String, Vec<String>>::new());
    scenes::each(screen, async |browser: &Browser, scene: &str| {
        let violations = violations(browser, &axe).await;
        for told in violations {
            found.lock().unwrap().entry(told).or_default().push(scene.to_owned());
        }
    })
    .await;
    let found = found.into_inner().unwrap();
    let told: Vec<_> =
        found.iter().map(|(told, scenes)| format!("{told}\n    on {}", scenes.join(", "))).collect();
    assert!(told.is_empty(), "{} violations:\n{}", told.len(), told.join("\n"));
}

async fn violations(browser: &Browser, axe: &str) -> Vec<String> {
    let run = "const done = arguments[arguments.length - 1];
        axe.run({resultTypes: ['violations']}).then(result => done(result.violations), error => done(String(error)));";
    browser.driver().execute(axe, vec![]).await.unwrap();
    let violations = browser.driver().execute_async(run, vec![]).await.unwrap();
    let Value::Array(violations) = violations.json().clone() else {
        panic!("axe failed: {}", violations.json())
    };
    let grave = |violation: &&Value| GRAVE.contains(&violation["impact"].as_str().unwrap_or_default());
    violations.iter().filter(grave).map(tell).collect()
}

/// What is wrong and at which elements.
fn tell(violation: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
    let nodes = nodes.iter().take(3).map(|node| {
        let why = text(&node["failureSummary"]).split_whitespace().collect::<Vec<_>>().join(" ");
        format!("\n    {} — {why}", text(&node["html"]))
    });
    format!("{} ({}){}", text(&violation["help"]), text(&violation["impact"]), nodes.collect::<String>())
}
