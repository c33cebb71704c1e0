//! `/v1/config/presetalert`: alerts that views follow, in the shapes and words that existing tools know.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Keyed, line};

const PRESETS: &str = "/v1/config/presetalert";
const DELETIONS: &str = "/v1/config/deletions";

fn channel(own: Value) -> Value {
    let mut channel = json!({"triggerlimit": 15, "triggerinterval": "5m", "immediate": true, "terminal": false,
        "operator": "presence"});
    channel.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    channel
}

/// One channel of each kind, with everything that each can have.
fn full() -> Value {
    json!({"name": "On call", "channels": [
        channel(json!({"integration": "email", "emails": ["a@example.org"], "timezone": "UTC"})),
        channel(json!({"integration": "slack", "url": "https://hooks.example.org/T0/secret-path", "color": "#d4b135"})),
        channel(json!({"integration": "webhook", "url": "https://example.org/secret-path", "method": "put",
            "headers": {"authorization": "Bearer secret-header"}, "bodyTemplate": {"text": "{{ name }}"}})),
        channel(json!({"integration": "pagerduty", "key": "secret-key-of-pagerduty"})),
        channel(json!({"integration": "pagerduty-auto-resolve", "key": "secret-key-of-pagerduty",
            "autoresolve": true, "autoresolvelimit": 3, "autoresolveinterval": "15m"})),
        channel(json!({"integration": "sysdig", "url": "https://example.org/secret-path", "key": "secret-key-of-sysdig",
            "severity": "high",
            "blackout": {"enabled": true, "times": {"enabled": true, "periods": [["17:00", "08:00"]]},
                "days": ["0", "6"], "timezone": "Europe/London"}})),
    ]})
}

async fn create(keyed: &Keyed, body: Value) -> Value {
    let (status, preset) = keyed.call(Method::POST, PRESETS, body).await;
    assert_eq!(status, 200, "{preset}");
    preset
}

fn of(preset: &Value) -> String {
    format!("{PRESETS}/{}", preset["presetid"].as_str().unwrap())
}

/// What was sent, with what an answer adds to each channel.
fn with_ids(sent: &Value, answered: &Value) -> Value {
    let mut channels = sent["channels"].clone();
    for (channel, other) in
        channels.as_array_mut().unwrap().iter_mut().zip(answered["channels"].as_array().unwrap())
    {
        channel["alertid"] = other["alertid"].clone();
    }
    channels
}

/// What the Terraform provider does with an alert, in its order.
#[tokio::test]
async fn a_preset_is_created_read_replaced_and_deleted() {
    let keyed = Keyed::start().await;
    let preset = create(&keyed, full()).await;
    let mut names: Vec<&String> = preset.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["channels", "name", "presetid"]);
    let mut expected = with_ids(&full(), &preset);
    for channel in expected.as_array_mut().unwrap() {
        channel["triggerinterval"] = json!(300);
    }
    expected[0]["emails"] = json!("a@example.org");
    assert_eq!(preset["channels"], expected);

    let (_, read) = keyed.get(&of(&preset), &[]).await;
    let mut expected = with_ids(&full(), &preset);
    expected[2]["bodyTemplate"] = json!("{\n  \"text\": \"{{ name }}\"\n}");
    assert_eq!(read["channels"], expected);
    for name in ["_created", "_modified"] {
        let time = read[name].as_str().unwrap();
        assert!(time.len() == 24 && time.ends_with('Z'), "{time}");
    }
    assert_eq!(read["account"].as_str().unwrap().len(), 10);
    assert_eq!(keyed.get(PRESETS, &[]).await, (200, json!([read])));

    let new =
        json!({"name": "Others", "channels": [channel(json!({"integration": "pagerduty", "key": "k"}))]});
    let (status, replaced) = keyed.call(Method::PUT, &of(&preset), new).await;
    assert_eq!((status, &replaced["presetid"]), (200, &preset["presetid"]));
    assert_eq!(replaced["channels"].as_array().unwrap().len(), 1);
    assert_eq!(
        replaced["channels"][0]["alertid"], preset["channels"][3]["alertid"],
        "the channel is the same"
    );
    let (_, read_again) = keyed.get(&of(&preset), &[]).await;
    assert_eq!(read_again["_created"], read["_created"]);
    let patch = keyed.call(Method::PATCH, &of(&preset), json!({"name": "Patched"})).await;
    assert_eq!((patch.0, &patch.1["channels"]), (200, &replaced["channels"]), "the rest stays");

    assert_eq!(keyed.call(Method::DELETE, &of(&preset), json!({})).await, (200, json!({"deleted": true})));
    assert_eq!(keyed.get(PRESETS, &[]).await, (200, json!([])));
}

#[tokio::test]
async fn an_unknown_preset_is_not_found_in_the_words_tools_know() {
    let keyed = Keyed::start().await;
    let missing = json!({"error": "Resource Not Found", "code": "NotFound", "status": "error"});
    for id in ["0123456789", "nonsense"] {
        for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
            let answered = keyed.call(method.clone(), &format!("{PRESETS}/{id}"), full()).await;
            assert_eq!(answered, (404, missing.clone()), "{method}");
        }
    }
}

#[tokio::test]
async fn a_preset_that_breaks_a_rule_is_refused_and_nothing_changes() {
    let keyed = Keyed::start().await;
    let preset = create(&keyed, full()).await;
    let before = keyed.get(PRESETS, &[]).await;
    let one = |own: Value| json!({"name": "a", "channels": [channel(own)]});
    let email = |own: Value| {
        let mut email = json!({"integration": "email", "emails": ["a@example.org"]});
        email.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        one(email)
    };
    for (body, key, message) in [
        (json!({"channels": full()["channels"]}), "name", "\"name\" is required"),
        (json!({"name": " ", "channels": full()["channels"]}), "name", "\"name\" is not allowed to be empty"),
        (json!({"name": "a"}), "channels", "\"channels\" is required"),
        (json!({"name": "a", "channels": []}), "channels", "\"channels\" must contain at least 1 items"),
        (json!({"name": "a", "channels": {}}), "channels", "\"channels\" must be an array"),
        (
            one(json!({"integration": "fax"})),
            "channels[0].integration",
            "\"channels[0].integration\" must be one of [email, slack, webhook, pagerduty, pagerduty-auto-resolve, sysdig]",
        ),
        (
            email(json!({"immediate": "si"})),
            "channels[0].immediate",
            "\"channels[0].immediate\" must be a boolean",
        ),
        (
            email(json!({"emails": ["nobody"]})),
            "channels[0].emails[0]",
            "\"channels[0].emails[0]\" must be a valid email",
        ),
        (
            one(json!({"integration": "slack", "url": "ftp://example.org"})),
            "channels[0].url",
            "\"channels[0].url\" must be a valid uri",
        ),
    ] {
        let expected = json!({"error": message, "code": "BadRequest", "status": "error",
            "details": [{"message": message, "key": key}]});
        assert_eq!(keyed.call(Method::POST, PRESETS, body.clone()).await, (400, expected.clone()));
        assert_eq!(keyed.call(Method::PUT, &of(&preset), body).await, (400, expected));
    }
    let (status, taken) =
        keyed.call(Method::POST, PRESETS, json!({"name": "ON CALL", "channels": full()["channels"]})).await;
    assert_eq!((status, &taken["code"]), (409, &json!("BadRequest")));
    assert_eq!(keyed.get(PRESETS, &[]).await, before);
}

#[tokio::test]
async fn undo_brings_a_preset_back_with_its_secrets_and_those_who_followed_it() {
    let keyed = Keyed::start().await;
    let preset = create(&keyed, full()).await;
    let id = preset["presetid"].as_str().unwrap();
    let mut views = vec![];
    for name in ["one", "other"] {
        let view = json!({"name": name, "query": "ab", "presetid": id});
        views.push(keyed.call(Method::POST, "/v1/config/view", view).await.1);
    }
    let view = |at: usize| format!("/v1/config/view/{}", views[at]["viewid"].as_str().unwrap());
    let (_, before) = keyed.get(&of(&preset), &[]).await;
    keyed.call(Method::DELETE, &of(&preset), json!({})).await;
    // Meanwhile one of them was given an alert of its own.
    let own = json!({"channels": [channel(json!({"integration": "pagerduty", "key": "k"}))]});
    assert_eq!(keyed.call(Method::PATCH, &view(1), own).await.0, 200);

    let (_, kept) = keyed.get(DELETIONS, &[]).await;
    assert_eq!((&kept[0]["kind"], &kept[0]["name"]), (&json!("preset"), &json!("On call")));
    assert!(!kept.to_string().contains("secret"), "{kept}");
    let undo = format!("{DELETIONS}/{}/undo", kept[0]["id"].as_str().unwrap());
    assert_eq!(keyed.call(Method::POST, &undo, json!({})).await.0, 200);
    let (_, after) = keyed.get(&of(&preset), &[]).await;
    assert_eq!((&after["channels"], &after["name"]), (&before["channels"], &before["name"]));
    assert_eq!(keyed.get(&view(0), &[]).await.1["presetids"], json!([id]));
    assert_eq!(keyed.get(&view(1), &[]).await.1.get("presetids"), None, "a newer alert stays");
}

#[tokio::test]
async fn the_events_of_alerts_tell_everything_but_secrets() {
    let keyed = Keyed::start().await;
    let preset = create(&keyed, full()).await;
    let mut changed = full();
    changed["channels"][3]["key"] = json!("secret-key-another");
    assert_eq!(keyed.call(Method::PUT, &of(&preset), changed).await.0, 200);
    let view = json!({"name": "v", "query": "ab", "channels": full()["channels"]});
    let (_, view) = keyed.call(Method::POST, "/v1/config/view", view).await;
    let view = format!("/v1/config/view/{}", view["viewid"].as_str().unwrap());
    keyed.call(Method::PATCH, &view, json!({"presetid": preset["presetid"]})).await;
    keyed.call(Method::PATCH, &view, json!({"presetid": null})).await;
    keyed.call(Method::POST, PRESETS, json!({"name": "", "channels": full()["channels"]})).await;
    keyed.call(Method::DELETE, &of(&preset), json!({})).await;
    let told = tests::eventually("every event has arrived", || async {
        let told = keyed.find("action:[logdnaat.alert,logdnaat.view]").await;
        (told.len() == 7).then_some(told)
    })
    .await;
    let events: Vec<Value> = told.iter().map(|event| serde_json::from_str(&line(event)).unwrap()).collect();
    for (event, text) in events.iter().zip(told.iter().map(line)) {
        for secret in ["secret-path", "secret-header", "ret-key-of", "ret-key-another"] {
            assert!(!text.contains(secret), "{event:#}");
        }
        if event["action"].as_str().unwrap().starts_with("logdnaat.alert") {
            let mut names: Vec<&String> = event["requestData"].as_object().unwrap().keys().collect();
            names.retain(|name| *name != "spoor");
            assert_eq!(names, ["alertId", "name", "preset", "channels"]);
            assert_eq!((&event["requestData"]["preset"], &event["dataEvent"]), (&json!(true), &json!(true)));
        }
    }
    let channels = &events[0]["requestData"]["channels"];
    assert_eq!(channels[0]["emails"], json!(["a@example.org"]));
    assert_eq!(channels[1]["url"], "https://hooks.example.org/***");
    assert_eq!(channels[2]["headers"], json!({"authorization": "***"}));
    assert_eq!(channels[3]["key"], "secr***");
    // Attaching and taking off are updates of the view, with what was and what is.
    let spoor = |at: usize| events[at]["requestData"]["spoor"].clone();
    assert_eq!(events[3]["action"], "logdnaat.view.update");
    assert_eq!(
        (&spoor(3)["before"]["presetid"], &spoor(3)["after"]["presetid"]),
        (&Value::Null, &preset["presetid"])
    );
    assert_eq!(spoor(3)["before"]["channels"].as_array().unwrap().len(), 6);
    assert_eq!(
        (&spoor(4)["before"]["presetid"], &spoor(4)["after"]["presetid"]),
        (&preset["presetid"], &Value::Null)
    );
    assert_eq!(
        (&events[5]["outcome"], &events[5]["action"]),
        (&json!("failure"), &json!("logdnaat.alert.create"))
    );
    assert_eq!(
        (&events[6]["action"], &events[6]["severity"]),
        (&json!("logdnaat.alert.delete"), &json!("critical"))
    );
}

#[tokio::test]
async fn the_presets_of_one_instance_do_not_exist_for_the_key_of_another() {
    let keyed = Keyed::start().await;
    let preset = create(&keyed, full()).await;
    let other = crate::support::other_instance(keyed);
    assert_eq!(other.get(PRESETS, &[]).await, (200, json!([])));
    for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
        assert_eq!(other.call(method, &of(&preset), full()).await.0, 404);
    }
    let view = json!({"name": "a", "query": "ab", "presetid": preset["presetid"]});
    assert_eq!(other.call(Method::POST, "/v1/config/view", view).await.0, 404, "nor can a view follow it");
}

#[tokio::test]
async fn the_server_does_not_start_without_the_key_its_alerts_are_sealed_with_until_they_are_given_up() {
    let mut keyed = Keyed::start().await;
    create(&keyed, full()).await;
    keyed.desk.kill();
    let folder = keyed.desk.folder.path().to_owned();
    std::fs::remove_file(folder.join("secrets.key")).unwrap();
    for command in ["serve", "import"] {
        let mut spoor = std::process::Command::new(tests::spoor());
        spoor.args(match command {
            "serve" => vec!["serve", "--listen", "127.0.0.1:0"],
            _ => vec!["import", "--location", "us-south", "-"],
        });
        let output = spoor.arg("--data").arg(&folder).stdin(std::process::Stdio::null()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains("secrets.key"), "{command}: {said}");
        assert!(said.contains("nothing was changed") && said.contains("spoor secrets forget"), "{said}");
        assert!(!folder.join("secrets.key").exists(), "no other key is made");
    }
    let given_up = tests::run(&folder, &["secrets", "forget"]);
    assert!(given_up.contains("alert\t"), "{given_up}");
    keyed.desk.restart().await;
    let (_, presets) = keyed.get(PRESETS, &[]).await;
    let kinds: Vec<_> =
        presets[0]["channels"].as_array().unwrap().iter().map(|it| &it["integration"]).collect();
    assert_eq!(kinds, ["email"], "what is told by mail needs no secret");
    tests::eventually("it is told", || async {
        (!keyed.find("action:logdnaat.kept-secret.delete").await.is_empty()).then_some(())
    })
    .await;
    let again = std::process::Command::new(tests::spoor())
        .args(["secrets", "forget", "--data"])
        .arg(&folder)
        .output()
        .unwrap();
    assert!(!again.status.success(), "not beside a server");
}
