//! `/v1/config/view`: views in the shapes and words that existing tools know.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Keyed;

const VIEWS: &str = "/v1/config/view";

async fn create(keyed: &Keyed, body: Value) -> Value {
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
    assert_eq!(view, expected);

    let (status, read) = keyed.get(&path(&view), &[]).await;
    assert_eq!(status, 200);
    assert!(is_id(&read["account"]), "{read}");
    let mut expected = full();
    expected["viewid"] = view["viewid"].clone();
    expected["account"] = read["account"].clone();
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
            "levels": ["critical"], "tags": [], "category": [], "description": "", "customLine": ""})
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
            "levels": [], "tags": [], "category": [], "description": "", "customLine": ""})
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
async fn an_alert_can_not_be_attached_and_that_is_said() {
    let keyed = Keyed::start().await;
    for (field, value) in [("channels", json!([{"integration": "email"}])), ("presetid", json!("abc"))] {
        let body = json!({"name": "a", "query": "ab", field: value});
        let (status, answered) = keyed.call(Method::POST, VIEWS, body).await;
        assert_eq!((status, &answered["details"][0]["key"]), (400, &json!(field)));
        assert!(
            answered["error"].as_str().unwrap().starts_with(&format!("\"{field}\" is not allowed")),
            "{answered}"
        );
    }
    assert_eq!(keyed.get(VIEWS, &[]).await, (200, json!([])));
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
