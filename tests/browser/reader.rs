//! What a reader may not do, the pages say and the server refuses.

use model::person::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{Desk, PASSWORD};

use crate::{people, visitor::Visitor};

pub const READER: &str = "reader@example.com";

#[tokio::test]
async fn a_reader_is_told_why_a_control_is_disabled_and_the_server_refuses_the_act_as_well() {
    let desk = Desk::start().await;
    let service = desk.key("service");
    let view = create(&desk, &service).await;
    people::add(desk.folder.path(), READER, "us-south", Role::Reader).await;
    let mut reader = Visitor::at(&format!("{}/events?q=action:delete", desk.url)).await;
    reader.submit("Sign in", &[("E-mail address", READER), ("Password", PASSWORD)]).await;
    assert_eq!(reader.page.address("q"), "action:delete", "{}", reader.page.text());

    let why = "Readers use views; saving and changing them takes the role member.";
    assert_eq!(reader.page.disabled("Save view").as_deref(), Some(why));
    reader.open(&format!("{}/views", desk.url)).await;
    assert_eq!(reader.page.disabled("Edit Deletions").as_deref(), Some(why));
    assert_eq!(reader.page.disabled("Delete Deletions").as_deref(), Some(why));
    assert!(reader.page.link("Deletions").is_some());
    for page in ["edit", "delete"] {
        reader.open(&format!("{}/views/{view}/{page}", desk.url)).await;
        assert!(reader.page.text().contains(why), "{}", reader.page.text());
    }

    for (path, pairs) in [
        ("/api/view-create", vec![("search", "/events?q=kms"), ("name", "Mine")]),
        ("/api/view-update", vec![("id", &view), ("search", "/events?q=kms"), ("name", "Mine")]),
        ("/api/view-delete", vec![("id", &view), ("confirmed", "Deletions")]),
    ] {
        assert_eq!(
            reader.send(&format!("{}{path}", desk.url), &pairs).await,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
    reader.open(&format!("{}/views", desk.url)).await;
    assert!(reader.page.link("Deletions").is_some() && reader.page.link("Mine").is_none());
    // The refusal was recorded, with the reader's name.
    let refusals = format!("{}/events?q=action:logdnaat.view.delete%20outcome:failure", desk.url);
    let refusal = reader.finds(&refusals, "logdnaat.view.delete").await;
    reader.open(&refusal).await;
    assert!(reader.page.text_of("article > p").unwrap().starts_with(READER), "{}", reader.page.text());
    // A star is everybody's own.
    reader.open(&format!("{}/views", desk.url)).await;
    reader.submit("Star Deletions", &[]).await;
    assert!(reader.page.text_of("nav ul ul").unwrap().contains("Deletions"), "{}", reader.page.text());
}

#[tokio::test]
async fn a_reader_sees_alerts_and_categories_and_changes_none() {
    let desk = Desk::start().await;
    let (preset, view) = crate::alerts::fill(&desk).await;
    people::add(desk.folder.path(), READER, "us-south", Role::Reader).await;
    let mut reader = Visitor::at(&format!("{}/alerts", desk.url)).await;
    reader.submit("Sign in", &[("E-mail address", READER), ("Password", PASSWORD)]).await;
    let told = reader.page.text();
    assert!(told.contains("Readers see alerts; setting them up takes the role member."), "{told}");
    assert!(told.contains("Mails a@example.com") && !told.contains("secret"), "{told}");
    assert!(reader.page.link("Delete").is_none() && reader.page.link("Webhook").is_none());
    reader.open(&format!("{}/alerts?preset={preset}&new=email", desk.url)).await;
    assert!(reader.page.disabled("Rename").is_some() && reader.page.count("[name='channel[emails]']") == 0);
    reader.open(&format!("{}/views/{view}/alert", desk.url)).await;
    assert!(reader.page.disabled("Take the alert off").is_some(), "{}", reader.page.text());
    reader.open(&format!("{}/settings/categories", desk.url)).await;
    assert!(reader.page.text().contains("by managers"), "{}", reader.page.text());
    assert!(reader.page.disabled("Add").is_some());

    let channel =
        [("channel[integration]", "pagerduty"), ("channel[key]", "k"), ("channel[triggerlimit]", "1")];
    let of = |own: &[(&'static str, &'static str)]| [own, &channel[..]].concat();
    let (preset, view) = (preset.as_str(), view.as_str());
    let with = |id: &str, own: &[(&'static str, &'static str)]| {
        let mut pairs: Vec<(String, String)> = vec![("id".to_owned(), id.to_owned())];
        pairs.extend(of(own).iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        pairs
    };
    for (path, pairs) in [
        ("preset-create", with(preset, &[("name", "Mine")])),
        ("preset-rename", with(preset, &[("name", "Mine")])),
        ("preset-channel-put", with(preset, &[])),
        ("preset-channel-remove", with(preset, &[("alertid", "0123456789")])),
        ("preset-delete", with(preset, &[("confirmed", "On call")])),
        ("view-alert", with(view, &[])),
        ("view-channel-put", with(view, &[])),
        ("view-channel-remove", with(view, &[("alertid", "0123456789")])),
        ("view-edit", with(view, &[("name", "Mine"), ("query", "ab")])),
        ("view-duplicate", with(view, &[])),
        ("view-renew", with(view, &[])),
        ("category-create", with(view, &[("kind", "views"), ("name", "Mine")])),
        ("category-update", with(view, &[("kind", "views"), ("name", "Mine")])),
        ("category-delete", with(view, &[("kind", "views")])),
    ] {
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
        let answered = reader.send(&format!("{}/api/{path}", desk.url), &pairs).await;
        assert_eq!(answered, StatusCode::FORBIDDEN, "{path}");
    }
}

async fn create(desk: &Desk, key: &str) -> String {
    let request = reqwest::Client::new().post(format!("{}/v1/config/view", desk.url));
    let view = json!({"name": "Deletions", "query": "action:delete"});
    let answer = request.header("servicekey", key).json(&view).send().await.unwrap();
    let view: Value = answer.error_for_status().unwrap().json().await.unwrap();
    view["viewid"].as_str().unwrap().to_owned()
}
