//! Lines of locations without an instance, until somebody decides.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering},
};

use actions::{Clock, Desk, Error, holding, instance, route};
use model::{person::Role, retention::Period};
use query::Query;
use serde_json::json;
use store::{Reader, Store};

use crate::fixture::{Fixture, event};

const DAY_MS: i64 = 86_400_000;

async fn held(it: &Fixture) -> Vec<(String, u64)> {
    let held = holding::list(&it.desk, &it.owner).await.unwrap();
    held.into_iter().map(|held| (held.holding.location, held.lines.unwrap())).collect()
}

/// The same desk as another process has it.
async fn beside(it: &Fixture) -> Desk {
    let store = Store::open_beside(it.folder.path()).await.unwrap();
    Desk::new(store, Clock::moved_by(|| 1_700_000_000_000))
}

fn events(location: &str, names: std::ops::Range<usize>) -> Vec<String> {
    names.map(|name| event("kms", location, &format!("{location} {name}"))).collect()
}

#[tokio::test]
async fn lines_without_an_instance_are_held_and_nobody_enters_there() {
    let it = Fixture::new().await;
    it.send(&[event("kms", "eu-gb", "1"), "plain".to_owned(), event("kms", "eu-gb", "2")]).await;
    assert_eq!(held(&it).await, [("eu-gb".to_owned(), 2), ("unknown".to_owned(), 1)]);
    let listed = instance::list(&it.desk, &it.owner).await.unwrap();
    assert_eq!(listed.len(), 1, "it is no instance");
    let id = holding::list(&it.desk, &it.owner).await.unwrap()[0].holding.id.clone();
    assert!(matches!(
        actions::event::head(&it.desk, &it.owner, &id).await,
        Err(Error::NotFound { what: "instance" })
    ));
    let event = it.last_event("logdnaat.holding.create").await;
    assert_eq!(event.text("requestData.location"), Some("unknown"));
}

#[tokio::test]
async fn held_lines_survive_restarts_and_the_years() {
    let mut it = Fixture::new().await;
    for round in 0..3 {
        it.send(&events("eu-gb", round..round + 1)).await;
        it.clock.fetch_add(2000 * DAY_MS, Ordering::Relaxed);
        it = it.restarted().await;
        instance::expire(&it.desk).await.unwrap();
        assert!(!holding::step(&it.desk).await.unwrap(), "nobody has decided");
    }
    let id = holding::list(&it.desk, &it.owner).await.unwrap()[0].holding.id.clone();
    let events = it.desk.store().open_held(&id).await.unwrap();
    events.settled().await.unwrap();
    assert_eq!(held(&it).await, [("eu-gb".to_owned(), 3)]);
}

#[tokio::test]
async fn making_the_instance_makes_what_was_held_its_own() {
    let it = Fixture::new().await;
    let sent = events("eu-gb", 0..5);
    it.send(&sent).await;
    let before = holding::list(&it.desk, &it.owner).await.unwrap().remove(0).holding;
    let made = holding::adopt(&it.desk, &it.owner, "eu-gb").await.unwrap();
    assert_eq!((&made.id, &made.guid), (&before.id, &before.guid));
    assert_eq!(it.texts("eu-gb").await, sent);
    assert!(held(&it).await.is_empty());
    assert_eq!(it.send(&events("eu-gb", 5..6)).await[0], made.id);
    while it.desk.store().relay_step().await.unwrap() {}
    let file = it.desk.store().events(&made.id).unwrap();
    let reader = Reader { instance: made.id, scope: Query::everything() };
    let query = query::parse("action:==logdnaat.instance.create").query;
    let told = file.tail(&reader, &query, &query::Filters::default(), 0, 9).await.unwrap().lines;
    assert_eq!(told.len(), 1, "the event stands in the instance it made");
    assert!(told[0].line.text.contains("held for this location"));
}

#[tokio::test]
async fn an_instance_made_in_any_other_way_has_what_was_held_too() {
    let it = Fixture::new().await;
    let sent = events("eu-gb", 0..2);
    it.send(&sent).await;
    it.instance("eu-gb").await;
    assert_eq!(it.texts("eu-gb").await, sent);
    assert!(held(&it).await.is_empty());
    let it = it.restarted().await;
    assert_eq!(it.texts("eu-gb").await, sent);
}

#[tokio::test]
async fn releasing_moves_every_line_once_and_those_to_come_go_there_at_once() {
    let it = Fixture::new().await;
    let sent = events("eu-gb", 0..2500);
    it.send(&sent).await;
    let dallas = it.home().await;
    holding::release(&it.desk, &it.owner, "eu-gb", &dallas.id).await.unwrap();
    assert_eq!(it.send(&events("eu-gb", 9000..9001)).await[0], dallas.id);
    let again = holding::release(&it.desk, &it.owner, "eu-gb", &dallas.id).await.unwrap_err();
    assert_eq!(again.status(), 409);
    while holding::step(&it.desk).await.unwrap() {}
    let mut expected = events("eu-gb", 9000..9001);
    expected.extend(sent);
    assert_eq!(it.texts("us-south").await, expected);
    assert!(held(&it).await.is_empty());
    let event = it.last_event("logdnaat.route.create").await;
    assert_eq!(event.text("requestData.location"), Some("eu-gb"));
    let event = it.last_event("logdnaat.holding.delete").await;
    assert_eq!(event.at("requestData.lines"), Some(&json!(2500)));
    let folders = std::fs::read_dir(it.folder.path().join("instances")).unwrap().count();
    assert_eq!(folders, 1, "its files are gone");
}

#[tokio::test]
async fn equal_plain_lines_of_several_requests_stay_several_when_they_are_moved() {
    let it = Fixture::new().await;
    for _ in 0..3 {
        it.send(&["plain".to_owned()]).await;
    }
    let dallas = it.home().await;
    holding::release(&it.desk, &it.owner, "unknown", &dallas.id).await.unwrap();
    while holding::step(&it.desk).await.unwrap() {}
    assert_eq!(it.texts("us-south").await, ["plain"; 3]);
    assert_eq!(it.send(&["plain".to_owned()]).await, [dallas.id], "and others follow them");
}

#[tokio::test]
async fn moving_that_was_cut_short_before_it_was_noted_doubles_nothing() {
    let it = Fixture::new().await;
    let mut sent = events("eu-gb", 0..1500);
    sent.extend(["plain".to_owned(), "more".to_owned()]);
    it.send(&sent[..1500]).await;
    for plain in &sent[1500..] {
        it.send(std::slice::from_ref(plain)).await;
    }
    let dallas = it.home().await;
    for location in ["eu-gb", "unknown"] {
        holding::release(&it.desk, &it.owner, location, &dallas.id).await.unwrap();
    }
    let waiting = holding::list(&it.desk, &it.owner).await.unwrap();
    // Every step is done twice: after the first the note of it is taken back, as a kill would.
    for _ in 0..3 {
        let before = it.desk.store().read().await.unwrap().holdings().list().await.unwrap();
        holding::step(&it.desk).await.unwrap();
        for holding in before {
            it.desk.store().put_moved(&holding.id, holding.moved_seq).await.unwrap();
        }
        holding::step(&it.desk).await.unwrap();
    }
    while holding::step(&it.desk).await.unwrap() {}
    assert_eq!(waiting.len(), 2);
    let mut found = it.texts("us-south").await;
    found.sort();
    sent.sort();
    assert_eq!(found, sent);
}

#[tokio::test]
async fn a_line_that_comes_while_the_last_are_moved_is_not_lost() {
    let it = Fixture::new().await;
    it.send(&events("eu-gb", 0..1)).await;
    // Only now it knows of the holding, and believes in it for a while.
    it.send(&events("eu-gb", 0..1)).await;
    let dallas = it.home().await;
    // Another process decides, so that this one goes on holding.
    let beside = beside(&it).await;
    holding::release(&beside, &it.owner, "eu-gb", &dallas.id).await.unwrap();
    it.send(&events("eu-gb", 1..2)).await;
    assert!(holding::step(&it.desk).await.unwrap());
    it.send(&events("eu-gb", 2..3)).await;
    while holding::step(&it.desk).await.unwrap() {}
    it.send(&events("eu-gb", 3..4)).await;
    assert_eq!(it.texts("us-south").await, events("eu-gb", 0..4));
    assert!(held(&it).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_sends_while_the_last_are_moved_loses_nothing_that_was_acknowledged() {
    let it = Arc::new(Fixture::new().await);
    let dallas = it.home().await;
    let beside = beside(&it).await;
    let mut acknowledged = BTreeSet::new();
    for round in 0..10 {
        let first = [event("kms", "eu-gb", &format!("first of {round}"))];
        let routes = route::list(&it.desk, &it.owner).await.unwrap();
        for route in routes {
            route::delete(&it.desk, &it.owner, &route.id).await.unwrap();
        }
        it.send(&first).await;
        acknowledged.extend(first);
        let mut senders = tokio::task::JoinSet::new();
        for sender in 1..5 {
            let it = it.clone();
            senders.spawn(async move {
                let mut sent = Vec::new();
                for name in 0..60 {
                    let line = event("kms", "eu-gb", &format!("{round} {sender} {name}"));
                    // Who is turned away comes again, as real senders do.
                    while it.try_to_send(std::slice::from_ref(&line), None).await.is_err() {}
                    sent.push(line);
                }
                sent
            });
        }
        // By another process: this one goes on holding until it has nothing left to move.
        holding::release(&beside, &it.owner, "eu-gb", &dallas.id).await.unwrap();
        while holding::step(&it.desk).await.unwrap() {}
        acknowledged.extend(senders.join_all().await.into_iter().flatten());
        while holding::step(&it.desk).await.unwrap() {}
    }
    let found = it.texts("us-south").await;
    assert_eq!(found.len(), acknowledged.len());
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), acknowledged);
}

#[tokio::test]
async fn a_released_location_that_gets_an_instance_after_all_keeps_its_own_lines() {
    let it = Fixture::new().await;
    it.send(&events("eu-gb", 0..1)).await;
    let dallas = it.home().await;
    holding::release(&it.desk, &it.owner, "eu-gb", &dallas.id).await.unwrap();
    let early = holding::adopt(&it.desk, &it.owner, "eu-gb").await.unwrap_err();
    assert_eq!(early.status(), 409, "not while they are being moved");
    while holding::step(&it.desk).await.unwrap() {}
    let london = it.instance("eu-gb").await;
    assert_eq!(it.send(&events("eu-gb", 1..2)).await, [london.id]);
}

#[tokio::test]
async fn a_location_nobody_listed_shares_one_area_and_can_only_be_routed() {
    let it = Fixture::new().await;
    it.send(&[event("kms", "atlantis", "1"), event("kms", "eldorado", "2")]).await;
    assert_eq!(held(&it).await, [("unknown".to_owned(), 2)]);
    assert_eq!(holding::adopt(&it.desk, &it.owner, "unknown").await.unwrap_err().status(), 400);
    assert_eq!(holding::adopt(&it.desk, &it.owner, "eu-gb").await.unwrap_err().status(), 404);
    let event = it.last_event("logdnaat.instance.create").await;
    assert_eq!(event.at("reason.reasonCode"), Some(&json!(404)));
}

#[tokio::test]
async fn only_an_owner_decides_what_becomes_of_held_lines() {
    let it = Fixture::new().await;
    it.send(&events("eu-gb", 0..1)).await;
    let dallas = it.home().await;
    let manager = it.member(Role::Manager).await;
    assert_eq!(holding::list(&it.desk, &manager).await.unwrap().len(), 1, "who manages may look");
    assert_eq!(holding::adopt(&it.desk, &manager, "eu-gb").await.unwrap_err().status(), 403);
    let refused = holding::release(&it.desk, &manager, "eu-gb", &dallas.id).await.unwrap_err();
    assert_eq!(refused.status(), 403);
    let reader = it.member(Role::Reader).await;
    assert_eq!(holding::list(&it.desk, &reader).await.unwrap_err().status(), 403);
    assert_eq!(held(&it).await.len(), 1);
    assert!(route::list(&it.desk, &it.owner).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_adopted_instance_keeps_lines_as_long_as_any_other() {
    let it = Fixture::new().await;
    it.send(&events("eu-gb", 0..1)).await;
    let made = holding::adopt(&it.desk, &it.owner, "eu-gb").await.unwrap();
    assert_eq!(made.retention.lines, Period::from(Some(365)));
}
