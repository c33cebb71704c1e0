//! What programs are promised of `GET /v1/catalog`.

use reqwest::Method;
use serde_json::Value;

use crate::support::Keyed;

fn actions(body: &Value) -> Vec<&str> {
    let services = body["services"].as_array().unwrap().iter();
    let actions = services.flat_map(|service| service["actions"].as_array().unwrap());
    actions.map(|action| action["action"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_catalogue_is_searched_by_words_and_by_service() {
    let keyed = Keyed::start().await;
    let (status, all) = keyed.get("/v1/catalog", &[]).await;
    assert_eq!(status, 200);
    assert_eq!(all["services"].as_array().unwrap().len(), 16);
    assert_eq!(all["databases"].as_array().unwrap().len(), 8);
    assert_eq!(all["added"], serde_json::json!([]));
    let (_, found) = keyed.get("/v1/catalog", &[("search", "IPSEC delete")]).await;
    assert_eq!(actions(&found), ["power-iaas.ipsec-policy.delete"]);
    let (_, found) = keyed.get("/v1/catalog", &[("search", "whitelisted")]).await;
    assert_eq!(actions(&found), ["{service}.deployment-allowlist-ip-addresses.update"], "by an older name");
    let (_, found) = keyed.get("/v1/catalog", &[("service", "iam-am")]).await;
    assert_eq!(actions(&found).len(), 3);
    let (_, found) = keyed.get("/v1/catalog", &[("search", "mauve")]).await;
    assert_eq!(actions(&found), [""; 0]);
}

#[tokio::test]
async fn a_question_it_does_not_know_is_refused_and_so_is_who_only_sends() {
    let keyed = Keyed::start().await;
    let (status, body) = keyed.get("/v1/catalog", &[("mauve", "1")]).await;
    assert_eq!((status, body["code"].as_str()), (400, Some("BadRequest")), "{body}");
    let url = format!("{}/v1/catalog", keyed.desk.url);
    assert_eq!(reqwest::get(&url).await.unwrap().status(), 401);
    let request = reqwest::Client::new().request(Method::GET, &url).header("apikey", &keyed.ingestion);
    assert_eq!(request.send().await.unwrap().status(), 403);
}
