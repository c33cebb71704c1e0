use actions::{
    Desk, Error, KeyUpdate, KeyWish, collector_key, deletion, ingestion_key, key, line::Receipt, service_key,
    token,
};
use model::{id::KeyId, key::KeyKind, time::format_rfc3339};
use serde_json::json;
use store::Store;

use crate::fixture::{DAY_MS, Fixture, event};

fn named(name: &str) -> KeyUpdate {
    KeyUpdate { name: Some(name.to_owned()), ..KeyUpdate::default() }
}

fn services(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[tokio::test]
async fn a_renamed_key_opens_what_it_opened_and_the_event_tells_both_names() {
    let it = Fixture::new().await;
    let made = service_key::create(&it.desk, &it.owner, &it.instance.id, "ci").await.unwrap();
    service_key::update(&it.desk, &it.owner, &it.instance.id, &made.key.id, named(" deploy ")).await.unwrap();
    let known = it.desk.key(&made.secret, KeyKind::Service).await.unwrap();
    assert_eq!(known.name.as_str(), "deploy");
    let told = |name: &str| json!({"name": name, "expires": null, "services": []});
    assert_eq!(
        it.last_request("logdnaat.service-key.update").await,
        json!({
            "key": made.key.masked(),
            "keyType": "service",
            "spoor": {"before": told("ci"), "after": told("deploy")},
        })
    );
}

#[tokio::test]
async fn a_deleted_key_stops_at_once_and_its_event_shows_no_more_than_its_first_characters() {
    let it = Fixture::new().await;
    let sends = ingestion_key::create(&it.desk, &it.owner, &it.instance.id, "sends").await.unwrap();
    let reads = service_key::create(&it.desk, &it.owner, &it.instance.id, "reads").await.unwrap();
    let pass = token::create(&it.desk, &reads.secret).await.unwrap();
    let mut changes = it.desk.key_changes();
    it.desk.key(&sends.secret, KeyKind::Ingestion).await.unwrap();
    ingestion_key::delete(&it.desk, &it.owner, &it.instance.id, &sends.key.id).await.unwrap();
    assert!(changes.has_changed().unwrap(), "who follows events is told");
    changes.mark_unchanged();
    assert_eq!(
        it.last_request("logdnaat.ingestion-key.delete").await,
        json!({"key": sends.key.masked(), "keyType": "ingestion"})
    );
    service_key::delete(&it.desk, &it.owner, &it.instance.id, &reads.key.id).await.unwrap();
    let refused = it.desk.key(&sends.secret, KeyKind::Ingestion).await;
    assert!(matches!(refused, Err(Error::SignedOut)), "{refused:?}");
    assert!(matches!(it.desk.key(&reads.secret, KeyKind::Service).await, Err(Error::SignedOut)));
    assert!(
        matches!(token::find(&it.desk, &pass.secret).await, Err(Error::SignedOut)),
        "nor does its token open"
    );
    it.desk.store().close().await;
    for secret in [&sends.secret, &reads.secret] {
        assert!(!crate::fixture::anywhere(it.folder.path(), secret), "no file holds a secret");
    }
}

#[tokio::test]
async fn a_key_deleted_in_another_process_stops_within_fifteen_seconds() {
    let it = Fixture::new().await;
    let made = ingestion_key::create(&it.desk, &it.owner, &it.instance.id, "sends").await.unwrap();
    it.desk.key(&made.secret, KeyKind::Ingestion).await.unwrap();
    let clock = it.clock.clone();
    let beside = Store::open_beside(it.folder.path()).await.unwrap();
    let other =
        Desk::new(beside, actions::Clock::moved_by(move || clock.load(std::sync::atomic::Ordering::Relaxed)));
    ingestion_key::delete(&other, &it.owner, &it.instance.id, &made.key.id).await.unwrap();
    it.pass(15_000);
    assert!(matches!(it.desk.key(&made.secret, KeyKind::Ingestion).await, Err(Error::SignedOut)));
}

#[tokio::test]
async fn a_deleted_key_can_be_put_back_and_opens_again_what_it_opened() {
    let it = Fixture::new().await;
    let sends = ingestion_key::create(&it.desk, &it.owner, &it.instance.id, "sends").await.unwrap();
    let fleet = collector_key::create(&it.desk, &it.owner, "fleet").await.unwrap();
    ingestion_key::delete(&it.desk, &it.owner, &it.instance.id, &sends.key.id).await.unwrap();
    collector_key::delete(&it.desk, &it.owner, &fleet.key.id).await.unwrap();
    for (instance, made) in [(&it.instance.id, &sends), (&it.home.id, &fleet)] {
        let kept = deletion::list(&it.desk, &it.owner, instance).await.unwrap();
        assert_eq!((kept.len(), kept[0].object.as_str()), (1, made.key.id.as_str()));
        let manager = it.member(Some(model::person::Role::Manager));
        if made.key.instance.is_none() {
            assert!(
                deletion::undo(&it.desk, &manager, instance, &kept[0].id).await.is_err(),
                "that is for owners"
            );
        }
        deletion::undo(&it.desk, &it.owner, instance, &kept[0].id).await.unwrap();
        assert_eq!(it.desk.key(&made.secret, KeyKind::Ingestion).await.unwrap().id, made.key.id);
        let told = it.events_of(instance).await.pop().unwrap();
        assert_eq!(told.text("action"), Some("logdnaat.ingestion-key.create"));
        assert_eq!(told.text("requestData.key"), Some(made.key.masked().as_str()));
        assert_eq!(told.text("requestData.spoor.change"), Some("restored"));
    }
}

#[tokio::test]
async fn a_deleted_key_is_not_put_back_over_the_limit() {
    let it = Fixture::new().await;
    let first = ingestion_key::create(&it.desk, &it.owner, &it.instance.id, "first").await.unwrap();
    ingestion_key::delete(&it.desk, &it.owner, &it.instance.id, &first.key.id).await.unwrap();
    for number in 0..10 {
        ingestion_key::create(&it.desk, &it.owner, &it.instance.id, &format!("k{number}")).await.unwrap();
    }
    let kept = deletion::list(&it.desk, &it.owner, &it.instance.id).await.unwrap();
    let refused = deletion::undo(&it.desk, &it.owner, &it.instance.id, &kept[0].id).await.unwrap_err();
    assert_eq!(
        (refused.status(), refused.to_string().contains("at most 10 ingestion keys")),
        (409, true),
        "{refused}"
    );
    for number in 0..20 {
        service_key::create(&it.desk, &it.owner, &it.instance.id, &format!("k{number}")).await.unwrap();
    }
    let refused = service_key::create(&it.desk, &it.owner, &it.instance.id, "k20").await.unwrap_err();
    assert!(refused.to_string().contains("at most 20 service keys"), "{refused}");
}

#[tokio::test]
async fn a_key_whose_time_is_over_says_so_and_one_that_gets_more_time_opens_again() {
    let it = Fixture::new().await;
    let expires_ms = Some(it.desk.now_ms() + DAY_MS);
    let wish = KeyWish { name: "for a day".to_owned(), expires_ms, services: vec![] };
    let made = service_key::create(&it.desk, &it.owner, &it.instance.id, wish).await.unwrap();
    let told = it.last_request("logdnaat.service-key.create").await;
    assert_eq!(told["spoor"]["after"]["expires"], json!(expires_ms.map(format_rfc3339)));
    let pass = token::create(&it.desk, &made.secret).await.unwrap();
    it.pass(DAY_MS - 1000);
    it.desk.key(&made.secret, KeyKind::Service).await.unwrap();
    it.pass(1000);
    let refused = it.desk.key(&made.secret, KeyKind::Service).await.unwrap_err();
    let said = refused.to_string();
    assert_eq!(
        (refused.status(), said.starts_with("this key expired on 2023-11-15T")),
        (403, true),
        "{said}"
    );
    assert!(token::find(&it.desk, &pass.secret).await.is_err());
    assert!(matches!(token::create(&it.desk, &made.secret).await, Err(Error::KeyExpired { .. })));
    let longer = KeyUpdate { expires_ms: Some(None), ..KeyUpdate::default() };
    service_key::update(&it.desk, &it.owner, &it.instance.id, &made.key.id, longer).await.unwrap();
    it.desk.key(&made.secret, KeyKind::Service).await.unwrap();
    for wrong in [0, it.desk.now_ms(), i64::MAX] {
        let wish = KeyWish { name: "k".to_owned(), expires_ms: Some(wrong), services: vec![] };
        let refused = service_key::create(&it.desk, &it.owner, &it.instance.id, wish).await;
        assert!(matches!(refused, Err(Error::Invalid { field: "expires", .. })), "{wrong}");
    }
}

#[tokio::test]
async fn a_key_of_some_services_sends_as_no_other_and_what_it_may_not_send_is_kept_with_the_reason() {
    let it = Fixture::new().await;
    let wish = KeyWish { name: "kms only".to_owned(), expires_ms: None, services: services(&["kms"]) };
    let key = ingestion_key::create(&it.desk, &it.owner, &it.instance.id, wish).await.unwrap().key;
    let texts = [event("kms", "eu-de"), event("iam-identity", "eu-de"), "plain".to_owned()];
    let receipts = it.send(&key, &texts).await.unwrap();
    assert!(matches!(receipts[0], Receipt::Stored(_)), "{receipts:?}");
    let reason = |at: usize| match &receipts[at] {
        Receipt::Rejected { reason } => reason.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(1), "this key may not send as iam-identity; it sends only as kms");
    assert_eq!(reason(2), "the line names no service, and this key sends only as kms");
    let (kept, count) = actions::quarantine::list(&it.desk, &it.owner, &it.instance.id, 10).await.unwrap();
    assert_eq!(count, 2);
    assert_eq!(kept[1].rejected.line, texts[1].as_bytes(), "as it was sent");
    assert_eq!(
        (kept[1].rejected.reason.clone(), kept[1].rejected.key.clone()),
        (reason(1), Some(key.id.clone()))
    );

    let wider = KeyUpdate { services: Some(services(&["kms", "iam-identity"])), ..KeyUpdate::default() };
    let key = ingestion_key::update(&it.desk, &it.owner, &it.instance.id, &key.id, wider).await.unwrap();
    let receipts = it.send(&key, &texts[1..2]).await.unwrap();
    assert!(matches!(receipts[0], Receipt::Stored(_)), "{receipts:?}");
    let told = it.last_request("logdnaat.ingestion-key.update").await;
    assert_eq!(told["spoor"]["before"]["services"], json!(["kms"]));
    assert_eq!(told["spoor"]["after"]["services"], json!(["kms", "iam-identity"]));
    let wish = KeyWish { name: "k".to_owned(), expires_ms: None, services: services(&["kms"]) };
    let refused = service_key::create(&it.desk, &it.owner, &it.instance.id, wish).await;
    assert!(matches!(refused, Err(Error::Invalid { field: "services", .. })));
}

#[tokio::test]
async fn the_last_use_of_a_key_is_known_at_once_and_kept_when_it_is_noted() {
    let it = Fixture::new().await;
    let made = ingestion_key::create(&it.desk, &it.owner, &it.instance.id, "sends").await.unwrap();
    let listed = async || {
        key::list(&it.desk, &it.owner, Some(&it.instance.id), KeyKind::Ingestion).await.unwrap()[0]
            .last_used_ms
    };
    let noted = async || {
        it.desk
            .store()
            .read()
            .await
            .unwrap()
            .keys()
            .find(&made.key.id)
            .await
            .unwrap()
            .unwrap()
            .key
            .last_used_ms
    };
    assert_eq!(listed().await, None);
    it.desk.key(&made.secret, KeyKind::Service).await.unwrap_err();
    assert_eq!(listed().await, None, "what it did not open it did not use");
    it.desk.key(&made.secret, KeyKind::Ingestion).await.unwrap();
    let used = listed().await;
    assert!(used.is_some());
    assert_eq!(noted().await, None, "no request writes");
    key::flush(&it.desk).await.unwrap();
    assert_eq!(noted().await, used);
    it.pass(1000);
    it.desk.key(&made.secret, KeyKind::Ingestion).await.unwrap();
    assert!(listed().await > used);
}

#[tokio::test]
async fn only_managers_see_and_change_the_keys_of_an_instance_and_each_refusal_is_told() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    let made = ingestion_key::create(&it.desk, &it.owner, id, "sends").await.unwrap().key;
    for who in it.others() {
        let name = who.name().to_owned();
        let before = it.events().await.len();
        assert!(key::list(&it.desk, &who, Some(id), KeyKind::Ingestion).await.is_err(), "{name}");
        assert!(key::find(&it.desk, &who, Some(id), &made.id).await.is_err(), "{name}");
        assert!(ingestion_key::create(&it.desk, &who, id, "k").await.is_err(), "{name}");
        assert!(ingestion_key::update(&it.desk, &who, id, &made.id, named("x")).await.is_err(), "{name}");
        assert!(ingestion_key::delete(&it.desk, &who, id, &made.id).await.is_err(), "{name}");
        let told = it.events().await.split_off(before);
        assert_eq!(told.len(), 3, "{name}");
        assert!(told.iter().all(|event| event.text("outcome") == Some("failure")));
    }
    let manager = it.member(Some(model::person::Role::Manager));
    assert!(key::list(&it.desk, &manager, None, KeyKind::Collector).await.is_err(), "those are for owners");
    assert_eq!(key::list(&it.desk, &manager, Some(id), KeyKind::Ingestion).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_key_is_found_in_its_own_instance_under_its_own_type_and_nowhere_else() {
    let it = Fixture::new().await;
    let made = ingestion_key::create(&it.desk, &it.owner, &it.instance.id, "sends").await.unwrap().key;
    let gone =
        |refused: Result<(), Error>| assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
    gone(key::find(&it.desk, &it.owner, Some(&it.home.id), &made.id).await.map(drop));
    gone(key::find(&it.desk, &it.owner, None, &made.id).await.map(drop));
    gone(ingestion_key::delete(&it.desk, &it.owner, &it.home.id, &made.id).await);
    gone(service_key::delete(&it.desk, &it.owner, &it.instance.id, &made.id).await);
    gone(collector_key::delete(&it.desk, &it.owner, &made.id).await);
    gone(ingestion_key::delete(&it.desk, &it.owner, &it.instance.id, &KeyId::from_bytes([9; 12])).await);
    assert_eq!(key::find(&it.desk, &it.owner, Some(&it.instance.id), &made.id).await.unwrap(), made);
}
