//! Computing what boards show before anybody looks.

use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use model::{board::Board, graph::GraphDraft, id::InstanceId};
use query::moment::{self, When};

use super::{Range, computed};
use crate::{Desk, Error};

/// Of what may be remembered, this part is filled: the rest is for what people look at.
const PART: u64 = 2;
/// It goes on for so long at a time.
const TIME: Duration = Duration::from_secs(30);

/// Computes every board over its own range, the one that was changed last first, for as long as there is
/// room to remember: so that the first who opens it after a start does not wait.
pub async fn warm(desk: &Desk) -> Result<(), Error> {
    let mut boards: Vec<(InstanceId, TimeZone, Board)> = vec![];
    let mut read = desk.store().read().await?;
    for instance in read.instances().list().await? {
        let zone = read.account_settings().find(&instance.id).await?.zone;
        let zone = TimeZone::get(zone.as_str()).unwrap_or(TimeZone::UTC);
        let own = read.boards().list(&instance.id).await?;
        boards.extend(own.into_iter().map(|board| (instance.id.clone(), zone.clone(), board)));
    }
    drop(read);
    boards.sort_by_key(|(.., board)| std::cmp::Reverse(board.updated_ms));
    let begun = Instant::now();
    for (instance, zone, board) in boards {
        let store = desk.store();
        if begun.elapsed() > TIME || store.remembered_bytes() > store.limits().remembered_bytes / PART {
            break;
        }
        let Some(range) = own_range(&board, desk.now_ms(), &zone) else { continue };
        let graphs: Vec<GraphDraft> = board.graphs.into_iter().map(|graph| graph.draft).collect();
        if let Err(error) = computed(desk, &instance, &board.draft.query, &graphs, range, &zone).await {
            tracing::debug!(error = &error as &dyn std::error::Error, board.id = %board.id, "a board stays cold");
        }
    }
    Ok(())
}

/// What a board shows when its address says nothing.
fn own_range(board: &Board, now_ms: i64, zone: &TimeZone) -> Option<Range> {
    match moment::parse(&board.draft.range, now_ms, zone).ok()? {
        When::Range { from_ms, to_ms } => Some(Range { from_ms, to_ms }),
        When::Moment(from_ms) => (from_ms < now_ms).then_some(Range { from_ms, to_ms: now_ms }),
    }
}
