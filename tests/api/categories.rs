//! `/v1/config/categories`: headings of three kinds, in the shapes and words that existing tools know.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Keyed;

const VIEWS: &str = "/v1/config/categories/views";

async fn create(keyed: &Keyed, path: &str, name: &str) -> Value {
    let (status, category) = keyed.call(Method::POST, path, json!({"name": name})).await;
    assert_eq!(status, 200, "{category}");
    category
}

fn of(category: &Value) -> String {
    format!("{VIEWS}/{}", category["id"].as_str().unwrap())
}

/// What the Terraform provider does with a category, in its order.
#[tokio::test]
async fn a_category_is_created_read_renamed_and_deleted() {
    let keyed = Keyed::start().await;
    let category = create(&keyed, VIEWS, " Keys ").await;
    assert_eq!(category, json!({"id": category["id"], "name": "Keys", "type": "views"}));
    assert_eq!(category["id"].as_str().unwrap().len(), 10);
    assert_eq!(keyed.get(&of(&category), &[]).await, (200, category.clone()));
    assert_eq!(keyed.get(VIEWS, &[]).await, (200, json!([category])));
    let renamed = json!({"id": category["id"], "name": "Locks", "type": "views"});
    let put = keyed.call(Method::PUT, &of(&category), json!({"name": "Locks", "type": "views"})).await;
    assert_eq!(put, (200, renamed.clone()));
    let patch = keyed.call(Method::PATCH, &of(&category), json!({"name": "LOCKS"})).await;
    assert_eq!(patch.1["name"], "LOCKS", "its own name is free to it, whatever the case");
    assert_eq!(keyed.call(Method::DELETE, &of(&category), json!({})).await, (200, json!({"deleted": true})));
    assert_eq!(keyed.get(&of(&category), &[]).await.0, 404);
    assert_eq!(keyed.call(Method::DELETE, &of(&category), json!({})).await.0, 404);
    assert_eq!(keyed.get(VIEWS, &[]).await, (200, json!([])));
}

#[tokio::test]
async fn views_boards_and_screens_have_headings_of_their_own() {
    let keyed = Keyed::start().await;
    let kinds = ["views", "boards", "screens"].map(|kind| format!("/v1/config/categories/{kind}"));
    for path in &kinds {
        create(&keyed, path, "Keys").await;
        let (status, taken) = keyed.call(Method::POST, path, json!({"name": "keys"})).await;
        assert_eq!((status, &taken["code"]), (409, &json!("BadRequest")), "names differ by more than case");
    }
    for path in &kinds {
        let (_, all) = keyed.get(path, &[]).await;
        assert_eq!(all.as_array().unwrap().len(), 1);
        let under_another = format!("{}/{}", kinds[0], all[0]["id"].as_str().unwrap());
        let found = keyed.get(&under_another, &[]).await.0 == 200;
        assert_eq!(found, path == &kinds[0], "an id is of one kind");
    }
    let unknown = "/v1/config/categories/graphs";
    for (method, body) in [(Method::GET, json!({})), (Method::POST, json!({"name": "a"}))] {
        let (status, refused) = keyed.call(method, unknown, body).await;
        assert_eq!((status, &refused["code"]), (400, &json!("BadRequest")));
        assert_eq!(refused["error"], "\"type\" must be one of [views, boards, screens]");
    }
}

#[tokio::test]
async fn a_category_without_a_name_is_refused_in_the_words_tools_know() {
    let keyed = Keyed::start().await;
    let category = create(&keyed, VIEWS, "Kept").await;
    let long = json!({"name": "n".repeat(101)});
    for (body, message) in [
        (json!({}), "\"name\" is required"),
        (json!({"name": ""}), "\"name\" is not allowed to be empty"),
        (json!({"name": 7}), "\"name\" must be a string"),
        (json!({"name": "a", "colour": "red"}), "\"colour\" is not allowed"),
        (long, "the category name is longer than 100 characters"),
    ] {
        for (method, path) in [(Method::POST, VIEWS), (Method::PUT, &of(&category))] {
            let (status, refused) = keyed.call(method, path, body.clone()).await;
            assert_eq!((status, refused["error"].as_str().unwrap()), (400, message));
        }
    }
    assert_eq!(keyed.get(VIEWS, &[]).await, (200, json!([category])));
}

#[tokio::test]
async fn what_is_listed_under_a_deleted_category_stays_and_undo_lists_it_again() {
    let keyed = Keyed::start().await;
    let (first, second) = (create(&keyed, VIEWS, "First").await, create(&keyed, VIEWS, "Second").await);
    let view = json!({"name": "a", "query": "ab", "category": ["first", "SECOND"]});
    let (_, view) = keyed.call(Method::POST, "/v1/config/view", view).await;
    assert_eq!(view["category"], json!([first["id"], second["id"]]));
    let path = format!("/v1/config/view/{}", view["viewid"].as_str().unwrap());
    assert_eq!(keyed.call(Method::DELETE, &of(&first), json!({})).await.0, 200);
    assert_eq!(keyed.get(&path, &[]).await.1["category"], json!(["Second"]));

    let (_, kept) = keyed.get("/v1/config/deletions", &[]).await;
    assert_eq!((&kept[0]["kind"], &kept[0]["name"]), (&json!("category"), &json!("First")));
    let undo = format!("/v1/config/deletions/{}/undo", kept[0]["id"].as_str().unwrap());
    assert_eq!(keyed.call(Method::POST, &undo, json!({})).await.0, 200);
    assert_eq!(keyed.get(&path, &[]).await.1["category"], json!(["First", "Second"]));
    assert_eq!(keyed.get(&of(&first), &[]).await, (200, first));
}

#[tokio::test]
async fn the_categories_of_one_instance_do_not_exist_for_the_key_of_another() {
    let keyed = Keyed::start().await;
    let category = create(&keyed, VIEWS, "Keys").await;
    let other = crate::support::other_instance(keyed);
    assert_eq!(other.get(VIEWS, &[]).await, (200, json!([])));
    for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
        assert_eq!(other.call(method, &of(&category), json!({"name": "Mine"})).await.0, 404);
    }
}
