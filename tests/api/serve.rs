//! The program itself: how it starts, stops, refuses to start, and what it tells.

use std::process::{Command, Output};

use futures::future::join_all;
use reqwest::Client;
use serde_json::{Value, json};
use tests::{Desk, eventually};

use crate::support::{Keyed, Logged};

fn run(arguments: &[&str]) -> Output {
    Command::new(tests::spoor()).args(arguments).output().unwrap()
}

#[tokio::test]
async fn what_was_acknowledged_before_it_was_stopped_under_load_is_found() {
    let mut keyed = Keyed::start().await;
    let (url, key) = (keyed.desk.url.clone(), keyed.ingestion.clone());
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let senders = (0..8).map(|sender| {
        let (url, key, tell) = (url.clone(), key.clone(), tell.clone());
        tokio::spawn(async move {
            let (client, mut safe) = (Client::new(), vec![]);
            for request in 0.. {
                let lines: Vec<String> =
                    (0..10).map(|line| format!("s{sender} r{request} l{line}")).collect();
                let body = lines.join("\n");
                let send = client.post(format!("{url}/v1/events")).header("apikey", &key).body(body).send();
                match send.await {
                    Ok(answer) if answer.status() == 200 => {
                        // Only a receipt that came whole is a promise.
                        let Ok(body) = answer.json::<Value>().await else { break };
                        assert_eq!(body["stored"], 10);
                        safe.extend(lines);
                        let _ = tell.send(());
                    }
                    Ok(answer) => assert_eq!(answer.status(), 503),
                    Err(_) => break,
                }
            }
            safe
        })
    });
    let senders: Vec<_> = senders.collect();
    for _ in 0..40 {
        told.recv().await.unwrap();
    }
    let (stopped, desk) = tokio::task::spawn_blocking(move || {
        let stopped = keyed.desk.stop();
        (stopped, keyed)
    })
    .await
    .unwrap();
    keyed = desk;
    assert!(stopped, "it ends with 0");
    let safe: Vec<String> = join_all(senders).await.into_iter().flat_map(Result::unwrap).collect();
    assert!(safe.len() >= 400);
    keyed.desk.restart().await;
    let found = keyed.lines("-initiator.id:*").await;
    for line in &safe {
        assert_eq!(found.iter().filter(|other| *other == line).count(), 1, "{line}");
    }
}

#[tokio::test]
async fn a_desk_that_is_stopped_ends_with_0_and_says_so() {
    let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut server = Logged::start(folder.path(), beside.path()).await;
    server.answers().await;
    assert_eq!(server.stop(), Some(0));
    let log = std::fs::read_to_string(&server.log).unwrap();
    assert!(log.contains("stopping") && log.contains("stopped"), "{log}");
    let printed = std::fs::read_to_string(&server.printed).unwrap();
    assert!(printed.starts_with("This desk is empty. Open this link once"), "{printed}");
    assert!(!log.contains("token="), "the link stands on standard output alone");
}

#[tokio::test]
async fn a_desk_that_is_stopped_as_soon_as_it_has_greeted_ends_with_0() {
    let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for _ in 0..5 {
        let mut server = Logged::start(folder.path(), beside.path()).await;
        assert_eq!(server.stop(), Some(0), "whoever was told the address may also stop it");
    }
}

#[tokio::test]
async fn it_tells_that_it_lives_and_is_ready() {
    let desk = Desk::start().await;
    for (path, body) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let answer = reqwest::get(format!("{}{path}", desk.url)).await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.text().await.unwrap(), body);
    }
}

#[tokio::test]
async fn the_figures_count_what_happens() {
    let keyed = Keyed::start_with(&["--max-line", "100"]).await;
    keyed.ingest(&[json!({"line": "a"}), json!({"line": "b"}), json!({"line": "x".repeat(101)})]).await;
    keyed.ingest(&[json!({"line": "c"})]).await;
    keyed.find("").await;
    let figure = |text: &str, name: &str| {
        let row = text.lines().find(|row| {
            row.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ') || rest.starts_with('{'))
        });
        row.map(|row| row.rsplit(' ').next().unwrap().parse::<f64>().unwrap())
    };
    // Three lines, the four events of making the desk and its keys, and the one that tells of a refusal.
    let settled = [("spoor_lines", 8.0), ("spoor_outbox_events", 0.0), ("spoor_queue_bytes", 0.0)];
    let text = eventually("the desk's own events are stored and nothing waits", || async {
        let text = reqwest::get(format!("{}/metrics", keyed.desk.url)).await.ok()?.text().await.ok()?;
        settled.iter().all(|(name, value)| figure(&text, name) == Some(*value)).then_some(text)
    })
    .await;
    assert_eq!(figure(&text, "spoor_lines_rejected_total"), Some(1.0), "{text}");
    assert_eq!(figure(&text, "spoor_ready"), Some(1.0), "{text}");
    for name in ["spoor_lines_stored_total", "spoor_disk_bytes", "spoor_search_lines_read_total"] {
        assert!(figure(&text, name).is_some_and(|value| value >= 3.0), "{name}: {text}");
    }
    for name in ["spoor_commit_seconds_count", "spoor_search_seconds_count"] {
        assert!(figure(&text, name).is_some_and(|value| value >= 1.0), "{name}: {text}");
    }
}

#[tokio::test]
async fn the_figures_count_requests_at_the_ingest_doors_by_status() {
    let keyed = Keyed::start_with(&["--max-line", "100"]).await;
    keyed.ingest(&[json!({"line": "a"})]).await;
    keyed.ingest(&[json!({"line": "a"}), json!({"line": "x".repeat(101)})]).await;
    keyed.desk.send("nobody", "x").await;
    let text = reqwest::get(format!("{}/metrics", keyed.desk.url)).await.unwrap().text().await.unwrap();
    for status in ["200", "207", "403"] {
        let wanted = format!("status=\"{status}\"");
        let row =
            text.lines().find(|row| row.starts_with("spoor_ingest_requests_total{") && row.contains(&wanted));
        assert!(row.is_some_and(|row| row.ends_with(" 1")), "{status}: {text}");
    }
    assert!(text.contains("\nspoor_ingest_seconds_count"), "{text}");
}

#[test]
fn the_manual_names_the_variable_of_every_flag() {
    let output = run(&["serve", "--help"]);
    assert!(output.status.success());
    let manual = String::from_utf8(output.stdout).unwrap();
    let mut flags = 0;
    // A flag begins a line, and what is said about it goes on until the next one.
    for part in manual.split("\n      --").skip(1) {
        let name = part.split([' ', '\n']).next().unwrap();
        let variable = format!("[env: SPOOR_{}=", name.replace('-', "_").to_uppercase());
        assert!(part.contains(&variable), "--{name} does not name {variable}]: {part}");
        flags += 1;
    }
    assert!(flags >= 10, "{manual}");
    let manual = String::from_utf8(run(&["--help"]).stdout).unwrap();
    for word in [
        "serve",
        "init",
        "key",
        "instance",
        "import",
        "verify",
        "SPOOR_LOG",
        "SIGTERM",
        "/logs/ingest",
        "/v1/events",
    ] {
        assert!(manual.contains(word), "{word}: {manual}");
    }
}

#[tokio::test]
async fn a_variable_does_what_its_flag_does() {
    let mut keyed = Keyed::start().await;
    keyed.desk.kill();
    keyed.desk.restart_with(&[("SPOOR_MAX_LINE", "5")]).await;
    let answered = keyed.ingest(&[json!({"line": "short"}), json!({"line": "longer"})]).await;
    assert_eq!(answered, (207, json!({"status": [200, 400]})));
}

#[tokio::test]
async fn a_second_server_on_the_same_folder_is_refused_and_harms_nothing() {
    let keyed = Keyed::start().await;
    let folder = keyed.desk.folder.path().to_str().unwrap();
    let output = run(&["serve", "--listen", "127.0.0.1:0", "--data", folder]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("in use by another spoor process") && told.contains(folder), "{told}");
    assert_eq!(keyed.ingest(&[json!({"line": "still here"})]).await.0, 200);
    assert_eq!(keyed.lines("host:host-a").await, ["still here"]);
}

#[tokio::test]
async fn an_address_that_is_taken_is_named() {
    let desk = Desk::start().await;
    let folder = tempfile::tempdir().unwrap();
    let address = desk.url.trim_start_matches("http://");
    let output = run(&["serve", "--listen", address, "--data", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains(address) && told.contains("--listen"), "{told}");
}

#[test]
fn making_a_key_prints_the_key_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    tests::init(folder.path(), "eu-de");
    let data = folder.path().to_str().unwrap();
    let mut seen = vec![];
    for kind in ["ingestion", "service"] {
        let create = ["key", "create", "--location", "eu-de", "--type", kind, "--name", "ci", "--data", data];
        let output = run(&create);
        assert!(output.status.success());
        let printed = String::from_utf8(output.stdout).unwrap();
        let key = printed.strip_suffix('\n').unwrap();
        assert!(key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()), "{printed}");
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        seen.push(key.to_owned());
    }
    assert_ne!(seen[0], seen[1]);
    for (location, name, wanted) in [("mars", "ci", "mars"), ("eu-de", "", "name")] {
        let output = run(&[
            "key",
            "create",
            "--location",
            location,
            "--type",
            "service",
            "--name",
            name,
            "--data",
            data,
        ]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        assert!(String::from_utf8(output.stderr).unwrap().contains(wanted));
    }
}

#[tokio::test]
async fn a_key_made_beside_a_running_desk_works_at_once() {
    let keyed = Keyed::start().await;
    let fresh = keyed.desk.key("ingestion");
    assert_eq!(keyed.desk.send(&fresh, "from a fresh key").await.status(), 200);
    assert_eq!(keyed.lines("fresh").await, ["from a fresh key"]);
}

#[test]
fn a_password_that_is_too_short_makes_no_owner() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let mut init = Command::new(tests::spoor())
        .args([
            "init",
            "--location",
            "us-south",
            "--email",
            "owner@example.com",
            "--password-stdin",
            "--data",
        ])
        .arg(folder.path())
        .stdin(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    init.stdin.take().unwrap().write_all(b"short\n").unwrap();
    let output = init.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("shorter than 12 characters"));
}
