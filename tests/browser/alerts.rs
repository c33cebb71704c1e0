//! The pages about presets and the alerts of views, with scripts and without.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{Desk, EMAIL, PASSWORD};

use crate::{
    browser::{Browser, button, field, heading, link, words},
    plain::signed_in,
};

const AT_ONCE: &str = "At once As soon as there are so many lines.";
const AT_THE_END: &str = "At the end of the time Of fewer lines it always tells then, and then alone.";
const SCHEDULED: &str =
    "Only on certain days and at certain hours Else it is always on, whatever stands below.";

/// Adds a preset called On call with two channels, and a view that follows it; gives their ids.
pub async fn fill(desk: &Desk) -> (String, String) {
    let key = desk.key("service");
    let preset = json!({"name": "On call", "channels": [
        {"integration": "email", "emails": ["a@example.com"], "triggerlimit": 5, "triggerinterval": "5m", "immediate": true},
        {"integration": "slack", "url": "https://hooks.example.com/secret", "triggerlimit": 1,
            "triggerinterval": "1h", "operator": "absence", "terminal": true},
    ]});
    let preset = post(desk, &key, "presetalert", preset).await;
    let preset = preset["presetid"].as_str().unwrap().to_owned();
    let view = json!({"name": "Followed", "query": "action:delete", "presetid": preset});
    let view = post(desk, &key, "view", view).await;
    (preset, view["viewid"].as_str().unwrap().to_owned())
}

async fn post(desk: &Desk, key: &str, what: &str, body: Value) -> Value {
    let request = reqwest::Client::new().post(format!("{}/v1/config/{what}", desk.url));
    let answer = request.header("servicekey", key).json(&body).send().await.unwrap();
    answer.error_for_status().unwrap().json().await.unwrap()
}

#[tokio::test]
async fn without_scripts_a_preset_is_made_of_several_channels_and_changed() {
    let desk = Desk::start().await;
    let mut visitor = signed_in(&desk).await;
    visitor.open(&format!("{}/alerts", desk.url)).await;
    assert!(visitor.page.text().contains("does not send anything yet"), "{}", visitor.page.text());
    visitor.follow("Email").await;
    let form = [
        ("Name of the preset", "On call"),
        ("Mail addresses", "a@example.com, b@example.com"),
        ("Number of lines", "15"),
        ("Within", "5 minutes"),
        (AT_THE_END, "yes"),
        (SCHEDULED, "yes"),
        ("On Saturday", ""),
        ("On Sunday", ""),
        ("At these hours", "08:00-17:00"),
        ("In this time zone", "Europe/London"),
    ];
    visitor.submit("Add the preset", &form).await;
    let told = visitor.page.text();
    assert!(told.contains("Your act was recorded as logdnaat.alert.create"), "{told}");
    let sentence = "Mails a@example.com, b@example.com as soon as 15 lines arrive within 5 minutes, and at the end \
        of that time; only Mon to Fri, 08:00-17:00, Europe/London.";
    assert!(told.contains(sentence), "{told}");

    visitor.follow("On call").await;
    visitor.follow("Slack").await;
    visitor.submit("Save the channel", &[("Address of the incoming webhook", "hooks.example.com")]).await;
    let told = visitor.page.text();
    assert!(told.contains("The address must be a valid uri"), "{told}");
    let address = ("Address of the incoming webhook", "https://hooks.example.com/secret");
    visitor.submit("Save the channel", &[address, ("It tells of", "Fewer lines than that")]).await;
    let told = visitor.page.text();
    assert!(
        told.contains("Posts to Slack at hooks.example.com at the end of 5 minutes without a line."),
        "{told}"
    );
    assert!(told.contains(sentence) && !told.contains("secret"), "{told}");

    // The form of the channel holds what it is, but no secret.
    let change = visitor.page.attribute("tr:nth-child(2) a[href*='channel=']", "href").unwrap();
    visitor.open(visitor.page.url.join(&change).unwrap().as_str()).await;
    assert_eq!(visitor.page.value("Address of the incoming webhook").as_deref(), Some(""));
    assert!(visitor.page.text().contains("Leave it empty to keep https://hooks.example.com/***"));
    visitor.submit("Save the channel", &[("Number of lines", "7")]).await;
    let told = visitor.page.text();
    assert!(told.contains("at the end of 5 minutes with fewer than 7 lines."), "{told}");
    visitor.submit("Delete Email", &[]).await;
    assert!(!visitor.page.text().contains("Mails"), "{}", visitor.page.text());
    visitor.submit("Delete Slack", &[]).await;
    assert!(visitor.page.text().contains("must contain at least 1 items"), "{}", visitor.page.text());
    visitor.submit("Rename", &[("Name of the preset", "Nobody")]).await;
    assert!(visitor.page.text().contains("Preset Nobody"), "{}", visitor.page.text());
}

#[tokio::test]
async fn what_is_wrong_with_a_channel_is_said_and_nothing_is_kept() {
    let desk = Desk::start().await;
    let mut visitor = signed_in(&desk).await;
    for (kind, fields, told) in [
        ("email", vec![("Mail addresses", "nobody")], "Each mail address must be a valid email."),
        ("email", vec![("Mail addresses", "a@example.com"), (AT_ONCE, "")], "Choose when it tells"),
        (
            "email",
            vec![("Mail addresses", "a@example.com"), (SCHEDULED, "yes"), ("At these hours", "noon")],
            "Hours are written as 08:00-17:00",
        ),
        (
            "webhook",
            vec![("Address", "https://example.com"), ("Body", "{\"a\": \"{{ nobody }}\"}")],
            "unknown token",
        ),
        ("pagerduty", vec![], "The key is required."),
        ("pagerduty", vec![("Number of lines", "100001")], "The number of lines must be less than"),
    ] {
        visitor.open(&format!("{}/alerts?new={kind}", desk.url)).await;
        let fields = [vec![("Name of the preset", "Wrong")], fields].concat();
        visitor.submit("Add the preset", &fields).await;
        assert!(visitor.page.text().contains(told), "{told}: {}", visitor.page.text());
    }
    visitor.open(&format!("{}/alerts", desk.url)).await;
    assert!(visitor.page.text().contains("No presets yet"), "{}", visitor.page.text());
}

#[tokio::test]
async fn without_scripts_deleting_a_preset_names_its_views_and_undo_attaches_it_again() {
    let desk = Desk::start().await;
    let (preset, view) = fill(&desk).await;
    let mut visitor = signed_in(&desk).await;
    visitor.open(&format!("{}/alerts?delete={preset}", desk.url)).await;
    assert!(
        visitor.page.text().contains("These views lose their alert: Followed."),
        "{}",
        visitor.page.text()
    );
    visitor.submit("Delete preset", &[("Type its name to confirm", "on call")]).await;
    assert!(visitor.page.text().contains("Type the name exactly as it stands"), "{}", visitor.page.text());
    visitor.submit("Delete preset", &[("Type its name to confirm", "On call")]).await;
    assert!(visitor.page.text().contains("recorded as logdnaat.alert.delete"), "{}", visitor.page.text());
    visitor.open(&format!("{}/views/{view}/alert", desk.url)).await;
    assert!(visitor.page.text().contains("This view tells nobody."), "{}", visitor.page.text());
    visitor.open(&format!("{}/settings/deleted", desk.url)).await;
    visitor.submit("Put back On call", &[]).await;
    assert!(visitor.page.text().contains("It is there again"), "{}", visitor.page.text());
    visitor.open(&format!("{}/views/{view}/alert", desk.url)).await;
    assert!(visitor.page.text().contains("This view follows the preset On call."), "{}", visitor.page.text());

    visitor.submit("Take the alert off", &[]).await;
    assert!(visitor.page.text().contains("recorded as logdnaat.view.update"), "{}", visitor.page.text());
    visitor.submit("Follow this preset", &[("Preset to follow", "On call")]).await;
    assert!(visitor.page.text().contains("This view follows the preset On call."), "{}", visitor.page.text());
    visitor.open(&format!("{}/alerts?preset=0123456789", desk.url)).await;
    assert_eq!(visitor.page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn with_scripts_a_view_gets_an_alert_of_its_own_and_a_wrong_one_is_told_in_place() {
    let desk = Desk::start().await;
    let (_, view) = fill(&desk).await;
    let browser = Browser::start().await;
    browser.open(&format!("{}/views/{view}/alert", desk.url)).await;
    browser.fill("E-mail address", EMAIL).await;
    browser.fill("Password", PASSWORD).await;
    browser.click(&button("Sign in")).await;
    browser.sees(&words("This view follows the preset On call.")).await;
    browser.is_hydrated().await;
    browser.click(&link("Webhook")).await;
    browser.sees(&heading("Add a channel: Webhook")).await;
    browser.fill("Address", "nowhere").await;
    browser.fill("Headers", "X-Token: abc").await;
    browser.click(&button("Save the channel")).await;
    browser.sees(&words("The address must be a valid uri.")).await;
    // The browser itself notes that a form was refused.
    assert_eq!(browser.complaints().await.len(), 1);
    let headers = browser.sees(&field("Headers")).await.value().await.unwrap();
    assert_eq!(headers.as_deref(), Some("X-Token: abc"), "what was written is still there");
    browser.fill("Address", "https://example.com/secret").await;
    browser.click(&button("Save the channel")).await;
    browser.sees(&words("This view has an alert of its own.")).await;
    browser.sees(&words("Sends POST to example.com as soon as 1 line arrives within 5 minutes.")).await;
    browser.open(&format!("{}/views", desk.url)).await;
    browser.sees(&words("Webhook")).await;
    browser.is_hydrated().await;
    assert_eq!(browser.complaints().await, [""; 0]);
}
