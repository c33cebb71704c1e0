//! `GET /v1/events/{id}/context`: what stands around an event.

use serde_json::{Value, json};

use crate::support::{EVER, Keyed, line, other_instance};

const BASE_MS: i64 = 1_600_000_000_000;

/// Six lines, one a second, of two sources and two initiators in turn, sent last to first.
async fn fill(keyed: &Keyed) {
    for number in (0..6).rev() {
        let event = json!({"number": number, "initiator": {"id": format!("IBMid-{}", number / 3)},
            "correlationId": if number % 2 == 0 { json!("c 1") } else { Value::Null }});
        let sent = json!({"line": event.to_string(), "timestamp": BASE_MS + number * 1000,
            "host": format!("host-{}", number % 2), "app": "an app"});
        assert_eq!(keyed.ingest(&[sent]).await.0, 200);
    }
}

async fn id_of(keyed: &Keyed, number: usize) -> String {
    keyed.find(&format!("number:={number}")).await[0]["id"].as_str().unwrap().to_owned()
}

/// The numbers before and after an event.
async fn around(keyed: &Keyed, id: &str, parameters: &[(&str, &str)]) -> (Vec<i64>, Vec<i64>) {
    let (status, body) = keyed.get(&format!("/v1/events/{id}/context"), parameters).await;
    assert_eq!((status, &body["complete"], &body["event"]["id"]), (200, &json!(true), &json!(id)), "{body}");
    let numbers = |side: &str| {
        let events = body[side].as_array().unwrap().iter();
        events
            .map(|event| serde_json::from_str::<Value>(&line(event)).unwrap()["number"].as_i64().unwrap())
            .collect()
    };
    (numbers("before"), numbers("after"))
}

#[tokio::test]
async fn the_context_is_what_came_just_before_and_after() {
    let keyed = Keyed::start().await;
    fill(&keyed).await;
    let id = id_of(&keyed, 2).await;
    let limits = [("before", "10"), ("after", "3")];
    for (kind, expected) in [
        ("everything", (vec![0, 1], vec![3, 4, 5])),
        ("source", (vec![0], vec![4])),
        ("app", (vec![0, 1], vec![3, 4, 5])),
        ("source-and-app", (vec![0], vec![4])),
        ("initiator", (vec![0, 1], vec![])),
        ("correlation", (vec![0], vec![4])),
    ] {
        let parameters = [&limits[..], &[("around", kind)]].concat();
        assert_eq!(around(&keyed, &id, &parameters).await, expected, "{kind}");
    }
    assert_eq!(around(&keyed, &id, &[("before", "1"), ("after", "0")]).await, (vec![1], vec![]));
}

#[tokio::test]
async fn what_an_event_lacks_can_not_be_looked_at_around_it() {
    let keyed = Keyed::start().await;
    fill(&keyed).await;
    let path = format!("/v1/events/{}/context", id_of(&keyed, 1).await);
    for (name, value) in [("around", "correlation"), ("around", "me"), ("before", "501"), ("limit", "1")] {
        let (status, body) = keyed.get(&path, &[(name, value)]).await;
        assert_eq!((status, &body["details"][0]["key"]), (400, &json!(name)), "{body}");
    }
    let other = other_instance(keyed);
    assert_eq!(other.get(&path, &[]).await.0, 404);
    assert_eq!(other.get("/v1/events/nonsense/context", &EVER[..0]).await.0, 404);
}
