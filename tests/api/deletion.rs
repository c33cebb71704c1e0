//! What is deleted can be put back for a week.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Keyed;

const DELETIONS: &str = "/v1/config/deletions";
const VIEWS: &str = "/v1/config/view";

async fn deleted_view(keyed: &Keyed) -> Value {
    keyed.category("Access").await;
    let view = json!({"name": "Logins", "query": "action:login", "category": ["Access"]});
    let (_, created) = keyed.call(Method::POST, VIEWS, view).await;
    let path = format!("{VIEWS}/{}", created["viewid"].as_str().unwrap());
    let (_, view) = keyed.get(&path, &[]).await;
    assert_eq!(keyed.call(Method::DELETE, &path, json!({})).await.0, 200);
    assert_eq!(keyed.get(&path, &[]).await.0, 404);
    view
}

async fn undo(keyed: &Keyed, deletion: &Value) -> (u16, Value) {
    let path = format!("{DELETIONS}/{}/undo", deletion["id"].as_str().unwrap());
    keyed.call(Method::POST, &path, json!({})).await
}

#[tokio::test]
async fn a_deleted_view_comes_back_as_it_was_once_and_is_told_as_created() {
    let keyed = Keyed::start().await;
    let view = deleted_view(&keyed).await;
    let (_, kept) = keyed.get(DELETIONS, &[]).await;
    assert_eq!((&kept[0]["name"], &kept[0]["kind"]), (&json!("Logins"), &json!("view")));
    assert_eq!(kept[0]["object"], view["viewid"]);

    assert_eq!(undo(&keyed, &kept[0]).await.0, 200);
    let path = format!("{VIEWS}/{}", view["viewid"].as_str().unwrap());
    assert_eq!(keyed.get(&path, &[]).await, (200, view.clone()));
    assert_eq!(keyed.get(DELETIONS, &[]).await, (200, json!([])));
    assert_eq!(undo(&keyed, &kept[0]).await.0, 404, "it was put back before");

    let restored = || async {
        let told = keyed.find("action:==logdnaat.view.create requestData.spoor.change:restored").await;
        told.first().map(|event| serde_json::from_str::<Value>(event["line"].as_str().unwrap()).unwrap())
    };
    let event = tests::eventually("the event of the undone deletion", restored).await;
    assert_eq!(event["requestData"]["viewId"], view["viewid"]);
    assert_eq!(event["requestData"]["spoor"], json!({"change": "restored"}));
}

#[tokio::test]
async fn what_has_taken_its_place_stays() {
    let keyed = Keyed::start().await;
    deleted_view(&keyed).await;
    let new = json!({"name": "logins", "query": "other"});
    assert_eq!(keyed.call(Method::POST, VIEWS, new).await.0, 200);
    let (_, kept) = keyed.get(DELETIONS, &[]).await;
    let (status, body) = undo(&keyed, &kept[0]).await;
    assert_eq!(status, 409, "{body}");
    assert_eq!(keyed.get(DELETIONS, &[]).await.1, kept, "it can still be put back");
}

#[tokio::test]
async fn after_a_week_it_is_gone_for_good() {
    let mut keyed = Keyed::start().await;
    deleted_view(&keyed).await;
    let (_, kept) = keyed.get(DELETIONS, &[]).await;
    assert!(keyed.desk.stop());
    keyed.desk.restart_with(&[("SPOOR_CLOCK_AHEAD", "8")]).await;
    assert_eq!(keyed.get(DELETIONS, &[]).await, (200, json!([])));
    assert_eq!(undo(&keyed, &kept[0]).await.0, 404);
}

#[tokio::test]
async fn the_deletions_of_another_instance_are_nobody_elses() {
    let keyed = Keyed::start().await;
    deleted_view(&keyed).await;
    let (_, kept) = keyed.get(DELETIONS, &[]).await;
    let keyed = crate::support::other_instance(keyed);
    assert_eq!(keyed.get(DELETIONS, &[]).await, (200, json!([])));
    assert_eq!(undo(&keyed, &kept[0]).await.0, 404);
}
