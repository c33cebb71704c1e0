//! The bars over the list.

use tests::Desk;
use thirtyfour::{Key, prelude::By};

use crate::{
    browser::{Browser, Element, element, link, region},
    keys::signed_in,
    plain,
    samples::many,
};

#[tokio::test]
async fn dragging_over_bars_narrows_the_range_of_the_address_and_the_list() {
    let (_desk, browser) = list_of_many().await;
    let before = count(&browser).await;
    let (from, to) = (bar(&browser, 30).await, bar(&browser, 70).await);
    browser.driver().action_chain().drag_and_drop_element(&from, &to).perform().await.unwrap();
    let from = browser
        .eventually("the address says where the range begins", async || {
            Some(browser.address().await.get("from").to_owned()).filter(|from| !from.is_empty())
        })
        .await;
    let to = browser.address().await.get("to").to_owned();
    let after = browser
        .eventually("there are fewer events", async || {
            Some(count(&browser).await).filter(|after| *after < before)
        })
        .await;
    assert!(after > 0);
    let times = "return [...document.querySelectorAll('tbody time')].map(time => time.dateTime)";
    let times: Vec<String> = browser.driver().execute(times, vec![]).await.unwrap().convert().unwrap();
    assert_eq!(times.len(), after.min(100));
    for time in times {
        assert!(from[..19] <= time[..19] && time[..19] <= to[..19], "{time} is not from {from} to {to}");
    }
    browser.click(&link("Zoom out")).await;
    browser
        .eventually("there are more events again", async || (count(&browser).await > after).then_some(()))
        .await;
}

#[tokio::test]
async fn bars_are_one_stop_for_the_tab_key_and_arrows_with_shift_choose_a_range() {
    let (_desk, browser) = list_of_many().await;
    let bar = bar(&browser, 100).await;
    bar.find(By::Tag("a")).await.unwrap().focus().await.unwrap();
    let last = browser.focus().await;
    browser.press(Key::Left).await;
    let before = browser.focus().await;
    assert_ne!(last, before);
    browser.press(Key::Shift + Key::Left).await;
    browser.press(Key::Shift + Key::Left).await;
    let chosen = "return document.querySelectorAll('.histogram__bar--chosen').length";
    let chosen: usize = browser.driver().execute(chosen, vec![]).await.unwrap().convert().unwrap();
    assert_eq!(chosen, 3);
    let stops =
        "return document.querySelectorAll('[aria-label=\"Events over time\"] li a[tabindex=\"0\"]').length";
    let stops: usize = browser.driver().execute(stops, vec![]).await.unwrap().convert().unwrap();
    assert_eq!(stops, 1);
    browser.press(Key::Enter).await;
    browser
        .eventually("the address says the range", async || {
            (!browser.address().await.get("to").is_empty()).then_some(())
        })
        .await;
}

#[tokio::test]
async fn the_bars_are_split_by_outcome_and_the_address_keeps_it() {
    let (_desk, browser) = list_of_many().await;
    browser.click(&link("Outcome")).await;
    browser.address_says("split", "outcome").await;
    browser
        .sees(&element("how many failed", "//section//li[starts-with(normalize-space(),'failure ')]"))
        .await;
    browser.reload().await;
    browser
        .sees(&element("how many failed", "//section//li[starts-with(normalize-space(),'failure ')]"))
        .await;
}

#[tokio::test]
async fn without_scripts_a_bar_leads_to_the_events_it_counts() {
    let desk = Desk::start().await;
    assert!(desk.send(&desk.key("ingestion"), many().join("\n")).await.status().is_success());
    let mut visitor = plain::signed_in(&desk).await;
    let link = "section[aria-label='Events over time'] ol a:has(path)";
    let told = visitor.page.text_of(link).unwrap();
    let (_, told) = told
        .rsplit_once("events:")
        .or_else(|| told.rsplit_once("event:"))
        .map_or(("", told.as_str()), |parts| parts);
    let counted: usize =
        told.split(',').map(|part| part.trim().split(' ').next().unwrap().parse::<usize>().unwrap()).sum();
    let href = visitor.page.attribute(link, "href").unwrap();
    visitor.open(visitor.page.url.join(&href).unwrap().as_str()).await;
    assert!(visitor.page.text_of("[role=status]").is_some());
    assert_eq!(visitor.page.count("tbody time"), counted, "{}", visitor.page.text());
}

/// A list of many events, in a browser.
pub async fn list_of_many() -> (Desk, Browser) {
    let desk = Desk::start().await;
    assert!(desk.send(&desk.key("ingestion"), many().join("\n")).await.status().is_success());
    let browser = signed_in(&desk).await;
    browser.sees(&region("Events over time")).await;
    (desk, browser)
}

/// How many events there are by the line over the list.
pub async fn count(browser: &Browser) -> usize {
    let line = element("the status line", "//*[@role='status'][contains(.,' ms')]");
    let text = browser.sees(&line).await.text().await.unwrap_or_default();
    let digits: String =
        text.split(' ').next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_default()
}

async fn bar(browser: &Browser, per_cent: usize) -> thirtyfour::WebElement {
    let bars =
        browser.driver().find_all(By::Css("section[aria-label='Events over time'] ol > li")).await.unwrap();
    let place = (bars.len() * per_cent / 100).min(bars.len() - 1);
    bars[place].clone()
}

/// The values of a facet.
pub fn facet(name: &str) -> Element {
    element(&format!("the values of {name}"), &format!("//ul[@aria-label='{name}']"))
}
