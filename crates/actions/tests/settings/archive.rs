use actions::{
    Error,
    account_archive_setting::{self as setting, Put},
    archive_configuration, deletion,
};
use model::archive::ArchiveDraft;
use serde_json::json;
use store::StoreError;

use crate::fixture::{Fixture, anywhere};

const SECRET: &str = "a-secret-nobody-sees-again";

fn ibm(bucket: &str, apikey: &str) -> ArchiveDraft {
    let fields = [
        ("bucket", bucket),
        ("endpoint", "s3.example.com"),
        ("apikey", apikey),
        ("resourceinstanceid", "crn:v1:x"),
    ];
    ArchiveDraft {
        provider: "ibm".to_owned(),
        fields: fields.map(|(name, text)| (name.to_owned(), text.to_owned())).into(),
    }
}

#[tokio::test]
async fn a_target_of_a_program_is_told_as_configured_and_turned_on_with_the_documented_fields() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    setting::configure(&it.desk, &it.owner, id, &ibm("b", SECRET), Put::New).await.unwrap();
    let mut told = it.events().await;
    let (on, configured) = (told.pop().unwrap(), told.pop().unwrap());
    assert_eq!(on.text("action"), Some("logdnaat.archive-configuration.update"));
    let documented = json!({"feature": "archive", "isEnabled": true, "provider": "ibm"});
    assert_eq!(on.at("requestData"), Some(&documented));
    assert_eq!(configured.text("action"), Some("logdnaat.account-archive-setting.configure"));
    let fields = json!({"bucket": "b", "endpoint": "s3.example.com", "resourceinstanceid": "crn:v1:x"});
    let mut expected = documented.clone();
    expected["spoor"] = json!({"after": {"provider": "ibm", "fields": fields, "isEnabled": true}});
    assert_eq!(configured.at("requestData"), Some(&expected));
    let again = setting::configure(&it.desk, &it.owner, id, &ibm("b", SECRET), Put::New).await.unwrap_err();
    assert_eq!(again.status(), 409);
    let kept = setting::find(&it.desk, &it.owner, id).await.unwrap().unwrap();
    assert_eq!(setting::masked(&kept.archive)["apikey"], "********");
}

#[tokio::test]
async fn turning_off_and_on_and_forgetting_are_told_each_by_its_own_event() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    let target = setting::configure(&it.desk, &it.owner, id, &ibm("b", SECRET), Put::Any).await.unwrap();
    assert!(!target.is_enabled, "a person turns it on");
    assert!(archive_configuration::update(&it.desk, &it.owner, id).await.unwrap().is_enabled);
    let told = it.last_request("logdnaat.archive-configuration.update").await;
    assert_eq!((&told["isEnabled"], &told["spoor"]["before"]["isEnabled"]), (&json!(true), &json!(false)));
    assert!(!setting::turn_off(&it.desk, &it.owner, id).await.unwrap().is_enabled);
    let told = it.last_request("logdnaat.account-archive-setting.configure").await;
    assert_eq!(told["isEnabled"], json!(false));
    archive_configuration::update(&it.desk, &it.owner, id).await.unwrap();
    setting::delete(&it.desk, &it.owner, id).await.unwrap();
    let told = it.last_request("logdnaat.account-archive-setting.configure").await;
    assert_eq!((&told["isEnabled"], &told["provider"]), (&json!(false), &json!("ibm")));
    assert!(setting::find(&it.desk, &it.owner, id).await.unwrap().is_none());
    assert!(matches!(setting::turn_off(&it.desk, &it.owner, id).await, Err(Error::NotFound { .. })));
    let kept = deletion::list(&it.desk, &it.owner, id).await.unwrap();
    deletion::undo(&it.desk, &it.owner, id, &kept[0].id).await.unwrap();
    let back = setting::find(&it.desk, &it.owner, id).await.unwrap().unwrap();
    assert!(!back.archive.is_enabled, "what comes back is off");
    let same = setting::configure(&it.desk, &it.owner, id, &ibm("b", "********"), Put::Known).await;
    assert!(same.is_ok(), "and has its secret: {same:?}");
}

#[tokio::test]
async fn a_secret_is_in_no_file_and_no_event_and_a_mask_keeps_it() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    setting::configure(&it.desk, &it.owner, id, &ibm("b", SECRET), Put::New).await.unwrap();
    setting::configure(&it.desk, &it.owner, id, &ibm("c", "********"), Put::Known).await.unwrap();
    let told = it.last_request("logdnaat.account-archive-setting.configure").await;
    assert_eq!(told["spoor"]["before"]["fields"]["bucket"], "b");
    assert_eq!(told["spoor"]["change"], json!(null), "no secret was replaced");
    let other = "another-secret-nobody-sees";
    setting::configure(&it.desk, &it.owner, id, &ibm("c", other), Put::Known).await.unwrap();
    let told = it.last_request("logdnaat.account-archive-setting.configure").await;
    assert_eq!(told["spoor"]["change"], json!({"secretsReplaced": ["apikey"]}));
    let wrong = ArchiveDraft { provider: "ibm\u{7}".to_owned(), ..ibm("b", SECRET) };
    setting::configure(&it.desk, &it.owner, id, &wrong, Put::Any).await.unwrap_err();
    setting::delete(&it.desk, &it.owner, id).await.unwrap();
    while it.desk.store().relay_step().await.unwrap() {}
    it.desk.store().close().await;
    for secret in [SECRET, other] {
        assert!(!anywhere(it.folder.path(), secret), "{secret} is written somewhere");
    }
}

#[tokio::test]
async fn while_the_key_file_is_lost_no_secret_is_replaced() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    setting::configure(&it.desk, &it.owner, id, &ibm("b", SECRET), Put::New).await.unwrap();
    let path = it.folder.path().join("secrets.key");
    let key = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let refused = setting::configure(&it.desk, &it.owner, id, &ibm("b", "new"), Put::Known).await;
    assert!(matches!(refused, Err(Error::Failed(StoreError::Unsealed(_)))), "{refused:?}");
    std::fs::write(&path, key).unwrap();
    setting::configure(&it.desk, &it.owner, id, &ibm("b", "********"), Put::Known).await.unwrap();
}

#[tokio::test]
async fn only_managers_see_and_change_where_lines_are_archived() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    for who in it.others() {
        let before = it.events().await.len();
        assert!(setting::find(&it.desk, &who, id).await.is_err());
        assert!(setting::faults(&it.desk, &who, id, &ibm("b", SECRET)).await.is_err());
        assert!(setting::configure(&it.desk, &who, id, &ibm("b", SECRET), Put::New).await.is_err());
        assert!(archive_configuration::update(&it.desk, &who, id).await.is_err());
        assert!(setting::turn_off(&it.desk, &who, id).await.is_err());
        assert!(setting::delete(&it.desk, &who, id).await.is_err());
        let told = it.events().await.split_off(before);
        assert_eq!(told.iter().filter(|event| event.text("outcome") == Some("failure")).count(), 4);
    }
}
