//! `GET /v1/events/tail`: a stream that loses nothing and repeats nothing.

use reqwest::{Method, Response};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::support::{Keyed, answer, line, other_instance};

/// One server-sent event.
#[derive(Debug, Default, PartialEq)]
struct Sent {
    name: String,
    id: String,
    data: String,
}

/// An open stream.
struct Stream {
    response: Response,
    text: String,
    last_id: String,
}

impl Stream {
    async fn open(keyed: &Keyed, parameters: &[(&str, &str)], last_id: Option<&str>) -> Self {
        let mut request = keyed.request(Method::GET, "/v1/events/tail").query(parameters);
        if let Some(id) = last_id {
            request = request.header("last-event-id", id);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = Self { response, text: String::new(), last_id: String::new() };
        assert_eq!(stream.next().await.unwrap().name, "seen", "it begins by telling where");
        stream
    }

    /// The next event; none at the end of the stream.
    async fn next(&mut self) -> Option<Sent> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let mut sent = Sent::default();
                for (name, value) in block.lines().filter_map(|line| line.split_once(": ")) {
                    match name {
                        "event" => value.clone_into(&mut sent.name),
                        "id" => value.clone_into(&mut sent.id),
                        "data" => value.clone_into(&mut sent.data),
                        _ => {}
                    }
                }
                self.text = rest.to_owned();
                if !sent.id.is_empty() {
                    sent.id.clone_into(&mut self.last_id);
                    return Some(sent);
                }
                continue;
            }
            let chunk = timeout(tests::PATIENCE, self.response.chunk()).await.expect("something comes");
            self.text.push_str(std::str::from_utf8(&chunk.ok()??).unwrap());
        }
    }

    /// The text of the next line.
    async fn line(&mut self) -> Option<String> {
        loop {
            let sent = self.next().await?;
            if sent.name.is_empty() {
                let event: Value = serde_json::from_str(&sent.data).unwrap();
                assert_eq!(event["seq"].to_string(), sent.id);
                return Some(line(&event));
            }
        }
    }
}

async fn send(keyed: &Keyed, lines: &[&str]) {
    let lines: Vec<Value> = lines.iter().map(|line| json!({"line": line})).collect();
    assert_eq!(keyed.ingest(&lines).await.0, 200);
}

#[tokio::test]
async fn a_tail_brings_what_is_stored_from_now_on_and_matches() {
    let keyed = Keyed::start().await;
    send(&keyed, &["wanted before"]).await;
    let mut stream = Stream::open(&keyed, &[("query", "wanted")], None).await;
    send(&keyed, &["wanted one", "other", "wanted two"]).await;
    send(&keyed, &["other still", "wanted three"]).await;
    for expected in ["wanted one", "wanted two", "wanted three"] {
        assert_eq!(stream.line().await.unwrap(), expected);
    }
}

#[tokio::test]
async fn a_tail_goes_on_behind_the_last_event_across_a_restart() {
    let mut keyed = Keyed::start().await;
    let mut stream = Stream::open(&keyed, &[("query", "wanted"), ("after", "0")], None).await;
    send(&keyed, &["wanted 1", "wanted 2", "other", "wanted 3"]).await;
    assert_eq!(stream.line().await.unwrap(), "wanted 1");
    assert_eq!(stream.line().await.unwrap(), "wanted 2");
    let last_id = stream.last_id.clone();
    let stopped = tokio::task::spawn_blocking(move || (keyed.desk.stop(), keyed)).await.unwrap();
    assert!(stopped.0, "an open stream does not keep the server from stopping in order");
    keyed = stopped.1;
    while stream.line().await.is_some() {}
    keyed.desk.restart().await;
    send(&keyed, &["wanted 4"]).await;
    // The address still says where it began; the header says where it was.
    let parameters = [("query", "wanted"), ("after", "0")];
    let mut stream = Stream::open(&keyed, &parameters, Some(&last_id)).await;
    assert_eq!(stream.line().await.unwrap(), "wanted 3");
    send(&keyed, &["wanted 5"]).await;
    assert_eq!(stream.line().await.unwrap(), "wanted 4");
    assert_eq!(stream.line().await.unwrap(), "wanted 5");
}

#[tokio::test]
async fn more_than_a_page_comes_whole_and_in_the_order_it_was_stored() {
    let keyed = Keyed::start().await;
    let lines: Vec<String> = (0..1234).map(|number| format!("wanted {number}")).collect();
    for part in lines.chunks(100) {
        send(&keyed, &part.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
    let mut stream = Stream::open(&keyed, &[("query", "wanted"), ("after", "0")], None).await;
    for expected in &lines {
        assert_eq!(stream.line().await.as_ref(), Some(expected));
    }
}

#[tokio::test]
async fn how_far_it_has_come_is_told_also_when_nothing_matches() {
    let keyed = Keyed::start().await;
    let mut stream = Stream::open(&keyed, &[("query", "wanted")], None).await;
    send(&keyed, &["other", "still other"]).await;
    let last = keyed.find("").await.iter().map(|event| event["seq"].as_u64().unwrap()).max().unwrap();
    while stream.last_id != last.to_string() {
        assert_eq!(stream.next().await.unwrap().name, "seen");
    }
}

#[tokio::test]
async fn a_cursor_from_the_future_is_taken_as_now() {
    let keyed = Keyed::start().await;
    // The events of its keys may arrive at any moment.
    let parameters = [("after", "999999"), ("query", "-action:logdnaat")];
    let mut stream = Stream::open(&keyed, &parameters, None).await;
    assert_ne!(stream.last_id, "999999");
    send(&keyed, &["new"]).await;
    assert_eq!(stream.line().await.unwrap(), "new");
    let request = keyed.request(Method::GET, "/v1/events/tail").header("last-event-id", "x");
    let (status, body) = answer(request.send().await.unwrap()).await;
    assert_eq!((status, &body["details"][0]["key"]), (400, &json!("Last-Event-ID")));
}

#[tokio::test]
async fn a_tail_of_another_instance_stays_silent() {
    let here = Keyed::start().await;
    let ingestion = here.ingestion.clone();
    let there = other_instance(here);
    let mut stream = Stream::open(&there, &[("after", "0"), ("query", "line")], None).await;
    let here = Keyed { ingestion: ingestion.clone(), service: there.service.clone(), desk: there.desk };
    send(&here, &["a line for here"]).await;
    let there = Keyed { ingestion: there.ingestion, ..here };
    send(&there, &["a line for there"]).await;
    assert_eq!(stream.line().await.unwrap(), "a line for there");
}

#[tokio::test]
async fn more_streams_than_there_are_places_are_told_to_come_again() {
    let keyed = Keyed::start().await;
    let mut open = vec![];
    let refused = loop {
        let response = keyed.request(Method::GET, "/v1/events/tail").send().await.unwrap();
        match response.status().as_u16() {
            200 => open.push(response),
            _ => break response,
        }
        assert!(open.len() <= 1000, "there is an end to it");
    };
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    assert!(open.len() >= 10);
    open.clear();
    tests::eventually("a place is given back", || async {
        let response = keyed.request(Method::GET, "/v1/events/tail").send().await.unwrap();
        (response.status() == 200).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_tail_brings_what_a_rule_keeps_from_being_stored_and_says_so() {
    let keyed = Keyed::start().await;
    let rule = json!({"title": "Live only", "active": true, "query": "wanted"});
    assert_eq!(keyed.call(Method::POST, "/v1/config/ingestion/exclusions", rule).await.0, 200);
    let mut stream = Stream::open(&keyed, &[("query", "wanted -host:logdnaat")], None).await;
    send(&keyed, &["wanted live"]).await;
    let sent = stream.next().await.unwrap();
    let event: Value = serde_json::from_str(&sent.data).unwrap();
    assert_eq!((line(&event).as_str(), &event["retained"]), ("wanted live", &json!(false)));
    assert!(keyed.find("wanted -host:logdnaat").await.is_empty());
}
