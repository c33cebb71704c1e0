//! `GET /v1/events`: what can be asked, and that paging leaves nothing out.

use generator::{Generator, Profile};
use serde_json::{Value, json};

use crate::support::{EVER, Keyed};

/// Some moment with nothing else around it, in milliseconds.
const BASE_MS: i64 = 1_600_000_000_000;

/// Sends 300 generated events and 40 plain lines that share one millisecond.
async fn fill(keyed: &Keyed) {
    let events = Generator::new(7, Profile::starting_at(BASE_MS)).map(|event| event.text);
    let stored = events.filter(|text| tests::is_stored_unasked(text)).take(300);
    // In several requests, so that what is stored later is partly earlier.
    let mut lines: Vec<Value> = stored.map(|text| json!({"line": text})).collect();
    lines.extend((0..40).map(|at| json!({"line": format!("at once {at}"), "timestamp": BASE_MS + 5000})));
    lines.sort_by_cached_key(|line| line.to_string().len() % 7);
    for part in lines.chunks(31) {
        assert_eq!(keyed.ingest(part).await.0, 200);
    }
}

/// The long past only: the desk's own events are of today.
const THEN: [(&str, &str); 2] = [("from", "1500000000"), ("to", "1790000000")];

/// Walks through all pages of a size and gives the ids in the order they came.
async fn walk(keyed: &Keyed, query: &str, order: &str, limit: &str) -> Vec<String> {
    let parameters = [&THEN[..], &[("query", query), ("order", order), ("limit", limit)]].concat();
    let (mut ids, mut cursor) = (vec![], String::new());
    loop {
        let (status, page) =
            keyed.get("/v1/events", &[&parameters[..], &[("cursor", &cursor)]].concat()).await;
        assert_eq!((status, &page["complete"]), (200, &json!(true)));
        let events = page["events"].as_array().unwrap();
        assert!(events.len() <= limit.parse().unwrap());
        ids.extend(events.iter().map(|event| event["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => {
                assert_eq!(events.len(), limit.parse::<usize>().unwrap(), "only the last page is shorter");
                next.clone_into(&mut cursor);
            }
            None => return ids,
        }
    }
}

#[tokio::test]
async fn pages_joined_are_the_one_big_page_in_both_orders() {
    let keyed = Keyed::start().await;
    fill(&keyed).await;
    for query in ["", "\"at once\"", "level:normal", "-level:normal"] {
        let newest = walk(&keyed, query, "newest", "1000").await;
        assert!(newest.len() > 20, "{query} finds enough to be paged: {}", newest.len());
        let mut oldest = walk(&keyed, query, "oldest", "1000").await;
        for limit in ["7", "39"] {
            assert_eq!(walk(&keyed, query, "newest", limit).await, newest, "{query} by {limit}");
            assert_eq!(walk(&keyed, query, "oldest", limit).await, oldest, "{query} by {limit}");
        }
        oldest.reverse();
        assert_eq!(newest, oldest);
    }
    assert_eq!(walk(&keyed, "", "newest", "1000").await.len(), 340);
}

#[tokio::test]
async fn events_come_by_their_own_time_and_then_by_arrival() {
    let keyed = Keyed::start().await;
    fill(&keyed).await;
    let found = keyed
        .desk
        .find(&keyed.service, &[&THEN[..], &[("order", "oldest"), ("limit", "1000")]].concat())
        .await;
    let places: Vec<(&str, u64)> =
        found.iter().map(|event| (event["time"].as_str().unwrap(), event["seq"].as_u64().unwrap())).collect();
    assert!(places.is_sorted());
    assert!(!places.iter().map(|(_, seq)| seq).is_sorted(), "they did not arrive in that order");
}

#[tokio::test]
async fn a_page_that_is_exactly_full_at_the_end_has_no_next_one() {
    let keyed = Keyed::start().await;
    keyed
        .ingest(&[json!({"line": "a1", "timestamp": BASE_MS}), json!({"line": "a2", "timestamp": BASE_MS})])
        .await;
    let page = |limit| {
        let keyed = &keyed;
        async move { keyed.get("/v1/events", &[&THEN[..], &[("limit", limit)]].concat()).await.1 }
    };
    assert_eq!(page("2").await["next"], Value::Null);
    assert!(page("1").await["next"].is_string());
}

#[tokio::test]
async fn unless_told_otherwise_it_is_the_newest_hundred_of_the_last_day() {
    let keyed = Keyed::start().await;
    let at = |text: &str, ms: i64| json!({"line": text, "timestamp": ms});
    keyed.ingest(&[at("long ago", BASE_MS), at("in times to come", 4_000_000_000_000)]).await;
    for part in 0..11 {
        let lines: Vec<Value> = (0..10).map(|line| json!({"line": format!("{part} {line}")})).collect();
        keyed.ingest(&lines).await;
    }
    let (status, page) = keyed.get("/v1/events", &[]).await;
    assert_eq!(status, 200);
    let events = page["events"].as_array().unwrap();
    assert_eq!(events.len(), 100);
    assert!(page["next"].is_string());
    assert_eq!((&page["complete"], page.get("reason")), (&json!(true), None));
    assert!(page["took_ms"].as_f64().unwrap() >= 0.0);
    let times: Vec<&str> = events.iter().map(|event| event["time"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|one, next| one >= next), "the newest is the first");
    assert!(events.iter().all(|event| event["line"] != "long ago" && event["line"] != "in times to come"));
    assert_eq!(keyed.lines("\"long ago\" OR \"in times\"").await, ["long ago", "in times to come"]);
}

#[tokio::test]
async fn an_event_is_shown_with_all_that_is_promised() {
    let keyed = Keyed::start().await;
    let text = r#"{"action":"x-svc.thing.read", "eventTime":"2021-05-20T10:00:00.25+0000","severity":"warning","logSourceCRN":"crn:v1:bluemix:public:x-svc:us-south:a/1:2::","requestData":"{\"a\":1}"}"#;
    keyed.ingest(&[json!({"line": text, "app": "an app"})]).await;
    keyed.ingest(&[json!({"line": "plain", "timestamp": BASE_MS})]).await;
    let found = keyed.find("action:==x-svc.thing.read").await;
    assert_eq!(found.len(), 1);
    let (id, seq) = (found[0]["id"].as_str().unwrap(), found[0]["seq"].as_u64().unwrap());
    assert!(id.ends_with(&format!("-{seq}")), "{id}");
    let mut event: Value = serde_json::from_str(text).unwrap();
    event["requestData"] = json!({"a": 1});
    assert_eq!(
        found[0],
        json!({"id": id, "seq": seq, "time": "2021-05-20T10:00:00.250Z", "received": found[0]["received"],
            "source": "host-a", "app": "an app", "level": "warning", "line": text, "event": event})
    );
    assert_eq!(keyed.find("plain").await[0]["event"], Value::Null);
    let (status, _) = keyed.get(&format!("/v1/events/{}-999999", id.split('-').next().unwrap()), &[]).await;
    assert_eq!(status, 404);
}

async fn refused(keyed: &Keyed, name: &str, value: &str) -> String {
    let (status, body) = keyed.get("/v1/events", &[(name, value)]).await;
    assert_eq!(status, 400, "{name}={value}: {body}");
    assert_eq!((&body["code"], &body["status"]), (&json!("BadRequest"), &json!("error")));
    assert_eq!(body["details"], json!([{"message": body["error"], "key": name}]));
    body["error"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_parameter_that_can_not_be_used_is_refused_by_name() {
    let keyed = Keyed::start().await;
    for limit in ["0", "1001", "-1", "many", "1.5"] {
        assert_eq!(refused(&keyed, "limit", limit).await, "\"limit\" must be a number from 1 to 1000");
    }
    for order in ["oldest first", "NEWEST"] {
        assert_eq!(refused(&keyed, "order", order).await, "\"order\" must be one of [newest, oldest]");
    }
    for cursor in ["x", "1", "1.2.3", "1.-2", "99999999999999999999.1"] {
        assert_eq!(refused(&keyed, "cursor", cursor).await, "this is not a cursor of ours");
    }
    assert_eq!(refused(&keyed, "colour", "red").await, "\"colour\" is not allowed");
    for name in ["from", "to"] {
        assert!(refused(&keyed, name, "the day after never").await.contains("is not a time"));
        let range = refused(&keyed, name, "last 15 minutes").await;
        assert_eq!(range, format!("\"{name}\" must be a moment, not a range"));
    }
    assert!(refused(&keyed, "from", "2/30/2024").await.contains("there is no such day"));
}

#[tokio::test]
async fn a_query_that_can_not_be_read_is_refused_with_its_place() {
    let keyed = Keyed::start().await;
    for (query, at) in [("abc (def", 4), ("f:[a,b", 2), ("x:(1", 2), ("abc)", 3)] {
        let message = refused(&keyed, "query", query).await;
        let expected = format!("the query can not be read at byte {at}: ");
        assert!(message.starts_with(&expected) && message.len() > expected.len(), "{query}: {message}");
    }
    let deep = "(".repeat(5000) + "a" + &")".repeat(5000);
    refused(&keyed, "query", &deep).await;
}

#[tokio::test]
async fn times_may_be_given_as_people_say_them() {
    let keyed = Keyed::start().await;
    keyed.ingest(&[json!({"line": "just now"}), json!({"line": "then", "timestamp": BASE_MS})]).await;
    let count = async |from: &str, to: &str| {
        let parameters = [("query", "host:host-a"), ("from", from), ("to", to)];
        keyed.desk.find(&keyed.service, &parameters).await.len()
    };
    for from in ["15 min ago", "-15m", "an hour ago", "1h30m ago", "yesterday", "2 days ago"] {
        assert_eq!(count(from, "").await, 1, "{from}");
    }
    assert_eq!(count("2 days ago", "15 min ago").await, 0);
    for (from, to) in [
        ("1600000000", "1600000001"),
        ("1600000000000", "1600000000001"),
        ("2020-09-13T12:26:40Z", "2020-09-13T12:26:40.001Z"),
        ("2020-09-13T14:26:40+02:00", "2020-09-13T12:26:41Z"),
        ("Sep 13 2020 12:26pm", "Sep 13 2020 12:27pm"),
        ("13/9/2020 12:26", "13/9/2020 12:27"),
        ("2020-09-13", "2020-09-14"),
    ] {
        assert_eq!(count(from, to).await, 1, "{from} to {to}");
    }
    assert_eq!(count("1600000000001", "1600000001").await, 0, "the first moment belongs to it");
    assert_eq!(count("1599999999", "1600000000").await, 0, "and the last does not");
    assert_eq!(count("1600000001", "1600000000").await, 0);
}

#[tokio::test]
async fn a_search_that_is_cut_short_says_so_and_goes_on_from_there() {
    let keyed = Keyed::start_with(&["--search-time", "0"]).await;
    for at in 0..60 {
        let name = if at == 0 { "needle" } else { "straw" };
        keyed.ingest(&[json!({"line": format!("{name} {at}"), "timestamp": BASE_MS + at * 1000})]).await;
    }
    let (status, page) = keyed.get("/v1/events", &[&EVER[..], &[("query", "needle")]].concat()).await;
    assert_eq!((status, &page["complete"], &page["events"]), (200, &json!(false), &json!([])));
    assert!(page["reason"].as_str().unwrap().contains("stopped after 0 s"), "{page}");
    assert!(page["next"].is_string());
    assert_eq!(keyed.desk.find(&keyed.service, &[&EVER[..], &[("query", "needle")]].concat()).await.len(), 1);
    assert_eq!(keyed.lines("straw").await.len(), 59, "nothing is lost between the pages");
}
