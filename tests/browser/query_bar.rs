//! The query as it is typed, and the range it is searched over.

use serde_json::Value;
use tests::Desk;

use crate::{
    browser::{Browser, element, field, heading, link},
    keys::signed_in,
};

#[tokio::test]
async fn every_wrong_part_is_underlined_while_it_is_typed() {
    let desk = Desk::start().await;
    let browser = signed_in(&desk).await;
    browser.fill("Query", "action:delete (outcome:failure OR").await;
    browser
        .eventually("both wrong parts are underlined", async || {
            (underlined(&browser).await == ["(", "OR"]).then_some(())
        })
        .await;
    browser.fill("Query", "action:delete").await;
    browser
        .eventually("nothing is underlined", async || underlined(&browser).await.is_empty().then_some(()))
        .await;
}

#[tokio::test]
async fn an_empty_list_leads_to_a_longer_range_with_the_same_query() {
    let desk = Desk::start().await;
    let browser = signed_in(&desk).await;
    browser.click(&element("the time range", "//summary[contains(.,'Last 24 hours')]")).await;
    browser.click(&link("Last 15 minutes")).await;
    browser.address_says("from", "15 minutes ago").await;
    // The desk's own records are of this minute.
    browser.fill("Query", "mauve").await;
    browser.press(thirtyfour::Key::Enter).await;
    browser.address_says("q", "mauve").await;
    browser.sees(&heading("Nothing fits in this range")).await;
    browser.click(&link("Look over the last 30 days")).await;
    browser.address_says("from", "30 days ago").await;
    assert_eq!(browser.sees(&field("Query")).await.value().await.unwrap().as_deref(), Some("mauve"));
}

/// The pieces of the drawn query that are marked as wrong.
async fn underlined(browser: &Browser) -> Vec<String> {
    let pieces = "return [...document.querySelectorAll('form[role=search] [aria-hidden=true] > span')]
        .filter(piece => getComputedStyle(piece).textDecorationLine.includes('underline'))
        .map(piece => piece.textContent.trim()).filter(Boolean);";
    let pieces = browser.driver().execute(pieces, vec![]).await.unwrap();
    let pieces = pieces.json().as_array().cloned().unwrap_or_default();
    pieces.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
