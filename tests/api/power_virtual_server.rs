//! Power Virtual Server: every action of its catalogue, replayed.

use crate::systems::{Door, Replay};

#[tokio::test]
async fn every_action_is_explained_levelled_and_found_by_each_of_its_names() {
    let replay = Replay::start("power-iaas", &[], Door::Array).await;
    replay.each_is_explained("power-iaas").await;
    replay.the_catalogue_lists_them().await;
    let (before, since) = ("2024-01-28", "2024-01-29");
    replay
        .each_goes_to(&[
            ("wdc06", before, "us-south"),
            ("wdc06", since, "us-east"),
            ("tor04", before, "us-south"),
            ("tor04", since, "ca-tor"),
            ("sao01", before, "us-south"),
            ("sao01", since, "br-sao"),
            ("lon04", before, "eu-de"),
            ("lon04", since, "eu-gb"),
            ("osa21", before, "jp-tok"),
            ("osa21", since, "jp-osa"),
            ("dal10", since, "us-south"),
        ])
        .await;
    assert_eq!(replay.each_is_found_by_its_other_names().await, 142);
}
