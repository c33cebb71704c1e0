use actions::{
    Error, collector_key, ingestion_key,
    instance::{self, InstanceUpdate},
    line::Receipt,
    route::{self, NewRoute},
};
use model::{
    instance::{CANCEL_MS, Instance},
    key::KeyKind,
    person::Role,
    retention::{Period, Retention},
};
use serde_json::json;

use crate::fixture::{Fixture, event};

async fn delete(it: &Fixture) -> Instance {
    instance::delete(&it.desk, &it.owner, &it.instance.id, "Frankfurt").await.unwrap()
}

#[tokio::test]
async fn an_instance_gets_a_name_and_a_plan_and_the_event_tells_both() {
    let it = Fixture::new().await;
    let manager = it.member(Some(Role::Manager));
    let retention = Retention { lines: Period::Days(30), keeps_imports: false };
    let update = InstanceUpdate {
        name: Some(" Production ".to_owned()),
        retention: Some(retention),
        is_confirmed: true,
    };
    let after = instance::update(&it.desk, &manager, &it.instance.id, update).await.unwrap();
    assert_eq!(after.title(), "Frankfurt · Production");
    let told = it.last_request("logdnaat.instance.update").await;
    assert_eq!(told["spoor"]["before"], json!({"name": "", "retentionDays": 365, "keepsImports": true}));
    assert_eq!(
        told["spoor"]["after"],
        json!({"name": "Production", "retentionDays": 30, "keepsImports": false})
    );
    let long = InstanceUpdate { name: Some("x".repeat(61)), ..InstanceUpdate::default() };
    let refused = instance::update(&it.desk, &manager, &it.instance.id, long).await;
    assert!(matches!(refused, Err(Error::Invalid { field: "name", .. })));
}

#[tokio::test]
async fn a_location_has_one_instance_which_owners_make() {
    let it = Fixture::new().await;
    let made = instance::create(&it.desk, &it.owner, "eu-gb", "Tests").await.unwrap();
    assert_eq!(made.title(), "London · Tests");
    let told = it.events_of(&made.id).await.pop().unwrap();
    assert_eq!(told.text("action"), Some("logdnaat.instance.create"));
    let twice = instance::create(&it.desk, &it.owner, "eu-gb", "").await.unwrap_err();
    assert_eq!(twice.to_string(), "there is already an instance for London (eu-gb)");
    let nowhere = instance::create(&it.desk, &it.owner, "atlantis", "").await;
    assert!(matches!(nowhere, Err(Error::Invalid { field: "location", .. })));
    let manager = it.member(Some(Role::Manager));
    assert_eq!(instance::create(&it.desk, &manager, "jp-tok", "").await.unwrap_err().status(), 403);
}

#[tokio::test]
async fn an_instance_that_is_to_go_takes_no_lines_and_can_be_read_and_kept() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    let key = ingestion_key::create(&it.desk, &it.owner, id, "sends").await.unwrap().key;
    let fleet = collector_key::create(&it.desk, &it.owner, "fleet").await.unwrap().key;
    it.send(&key, &[event("kms", "eu-de")]).await.unwrap();
    let going = delete(&it).await;
    assert_eq!(going.gone_ms(), going.deletion_ms.map(|asked_ms| asked_ms + CANCEL_MS));
    let refused = it.send(&key, &[event("kms", "eu-de")]).await.unwrap_err();
    assert_eq!(refused.status(), 403);
    assert!(refused.to_string().starts_with("the instance for eu-de is being deleted"), "{refused}");
    let receipts = it.send(&fleet, &[event("kms", "eu-de"), event("kms", "us-south")]).await.unwrap();
    assert!(
        matches!(&receipts[0], Receipt::Rejected { reason } if reason.contains("eu-de is being deleted"))
    );
    assert!(matches!(&receipts[1], Receipt::Stored(id) if id.instance == it.home.id));
    let (kept, _) = actions::quarantine::list(&it.desk, &it.owner, &it.home.id, 10).await.unwrap();
    assert_eq!(kept.len(), 1, "the line is kept with the home instance");
    let told = it.last_request("logdnaat.instance.delete").await;
    assert_eq!((&told["spoor"]["change"], &told["spoor"]["before"]["keys"]), (&json!("asked"), &json!(1)));
    let told = it.events_of(&it.home.id).await.pop().unwrap();
    assert_eq!(told.text("action"), Some("logdnaat.instance.delete"), "the home instance is told, too");
    assert_eq!(instance::delete(&it.desk, &it.owner, id, "Frankfurt").await.unwrap_err().status(), 409);

    it.pass(CANCEL_MS - 60_000);
    instance::remove_due(&it.desk).await.unwrap();
    instance::cancel_deletion(&it.desk, &it.owner, id).await.unwrap();
    it.send(&key, &[event("kms", "eu-de")]).await.unwrap();
    let told = it.last_request("logdnaat.instance.update").await;
    assert_eq!(told["spoor"]["change"], "deletion cancelled");
    it.pass(CANCEL_MS);
    instance::remove_due(&it.desk).await.unwrap();
    assert_eq!(it.events().await.len(), 4, "all of it is still there");
    assert_eq!(instance::cancel_deletion(&it.desk, &it.owner, id).await.unwrap_err().status(), 409);
}

#[tokio::test]
async fn after_seven_days_an_instance_is_gone_with_all_that_is_in_it_and_its_location_is_free() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    let made = ingestion_key::create(&it.desk, &it.owner, id, "sends").await.unwrap();
    let new = NewRoute {
        name: "there".to_owned(),
        source: String::new(),
        location: String::new(),
        query: String::new(),
        target: id.clone(),
        is_active: true,
        only_held: false,
        position: None,
    };
    route::create(&it.desk, &it.owner, new).await.unwrap();
    let leaving = instance::leaving(&it.desk, &it.owner, id).await.unwrap();
    let counted: Vec<_> = leaving.belongings.iter().map(|it| (it.what.as_str(), it.count)).collect();
    assert_eq!(counted, [("keys", 1), ("routes that lead there", 1)]);
    delete(&it).await;
    it.pass(CANCEL_MS);
    instance::remove_due(&it.desk).await.unwrap();
    assert!(!it.folder.path().join("instances").join(id.as_str()).exists(), "its files are gone");
    assert!(matches!(it.desk.key(&made.secret, KeyKind::Ingestion).await, Err(Error::SignedOut)));
    assert!(it.desk.instance(id).await.is_err());
    let told = it.events_of(&it.home.id).await.pop().unwrap();
    assert_eq!(told.text("requestData.spoor.change"), Some("removed"));
    assert_eq!(told.text("initiator.name"), Some("Spoor"));
    instance::remove_due(&it.desk).await.unwrap();
    let again = instance::create(&it.desk, &it.owner, "eu-de", "").await.unwrap();
    assert_ne!(again.id, *id);
    assert_eq!(it.events_of(&again.id).await.len(), 1, "it begins empty");
}

#[tokio::test]
async fn files_that_a_kill_has_left_are_removed_later() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    it.events().await;
    let mut change = it.desk.store().change().await.unwrap();
    change.delete_instance(id).await.unwrap();
    let event = model::audit::AuditEvent {
        action: "logdnaat.instance.delete".into(),
        data_event: false,
        outcome: model::audit::Outcome::Success,
        target: String::new(),
        request: json!({}),
        correlation_id: String::new(),
        by: it.owner.initiator(),
        at_ms: 0,
    };
    change.record(None, &event).await.unwrap();
    assert!(it.folder.path().join("instances").join(id.as_str()).exists());
    instance::remove_due(&it.desk).await.unwrap();
    assert!(!it.folder.path().join("instances").join(id.as_str()).exists());
    assert!(it.desk.store().read().await.unwrap().instances().removed().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_home_instance_stays_and_others_are_deleted_by_owners_who_name_them() {
    let it = Fixture::new().await;
    let home = instance::delete(&it.desk, &it.owner, &it.home.id, "Dallas").await.unwrap_err();
    assert!(home.to_string().contains("home instance"), "{home}");
    for wrong in ["", "frankfurt", "Dallas", &it.instance.id.to_string()] {
        let refused = instance::delete(&it.desk, &it.owner, &it.instance.id, wrong).await;
        assert!(matches!(refused, Err(Error::Invalid { field: "named", .. })), "{wrong}");
    }
    let manager = it.member(Some(Role::Manager));
    for who in it.others().iter().chain([&manager]) {
        assert!(instance::leaving(&it.desk, who, &it.instance.id).await.is_err());
        assert!(instance::delete(&it.desk, who, &it.instance.id, "Frankfurt").await.is_err());
        assert!(instance::cancel_deletion(&it.desk, who, &it.instance.id).await.is_err());
    }
    assert!(it.desk.instance(&it.instance.id).await.unwrap().deletion_ms.is_none());
}
