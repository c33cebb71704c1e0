//! A desk for each test: the real program on a folder of its own, asked from outside.

#![expect(clippy::unwrap_used, clippy::panic, reason = "this crate holds nothing but tests")]

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use reqwest::{Client, Response};
use serde_json::Value;

/// How long anything may take that normally takes moments.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The owner every desk of [`Desk::start`] has.
pub const EMAIL: &str = "owner@example.com";
/// The owner's password.
pub const PASSWORD: &str = "correct horse battery";

/// A running desk; killed when dropped.
pub struct Desk {
    /// Its data folder.
    pub folder: tempfile::TempDir,
    /// Where it listens, without a slash at the end.
    pub url: String,
    server: Child,
    flags: Vec<String>,
}

impl Desk {
    /// A desk with an owner and an instance for us-south.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// The same, with further flags for `spoor serve`.
    pub async fn start_with(flags: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        init(folder.path(), "us-south");
        Self::start_in(folder, flags).await
    }

    /// A desk on a folder that the test has prepared.
    pub async fn start_in(folder: tempfile::TempDir, flags: &[&str]) -> Self {
        let flags: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
        let (server, url) = spawn(folder.path(), "127.0.0.1:0", &flags, &[]);
        let url = base(&url);
        let desk = Self { folder, url, server, flags };
        desk.ready().await;
        desk
    }

    /// A desk on an empty folder, and the link it prints to set it up.
    pub async fn start_empty() -> (Self, String) {
        let folder = tempfile::tempdir().unwrap();
        let (server, link) = spawn(folder.path(), "127.0.0.1:0", &[], &[]);
        let desk = Self { folder, url: base(&link), server, flags: vec![] };
        desk.ready().await;
        (desk, link)
    }

    /// Waits until the desk takes and finds lines.
    pub async fn ready(&self) {
        eventually("the desk is ready", || async {
            let answer = reqwest::get(format!("{}/readyz", self.url)).await.ok()?;
            answer.status().is_success().then_some(())
        })
        .await;
    }

    /// Waits until there are so many sealed segments.
    pub async fn sealed(&self, segments: u64) {
        eventually("lines are sealed", || async {
            let text = reqwest::get(format!("{}/metrics", self.url)).await.ok()?.text().await.ok()?;
            // Those that are there, whichever run of the server has sealed them.
            let line = text
                .lines()
                .find(|line| line.starts_with("spoor_segments{") || line.starts_with("spoor_segments "))?;
            (line.split(' ').next_back()?.parse::<f64>().ok()? >= segments as f64).then_some(())
        })
        .await;
    }

    /// Kills the server without warning, as a power cut would.
    pub fn kill(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    /// Starts the server again on the same folder and address.
    pub async fn restart(&mut self) {
        self.restart_with(&[]).await;
    }

    /// Starts the server again, with variables in its environment.
    pub async fn restart_with(&mut self, variables: &[(&str, &str)]) {
        let address = self.url.trim_start_matches("http://").to_owned();
        let (server, url) = spawn(self.folder.path(), &address, &self.flags, variables);
        (self.server, self.url) = (server, base(&url));
        self.ready().await;
    }

    /// Asks the server to stop and says whether it did so in order.
    pub fn stop(&mut self) -> bool {
        let id = self.server.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.server.wait().unwrap().success()
    }

    /// The server's process id.
    pub fn process(&self) -> u32 {
        self.server.id()
    }

    /// Makes a key, as an administrator would at the command line.
    pub fn key(&self, kind: &str) -> String {
        key(self.folder.path(), "us-south", kind)
    }

    /// Sends a body of NDJSON to `POST /v1/events`.
    pub async fn send(&self, key: &str, body: impl Into<reqwest::Body>) -> Response {
        let request = Client::new().post(format!("{}/v1/events", self.url));
        request
            .header("apikey", key)
            .header("content-type", "application/x-ndjson")
            .body(body)
            .send()
            .await
            .unwrap()
    }

    /// Finds events: every page of `GET /v1/events` with these parameters.
    pub async fn find(&self, key: &str, parameters: &[(&str, &str)]) -> Vec<Value> {
        let (client, mut events, mut cursor) = (Client::new(), vec![], None::<String>);
        loop {
            let mut request =
                client.get(format!("{}/v1/events", self.url)).header("servicekey", key).query(parameters);
            if let Some(cursor) = &cursor {
                request = request.query(&[("cursor", cursor)]);
            }
            let page: Value = request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap();
            events.extend(page["events"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return events,
            }
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The program under test: `SPOOR_BIN`, or the one beside the tests.
pub fn spoor() -> PathBuf {
    if let Some(path) = std::env::var_os("SPOOR_BIN") {
        return path.into();
    }
    let beside = std::env::current_exe().unwrap();
    let path = beside.ancestors().nth(2).unwrap().join("spoor");
    assert!(path.exists(), "{} is missing: cargo build -p server", path.display());
    path
}

/// Makes the owner and an instance at the command line.
pub fn init(folder: &Path, location: &str) {
    let mut init = Command::new(spoor())
        .args(["init", "--location", location, "--email", EMAIL, "--password-stdin", "--data"])
        .arg(folder)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(init.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    let output = init.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Makes a key at the command line.
pub fn key(folder: &Path, location: &str, kind: &str) -> String {
    let output = Command::new(spoor())
        .args(["key", "create", "--location", location, "--type", kind, "--name", "test", "--data"])
        .arg(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Runs the program beside a server, as an administrator would, and gives what it prints.
pub fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(spoor()).args(arguments).arg("--data").arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Makes a collector key at the command line.
pub fn collector_key(folder: &Path) -> String {
    run(folder, &["key", "create", "--type", "collector", "--name", "fleet"])
}

/// Starts the server and returns it with the first address it prints.
pub fn spawn(folder: &Path, address: &str, flags: &[String], variables: &[(&str, &str)]) -> (Child, String) {
    let mut server = Command::new(spoor())
        .args(["serve", "--listen", address, "--data"])
        .arg(folder)
        .args(flags)
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(server.stdout.take().unwrap());
    let (send, lines) = mpsc::channel();
    std::thread::spawn(move || {
        // Read to the end, so that the server never waits for its own words to be heard.
        for line in stdout.lines().map_while(Result::ok) {
            let _ = send.send(line);
        }
    });
    let until = Instant::now() + PATIENCE;
    loop {
        let Ok(line) = lines.recv_timeout(until.saturating_duration_since(Instant::now())) else {
            let _ = server.kill();
            let _ = server.wait();
            panic!("the server printed no address");
        };
        if let Some(at) = line.find("http://") {
            return (server, line[at..].trim().to_owned());
        }
    }
}

/// The address without its path.
pub fn base(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

/// Whether an event is stored where nobody has switched anything: data events of Cloudant are not.
pub fn is_stored_unasked(event: &str) -> bool {
    !(event.contains(":cloudantnosqldb:") && event.contains("\"dataEvent\":true"))
}

/// Tries something until it gives an answer, and fails with `what` when it never does.
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, mut attempt: impl FnMut() -> F) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = attempt().await {
            return answer;
        }
        assert!(Instant::now() < until, "it never came about that {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
