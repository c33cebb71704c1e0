//! `/v1/config/view`: views in the shapes and words that existing tools know.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Keyed;

const VIEWS: &str = "/v1/config/view";

async fn create(keyed: &Keyed, body: Value) -> Value {
    for name in body["category"].as_array().into_iter().flatten() {
        keyed.category(name.as_str().unwrap()).await;
    }
    let (status, view) = keyed.call(Method::POST, VIEWS, body).await;
    assert_eq!(status, 200, "{view}");
    view
}

fn path(view: &Value) -> String {
    format!("{VIEWS}/{}", view["viewid"].as_str().unwrap())
}

fn full() -> Value {
    json!({
        "name": "Deletes",
        "query": "action:delete -outcome:success",
        "hosts": ["cloudantnosqldb", "logdnaat"],
        "apps": ["crn:v1:bluemix:public:cloudantnosqldb:us-south:a/1:2::"],
        "levels": ["critical"],
        "tags": ["audit"],
        "category": ["Security", "Daily"],
        "description": "What was deleted",
        "customLine": "{{action}} by {{initiator.name}}",
    })
}

#[tokio::test]
async fn a_view_is_answered_with_the_ids_of_its_categories_and_read_with_their_names() {
    let keyed = Keyed::start().await;
    let view = create(&keyed, full()).await;
    let is_id = |value: &Value| {
        let text = value.as_str().unwrap();
        text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    assert!(is_id(&view["viewid"]));
    let categories = view["category"].as_array().unwrap();
    assert!(
        categories.len() == 2 && categories.iter().all(is_id) && categories[0] != categories[1],
        "{view}"
    );
    let mut expected = full();
    expected["viewid"] = view["viewid"].clone();
    expected["category"] = view["category"].clone();
    expected["channels"] = json!([]);
    assert_eq!(view, expected);

    let (status, read) = keyed.get(&path(&view), &[]).await;
    assert_eq!(status, 200);
    assert!(is_id(&read["account"]), "{read}");
    let mut expected = full();
    expected["viewid"] = view["viewid"].clone();
    expected["account"] = read["account"].clone();
    expected["channels"] = json!([]);
    assert_eq!(read, expected);
    assert_eq!(keyed.get(VIEWS, &[]).await, (200, json!([read])));

    let other = create(&keyed, json!({"name": "Other", "query": "ab", "category": ["Daily"]})).await;
    assert_eq!(other["category"], json!([categories[1]]), "a category that is there is taken");
}

#[tokio::test]
async fn what_is_left_out_of_a_view_is_empty() {
    let keyed = Keyed::start().await;
    let view = create(&keyed, json!({"name": "  Small ", "levels": ["critical"]})).await;
    assert_eq!(
        view,
        json!({"viewid": view["viewid"], "name": "Small", "query": "", "hosts": [], "apps": [],
            "levels": ["critical"], "tags": [], "category": [], "channels": [], "description": "", "customLine": ""})
    );
}

#[tokio::test]
async fn replacing_a_view_replaces_everything_but_its_id() {
    let keyed = Keyed::start().await;
    let view = create(&keyed, full()).await;
    let new = json!({"name": "Renamed", "query": "other"});
    let (status, replaced) = keyed.call(Method::PUT, &path(&view), new).await;
    assert_eq!(status, 200);
    assert_eq!(
        replaced,
        json!({"viewid": view["viewid"], "name": "Renamed", "query": "other", "hosts": [], "apps": [],
            "levels": [], "tags": [], "category": [], "channels": [], "description": "", "customLine": ""})
    );
    let (_, all) = keyed.get(VIEWS, &[]).await;
    assert_eq!(all.as_array().unwrap().len(), 1);
    assert_eq!((&all[0]["name"], &all[0]["viewid"]), (&json!("Renamed"), &view["viewid"]));
    // What a tool read it may send back, its id among it.
    let mut body = full();
    body["viewid"] = view["viewid"].clone();
    assert_eq!(keyed.call(Method::PUT, &path(&view), body).await.0, 200);
}

#[tokio::test]
async fn a_deleted_view_is_gone_and_so_is_a_second_try() {
    let keyed = Keyed::start().await;
    let view = create(&keyed, full()).await;
    let delete = async || keyed.call(Method::DELETE, &path(&view), json!({})).await;
    assert_eq!(delete().await, (200, json!({"deleted": true})));
    assert_eq!(keyed.get(VIEWS, &[]).await, (200, json!([])));
    let gone = json!({"error": "there is no such view", "code": "NotFound", "status": "error"});
    assert_eq!(delete().await, (404, gone.clone()));
    assert_eq!(keyed.get(&path(&view), &[]).await, (404, gone.clone()));
    assert_eq!(keyed.get(&format!("{VIEWS}/nonsense"), &[]).await, (404, gone));
}

/// The body is refused with this text about this field, at both verbs, and nothing changes.
async fn check(body: Value, key: &str, message: &str) {
    let keyed = Keyed::start().await;
    let view = create(&keyed, json!({"name": "Kept", "query": "kept"})).await;
    let (_, before) = keyed.get(VIEWS, &[]).await;
    let expected = json!({"error": message, "code": "BadRequest", "status": "error",
        "details": [{"message": message, "key": key}]});
    assert_eq!(keyed.call(Method::POST, VIEWS, body.clone()).await, (400, expected.clone()));
    assert_eq!(keyed.call(Method::PUT, &path(&view), body).await, (400, expected));
    assert_eq!(keyed.get(VIEWS, &[]).await, (200, before));
}

#[tokio::test]
async fn a_view_without_criteria_is_refused_in_the_words_tools_know() {
    let message = "\"value\" must contain at least one of [query, hosts, apps, levels, tags]";
    check(json!({"name": "Empty", "query": " ", "hosts": []}), "value", message).await;
}

#[tokio::test]
async fn a_view_without_a_name_is_refused_in_the_words_tools_know() {
    check(json!({"query": "ab"}), "name", "\"name\" is required").await;
}

#[tokio::test]
async fn an_empty_category_is_refused_in_the_words_tools_know() {
    let message = "\"category[0]\" is not allowed to be empty";
    check(json!({"name": "a", "query": "ab", "category": [""]}), "category[0]", message).await;
}

#[tokio::test]
async fn a_field_of_the_wrong_type_is_refused_in_the_words_tools_know() {
    check(json!({"name": "a", "query": 7}), "query", "\"query\" must be a string").await;
    check(json!({"name": "a", "hosts": "x"}), "hosts", "\"hosts\" must be an array").await;
    check(json!({"name": "a", "tags": ["x", 1]}), "tags[1]", "\"tags[1]\" must be a string").await;
}

#[tokio::test]
async fn a_query_that_can_not_be_read_is_no_view() {
    let keyed = Keyed::start().await;
    let (status, body) = keyed.call(Method::POST, VIEWS, json!({"name": "a", "query": "abc (def"})).await;
    assert_eq!((status, &body["details"][0]["key"]), (400, &json!("query")));
    assert!(body["error"].as_str().unwrap().starts_with("the query can not be read: "), "{body}");
    assert_eq!(keyed.get(VIEWS, &[]).await, (200, json!([])));
}

#[tokio::test]
async fn a_category_nobody_has_added_is_refused_in_the_words_tools_know() {
    let message = "Invalid category name(s): Nowhere, Else";
    let body = json!({"name": "a", "query": "ab", "category": ["Nowhere", "Else"]});
    check(body, "category", message).await;
}

#[tokio::test]
async fn two_views_can_not_have_one_name() {
    let keyed = Keyed::start().await;
    let first = create(&keyed, json!({"name": "Errors", "query": "error"})).await;
    let second = create(&keyed, json!({"name": "Others", "query": "other"})).await;
    let taken =
        json!({"error": "there is already a view called Errors", "code": "BadRequest", "status": "error"});
    let body = json!({"name": "Errors", "query": "again"});
    assert_eq!(keyed.call(Method::POST, VIEWS, body.clone()).await, (409, taken.clone()));
    assert_eq!(keyed.call(Method::PUT, &path(&second), body.clone()).await, (409, taken));
    assert_eq!(keyed.call(Method::PUT, &path(&first), body).await.0, 200, "its own name is free to it");
}

#[tokio::test]
async fn replacing_a_view_that_is_not_there_has_nothing_to_configure() {
    let keyed = Keyed::start().await;
    let nothing = json!({"error": "Nothing to configure", "code": "BadRequest", "status": "error"});
    for id in ["0123456789", "nonsense"] {
        let answered = keyed.call(Method::PUT, &format!("{VIEWS}/{id}"), full()).await;
        assert_eq!(answered, (400, nothing.clone()));
    }
}

#[tokio::test]
async fn a_body_that_is_no_object_is_refused() {
    let keyed = Keyed::start().await;
    for body in ["", "[]", "null", "{", "\u{0}"] {
        let answer = keyed.request(Method::POST, VIEWS).body(body).send().await.unwrap();
        let (status, body) = crate::support::answer(answer).await;
        assert_eq!((status, &body["code"]), (400, &json!("BadRequest")), "{body}");
    }
}

#[tokio::test]
async fn the_views_of_one_instance_do_not_exist_for_the_key_of_another() {
    let keyed = Keyed::start().await;
    let view = create(&keyed, full()).await;
    tests::init(keyed.desk.folder.path(), "eu-de");
    let other = Keyed {
        service: tests::key(keyed.desk.folder.path(), "eu-de", "service"),
        ingestion: tests::key(keyed.desk.folder.path(), "eu-de", "ingestion"),
        desk: keyed.desk,
    };
    assert_eq!(other.get(VIEWS, &[]).await, (200, json!([])));
    assert_eq!(other.get(&path(&view), &[]).await.0, 404);
    assert_eq!(other.call(Method::DELETE, &path(&view), json!({})).await.0, 404);
    assert_eq!(other.call(Method::PUT, &path(&view), full()).await.0, 400);
    assert_eq!(other.ingest(&[json!({"line": "in Frankfurt"})]).await.0, 200);
    assert_eq!(other.lines("host:host-a").await, ["in Frankfurt"]);
    assert_eq!(create(&other, full()).await["name"], "Deletes", "names are an instance's own");
}

#[tokio::test]
async fn views_outlive_the_server() {
    let mut keyed = Keyed::start().await;
    create(&keyed, full()).await;
    let before = keyed.get(VIEWS, &[]).await;
    keyed.desk.kill();
    keyed.desk.restart().await;
    assert_eq!(keyed.get(VIEWS, &[]).await, before);
}

fn email(own: Value) -> Value {
    let mut channel = json!({"integration": "email", "emails": ["a@example.org", "b@example.org"], "triggerlimit": 15,
        "triggerinterval": "5m", "immediate": true, "terminal": true, "operator": "presence",
        "timezone": "Europe/London"});
    channel.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    channel
}

#[tokio::test]
async fn the_channels_of_a_view_are_answered_in_both_shapes_that_tools_know() {
    let keyed = Keyed::start().await;
    let webhook = json!({"integration": "webhook", "url": "https://example.org/a", "method": "post",
        "headers": {"X-A": "b"}, "bodyTemplate": {"text": "{{ lines }}"}, "triggerlimit": 25,
        "triggerinterval": "30", "operator": "presence", "immediate": "true", "terminal": "true"});
    let pagerduty = json!({"integration": "pagerduty", "key": "k1", "triggerlimit": 150,
        "triggerinterval": "15m", "operator": "absence", "immediate": false, "terminal": true});
    let body = json!({"name": "Deletes", "query": "action:==delete", "hosts": ["kms"],
        "channels": [email(json!({})), webhook, pagerduty]});
    let view = create(&keyed, body).await;
    let written = view["channels"].as_array().unwrap();
    assert_eq!(written[0]["emails"], "a@example.org,b@example.org");
    let seconds: Vec<_> = written.iter().map(|it| it["triggerinterval"].as_u64().unwrap()).collect();
    assert_eq!(seconds, [300, 30, 900]);
    assert_eq!(written[1]["bodyTemplate"], json!({"text": "{{ lines }}"}));
    assert_eq!((&written[1]["headers"], &written[1]["immediate"]), (&json!({"x-a": "b"}), &json!(true)));

    let (_, read) = keyed.get(&path(&view), &[]).await;
    let read = read["channels"].as_array().unwrap();
    assert_eq!(read[0]["emails"], json!(["a@example.org", "b@example.org"]));
    let texts: Vec<_> = read.iter().map(|it| it["triggerinterval"].as_str().unwrap()).collect();
    assert_eq!(texts, ["5m", "30", "15m"]);
    assert_eq!(read[1]["bodyTemplate"], "{\n  \"text\": \"{{ lines }}\"\n}");
    assert_eq!(read[2]["key"], "k1", "a key that configures reads what it has configured");
    for (one, other) in written.iter().zip(read) {
        assert_eq!(one["alertid"].as_str().unwrap().len(), 10);
        assert_eq!(one["alertid"], other["alertid"]);
    }
    // What a tool has read, either way, it may send back.
    for channels in [json!(written), json!(read)] {
        let body = json!({"name": "Deletes", "query": "b1", "channels": channels});
        let (status, again) = keyed.call(Method::PUT, &path(&view), body).await;
        assert_eq!((status, &again["channels"]), (200, &view["channels"]), "{again}");
    }
}

#[tokio::test]
async fn an_alert_that_a_replacement_leaves_out_is_gone_and_one_it_has_keeps_its_ids() {
    let keyed = Keyed::start().await;
    let mut body = json!({"name": "a", "query": "ab", "channels": [email(json!({}))]});
    let view = create(&keyed, body.clone()).await;
    body["query"] = json!("other");
    let (_, kept) = keyed.call(Method::PUT, &path(&view), body).await;
    assert_eq!(kept["channels"], view["channels"]);
    let (_, gone) = keyed.call(Method::PUT, &path(&view), json!({"name": "a", "query": "ab"})).await;
    assert_eq!(gone["channels"], json!([]));
}

#[tokio::test]
async fn a_view_follows_a_preset_until_it_is_replaced_or_the_preset_goes() {
    let keyed = Keyed::start().await;
    let preset = json!({"name": "On call", "channels": [email(json!({}))]});
    let (_, preset) = keyed.call(Method::POST, "/v1/config/presetalert", preset).await;
    let id = preset["presetid"].as_str().unwrap();
    let view = create(&keyed, json!({"name": "a", "query": "ab", "presetid": id})).await;
    assert_eq!((&view["presetid"], &view["channels"]), (&json!(id), &json!([])));
    let (_, read) = keyed.get(&path(&view), &[]).await;
    assert_eq!((&read["presetids"], read.get("presetid")), (&json!([id]), None));
    // What a tool has read it may send back.
    let mut body = read.clone();
    body["description"] = json!("Still followed");
    let (status, again) = keyed.call(Method::PUT, &path(&view), body).await;
    assert_eq!((status, &again["presetid"]), (200, &json!(id)), "{again}");

    let both = json!({"name": "b", "query": "ab", "presetid": id, "channels": [email(json!({}))]});
    let (status, refused) = keyed.call(Method::POST, VIEWS, both).await;
    assert_eq!((status, &refused["details"][0]["key"]), (400, &json!("presetid")));
    let unknown = json!({"name": "b", "query": "ab", "presetid": "0123456789"});
    let missing = json!({"error": "Resource Not Found", "code": "NotFound", "status": "error"});
    assert_eq!(keyed.call(Method::POST, VIEWS, unknown).await, (404, missing));

    let gone = keyed.call(Method::DELETE, &format!("/v1/config/presetalert/{id}"), json!({})).await;
    assert_eq!(gone, (200, json!({"deleted": true})));
    assert_eq!(keyed.get(&path(&view), &[]).await.1.get("presetids"), None);
}

#[tokio::test]
async fn a_channel_that_breaks_a_rule_is_refused_in_the_words_tools_know() {
    for (own, key, what) in [
        (json!({"immediate": "perhaps"}), "immediate", "must be a boolean"),
        (json!({"terminal": 1}), "terminal", "must be a boolean"),
        (json!({"operator": "maybe"}), "operator", "must be one of [presence, absence]"),
        (
            json!({"operator": "absence", "immediate": false, "triggerinterval": "30"}),
            "triggerinterval",
            "must be one of [1m, 5m, 15m, 30m, 1h, 6h, 12h, 24h, 25h]",
        ),
        (
            json!({"integration": "slack", "url": "nowhere", "emails": null, "timezone": null}),
            "url",
            "must be a valid uri",
        ),
        (
            json!({"integration": "webhook", "url": "https://example.org", "method": "got", "emails": null, "timezone": null}),
            "method",
            "must be one of [post, put, patch, get, delete]",
        ),
    ] {
        let key = format!("channels[0].{key}");
        let message = format!("\"{key}\" {what}");
        check(json!({"name": "a", "query": "ab", "channels": [email(own)]}), &key, &message).await;
    }
}

#[tokio::test]
async fn a_partial_change_leaves_what_it_does_not_have() {
    let keyed = Keyed::start().await;
    let mut body = full();
    body["channels"] = json!([email(json!({}))]);
    let view = create(&keyed, body).await;
    let patch = async |body: Value| keyed.call(Method::PATCH, &path(&view), body).await;
    let mut expected = view.clone();
    expected["name"] = json!("Other");
    assert_eq!(patch(json!({"name": "Other"})).await, (200, expected.clone()));
    expected["tags"] = json!([]);
    expected["customLine"] = json!("");
    assert_eq!(patch(json!({"tags": [], "customLine": ""})).await, (200, expected.clone()));
    expected["channels"] = json!([]);
    assert_eq!(patch(json!({"channels": []})).await, (200, expected.clone()));
    assert_eq!(patch(json!({})).await, (200, expected.clone()), "nothing is asked for, and nothing changes");
    for wrong in
        [json!({"name": ""}), json!({"query": 7}), json!({"colour": "red"}), json!({"category": ["Nowhere"]})]
    {
        assert_eq!(patch(wrong).await.0, 400);
    }
    let criteria = json!({"query": "", "hosts": [], "apps": [], "levels": [], "tags": []});
    assert_eq!(patch(criteria).await.0, 400);
    let unknown = keyed.call(Method::PATCH, &format!("{VIEWS}/0123456789"), json!({"name": "b"})).await;
    assert_eq!(unknown.0, 404);
    assert_eq!(patch(json!({})).await, (200, expected));
}
