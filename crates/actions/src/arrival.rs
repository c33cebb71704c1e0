//! What arrives: which sources send, which actions, and what of it keeps the rules. Reading
//! changes nothing, so it has no audit event of its own.

use std::collections::{BTreeMap, HashSet};

use model::{
    catalog::Catalog,
    conformance::{self, Broken},
    id::{EventId, InstanceId},
};
use query::{Filters, Query};
use store::{
    Order, Search,
    ask::{Aggregate, FacetAsk, Operation, Selection},
};

use crate::{Caller, Desk, Error, catalog_action, event};

/// How many values of a field are looked at.
const MOST: usize = 1000;
/// How many sources are shown, and of how many unknown actions the first and last are looked up.
const SOURCES: usize = 60;
const UNKNOWN: usize = 40;
/// The newest events of a source that are read to see which rules they break.
pub const SAMPLE: usize = 300;

/// A range of time, milliseconds since 1970 UTC; its end is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first moment.
    pub from_ms: i64,
    /// The moment after the last.
    pub to_ms: i64,
}

/// What one source sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its name, as lines carry it.
    pub name: String,
    /// Its events in the range.
    pub events: u64,
    /// Those of them that are data events, as they say themselves.
    pub data_events: u64,
    /// Those of them whose action nobody has listed.
    pub unknown: u64,
    /// When its first event of all happened.
    pub first_ms: Option<i64>,
    /// When its last event of all happened.
    pub last_ms: Option<i64>,
}

/// An action nobody has listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Its name.
    pub action: String,
    /// Its events in the range.
    pub events: u64,
    /// When the first of all happened.
    pub first_ms: Option<i64>,
    /// When the last of all happened.
    pub last_ms: Option<i64>,
}

/// How often each action arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actions {
    /// Events in the range by the name they came under.
    pub events: BTreeMap<String, u64>,
    /// Those whose action nobody has listed, the most frequent first.
    pub unknown: Vec<Unknown>,
    /// Why events may be missing from the counts, if they may.
    pub incomplete: Option<String>,
}

/// What a sample of one source's newest events says about the rules.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conformance {
    /// How many events were read.
    pub events: usize,
    /// Those of them that break no rule.
    pub flawless: usize,
    /// The lines among them that hold no event.
    pub plain: usize,
    /// The rules that are broken, the most often broken first.
    pub broken: Vec<BrokenRule>,
}

/// A rule some events of a source break.
#[derive(Debug, Clone, PartialEq)]
pub struct BrokenRule {
    /// How one of them breaks it.
    pub example: Broken,
    /// The newest of them.
    pub newest: EventId,
    /// How many of them do.
    pub events: usize,
}

/// The sources of an instance, those with the most events in the range first, and why events may
/// be missing from the counts.
pub async fn sources(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    range: Range,
) -> Result<(Vec<Source>, Option<String>), Error> {
    let ever = Range { from_ms: i64::MIN, to_ms: i64::MAX };
    let ask = FacetAsk { field: "source".to_owned(), limit: SOURCES, search: String::new() };
    let known = event::facets(desk, caller, instance, &selection(ever), &[ask]).await?;
    let by_action = grouped(desk, caller, instance, range, "action").await?;
    let by_class = grouped(desk, caller, instance, range, "dataEvent").await?;
    let listed = Listed::read(desk, caller, instance).await?;
    let mut sources = Vec::new();
    for (name, _) in known.found.into_iter().flat_map(|facet| facet.values) {
        let of_source = |rows: &Rows| rows.rows.iter().filter(|row| row.source == name).cloned().collect();
        let (actions, classes): (Vec<Counted>, Vec<Counted>) = (of_source(&by_action), of_source(&by_class));
        let count = |rows: &[Counted], counts: &dyn Fn(&Counted) -> bool| {
            rows.iter().filter(|row| counts(row)).map(|row| row.events).sum()
        };
        let unlisted = |row: &Counted| row.value.as_ref().is_some_and(|action| !listed.contains(action));
        sources.push(Source {
            events: count(&actions, &|_| true),
            data_events: count(&classes, &|row| row.value.as_deref() == Some("true")),
            unknown: count(&actions, &unlisted),
            first_ms: end(desk, caller, instance, &by_source(&name), &Query::everything(), Order::Oldest)
                .await?,
            last_ms: end(desk, caller, instance, &by_source(&name), &Query::everything(), Order::Newest)
                .await?,
            name,
        });
    }
    sources.sort_by_key(|source| std::cmp::Reverse(source.events));
    Ok((sources, known.incomplete.or(by_action.incomplete).or(by_class.incomplete)))
}

/// The actions that arrived in a range, and those among them nobody has listed.
pub async fn actions(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    range: Range,
) -> Result<Actions, Error> {
    let ask = FacetAsk { field: "action".to_owned(), limit: MOST, search: String::new() };
    let counted = event::facets(desk, caller, instance, &selection(range), &[ask]).await?;
    let listed = Listed::read(desk, caller, instance).await?;
    let mut found = Actions { incomplete: counted.incomplete, ..Actions::default() };
    for (action, events) in counted.found.into_iter().flat_map(|facet| facet.values) {
        if !listed.contains(&action) && found.unknown.len() < UNKNOWN {
            let query = query::parse(&query::edit::include("", "action", &action)).query;
            let none = Filters::default();
            found.unknown.push(Unknown {
                first_ms: end(desk, caller, instance, &none, &query, Order::Oldest).await?,
                last_ms: end(desk, caller, instance, &none, &query, Order::Newest).await?,
                action: action.clone(),
                events,
            });
        }
        found.events.insert(action, events);
    }
    Ok(found)
}

/// Which rules the newest events of a source break.
pub async fn conformance(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    source: &str,
) -> Result<Conformance, Error> {
    let search = newest(&by_source(source), &Query::everything(), Order::Newest, SAMPLE);
    let lines = event::search(desk, caller, instance, search).await?.lines;
    let mut told = Conformance { events: lines.len(), ..Conformance::default() };
    for stored in lines {
        if model::event::Event::read(&stored.line.text).is_none() {
            told.plain += 1;
            continue;
        }
        let broken = conformance::check(&stored.line.text, Catalog::embedded());
        if broken.is_empty() {
            told.flawless += 1;
        }
        for example in broken {
            match told.broken.iter_mut().find(|other| other.example.rule == example.rule) {
                Some(known) => known.events += 1,
                None => told.broken.push(BrokenRule { example, newest: stored.id.clone(), events: 1 }),
            }
        }
    }
    told.broken.sort_by_key(|rule| std::cmp::Reverse(rule.events));
    Ok(told)
}

/// The actions somebody has listed: in the built-in catalogue or in that of the instance.
struct Listed(HashSet<String>);

impl Listed {
    async fn read(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Self, Error> {
        let added = catalog_action::list(desk, caller, instance).await?;
        Ok(Self(added.into_iter().map(|action| action.name.into()).collect()))
    }

    fn contains(&self, action: &str) -> bool {
        let known = Catalog::embedded().find(action);
        known.is_some_and(|known| known.action.is_some()) || self.0.contains(action)
    }
}

/// How many events of one source have one value of a field.
#[derive(Clone)]
struct Counted {
    source: String,
    value: Option<String>,
    events: u64,
}

struct Rows {
    rows: Vec<Counted>,
    incomplete: Option<String>,
}

async fn grouped(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    range: Range,
    field: &str,
) -> Result<Rows, Error> {
    let ask = Aggregate {
        figures: vec![(Operation::Count, String::new())],
        by: vec!["source".to_owned(), field.to_owned()],
        interval: None,
        offset_ms: 0,
        limit: MOST,
    };
    let answer = event::aggregate(desk, caller, instance, &selection(range), &ask).await?;
    let rows = answer.found.into_iter().filter_map(|group| {
        let mut by = group.by.into_iter();
        Some(Counted { source: by.next()??, value: by.next()?, events: group.lines })
    });
    Ok(Rows { rows: rows.collect(), incomplete: answer.incomplete })
}

fn selection(range: Range) -> Selection {
    Selection {
        query: Query::everything(),
        filters: Filters::default(),
        from_ms: range.from_ms,
        to_ms: range.to_ms,
    }
}

fn by_source(name: &str) -> Filters {
    Filters { hosts: vec![name.to_owned()], ..Filters::default() }
}

fn newest(filters: &Filters, query: &Query, order: Order, limit: usize) -> Search {
    Search {
        query: query.clone(),
        filters: filters.clone(),
        from_ms: i64::MIN,
        to_ms: i64::MAX,
        order,
        limit,
        after: None,
    }
}

/// When the first or last event that fits happened.
async fn end(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    filters: &Filters,
    query: &Query,
    order: Order,
) -> Result<Option<i64>, Error> {
    let page = event::search(desk, caller, instance, newest(filters, query, order, 1)).await?;
    Ok(page.lines.first().map(|stored| stored.line.time_ms))
}
