//! Lines that were not stored are told in the record, where boards, searches and alerts find them.

use reqwest::Method;
use serde_json::{Value, json};
use tests::eventually;

use crate::support::{EVER, Keyed, other_instance};

const RULES: &str = "/v1/config/ingestion/exclusions";
const APPLY: &str = "logdnaat.exclusion-rule.apply";
const REJECT: &str = "logdnaat.events.reject";

async fn rule(keyed: &Keyed, title: &str, query: &str) -> String {
    let body = json!({"title": title, "active": true, "indexonly": false, "query": query});
    let (status, rule) = keyed.call(Method::POST, RULES, body).await;
    assert_eq!(status, 200, "{rule}");
    format!("{RULES}/{}", rule["id"].as_str().unwrap())
}

/// Sends so many lines that a rule excludes, and so many that are longer than the desk takes.
async fn send(keyed: &Keyed, excluded: usize, long: usize) {
    let noise = json!({"line": "noise"});
    let too_long = json!({"line": "x".repeat(5000)});
    let all = std::iter::repeat_n(noise, excluded).chain(std::iter::repeat_n(too_long, long));
    let (status, answer) = keyed.ingest(&all.collect::<Vec<_>>()).await;
    assert!(matches!(status, 200 | 207), "{answer}");
}

async fn told(keyed: &Keyed, action: &str) -> Vec<Value> {
    keyed.find(&format!("action:=={action}")).await.into_iter().map(|found| found["event"].clone()).collect()
}

/// Waits until the events of an action tell of so many lines, and no more.
async fn sums_to(keyed: &Keyed, action: &str, expected: u64) -> Vec<Value> {
    eventually(&format!("{action} tells of {expected} lines"), || async {
        let told = told(keyed, action).await;
        let sum: u64 = told.iter().map(|event| event["requestData"]["lines"].as_u64().unwrap()).sum();
        assert!(sum <= expected, "{told:?}");
        (sum == expected).then_some(told)
    })
    .await
}

#[tokio::test]
async fn excluded_and_quarantined_lines_are_told_once_over_restarts_and_kills_and_shown_by_boards() {
    let mut keyed = Keyed::start_with(&["--max-line", "4000"]).await;
    let noise = rule(&keyed, "Noise", "noise").await;
    rule(&keyed, "The record", "action:logdnaat").await;
    send(&keyed, 3, 2).await;
    sums_to(&keyed, APPLY, 3).await;
    let refused = sums_to(&keyed, REJECT, 2).await;
    assert_eq!(refused[0]["requestData"]["reason"], "line too long");
    assert_eq!(refused[0]["target"]["name"], "test");

    // Within five minutes nothing more is told, and with the next day all of it.
    send(&keyed, 4, 3).await;
    assert_eq!(keyed.get(&noise, &[]).await.1["excluded"], 7, "reading notes the count");
    keyed.desk.kill();
    keyed.desk.restart_with(&[("SPOOR_CLOCK_AHEAD", "1")]).await;
    sums_to(&keyed, APPLY, 7).await;
    sums_to(&keyed, REJECT, 5).await;
    send(&keyed, 5, 1).await;
    assert!(keyed.desk.stop());
    keyed.desk.restart_with(&[("SPOOR_CLOCK_AHEAD", "2")]).await;
    let excluded = sums_to(&keyed, APPLY, 12).await;
    let refused = sums_to(&keyed, REJECT, 6).await;
    assert_eq!((excluded.len(), refused.len()), (3, 3));
    assert_eq!(keyed.get(&noise, &[]).await.1["excluded"], 12);

    let sum = |title: &str, action: &str, by: &str| {
        let plots =
            json!([{"operation": "sum", "field": "requestData.lines", "query": format!("action:{action}")}]);
        json!({"title": title, "kind": "column", "plots": plots, "groupBy": [by]})
    };
    let graphs = [sum("Excluded", APPLY, "target.name"), sum("Quarantined", REJECT, "requestData.reason")];
    let body = json!({"title": "Not stored", "graphs": graphs});
    let (status, board) = keyed.call(Method::POST, "/v1/config/boards", body).await;
    assert_eq!(status, 200, "{board}");
    let path = format!("/v1/boards/{}/figures", board["id"].as_str().unwrap());
    let (_, figures) = keyed.get(&path, &EVER).await;
    for (graph, by, total) in [(0, "Noise", 12.0), (1, "line too long", 6.0)] {
        let series = figures["graphs"][graph]["series"].as_array().unwrap();
        assert_eq!((series.len(), &series[0]["label"]), (1, &json!(by)), "{figures}");
        assert_eq!(series[0]["total"], total, "{figures}");
    }

    let elsewhere = other_instance(keyed);
    for action in [APPLY, REJECT] {
        assert_eq!(told(&elsewhere, action).await, Vec::<Value>::new());
    }
}
