//! The walk of a first hour, in a browser with scripts.

use tests::{Desk, EMAIL, PASSWORD};

use crate::{
    browser::{Browser, button, element, field, heading, link, region, role, row, words},
    samples::{sample, samples},
};

/// The event the walk is about: somebody was refused to delete a database.
const ACTION: &str = "cloudantnosqldb.database.delete";

#[tokio::test]
async fn a_new_owner_sets_up_searches_saves_a_view_and_finds_the_record_of_it() {
    let (desk, setup_link) = Desk::start_empty().await;
    let browser = Browser::start().await;
    set_up(&browser, &setup_link).await;

    let answer = desk.send(&desk.key("ingestion"), samples().join("\n")).await;
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    events_become_visible(&browser).await;
    a_wrong_query_is_told_while_it_is_typed(&browser).await;
    search(&browser).await;
    expand(&browser).await;
    include_a_value(&browser).await;
    save(&browser).await;
    the_view_is_listed(&browser).await;
    the_save_was_recorded(&desk, &browser).await;
    sign_out(&desk, &browser).await;
    assert_eq!(browser.complaints().await, [""; 0]);
}

async fn set_up(browser: &Browser, setup_link: &str) {
    browser.open(setup_link).await;
    browser.sees(&heading("Set up this desk")).await;
    browser.fill("Your e-mail address", EMAIL).await;
    browser.fill("Password", PASSWORD).await;
    browser.fill("The password again", PASSWORD).await;
    browser
        .sees(&field("Location of the first instance"))
        .await
        .send_keys("Dallas (us-south)")
        .await
        .unwrap();
    browser.click(&button("Set up and sign in")).await;
    browser.arrives_at("/events").await;
    browser.sees(&words("Dallas")).await;
}

async fn events_become_visible(browser: &Browser) {
    browser
        .eventually("an event is listed", async || {
            browser.reload().await;
            browser.seen(&row(ACTION)).await
        })
        .await;
}

async fn a_wrong_query_is_told_while_it_is_typed(browser: &Browser) {
    browser.fill("Query", "outcome:failure (").await;
    let message = "//form[@role='search']//*[@role='status'][contains(.,'(')]";
    browser.sees(&element("why the query is wrong", message)).await;
    let query = browser.sees(&field("Query")).await;
    assert_eq!(query.attr("aria-invalid").await.unwrap().as_deref(), Some("true"));
    // What is typed is drawn below the field in pieces, one a colour.
    let pieces = "return [...document.querySelectorAll('form[role=search] [aria-hidden=true] > span')]
        .map(piece => piece.textContent).filter(text => text.trim());";
    let pieces: Vec<String> = browser.driver().execute(pieces, vec![]).await.unwrap().convert().unwrap();
    assert!(pieces.contains(&"outcome".to_owned()) && pieces.contains(&"failure".to_owned()), "{pieces:?}");
}

async fn search(browser: &Browser) {
    browser.fill("Query", "action:database.delete").await;
    browser.click(&button("Search")).await;
    browser.address_says("q", "action:database.delete").await;
    browser.sees(&row(ACTION)).await;
    browser.misses(&row("cloudantnosqldb.database.create")).await;
}

async fn expand(browser: &Browser) {
    browser.click(&row(ACTION)).await;
    let told = browser.sees(&role("article")).await.text().await.unwrap();
    assert!(told.contains("tried to delete database orders in Cloudant"), "{told}");
    browser.sees(&words("resourceGroupId").within(&region("Fields"))).await;
    browser.click(&link("JSON")).await;
    browser.sees(&heading("As it came, byte for byte")).await;
    let original = "//h3[contains(.,'byte for byte')]/following-sibling::pre";
    let original = browser.sees(&element("the original text", original)).await;
    let original = original.prop("textContent").await.unwrap().unwrap();
    // The times of the samples are of their own making; all else is as it was sent.
    let without_time = |text: &str| {
        let (head, tail) = text.split_once("\"eventTime\":\"").unwrap();
        format!("{head}{}", tail.split_once('"').unwrap().1)
    };
    assert_eq!(without_time(&original), without_time(&sample(ACTION)));
}

async fn include_a_value(browser: &Browser) {
    browser.click(&link("Fields")).await;
    browser.click(&link("Include outcome failure")).await;
    browser.address_says("q", "action:database.delete outcome:==\"failure\"").await;
    let query = browser.sees(&field("Query")).await;
    assert_eq!(query.value().await.unwrap().unwrap(), "action:database.delete outcome:==\"failure\"");
    browser.sees(&row(ACTION)).await;
}

async fn save(browser: &Browser) {
    browser.click(&button("Save view")).await;
    browser.fill("Name", "Refused deletions").await;
    browser.fill("Category", "Databases").await;
    browser.click(&button("Save")).await;
    browser.sees(&words("Your act was recorded as")).await;
    browser.sees(&words("Refused deletions").within(&element("the page", "//main"))).await;
    // The form has done its work, and the sidebar counts the view.
    browser.misses(&field("Category")).await;
    browser.sees(&element("one view in the sidebar", "//nav//a[normalize-space()='Views1']")).await;
}

async fn the_view_is_listed(browser: &Browser) {
    browser.click(&element("the link Views", "//nav//a[starts-with(normalize-space(),'Views')]")).await;
    browser.arrives_at("/views").await;
    browser.sees(&heading("Databases")).await;
    browser.click(&link("Refused deletions").within(&element("the page", "//main"))).await;
    browser.arrives_at("/events").await;
    browser.sees(&row(ACTION)).await;
}

async fn the_save_was_recorded(desk: &Desk, browser: &Browser) {
    browser
        .eventually("the save is found", async || {
            browser.open(&format!("{}/events", desk.url)).await;
            browser.fill("Query", "action:logdnaat.view.create initiator.name:owner").await;
            browser.click(&button("Search")).await;
            browser.address_says("q", "action:logdnaat.view.create initiator.name:owner").await;
            browser.sees(&role("status")).await;
            browser.seen(&row("logdnaat.view.create")).await
        })
        .await;
    browser.click(&row("logdnaat.view.create")).await;
    let told = browser.sees(&role("article")).await.text().await.unwrap();
    assert!(told.starts_with(EMAIL), "the initiator is not me: {told}");
    assert!(told.contains("Refused deletions"), "{told}");
}

async fn sign_out(desk: &Desk, browser: &Browser) {
    browser.click(&button(EMAIL)).await;
    browser.click(&button("Sign out")).await;
    browser.arrives_at("/sign-in").await;
    browser.open(&format!("{}/events", desk.url)).await;
    browser.arrives_at("/sign-in").await;
    assert_eq!(browser.address().await.get("back"), "/events");
}
