use actions::{
    Error,
    account::{self, AccountUpdate},
};
use model::{account::AccountSettings, person::Role};
use serde_json::{Value, json};

use crate::fixture::Fixture;

#[tokio::test]
async fn each_setting_that_is_changed_is_told_by_an_event_with_the_documented_fields() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    assert_eq!(account::find(&it.desk, &it.owner, id).await.unwrap(), AccountSettings::default());
    let off = AccountUpdate { shows_raw: Some(false), ..AccountUpdate::default() };
    account::update(&it.desk, &it.owner, id, off.clone()).await.unwrap();
    assert_eq!(
        it.last_request("logdnaat.account.update").await,
        json!({
            "owneremail": "ana@example.com",
            "type": "meta.addrawline",
            "value": false,
            "spoor": {"before": {"value": true}, "after": {"value": false}},
        })
    );
    let before = it.events().await.len();
    account::update(&it.desk, &it.owner, id, off).await.unwrap();
    assert_eq!(it.events().await.len(), before, "what is as it was is no change");
    let all = AccountUpdate {
        shows_raw: Some(true),
        allows_export: Some(false),
        access_control: Some(false),
        line_format: Some("%time %line".to_owned()),
        zone: Some("europe/berlin".to_owned()),
    };
    let after = account::update(&it.desk, &it.owner, id, all).await.unwrap();
    assert_eq!((after.zone.as_str(), after.line_format.tokens().len()), ("Europe/Berlin", 2));
    assert_eq!(account::find(&it.desk, &it.owner, id).await.unwrap(), after);
    let told: Vec<_> = it.events().await.split_off(before);
    let features: Vec<_> = told.iter().filter_map(|event| event.text("requestData.type")).collect();
    assert_eq!(features, ["meta.addrawline", "export.enabled", "access.control", "line.format", "time.zone"]);
    assert_eq!(told[4].at("requestData.value"), Some(&Value::from("Europe/Berlin")));
    assert_eq!(account::find(&it.desk, &it.owner, &it.home.id).await.unwrap(), AccountSettings::default());
}

#[tokio::test]
async fn settings_that_can_not_be_used_are_refused_and_nothing_is_changed() {
    let it = Fixture::new().await;
    let zone = |zone: &str| AccountUpdate { zone: Some(zone.to_owned()), ..AccountUpdate::default() };
    let format =
        |text: &str| AccountUpdate { line_format: Some(text.to_owned()), ..AccountUpdate::default() };
    let wrong = [
        (zone("Mars/Base"), "zone"),
        (zone("../../etc"), "zone"),
        (format("%nothing"), "line_format"),
        (format(&"x".repeat(9_000_000)), "line_format"),
    ];
    for (mut update, expected) in wrong {
        update.shows_raw = Some(false);
        let refused = account::update(&it.desk, &it.owner, &it.instance.id, update).await;
        assert!(matches!(refused, Err(Error::Invalid { field, .. }) if field == expected), "{expected}");
        assert_eq!(it.last_event().await.text("outcome"), Some("failure"));
    }
    assert!(account::find(&it.desk, &it.owner, &it.instance.id).await.unwrap().shows_raw);
}

#[tokio::test]
async fn only_managers_change_settings_and_readers_see_them() {
    let it = Fixture::new().await;
    let off = || AccountUpdate { shows_raw: Some(false), ..AccountUpdate::default() };
    for who in it.others() {
        let sees = who.role_in(&it.instance.id).is_some();
        assert_eq!(account::find(&it.desk, &who, &it.instance.id).await.is_ok(), sees);
        assert!(account::update(&it.desk, &who, &it.instance.id, off()).await.is_err());
        assert_eq!(it.last_event().await.text("outcome"), Some("failure"));
    }
    let manager = it.member(Some(Role::Manager));
    assert!(!account::update(&it.desk, &manager, &it.instance.id, off()).await.unwrap().shows_raw);
}
