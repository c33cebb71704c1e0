//! `/v1/config/keys`, as the Terraform provider asks for it, and what becomes of a key everywhere.

use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::support::{Keyed, answer, other_instance, token};

const KEYS: &str = "/v1/config/keys";

fn path(key: &Value) -> String {
    format!("{KEYS}/{}", key["id"].as_str().unwrap())
}

async fn create(keyed: &Keyed, kind: &str, body: Value) -> Value {
    let (status, key) = keyed.call(Method::POST, &format!("{KEYS}?type={kind}"), body).await;
    assert_eq!(status, 200, "{key}");
    key
}

/// The status of a request that only needs a key that is good.
async fn opens(keyed: &Keyed, secret: &str) -> (u16, Value) {
    let request = Client::new().get(format!("{}{KEYS}", keyed.desk.url)).header("servicekey", secret);
    answer(request.send().await.unwrap()).await
}

#[tokio::test]
async fn terraform_makes_reads_renames_and_deletes_a_key_of_either_type() {
    let keyed = Keyed::start().await;
    for kind in ["ingestion", "service"] {
        let made = create(&keyed, kind, json!({"name": "ci"})).await;
        let secret = made["key"].as_str().unwrap().to_owned();
        assert_eq!((secret.len(), made["id"].as_str().unwrap().len()), (32, 24));
        assert!(made["created"].as_i64().unwrap() > 1_600_000_000_000, "{made}");
        assert_eq!((&made["name"], &made["type"]), (&json!("ci"), &json!(kind)));

        let (status, read) = keyed.get(&path(&made), &[]).await;
        let masked = format!("{}{}", &secret[..8], "*".repeat(24));
        let mut expected = made.clone();
        expected["key"] = json!(masked);
        assert_eq!((status, &read), (200, &expected), "only the answer to its making has all of it");
        let (_, listed) = keyed.get(KEYS, &[("type", kind)]).await;
        let listed = listed.as_array().unwrap();
        assert!(listed.contains(&read) && listed.iter().all(|key| key["type"] == kind), "{listed:?}");

        for (method, name) in [(Method::PUT, "a"), (Method::POST, "b"), (Method::PATCH, "c")] {
            // What was answered can be sent back.
            let mut sent = read.clone();
            sent["name"] = json!(name);
            let (status, renamed) = keyed.call(method, &path(&made), sent).await;
            assert_eq!((status, &renamed["name"], &renamed["key"]), (200, &json!(name), &json!(masked)));
        }
        assert_eq!(
            keyed.call(Method::DELETE, &path(&made), json!({})).await,
            (200, json!({"deleted": true}))
        );
        assert_eq!(keyed.get(&path(&made), &[]).await.0, 404);
        let (status, body) = keyed.call(Method::DELETE, &path(&made), json!({})).await;
        assert_eq!((status, &body["code"], &body["status"]), (404, &json!("NotFound"), &json!("error")));
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_key_is_said_in_the_words_tools_know() {
    let keyed = Keyed::start().await;
    let made = create(&keyed, "service", json!({"name": "ci"})).await;
    let check = async |method: Method, path: &str, body: Value, key: &str, message: &str| {
        let (status, answered) = keyed.call(method, path, body).await;
        let expected = json!({
            "details": [{"message": message, "key": key}],
            "error": message,
            "code": "BadRequest",
            "status": "error",
        });
        assert_eq!((status, answered), (400, expected));
    };
    let (all, one) = (format!("{KEYS}?type=service"), path(&made));
    let long = "\"name\" length must be less than or equal to 30 characters long";
    check(Method::POST, KEYS, json!({"name": "a"}), "type", "\"type\" is required").await;
    let kinds = "\"type\" must be one of [ingestion, service]";
    check(Method::POST, &format!("{KEYS}?type=collector"), json!({"name": "a"}), "type", kinds).await;
    check(Method::POST, &all, json!({}), "name", "\"name\" is required").await;
    check(Method::POST, &all, json!({"name": " "}), "name", "\"name\" is not allowed to be empty").await;
    check(Method::POST, &all, json!({"name": 7}), "name", "\"name\" must be a string").await;
    check(Method::POST, &all, json!({"name": "x".repeat(31)}), "name", long).await;
    check(Method::POST, &all, json!({"name": "a", "colour": 1}), "colour", "\"colour\" is not allowed").await;
    check(Method::PUT, &one, json!({"name": ""}), "name", "\"name\" is not allowed to be empty").await;
    check(Method::PUT, &one, json!({"name": "x".repeat(31)}), "name", long).await;
    let nothing = "\"value\" must contain at least one of [name, expires, services]";
    check(Method::PATCH, &one, json!({}), "value", nothing).await;
    let when = "\"expires\" must be a date in ISO 8601 form or a number of milliseconds";
    check(Method::PATCH, &one, json!({"expires": "soon"}), "expires", when).await;
    check(
        Method::PATCH,
        &one,
        json!({"services": ["a", ""]}),
        "services[1]",
        "\"services[1]\" is not allowed to be empty",
    )
    .await;
    for (body, key) in [(json!({"expires": 1}), "expires"), (json!({"services": ["kms"]}), "services")] {
        let (status, answered) = keyed.call(Method::PATCH, &one, body).await;
        assert_eq!((status, &answered["details"][0]["key"]), (400, &json!(key)));
    }
    assert_eq!(keyed.get(&one, &[]).await.1["name"], "ci", "and nothing was changed");
    assert_eq!(keyed.get(KEYS, &[("type", "x")]).await.0, 400);
}

#[tokio::test]
async fn a_deleted_key_opens_nothing_any_more_and_its_open_stream_ends() {
    let keyed = Keyed::start().await;
    let reads = create(&keyed, "service", json!({"name": "reads"})).await;
    let secret = reads["key"].as_str().unwrap();
    let sends = create(&keyed, "ingestion", json!({"name": "sends"})).await;
    let pass = token(&keyed.desk.url, secret).await;
    let url = format!("{}/v1/events/tail", keyed.desk.url);
    let mut stream = Client::new().get(&url).header("servicekey", secret).send().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_some(), "it follows");
    assert_eq!(opens(&keyed, secret).await.0, 200);

    assert_eq!(keyed.call(Method::DELETE, &path(&reads), json!({})).await.0, 200);
    let (status, body) = opens(&keyed, secret).await;
    assert_eq!(status, 403);
    assert_eq!(body["error"], "Service Key Validation Error: Invalid or deactivated servicekey");
    let end = async { while stream.chunk().await.unwrap().is_some() {} };
    tokio::time::timeout(std::time::Duration::from_secs(5), end).await.expect("the stream ends at once");
    let door = format!("{}/cloudant/x/_api/v2/user/activity_tracker/events", keyed.desk.url);
    let answered = Client::new().get(door).bearer_auth(pass).send().await.unwrap();
    assert_eq!(answered.status(), 401, "the token of a deleted key opens nothing");

    assert_eq!(keyed.call(Method::DELETE, &path(&sends), json!({})).await.0, 200);
    let answered = keyed.desk.send(sends["key"].as_str().unwrap(), "{\"action\":\"a.b.c\"}").await;
    assert_eq!(answered.status(), 403);
}

#[tokio::test]
async fn a_key_whose_time_is_over_is_refused_with_the_reason_at_every_door() {
    let mut keyed = Keyed::start().await;
    let (_, now) = keyed.get(KEYS, &[]).await;
    let expires = now[0]["created"].as_i64().unwrap() + 86_400_000;
    let made = async |kind: &str| {
        let made = create(&keyed, kind, json!({"name": "for a day", "expires": expires})).await;
        assert!(made["expires"].as_str().unwrap().ends_with('Z'), "{made}");
        (path(&made), made["key"].as_str().unwrap().to_owned())
    };
    let ((_, sends), (reads_path, reads)) = (made("ingestion").await, made("service").await);
    let pass = token(&keyed.desk.url, &reads).await;
    assert!(keyed.desk.stop());
    keyed.desk.restart_with(&[("SPOOR_CLOCK_AHEAD", "2")]).await;
    let said = |body: &Value| body["error"].as_str().unwrap_or_default().starts_with("this key expired on ");
    let client = Client::new();
    let url = |path: &str| format!("{}{path}", keyed.desk.url);
    for path in ["/v1/events", "/v1/events/tail", KEYS, "/v1/sources"] {
        let (status, body) =
            answer(client.get(url(path)).header("servicekey", &reads).send().await.unwrap()).await;
        assert_eq!((status, said(&body)), (403, true), "{path}: {body}");
    }
    for path in ["/logs/ingest?hostname=h", "/v1/events"] {
        let request =
            client.post(url(path)).header("apikey", &sends).json(&json!({"lines": [{"line": "x"}]}));
        let (status, body) = answer(request.send().await.unwrap()).await;
        assert_eq!((status, said(&body)), (403, true), "{path}: {body}");
    }
    let form = [("grant_type", "urn:ibm:params:oauth:grant-type:apikey"), ("apikey", reads.as_str())];
    let (status, body) = answer(client.post(url("/identity/token")).form(&form).send().await.unwrap()).await;
    assert_eq!(
        (status, body["errorMessage"].as_str().unwrap().starts_with("this key expired on ")),
        (403, true)
    );
    let door = url("/cloudant/x/_api/v2/user/activity_tracker/events");
    assert_eq!(client.get(door).bearer_auth(pass).send().await.unwrap().status(), 401);
    let (status, body) = keyed.call(Method::PATCH, &reads_path, json!({"expires": null})).await;
    assert_eq!((status, &body["expires"]), (200, &Value::Null), "{body}");
    assert_eq!(opens(&keyed, &reads).await.0, 200, "with more time it opens again");
}

#[tokio::test]
async fn lines_a_key_may_not_send_are_answered_one_by_one_and_kept() {
    let keyed = Keyed::start().await;
    let made = create(&keyed, "ingestion", json!({"name": "kms", "services": ["kms"]})).await;
    assert_eq!(made["services"], json!(["kms"]));
    let event = |service: &str| {
        format!(
            r#"{{"action":"{service}.a.read","logSourceCRN":"crn:v1:bluemix:public:{service}:us-south:a/1:7::"}}"#
        )
    };
    let key = made["key"].as_str().unwrap();
    let sent = keyed.desk.send(key, format!("{}\n{}", event("kms"), event("is"))).await;
    let (status, body) = answer(sent).await;
    assert_eq!(status, 207, "{body}");
    let text = body.to_string();
    assert!(text.contains("this key may not send as is; it sends only as kms"), "{text}");
    let lines = json!({"lines": [{"line": event("kms")}, {"line": event("is")}]});
    let url = format!("{}/logs/ingest?hostname=h", keyed.desk.url);
    let (status, body) =
        answer(Client::new().post(url).header("apikey", key).json(&lines).send().await.unwrap()).await;
    assert_eq!((status, &body["status"]), (207, &json!([200, 400])), "{body}");
    assert_eq!(keyed.lines("action:is.a.read").await.len(), 0);
}

#[tokio::test]
async fn keys_of_another_instance_are_nobodys_here() {
    let keyed = Keyed::start().await;
    let made = create(&keyed, "service", json!({"name": "ci"})).await;
    let keyed = other_instance(keyed);
    assert_eq!(keyed.get(&path(&made), &[]).await.0, 404);
    assert_eq!(keyed.call(Method::PUT, &path(&made), json!({"name": "x"})).await.0, 404);
    assert_eq!(keyed.call(Method::DELETE, &path(&made), json!({})).await.0, 404);
    assert_eq!(keyed.get(KEYS, &[]).await.1.as_array().unwrap().len(), 2);
    let sends = Client::new().get(format!("{}{KEYS}", keyed.desk.url)).header("servicekey", &keyed.ingestion);
    assert_eq!(sends.send().await.unwrap().status(), 403, "an ingestion key only sends");
    assert_eq!(Client::new().get(format!("{}{KEYS}", keyed.desk.url)).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn the_command_line_lists_renames_and_deletes_keys() {
    let keyed = Keyed::start().await;
    let folder = keyed.desk.folder.path();
    let at = ["--location", "us-south"];
    let run = |words: &[&str]| tests::run(folder, &[words, &at[..]].concat());
    let listed = run(&["key", "list"]);
    assert_eq!(listed.lines().count(), 2, "{listed}");
    let id = listed.lines().find(|line| line.contains("\tservice\t")).unwrap().split('\t').next().unwrap();
    assert!(run(&["key", "rename", "--id", id, "--name", "deploy"]).contains("\tdeploy\t"));
    assert_eq!(keyed.get(&format!("{KEYS}/{id}"), &[]).await.1["name"], "deploy");
    run(&["key", "delete", "--id", id]);
    assert!(!run(&["key", "list"]).contains(id));
    tests::eventually("the server heeds it", || async {
        (opens(&keyed, &keyed.service).await.0 == 403).then_some(())
    })
    .await;
}
