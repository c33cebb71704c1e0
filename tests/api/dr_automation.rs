//! DR Automation: every action of its catalogue, replayed.

use crate::systems::{Door, Replay};

#[tokio::test]
async fn every_action_is_explained_levelled_and_found_by_each_of_its_names() {
    let replay = Replay::start("dr-automation", &[], Door::Lines).await;
    replay.each_is_explained("dr-automation").await;
    replay.the_catalogue_lists_them().await;
    let day = "2025-01-02";
    replay
        .each_goes_to(&[
            ("us-east", day, "us-south"),
            ("br-sao", day, "us-south"),
            ("eu-es", day, "eu-de"),
            ("syd04", day, "au-syd"),
            ("jp-osa", day, "jp-tok"),
        ])
        .await;
    assert_eq!(replay.each_is_found_by_its_other_names().await, 0);
}
