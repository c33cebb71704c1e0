//! Lines of locations that have no instance, from outside.

use serde_json::{Value, json};
use tests::{Desk, eventually, run};

use crate::support::{EVER, answer};

fn events(names: std::ops::Range<usize>) -> String {
    let crn = "crn:v1:bluemix:public:kms:eu-gb:a/1:77::";
    let event = |name: usize| {
        json!({"action": "kms.thing.create", "eventTime": "2026-01-02T03:04:05.00+0000",
            "logSourceCRN": crn, "message": format!("held {name}")})
        .to_string()
    };
    names.map(event).collect::<Vec<_>>().join("\n")
}

/// The names of the lines that the instance of a location holds, sorted.
async fn names(desk: &Desk, service: &str) -> Vec<String> {
    let parameters = [&EVER[..], &[("query", "action:thing"), ("limit", "1000")]].concat();
    let found = desk.find(service, &parameters).await;
    let name = |event: &Value| event["event"]["message"].as_str().unwrap().to_owned();
    let mut names: Vec<String> = found.iter().map(name).collect();
    names.sort_by_key(|name| (name.len(), name.clone()));
    names
}

fn expected(names: std::ops::Range<usize>) -> Vec<String> {
    names.map(|name| format!("held {name}")).collect()
}

#[tokio::test]
async fn held_lines_wait_through_kills_and_belong_to_the_instance_that_is_made() {
    let mut desk = Desk::start_with(&["--chunk-lines", "30", "--segment-lines", "100"]).await;
    let collector = tests::collector_key(desk.folder.path());
    for round in 0..3 {
        let (status, told) =
            answer(desk.send(&collector, events(round * 100..round * 100 + 100)).await).await;
        assert_eq!((status, &told["stored"]), (200, &json!(100)));
        desk.kill();
        desk.restart().await;
    }
    let folder = desk.folder.path();
    let listed = run(folder, &["instance", "list"]);
    assert!(listed.contains("eu-gb\tno instance"), "{listed}");
    assert!(run(folder, &["holding", "list"]).starts_with("eu-gb\twaits\tsince 20"));
    let verified = run(folder, &["verify"]);
    assert!(verified.contains("eu-gb: segment 1"), "held lines are verified too: {verified}");
    run(folder, &["holding", "adopt", "--location", "eu-gb"]);
    let service = tests::key(folder, "eu-gb", "service");
    assert_eq!(names(&desk, &service).await, expected(0..300));
    assert_eq!(run(folder, &["holding", "list"]), "");
    let (_, told) = answer(desk.send(&collector, events(300..301)).await).await;
    assert_eq!(told["stored"], 1);
    assert_eq!(names(&desk, &service).await, expected(0..301));
}

#[tokio::test]
async fn held_lines_are_moved_where_somebody_routes_them_whenever_the_server_is_killed() {
    let mut desk = Desk::start_with(&["--chunk-lines", "200", "--segment-lines", "1000"]).await;
    let collector = tests::collector_key(desk.folder.path());
    for part in 0..5 {
        assert_eq!(desk.send(&collector, events(part * 1000..part * 1000 + 1000)).await.status(), 200);
    }
    let service = desk.key("service");
    run(desk.folder.path(), &["holding", "release", "--location", "eu-gb", "--to", "us-south"]);
    for _ in 0..3 {
        // Killed as soon as it is ready, which is somewhere within the moving.
        desk.kill();
        desk.restart().await;
    }
    eventually("everything has been moved", || async {
        run(desk.folder.path(), &["holding", "list"]).is_empty().then_some(())
    })
    .await;
    assert_eq!(names(&desk, &service).await, expected(0..5000));
    let (_, told) = answer(desk.send(&collector, events(5000..5001)).await).await;
    assert_eq!(told["stored"], 1, "and those to come go there");
    assert_eq!(names(&desk, &service).await, expected(0..5001));
    let folder = desk.folder.path().join("instances");
    let is_alone = async || (std::fs::read_dir(&folder).unwrap().count() == 1).then_some(());
    eventually("its files are removed", is_alone).await;
}

#[tokio::test]
async fn held_lines_were_acknowledged_so_no_rule_of_where_they_go_keeps_them_away() {
    let desk = Desk::start().await;
    let collector = tests::collector_key(desk.folder.path());
    assert_eq!(desk.send(&collector, events(0..5)).await.status(), 200);
    let service = desk.key("service");
    let rule = json!({"title": "Things", "query": "action:thing", "active": true, "indexonly": false});
    let request = reqwest::Client::new().post(format!("{}/v1/config/ingestion/exclusions", desk.url));
    assert_eq!(request.header("servicekey", &service).json(&rule).send().await.unwrap().status(), 200);
    run(desk.folder.path(), &["holding", "release", "--location", "eu-gb", "--to", "us-south"]);
    eventually("everything has been moved", || async {
        run(desk.folder.path(), &["holding", "list"]).is_empty().then_some(())
    })
    .await;
    assert_eq!(names(&desk, &service).await, expected(0..5));
    let (_, told) = answer(desk.send(&collector, events(5..6)).await).await;
    assert_eq!(told["excluded"], 1, "what comes from now on does follow the rule: {told}");
}

#[tokio::test]
async fn held_lines_are_neither_found_nor_counted_as_an_instance() {
    let desk = Desk::start().await;
    let collector = tests::collector_key(desk.folder.path());
    desk.send(&collector, events(0..7)).await;
    assert!(names(&desk, &desk.key("service")).await.is_empty());
    let metrics = reqwest::get(format!("{}/metrics", desk.url)).await.unwrap().text().await.unwrap();
    assert!(metrics.contains("spoor_held_lines 7"), "{metrics}");
    assert_eq!(metrics.matches("spoor_ready{").count(), 1, "one instance, and no other");
}
