use actions::{
    Desk, Error,
    account_archive_setting::{self, Put},
    alert::{self, Channels, PresetEdit},
    deletion, kept_secret, streaming_configuration as streaming,
    view::{self, NewAlert, NewView},
};
use model::{archive::ArchiveDraft, stream::StreamDraft};
use serde_json::{Value, json};
use store::{Limits, Store};

use crate::fixture::{Fixture, anywhere, events_in};

const SECRET: &str = "a-secret-of-an-alert";

/// Every kind of channel that has a secret, and one that has none.
fn channels() -> Channels {
    let channel = |own: Value| {
        let mut channel = json!({"triggerlimit": 1, "immediate": true});
        channel.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        channel
    };
    let url = format!("https://hooks.example.com/{SECRET}");
    Channels::All(vec![
        channel(json!({"integration": "slack", "url": url})),
        channel(json!({"integration": "webhook", "url": url, "headers": {"authorization": SECRET},
            "bodyTemplate": {"token": SECRET, "text": "{{ name }}"}})),
        channel(json!({"integration": "pagerduty", "key": SECRET})),
        channel(json!({"integration": "pagerduty-auto-resolve", "key": SECRET, "autoresolve": true,
            "autoresolvelimit": 3, "autoresolveinterval": "15m"})),
        channel(json!({"integration": "sysdig", "url": url, "key": SECRET, "severity": "high"})),
        channel(json!({"integration": "email", "emails": ["ana@example.com"]})),
    ])
}

fn archive() -> ArchiveDraft {
    let fields =
        [("bucket", "b"), ("endpoint", "s3.example.com"), ("apikey", SECRET), ("resourceinstanceid", "x")];
    ArchiveDraft {
        provider: "ibm".to_owned(),
        fields: fields.map(|(name, text)| (name.to_owned(), text.to_owned())).into(),
    }
}

fn stream() -> StreamDraft {
    StreamDraft::SelfStream { url: Some("https://example.com/in".to_owned()), key: Some(SECRET.to_owned()) }
}

#[tokio::test]
async fn no_secret_of_an_alert_is_in_a_file_or_in_an_event() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    let preset = alert::create(&it.desk, &it.owner, id, "P".to_owned(), channels()).await.unwrap();
    assert!(preset.channels[0].to_json().to_string().contains(SECRET), "who uses it has it");
    assert_eq!(alert::find(&it.desk, &it.owner, id, &preset.id).await.unwrap(), preset);
    let edit = PresetEdit { name: Some("Q".to_owned()), channels: Some(channels()), ..PresetEdit::default() };
    alert::update(&it.desk, &it.owner, id, &preset.id, edit).await.unwrap();
    let told = it.last_request("logdnaat.alert.update").await;
    let same = json!({"bytes": 52});
    assert_eq!(told["spoor"]["after"]["channels"][1]["bodyTemplate"], same, "nothing of it was changed");
    let Channels::All(mut other) = channels() else { panic!("all were made") };
    other[1]["bodyTemplate"]["token"] = json!(SECRET.to_uppercase());
    let edit = PresetEdit { channels: Some(Channels::All(other)), ..PresetEdit::default() };
    alert::update(&it.desk, &it.owner, id, &preset.id, edit).await.unwrap();
    let told = it.last_request("logdnaat.alert.update").await;
    let body = |when: &str| told["spoor"][when]["channels"][1]["bodyTemplate"].clone();
    assert_eq!((body("before"), body("after")), (same, json!({"bytes": 52, "changed": true})));
    let new = NewView {
        name: "V".to_owned(),
        query: "ab".to_owned(),
        alert: NewAlert::Own(channels()),
        ..NewView::default()
    };
    let saved = view::create(&it.desk, &it.owner, id, new.clone()).await.unwrap();
    view::create(&it.desk, &it.owner, id, new).await.unwrap_err();
    view::delete(&it.desk, &it.owner, id, &saved.id).await.unwrap();
    let kept = deletion::list(&it.desk, &it.owner, id).await.unwrap().remove(0);
    deletion::undo(&it.desk, &it.owner, id, &kept.id).await.unwrap();
    assert_eq!(view::find(&it.desk, &it.owner, id, &saved.id).await.unwrap().alert, saved.alert);
    view::delete(&it.desk, &it.owner, id, &saved.id).await.unwrap();
    alert::delete(&it.desk, &it.owner, id, &preset.id).await.unwrap();
    let told = it.last_request("logdnaat.alert.delete").await;
    assert_eq!(told["channels"][1]["bodyTemplate"]["bytes"], json!(52));
    it.desk.store().close().await;
    assert!(!anywhere(it.folder.path(), SECRET));
}

#[tokio::test]
async fn secrets_whose_key_file_is_gone_are_given_up_only_when_somebody_says_so_and_it_is_told() {
    let Fixture { folder, desk, owner, instance, .. } = Fixture::new().await;
    let id = &instance.id;
    account_archive_setting::configure(&desk, &owner, id, &archive(), Put::New).await.unwrap();
    streaming::validate(&desk, &owner, id, &stream(), Put::New).await.unwrap();
    alert::create(&desk, &owner, id, "P".to_owned(), channels()).await.unwrap();
    let gone = alert::create(&desk, &owner, id, "Gone".to_owned(), channels()).await.unwrap();
    alert::delete(&desk, &owner, id, &gone.id).await.unwrap();
    let kept = kept_secret::delete(&desk, &owner).await;
    assert!(matches!(kept, Err(Error::Conflict { .. })), "the key is there: {kept:?}");
    desk.store().close().await;
    drop(desk);
    std::fs::remove_file(folder.path().join("secrets.key")).unwrap();
    assert!(Store::open(folder.path(), Limits::default()).await.is_err());

    let store = Store::open_without_secrets(folder.path()).await.unwrap();
    let desk = Desk::new(store, actions::Clock::of_machine());
    kept_secret::delete(&desk, &owner).await.unwrap();
    let again = kept_secret::delete(&desk, &owner).await.unwrap_err();
    assert!(again.to_string().contains("nothing is sealed"), "{again}");
    desk.store().close().await;
    drop(desk);

    let store = Store::open(folder.path(), Limits::default()).await.unwrap();
    let desk = Desk::new(store, actions::Clock::of_machine());
    let off = account_archive_setting::find(&desk, &owner, id).await.unwrap().unwrap();
    assert!(!off.archive.is_enabled && off.sealed.is_empty());
    let mut masked = archive();
    masked.fields.insert("apikey".to_owned(), "****".to_owned());
    let unknown = account_archive_setting::configure(&desk, &owner, id, &masked, Put::Known).await;
    assert!(matches!(unknown, Err(Error::Invalid { field: "apikey", .. })), "{unknown:?}");
    account_archive_setting::configure(&desk, &owner, id, &archive(), Put::Known).await.unwrap();
    assert!(!streaming::find(&desk, &owner, id).await.unwrap().unwrap().stream.is_active);
    assert_eq!(alert::list(&desk, &owner, id).await.unwrap()[0].channels.len(), 1, "mail needs no secret");
    let told = events_in(&desk, &owner, id).await;
    let told = told.iter().find(|event| event.text("action") == Some("logdnaat.kept-secret.delete")).unwrap();
    let names = |of: &[&str]| json!({"count": of.len(), "names": of});
    let expected = json!({"archive": true, "stream": true, "presets": names(&["P"]), "views": names(&[]),
        "deletions": names(&["Gone"]), "spoor": {"reason": "the key file they were sealed with is gone"}});
    assert_eq!(told.at("requestData"), Some(&expected));
}
