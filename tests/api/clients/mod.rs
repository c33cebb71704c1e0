//! Clients that nobody here wrote: four as their makers publish them, and the recorded requests
//! of eight senders.

mod captures;
mod cloudant;
mod logger;
mod python;

use std::{path::Path, process::Stdio};

use serde_json::Value;

/// Runs a client's script against a desk and gives the lines it printed.
async fn run(
    program: &Path,
    script: &str,
    (desk, key): (&str, &str),
    options: &Value,
    lines: &Value,
) -> Vec<String> {
    let folder = crate::support::root().join("tests/api/clients");
    let output = tokio::process::Command::new(program)
        .arg(folder.join(script))
        .envs([("DESK", desk), ("KEY", key), ("NO_PROXY", "*"), ("no_proxy", "*")])
        .envs([("OPTIONS", options.to_string()), ("LINES", lines.to_string())])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(tests::PATIENCE, output).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}
