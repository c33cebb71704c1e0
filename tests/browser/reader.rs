//! What a reader may not do, the pages say and the server refuses.

use std::path::Path;

use model::{
    audit::{AuditEvent, Initiator, InitiatorKind, Outcome},
    id::PersonId,
    person::{Email, Person, Role},
};
use reqwest::StatusCode;
use serde_json::{Value, json};
use store::Store;
use tests::{Desk, EMAIL, PASSWORD};

use crate::visitor::Visitor;

pub const READER: &str = "reader@example.com";

#[tokio::test]
async fn a_reader_is_told_why_a_control_is_disabled_and_the_server_refuses_the_act_as_well() {
    let desk = Desk::start().await;
    let service = desk.key("service");
    let view = create(&desk, &service).await;
    add_reader(desk.folder.path()).await;
    let mut reader = Visitor::at(&format!("{}/events?q=action:delete", desk.url)).await;
    reader.submit("Sign in", &[("E-mail address", READER), ("Password", PASSWORD)]).await;
    assert_eq!(reader.page.address("q"), "action:delete", "{}", reader.page.text());

    let why = "Readers use views; saving and changing them takes the role member.";
    assert_eq!(reader.page.disabled("Save view").as_deref(), Some(why));
    reader.open(&format!("{}/views", desk.url)).await;
    assert_eq!(reader.page.disabled("Edit Deletions").as_deref(), Some(why));
    assert_eq!(reader.page.disabled("Delete Deletions").as_deref(), Some(why));
    assert!(reader.page.link("Deletions").is_some());
    for page in ["edit", "delete"] {
        reader.open(&format!("{}/views/{view}/{page}", desk.url)).await;
        assert!(reader.page.text().contains(why), "{}", reader.page.text());
    }

    for (path, pairs) in [
        ("/api/view-create", vec![("search", "/events?q=kms"), ("name", "Mine")]),
        ("/api/view-update", vec![("id", &view), ("search", "/events?q=kms"), ("name", "Mine")]),
        ("/api/view-delete", vec![("id", &view), ("confirmed", "Deletions")]),
    ] {
        assert_eq!(
            reader.send(&format!("{}{path}", desk.url), &pairs).await,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
    reader.open(&format!("{}/views", desk.url)).await;
    assert!(reader.page.link("Deletions").is_some() && reader.page.link("Mine").is_none());
    // The refusal was recorded, with the reader's name.
    let refusals = format!("{}/events?q=action:logdnaat.view.delete%20outcome:failure", desk.url);
    let refusal = reader.finds(&refusals, "logdnaat.view.delete").await;
    reader.open(&refusal).await;
    assert!(reader.page.text_of("article > p").unwrap().starts_with(READER), "{}", reader.page.text());
    // A star is everybody's own.
    reader.open(&format!("{}/views", desk.url)).await;
    reader.submit("Star Deletions", &[]).await;
    assert!(reader.page.text_of("nav ul ul").unwrap().contains("Deletions"), "{}", reader.page.text());
}

async fn create(desk: &Desk, key: &str) -> String {
    let request = reqwest::Client::new().post(format!("{}/v1/config/view", desk.url));
    let view = json!({"name": "Deletions", "query": "action:delete"});
    let answer = request.header("servicekey", key).json(&view).send().await.unwrap();
    let view: Value = answer.error_for_status().unwrap().json().await.unwrap();
    view["viewid"].as_str().unwrap().to_owned()
}

/// A reader with the owner's password. Until pages can add people, the store does.
pub async fn add_reader(folder: &Path) {
    let store = Store::open_beside(folder).await.unwrap();
    let mut read = store.read().await.unwrap();
    let owner = read.people().find_by_email(&Email::parse(EMAIL).unwrap()).await.unwrap().unwrap();
    let instance = read.instances().find_by_location("us-south").await.unwrap().unwrap();
    drop(read);
    let id = PersonId::from_bytes([7; PersonId::BYTES]);
    let roles = vec![(instance.id, Role::Reader)];
    let reader = Person { id, email: Email::parse(READER).unwrap(), owner: false, roles };
    let by = Initiator {
        id: "desk".to_owned(),
        name: "Spoor".to_owned(),
        kind: InitiatorKind::Desk,
        address: String::new(),
        agent: String::new(),
    };
    let event = AuditEvent {
        action: "logdnaat.member.create".into(),
        data_event: false,
        outcome: Outcome::Success,
        target: READER.to_owned(),
        request: Value::Null,
        correlation_id: String::new(),
        by,
        at_ms: 0,
    };
    let mut change = store.change().await.unwrap();
    change.insert_person(&reader, &owner.password_hash, 0).await.unwrap();
    change.record(None, &event).await.unwrap();
    store.close().await;
}
