//! How many events of the last day a view finds.

use std::time::{Duration, Instant};

use model::view::View;
use query::Filters;
use store::ask::{Interval, Selection};

use crate::sheets::Asked;

const DAY_MS: i64 = 86_400_000;
/// How long the counts of a page may take together; views that come later are not counted.
const PATIENCE: Duration = Duration::from_secs(1);

/// The count of each view, as far as there is time for it. One that is not whole is none, as is that of a
/// query that can not be read any more: what is recovered of it may find more.
pub async fn last_day(asked: &Asked, views: &[&View]) -> Vec<Option<u64>> {
    let started = Instant::now();
    let mut counts = Vec::with_capacity(views.len());
    for view in views {
        let count = if started.elapsed() < PATIENCE { count(asked, view).await } else { None };
        counts.push(count);
    }
    counts
}

async fn count(asked: &Asked, view: &View) -> Option<u64> {
    let draft = &view.draft;
    if actions::unread(&draft.query).is_some() {
        return None;
    }
    let now_ms = asked.desk.now_ms();
    let selection = Selection {
        query: query::parse(&draft.query).query,
        filters: Filters {
            hosts: draft.hosts.clone(),
            apps: draft.apps.clone(),
            levels: draft.levels.clone(),
            tags: draft.tags.clone(),
        },
        from_ms: now_ms - DAY_MS,
        // What happened in this very millisecond has happened.
        to_ms: now_ms + 1,
    };
    let (desk, caller, instance) = (&asked.desk, &asked.caller, &asked.instance.id);
    let wide = Interval::AtMost(2);
    let counted = actions::event::histogram(desk, caller, instance, &selection, wide, 0, None).await.ok()?;
    counted.incomplete.is_none().then_some(counted.found.total)
}
