//! Whatever is changed, or refused, leaves exactly one event that tells all of it and no secret.

use std::collections::BTreeSet;

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tests::{EMAIL, PASSWORD, eventually};

use crate::support::{Keyed, Logged, answer, line};

const VIEWS: &str = "/v1/config/view";
const AGENT: &str = "audit-test/1.0 (a tool)";

/// The events of the desk about itself, oldest first, after all of them have arrived.
async fn events(keyed: &Keyed) -> Vec<Value> {
    // Events arrive in their order: when this one is there, those before it are.
    let fence = json!({"name": "fence", "query": "fence"});
    let seen = keyed.find("target.name:==fence").await.len();
    keyed.call(Method::PUT, &format!("{VIEWS}/0000000000"), fence).await;
    eventually("the desk's events arrive", || async {
        (keyed.find("target.name:==fence").await.len() > seen).then_some(())
    })
    .await;
    let found = keyed.find("action:logdnaat -target.name:==fence").await;
    found.iter().map(|event| serde_json::from_str(&line(event)).unwrap()).collect()
}

/// The events of one request.
async fn events_of(keyed: &Keyed, correlation: &str) -> Vec<Value> {
    let mut events = events(keyed).await;
    events.retain(|event| event["correlationId"] == correlation);
    events
}

/// The one event of one request.
async fn event_of(keyed: &Keyed, correlation: &str) -> Value {
    let mut events = events_of(keyed, correlation).await;
    assert_eq!(events.len(), 1, "{events:#?}");
    events.remove(0)
}

/// The documented fields of an action below one object, by the catalogue.
fn documented(action: &str, below: &str) -> BTreeSet<String> {
    let catalog: Value = serde_json::from_str(include_str!("../../crates/model/data/catalog.json")).unwrap();
    let services = catalog["services"].as_array().unwrap();
    let actions = services.iter().flat_map(|service| service["actions"].as_array().unwrap());
    let entry = actions.into_iter().find(|entry| entry["action"] == action).unwrap();
    let fields = entry["fields"].as_array().unwrap().iter().map(|field| field["path"].as_str().unwrap());
    fields
        .filter_map(|path| path.strip_prefix(below))
        .map(|path| path.trim_start_matches('.').to_owned())
        .collect()
}

fn names(object: &Value) -> BTreeSet<String> {
    object.as_object().unwrap().keys().cloned().collect()
}

/// Everything an event must carry (CADF, in its current flat form), and nothing undocumented.
fn is_complete(event: &Value, action: &str, status: u64) {
    let text = |path: &str| {
        event.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("{path}: {event:#}"))
    };
    assert_eq!(text("/action"), action);
    let object = action.split('.').nth(1).unwrap();
    let success = status == 200;
    assert_eq!(text("/outcome"), if success { "success" } else { "failure" });
    assert_eq!(event["reason"]["reasonCode"], status);
    assert!(!text("/reason/reasonType").is_empty());
    assert_eq!(event.pointer("/reason/reasonForFailure").is_some(), !success);
    assert!(["normal", "warning", "critical"].contains(&text("/severity")));
    assert!(text("/message").starts_with("Activity Tracker: "), "{event:#}");
    assert_eq!(text("/message").ends_with(" -failure"), !success, "{event:#}");
    assert!(event["saveServiceCopy"].is_boolean());
    assert!(!text("/id").is_empty());
    assert!(!text("/correlationId").is_empty());
    let crn = text("/logSourceCRN");
    assert!(crn.starts_with("crn:v1:bluemix:public:logdnaat:us-south:a/") && crn.ends_with("::"), "{crn}");
    assert_eq!(text("/target/id"), crn);
    assert_eq!(text("/target/typeURI"), format!("logdnaat/{object}"));
    text("/target/name");
    assert_eq!(text("/observer/name"), "ActivityTracker");
    assert!(!text("/initiator/typeURI").is_empty());
    assert!(!text("/initiator/credential/type").is_empty());
    for path in ["/initiator/id", "/initiator/name", "/initiator/host/address", "/initiator/host/agent"] {
        text(path);
    }
    let time = text("/eventTime");
    let form: String = time.chars().map(|sign| if sign.is_ascii_digit() { '0' } else { sign }).collect();
    assert!(form == "0000-00-00T00:00:00.00+0000" || form == "0000-00-00T00:00:00.000+0000", "{time}");
    assert_eq!(names(&event["responseData"]), BTreeSet::from(["logdnaId".to_owned()]));
    if matches!(object, "alert" | "view" | "ingestion-key" | "service-key") {
        let mut fields = names(&event["requestData"]);
        fields.remove("spoor");
        assert_eq!(fields, documented(action, "requestData"), "{event:#}");
        assert_eq!(documented(action, "responseData"), names(&event["responseData"]));
        assert_eq!(event["dataEvent"], matches!(object, "alert" | "view"));
    }
    let known: BTreeSet<String> = [
        "id",
        "logSourceCRN",
        "saveServiceCopy",
        "dataEvent",
        "outcome",
        "eventTime",
        "action",
        "correlationId",
        "severity",
        "initiator",
        "target",
        "reason",
        "requestData",
        "responseData",
        "message",
        "observer",
    ]
    .map(str::to_owned)
    .into();
    assert_eq!(names(event), known);
}

/// The event names the key, the address and the program of the request.
fn is_by_the_service_key(event: &Value) {
    let initiator = &event["initiator"];
    let id = initiator["id"].as_str().unwrap();
    assert!(id.starts_with("key-") && id.len() == 28, "{id}");
    assert_eq!(initiator["name"], "test");
    assert_eq!(initiator["typeURI"], "service/security/account/serviceid");
    assert_eq!(initiator["credential"]["type"], "apikey");
    assert_eq!(initiator["host"], json!({"agent": AGENT, "address": "127.0.0.1", "addressType": "IPv4"}));
}

async fn call(keyed: &Keyed, correlation: &str, method: Method, path: &str, body: Value) -> (u16, Value) {
    let request =
        keyed.request(method, path).header("user-agent", AGENT).header("x-correlation-id", correlation);
    answer(request.json(&body).send().await.unwrap()).await
}

fn full() -> Value {
    json!({"name": "Deletes", "query": "action:delete", "hosts": ["h"], "apps": ["a"], "levels": ["critical"],
        "tags": ["t"], "category": ["Security"], "description": "What was deleted", "customLine": "{{action}}"})
}

#[tokio::test]
async fn creating_a_view_leaves_one_event_and_its_category_has_its_own() {
    let keyed = Keyed::start().await;
    let heading = json!({"name": "Security"});
    call(&keyed, "heading", Method::POST, "/v1/config/categories/views", heading).await;
    let category = event_of(&keyed, "heading").await;
    is_complete(&category, "logdnaat.category.create", 200);
    is_by_the_service_key(&category);
    assert_eq!(category["requestData"]["name"], "Security");
    let (_, view) = call(&keyed, "made", Method::POST, VIEWS, full()).await;
    let event = event_of(&keyed, "made").await;
    is_complete(&event, "logdnaat.view.create", 200);
    is_by_the_service_key(&event);
    assert_eq!(event["target"]["name"], "Deletes");
    let mut expected = full();
    expected.as_object_mut().unwrap().remove("tags");
    expected["viewId"] = view["viewid"].clone();
    assert_eq!(event["requestData"], expected, "and it has nothing of ours");
}

#[tokio::test]
async fn replacing_a_view_leaves_one_event_with_what_was_before_and_after() {
    let keyed = Keyed::start().await;
    keyed.category("Security").await;
    let (_, view) = call(&keyed, "made", Method::POST, VIEWS, full()).await;
    let path = format!("{VIEWS}/{}", view["viewid"].as_str().unwrap());
    let new = json!({"name": "Renamed", "query": "other", "tags": ["u"]});
    assert_eq!(call(&keyed, "changed", Method::PUT, &path, new).await.0, 200);
    let event = event_of(&keyed, "changed").await;
    is_complete(&event, "logdnaat.view.update", 200);
    is_by_the_service_key(&event);
    assert_eq!(event["target"]["name"], "Renamed");
    let mut before = full();
    before["viewId"] = view["viewid"].clone();
    before["channels"] = json!([]);
    before["presetid"] = Value::Null;
    let after = json!({"name": "Renamed", "query": "other", "hosts": [], "apps": [], "levels": [], "tags": ["u"],
        "category": [], "viewId": view["viewid"], "description": "", "customLine": "", "channels": [],
        "presetid": null});
    assert_eq!(event["requestData"]["spoor"], json!({"before": before, "after": after}));
    assert_eq!(event["requestData"]["name"], "Renamed");
}

#[tokio::test]
async fn deleting_a_view_leaves_one_event_that_tells_what_it_was() {
    let keyed = Keyed::start().await;
    keyed.category("Security").await;
    let (_, view) = call(&keyed, "made", Method::POST, VIEWS, full()).await;
    let path = format!("{VIEWS}/{}", view["viewid"].as_str().unwrap());
    assert_eq!(call(&keyed, "gone", Method::DELETE, &path, json!({})).await.0, 200);
    let event = event_of(&keyed, "gone").await;
    is_complete(&event, "logdnaat.view.delete", 200);
    is_by_the_service_key(&event);
    assert_eq!((&event["target"]["name"], &event["severity"]), (&json!("Deletes"), &json!("critical")));
    let mut expected = full();
    expected.as_object_mut().unwrap().remove("tags");
    expected["viewId"] = view["viewid"].clone();
    assert_eq!(event["requestData"], expected);
}

#[tokio::test]
async fn a_refused_change_is_recorded_as_a_failure() {
    let keyed = Keyed::start().await;
    call(&keyed, "made", Method::POST, VIEWS, json!({"name": "Taken", "query": "taken"})).await;
    let unknown = format!("{VIEWS}/0123456789");
    let bad = json!({"name": "Bad", "query": "abc (def"});
    let long = json!({"name": "n".repeat(201), "query": "ab"});
    let taken = json!({"name": "Taken", "query": "again"});
    let good = json!({"name": "Good", "query": "good"});
    for (correlation, method, path, body, answered, recorded, action) in [
        ("query", Method::POST, VIEWS, bad.clone(), 400, 400, "logdnaat.view.create"),
        ("long", Method::POST, VIEWS, long, 400, 400, "logdnaat.view.create"),
        ("conflict", Method::POST, VIEWS, taken, 409, 409, "logdnaat.view.create"),
        ("no-update", Method::PUT, &unknown, good, 400, 404, "logdnaat.view.update"),
        ("bad-update", Method::PUT, &unknown, bad, 400, 404, "logdnaat.view.update"),
        ("no-delete", Method::DELETE, &unknown, json!({}), 404, 404, "logdnaat.view.delete"),
    ] {
        let name = body["name"].clone();
        assert_eq!(call(&keyed, correlation, method, path, body).await.0, answered, "{correlation}");
        let event = event_of(&keyed, correlation).await;
        is_complete(&event, action, recorded);
        is_by_the_service_key(&event);
        assert!(!event["reason"]["reasonForFailure"].as_str().unwrap().is_empty());
        if name.is_string() {
            assert_eq!((&event["requestData"]["name"], &event["target"]["name"]), (&name, &name));
        }
        if path == unknown {
            assert_eq!(event["requestData"]["viewId"], "0123456789");
        }
    }
    assert_eq!(keyed.get(VIEWS, &[]).await.1.as_array().unwrap().len(), 1, "and nothing was changed");
}

#[tokio::test]
async fn a_view_without_a_name_or_criteria_is_recorded_as_a_failure() {
    let keyed = Keyed::start().await;
    for (correlation, body) in [
        ("nameless", json!({"query": "ab"})),
        ("empty", json!({"name": " ", "query": "ab"})),
        ("without", json!({"name": "Without"})),
        ("category", json!({"name": "Category", "query": "ab", "category": [""]})),
    ] {
        assert_eq!(call(&keyed, correlation, Method::POST, VIEWS, body).await.0, 400, "{correlation}");
        is_complete(&event_of(&keyed, correlation).await, "logdnaat.view.create", 400);
    }
}

#[tokio::test]
async fn making_the_desk_and_its_keys_leaves_one_event_each() {
    let keyed = Keyed::start().await;
    let events = events(&keyed).await;
    let mut actions: Vec<&str> = events.iter().map(|event| event["action"].as_str().unwrap()).collect();
    actions.sort_unstable();
    let expected = [
        "logdnaat.ingestion-key.create",
        "logdnaat.instance.create",
        "logdnaat.member.create",
        "logdnaat.service-key.create",
    ];
    assert_eq!(actions, expected);
    for event in &events {
        is_complete(event, event["action"].as_str().unwrap(), 200);
        assert_eq!(
            (&event["initiator"]["id"], &event["initiator"]["name"]),
            (&json!("spoor"), &json!("Spoor"))
        );
        assert_eq!(event["initiator"]["host"]["address"], "");
        assert!(event["initiator"]["host"]["agent"].as_str().unwrap().starts_with("spoor/"));
    }
    let of = |action: &str| events.iter().find(|event| event["action"] == *action).unwrap();
    assert_eq!(of("logdnaat.instance.create")["requestData"]["location"], "us-south");
    assert_eq!(of("logdnaat.member.create")["requestData"]["email"], EMAIL);
    for (kind, secret) in [("ingestion", &keyed.ingestion), ("service", &keyed.service)] {
        let event = of(&format!("logdnaat.{kind}-key.create"));
        assert_eq!(
            (&event["requestData"]["keyType"], &event["target"]["name"]),
            (&json!(kind), &json!("test"))
        );
        let masked = event["requestData"]["key"].as_str().unwrap();
        assert!(masked.starts_with(&secret[..4]) && !masked.contains(&secret[10..]), "{masked}");
    }
    assert_ne!(of("logdnaat.service-key.create")["severity"], "normal");
}

#[tokio::test]
async fn a_key_that_is_refused_at_the_command_line_is_recorded_as_a_failure() {
    let keyed = Keyed::start().await;
    let output = std::process::Command::new(tests::spoor())
        .args([
            "key",
            "create",
            "--location",
            "us-south",
            "--type",
            "ingestion",
            "--name",
            &"n".repeat(31),
            "--data",
        ])
        .arg(keyed.desk.folder.path())
        .output()
        .unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    let failures: Vec<Value> =
        events(&keyed).await.into_iter().filter(|event| event["outcome"] == "failure").collect();
    assert_eq!(failures.len(), 1, "{failures:#?}");
    is_complete(&failures[0], "logdnaat.ingestion-key.create", 400);
    assert_eq!(failures[0]["target"]["name"], "n".repeat(31));
}

/// Posts a form of the pages as a browser does, with a cookie if there is one.
async fn post(
    keyed: &Keyed,
    correlation: &str,
    path: &str,
    cookie: &str,
    form: &[(&str, &str)],
) -> (u16, String) {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let request = client.post(format!("{}{path}", keyed.desk.url)).form(form);
    let request = request.header("user-agent", AGENT).header("x-correlation-id", correlation);
    let answer = request.header("accept", "text/html").header("cookie", cookie).send().await.unwrap();
    let set = answer.headers().get("set-cookie").map(|cookie| cookie.to_str().unwrap().to_owned());
    let cookie = set.unwrap_or_default().split(';').next().unwrap().to_owned();
    (answer.status().as_u16(), cookie)
}

#[tokio::test]
async fn signing_in_and_out_leaves_one_event_each() {
    let keyed = Keyed::start().await;
    let good = [("email", EMAIL), ("password", PASSWORD)];
    let (_, cookie) = post(&keyed, "in", "/api/sign-in", "", &good).await;
    assert!(cookie.contains('='), "{cookie}");
    post(&keyed, "wrong", "/api/sign-in", "", &[("email", EMAIL), ("password", "wrong horse battery")]).await;
    post(&keyed, "nobody", "/api/sign-in", "", &[("email", "nobody@example.com"), ("password", PASSWORD)])
        .await;
    post(&keyed, "out", "/api/sign-out", &cookie, &[]).await;
    let (_, cookie) = post(&keyed, "again", "/api/sign-in", "", &good).await;
    post(&keyed, "everywhere", "/api/sign-out-everywhere", &cookie, &[]).await;
    for (correlation, action, status) in [
        ("in", "logdnaat.session.create", 200),
        ("wrong", "logdnaat.session.create", 401),
        ("nobody", "logdnaat.session.create", 401),
        ("out", "logdnaat.session.delete", 200),
        ("again", "logdnaat.session.create", 200),
        ("everywhere", "logdnaat.session.delete", 200),
    ] {
        let event = event_of(&keyed, correlation).await;
        is_complete(&event, action, status);
        let initiator = &event["initiator"];
        assert_eq!(initiator["typeURI"], "service/security/account/user");
        assert_eq!(initiator["host"], json!({"agent": AGENT, "address": "127.0.0.1", "addressType": "IPv4"}));
        let email = if correlation == "nobody" { "nobody@example.com" } else { EMAIL };
        assert_eq!(
            (&event["target"]["name"], &event["requestData"]["email"]),
            (&json!(email), &json!(email))
        );
        assert_eq!(initiator["name"], email);
        // Whoever did not prove to be a person is not told as that person.
        let id = initiator["id"].as_str().unwrap();
        assert!(if status == 401 { id == "unproven" } else { id.starts_with("person-") }, "{id}");
        if status == 401 {
            assert_eq!(event["severity"], "critical");
        }
    }
}

#[tokio::test]
async fn a_view_saved_with_a_form_leaves_an_event_by_the_person() {
    let keyed = Keyed::start().await;
    let (_, cookie) =
        post(&keyed, "in", "/api/sign-in", "", &[("email", EMAIL), ("password", PASSWORD)]).await;
    let form = [("name", "By hand"), ("search", "?q=byhand")];
    let (status, _) = post(&keyed, "saved", "/api/view-create", &cookie, &form).await;
    assert_eq!(status, 302);
    let event = event_of(&keyed, "saved").await;
    is_complete(&event, "logdnaat.view.create", 200);
    assert_eq!((&event["initiator"]["name"], &event["target"]["name"]), (&json!(EMAIL), &json!("By hand")));
    assert_eq!(event["initiator"]["credential"]["type"], "token");
    let (_, _) = post(&keyed, "refused", "/api/view-create", &cookie, &form).await;
    is_complete(&event_of(&keyed, "refused").await, "logdnaat.view.create", 409);
}

#[tokio::test]
async fn a_correlation_id_that_could_do_harm_is_replaced() {
    let keyed = Keyed::start().await;
    for (at, wrong) in ["a b", "\"}{\"", &"x".repeat(65), ""].into_iter().enumerate() {
        let name = format!("view {at}");
        let body = json!({"name": name, "query": "ab"});
        assert_eq!(call(&keyed, wrong, Method::POST, VIEWS, body).await.0, 200);
        let events = events(&keyed).await;
        let event = events.iter().find(|event| event["target"]["name"] == *name).unwrap();
        let id = event["correlationId"].as_str().unwrap();
        assert!(id != wrong && id.len() == 36, "{id}");
    }
}

#[tokio::test]
async fn the_callers_address_is_not_taken_from_a_header_unless_a_proxy_is_trusted() {
    for (flags, address) in [(&[][..], "127.0.0.1"), (&["--behind-proxy"][..], "198.51.100.7")] {
        let keyed = Keyed::start_with(flags).await;
        let request = keyed.request(Method::POST, VIEWS).header("x-correlation-id", "made");
        let request = request.header("x-forwarded-for", "203.0.113.1, 198.51.100.7");
        request.json(&json!({"name": "a", "query": "ab"})).send().await.unwrap();
        assert_eq!(event_of(&keyed, "made").await["initiator"]["host"]["address"], address);
    }
}

#[tokio::test]
async fn events_that_have_not_arrived_survive_a_kill_and_arrive_once() {
    let mut keyed = Keyed::start().await;
    for at in 0..20 {
        let name = format!("view {at}");
        assert_eq!(keyed.call(Method::POST, VIEWS, json!({"name": name, "query": "ab"})).await.0, 200);
    }
    keyed.desk.kill();
    keyed.desk.restart().await;
    let events = events(&keyed).await;
    for at in 0..20 {
        let count = events.iter().filter(|event| event["target"]["name"] == format!("view {at}")).count();
        assert_eq!(count, 1, "view {at}");
    }
}

#[tokio::test]
async fn no_secret_stands_in_a_file_a_log_an_event_or_an_answer() {
    let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut server = Logged::start(folder.path(), beside.path()).await;
    let token = server.url.split("token=").nth(1).unwrap().to_owned();
    let url = server.base();
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut answers = String::new();
    let mut session = String::new();
    let wrong = "wrong horse battery";
    for (path, form) in [
        (
            "/api/setup",
            vec![
                ("token", token.as_str()),
                ("email", EMAIL),
                ("password", PASSWORD),
                ("repeated", PASSWORD),
                ("location", "us-south"),
            ],
        ),
        ("/api/sign-in", vec![("email", EMAIL), ("password", wrong)]),
        ("/api/sign-in", vec![("email", EMAIL), ("password", PASSWORD)]),
    ] {
        let answer = client.post(format!("{url}{path}")).form(&form).send().await.unwrap();
        if let Some(cookie) = answer.headers().get("set-cookie") {
            let cookie = cookie.to_str().unwrap().split(['=', ';']).nth(1).unwrap();
            session = cookie.to_owned();
        }
        answers += &answer.text().await.unwrap();
    }
    assert_eq!(session.len(), 64);
    let ingestion = tests::key(folder.path(), "us-south", "ingestion");
    let service = tests::key(folder.path(), "us-south", "service");
    let secrets = [PASSWORD, wrong, &token, &session, &ingestion, &service];
    let send = client.post(format!("{url}/v1/events")).header("apikey", &ingestion).body("plain");
    assert_eq!(send.send().await.unwrap().status(), 200);
    let view = json!({"name": "a", "query": "ab"});
    let create = client.post(format!("{url}{VIEWS}")).header("servicekey", &service).json(&view);
    answers += &create.send().await.unwrap().text().await.unwrap();
    let find = async || {
        let query = [("limit", "1000"), ("from", "an hour ago")];
        let request = client.get(format!("{url}/v1/events")).header("servicekey", &service).query(&query);
        request.send().await.unwrap().text().await.unwrap()
    };
    answers += &eventually("all events have arrived", || async {
        let found = find().await;
        ["session.create", "ingestion-key.create", "service-key.create", "view.create"]
            .iter()
            .all(|action| found.contains(action))
            .then_some(found)
    })
    .await;
    for page in ["/events", "/views", "/sign-in", "/metrics"] {
        let request = client.get(format!("{url}{page}")).header("cookie", format!("spoor-session={session}"));
        answers += &request.send().await.unwrap().text().await.unwrap();
    }
    let check = |place: &str, bytes: &[u8]| {
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{place} holds {secret}");
        }
    };
    check("an answer", answers.as_bytes());
    // While it runs, with everything that is still in the journal, and after it has stopped.
    scan(folder.path(), &check);
    server.stop();
    scan(folder.path(), &check);
    let log = std::fs::read(&server.log).unwrap();
    assert!(log.windows(9).any(|window| window == b"listening"), "the log is kept");
    check("the log", &log);
}

fn scan(folder: &std::path::Path, check: &impl Fn(&str, &[u8])) {
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scan(&path, check);
        } else {
            check(&path.display().to_string(), &std::fs::read(&path).unwrap());
        }
        files += 1;
    }
    assert!(files > 0, "there is something to look at");
}
