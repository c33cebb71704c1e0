//! What senders are answered, and that nothing they send harms the desk.

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use crate::support::{EVER, Keyed, answer, basic, gzip};

const INGEST: &str = "/logs/ingest?hostname=host-a";

fn own(keyed: &Keyed, body: impl Into<reqwest::Body>) -> RequestBuilder {
    keyed.request(Method::POST, "/v1/events").header("content-type", "application/x-ndjson").body(body)
}

fn compatible(keyed: &Keyed, body: impl Into<reqwest::Body>) -> RequestBuilder {
    keyed.request(Method::POST, INGEST).header("content-type", "application/json; charset=UTF-8").body(body)
}

async fn send(request: RequestBuilder) -> (u16, Value) {
    answer(request.send().await.unwrap()).await
}

/// Everything that senders have stored, oldest first; the desk's own events are left out.
async fn stored(keyed: &Keyed) -> Vec<String> {
    keyed.lines("-_platform:logdnaat -initiator.id:spoor").await
}

/// The status line that bytes on the wire are answered with.
async fn status_of(keyed: &Keyed, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(keyed.desk.url.trim_start_matches("http://")).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).await.unwrap();
    line.trim_end().to_owned()
}

fn refusal(error: &str, code: &str) -> Value {
    json!({"error": error, "code": code, "status": "error"})
}

#[tokio::test]
async fn lines_that_are_safe_are_answered_with_ok_and_nothing_else() {
    let keyed = Keyed::start().await;
    let response = compatible(&keyed, r#"{"lines":[{"line":"one"},{"line":"two"}]}"#).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.text().await.unwrap(), r#"{"status":"ok"}"#);
    assert_eq!(stored(&keyed).await, ["one", "two"]);
}

#[tokio::test]
async fn our_own_door_gives_a_receipt_for_each_line_in_its_order() {
    let keyed = Keyed::start_with(&["--max-line", "100"]).await;
    let event = r#"{"action":"a.b.create","eventTime":"2026-01-01T00:00:00.00+0000"}"#;
    let long = "x".repeat(101);
    let (status, body) = send(own(&keyed, format!("plain\n{event}\n{long}\n{event}\n"))).await;
    assert_eq!(status, 207);
    let ids: Vec<&Value> = [0, 1].iter().map(|at| &body["receipts"][at]["id"]).collect();
    assert_eq!(
        body,
        json!({
            "receipts": [
                {"status": "stored", "id": ids[0]},
                {"status": "stored", "id": ids[1]},
                {"status": "rejected", "reason": "the line is longer than 100 bytes", "position": 2},
                {"status": "duplicate", "id": ids[1]},
            ],
            "stored": 2,
            "duplicates": 1,
            "excluded": 0,
            "rejected": 1,
        })
    );
    for (id, text) in [(ids[0], "plain"), (ids[1], event)] {
        let (_, found) = keyed.get(&format!("/v1/events/{}", id.as_str().unwrap()), &[]).await;
        assert_eq!(found["line"], text);
    }
}

#[tokio::test]
async fn a_line_over_the_limit_is_refused_by_name_and_its_neighbours_are_stored() {
    let keyed = Keyed::start_with(&["--max-line", "1000"]).await;
    let (most, more) = ("m".repeat(1000), "x".repeat(1001));
    let lines = json!({"lines": [{"line": most}, {"line": more}, {"line": "short"}]});
    let answered = send(compatible(&keyed, lines.to_string())).await;
    assert_eq!(answered, (207, json!({"status": [200, 400, 200]})));
    assert_eq!(stored(&keyed).await, [most.clone(), "short".to_owned()]);

    let most = "n".repeat(1000);
    let (status, body) = send(own(&keyed, format!("{more}\n{most}"))).await;
    assert_eq!(status, 207);
    assert_eq!(body["receipts"][0]["reason"], "the line is longer than 1000 bytes");
    assert_eq!(body["receipts"][1]["status"], "stored");
    assert_eq!(stored(&keyed).await.len(), 3);
}

#[tokio::test]
async fn a_request_of_which_nothing_can_be_stored_is_a_bad_request() {
    let keyed = Keyed::start_with(&["--max-line", "1000"]).await;
    let more = "x".repeat(1001);
    let (status, body) = send(own(&keyed, format!("{more}\n{more}y"))).await;
    assert_eq!(status, 400);
    let reason = "the line is longer than 1000 bytes";
    assert_eq!(
        body["receipts"],
        json!([
            {"status": "rejected", "reason": reason, "position": 0},
            {"status": "rejected", "reason": reason, "position": 1},
        ])
    );
    let answered = send(compatible(&keyed, json!({"lines": [{"line": more}]}).to_string())).await;
    assert_eq!(answered, (400, refusal(reason, "BadRequest")));
    assert!(stored(&keyed).await.is_empty());
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_whole_packed_and_unpacked() {
    let keyed = Keyed::start_with(&["--max-body", "20000"]).await;
    let lines: Vec<Value> = (0..30).map(|at| json!({"line": format!("{at} {}", "z".repeat(1000))})).collect();
    let large = json!({"lines": lines}).to_string();
    for request in [
        compatible(&keyed, large.clone()),
        compatible(&keyed, gzip(large.as_bytes())).header("content-encoding", "gzip"),
        compatible(&keyed, zstd::bulk::compress(large.as_bytes(), 1).unwrap())
            .header("content-encoding", "zstd"),
        own(&keyed, format!("short\n{}", "z\n".repeat(10_000))),
        own(&keyed, gzip("z\n".repeat(10_001).as_bytes())).header("content-encoding", "gzip"),
    ] {
        let (status, body) = send(request).await;
        assert_eq!((status, &body["code"]), (413, &json!("BadRequest")), "{body}");
        assert!(body["error"].as_str().unwrap().contains("20000 bytes"), "{body}");
    }
    let key = &keyed.ingestion;
    let head =
        format!("POST {INGEST} HTTP/1.1\r\nhost: a\r\napikey: {key}\r\ntransfer-encoding: chunked\r\n\r\n");
    let chunk = format!("{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
    assert_eq!(status_of(&keyed, (head + &chunk).as_bytes()).await, "HTTP/1.1 413 Payload Too Large");
    assert!(stored(&keyed).await.is_empty());
    assert_eq!(send(own(&keyed, "z".repeat(20_000))).await.0, 200, "the limit itself is allowed");
}

#[tokio::test]
async fn without_a_key_one_is_asked_for_it_and_with_a_bad_one_refused() {
    let keyed = Keyed::start().await;
    let url = |path: &str| format!("{}{path}", keyed.desk.url);
    let missing = (401, refusal("Missing Credentials", "NotAuthorized"));
    let unknown = (403, refusal("Account not found or inactive", "NotAuthorized"));
    for path in [INGEST, "/v1/events"] {
        let post = || Client::new().post(url(path)).body(r#"{"lines":[{"line":"x"}]}"#);
        assert_eq!(send(post()).await, missing);
        assert_eq!(send(post().header("apikey", "")).await, missing);
        assert_eq!(send(post().header("apikey", "nobody")).await, unknown);
        assert_eq!(send(post().header("apikey", "0".repeat(32))).await, unknown);
        assert_eq!(send(post().header("authorization", basic("nobody"))).await, unknown);
    }
    let invalid = refusal("Service Key Validation Error: Invalid or deactivated servicekey", "NotAuthorized");
    for path in ["/v1/events", "/v1/events/0000000000-1", "/v1/config/view", "/v1/config/view/0000000000"] {
        assert_eq!(send(Client::new().get(url(path))).await, missing);
        let known = Client::new().get(url(path)).header("servicekey", "0".repeat(32));
        assert_eq!(send(known).await, (403, invalid.clone()));
    }
    assert!(stored(&keyed).await.is_empty());
}

#[tokio::test]
async fn a_key_opens_its_own_doors_only_and_from_every_place_clients_put_it() {
    let keyed = Keyed::start().await;
    let url = |path: &str| format!("{}{path}", keyed.desk.url);
    for path in [INGEST, "/v1/events"] {
        let post = Client::new()
            .post(url(path))
            .header("apikey", &keyed.service)
            .body(r#"{"lines":[{"line":"x"}]}"#);
        let (status, body) = send(post).await;
        assert_eq!((status, &body["code"], &body["status"]), (403, &json!("NotAuthorized"), &json!("error")));
    }
    for path in ["/v1/events", "/v1/config/view"] {
        let (status, body) = send(Client::new().get(url(path)).header("servicekey", &keyed.ingestion)).await;
        assert_eq!((status, &body["code"]), (403, &json!("NotAuthorized")));
    }
    let view = json!({"name": "a", "query": "ab"}).to_string();
    let post = Client::new().post(url("/v1/config/view")).header("servicekey", &keyed.ingestion).body(view);
    assert_eq!(send(post).await.0, 403);
    assert!(stored(&keyed).await.is_empty());

    let post = |path: &str| Client::new().post(url(path)).body(r#"{"lines":[{"line":"from somewhere"}]}"#);
    for request in [
        post(INGEST).header("apiKey", &keyed.ingestion),
        post(INGEST).header("authorization", basic(&keyed.ingestion)),
        post(&format!("{INGEST}&apikey={}", keyed.ingestion)),
    ] {
        assert_eq!(send(request).await, (200, json!({"status": "ok"})));
    }
    assert_eq!(stored(&keyed).await.len(), 3);
    for (name, value) in [
        ("servicekey", keyed.service.clone()),
        ("apikey", keyed.service.clone()),
        ("authorization", basic(&keyed.service)),
        ("authorization", format!("Token {}", keyed.service)),
    ] {
        let get = Client::new().get(url("/v1/events")).query(&EVER).header(name, value);
        assert_eq!(send(get).await.0, 200, "{name}");
    }
}

#[tokio::test]
async fn what_is_missing_from_a_request_is_said_in_the_words_clients_know() {
    let keyed = Keyed::start().await;
    for path in ["/logs/ingest", "/logs/ingest?hostname=&tags=a"] {
        let body = r#"{"lines":[{"line":"x"}]}"#;
        let (status, body) = send(keyed.request(Method::POST, path).body(body)).await;
        assert_eq!((status, &body["error"]), (400, &json!("Missing param hostname.")));
        assert_eq!((&body["code"], &body["status"]), (&json!("BadRequest"), &json!("error")));
    }
    for body in ["", "{}", "[]", "null", "not json", r#"{"lines":7}"#, r#"{"lines":[{"line":"x"}"#] {
        let expected = (400, refusal("Bad or missing parameters.", "BadRequest"));
        assert_eq!(send(compatible(&keyed, body)).await, expected, "{body}");
    }
    for body in ["", "\n", "[]"] {
        let request = keyed.request(Method::POST, "/v1/events").body(body);
        let (status, answered) = send(request).await;
        assert_eq!((status, &answered["code"]), (400, &json!("BadRequest")), "{body:?}: {answered}");
    }
    let long = "h".repeat(257);
    let path = format!("/logs/ingest?hostname={long}");
    let (status, body) = send(keyed.request(Method::POST, &path).body(r#"{"lines":[{"line":"x"}]}"#)).await;
    assert_eq!((status, &body["details"][0]["key"]), (400, &json!("hostname")));
    assert!(stored(&keyed).await.is_empty());
}

#[tokio::test]
async fn a_body_that_does_not_unpack_is_a_bad_request() {
    let keyed = Keyed::start().await;
    let whole = gzip(&[b'{'; 5000]);
    for (encoding, body) in [
        ("gzip", b"plain".to_vec()),
        ("gzip", whole[..whole.len() - 9].to_vec()),
        ("zstd", b"plain".to_vec()),
        ("br", vec![]),
    ] {
        for request in [own(&keyed, body.clone()), compatible(&keyed, body.clone())] {
            let (status, body) = send(request.header("content-encoding", encoding)).await;
            assert_eq!((status, &body["code"]), (400, &json!("BadRequest")), "{encoding}: {body}");
        }
    }
}

#[tokio::test]
async fn a_limit_of_a_line_that_is_broken_is_named() {
    let keyed = Keyed::start().await;
    let line = |field: &str, value: Value| json!({"line": "x", field: value});
    for (field, value, reason) in [
        ("app", json!("a".repeat(513)), "app is longer than 512 characters"),
        ("file", json!("a".repeat(513)), "file is longer than 512 characters"),
        ("level", json!("a".repeat(81)), "level is longer than 80 characters"),
        ("env", json!("a".repeat(81)), "env is longer than 80 characters"),
        ("host", json!("a".repeat(257)), "host is longer than 256 characters"),
        ("meta", json!({"a": "b".repeat(33_000)}), "meta is larger than 32768 bytes"),
    ] {
        let (status, body) = keyed.ingest(&[line(field, value)]).await;
        assert_eq!((status, body), (400, refusal(reason, "BadRequest")));
    }
    let (status, body) =
        keyed.ingest(&[json!({"app": "no text"}), json!("text"), json!({"line": "y"})]).await;
    assert_eq!((status, body), (207, json!({"status": [400, 400, 200]})));
    assert_eq!(stored(&keyed).await, ["y"]);
}

#[tokio::test]
async fn browsers_of_other_sites_may_send_and_may_not_read() {
    let keyed = Keyed::start().await;
    let preflight = |path: &str, method: &str| {
        let asked = Client::new().request(Method::OPTIONS, format!("{}{path}", keyed.desk.url));
        asked
            .header("origin", "https://elsewhere.example")
            .header("access-control-request-method", method.to_owned())
            .header("access-control-request-headers", "authorization,content-type,apikey")
    };
    let answer = preflight(INGEST, "POST").send().await.unwrap();
    assert!(answer.status().is_success());
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert!(!answer.headers().contains_key("access-control-allow-credentials"));
    let allowed = answer.headers()["access-control-allow-headers"].to_str().unwrap().to_lowercase();
    for name in ["authorization", "content-type", "apikey"] {
        assert!(allowed.contains(name), "{allowed}");
    }
    for (request, status) in [
        (compatible(&keyed, r#"{"lines":[{"line":"x"}]}"#), 200),
        (compatible(&keyed, "{}"), 400),
        (Client::new().post(format!("{}{INGEST}", keyed.desk.url)), 401),
    ] {
        let answer = request.header("origin", "https://elsewhere.example").send().await.unwrap();
        assert_eq!(answer.status(), status);
        assert_eq!(answer.headers()["access-control-allow-origin"], "*", "a page sees why it was refused");
    }
    for (path, method) in [("/v1/events", "GET"), ("/v1/config/view", "POST"), ("/api/sign-in", "POST")] {
        let answer = preflight(path, method).send().await.unwrap();
        assert!(!answer.headers().contains_key("access-control-allow-origin"), "{path}");
    }
}

#[tokio::test]
async fn every_form_of_a_timestamp_is_the_same_moment() {
    let keyed = Keyed::start().await;
    let forms = [
        ("ms", json!({"timestamp": 1_600_000_000_123_i64})),
        ("digits", json!({"timestamp": "1600000000123"})),
        ("seconds", json!({"timestamp": 1_600_000_000.123})),
        ("agent", json!({"t": 1_600_000_000_123_i64})),
        ("text", json!({"timestamp": "2020-09-13T12:26:40.123Z"})),
    ];
    let lines: Vec<Value> = forms
        .iter()
        .map(|(name, line)| {
            let mut line = line.clone();
            line["line"] = json!(format!("by {name}"));
            line
        })
        .collect();
    assert_eq!(keyed.ingest(&lines).await.0, 200);
    let moment = [("from", "1600000000123"), ("to", "1600000000124"), ("order", "oldest")];
    let found = keyed.desk.find(&keyed.service, &moment).await;
    assert_eq!(found.len(), forms.len());
    for event in found {
        assert_eq!(event["time"], "2020-09-13T12:26:40.123Z");
    }
    assert_eq!(keyed.ingest(&[json!({"line": "whole seconds", "timestamp": 1_500_000_000})]).await.0, 200);
    assert_eq!(keyed.find("whole").await[0]["time"], "2017-07-14T02:40:00.000Z");
}

#[tokio::test]
async fn a_line_without_a_time_is_found_by_the_moment_of_its_arrival() {
    let keyed = Keyed::start().await;
    keyed.ingest(&[json!({"line": "no time"}), json!({"line": "odd time", "timestamp": "soon"})]).await;
    let found = keyed.desk.find(&keyed.service, &[("query", "host:host-a"), ("from", "a minute ago")]).await;
    assert_eq!(found.len(), 2);
    for event in found {
        let (time, received) = (event["time"].as_str().unwrap(), event["received"].as_str().unwrap());
        assert!(time <= received, "{event}");
    }
}

#[tokio::test]
async fn tags_are_taken_as_one_list_and_one_by_one() {
    let keyed = Keyed::start().await;
    for (tags, line) in
        [("tags=audit%2Ceu", "as a list"), ("tags=audit&tags=eu", "one by one"), ("tags=", "none")]
    {
        let body = json!({"lines": [{"line": line}]}).to_string();
        let path = format!("/logs/ingest?hostname=h&{tags}");
        assert_eq!(send(keyed.request(Method::POST, &path).body(body)).await.0, 200);
    }
    for query in ["tag:==audit tag:==eu", "tag:audit -tag:us", "host:h tag:*"] {
        assert_eq!(keyed.lines(query).await, ["as a list", "one by one"], "{query}");
    }
    assert_eq!(keyed.lines("host:==h -tag:audit").await, ["none"]);
}

#[tokio::test]
async fn a_repeated_request_is_recognised_by_its_idempotency_key_alone() {
    let keyed = Keyed::start().await;
    let post = |key: Option<&str>, body: &'static str| {
        let request = own(&keyed, body);
        match key {
            Some(key) => request.header("idempotency-key", key),
            None => request,
        }
    };
    let (_, first) = send(post(Some("k1"), "one\ntwo")).await;
    assert_eq!(first["stored"], 2);
    let (status, again) = send(post(Some("k1"), "one\ntwo")).await;
    assert_eq!((status, &again["duplicates"], &again["stored"]), (200, &json!(2), &json!(0)));
    for at in [0, 1] {
        assert_eq!(again["receipts"][at]["id"], first["receipts"][at]["id"]);
    }
    let (_, cut_short) = send(post(Some("k1"), "two\nthree")).await;
    assert_eq!((&cut_short["duplicates"], &cut_short["stored"]), (&json!(1), &json!(1)));
    assert_eq!(send(post(Some("k2"), "one\ntwo")).await.1["stored"], 2, "another name is another request");
    for _ in 0..2 {
        assert_eq!(send(post(None, "one\ntwo")).await.1["stored"], 2, "and without one nothing is known");
    }
    let mut expected = ["one", "two", "three", "one", "two", "one", "two", "one", "two"];
    let mut found = stored(&keyed).await;
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn the_same_idempotency_key_of_another_sender_means_another_request() {
    let keyed = Keyed::start().await;
    let other = Keyed { ingestion: keyed.desk.key("ingestion"), ..keyed };
    let first = Client::new().post(format!("{}/v1/events", other.desk.url)).header("idempotency-key", "k1");
    let one = own(&other, "one").header("idempotency-key", "k1");
    assert_eq!(send(one).await.1["stored"], 1);
    let third = other.desk.key("ingestion");
    assert_eq!(send(first.header("apikey", third).body("one")).await.1["stored"], 1);
}

#[tokio::test]
async fn equal_lines_of_one_request_are_stored_once() {
    let keyed = Keyed::start().await;
    let (_, body) = send(own(&keyed, "same\nsame\nother")).await;
    assert_eq!((&body["stored"], &body["duplicates"]), (&json!(2), &json!(1)));
    assert_eq!(body["receipts"][0]["id"], body["receipts"][1]["id"]);
    assert_eq!(stored(&keyed).await, ["same", "other"]);
}

#[tokio::test]
async fn an_event_that_comes_again_in_another_request_is_a_duplicate() {
    let keyed = Keyed::start().await;
    let line = json!({"line": "told twice", "timestamp": 1_600_000_000_000_i64, "app": "a"});
    let other = json!({"line": "told twice", "timestamp": 1_600_000_000_001_i64, "app": "a"});
    for _ in 0..3 {
        assert_eq!(keyed.ingest(&[line.clone(), other.clone()]).await, (200, json!({"status": "ok"})));
    }
    assert_eq!(stored(&keyed).await.len(), 2);
}

#[tokio::test]
async fn a_full_queue_sends_senders_away_and_stores_nothing_by_halves() {
    let keyed = Keyed::start_with(&["--queue", "1"]).await;
    let mut sent = vec![];
    let refused = |sent: &[(usize, u16)]| sent.iter().any(|(_, status)| *status == 503);
    for round in 0..50 {
        let requests = (0..40).map(|at| {
            let name = round * 40 + at;
            let body: String = (0..20).map(|line| format!("r{name}r {line}\n")).collect();
            let request = own(&keyed, body);
            async move { (name, request.send().await.unwrap()) }
        });
        for (name, answer) in futures::future::join_all(requests).await {
            let status = answer.status().as_u16();
            assert!(status == 200 || status == 503, "{status}");
            if status == 503 {
                let wait: u32 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
                assert!(wait > 0);
                let body: Value = answer.json().await.unwrap();
                assert_eq!((&body["code"], &body["status"]), (&json!("ServerError"), &json!("error")));
            }
            sent.push((name, status));
        }
        if refused(&sent) {
            break;
        }
    }
    assert!(refused(&sent), "the queue was never full");
    let found = keyed.lines("-initiator.id:*").await;
    for (name, status) in sent {
        let marker = format!("r{name}r ");
        let count = found.iter().filter(|line| line.starts_with(&marker)).count();
        assert_eq!(count, if status == 200 { 20 } else { 0 }, "request {name} was answered {status}");
    }
}

/// Bodies that somebody means ill with, or whose sender is broken.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let deep = |open: &str, close: &str, times: usize| open.repeat(times) + &close.repeat(times);
    let keys: Vec<String> = (0..10_000).map(|at| format!("\"k{at}\":{at}")).collect();
    let keys = format!("{{{}}}", keys.join(","));
    vec![
        ("deep arrays", deep("[", "]", 50_000).into_bytes()),
        ("deep objects", format!("{}1{}", "{\"a\":".repeat(50_000), "}".repeat(50_000)).into_bytes()),
        ("open objects", "{\"a\":".repeat(50_000).into_bytes()),
        ("many keys", keys.into_bytes()),
        ("control characters", b"{\"a\":\"\x01\x02\"}\n\x00\x07\x1b[31mred\x7f".to_vec()),
        ("not UTF-8", b"{\"a\":\"\xff\xfe\"}\n\xc3\x28\nplain".to_vec()),
        ("half a surrogate", br#"{"line":"\ud800","action":"\udc00"}"#.to_vec()),
        ("empty lines", b"\n\n\r\n \n\t\nfull\n\n".to_vec()),
        ("byte order mark", b"\xef\xbb\xbf{\"action\":\"a.b.c\"}".to_vec()),
        ("numbers", b"{\"n\":1e999,\"m\":-99999999999999999999999999,\"o\":0.1e-999}".to_vec()),
        ("one name twice", br#"{"action":"a.b.c","action":"d.e.f"}"#.to_vec()),
        ("times out of this world", br#"{"eventTime":"99999-13-45T99:99:99Z"}"#.to_vec()),
        (
            "wrong types",
            br#"{"action":{"a":1},"eventTime":5,"initiator":"x","reason":[],"severity":null}"#.to_vec(),
        ),
        ("a long word", vec![b'w'; 200_000]),
        ("quotes", b"\"\"\"\"'''\\\\\\{{{}}}<script>alert(1)</script>".to_vec()),
    ]
}

#[tokio::test]
async fn hostile_lines_are_answered_and_those_that_are_stored_come_back_as_they_were() {
    let keyed = Keyed::start().await;
    for (name, body) in hostile() {
        let (status, answered) = send(own(&keyed, body.clone())).await;
        assert!(matches!(status, 200 | 207 | 400), "{name}: {status} {answered}");
        let lines = body.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let lines: Vec<&[u8]> = lines.filter(|line| !line.trim_ascii().is_empty()).collect();
        let receipts = answered["receipts"].as_array().unwrap();
        assert_eq!(receipts.len(), lines.len(), "{name}");
        for (receipt, line) in receipts.iter().zip(lines) {
            match std::str::from_utf8(line) {
                Ok(text) => {
                    let (status, found) =
                        keyed.get(&format!("/v1/events/{}", receipt["id"].as_str().unwrap()), &[]).await;
                    assert_eq!((status, found["line"].as_str().unwrap()), (200, text), "{name}");
                }
                Err(_) => {
                    assert_eq!(receipt["status"], "rejected", "{name}");
                    assert!(receipt["reason"].as_str().unwrap().contains("UTF-8"), "{name}");
                }
            }
        }
    }
    // Nothing of it hinders a search that has to look at all of it.
    let (status, page) =
        keyed.get("/v1/events", &[&EVER[..], &[("query", "-nothing"), ("limit", "1000")]].concat()).await;
    assert_eq!((status, &page["complete"]), (200, &json!(true)));
    assert_eq!(reqwest::get(format!("{}/readyz", keyed.desk.url)).await.unwrap().status(), 200);
}

#[tokio::test]
async fn hostile_bodies_at_the_compatible_door_are_answered() {
    let keyed = Keyed::start().await;
    for (name, body) in hostile() {
        let (status, answered) = send(compatible(&keyed, body.clone())).await;
        assert_eq!((status, &answered["code"]), (400, &json!("BadRequest")), "{name}: {answered}");
        let Ok(text) = String::from_utf8(body) else { continue };
        let answered = keyed.ingest(&[json!({"line": text})]).await;
        assert_eq!(answered, (200, json!({"status": "ok"})), "{name}");
        assert!(stored(&keyed).await.contains(&text), "{name}");
        // As metadata it is a text, or too large; either way there is an answer.
        let (status, answered) = keyed.ingest(&[json!({"line": "meta", "meta": text})]).await;
        assert!(matches!(status, 200 | 400), "{name}: {status} {answered}");
    }
    let surrogate = r#"{"lines":[{"line":"\ud800"},{"line":"good"}]}"#;
    assert_eq!(send(compatible(&keyed, surrogate)).await, (207, json!({"status": [400, 200]})));
    assert_eq!(reqwest::get(format!("{}/readyz", keyed.desk.url)).await.unwrap().status(), 200);
}

#[tokio::test]
async fn requests_that_are_no_requests_leave_the_desk_standing() {
    let keyed = Keyed::start().await;
    let address = keyed.desk.url.trim_start_matches("http://");
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /v1/events HTTP/1.1\r\nhost: a\r\ncontent-length: 99999\r\n\r\nshort",
        b"POST /v1/events HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
    }
    let (status, _) = keyed.get("/v1/events", &[]).await;
    assert_eq!(status, 200);
    for path in [
        "/v1/events/..%2f..%2fetc",
        "/v1/events/0000000000-99999999999999999999",
        "/v1/events/%00",
        "/v1/nothing",
    ] {
        let (status, _) = keyed.get(path, &[]).await;
        assert_eq!(status, 404, "{path}");
    }
}
