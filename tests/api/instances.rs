//! Instances at the command line, and what senders and readers are told of one that is to go.

use serde_json::json;

use crate::support::{Keyed, answer, other_instance};

#[tokio::test]
async fn an_instance_is_made_named_asked_to_go_and_kept_at_the_command_line() {
    let keyed = other_instance(Keyed::start().await);
    let folder = keyed.desk.folder.path();
    let run = |words: &[&str]| tests::run(folder, words);
    assert!(run(&["instance", "create", "--location", "eu-gb"]).contains("London"));
    assert!(
        run(&["instance", "rename", "--location", "eu-de", "--name", "Tests"]).contains("Frankfurt · Tests")
    );
    run(&["instance", "delete", "--location", "eu-de", "--named", "Frankfurt · Tests"]);
    let listed = run(&["instance", "list"]);
    assert!(listed.lines().any(|line| line.starts_with("eu-de") && line.contains("gone from")), "{listed}");

    let event = "{\"action\":\"kms.a.read\"}";
    let refused = tests::eventually("the server heeds it", || async {
        let (status, body) = answer(keyed.desk.send(&keyed.ingestion, event).await).await;
        (status == 403).then_some(body)
    })
    .await;
    let said = refused["error"].as_str().unwrap();
    assert!(said.starts_with("the instance for eu-de is being deleted and takes no more lines"), "{said}");
    assert_eq!(keyed.get("/v1/events", &[]).await.0, 200, "who reads still can");
    assert_eq!(keyed.ingest(&[json!({"line": "x"})]).await.0, 403);

    run(&["instance", "keep", "--location", "eu-de"]);
    tests::eventually("it takes lines again", || async {
        (answer(keyed.desk.send(&keyed.ingestion, event).await).await.0 == 200).then_some(())
    })
    .await;
    assert!(!run(&["instance", "list"]).contains("gone from"));
}

#[tokio::test]
async fn after_seven_days_the_server_removes_the_instance_with_its_files() {
    let mut keyed = other_instance(Keyed::start().await);
    let folder = keyed.desk.folder.path().to_owned();
    let event = "{\"action\":\"kms.a.read\"}";
    assert_eq!(keyed.desk.send(&keyed.ingestion, event).await.status(), 200);
    let listed = tests::run(&folder, &["instance", "list"]);
    let id =
        listed.lines().find(|line| line.starts_with("eu-de")).unwrap().split('\t').nth(2).unwrap().to_owned();
    let files = folder.join("instances").join(&id);
    assert!(files.exists());
    tests::run(&folder, &["instance", "delete", "--location", "eu-de", "--named", "Frankfurt"]);
    assert!(keyed.desk.stop());
    keyed.desk.restart_with(&[("SPOOR_CLOCK_AHEAD", "6")]).await;
    assert!(files.exists(), "not before its time");
    assert!(keyed.desk.stop());
    keyed.desk.restart_with(&[("SPOOR_CLOCK_AHEAD", "8")]).await;
    tests::eventually("its files are gone", || async { (!files.exists()).then_some(()) }).await;
    assert_eq!(keyed.get("/v1/events", &[]).await.0, 403, "its keys are gone with it");
    assert_eq!(keyed.desk.send(&keyed.ingestion, event).await.status(), 403);
    assert!(!tests::run(&folder, &["instance", "list"]).contains("eu-de"));
}
