//! The desk's own routes, and the catalogue behind them.

use actions::{By, Caller, Error, collector_key, route};
use model::{key::KeyKind, line::Line, person::Role};
use serde_json::{Value, json};
use store::{Append, Limits};

use crate::fixture::{Fixture, event};

#[tokio::test]
async fn each_line_of_a_request_goes_to_its_location_and_receipts_keep_the_order() {
    let it = Fixture::new().await;
    let (london, frankfurt) = (it.instance("eu-gb").await, it.instance("eu-de").await);
    let dallas = it.home().await;
    let sent = [
        event("kms", "eu-gb", "1"),
        event("kms", "us-south", "2"),
        event("iam-identity", "global", "3"),
        event("databases-for-redis", "osl01", "4"),
        event("kms", "us-south", "5"),
    ];
    let ids = it.send(&sent).await;
    assert_eq!(ids, [&london.id, &dallas.id, &frankfurt.id, &london.id, &dallas.id].map(Clone::clone));
    assert_eq!(it.texts("eu-gb").await, [&sent[0], &sent[3]].map(Clone::clone));
    assert_eq!(it.texts("us-south").await, [&sent[1], &sent[4]].map(Clone::clone));
    assert_eq!(it.texts("eu-de").await, [sent[2].clone()]);
}

#[tokio::test]
async fn a_request_that_comes_again_is_recognised_in_every_instance() {
    let it = Fixture::new().await;
    it.instance("eu-gb").await;
    let route = it.route("plain", &it.at("eu-gb").await.unwrap());
    route::create(&it.desk, &it.owner, route::NewRoute { query: "-action:*".to_owned(), ..route })
        .await
        .unwrap();
    let sent = ["plain".to_owned(), event("kms", "us-south", "1"), "plain too".to_owned()];
    let first = it.try_to_send(&sent, Some("request-1")).await.unwrap();
    let second = it.try_to_send(&sent, Some("request-1")).await.unwrap();
    for (first, second) in first.iter().zip(&second) {
        match (first, second) {
            (actions::line::Receipt::Stored(one), actions::line::Receipt::Duplicate(other)) => {
                assert_eq!(one, other);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(it.texts("eu-gb").await, ["plain", "plain too"]);
}

#[tokio::test]
async fn where_one_instance_has_no_room_nothing_is_stored_in_the_others() {
    let it = Fixture::new().await;
    let london = it.instance("eu-gb").await;
    let busy = it.desk.store().open_events(&london).await.unwrap();
    let all_of_it = Line { text: "x".repeat(Limits::default().queue_bytes), ..Line::default() };
    let taken = busy.reserve(&Append { lines: vec![all_of_it], ..Append::default() }).await.unwrap();
    let to_dallas = route::NewRoute { query: "-action:*".to_owned(), ..it.route("p", &it.home().await) };
    route::create(&it.desk, &it.owner, to_dallas).await.unwrap();
    let sent = ["plain".to_owned(), event("kms", "eu-gb", "1")];
    let refused = it.try_to_send(&sent, None).await.unwrap_err();
    assert!(matches!(refused, Error::Busy(_)), "{refused}");
    assert!(it.texts("us-south").await.is_empty());
    drop(taken);
    it.send(&sent).await;
    assert_eq!(it.texts("us-south").await, ["plain"], "a line without a time is there once");
    assert_eq!(it.texts("eu-gb").await, [sent[1].clone()]);
}

#[tokio::test]
async fn the_first_route_that_fits_decides_before_the_catalogue() {
    let it = Fixture::new().await;
    let (london, tokyo) = (it.instance("eu-gb").await, it.instance("jp-tok").await);
    let by_source = route::NewRoute { source: "KMS".to_owned(), ..it.route("by source", &london) };
    route::create(&it.desk, &it.owner, by_source).await.unwrap();
    let by_query = route::NewRoute { query: "message:secret".to_owned(), ..it.route("by query", &tokyo) };
    let by_query = route::create(&it.desk, &it.owner, by_query).await.unwrap();
    let dallas = it.home().await;
    let sent = [
        event("kms", "us-south", "secret"),
        event("is", "us-south", "secret"),
        event("is", "us-south", "open"),
    ];
    let expect = async |expected: [&model::instance::Instance; 3]| {
        assert_eq!(it.send(&sent).await, expected.map(|instance| instance.id.clone()));
    };
    expect([&london, &tokyo, &dallas]).await;
    // Put in front, it decides first.
    let first = route::NewRoute {
        query: "message:secret".to_owned(),
        position: Some(1),
        ..it.route("by query", &tokyo)
    };
    route::update(&it.desk, &it.owner, &by_query.id, first.clone()).await.unwrap();
    expect([&tokyo, &tokyo, &dallas]).await;
    route::update(&it.desk, &it.owner, &by_query.id, route::NewRoute { is_active: false, ..first })
        .await
        .unwrap();
    expect([&london, &dallas, &dallas]).await;
    let routes = route::list(&it.desk, &it.owner).await.unwrap();
    assert_eq!(
        routes.iter().map(|route| route.draft.name.as_str()).collect::<Vec<_>>(),
        ["by query", "by source"]
    );
    route::delete(&it.desk, &it.owner, &routes[1].id).await.unwrap();
    expect([&dallas, &dallas, &dallas]).await;
}

#[tokio::test]
async fn a_route_for_a_location_has_what_happened_there_and_what_is_sent_there() {
    let it = Fixture::new().await;
    let tokyo = it.instance("jp-tok").await;
    it.instance("eu-gb").await;
    for (name, location) in [("Oslo", "OSL01"), ("Chennai", "che01")] {
        let new = route::NewRoute { location: location.to_owned(), ..it.route(name, &tokyo) };
        route::create(&it.desk, &it.owner, new).await.unwrap();
    }
    let sent = [
        event("databases-for-redis", "osl01", "happened there"),
        event("databases-for-redis", "che01", "is sent there"),
    ];
    assert_eq!(it.send(&sent).await, [tokyo.id.clone(), tokyo.id.clone()]);
    let elsewhere = it.send(&[event("databases-for-redis", "eu-gb", "elsewhere")]).await;
    assert_eq!(elsewhere, [it.at("eu-gb").await.unwrap().id]);
}

#[tokio::test]
async fn what_another_process_changes_is_heeded_within_fifteen_seconds() {
    let it = Fixture::new().await;
    let london = it.instance("eu-gb").await;
    let sent = [event("kms", "us-south", "1")];
    let dallas = it.send(&sent).await;
    let beside = store::Store::open_beside(it.folder.path()).await.unwrap();
    let beside = actions::Desk::new(beside, actions::Clock::moved_by(|| 1_700_000_000_000));
    route::create(&beside, &Caller::desk(), it.route("all", &london)).await.unwrap();
    assert_eq!(it.send(&sent).await, dallas);
    it.clock.fetch_add(15_000, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(it.send(&sent).await, [london.id]);
}

#[tokio::test]
async fn a_route_that_can_not_be_meant_is_refused_and_that_is_told() {
    let it = Fixture::new().await;
    let dallas = it.home().await;
    let good = it.route("good", &dallas);
    route::create(&it.desk, &it.owner, good.clone()).await.unwrap();
    let unknown = model::id::InstanceId::from_bytes([9; 5]);
    for (new, code) in [
        (route::NewRoute { name: " ".to_owned(), ..good.clone() }, 400),
        (route::NewRoute { name: "a".to_owned(), query: "a (b".to_owned(), ..good.clone() }, 400),
        (route::NewRoute { name: "b".to_owned(), location: "atlantis".to_owned(), ..good.clone() }, 400),
        (route::NewRoute { name: "c".to_owned(), target: unknown, ..good.clone() }, 400),
        (route::NewRoute { name: "GOOD".to_owned(), ..good.clone() }, 409),
    ] {
        let refused = route::create(&it.desk, &it.owner, new.clone()).await.unwrap_err();
        assert_eq!(refused.status(), code, "{new:?}: {refused}");
        let event = it.last_event("logdnaat.route.create").await;
        assert_eq!(event.at("reason.reasonCode"), Some(&Value::from(code)));
        assert_eq!(event.at("requestData.name"), Some(&json!(new.name)));
    }
    assert_eq!(route::list(&it.desk, &it.owner).await.unwrap().len(), 1);
}

#[tokio::test]
async fn only_an_owner_changes_routes_and_makes_collector_keys() {
    let it = Fixture::new().await;
    let dallas = it.home().await;
    let made = route::create(&it.desk, &it.owner, it.route("all", &dallas)).await.unwrap();
    let key = actions::service_key::create(&it.desk, &it.owner, &dallas.id, "reads").await.unwrap().key;
    for who in [it.member(Role::Manager).await, crate::fixture::caller(By::Key(key))] {
        let (desk, new) = (&it.desk, it.route("more", &dallas));
        assert_eq!(route::create(desk, &who, new.clone()).await.unwrap_err().status(), 403);
        assert_eq!(route::update(desk, &who, &made.id, new).await.unwrap_err().status(), 403);
        assert_eq!(route::delete(desk, &who, &made.id).await.unwrap_err().status(), 403);
        assert_eq!(collector_key::create(desk, &who, "mine").await.unwrap_err().status(), 403);
        assert_eq!(route::list(desk, &who).await.unwrap().len(), 1, "who manages may look");
    }
    let reader = it.member(Role::Reader).await;
    assert_eq!(route::list(&it.desk, &reader).await.unwrap_err().status(), 403);
    assert_eq!(route::test(&it.desk, &reader, "x").await.unwrap_err().status(), 403);
}

#[tokio::test]
async fn each_change_of_a_route_leaves_one_event_that_tells_all_of_it() {
    let it = Fixture::new().await;
    let dallas = it.home().await;
    let new = route::NewRoute { source: "kms".to_owned(), ..it.route("keys", &dallas) };
    let made = route::create(&it.desk, &it.owner, new.clone()).await.unwrap();
    let told = json!({"routeId": made.id, "name": "keys", "source": "kms", "location": "", "query": "",
        "target": "us-south", "active": true, "onlyHeld": false, "position": 1});
    let event = it.last_event("logdnaat.route.create").await;
    assert_eq!((event.text("target.name"), event.at("requestData")), (Some("keys"), Some(&told)));
    route::update(&it.desk, &it.owner, &made.id, route::NewRoute { source: String::new(), ..new })
        .await
        .unwrap();
    let mut after = told.clone();
    after["source"] = json!("");
    let event = it.last_event("logdnaat.route.update").await;
    assert_eq!(event.at("requestData.spoor"), Some(&json!({"before": told, "after": after})));
    route::delete(&it.desk, &it.owner, &made.id).await.unwrap();
    let event = it.last_event("logdnaat.route.delete").await;
    assert_eq!(event.at("requestData"), Some(&after));
    let count =
        it.events().await.iter().filter(|event| event.text("action").unwrap().contains(".route.")).count();
    assert_eq!(count, 3);
}

#[tokio::test]
async fn a_collector_key_sends_and_is_told_as_a_key_that_sends() {
    let it = Fixture::new().await;
    let made = collector_key::create(&it.desk, &it.owner, "more").await.unwrap();
    assert_eq!(made.key.instance, None);
    assert_eq!(it.desk.key(&made.secret, KeyKind::Ingestion).await.unwrap(), made.key);
    assert!(matches!(it.desk.key(&made.secret, KeyKind::Service).await, Err(Error::Forbidden { .. })));
    let event = it.last_event("logdnaat.ingestion-key.create").await;
    assert_eq!(
        event.at("requestData"),
        Some(
            &json!({"key": made.key.masked(), "keyType": "ingestion", "spoor": {"after": {"kind": "collector"}}})
        )
    );
    for number in 2..10 {
        collector_key::create(&it.desk, &it.owner, &format!("k{number}")).await.unwrap();
    }
    assert_eq!(collector_key::create(&it.desk, &it.owner, "k10").await.unwrap_err().status(), 409);
}

#[tokio::test]
async fn a_trial_tells_each_step_and_stores_nothing() {
    let it = Fixture::new().await;
    let london = it.instance("eu-gb").await;
    let off = route::NewRoute { is_active: false, ..it.route("off", &london) };
    route::create(&it.desk, &it.owner, off).await.unwrap();
    let new = route::NewRoute { source: "is".to_owned(), ..it.route("machines", &london) };
    route::create(&it.desk, &it.owner, new).await.unwrap();
    let trial = async |text: &str| {
        let trial = route::test(&it.desk, &it.owner, text).await.unwrap();
        let why: Vec<String> = trial.steps.iter().map(|step| step.why.clone()).collect();
        assert_eq!(trial.steps.iter().filter(|step| step.decides).count(), 1, "{why:?}");
        (trial.location, trial.instance.is_some(), why)
    };
    let (location, stored, why) = trial(&event("is", "us-south", "1")).await;
    assert_eq!((location.as_str(), stored), ("eu-gb", true));
    assert_eq!(why, ["route off: it is switched off", "route machines: it fits"]);
    let (location, stored, why) = trial(&event("databases-for-redis", "osl01", "1")).await;
    assert_eq!((location.as_str(), stored), ("eu-gb", true));
    assert_eq!(why[2], "the catalogue: databases-for-* from osl01 goes to eu-gb");
    let (location, stored, why) = trial(&event("kms", "jp-osa", "1")).await;
    assert_eq!((location.as_str(), stored), ("jp-osa", false));
    assert_eq!(
        why[3],
        "there is no instance for jp-osa: the line is held until somebody makes one or routes it"
    );
    let (location, stored, why) = trial("plain").await;
    assert_eq!((location.as_str(), stored), ("unknown", false));
    assert_eq!(why[2], "the catalogue: it names no location");
    assert!(it.texts("eu-gb").await.is_empty());
    assert!(actions::holding::list(&it.desk, &it.owner).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_route_that_can_not_be_read_any_more_sends_no_line_and_that_is_told() {
    let it = Fixture::new().await;
    let (home, london) = (it.home().await.id, it.instance("eu-gb").await);
    let new = route::NewRoute { query: "kms".to_owned(), ..it.route("keys", &london) };
    route::create(&it.desk, &it.owner, new).await.unwrap();
    let sent = [event("kms", "us-south", "1")];
    assert_eq!(it.send(&sent).await, [london.id]);
    let control = rusqlite::Connection::open(it.folder.path().join("control.db")).unwrap();
    control.execute("update routes set query = 'kms /a{2000}/'", []).unwrap();
    drop(control);
    let it = it.restarted().await;
    assert_eq!(it.send(&[event("kms", "us-south", "2")]).await, [home]);
    let trial = route::test(&it.desk, &it.owner, &sent[0]).await.unwrap();
    assert!(trial.steps[0].why.contains("can not be read any more"), "{}", trial.steps[0].why);
    assert_eq!(trial.location, "us-south");
}
