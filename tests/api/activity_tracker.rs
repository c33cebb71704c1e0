//! The desk's own events, and those of the product it replaces: every action of its catalogue, replayed.

use crate::systems::{Door, Replay};

#[tokio::test]
async fn every_action_is_explained_levelled_and_found_by_each_of_its_names() {
    let replay = Replay::start("logdnaat", &[], Door::Compatible).await;
    replay.each_is_explained("host-a").await;
    replay.the_catalogue_lists_them().await;
    assert_eq!(replay.each_is_found_by_its_other_names().await, 0);
}
