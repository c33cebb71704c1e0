//! What a change promises: it and its audit event are kept together, or neither is.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use std::borrow::Cow;

use model::{
    audit::{AuditEvent, Initiator, InitiatorKind, Outcome},
    event::Event,
    id::{AccountId, InstanceId, ViewId},
    instance::Instance,
    line::Line,
    view::{View, ViewDraft, ViewName},
};
use query::{Filters, Query};
use store::{Append, Limits, Order, Reader, Search, Store, StoreError};

fn event(action: &'static str) -> AuditEvent {
    AuditEvent {
        action: Cow::Borrowed(action),
        data_event: true,
        outcome: Outcome::Success,
        target: "Errors".to_owned(),
        request: serde_json::json!({"name": "Errors"}),
        correlation_id: "c".to_owned(),
        by: Initiator {
            id: "person-1".to_owned(),
            name: "a@example.com".to_owned(),
            kind: InitiatorKind::Person,
            address: "192.0.2.1".to_owned(),
            agent: "test".to_owned(),
        },
        at_ms: 1_700_000_000_000,
    }
}

fn instance() -> Instance {
    Instance {
        id: InstanceId::from_bytes([7; 5]),
        guid: "3e5c7a90-2b1d-4f68-9e0a-d4c8b6f17a25".to_owned(),
        account: AccountId::from_bytes([1; 16]),
        location: "us-south".to_owned(),
        city: "Dallas".to_owned(),
        retention: model::retention::Retention::default(),
        name: model::instance::InstanceName::default(),
        deletion_ms: None,
    }
}

fn view(name: &str) -> View {
    View {
        id: ViewId::from_bytes([9; 5]),
        draft: ViewDraft {
            name: ViewName::parse(name).unwrap(),
            query: "outcome:failure".to_owned(),
            hosts: vec!["kms".to_owned()],
            apps: vec![],
            levels: vec![],
            tags: vec![],
            description: "é".to_owned(),
            custom_line: String::new(),
        },
        categories: vec![],
        alert: model::view::ViewAlert::None,
        updated_ms: 3,
        updated_by: "a@example.com".to_owned(),
    }
}

async fn open() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Limits::default()).await.unwrap();
    let mut change = store.change().await.unwrap();
    change.insert_desk(&instance().account, 0).await.unwrap();
    change.insert_instance(&instance(), 0).await.unwrap();
    change.record(Some(&instance().id), &event("logdnaat.instance.create")).await.unwrap();
    (folder, store)
}

async fn actions_found(store: &Store) -> Vec<String> {
    let events = store.events(&instance().id).unwrap();
    let reader = Reader { instance: instance().id, scope: Query::everything() };
    let search = Search {
        query: Query::everything(),
        filters: Filters::default(),
        from_ms: 0,
        to_ms: i64::MAX,
        order: Order::Oldest,
        limit: 100,
        after: None,
    };
    let page = events.search(&reader, search).await.unwrap();
    let action = |text: &str| Event::read(text).unwrap().text("action").unwrap().to_owned();
    page.lines.iter().map(|stored| action(&stored.line.text)).collect()
}

async fn relay(store: &Store) {
    while store.relay_step().await.unwrap() {}
}

#[tokio::test]
async fn a_dropped_change_leaves_neither_change_nor_event() {
    let (_folder, store) = open().await;
    let mut change = store.change().await.unwrap();
    change.insert_view(&instance().id, &view("Errors")).await.unwrap();
    change.also(Some(&instance().id), &event("logdnaat.category.create")).await.unwrap();
    drop(change);
    relay(&store).await;
    assert!(store.read().await.unwrap().views().list(&instance().id).await.unwrap().is_empty());
    assert_eq!(actions_found(&store).await, ["logdnaat.instance.create"]);
}

#[tokio::test]
async fn a_recorded_change_is_kept_with_each_of_its_events_once() {
    let (_folder, store) = open().await;
    let mut change = store.change().await.unwrap();
    change.insert_view(&instance().id, &view("Errors")).await.unwrap();
    change.also(Some(&instance().id), &event("logdnaat.category.create")).await.unwrap();
    change.record(Some(&instance().id), &event("logdnaat.view.create")).await.unwrap();
    let (one, two) = tokio::join!(store.relay_step(), store.relay_step());
    one.unwrap();
    two.unwrap();
    relay(&store).await;
    assert_eq!(store.outbox_len().await.unwrap(), 0);
    assert_eq!(store.read().await.unwrap().views().list(&instance().id).await.unwrap(), [view("Errors")]);
    let mut found = actions_found(&store).await;
    found.sort();
    assert_eq!(found, ["logdnaat.category.create", "logdnaat.instance.create", "logdnaat.view.create"]);
}

#[tokio::test]
async fn events_of_the_desk_wait_until_there_is_a_home_instance() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Limits::default()).await.unwrap();
    store.change().await.unwrap().record(None, &event("logdnaat.session.create")).await.unwrap();
    assert!(!store.relay_step().await.unwrap());
    assert_eq!(store.outbox_len().await.unwrap(), 1);
    let mut change = store.change().await.unwrap();
    change.insert_desk(&instance().account, 0).await.unwrap();
    change.insert_instance(&instance(), 0).await.unwrap();
    change.record(Some(&instance().id), &event("logdnaat.instance.create")).await.unwrap();
    relay(&store).await;
    assert_eq!(actions_found(&store).await.len(), 2);
}

#[tokio::test]
async fn a_view_is_read_as_it_was_written_and_changing_a_missing_one_is_an_error() {
    let (_folder, store) = open().await;
    let mut change = store.change().await.unwrap();
    assert!(matches!(change.update_view(&instance().id, &view("Errors")).await, Err(StoreError::Gone)));
    change.insert_view(&instance().id, &view("Errors")).await.unwrap();
    change.update_view(&instance().id, &view("Faults")).await.unwrap();
    assert_eq!(change.views().find(&instance().id, &view("x").id).await.unwrap(), Some(view("Faults")));
    assert_eq!(change.views().find_by_name(&instance().id, "faultS").await.unwrap(), Some(view("x").id));
    change.delete_view(&instance().id, &view("x").id).await.unwrap();
    assert!(matches!(change.delete_view(&instance().id, &view("x").id).await, Err(StoreError::Gone)));
}

#[tokio::test]
async fn an_area_that_is_closed_takes_nothing_more_and_has_all_it_took() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Limits::default()).await.unwrap();
    let id = InstanceId::from_bytes([8; 5]);
    let line = |at: i64| Line { time_ms: at, own_time: true, text: format!("line {at}"), ..Line::default() };
    let append = move |at| Append { lines: vec![line(at)], ..Append::default() };
    for round in 0..20 {
        let held = store.open_held(&id).await.unwrap();
        let mut sending = tokio::task::JoinSet::new();
        for sender in 0..8 {
            let held = held.clone();
            sending.spawn(async move {
                let mut taken = 0;
                for at in 0.. {
                    match held.append(append(round * 1_000_000 + sender * 10_000 + at)).await {
                        Ok(_) => taken += 1,
                        Err(_) => return taken,
                    }
                }
                taken
            });
        }
        while held.figures().lines == 0 {
            tokio::task::yield_now().await;
        }
        let before = held.figures().lines;
        let last_seq = store.close_held(&id).await.unwrap();
        assert!(last_seq >= before);
        let taken: u64 = sending.join_all().await.into_iter().sum();
        assert!(matches!(store.open_held(&id).await, Err(StoreError::Gone)));
        store.reopen_held(&id);
        let held = store.open_held(&id).await.unwrap();
        held.ready().await.unwrap();
        assert_eq!(held.figures().lines, last_seq, "no line came after the last one");
        assert!(taken <= last_seq, "{taken} lines of this round were acknowledged");
    }
    store.close().await;
}
