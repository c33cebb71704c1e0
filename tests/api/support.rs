//! What several of these tests need: requests in short, and the 40 samples.

use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use tests::Desk;

/// All of time, so that fixtures are found whatever the clock says.
pub const EVER: [(&str, &str); 2] = [("from", "2015-01-01T00:00:00Z"), ("to", "2100-01-01T00:00:00Z")];

/// A running desk with one key of each kind.
pub struct Keyed {
    pub desk: Desk,
    pub ingestion: String,
    pub service: String,
}

impl Keyed {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    pub async fn start_with(flags: &[&str]) -> Self {
        let desk = Desk::start_with(flags).await;
        let (ingestion, service) = (desk.key("ingestion"), desk.key("service"));
        Self { desk, ingestion, service }
    }

    /// A request to a path of the desk, with the key that opens its door.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let sends = method == Method::POST && (path == "/v1/events" || path.starts_with("/logs/"));
        let (name, key) = if sends { ("apikey", &self.ingestion) } else { ("servicekey", &self.service) };
        Client::new().request(method, format!("{}{path}", self.desk.url)).header(name, key)
    }

    /// The answer to a GET.
    pub async fn get(&self, path: &str, parameters: &[(&str, &str)]) -> (u16, Value) {
        answer(self.request(Method::GET, path).query(parameters).send().await.unwrap()).await
    }

    /// The answer to a request with a JSON body.
    pub async fn call(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        answer(self.request(method, path).json(&body).send().await.unwrap()).await
    }

    /// Adds a heading for views, unless it is there.
    pub async fn category(&self, name: &str) {
        let body = serde_json::json!({"name": name});
        let (status, answered) = self.call(Method::POST, "/v1/config/categories/views", body).await;
        assert!(matches!(status, 200 | 409), "{answered}");
    }

    /// Has the data events of a Cloudant instance stored, as its own programs say it.
    pub async fn want_data_events(&self, source: &str) {
        let token = token(&self.desk.url, &self.service).await;
        let url = format!("{}/cloudant/{source}/_api/v2/user/activity_tracker/events", self.desk.url);
        let types = serde_json::json!({"types": ["management", "data"]});
        let request = Client::new().post(url).bearer_auth(token).json(&types);
        assert_eq!(answer(request.send().await.unwrap()).await, (200, serde_json::json!({"ok": true})));
    }

    /// Sends lines to the compatible door.
    pub async fn ingest(&self, lines: &[Value]) -> (u16, Value) {
        self.call(Method::POST, "/logs/ingest?hostname=host-a", serde_json::json!({"lines": lines})).await
    }

    /// Every event of all time that matches, oldest first.
    pub async fn find(&self, query: &str) -> Vec<Value> {
        let order = [("order", "oldest"), ("limit", "1000"), ("query", query)];
        self.desk.find(&self.service, &[&EVER[..], &order[..]].concat()).await
    }

    /// The texts of every line of all time that matches, oldest first.
    pub async fn lines(&self, query: &str) -> Vec<String> {
        self.find(query).await.iter().map(line).collect()
    }
}

/// The same desk with the keys of a second instance.
pub fn other_instance(keyed: Keyed) -> Keyed {
    let folder = keyed.desk.folder.path();
    tests::init(folder, "eu-de");
    let (ingestion, service) =
        (tests::key(folder, "eu-de", "ingestion"), tests::key(folder, "eu-de", "service"));
    Keyed { ingestion, service, ..keyed }
}

/// A token for a service key.
pub async fn token(desk: &str, key: &str) -> String {
    let form = [("grant_type", "urn:ibm:params:oauth:grant-type:apikey"), ("apikey", key)];
    let request = Client::new().post(format!("{desk}/identity/token")).form(&form);
    let (status, body) = answer(request.send().await.unwrap()).await;
    assert_eq!(status, 200, "{body}");
    body["access_token"].as_str().unwrap().to_owned()
}

/// Status and JSON body of an answer; null where the body is not JSON.
pub async fn answer(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
}

/// The original text of an event.
pub fn line(event: &Value) -> String {
    event["line"].as_str().unwrap().to_owned()
}

/// The 40 samples, each as it is sent.
pub fn samples() -> Vec<&'static str> {
    include_str!("../data/samples.jsonl").lines().collect()
}

/// The action of a sample, in either form.
pub fn action(sample: &str) -> String {
    let event: Value = serde_json::from_str(sample).unwrap();
    let action = event["action"].as_str().or_else(|| event["payload"]["action"].as_str());
    action.unwrap().to_owned()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A key as HTTP Basic user with an empty password.
pub fn basic(key: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{key}:")))
}

/// How often each text occurs.
pub fn counted<T: AsRef<str>>(texts: &[T]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for text in texts {
        *counts.entry(text.as_ref()).or_default() += 1;
    }
    counts
}

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A server whose log is kept, killed when dropped.
pub struct Logged {
    pub child: Child,
    pub url: String,
    /// Everything it prints, word for word.
    pub printed: PathBuf,
    /// Its log.
    pub log: PathBuf,
}

impl Logged {
    /// Starts a server on a folder, with the log written at the finest level beside it.
    pub async fn start(folder: &Path, beside: &Path) -> Self {
        Self::start_with(folder, beside, &[]).await
    }

    /// The same, with further flags for `spoor serve`.
    pub async fn start_with(folder: &Path, beside: &Path, flags: &[&str]) -> Self {
        let (printed, log) = (beside.join("printed"), beside.join("log"));
        let child = Command::new(tests::spoor())
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .args(flags)
            .env("SPOOR_LOG", "trace")
            .stdout(std::fs::File::create(&printed).unwrap())
            .stderr(std::fs::File::create(&log).unwrap())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Self { child, url: String::new(), printed: printed.clone(), log };
        server.url = tests::eventually("the server prints its address", || async {
            let text = std::fs::read_to_string(&printed).unwrap();
            let at = text.find("http")?;
            let address = text[at..].split_once('\n')?.0.to_owned();
            Some(address)
        })
        .await;
        server
    }

    /// The address without its path.
    pub fn base(&self) -> String {
        tests::base(&self.url)
    }

    /// Waits until the server answers.
    pub async fn answers(&self) {
        tests::eventually("the server answers", || async {
            let answer = reqwest::get(format!("{}/healthz", self.base())).await.ok()?;
            answer.status().is_success().then_some(())
        })
        .await;
    }

    /// Asks the server to stop and waits until it has.
    pub fn stop(&mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
