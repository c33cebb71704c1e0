//! Events as they come.

use std::time::{Duration, Instant};

use tests::Desk;

use crate::{
    browser::{Browser, button, element, words},
    keys::signed_in,
};

#[tokio::test]
async fn a_live_list_receives_what_another_process_sends_and_goes_on_after_a_restart() {
    let mut desk = Desk::start().await;
    let key = desk.key("ingestion");
    let browser = signed_in(&desk).await;
    browser.click(&button("Live")).await;
    is_connected(&browser).await;
    send(&desk, &key, "first").await;
    browser.sees(&action("live.first.create")).await;

    let asked = Instant::now();
    assert!(desk.stop());
    assert!(asked.elapsed() < Duration::from_secs(8), "the live page held the server up");
    desk.restart().await;
    // The browser may be back before this or after it.
    send(&desk, &key, "second").await;
    browser.sees(&action("live.second.create")).await;
    send(&desk, &key, "third").await;
    browser.sees(&action("live.third.create")).await;
    let all =
        "return [...document.querySelectorAll('tbody .event-list__action')].map(cell => cell.textContent)
        .filter(text => text.startsWith('live.'))";
    let all: Vec<String> = browser.driver().execute(all, vec![]).await.unwrap().convert().unwrap();
    assert_eq!(all, ["live.third.create", "live.second.create", "live.first.create"]);
}

#[tokio::test]
async fn a_paused_list_stands_still_and_loses_nothing() {
    let desk = Desk::start().await;
    let key = desk.key("ingestion");
    let browser = signed_in(&desk).await;
    browser.press("l").await;
    is_connected(&browser).await;
    browser.click(&button("Pause")).await;
    send(&desk, &key, "first").await;
    browser.sees(&button("1 new event ↑")).await;
    browser.misses(&action("live.first.create")).await;
    browser.click(&button("Go on")).await;
    browser.sees(&action("live.first.create")).await;
    browser.misses(&button("1 new event ↑")).await;
}

#[tokio::test]
async fn a_list_that_is_not_live_says_how_many_came_and_brings_them() {
    let desk = Desk::start().await;
    let key = desk.key("ingestion");
    let browser = signed_in(&desk).await;
    browser.open(&format!("{}/events?q=action:live", desk.url)).await;
    send(&desk, &key, "first").await;
    browser.click(&button("1 new event ↑")).await;
    browser.sees(&action("live.first.create")).await;
    browser.misses(&words("new event ↑")).await;
}

#[tokio::test]
async fn nobody_follows_a_list_without_a_session() {
    let desk = Desk::start().await;
    let answer = reqwest::get(format!("{}/live?after=0", desk.url)).await.unwrap();
    assert_eq!(answer.status(), reqwest::StatusCode::UNAUTHORIZED);
}

async fn is_connected(browser: &Browser) {
    browser.sees(&element("the rate", "//*[@role='status'][contains(.,'/ s')]")).await;
}

fn action(name: &str) -> crate::browser::Element {
    element(name, &format!("//tbody/tr/td[normalize-space()='{name}']"))
}

async fn send(desk: &Desk, key: &str, name: &str) {
    let event =
        format!(r#"{{"action":"live.{name}.create","outcome":"success","initiator":{{"name":"ana"}}}}"#);
    assert!(desk.send(key, event).await.status().is_success());
}
