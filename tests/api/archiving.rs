//! `/v1/config/archiving`, as the Terraform provider asks for it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Keyed, other_instance};

const ARCHIVING: &str = "/v1/config/archiving";
const NONE: &str = "No active archiving configuration exists";

fn ibm(bucket: &str) -> Value {
    json!({
        "integration": "ibm",
        "bucket": bucket,
        "endpoint": "s3.us-south.cloud-object-storage.appdomain.cloud",
        "apikey": "an-api-key-for-storage",
        "resourceinstanceid": "crn:v1:bluemix:public:cloud-object-storage:global:a/1:2::",
    })
}

fn refusal(message: &str, code: &str) -> Value {
    json!({"error": message, "code": code, "status": "error"})
}

#[tokio::test]
async fn terraform_makes_reads_changes_and_deletes_a_target_of_every_provider() {
    let keyed = Keyed::start_with(&["--config-rate", "0"]).await;
    let targets = [
        ibm("audit"),
        json!({"integration": "s3", "bucket": "audit"}),
        json!({"integration": "azblob", "accountname": "a", "accountkey": "k"}),
        json!({"integration": "gcs", "bucket": "b", "projectid": "p"}),
        json!({"integration": "dos", "space": "s", "endpoint": "ams3.digitaloceanspaces.com", "accesskey": "a", "secretkey": "k"}),
        json!({"integration": "swift", "authurl": "https://auth.example.com/v2.0", "expires": 5, "username": "u", "password": "p", "tenantname": "t"}),
    ];
    assert_eq!(keyed.get(ARCHIVING, &[]).await, (404, refusal(NONE, "NotFound")));
    for target in targets {
        let mut shown = target.clone();
        for secret in ["apikey", "accountkey", "accesskey", "secretkey", "password"] {
            if target.get(secret).is_some() {
                shown[secret] = json!("********");
            }
        }
        shown["enabled"] = json!(true);
        assert_eq!(keyed.call(Method::POST, ARCHIVING, target.clone()).await, (200, shown.clone()));
        assert_eq!(keyed.get(ARCHIVING, &[]).await, (200, shown.clone()));
        assert_eq!(keyed.call(Method::POST, ARCHIVING, target.clone()).await.0, 409);
        assert_eq!(keyed.call(Method::PUT, ARCHIVING, target).await, (200, shown.clone()));
        let (status, body) = keyed.call(Method::PUT, ARCHIVING, shown).await;
        assert_eq!(status, 200, "what was answered can be sent back: {body}");
        assert_eq!(keyed.call(Method::DELETE, ARCHIVING, json!({})).await, (200, json!({"deleted": true})));
        assert_eq!(keyed.get(ARCHIVING, &[]).await.0, 404);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_target_is_said_in_the_words_tools_know() {
    let keyed = Keyed::start().await;
    let gone = "Active archiving configuration does not exist for this account. Try creating one instead.";
    assert_eq!(keyed.call(Method::PUT, ARCHIVING, ibm("b")).await, (404, refusal(gone, "ServerError")));
    assert_eq!(keyed.call(Method::DELETE, ARCHIVING, json!({})).await, (404, refusal(NONE, "NotFound")));
    let check = async |body: Value, messages: &[(&str, &str)]| {
        let details: Vec<_> =
            messages.iter().map(|(key, message)| json!({"message": message, "key": key})).collect();
        let expected =
            json!({"details": details, "error": messages[0].1, "code": "BadRequest", "status": "error"});
        assert_eq!(keyed.call(Method::POST, ARCHIVING, body).await, (400, expected));
    };
    check(json!({}), &[("integration", "\"integration\" is required")]).await;
    let providers = "\"integration\" must be one of [ibm, s3, azblob, gcs, dos, swift]";
    check(json!({"integration": "ftp"}), &[("integration", providers)]).await;
    let mut empty = ibm("");
    empty["apikey"] = json!("");
    let words = ["\"bucket\" is not allowed to be empty", "\"apikey\" is not allowed to be empty"];
    check(empty, &[("bucket", words[0]), ("apikey", words[1])]).await;
    check(json!({"integration": "s3", "bucket": ["b"]}), &[("bucket", "\"bucket\" must be a string")]).await;
    let more = json!({"integration": "s3", "bucket": "b", "region": "x"});
    check(more, &[("region", "\"region\" is not allowed")]).await;
    let host = json!({"integration": "ibm", "bucket": "b", "endpoint": "a b", "apikey": "k", "resourceinstanceid": "c"});
    check(host, &[("endpoint", "\"endpoint\" must be a valid hostname")]).await;
    assert_eq!(keyed.get(ARCHIVING, &[]).await.0, 404, "and nothing was saved");
    let told = keyed.find("action:account-archive-setting.configure outcome:failure").await;
    assert!(told.iter().all(|event| !event.to_string().contains("an-api-key")), "{told:?}");
}

#[tokio::test]
async fn the_target_of_another_instance_is_not_seen() {
    let keyed = Keyed::start().await;
    assert_eq!(keyed.call(Method::POST, ARCHIVING, ibm("b")).await.0, 200);
    let keyed = other_instance(keyed);
    assert_eq!(keyed.get(ARCHIVING, &[]).await.0, 404);
    assert_eq!(keyed.call(Method::DELETE, ARCHIVING, json!({})).await.0, 404);
}
