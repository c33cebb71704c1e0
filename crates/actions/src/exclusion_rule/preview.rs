//! What a rule would have kept away, told before it is saved.

use model::{
    id::{InstanceId, ViewId},
    line::StoredLine,
    person::Role,
};
use query::{Document, Filters, Matcher};
use store::{
    Order, Search,
    ask::{Interval, Selection},
};

use super::{NewExclusionRule, check};
use crate::{Caller, Desk, Error, event};
use model::exclusion_rule::RuleKind;

/// How far back is looked.
const BACK_MS: i64 = 24 * 60 * 60 * 1000;
/// How many lines are shown, and how many of the newest are held against the views.
pub const SAMPLES: usize = 5;
const LOOKED_AT: usize = 200;

/// What a rule would have kept away in the last 24 hours, as the search finds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// How many lines.
    pub lines: u64,
    /// Why there may be more, if there may.
    pub incomplete: Option<String>,
    /// The newest of them, [`SAMPLES`] at most.
    pub samples: Vec<StoredLine>,
    /// How many of the newest were held against the views.
    pub looked_at: usize,
    /// The views that show any of those looked at, by name.
    pub views: Vec<TouchedView>,
}

/// A view that would show less.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TouchedView {
    /// The view.
    pub id: ViewId,
    /// How it is called.
    pub name: String,
    /// How many of the lines looked at it shows.
    pub lines: usize,
}

/// Says what a rule would have kept away, without saving anything.
pub async fn preview(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: RuleKind,
    new: &NewExclusionRule,
) -> Result<Preview, Error> {
    caller.require(instance, Role::Manager)?;
    let draft = check(new.draft(kind))?;
    let query = query::parse(&draft.query).query;
    let filters = Filters { hosts: draft.hosts, apps: draft.apps, ..Filters::default() };
    let to_ms = desk.now_ms();
    let from_ms = to_ms - BACK_MS;
    let search = Search {
        query: query.clone(),
        filters: filters.clone(),
        from_ms,
        to_ms,
        order: Order::Newest,
        limit: LOOKED_AT,
        after: None,
    };
    let mut page = event::search(desk, caller, instance, search).await?;
    let selection = Selection { query, filters, from_ms, to_ms };
    let interval = Interval::AtMost(2);
    let counted = event::histogram(desk, caller, instance, &selection, interval, 0, None).await?;
    let documents: Vec<Document> = page.lines.iter().map(|stored| Document::new(&stored.line)).collect();
    let mut views = Vec::new();
    for view in desk.store().read().await?.views().list(instance).await? {
        let filters = Filters {
            hosts: view.draft.hosts,
            apps: view.draft.apps,
            levels: view.draft.levels,
            tags: view.draft.tags,
        };
        let matcher = Matcher::new(&query::parse(&view.draft.query).query).with_filters(&filters);
        let lines = documents.iter().filter(|document| matcher.matches(document)).count();
        if lines > 0 {
            views.push(TouchedView { id: view.id, name: view.draft.name.into(), lines });
        }
    }
    let looked_at = page.lines.len();
    page.lines.truncate(SAMPLES);
    Ok(Preview {
        lines: counted.found.total,
        incomplete: counted.incomplete,
        samples: page.lines,
        looked_at,
        views,
    })
}
