//! Recorded requests of eight clients, sent again as they were: only the key, the host and the
//! length are others, for the recordings' paths were shortened.

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use crate::support::{Keyed, basic, gzip, line};

const RECORDED_KEY: &str = "ingestkey123";

struct Recorded {
    /// The request line and the headers, each as it was.
    head: Vec<String>,
    body: String,
    packed: bool,
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

/// Reads the requests of a recording.
fn read(recording: &str) -> Vec<Recorded> {
    let requests = recording.split("===== request ").skip(1).map(|request| {
        let (head, rest) = request.split_once("\n\n-- body").unwrap();
        let (title, rest) = rest.split_once(":\n").unwrap();
        let body = rest.split_once("\n\n-- answered").unwrap().0;
        Recorded {
            head: head.lines().skip(1).map(str::to_owned).collect(),
            body: body.trim_end_matches('\n').to_owned(),
            packed: title.contains("gzip"),
        }
    });
    requests.collect()
}

async fn send(keyed: &Keyed, request: &Recorded) -> Answer {
    let address = keyed.desk.url.trim_start_matches("http://");
    let body = if request.packed { gzip(request.body.as_bytes()) } else { request.body.clone().into_bytes() };
    let mut bytes = vec![];
    for line in &request.head {
        let line = line
            .replace(RECORDED_KEY, &keyed.ingestion)
            .replace(&basic(RECORDED_KEY), &basic(&keyed.ingestion));
        let line = match line.split_once(": ").map(|(name, _)| name) {
            Some("Host") => format!("Host: {address}"),
            Some("Content-Length") => format!("Content-Length: {}", body.len()),
            _ => line,
        };
        bytes.extend(line.as_bytes());
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(&bytes).await.unwrap();
    let mut answer = String::new();
    let mut stream = BufReader::new(stream);
    while !answer.ends_with("\r\n\r\n") {
        assert_ne!(stream.read_line(&mut answer).await.unwrap(), 0, "the connection was cut: {answer}");
    }
    let head = answer.to_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await.unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: String::from_utf8(body).unwrap() }
}

/// Sends a recording again; every line of it is found by each query, beside its host and tags.
async fn check(recording: &str, host: &str, queries: &[(&str, usize)]) {
    let keyed = Keyed::start().await;
    let mut sent = vec![];
    for request in read(recording) {
        let answer = send(&keyed, &request).await;
        if request.head[0].starts_with("OPTIONS") {
            assert!(matches!(answer.status, 200 | 204), "{}", answer.head);
            assert!(answer.head.contains("access-control-allow-origin: *"), "{}", answer.head);
            let allowed = answer.head.split("access-control-allow-headers: ").nth(1).unwrap();
            let allowed = allowed.lines().next().unwrap();
            assert!(allowed.contains("authorization") && allowed.contains("content-type"), "{allowed}");
            assert!(answer.head.contains("access-control-allow-methods: post"), "{}", answer.head);
            continue;
        }
        assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"status":"ok"}"#));
        let body: Value = serde_json::from_str(&request.body).unwrap();
        let lines = body.get("ls").or_else(|| body.get("lines")).unwrap();
        sent.extend(lines.as_array().unwrap().iter().cloned());
    }
    let found = keyed.find(&format!("host:=={host}")).await;
    assert_eq!(found.len(), sent.len());
    for wanted in &sent {
        let event = found.iter().find(|event| event["line"] == wanted["line"]).unwrap();
        for field in ["app", "level"] {
            assert_eq!(event[field], wanted.get(field).cloned().unwrap_or("".into()), "{wanted}");
        }
        let sent_at = wanted.get("timestamp").or_else(|| wanted.get("t")).unwrap().as_i64().unwrap();
        let sent_at = if sent_at < 100_000_000_000 { sent_at * 1000 } else { sent_at };
        let around = [("from", sent_at.to_string()), ("to", (sent_at + 1).to_string())];
        let around = around.each_ref().map(|(name, value)| (*name, value.as_str()));
        let then = keyed.desk.find(&keyed.service, &around).await;
        assert!(then.contains(event), "{wanted}");
    }
    for (query, count) in queries {
        let found: Vec<String> = keyed.find(query).await.iter().map(line).collect();
        assert_eq!(found.len(), *count, "{query}: {found:?}");
    }
}

macro_rules! recording {
    ($name:literal) => {
        include_str!(concat!("../../data/captures/", $name, ".txt"))
    };
}

#[tokio::test]
async fn what_the_node_client_sent_is_taken() {
    let queries = [
        ("tag:audit tag:eu env:prod", 3),
        ("meta.initiator.name:=a@b.c", 1),
        ("action:==iam-identity.user.login outcome:success host:host-a", 1),
        ("label.mac:C0:FF:EE:C0:FF:EE label.ip:10.0.0.1", 3),
    ];
    check(recording!("logdna-logger-node"), "host-a", &queries).await;
}

#[tokio::test]
async fn what_the_node_client_sent_in_the_form_of_agents_is_taken() {
    check(recording!("logdna-logger-node-agent"), "host-a", &[("file:/var/log/x.log", 1)]).await;
}

#[tokio::test]
async fn what_the_python_client_sent_is_taken() {
    let queries = [
        ("tag:audit tag:eu", 3),
        ("meta.args.meta.action:==kms.secrets.create", 1),
        ("app:other env:dev level:critical", 1),
    ];
    check(recording!("logdna-python"), "host-py", &queries).await;
}

#[tokio::test]
async fn what_the_browser_client_sent_is_taken_after_it_has_asked_first() {
    let queries = [("tag:LogDNA-Browser tag:audit", 2), ("meta.browser.os:Linux meta.context.account:a1", 2)];
    check(recording!("logdna-browser"), "web-host", &queries).await;
}

#[tokio::test]
async fn what_the_winston_transport_sent_is_taken() {
    let queries = [("meta.foo.bar:=1", 1), ("env:stg", 3), ("meta.action:login", 1)];
    check(recording!("logdna-winston-node"), "host-w", &queries).await;
}

#[tokio::test]
async fn what_the_bunyan_stream_sent_is_taken() {
    check(recording!("logdna-bunyan-node"), "host-bun", &[("meta.err.name:Error", 1), ("app:svc", 2)]).await;
}

#[tokio::test]
async fn what_the_pino_transport_sent_is_taken_with_its_meta_as_text() {
    check(recording!("pino-logdna-node"), "host-p", &[("meta.action:==a.b.c", 1), ("meta.pid:=24324", 2)])
        .await;
}

#[tokio::test]
async fn what_the_legacy_node_client_sent_is_taken() {
    check(recording!("logdna-legacy-node"), "host-b", &[("tag:a tag:b env:dev", 3), ("meta.k:=1", 1)]).await;
}
