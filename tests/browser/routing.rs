//! Where lines of collector keys go, what is held, and whose data events are stored: the pages.

use reqwest::StatusCode;
use serde_json::json;
use tests::{Desk, EMAIL, PASSWORD};

use crate::{
    browser::{Browser, button, element, row, words},
    visitor::Visitor,
};

fn event(service: &str, location: &str, data: bool) -> String {
    let crn = format!("crn:v1:bluemix:public:{service}:{location}:a/1:77::");
    json!({"action": format!("{service}.thing.read"), "logSourceCRN": crn, "dataEvent": data}).to_string()
}

/// A desk to which a collector has sent what has no instance.
async fn holding_desk() -> Desk {
    let desk = Desk::start().await;
    fill(&desk).await;
    desk
}

/// Sends lines of a place without an instance, and a data event that is not stored.
pub async fn fill(desk: &Desk) {
    let collector = tests::collector_key(desk.folder.path());
    let lines = [event("kms", "eu-gb", false), event("cloudantnosqldb", "us-south", true)];
    assert!(desk.send(&collector, lines.join("\n")).await.status().is_success());
}

async fn visitor(desk: &Desk, path: &str) -> Visitor {
    let mut visitor = Visitor::at(&format!("{}{path}", desk.url)).await;
    visitor.submit("Sign in", &[("E-mail address", EMAIL), ("Password", PASSWORD)]).await;
    visitor
}

#[tokio::test]
async fn held_lines_ask_for_a_decision_and_belong_to_the_instance_that_is_made() {
    let desk = holding_desk().await;
    let browser = Browser::start().await;
    browser.open(&format!("{}/sources", desk.url)).await;
    browser.fill("E-mail address", EMAIL).await;
    browser.fill("Password", PASSWORD).await;
    browser.click(&button("Sign in")).await;
    browser.sees(&words("1 line waits for London (eu-gb)")).await;
    browser.sees(&words("1 waiting")).await;
    browser.is_hydrated().await;
    browser.click(&button("Create the instance for London (eu-gb)")).await;
    browser.sees(&words("The instance is there, with the lines that waited for it.")).await;
    browser.misses(&words("1 line waits")).await;
    browser.reload().await;
    browser.misses(&words("waiting")).await;
    browser.click(&element("the instances", "//summary[contains(.,'Dallas')]")).await;
    browser.click(&element("London", "//ul[@aria-label='Instances']//a[contains(.,'London')]")).await;
    browser.arrives_at("/events").await;
    browser.sees(&row("kms.thing.read")).await;
    assert_eq!(browser.complaints().await, [""; 0]);
}

#[tokio::test]
async fn held_lines_are_routed_and_routes_are_made_tried_changed_and_deleted_without_scripts() {
    let desk = holding_desk().await;
    let mut visitor = visitor(&desk, "/sources/routing").await;
    let line = event("kms", "eu-gb", false);
    visitor.submit("Try it", &[("A line, as a sender sends it", &line)]).await;
    assert!(visitor.page.text().contains("It would be held for eu-gb"), "{}", visitor.page.text());
    visitor.submit("Route them there from London (eu-gb)", &[]).await;
    assert!(visitor.page.text().contains("The lines are on their way."), "{}", visitor.page.text());
    visitor.submit("Try it", &[("A line, as a sender sends it", &line)]).await;
    let told = visitor.page.text();
    assert!(told.contains("It would be stored in Dallas (us-south)"), "{told}");
    assert!(told.contains("route eu-gb has no instance: it fits"), "{told}");

    visitor.follow("Add a route").await;
    let form = [("Name of the route", "Keys"), ("Only this location", "mauve")];
    visitor.submit("Add the route", &form).await;
    assert!(visitor.page.text().contains("The catalogue has no location called"), "{}", visitor.page.text());
    visitor.open(&format!("{}/sources/routing?edit=new", desk.url)).await;
    let form = [
        ("Name of the route", "Keys"),
        ("Only this source or service", "kms"),
        ("Its place among the routes", "1"),
    ];
    visitor.submit("Add the route", &form).await;
    assert!(
        visitor.page.text().contains("Your act was recorded as logdnaat.route"),
        "{}",
        visitor.page.text()
    );
    let edit = visitor.page.attribute("tr:has(button) a[href*='edit=']", "href").unwrap();
    visitor.open(visitor.page.url.join(&edit).unwrap().as_str()).await;
    assert_eq!(visitor.page.value("Only this source or service").as_deref(), Some("kms"));
    visitor.submit("Save the route", &[("Name of the route", "All keys"), ("State", "off")]).await;
    assert!(visitor.page.text().contains("All keys"), "{}", visitor.page.text());
    visitor.submit("Delete All keys", &[]).await;
    assert!(!visitor.page.text().contains("All keys"), "{}", visitor.page.text());
}

#[tokio::test]
async fn data_events_are_switched_on_where_they_are_wanted() {
    let desk = holding_desk().await;
    let mut visitor = visitor(&desk, "/sources/data-events").await;
    assert!(visitor.page.text().contains("data events off"), "{}", visitor.page.text());
    visitor.submit("Switch on data events of 77", &[]).await;
    let told = visitor.page.text();
    assert!(told.contains("77 was switched. Your act was recorded as logdnaat.source.update"), "{told}");
    assert!(told.contains("data events on"), "{told}");
    assert!(visitor.page.link("Routing").is_some());
    let unknown = [("id", "88"), ("data_events", "true")];
    let answered = visitor.send(&format!("{}/api/source-update", desk.url), &unknown).await;
    assert_eq!(answered, StatusCode::NOT_FOUND);
}

/// The table is the catalogue's, with the day it changed.
#[tokio::test]
async fn the_table_is_there_with_both_sides_of_each_day() {
    let desk = Desk::start().await;
    let visitor = visitor(&desk, "/sources/routing").await;
    let told = visitor.page.text();
    assert!(told.contains("WDC06"), "{told}");
    assert!(told.contains("since 2024-01-29; before, us-south"), "{told}");
    let rows = model::catalog::Catalog::embedded().routing().len();
    assert_eq!(visitor.page.count("tbody tr"), rows);
}
