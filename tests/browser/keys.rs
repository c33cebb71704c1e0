//! The desk by keyboard alone.

use tests::{Desk, EMAIL, PASSWORD};
use thirtyfour::Key;

use crate::{
    browser::{Browser, button, heading, role, row},
    samples::samples,
};

#[tokio::test]
async fn slash_leads_to_the_query_from_anywhere_on_the_page() {
    let (_desk, browser) = list_of_events().await;
    browser.press("/").await;
    focuses(&browser, "Query").await;
    browser.press("outcome:failure" + Key::Enter).await;
    browser.address_says("q", "outcome:failure").await;
    // Inside the query a slash is a slash.
    browser.press("/").await;
    focuses(&browser, "Query").await;
    let query = browser.driver().active_element().await.unwrap().value().await.unwrap();
    assert_eq!(query.as_deref(), Some("outcome:failure/"));
}

#[tokio::test]
async fn j_and_k_go_from_event_to_event_and_enter_expands_one() {
    let (desk, browser) = list_of_events().await;
    // Events are told apart by their times here, and the desk's own may share one.
    browser.open(&format!("{}/events?q=cloudantnosqldb", desk.url)).await;
    browser.press("j").await;
    let first = browser.focus().await;
    browser.press("j").await;
    let second = browser.focus().await;
    assert_ne!(first, second);
    browser.press("k").await;
    focuses(&browser, &first).await;
    browser.press(Key::Enter).await;
    browser.sees(&role("article")).await;
    // The cursor stays where it was, so that one can read on from there.
    focuses(&browser, &first).await;
    browser.press(Key::Enter).await;
    browser.misses(&role("article")).await;
    browser.press("j").await;
    focuses(&browser, &second).await;
}

#[tokio::test]
async fn a_question_mark_opens_the_sheet_of_keys_and_escape_closes_it() {
    let (_desk, browser) = list_of_events().await;
    browser.press("?").await;
    browser.sees(&heading("Keyboard")).await;
    browser.press(Key::Escape).await;
    browser.misses(&heading("Keyboard")).await;
}

#[tokio::test]
async fn control_k_finds_a_page_by_a_few_letters() {
    let (_desk, browser) = list_of_events().await;
    browser.press(Key::Control + "k").await;
    focuses(&browser, "Find").await;
    browser.press("vie").await;
    browser.press(Key::Tab).await;
    browser.press(Key::Enter).await;
    browser.arrives_at("/views").await;
    browser.misses(&role("dialog")).await;
}

#[tokio::test]
async fn g_and_a_letter_go_to_a_page() {
    let (_desk, browser) = list_of_events().await;
    browser.press("gv").await;
    browser.arrives_at("/views").await;
    browser.press("ge").await;
    browser.arrives_at("/events").await;
}

async fn focuses(browser: &Browser, name: &str) {
    let there = async || (browser.focus().await == name).then_some(());
    browser.eventually(&format!("the cursor is at {name}"), there).await;
}

async fn list_of_events() -> (Desk, Browser) {
    let desk = Desk::start().await;
    assert!(desk.send(&desk.key("ingestion"), samples().join("\n")).await.status().is_success());
    let browser = signed_in(&desk).await;
    browser.sees(&row("cloudantnosqldb.database.delete")).await;
    (desk, browser)
}

/// A browser in which the owner of a desk of [`Desk::start`] has signed in.
pub async fn signed_in(desk: &Desk) -> Browser {
    let browser = Browser::start().await;
    browser.open(&format!("{}/events", desk.url)).await;
    browser.arrives_at("/sign-in").await;
    browser.fill("E-mail address", EMAIL).await;
    browser.fill("Password", PASSWORD).await;
    browser.click(&button("Sign in")).await;
    browser.arrives_at("/events").await;
    browser
}
