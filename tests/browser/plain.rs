//! The walk of a first hour without scripts: links and forms alone.

use reqwest::StatusCode;
use tests::{Desk, EMAIL, PASSWORD};

use crate::{
    samples::{many, samples},
    visitor::Visitor,
};

/// The event the walk is about: somebody was refused to delete a database.
const ACTION: &str = "cloudantnosqldb.database.delete";

#[tokio::test]
async fn without_scripts_one_sets_up_searches_saves_a_view_and_finds_the_record_of_it() {
    let (desk, setup_link) = Desk::start_empty().await;
    let mut visitor = Visitor::at(&setup_link).await;
    set_up(&mut visitor).await;

    let key = desk.key("ingestion");
    let sent = samples();
    assert!(desk.send(&key, sent.join("\n")).await.status().is_success());
    visitor.reload().await;
    assert!(visitor.page.row(ACTION).is_some(), "{}", visitor.page.text());

    search(&mut visitor).await;
    let original = sent.iter().find(|line| line.contains(&format!("\"{ACTION}\""))).unwrap();
    expand(&mut visitor, original).await;
    include_a_value(&mut visitor).await;
    save(&mut visitor).await;
    the_view_is_listed(&mut visitor).await;
    star_and_edit(&mut visitor).await;
    the_save_was_recorded(&desk, &mut visitor).await;
    delete(&desk, &mut visitor).await;
    sign_out(&desk, &mut visitor).await;
}

async fn set_up(visitor: &mut Visitor) {
    let form = [
        ("Your e-mail address", EMAIL),
        ("Password", PASSWORD),
        ("The password again", PASSWORD),
        ("Location of the first instance", "Dallas (us-south)"),
    ];
    let mut mistyped = form;
    mistyped[2].1 = "correct horse batterie";
    visitor.submit("Set up and sign in", &mistyped).await;
    let told = visitor.page.error_of("The password again");
    assert_eq!(told.as_deref(), Some("The two passwords differ."), "{}", visitor.page.text());
    visitor.submit("Set up and sign in", &form).await;
    assert_eq!(visitor.page.url.path(), "/events", "{}", visitor.page.text());
    assert!(visitor.page.text().contains("Dallas"), "{}", visitor.page.text());
}

async fn search(visitor: &mut Visitor) {
    visitor.submit("Search", &[("Query", "outcome:failure (")]).await;
    assert!(visitor.page.text().contains("The query can not be read."), "{}", visitor.page.text());
    assert_eq!(visitor.page.value("Query").as_deref(), Some("outcome:failure ("));
    visitor.submit("Search", &[("Query", "action:database.delete")]).await;
    assert!(visitor.page.row(ACTION).is_some(), "{}", visitor.page.text());
    assert!(visitor.page.row("cloudantnosqldb.database.create").is_none(), "{}", visitor.page.text());
}

async fn expand(visitor: &mut Visitor, original: &str) {
    let href = visitor.page.row(ACTION).unwrap();
    visitor.open(visitor.page.url.join(&href).unwrap().as_str()).await;
    let sentence = visitor.page.text_of("article > p").unwrap();
    assert!(sentence.contains("tried to delete database orders in Cloudant"), "{sentence}");
    assert!(visitor.page.text().contains("resourceGroupId"));
    visitor.follow("JSON").await;
    let shown = visitor.page.raw_text_of("article pre ~ pre").unwrap();
    assert_eq!(shown, original);
}

async fn include_a_value(visitor: &mut Visitor) {
    visitor.follow("Fields").await;
    visitor.follow("Include outcome failure").await;
    assert_eq!(visitor.page.address("q"), "action:database.delete outcome:==\"failure\"");
    assert_eq!(visitor.page.value("Query").unwrap(), visitor.page.address("q"));
    assert!(visitor.page.row(ACTION).is_some(), "{}", visitor.page.text());
}

async fn save(visitor: &mut Visitor) {
    visitor.submit("Save", &[("Name", "Refused deletions"), ("Category", "Databases")]).await;
    let text = visitor.page.text();
    assert!(text.contains("Your act was recorded as logdnaat.view.create"), "{text}");
    assert_ne!(visitor.page.address("view"), "");
    // The name is taken now.
    visitor.submit("Save", &[("Name", "Refused deletions")]).await;
    let told = visitor.page.error_of("Name").unwrap_or_else(|| visitor.page.text());
    assert!(told.contains("already") && told.contains("Refused deletions"), "{told}");
}

async fn the_view_is_listed(visitor: &mut Visitor) {
    let views = visitor.page.link("Views1").or_else(|| visitor.page.link("Views 1")).unwrap();
    visitor.open(visitor.page.url.join(&views).unwrap().as_str()).await;
    assert!(visitor.page.text_of("main h2").unwrap().starts_with("Databases"));
    visitor.follow("Refused deletions").await;
    assert!(visitor.page.row(ACTION).is_some(), "{}", visitor.page.text());
}

async fn star_and_edit(visitor: &mut Visitor) {
    let views = visitor.page.link("Views1").or_else(|| visitor.page.link("Views 1")).unwrap();
    visitor.open(visitor.page.url.join(&views).unwrap().as_str()).await;
    visitor.submit("Star Refused deletions", &[]).await;
    assert_eq!(visitor.page.url.path(), "/views");
    assert!(
        visitor.page.text_of("nav ul ul").unwrap().contains("Refused deletions"),
        "the sidebar has no star"
    );
    visitor.submit("Edit Refused deletions", &[]).await;
    visitor
        .submit("Save", &[("Name", "Deletions refused"), ("Query", "action:delete outcome:failure")])
        .await;
    assert!(
        visitor.page.text().contains("Your act was recorded as logdnaat.view.update"),
        "{}",
        visitor.page.text()
    );
    assert_eq!(visitor.page.value("Query").unwrap(), "action:delete outcome:failure");
}

async fn the_save_was_recorded(desk: &Desk, visitor: &mut Visitor) {
    let address = format!("{}/events?q=action:logdnaat.view.create%20outcome:success", desk.url);
    let event = visitor.finds(&address, "logdnaat.view.create").await;
    visitor.open(&event).await;
    let sentence = visitor.page.text_of("article > p").unwrap();
    assert!(sentence.starts_with(EMAIL), "the initiator is not me: {sentence}");
    assert!(visitor.page.text().contains("Refused deletions"), "{}", visitor.page.text());
}

async fn delete(desk: &Desk, visitor: &mut Visitor) {
    visitor.open(&format!("{}/views", desk.url)).await;
    visitor.submit("Delete Deletions refused", &[]).await;
    visitor.submit("Delete view", &[("Type its name to confirm", "deletions")]).await;
    let told = visitor.page.error_of("Type its name to confirm").unwrap_or_else(|| visitor.page.text());
    assert!(told.contains("Deletions refused"), "{told}");
    visitor.submit("Delete view", &[("Type its name to confirm", "Deletions refused")]).await;
    assert_eq!(visitor.page.url.path(), "/views");
    assert!(
        visitor.page.text().contains("Your act was recorded as logdnaat.view.delete"),
        "{}",
        visitor.page.text()
    );
}

async fn sign_out(desk: &Desk, visitor: &mut Visitor) {
    visitor.submit("Sign out", &[]).await;
    assert_eq!(visitor.page.url.path(), "/sign-in");
    visitor.open(&format!("{}/views?q=a", desk.url)).await;
    assert_eq!((visitor.page.url.path(), visitor.page.address("back").as_str()), ("/sign-in", "/views?q=a"));
    visitor.submit("Sign in", &[("E-mail address", EMAIL), ("Password", "wrong horse battery")]).await;
    assert_eq!(visitor.page.url.path(), "/sign-in");
    assert!(visitor.page.text_of("[role=alert]").is_some(), "{}", visitor.page.text());
    visitor.submit("Sign in", &[("E-mail address", EMAIL), ("Password", PASSWORD)]).await;
    assert_eq!(visitor.page.url.path(), "/views", "one is not led back: {}", visitor.page.text());
}

#[tokio::test]
async fn without_scripts_one_turns_the_pages_of_the_list_there_and_back() {
    let desk = Desk::start().await;
    assert!(desk.send(&desk.key("ingestion"), many().join("\n")).await.status().is_success());
    let mut visitor = signed_in(&desk).await;
    let first = visitor.page.text_of("tbody").unwrap();
    visitor.follow("Older →").await;
    let second = visitor.page.text_of("tbody").unwrap();
    assert_ne!(first, second);
    visitor.follow("← Newer").await;
    assert_eq!(visitor.page.text_of("tbody").unwrap(), first);
}

#[tokio::test]
async fn without_scripts_a_theme_is_chosen_and_kept() {
    let desk = Desk::start().await;
    let mut visitor = signed_in(&desk).await;
    visitor.submit("Dark", &[]).await;
    assert_eq!(visitor.page.url.path(), "/events");
    visitor.open(&format!("{}/views", desk.url)).await;
    assert!(visitor.page.raw_text_of("html[data-theme=dark]").is_some());
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let desk = Desk::start().await;
    let mut visitor = signed_in(&desk).await;
    visitor.open(&format!("{}/mauve", desk.url)).await;
    assert_eq!(visitor.page.status, StatusCode::NOT_FOUND);
    visitor.open(&format!("{}/views/0123456789/edit", desk.url)).await;
    assert_eq!(visitor.page.status, StatusCode::NOT_FOUND, "{}", visitor.page.text());
}

/// Somebody who has signed in on a desk of [`Desk::start`].
pub async fn signed_in(desk: &Desk) -> Visitor {
    let mut visitor = Visitor::at(&format!("{}/events", desk.url)).await;
    visitor.submit("Sign in", &[("E-mail address", EMAIL), ("Password", PASSWORD)]).await;
    assert_eq!(visitor.page.url.path(), "/events", "{}", visitor.page.text());
    visitor
}
