//! What is sealed stays sealed, and is never given up because a file is missing.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use std::path::Path;

use model::{
    archive::{Archive, Provider},
    audit::{AuditEvent, Initiator, InitiatorKind, Outcome},
    channel::Channel,
    deletion::{DeletedKind, Deletion},
    id::{AccountId, DeletionId, InstanceId, PresetId, ViewId},
    instance::Instance,
    preset::{Preset, PresetName},
    view::{View, ViewAlert, ViewDraft, ViewName},
};
use rusqlite::Connection;
use serde_json::json;
use store::{Change, Forgotten, GivenUp, Limits, Store, StoreError, StoredArchive};

const SECRET: &str = "a-secret-nobody-may-read";

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

fn preset() -> Preset {
    let channel = |value: serde_json::Value| Channel::try_from(value).unwrap();
    Preset {
        id: PresetId::from_bytes([1; 5]),
        name: PresetName::parse("On call").unwrap(),
        channels: vec![
            channel(json!({"alertid": "0102030405", "integration": "webhook", "method": "post",
                "url": format!("https://example.com/{SECRET}"), "headers": {"authorization": SECRET},
                "bodyTemplate": {"token": SECRET}, "triggerlimit": 1, "triggerinterval": "30",
                "operator": "presence", "immediate": true, "terminal": false})),
            channel(json!({"alertid": "0102030406", "integration": "email", "emails": ["ana@example.com"],
                "triggerlimit": 1, "triggerinterval": "30", "operator": "presence", "immediate": true,
                "terminal": false})),
        ],
        created_ms: 1,
        updated_ms: 2,
        updated_by: "ana".to_owned(),
    }
}

fn deletion() -> Deletion {
    Deletion {
        id: DeletionId::from_bytes([7; 5]),
        kind: DeletedKind::Preset,
        object: "0101010101".to_owned(),
        name: "Gone".to_owned(),
        content: json!({"preset": preset(), "views": []}),
        deleted_ms: 5,
        deleted_by: "ana".to_owned(),
    }
}

fn view() -> View {
    View {
        id: ViewId::from_bytes([9; 5]),
        draft: ViewDraft {
            name: ViewName::parse("Errors").unwrap(),
            query: "outcome:failure".to_owned(),
            hosts: vec![],
            apps: vec![],
            levels: vec![],
            tags: vec![],
            description: String::new(),
            custom_line: String::new(),
        },
        categories: vec![],
        alert: ViewAlert::Own(preset().channels),
        updated_ms: 3,
        updated_by: "ana".to_owned(),
    }
}

async fn record(change: Change) {
    let event = AuditEvent {
        action: "logdnaat.alert.create".into(),
        data_event: true,
        outcome: Outcome::Success,
        target: String::new(),
        request: json!({}),
        correlation_id: String::new(),
        by: Initiator {
            id: "person-1".to_owned(),
            name: "ana".to_owned(),
            kind: InitiatorKind::Person,
            address: String::new(),
            agent: String::new(),
        },
        at_ms: 1,
    };
    change.record(Some(&instance().id), &event).await.unwrap();
}

async fn open(folder: &Path) -> Result<Store, StoreError> {
    Store::open(folder, Limits::default()).await
}

/// Puts everything that is sealed into a folder.
async fn fill(store: &Store) {
    let id = instance().id;
    let mut change = store.change().await.unwrap();
    change.insert_preset(&id, &preset()).await.unwrap();
    change.insert_view(&id, &view()).await.unwrap();
    change.insert_deletion(&id, &deletion()).await.unwrap();
    record(change).await;
}

async fn is_whole(store: &Store) {
    let (id, mut read) = (instance().id, store.read().await.unwrap());
    assert_eq!(read.presets().list(&id).await.unwrap(), [preset()]);
    assert_eq!(read.views().list(&id).await.unwrap(), [view()]);
    assert_eq!(read.deletions().list(&id, 0).await.unwrap(), [deletion()]);
}

/// A folder with an alert, a view with one and one that was deleted, closed again.
async fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await.unwrap();
    let mut change = store.change().await.unwrap();
    change.insert_desk(&instance().account, 0).await.unwrap();
    change.insert_instance(&instance(), 0).await.unwrap();
    record(change).await;
    fill(&store).await;
    is_whole(&store).await;
    store.close().await;
    folder
}

/// Whether a file of the folder itself holds the secret.
fn is_readable(folder: &Path) -> bool {
    let holds = |path: &Path| {
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes())
    };
    std::fs::read_dir(folder).unwrap().any(|entry| holds(&entry.unwrap().path()))
}

/// The folder as a version left it that did not seal alerts.
fn make_old(folder: &Path) {
    let database = Connection::open(folder.join("control.db")).unwrap();
    let channels = serde_json::to_string(&preset().channels).unwrap();
    database.execute("update presets set channels = ?", [&channels]).unwrap();
    database.execute("update views set channels = ?", [&channels]).unwrap();
    database.execute("update deletions set content = ?", [deletion().content.to_string()]).unwrap();
    // What was written over before is left in free pages.
    database.execute_batch("create table old (a text)").unwrap();
    for _ in 0..50 {
        database.execute("insert into old values (?)", [SECRET.repeat(500)]).unwrap();
    }
    database.execute_batch("drop table old; update safes set is_swept = 0, probe = null").unwrap();
}

#[tokio::test]
async fn an_alert_is_sealed_wherever_it_is_kept() {
    let folder = folder().await;
    assert!(!is_readable(folder.path()));
    let store = open(folder.path()).await.unwrap();
    let mut change = store.change().await.unwrap();
    change.update_preset(&instance().id, &preset()).await.unwrap();
    change.update_view(&instance().id, &view()).await.unwrap();
    record(change).await;
    is_whole(&store).await;
    store.close().await;
    assert!(!is_readable(folder.path()));
    let database = Connection::open(folder.path().join("control.db")).unwrap();
    let text: String = database.query_row("select channels from presets", [], |row| row.get(0)).unwrap();
    assert!(text.contains("ana@example.com"), "who is told by mail is no secret: {text}");
}

#[tokio::test]
async fn alerts_of_an_older_version_are_sealed_at_the_start_and_no_copy_is_left() {
    let folder = folder().await;
    make_old(folder.path());
    assert!(is_readable(folder.path()), "the test sees what it looks for");
    let store = open(folder.path()).await.unwrap();
    is_whole(&store).await;
    assert!(!is_readable(folder.path()), "not even while it is open");
    store.close().await;
    drop(store);
    // Cut short after the change, before free pages were written over: it is done again.
    let database = Connection::open(folder.path().join("control.db")).unwrap();
    database.execute_batch("update safes set is_swept = 0").unwrap();
    drop(database);
    is_whole(&open(folder.path()).await.unwrap()).await;
}

#[tokio::test]
async fn a_folder_without_its_key_file_is_not_opened_and_stays_as_it_was() {
    let folder = folder().await;
    let (path, control) = (folder.path().join("secrets.key"), folder.path().join("control.db"));
    let (key, before) = (std::fs::read(&path).unwrap(), std::fs::read(&control).unwrap());
    for other in [None, Some([7; 32].as_slice()), Some(b"short")] {
        std::fs::remove_file(&path).ok();
        if let Some(other) = other {
            std::fs::write(&path, other).unwrap();
        }
        let refused = open(folder.path()).await.err().unwrap();
        assert!(matches!(refused, StoreError::WrongKey { sealed: 3, .. }), "{refused}");
        assert!(refused.to_string().contains("spoor secrets forget"), "{refused}");
        assert_eq!(std::fs::read(&path).ok().as_deref(), other, "no other file is made");
        assert_eq!(std::fs::read(&control).unwrap(), before);
    }
    std::fs::write(&path, key).unwrap();
    is_whole(&open(folder.path()).await.unwrap()).await;
}

#[tokio::test]
async fn beside_a_lost_key_file_nothing_is_sealed_with_another() {
    let folder = folder().await;
    std::fs::remove_file(folder.path().join("secrets.key")).unwrap();
    let beside = Store::open_beside(folder.path()).await.unwrap();
    let mut change = beside.change().await.unwrap();
    let refused = change.update_preset(&instance().id, &preset()).await;
    assert!(matches!(refused, Err(StoreError::Unsealed(_))), "{refused:?}");
    assert!(!folder.path().join("secrets.key").exists());
}

#[tokio::test]
async fn where_nothing_is_sealed_a_lost_key_file_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).await.unwrap().close().await;
    std::fs::remove_file(folder.path().join("secrets.key")).unwrap();
    let store = open(folder.path()).await.unwrap();
    let sealed = store.seal("a", b"b").await.unwrap();
    store.close().await;
    drop(store);
    assert_eq!(open(folder.path()).await.unwrap().unseal("a", &sealed).await.unwrap(), b"b");
}

#[tokio::test]
async fn an_archive_sealed_before_there_was_a_probe_tells_the_right_key_from_another() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await.unwrap();
    let mut change = store.change().await.unwrap();
    change.insert_desk(&instance().account, 0).await.unwrap();
    change.insert_instance(&instance(), 0).await.unwrap();
    let archive = Archive { provider: Provider::Ibm, fields: [].into(), is_enabled: true };
    let sealed = store.seal(&format!("archive:{}", instance().id), b"{}").await.unwrap();
    let stored = StoredArchive { archive, sealed, updated_ms: 1, updated_by: "ana".to_owned() };
    change.put_archive(&instance().id, &stored).await.unwrap();
    record(change).await;
    store.close().await;
    drop(store);
    let no_probe = || {
        let database = Connection::open(folder.path().join("control.db")).unwrap();
        database.execute_batch("update safes set probe = null").unwrap();
    };
    no_probe();
    open(folder.path()).await.unwrap().close().await;
    no_probe();
    std::fs::write(folder.path().join("secrets.key"), [7; 32]).unwrap();
    assert!(matches!(open(folder.path()).await.err(), Some(StoreError::WrongKey { sealed: 1, .. })));
}

#[tokio::test]
async fn what_is_given_up_is_named_and_what_needs_no_secret_stays() {
    let folder = folder().await;
    let right = Store::open_without_secrets(folder.path()).await.unwrap();
    assert_eq!(right.change().await.unwrap().forget_secrets().await.unwrap(), GivenUp::KeyFits);
    right.close().await;
    drop(right);
    std::fs::remove_file(folder.path().join("secrets.key")).unwrap();
    let store = Store::open_without_secrets(folder.path()).await.unwrap();
    let mut change = store.change().await.unwrap();
    let expected = Forgotten {
        instance: instance().id,
        archive: false,
        stream: false,
        presets: vec!["On call".to_owned()],
        views: vec!["Errors".to_owned()],
        deletions: vec!["Gone".to_owned()],
    };
    assert_eq!(change.forget_secrets().await.unwrap(), GivenUp::Lost(vec![expected]));
    record(change).await;
    store.close().await;
    drop(store);
    let store = open(folder.path()).await.unwrap();
    let mut read = store.read().await.unwrap();
    let mails = &preset().channels[1..];
    assert_eq!(read.presets().list(&instance().id).await.unwrap()[0].channels, mails);
    assert_eq!(read.views().list(&instance().id).await.unwrap()[0].alert.channels(), mails);
    assert_eq!(read.deletions().list(&instance().id, 0).await.unwrap(), []);
}

/// The files of the folder that are called like its key file.
fn key_files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let read = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        name.starts_with("secrets.key").then(|| (name, std::fs::read(entry.path()).unwrap()))
    };
    let mut all: Vec<_> =
        std::fs::read_dir(folder).unwrap().filter_map(|entry| read(entry.unwrap())).collect();
    all.sort();
    all
}

#[tokio::test]
async fn a_key_file_without_a_key_is_no_dead_end_once_nothing_is_sealed() {
    let folder = folder().await;
    let path = folder.path().join("secrets.key");
    std::fs::write(&path, b"short").unwrap();
    let written = std::fs::metadata(&path).unwrap().modified().unwrap();
    let written_ms = written.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    let taken = folder.path().join(format!("secrets.key.unusable-{written_ms}"));
    std::fs::write(&taken, b"older").unwrap();
    let store = Store::open_without_secrets(folder.path()).await.unwrap();
    let mut change = store.change().await.unwrap();
    assert!(matches!(change.forget_secrets().await.unwrap(), GivenUp::Lost(lost) if lost.len() == 1));
    record(change).await;
    let again = store.change().await.unwrap().forget_secrets().await.unwrap();
    assert_eq!(again, GivenUp::NothingSealed);
    store.close().await;
    drop(store);
    let store = open(folder.path()).await.unwrap();
    let sealed = store.seal("a", b"b").await.unwrap();
    store.close().await;
    drop(store);
    let kept = key_files(folder.path());
    assert_eq!((kept.len(), kept[0].1.len()), (3, 32), "{kept:?}");
    assert_eq!(kept[1].1, b"older", "what was set aside before is not written over");
    assert_eq!(kept[2], (format!("secrets.key.unusable-{}", written_ms + 1), b"short".to_vec()));
    assert_eq!(open(folder.path()).await.unwrap().unseal("a", &sealed).await.unwrap(), b"b");
}

#[tokio::test]
async fn what_only_looks_sealed_is_sealed_and_is_not_counted_before() {
    let folder = folder().await;
    make_old(folder.path());
    let database = Connection::open(folder.path().join("control.db")).unwrap();
    let clear = format!(r#"[{{"integration":"webhook","headers":{{"sealed":"{SECRET}"}}}}]"#);
    let content = format!(r#"{{"preset":{{"channels":{clear}}},"views":[]}}"#);
    database.execute("update deletions set content = ?", [&content]).unwrap();
    let views = database.execute("update views set channels = ?", [&clear]).unwrap();
    assert_eq!(views, 1);
    drop(database);
    let store = Store::open_without_secrets(folder.path()).await.unwrap();
    let given_up = store.change().await.unwrap().forget_secrets().await.unwrap();
    assert_eq!(given_up, GivenUp::NothingSealed);
    store.close().await;
    drop(store);
    let store = open(folder.path()).await.unwrap();
    store.close().await;
    let database = Connection::open(folder.path().join("control.db")).unwrap();
    let kept: String = database.query_row("select content from deletions", [], |row| row.get(0)).unwrap();
    assert!(!kept.contains(SECRET), "{kept}");
}

/// Whether the start has found nothing left to seal.
fn is_swept(folder: &Path) -> bool {
    let database = Connection::open(folder.join("control.db")).unwrap();
    database.query_row("select is_swept from safes", [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_row_that_can_not_be_read_keeps_no_other_from_being_sealed_and_nobody_from_starting() {
    let folder = folder().await;
    make_old(folder.path());
    let change = |text: &str| {
        let database = Connection::open(folder.path().join("control.db")).unwrap();
        assert_eq!(database.execute(text, []).unwrap(), 1);
    };
    let whole = deletion().content.to_string();
    change("update deletions set content = '{'");
    change("update views set channels = '[1]'");
    let store = open(folder.path()).await.unwrap();
    assert_eq!(store.read().await.unwrap().presets().list(&instance().id).await.unwrap(), [preset()]);
    store.close().await;
    drop(store);
    assert!(!is_readable(folder.path()) && !is_swept(folder.path()));
    change(&format!("update deletions set content = '{whole}'"));
    change("update views set channels = '[]'");
    open(folder.path()).await.unwrap().close().await;
    assert!(!is_readable(folder.path()) && is_swept(folder.path()));
}

#[tokio::test]
async fn a_database_that_can_not_be_written_anew_is_sealed_opened_and_tried_again() {
    let folder = folder().await;
    make_old(folder.path());
    // An index that can be kept, and not made: of a function that nobody knows.
    let index = |sql: &str| {
        let database = Connection::open(folder.path().join("control.db")).unwrap();
        database
            .execute_batch(
                "create table if not exists mark (a text);
                 create index if not exists of_mark on mark (a);
                 pragma writable_schema = on",
            )
            .unwrap();
        database.execute("update sqlite_schema set sql = ? where name = 'of_mark'", [sql]).unwrap();
    };
    index("CREATE INDEX of_mark ON mark (unknown(a))");
    for _ in 0..2 {
        let store = open(folder.path()).await.unwrap();
        is_whole(&store).await;
        store.close().await;
        assert!(!is_swept(folder.path()));
    }
    assert!(is_readable(folder.path()), "in free pages");
    index("CREATE INDEX of_mark ON mark (a)");
    is_whole(&open(folder.path()).await.unwrap()).await;
    assert!(is_swept(folder.path()) && !is_readable(folder.path()));
}
