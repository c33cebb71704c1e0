//! Setting up, signing in and out, with forms alone and a browser's cookies.

use std::path::Path;

use reqwest::{Client, RequestBuilder, Response, header::HeaderMap};
use serde_json::{Value, json};
use tests::{Desk, EMAIL, PASSWORD};

use crate::support::{Keyed, Logged};

const GOOD: [(&str, &str); 2] = [("email", EMAIL), ("password", PASSWORD)];

/// Somebody's browser: it keeps cookies, and says what browsers say about a request.
struct Browser {
    client: Client,
    url: String,
}

impl Browser {
    fn new(url: &str) -> Self {
        let client = Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none());
        Self { client: client.build().unwrap(), url: url.to_owned() }
    }

    fn form(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let request = self.client.post(format!("{}{path}", self.url)).form(fields);
        request.header("accept", "text/html,application/xhtml+xml").header("origin", &self.url)
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self.form(path, fields).header("sec-fetch-site", "same-origin");
        request.header("referer", format!("{}/sign-in", self.url)).send().await.unwrap()
    }

    async fn get(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.url));
        request.header("accept", "text/html,application/xhtml+xml").send().await.unwrap()
    }

    /// Whether the pages let this browser in.
    async fn is_signed_in(&self) -> bool {
        let answer = self.get("/events").await;
        match answer.status().as_u16() {
            200 => true,
            302 | 303 => {
                assert!(location(&answer).starts_with("/sign-in"), "{}", location(&answer));
                false
            }
            other => panic!("{other}"),
        }
    }
}

fn location(answer: &Response) -> String {
    header(answer.headers(), "location")
}

fn header(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// What went wrong with a form, from the address the browser is sent back to.
fn problem(answer: &Response) -> Value {
    use base64::{Engine, engine::general_purpose::URL_SAFE};
    let location = location(answer);
    let Some(packed) = location.split("__err=").nth(1) else { return Value::Null };
    let packed = packed.split('&').next().unwrap().replace("%3D", "=").replace("%3d", "=");
    serde_json::from_slice(&URL_SAFE.decode(packed).unwrap()).unwrap()
}

fn setup<'a>(token: &'a str, email: &'a str, password: &'a str) -> Vec<(&'a str, &'a str)> {
    let location = ("location", "us-south");
    vec![("token", token), ("email", email), ("password", password), ("repeated", password), location]
}

#[tokio::test]
async fn the_set_up_link_makes_the_owner_and_works_once() {
    let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Logged::start(folder.path(), beside.path()).await;
    let token = server.url.split("token=").nth(1).unwrap().to_owned();
    let owner = Browser::new(&server.base());

    let page = owner.get(&format!("/setup?token={token}")).await.text().await.unwrap();
    assert!(page.contains("action=\"/api/setup\"") && page.contains(&token), "the page has the form");
    let refused = owner.post("/api/setup", &setup("0".repeat(32).as_str(), EMAIL, PASSWORD)).await;
    assert!(problem(&refused)["Forbidden"].is_string(), "{}", location(&refused));
    let refused = owner.post("/api/setup", &setup(&token, EMAIL, "short")).await;
    assert_eq!(problem(&refused)["Invalid"]["field"], "password");
    let refused = owner.post("/api/setup", &setup(&token, "nobody", PASSWORD)).await;
    assert_eq!(problem(&refused)["Invalid"]["field"], "email");
    let mut differ = setup(&token, EMAIL, PASSWORD);
    differ[3].1 = "correct horse batterie";
    assert_eq!(problem(&owner.post("/api/setup", &differ).await)["Invalid"]["field"], "repeated");
    assert!(!owner.is_signed_in().await, "and none of that has made anything");

    let done = owner.post("/api/setup", &setup(&token, EMAIL, PASSWORD)).await;
    assert_eq!((done.status().as_u16(), location(&done).as_str()), (302, "/events"));
    assert!(owner.is_signed_in().await);
    let other = Browser::new(&server.base());
    let again = other.post("/api/setup", &setup(&token, "other@example.com", PASSWORD)).await;
    assert!(problem(&again)["Forbidden"].is_string(), "{}", location(&again));
    assert!(!other.is_signed_in().await);
    let page = other.get(&format!("/setup?token={token}")).await.text().await.unwrap();
    assert!(page.contains("set up already") && !page.contains("action=\"/api/setup\""));
}

#[tokio::test]
async fn a_new_set_up_link_voids_the_one_before() {
    let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut server = Logged::start(folder.path(), beside.path()).await;
    let old = server.url.split("token=").nth(1).unwrap().to_owned();
    server.answers().await;
    assert_eq!(server.stop(), Some(0));
    let server = Logged::start(folder.path(), beside.path()).await;
    let new = server.url.split("token=").nth(1).unwrap().to_owned();
    assert_ne!(old, new);
    let browser = Browser::new(&server.base());
    assert!(
        problem(&browser.post("/api/setup", &setup(&old, EMAIL, PASSWORD)).await)["Forbidden"].is_string()
    );
    assert_eq!(location(&browser.post("/api/setup", &setup(&new, EMAIL, PASSWORD)).await), "/events");
}

#[tokio::test]
async fn signing_in_gives_a_cookie_that_scripts_and_other_sites_do_not_get() {
    let desk = Desk::start().await;
    let browser = Browser::new(&desk.url);
    let answer = browser.post("/api/sign-in", &GOOD).await;
    assert_eq!((answer.status().as_u16(), location(&answer).as_str()), (302, "/events"));
    let cookie = header(answer.headers(), "set-cookie");
    let attributes: Vec<&str> = cookie.split("; ").collect();
    assert!(attributes[0].split_once('=').unwrap().1.len() >= 32, "{cookie}");
    for wanted in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(attributes.contains(&wanted), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "on plain http at this machine the browser would drop it");
    assert!(browser.is_signed_in().await);
    assert!(!Browser::new(&desk.url).is_signed_in().await, "it is the cookie that lets in");
}

#[tokio::test]
async fn with_an_https_address_the_cookie_only_travels_over_tls() {
    let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = behind_tls(folder.path(), beside.path()).await;
    let form = Client::new().post(format!("http://{}/api/sign-in", listening(&server))).form(&GOOD);
    let cookie = header(form.send().await.unwrap().headers(), "set-cookie");
    assert!(cookie.starts_with("__Host-spoor-session=") && cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test]
async fn signing_in_leads_back_to_the_page_that_was_asked_for_and_nowhere_else() {
    let desk = Desk::start().await;
    for (back, wanted) in [
        ("/views?q=a", "/views?q=a"),
        ("https://elsewhere.example/", "/events"),
        ("//elsewhere.example/", "/events"),
        ("/\\elsewhere.example", "/events"),
        ("", "/events"),
    ] {
        let browser = Browser::new(&desk.url);
        let answer = browser.post("/api/sign-in", &[&GOOD[..], &[("back", back)]].concat()).await;
        assert_eq!(location(&answer), wanted, "{back}");
    }
}

#[tokio::test]
async fn pages_lead_to_signing_in_and_from_there_back() {
    let desk = Desk::start().await;
    let browser = Browser::new(&desk.url);
    for (page, back) in [
        ("/events", "/events"),
        ("/views", "/views"),
        ("/views/0123456789/edit", "/views/0123456789/edit"),
        ("/events?q=a%20b", "/events?q=a%20b"),
    ] {
        let answer = browser.get(page).await;
        assert!(answer.status().is_redirection(), "{page}: {}", answer.status());
        let location = location(&answer);
        let address = reqwest::Url::parse(&format!("{}{location}", desk.url)).unwrap();
        assert_eq!(address.path(), "/sign-in", "{page}");
        let sent_back = address.query_pairs().find(|(name, _)| name == "back").unwrap().1;
        assert_eq!(sent_back, back);
        let body = answer.text().await.unwrap();
        assert!(!body.contains(EMAIL), "nothing of the page is in the answer");
    }
    let page = browser.get("/sign-in").await;
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("action=\"/api/sign-in\""));
    assert_eq!(browser.get("/nothing-here").await.status(), 404);
}

#[tokio::test]
async fn the_servers_functions_tell_nothing_to_somebody_who_is_signed_out() {
    let keyed = Keyed::start().await;
    keyed.ingest(&[json!({"line": "a secret line"})]).await;
    let view = json!({"name": "a secret view", "query": "ab"});
    keyed.call(reqwest::Method::POST, "/v1/config/view", view).await;
    let nobody = Client::new();
    for path in
        ["/api/frame?instance=", "/api/views?instance=", "/api/events?address=", "/api/event?id=0000000000-1"]
    {
        for cookie in ["", "spoor-session=", "spoor-session=0000", "spoor-session=%00; other=1"] {
            let answer = nobody
                .get(format!("{}{path}", keyed.desk.url))
                .header("cookie", cookie)
                .send()
                .await
                .unwrap();
            assert!(!answer.status().is_success(), "{path}");
            let body = answer.text().await.unwrap();
            assert!(!body.contains("secret") && !body.contains(EMAIL), "{path}: {body}");
        }
    }
    for path in ["/api/view-create", "/api/view-delete", "/api/sign-out", "/api/sign-out-everywhere"] {
        let form = nobody.post(format!("{}{path}", keyed.desk.url));
        let form = form.form(&[("name", "mine"), ("search", "?q=ab"), ("id", "0123456789")]);
        assert!(!form.send().await.unwrap().status().is_success(), "{path}");
    }
    let (_, views) = keyed.get("/v1/config/view", &[]).await;
    assert_eq!(views.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn somebody_who_is_signed_out_is_told_so_by_the_status() {
    let desk = Desk::start().await;
    for path in ["/api/frame?instance=", "/api/views?instance=", "/api/events?address="] {
        let answer = reqwest::get(format!("{}{path}", desk.url)).await.unwrap();
        assert_eq!(answer.status(), 401, "{path}");
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_refused_alike() {
    let desk = Desk::start().await;
    let browser = Browser::new(&desk.url);
    let wrong = browser.post("/api/sign-in", &[("email", EMAIL), ("password", "wrong horse")]).await;
    let unknown =
        browser.post("/api/sign-in", &[("email", "nobody@example.com"), ("password", PASSWORD)]).await;
    assert_eq!(problem(&wrong)["Invalid"]["field"], "password");
    assert_eq!(problem(&wrong), problem(&unknown));
    assert!(!wrong.headers().contains_key("set-cookie"));
    assert!(!browser.is_signed_in().await);
    let page = browser.get(location(&wrong).trim_start_matches(&desk.url)).await.text().await.unwrap();
    assert!(
        page.contains("the password is wrong") || page.contains("password is wrong"),
        "the page says why"
    );
    assert!(!location(&wrong).contains("wrong%20horse") && !location(&wrong).contains("wrong+horse"));
}

#[tokio::test]
async fn somebody_who_guesses_is_made_to_wait_and_others_are_not() {
    let desk = Desk::start().await;
    let browser = Browser::new(&desk.url);
    let wrong = [("email", EMAIL), ("password", "wrong horse")];
    for _ in 0..5 {
        let answer = browser.post("/api/sign-in", &wrong).await;
        assert_eq!(problem(&answer)["Invalid"]["field"], "password");
    }
    // The right one is not even looked at.
    let answer = browser.post("/api/sign-in", &GOOD).await;
    assert!(problem(&answer)["Throttled"]["wait_s"].as_u64().unwrap() > 0, "{}", location(&answer));
    assert!(!answer.headers().contains_key("set-cookie"));
    let program = Client::new().post(format!("{}/api/sign-in", desk.url)).form(&GOOD).send().await.unwrap();
    assert_eq!(program.status(), 429);
    let other = [("email", "nobody@example.com"), ("password", "wrong horse")];
    let other = problem(&browser.post("/api/sign-in", &other).await);
    assert_eq!(other["Invalid"]["field"], "password", "another account is not held up");
    tests::eventually("the wait is over and the owner comes in", || async {
        (location(&browser.post("/api/sign-in", &GOOD).await) == "/events").then_some(())
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_the_session_itself_and_not_only_the_cookie() {
    let desk = Desk::start().await;
    let (browser, other) = (Browser::new(&desk.url), Browser::new(&desk.url));
    let cookie = header(browser.post("/api/sign-in", &GOOD).await.headers(), "set-cookie");
    other.post("/api/sign-in", &GOOD).await;
    let answer = browser.post("/api/sign-out", &[]).await;
    assert_eq!((answer.status().as_u16(), location(&answer).as_str()), (302, "/sign-in"));
    assert!(header(answer.headers(), "set-cookie").contains("Max-Age=0"));
    assert!(!browser.is_signed_in().await);
    let kept = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let kept = kept.get(format!("{}/events", desk.url)).header("cookie", cookie.split(';').next().unwrap());
    let answer = kept.header("accept", "text/html").send().await.unwrap();
    assert!(answer.status().is_redirection(), "whoever kept the cookie is out as well");
    assert!(other.is_signed_in().await, "the other browser stays in");
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session() {
    let desk = Desk::start().await;
    let browsers = [(); 3].map(|()| Browser::new(&desk.url));
    for browser in &browsers {
        browser.post("/api/sign-in", &GOOD).await;
        assert!(browser.is_signed_in().await);
    }
    assert_eq!(location(&browsers[0].post("/api/sign-out-everywhere", &[]).await), "/sign-in");
    for browser in &browsers {
        assert!(!browser.is_signed_in().await);
    }
}

#[tokio::test]
async fn a_session_outlives_the_server() {
    let mut desk = Desk::start().await;
    let browser = Browser::new(&desk.url);
    browser.post("/api/sign-in", &GOOD).await;
    desk.kill();
    desk.restart().await;
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn what_another_site_makes_a_browser_send_is_refused_and_changes_nothing() {
    let keyed = Keyed::start().await;
    let browser = Browser::new(&keyed.desk.url);
    browser.post("/api/sign-in", &GOOD).await;
    let view = [("name", "Planted"), ("search", "?q=planted")];
    let plain = |path: &str, fields: &[(&str, &str)]| {
        browser.client.post(format!("{}{path}", keyed.desk.url)).form(fields).header("accept", "text/html")
    };
    for (path, fields) in
        [("/api/view-create", &view[..]), ("/api/sign-out-everywhere", &[]), ("/api/sign-in", &GOOD)]
    {
        for request in [
            plain(path, fields).header("origin", "https://elsewhere.example"),
            plain(path, fields).header("origin", "null"),
            plain(path, fields).header("origin", "http://127.0.0.1:1"),
            plain(path, fields).header("sec-fetch-site", "cross-site"),
            plain(path, fields).header("sec-fetch-site", "same-site"),
            plain(path, fields).header("sec-fetch-site", "cross-site").header("origin", &keyed.desk.url),
        ] {
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 403, "{path}");
            assert!(!answer.headers().contains_key("set-cookie"));
        }
    }
    assert!(browser.is_signed_in().await);
    assert_eq!(keyed.get("/v1/config/view", &[]).await, (200, json!([])));
    // And the same is carried out when it comes from our own page.
    assert!(browser.post("/api/view-create", &view).await.status().is_redirection());
    assert_eq!(keyed.get("/v1/config/view", &[]).await.1[0]["name"], "Planted");
}

#[tokio::test]
async fn the_public_address_is_our_own_site_too() {
    let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = behind_tls(folder.path(), beside.path()).await;
    assert_eq!(server.url, "https://desk.example.com/events", "it is the one that is printed");
    let form = |origin: &str| {
        let form = Client::new().post(format!("http://{}/api/sign-in", listening(&server))).form(&GOOD);
        form.header("origin", origin.to_owned())
    };
    assert!(form("https://desk.example.com").send().await.unwrap().status().as_u16() < 400);
    assert_eq!(form("https://desk.example.com.elsewhere.example").send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn pages_forbid_foreign_scripts_and_frames() {
    let desk = Desk::start().await;
    let answer = Browser::new(&desk.url).get("/sign-in").await;
    let policy = header(answer.headers(), "content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    assert_eq!(header(answer.headers(), "x-content-type-options"), "nosniff");
}

/// A server that people reach by another address than it listens on.
async fn behind_tls(folder: &Path, beside: &Path) -> Logged {
    tests::init(folder, "us-south");
    Logged::start_with(folder, beside, &["--public-url", "https://desk.example.com/"]).await
}

/// The address a server really listens on, when it prints another one.
fn listening(server: &Logged) -> String {
    let id = server.child.id();
    let inodes: Vec<String> = std::fs::read_dir(format!("/proc/{id}/fd"))
        .unwrap()
        .filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok())
        .filter_map(|link| Some(link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned()))
        .collect();
    let table = std::fs::read_to_string(format!("/proc/{id}/net/tcp")).unwrap();
    let row = table.lines().skip(1).map(|row| row.split_whitespace().collect::<Vec<_>>());
    let mut listening = row.filter(|row| row[3] == "0A" && inodes.iter().any(|inode| inode == row[9]));
    let port = listening.next().unwrap()[1].split_once(':').unwrap().1;
    format!("127.0.0.1:{}", u16::from_str_radix(port, 16).unwrap())
}
