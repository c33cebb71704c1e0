//! Lines that come with a collector key, from outside.

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tests::{Desk, run};

use crate::support::{Keyed, answer, other_instance};

fn event(service: &str, location: &str, name: &str) -> String {
    let crn = format!("crn:v1:bluemix:public:{service}:{location}:a/1:77::");
    json!({"action": format!("{service}.thing.create"), "eventTime": "2026-01-02T03:04:05.00+0000",
        "logSourceCRN": crn, "message": name})
    .to_string()
}

async fn try_on(keyed: &Keyed, text: &str) -> Value {
    let request = keyed.request(Method::POST, "/v1/routes/test").body(text.to_owned());
    let (status, body) = answer(request.send().await.unwrap()).await;
    assert_eq!(status, 200, "{body}");
    body
}

#[tokio::test]
async fn both_doors_take_a_collector_key_and_spread_what_comes() {
    let dallas = Keyed::start().await;
    let folder = dallas.desk.folder.path().to_owned();
    let (south, reads_south) = (tests::collector_key(&folder), dallas.service.clone());
    let frankfurt = other_instance(dallas);
    let body = [event("kms", "us-south", "one"), event("iam-identity", "global", "two")].join("\n");
    let (status, told) = answer(frankfurt.desk.send(&south, body).await).await;
    assert_eq!((status, &told["stored"]), (200, &json!(2)));
    let lines =
        json!({"lines": [{"line": event("kms", "ng", "three")}, {"line": event("kms", "eu-de", "four")}]});
    let url = format!("{}/logs/ingest?hostname=h", frankfurt.desk.url);
    let sent = Client::new().post(url).header("apikey", &south).json(&lines).send().await.unwrap();
    assert_eq!(answer(sent).await, (200, json!({"status": "ok"})));
    let names = async |service: &str, keyed: &Keyed| {
        let query = [("query", "action:thing"), ("from", "2015-01-01T00:00:00Z"), ("order", "oldest")];
        let found = keyed.desk.find(service, &query).await;
        let names = found.iter().map(|event| event["event"]["message"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(&reads_south, &frankfurt).await, ["one", "three"]);
    assert_eq!(names(&frankfurt.service, &frankfurt).await, ["two", "four"]);
}

#[tokio::test]
async fn the_key_of_an_instance_stores_there_wherever_the_event_is_from() {
    let keyed = Keyed::start().await;
    let (_, told) = answer(keyed.desk.send(&keyed.ingestion, event("kms", "eu-gb", "stays")).await).await;
    assert_eq!(told["stored"], 1);
    assert_eq!(keyed.find("message:stays").await.len(), 1);
}

#[tokio::test]
async fn a_collector_key_reads_nothing() {
    let keyed = Keyed::start().await;
    let key = tests::collector_key(keyed.desk.folder.path());
    for path in ["/v1/events", "/v1/sources", "/v1/routes", "/v1/config/view"] {
        let request = Client::new().get(format!("{}{path}", keyed.desk.url)).header("servicekey", &key);
        assert_eq!(request.send().await.unwrap().status(), 403, "{path}");
    }
}

#[tokio::test]
async fn a_broken_line_of_a_collector_is_kept_at_home_and_its_neighbours_are_stored() {
    let desk = Desk::start_with(&["--max-line", "300"]).await;
    let key = tests::collector_key(desk.folder.path());
    let body = [event("kms", "us-south", "good"), "x".repeat(301)].join("\n");
    let (status, told) = answer(desk.send(&key, body).await).await;
    assert_eq!((status, &told["stored"], &told["rejected"]), (207, &json!(1), &json!(1)));
}

#[tokio::test]
async fn a_route_made_at_the_command_line_is_listed_tried_and_taken_away() {
    let keyed = Keyed::start().await;
    let folder = keyed.desk.folder.path();
    let make = ["route", "create", "--name", "Oslo here", "--location", "osl01", "--to", "us-south"];
    let id = run(folder, &make);
    let listed = run(folder, &["route", "list"]);
    assert!(listed.contains(&id) && listed.contains("Oslo here"), "{listed}");
    let (_, told) = keyed.get("/v1/routes", &[]).await;
    assert_eq!([&told["routes"][0]["id"], &told["routes"][0]["location"]], [&json!(id), &json!("osl01")]);
    let trial = try_on(&keyed, &event("databases-for-redis", "osl01", "1")).await;
    assert_eq!([&trial["outcome"], &trial["location"]], [&json!("stored"), &json!("us-south")]);
    assert_eq!(trial["steps"][0]["why"], "route Oslo here: it fits");
    run(folder, &["route", "delete", "--id", &id]);
    assert_eq!(run(folder, &["route", "list"]), "");
}

#[tokio::test]
async fn a_trial_tells_where_a_line_would_go_and_why() {
    let keyed = Keyed::start().await;
    let trial = try_on(&keyed, &event("power-iaas", "lon04", "1")).await;
    assert_eq!([&trial["outcome"], &trial["location"]], [&json!("held"), &json!("eu-gb")]);
    assert_eq!(
        trial["steps"][0]["why"],
        "the catalogue: power-iaas from LON04 goes to eu-gb since 2024-01-29"
    );
    assert_eq!(trial["steps"][1]["decides"], true);
    let trial = try_on(&keyed, "plain").await;
    assert_eq!([&trial["outcome"], &trial["location"]], [&json!("held"), &json!("unknown")]);
}
