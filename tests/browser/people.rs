//! People with roles. Until pages can add people, the store does.

use std::path::Path;

use model::{
    audit::{AuditEvent, Initiator, InitiatorKind, Outcome},
    id::PersonId,
    person::{Email, Person, Role},
};
use rand::RngExt;
use serde_json::Value;
use store::Store;
use tests::EMAIL;

/// Adds somebody with a role in one instance and the owner's password.
pub async fn add(folder: &Path, email: &str, location: &str, role: Role) {
    let store = Store::open_beside(folder).await.unwrap();
    let mut read = store.read().await.unwrap();
    let owner = read.people().find_by_email(&Email::parse(EMAIL).unwrap()).await.unwrap().unwrap();
    let instance = read.instances().find_by_location(location).await.unwrap().unwrap();
    drop(read);
    let id = PersonId::from_bytes(rand::rng().random());
    let person =
        Person { id, email: Email::parse(email).unwrap(), owner: false, roles: vec![(instance.id, role)] };
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
        target: email.to_owned(),
        request: Value::Null,
        correlation_id: String::new(),
        by,
        at_ms: 0,
    };
    let mut change = store.change().await.unwrap();
    change.insert_person(&person, &owner.password_hash, 0).await.unwrap();
    change.record(None, &event).await.unwrap();
    store.close().await;
}

/// The id of the instance for a location.
pub async fn instance(folder: &Path, location: &str) -> String {
    let store = Store::open_beside(folder).await.unwrap();
    let found = store.read().await.unwrap().instances().find_by_location(location).await.unwrap();
    store.close().await;
    found.unwrap().id.to_string()
}
