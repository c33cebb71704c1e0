//! The page about what is not stored and not streamed.

use serde_json::{Value, json};
use tests::{Desk, EMAIL, PASSWORD};

use crate::{
    browser::{Browser, button, field, link, words},
    plain::signed_in,
    visitor::Visitor,
};

const PAGE: &str = "/settings/exclusion-rules";

/// An event of this moment, so that it lies in the last 24 hours.
fn event(action: &str) -> String {
    json!({"action": action, "outcome": "success", "message": "a thing"}).to_string()
}

async fn send(desk: &Desk, actions: &[&str]) {
    let key = desk.key("ingestion");
    let lines: Vec<String> = actions.iter().map(|action| event(action)).collect();
    assert!(desk.send(&key, lines.join("\n")).await.status().is_success());
}

/// Makes a rule of each sort, and sends a line that one keeps away.
pub async fn fill(desk: &Desk) {
    for (path, rule) in [
        ("ingestion", json!({"title": "Locks", "active": true, "query": "kms.locks", "apps": ["a", "b"]})),
        ("ingestion", json!({"title": "Noise", "active": true, "indexonly": false, "query": "mauve.thing"})),
        ("stream", json!({"title": "Reads", "hosts": ["kms"]})),
    ] {
        let request = reqwest::Client::new().post(format!("{}/v1/config/{path}/exclusions", desk.url));
        let answer = request.header("servicekey", desk.key("service")).json(&rule).send().await.unwrap();
        assert!(answer.status().is_success());
    }
    send(desk, &["mauve.thing.read"]).await;
}

fn told(visitor: &Visitor) -> String {
    visitor.page.text()
}

#[tokio::test]
async fn without_scripts_a_rule_is_previewed_saved_switched_deleted_and_put_back() {
    let desk = Desk::start().await;
    send(&desk, &["kms.secrets.read", "kms.keys.read", "iam.user.login"]).await;
    let mut visitor = signed_in(&desk).await;
    visitor.open(&format!("{}{PAGE}", desk.url)).await;
    assert!(told(&visitor).contains("What is not streamed"), "{}", told(&visitor));
    visitor.follow("Add a rule for what is stored").await;
    let form =
        [("Title", "Keys"), ("Only what matches this query", "action:kms"), ("Only these sources", "")];
    visitor.submit("Preview", &form).await;
    assert!(
        told(&visitor).contains("In the last 24 hours 2 stored lines fit this rule."),
        "{}",
        told(&visitor)
    );
    assert!(told(&visitor).contains("kms.secrets.read") && told(&visitor).contains("None is touched."));
    assert_eq!(visitor.page.value("Title").as_deref(), Some("Keys"), "what is written stays");
    visitor.submit("Preview", &[("Only what matches this query", "_retention:7")]).await;
    assert!(told(&visitor).contains("No preview: _retention can not be asked for"), "{}", told(&visitor));
    visitor
        .submit("Save the rule for what is stored", &[("Only what matches this query", "action:kms")])
        .await;
    assert!(
        told(&visitor).contains("Your act was recorded as logdnaat.exclusion-rule"),
        "{}",
        told(&visitor)
    );

    send(&desk, &["kms.locks.read", "iam.user.logout"]).await;
    visitor.reload().await;
    let row = visitor.page.row_of("Keys").unwrap();
    assert!(row.contains("index only") && row.contains("on"), "{row}");
    let counted = async || {
        let mut visitor = signed_in(&desk).await;
        visitor.open(&format!("{}{PAGE}", desk.url)).await;
        visitor.page.text_of(".sheet__number").filter(|count| count == "1")
    };
    tests::eventually("the line that was kept away is counted", counted).await;
    visitor.submit("Switch off Keys", &[]).await;
    assert!(visitor.page.row_of("Keys").unwrap().contains("off"), "{}", told(&visitor));
    visitor.follow("Edit").await;
    visitor.submit("Save the rule Keys", &[("Title", "All keys")]).await;
    assert!(visitor.page.row_of("All keys").is_some(), "{}", told(&visitor));
    visitor.submit("Delete All keys", &[]).await;
    assert!(told(&visitor).contains("it can be put back for 7 days"), "{}", told(&visitor));
    visitor.follow("What was deleted").await;
    visitor.submit("Put back All keys", &[]).await;
    visitor.open(&format!("{}{PAGE}", desk.url)).await;
    assert!(visitor.page.row_of("All keys").is_some(), "{}", told(&visitor));
}

#[tokio::test]
async fn a_view_that_would_show_less_is_named_with_its_alert() {
    let desk = Desk::start().await;
    send(&desk, &["kms.secrets.read", "iam.user.login"]).await;
    let (client, key) = (reqwest::Client::new(), desk.key("service"));
    let post = async |path: &str, body: Value| -> Value {
        let request = client.post(format!("{}{path}", desk.url)).header("servicekey", &key);
        let response = request.json(&body).send().await.unwrap();
        assert!(response.status().is_success());
        response.json().await.unwrap()
    };
    let channels = json!([{"integration": "email", "emails": ["ana@example.com"], "triggerlimit": 1,
        "triggerinterval": "5m", "operator": "presence", "immediate": true, "terminal": false}]);
    let preset = json!({"name": "On call", "channels": channels});
    let preset = post("/v1/config/presetalert", preset).await["presetid"].clone();
    for view in [
        json!({"name": "Secrets", "query": "kms", "presetid": preset}),
        json!({"name": "Reads", "query": "read", "channels": channels}),
        json!({"name": "Logins", "query": "login"}),
    ] {
        post("/v1/config/view", view).await;
    }
    let mut visitor = signed_in(&desk).await;
    let asked = "title=a&query=action:kms.secrets";
    visitor.open(&format!("{}{PAGE}?kind=ingestion&{asked}", desk.url)).await;
    let row = |name: &str| visitor.page.row_of(name).unwrap_or_else(|| panic!("{name}: {}", told(&visitor)));
    assert!(row("Secrets").contains("On call"), "{}", row("Secrets"));
    assert!(row("Reads").contains("its own, with 1 channel"), "{}", row("Reads"));
    assert!(visitor.page.row_of("Logins").is_none(), "{}", told(&visitor));
    assert!(told(&visitor).contains("would not hear of such lines any more"), "{}", told(&visitor));
    visitor.open(&format!("{}{PAGE}?kind=ingestion&index_only=true&{asked}", desk.url)).await;
    assert!(told(&visitor).contains("still get such lines"), "{}", told(&visitor));
    visitor.open(&format!("{}{PAGE}?kind=stream&{asked}", desk.url)).await;
    assert!(told(&visitor).contains("No view and no alert is touched"), "{}", told(&visitor));
}

#[tokio::test]
async fn who_saves_a_rule_that_somebody_else_has_changed_gets_the_form_back() {
    const QUERY: &str = "Only what matches this query";
    let desk = Desk::start().await;
    let (mut first, mut second) = (signed_in(&desk).await, signed_in(&desk).await);
    let page = format!("{}{PAGE}", desk.url);
    first.open(&page).await;
    first.follow("Add a rule for what is stored").await;
    let form = [("Title", "Keys"), (QUERY, "action:kms")];
    first.submit("Save the rule for what is stored", &form).await;
    second.open(&page).await;
    for visitor in [&mut first, &mut second] {
        visitor.follow("Edit").await;
    }
    first.submit("Save the rule Keys", &[(QUERY, "action:kms.secrets")]).await;
    second.submit("Preview", &[(QUERY, "action:kms.keys")]).await;
    second.submit("Save the rule Keys", &[]).await;
    assert!(told(&second).contains("Somebody else has changed it"), "{}", told(&second));
    assert_eq!(second.page.value(QUERY).as_deref(), Some("action:kms.keys"), "what was written stays");
    first.open(&page).await;
    assert!(first.page.row_of("Keys").unwrap().contains("action:kms.secrets"), "nothing is overwritten");
    second.submit("Save the rule Keys", &[]).await;
    first.open(&page).await;
    assert!(first.page.row_of("Keys").unwrap().contains("action:kms.keys"), "unless it is meant");
}

#[tokio::test]
async fn with_scripts_the_same_page_previews_and_saves() {
    let desk = Desk::start().await;
    send(&desk, &["kms.secrets.read"]).await;
    let browser = Browser::start().await;
    browser.open(&format!("{}{PAGE}", desk.url)).await;
    browser.fill("E-mail address", EMAIL).await;
    browser.fill("Password", PASSWORD).await;
    browser.click(&button("Sign in")).await;
    browser.sees(&words("What is not stored")).await;
    browser.is_hydrated().await;
    browser.click(&link("Add a rule for what is stored")).await;
    browser.sees(&field("Title")).await;
    browser.fill("Title", "Keys").await;
    browser.fill("Only what matches this query", "action:kms").await;
    browser.click(&button("Preview")).await;
    browser.sees(&words("In the last 24 hours 1 stored lines fit this rule.")).await;
    browser.click(&button("Save the rule for what is stored")).await;
    browser.sees(&words("Your act was recorded as")).await;
    assert_eq!(browser.complaints().await, [""; 0]);
}
