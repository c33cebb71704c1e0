//! The values beside the list.

use thirtyfour::{Key, prelude::By};

use crate::{
    browser::{Browser, element, field, link},
    histogram::{count, facet, list_of_many},
    plain,
};

#[tokio::test]
async fn a_click_on_a_value_includes_it_and_its_count_is_that_of_the_list() {
    let (_desk, browser) = list_of_many().await;
    let (value, counted) = first(&browser, "Source").await;
    browser.click(&element("the first source", "//ul[@aria-label='Source']/li[1]/a[1]")).await;
    browser.address_says("q", &format!("source:==\"{value}\"")).await;
    browser
        .eventually("the list has as many", async || (count(&browser).await == counted).then_some(()))
        .await;
    let sources =
        "return [...document.querySelectorAll('tbody .event-list__source')].map(cell => cell.textContent)";
    let sources: Vec<String> = browser.driver().execute(sources, vec![]).await.unwrap().convert().unwrap();
    assert_eq!(sources.len(), counted.min(100));
    assert!(sources.iter().all(|source| *source == value), "{sources:?}");
    // The same click again takes it back.
    browser.click(&element("the first source", "//ul[@aria-label='Source']/li[1]/a[1]")).await;
    browser.address_says("q", "").await;
}

#[tokio::test]
async fn a_value_is_left_out_with_alt_and_alone_with_only() {
    let (_desk, browser) = list_of_many().await;
    let all = count(&browser).await;
    let (value, counted) = first(&browser, "Outcome").await;
    let first = element("the first outcome", "//ul[@aria-label='Outcome']/li[1]/a[1]");
    let link = browser.sees(&first).await;
    let alt = browser.driver().action_chain().key_down(Key::Alt).click_element(&link).key_up(Key::Alt);
    alt.perform().await.unwrap();
    browser.address_says("q", &format!("-outcome:==\"{value}\"")).await;
    browser
        .eventually("the list has the others", async || {
            (count(&browser).await == all - counted).then_some(())
        })
        .await;
}

#[tokio::test]
async fn more_values_are_searched_and_the_address_keeps_it() {
    let (_desk, browser) = list_of_many().await;
    browser.click(&element("more actions", "//a[contains(.,' more')][contains(.,'of Action')]")).await;
    browser.address_says("facet", "action").await;
    browser.fill("Search values", "delete").await;
    browser.address_says("find", "delete").await;
    let others =
        element("a value that does not fit", "//ul[@aria-label='Action']/li[not(contains(.,'delete'))]");
    browser.misses(&others).await;
    assert_eq!(browser.sees(&field("Search values")).await.value().await.unwrap().unwrap(), "delete");
    browser.click(&link("Show few of Action")).await;
    browser.address_says("facet", "").await;
}

#[tokio::test]
async fn f_puts_the_values_away_and_brings_them_back() {
    let (_desk, browser) = list_of_many().await;
    browser.press("f").await;
    browser.misses(&facet("Source")).await;
    browser.press("f").await;
    browser.sees(&facet("Source")).await;
}

#[tokio::test]
async fn without_scripts_a_field_of_an_event_is_pinned_and_a_value_included() {
    let (desk, _browser) = list_of_many().await;
    let mut visitor = plain::signed_in(&desk).await;
    let event = visitor.page.attribute("tbody a", "href").unwrap();
    visitor.open(visitor.page.url.join(&event).unwrap().as_str()).await;
    visitor.follow("Pin action").await;
    assert_eq!(visitor.page.address("pin"), "action");
    visitor.follow("Unpin of Action").await;
    assert_eq!(visitor.page.address("pin"), "");
    let href = visitor.page.attribute("ul[aria-label=Outcome] a", "href").unwrap();
    visitor.open(visitor.page.url.join(&href).unwrap().as_str()).await;
    assert!(visitor.page.address("q").starts_with("outcome:=="), "{}", visitor.page.address("q"));
}

async fn first(browser: &Browser, name: &str) -> (String, usize) {
    let row = browser.sees(&facet(name)).await;
    let text = row.find(By::Css("li a")).await.unwrap().text().await.unwrap();
    let (value, count) = text.rsplit_once(char::is_whitespace).unwrap();
    (value.trim().to_owned(), count.replace(',', "").parse().unwrap())
}
