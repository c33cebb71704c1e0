//! The page on which a template is made, step by step.

use serde_json::json;
use tests::{Desk, EMAIL, PASSWORD};

use crate::{
    browser::{Browser, button, link, words},
    plain::signed_in,
    visitor::Visitor,
};

const PAGE: &str = "/settings/parsing-templates";

fn event(action: &str) -> String {
    json!({"action": action, "outcome": "success"}).to_string()
}

async fn send(desk: &Desk, action: &str) {
    assert!(desk.send(&desk.key("ingestion"), event(action)).await.status().is_success());
}

/// Makes a template that is valid on nothing yet, and gives its id.
pub async fn fill(desk: &Desk) -> String {
    let template = json!({"name": "Objects", "query": "kms", "sample": event("kms.secrets.read"), "steps": [
        {"operator": "parse_json", "steps": [{"take": "action", "operator": "split", "delimiter": ".", "steps": [
            {"take": "1", "operator": "capture", "field": "object"},
            {"take": "9", "operator": "capture", "field": "nothing"}
        ]}]}
    ]});
    let request = reqwest::Client::new().post(format!("{}/v1/config/parsing-templates", desk.url));
    let made = request.header("servicekey", desk.key("service")).json(&template).send().await.unwrap();
    let made: serde_json::Value = made.json().await.unwrap();
    made["id"].as_str().unwrap().to_owned()
}

fn told(visitor: &Visitor) -> String {
    visitor.page.text()
}

#[tokio::test]
async fn without_scripts_a_template_is_made_from_a_line_and_adds_its_field() {
    let desk = Desk::start().await;
    send(&desk, "kms.secrets.read").await;
    let mut visitor = signed_in(&desk).await;
    visitor.open(&format!("{}{PAGE}", desk.url)).await;
    visitor.follow("Make a template").await;
    let form = [("Name of the template", "Objects"), ("Only lines that match this query", "action:kms")];
    visitor.submit("Find lines", &form).await;
    let use_it = visitor.page.button_beginning("Use this line");
    visitor.submit(&use_it, &[]).await;
    assert!(told(&visitor).contains("Saved as a draft."), "{}", told(&visitor));

    visitor.follow("Add an operator that reads the line").await;
    visitor.follow("Parse JSON").await;
    visitor.submit("Add: Parse JSON", &[]).await;
    visitor.follow("Add beneath 1").await;
    visitor.follow("Extract values by delimiter").await;
    let split = [("Which of the values found above", "action"), ("Delimiter", ".")];
    visitor.submit("Add: Extract values by delimiter", &split).await;
    visitor.submit("Activate Objects", &[]).await;
    assert!(told(&visitor).contains("capture one in a field, or remove it"), "{}", told(&visitor));
    visitor.follow("Add beneath 1.1").await;
    visitor.follow("Capture in field").await;
    visitor
        .submit("Add: Capture in field", &[("Which of the values found above", "9"), ("Field", "object")])
        .await;
    assert!(
        told(&visitor).contains("not valid 1.1.1 Capture in field: there is no value number 9"),
        "{}",
        told(&visitor)
    );
    visitor.submit("Remove operator 1.1.1", &[]).await;
    visitor.follow("Add beneath 1.1").await;
    visitor.follow("Capture in field").await;
    visitor
        .submit("Add: Capture in field", &[("Which of the values found above", "1"), ("Field", "object")])
        .await;
    assert!(told(&visitor).contains("\"secrets\""), "{}", told(&visitor));
    visitor.submit("Activate Objects", &[]).await;
    assert!(told(&visitor).contains("It adds fields to what comes."), "{}", told(&visitor));
    assert!(told(&visitor).contains("Operators are added and removed while the template is a draft"));

    send(&desk, "kms.keys.read").await;
    visitor.open(&format!("{}/events?q=object:keys", desk.url)).await;
    assert!(visitor.page.row("kms.keys.read").is_some(), "{}", told(&visitor));

    visitor.open(&format!("{}{PAGE}", desk.url)).await;
    assert_eq!(visitor.page.disabled("Move up").as_deref(), Some("It is the first."));
    visitor.submit("Delete Objects", &[]).await;
    visitor.follow("What was deleted").await;
    visitor.submit("Put back Objects", &[]).await;
    visitor.open(&format!("{}{PAGE}", desk.url)).await;
    assert!(visitor.page.row_of("Objects").unwrap().contains("active"), "{}", told(&visitor));
}

#[tokio::test]
async fn removing_an_operator_says_what_goes_with_it() {
    let desk = Desk::start().await;
    let template = json!({"name": "T", "sample": event("a.b.c"), "steps": [{"operator": "parse_json", "steps": [
        {"take": "action", "operator": "capture", "field": "one"},
        {"take": "outcome", "operator": "trim", "start": 0, "steps": [{"operator": "capture", "field": "two"}]}
    ]}]});
    let request = reqwest::Client::new().post(format!("{}/v1/config/parsing-templates", desk.url));
    let made = request.header("servicekey", desk.key("service")).json(&template).send().await.unwrap();
    let made: serde_json::Value = made.json().await.unwrap();
    let mut visitor = signed_in(&desk).await;
    visitor.open(&format!("{}{PAGE}?edit={}", desk.url, made["id"].as_str().unwrap())).await;
    visitor.submit("Remove with the one beneath operator 1.2", &[]).await;
    visitor.submit("Remove with the one beneath operator 1", &[]).await;
    assert!(told(&visitor).contains("There is no operator yet."), "{}", told(&visitor));
}

#[tokio::test]
async fn with_scripts_the_added_field_stands_in_the_tree_of_the_event() {
    let desk = Desk::start().await;
    send(&desk, "kms.secrets.read").await;
    let template = json!({"name": "T", "query": "action:kms", "state": "active", "steps": [
        {"operator": "parse_json", "steps": [{"take": "action", "operator": "split", "delimiter": ".", "steps": [
            {"take": "1", "operator": "capture", "field": "object"}
        ]}]}
    ]});
    let request = reqwest::Client::new().post(format!("{}/v1/config/parsing-templates", desk.url));
    let made = request.header("servicekey", desk.key("service")).json(&template).send().await.unwrap();
    assert!(made.status().is_success(), "{}", made.text().await.unwrap());
    send(&desk, "kms.keys.read").await;
    let browser = Browser::start().await;
    browser.open(&format!("{}{PAGE}", desk.url)).await;
    browser.fill("E-mail address", EMAIL).await;
    browser.fill("Password", PASSWORD).await;
    browser.click(&button("Sign in")).await;
    browser.sees(&words("active")).await;
    browser.is_hydrated().await;
    browser.click(&link("Edit")).await;
    browser.sees(&words("3. Validate")).await;
    let found = desk.find(&desk.key("service"), &[("query", "object:keys")]).await;
    let id = found[0]["id"].as_str().unwrap();
    browser.open(&format!("{}/events?id={id}", desk.url)).await;
    browser.sees(&words("object")).await;
    assert_eq!(browser.complaints().await, [""; 0]);
}
