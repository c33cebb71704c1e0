//! An event among its neighbours.

use tests::Desk;

use crate::{
    browser::{Browser, link, region, row},
    keys::signed_in,
    plain,
    samples::samples,
};

const ACTION: &str = "cloudantnosqldb.database.delete";

#[tokio::test]
async fn the_context_shows_what_stood_before_and_after_an_event() {
    let desk = desk().await;
    let browser = signed_in(&desk).await;
    browser.click(&row(ACTION)).await;
    browser.click(&link("Context")).await;
    browser.address_says("tab", "context").await;
    browser.sees(&region("Context")).await;
    let all = lines(&browser).await;
    let marked = marked(&browser).await;
    assert!(marked.contains(ACTION), "{marked}");
    assert!(all.len() > 8 && all.len() <= 17, "{all:?}");
    assert!(all.contains(&marked));
    browser.click(&link("source")).await;
    browser.address_says("around", "source").await;
    browser
        .eventually("only lines of the source are left", async || {
            lines(&browser).await.iter().all(|line| line.contains("cloudantnosqldb")).then_some(())
        })
        .await;
    // A neighbour leads on, among its own.
    browser.click(&link("same correlation id")).await;
    browser.address_says("around", "correlation").await;
}

#[tokio::test]
async fn without_scripts_one_looks_further_before_an_event() {
    let desk = desk().await;
    let mut visitor = plain::signed_in(&desk).await;
    let event = visitor.page.row(ACTION).unwrap();
    visitor.open(visitor.page.url.join(&event).unwrap().as_str()).await;
    visitor.follow("Context").await;
    let few = visitor.page.count("[aria-label=Context] ol time");
    visitor.follow("Show more before").await;
    let many = visitor.page.count("[aria-label=Context] ol time");
    assert!(many > few, "{many} after {few}");
}

async fn desk() -> Desk {
    let desk = Desk::start().await;
    assert!(desk.send(&desk.key("ingestion"), samples().join("\n")).await.status().is_success());
    desk
}

async fn lines(browser: &Browser) -> Vec<String> {
    let all =
        "return [...document.querySelectorAll('[aria-label=Context] ol > li')].map(line => line.textContent)";
    browser
        .eventually("there are lines", async || {
            let all: Vec<String> = browser.driver().execute(all, vec![]).await.ok()?.convert().ok()?;
            (!all.is_empty()).then_some(all)
        })
        .await
}

async fn marked(browser: &Browser) -> String {
    let it = "return document.querySelector('[aria-label=Context] ol > li[aria-current]').textContent";
    browser.driver().execute(it, vec![]).await.unwrap().convert().unwrap()
}
