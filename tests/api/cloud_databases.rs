//! Cloud Databases: every action of its catalogue, replayed.

use crate::systems::{Door, Replay};

#[tokio::test]
async fn every_action_is_explained_levelled_and_found_by_each_of_its_names() {
    let replay = Replay::start(
        "cloud-databases",
        &["databases-for-postgresql", "databases-for-redis", "messages-for-rabbitmq"],
        Door::Lines,
    )
    .await;
    replay.each_is_explained("ibm-cloud-databases-prod").await;
    replay.the_catalogue_lists_them().await;
    assert_eq!(replay.each_is_found_by_its_other_names().await, 57);
}
