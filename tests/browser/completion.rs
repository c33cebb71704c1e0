//! Suggestions while a query is typed.

use thirtyfour::Key;

use crate::{
    browser::{Browser, Element, element, field},
    histogram::list_of_many,
};

#[tokio::test]
async fn a_query_is_written_from_suggestions_with_the_keyboard_alone() {
    let (_desk, browser) = list_of_many().await;
    browser.press("/").await;
    browser.press("outc").await;
    browser.sees(&option("outcome")).await;
    browser.press(Key::Down).await;
    let query = browser.sees(&field("Query")).await;
    let active = query.attr("aria-activedescendant").await.unwrap().unwrap();
    browser.sees(&element("the chosen one", &format!("//*[@id='{active}'][@aria-selected='true']"))).await;
    browser.press(Key::Enter).await;
    says(&browser, "outcome:").await;
    // Now its values are there, with counts.
    browser.sees(&option("success")).await;
    browser.press(Key::Down).await;
    browser.press(Key::Tab).await;
    says(&browser, "outcome:==\"success\"").await;
    browser.press(Key::Enter).await;
    browser.address_says("q", "outcome:==\"success\"").await;
}

#[tokio::test]
async fn enter_searches_while_nothing_is_chosen_and_escape_puts_suggestions_away() {
    let (_desk, browser) = list_of_many().await;
    browser.press("/").await;
    browser.press("outcome:s").await;
    browser.sees(&option("success")).await;
    browser.press(Key::Escape).await;
    browser.misses(&option("success")).await;
    browser.press("u").await;
    browser.sees(&option("success")).await;
    browser.press(Key::Enter).await;
    browser.address_says("q", "outcome:su").await;
    browser.misses(&option("success")).await;
}

#[tokio::test]
async fn an_action_is_suggested_with_its_summary() {
    let (_desk, browser) = list_of_many().await;
    browser.press("/").await;
    browser.press("action:cloudantnosqldb.database.del").await;
    let option = browser.sees(&option("cloudantnosqldb.database.delete")).await;
    assert!(option.text().await.unwrap().to_lowercase().contains("database"), "{:?}", option.text().await);
}

fn option(label: &str) -> Element {
    element(
        &format!("the suggestion {label}"),
        &format!("//*[@role='option'][span[normalize-space()='{label}']]"),
    )
}

async fn says(browser: &Browser, text: &str) {
    let query = browser.sees(&field("Query")).await;
    browser
        .eventually(&format!("the query says {text}"), async || {
            (query.value().await.ok()??.as_str() == text).then_some(())
        })
        .await;
}
