//! What a rule would have kept away, told before it is saved.

use model::{
    id::{InstanceId, PresetId, ViewId},
    line::StoredLine,
    person::Role,
    preset::Preset,
    view::{View, ViewAlert},
};
use query::{Document, Filters, Matcher};
use store::{
    Order, Search,
    ask::{Interval, Selection},
};

use super::{NewExclusionRule, check};
use crate::{Caller, Desk, Error, event, unread};
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
    /// The views that show any of those looked at, by name; none for a rule of streaming, which
    /// takes nothing from them.
    pub views: Vec<TouchedView>,
}

/// A view that would show less, and what tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TouchedView {
    /// The view.
    pub id: ViewId,
    /// How it is called.
    pub name: String,
    /// How many of the lines looked at it shows.
    pub lines: usize,
    /// The alert that hangs on it.
    pub alert: TouchedAlert,
}

/// The alert of a view that would show less.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TouchedAlert {
    /// It has none.
    None,
    /// One of its own, with so many channels.
    Own(usize),
    /// A preset, by its id and name.
    Preset(PresetId, String),
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
    let mut read = desk.store().read().await?;
    let (saved, presets) = match kind {
        RuleKind::Ingestion => (read.views().list(instance).await?, read.presets().list(instance).await?),
        RuleKind::Stream => (vec![], vec![]),
    };
    let (lines, views) = desk.turns().take(move || touched(page.lines, saved, &presets)).await?;
    page.lines = lines;
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

/// The views that show any of the lines; the lines are given back. A view whose query can not be read any
/// more is none: what is recovered of it may show more.
fn touched(
    lines: Vec<StoredLine>,
    views: Vec<View>,
    presets: &[Preset],
) -> (Vec<StoredLine>, Vec<TouchedView>) {
    let documents: Vec<Document> = lines.iter().map(|stored| Document::new(&stored.line)).collect();
    let mut touched = Vec::new();
    for view in views.into_iter().filter(|view| unread(&view.draft.query).is_none()) {
        let filters = Filters {
            hosts: view.draft.hosts,
            apps: view.draft.apps,
            levels: view.draft.levels,
            tags: view.draft.tags,
        };
        let matcher = Matcher::new(&query::parse(&view.draft.query).query).with_filters(&filters);
        let lines = documents.iter().filter(|document| matcher.matches(document)).count();
        if lines > 0 {
            let alert = alert_of(&view.alert, presets);
            touched.push(TouchedView { id: view.id, name: view.draft.name.into(), lines, alert });
        }
    }
    (lines, touched)
}

fn alert_of(alert: &ViewAlert, presets: &[Preset]) -> TouchedAlert {
    match alert {
        ViewAlert::None => TouchedAlert::None,
        ViewAlert::Own(channels) => TouchedAlert::Own(channels.len()),
        ViewAlert::Preset(id) => {
            let preset = presets.iter().find(|preset| preset.id == *id);
            let name = preset.map(|preset| preset.name.as_str().to_owned()).unwrap_or_default();
            TouchedAlert::Preset(id.clone(), name)
        }
    }
}
