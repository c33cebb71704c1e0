//! The pages about views beyond the first walk: previews, templates, copies, and the list.

use serde_json::{Value, json};
use tests::Desk;

use crate::{plain::signed_in, samples::samples, visitor::Visitor};

const ACTION: &str = "cloudantnosqldb.database.delete";

/// A desk with the samples and one view of them.
async fn desk() -> (Desk, String) {
    let desk = Desk::start().await;
    assert!(desk.send(&desk.key("ingestion"), samples().join("\n")).await.status().is_success());
    let key = desk.key("service");
    let view = json!({"name": "Deletions", "query": format!("action:=={ACTION}"), "description": "Who deleted what"});
    let request = reqwest::Client::new().post(format!("{}/v1/config/view", desk.url));
    let answer = request.header("servicekey", &key).json(&view).send().await.unwrap();
    let view: Value = answer.error_for_status().unwrap().json().await.unwrap();
    (desk, view["viewid"].as_str().unwrap().to_owned())
}

async fn edit(desk: &Desk, view: &str) -> Visitor {
    let mut visitor = signed_in(desk).await;
    visitor.open(&format!("{}/views/{view}/edit", desk.url)).await;
    visitor
}

#[tokio::test]
async fn without_scripts_a_template_is_tried_before_it_is_saved_and_then_writes_the_rows() {
    let (desk, view) = desk().await;
    let mut visitor = edit(&desk, &view).await;
    let template = "{{action}} ended as {{outcome}}, legacy: ${nothing}";
    visitor.submit("Preview", &[("Line template", template), ("Name", "Not yet")]).await;
    let told = visitor.page.text();
    assert!(told.contains("This is a preview; nothing is saved yet."), "{told}");
    assert!(told.contains(&format!("{ACTION} ended as failure, legacy:")), "{told}");
    assert_eq!(visitor.page.value("Line template").as_deref(), Some(template));
    assert!(told.contains("Edit Deletions"), "{told}");
    visitor.submit("Preview", &[("Query", "abc (def")]).await;
    assert!(visitor.page.text().contains("The query can not be read"), "{}", visitor.page.text());

    let filters =
        [("Query", ""), ("Only these sources", "cloudantnosqldb\n\nnobody"), ("New category", "Databases")];
    visitor.submit("Save", &[&filters[..], &[("Name", "Deletions")]].concat()).await;
    assert!(visitor.page.text().contains("recorded as logdnaat.view.update"), "{}", visitor.page.text());
    assert!(visitor.page.text().contains("Who deleted what"), "what it is for stands over the list");
    let written = format!("{ACTION} ended as failure, legacy:");
    assert!(visitor.page.row(&written).is_some(), "{}", visitor.page.text());
    // Without the view the row is the usual one.
    visitor.open(&format!("{}/events?q=action:{ACTION}&from=2015-01-01", desk.url)).await;
    assert!(
        visitor.page.row(&written).is_none() && visitor.page.row(ACTION).is_some(),
        "{}",
        visitor.page.text()
    );
    visitor.open(&format!("{}/views", desk.url)).await;
    assert!(visitor.page.text_of("main h2").unwrap().starts_with("Databases"), "{}", visitor.page.text());
    assert!(visitor.page.text().contains("source: cloudantnosqldb"), "{}", visitor.page.text());
}

#[tokio::test]
async fn the_list_tells_what_a_view_finds_whom_it_tells_and_who_changed_it() {
    let (desk, view) = desk().await;
    let mut visitor = signed_in(&desk).await;
    visitor.open(&format!("{}/views", desk.url)).await;
    let row = visitor.page.text_of("main tbody tr").unwrap();
    assert!(row.contains("Deletions") && row.contains("none") && row.contains("test"), "{row}");
    let count = visitor.page.text_of("main tbody tr td:nth-of-type(3)").unwrap();
    assert!(count.parse::<u64>().is_ok(), "{count}");
    visitor.submit("Alert Deletions", &[]).await;
    visitor.follow("PagerDuty").await;
    visitor.submit("Save the channel", &[("Key", "secret-of-pagerduty")]).await;
    let told = visitor.page.text();
    assert!(told.contains("Opens an incident in PagerDuty as soon as 1 line arrives"), "{told}");
    visitor.open(&format!("{}/views", desk.url)).await;
    let row = visitor.page.text_of("main tbody tr").unwrap();
    assert!(row.contains("PagerDuty") && row.contains(tests::EMAIL), "{row}");
    visitor.open(&format!("{}/views/{view}/delete", desk.url)).await;
    let told = visitor.page.text();
    assert!(told.contains("Its alert goes with it: Opens an incident in PagerDuty"), "{told}");
    assert!(!told.contains("secret-of-pagerduty"), "{told}");

    visitor.open(&format!("{}/views", desk.url)).await;
    visitor.submit("Duplicate Deletions", &[]).await;
    assert_eq!(visitor.page.value("Name").as_deref(), Some("Deletions (copy)"));
    visitor.open(&format!("{}/views?q=copy", desk.url)).await;
    assert_eq!(visitor.page.count("main tbody tr"), 1);
    assert!(
        visitor.page.text_of("main tbody tr").unwrap().contains("PagerDuty"),
        "the copy has the alert too"
    );
}
