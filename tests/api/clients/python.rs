//! PyPI `logdna`.

use serde_json::{Value, json};

use crate::support::{Keyed, line, root, samples};

async fn run(keyed: &Keyed, key: &str, options: Value, lines: Value) -> Vec<String> {
    let program = root().join("target/clients-venv/bin/python");
    assert!(program.exists(), "logdna for Python is not installed: run cargo xtask test");
    super::run(&program, "send.py", (&keyed.desk.url, key), &options, &lines).await
}

fn options() -> Value {
    json!({"hostname": "host-py", "ip": "10.0.1.1", "mac": "C0:FF:EE:C0:FF:EE", "app": "pyapp", "env": "prod",
        "tags": ["audit", "eu"], "index_meta": true, "log_error_response": true})
}

#[tokio::test]
async fn lines_of_the_python_client_are_found_with_all_it_says_beside_them() {
    let keyed = Keyed::start().await;
    let sample = samples()[5];
    let printed = run(
        &keyed,
        &keyed.ingestion,
        options(),
        json!([
            {"text": "plain line"},
            {"text": "with meta", "level": "CRITICAL", "options": {"app": "other", "meta": {"ticket": {"id": "T-42"}}}},
            {"text": sample},
        ]),
    )
    .await;
    assert!(printed.is_empty(), "the client had nothing to complain about: {printed:?}");

    let plain = keyed.find("\"plain line\" tag:audit tag:eu env:prod").await;
    assert_eq!(plain.len(), 1);
    assert_eq!(line(&plain[0]), "plain line");
    assert_eq!([&plain[0]["source"], &plain[0]["app"], &plain[0]["level"]], ["host-py", "pyapp", "INFO"]);
    let meta = keyed.find("meta.args.meta.ticket.id:T-42 tag:eu").await;
    assert_eq!(meta.len(), 1);
    assert_eq!([&meta[0]["line"], &meta[0]["app"], &meta[0]["level"]], ["with meta", "other", "CRITICAL"]);
    let event = keyed.find("action:==cloudantnosqldb.database.delete").await;
    assert_eq!(event.len(), 1);
    assert_eq!(event[0]["line"], sample);
}

#[tokio::test]
async fn meta_that_the_python_client_sends_as_text_is_searched_as_fields() {
    let keyed = Keyed::start().await;
    let mut options = options();
    options["index_meta"] = json!(false);
    run(&keyed, &keyed.ingestion, options, json!([{"text": "x1", "options": {"ticket": "T-44"}}])).await;
    assert_eq!(keyed.lines("meta.args.ticket:T-44").await, ["x1"]);
}

#[tokio::test]
async fn a_bad_line_of_the_python_client_does_not_take_its_neighbours_along() {
    let keyed = Keyed::start_with(&["--max-line", "1000"]).await;
    let sent = json!([{"text": "short one"}, {"text": "x".repeat(1001)}, {"text": "short two"}]);
    run(&keyed, &keyed.ingestion, options(), sent).await;
    let mut found = keyed.lines("app:pyapp").await;
    // The client's threads keep no order.
    found.sort();
    assert_eq!(found, ["short one", "short two"]);
}

#[tokio::test]
async fn the_python_client_is_told_that_its_key_is_not_good() {
    let keyed = Keyed::start().await;
    let printed =
        run(&keyed, "nobody-has-this-key", options(), json!([{"text": "plain line"}])).await.join("\n");
    assert!(printed.contains("valid ingestion key"), "{printed}");
    assert!(printed.contains("Account not found or inactive"), "{printed}");
    assert!(keyed.lines("app:pyapp").await.is_empty());
}
