//! One store with one instance, and its lines beside it.

use std::time::Duration;

use model::{
    id::{AccountId, InstanceId},
    instance::Instance,
    line::Line,
};
use proptest::prelude::*;
use query::Query;
use store::{
    Append, EventStore, Limits, Reader, Store,
    ask::{GraphAsk, Row, Stretches},
};

use crate::oracle;

pub struct Desk {
    _folder: tempfile::TempDir,
    _store: Store,
    pub events: EventStore,
    lines: Vec<Line>,
}

/// Limits that are reached after a few lines, with and without memory for what was counted.
pub fn any_limits() -> impl Strategy<Value = Limits> {
    let long = Duration::from_secs(600);
    let bytes = prop_oneof![1 => Just(0_u64), 1 => Just(3_000), 4 => Just(48 << 20)];
    (1_usize..9, 1_usize..40, bytes).prop_map(move |(chunk_lines, segment_lines, remembered_bytes)| Limits {
        search_time: long,
        count_time: long,
        chunk_lines,
        segment_lines,
        remembered_bytes,
        ..Limits::default()
    })
}

impl Desk {
    pub async fn open(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), limits).await.unwrap();
        let events = store.open_events(&instance()).await.unwrap();
        events.ready().await.unwrap();
        Self { _folder: folder, _store: store, events, lines: vec![] }
    }

    /// Each line is another, so that none is taken for one that came before.
    pub async fn append(&mut self, requests: &[Vec<Line>]) {
        for lines in requests {
            let first = self.lines.len();
            let named =
                |(place, line): (usize, &Line)| Line { app: format!("l{}", first + place), ..line.clone() };
            let lines: Vec<Line> = lines.iter().enumerate().map(named).collect();
            self.lines.extend(lines.clone());
            let append = Append { lines, request: b"r".to_vec(), received_ms: 5, ..Append::default() };
            self.events.append(append).await.unwrap();
        }
    }

    /// What the store answers is what the lines say.
    pub async fn check(&self, asks: &[GraphAsk]) {
        let reader = Reader { instance: instance().id, scope: Query::everything() };
        let answers = self.events.graphs(&reader, asks.to_vec()).await.unwrap();
        assert_eq!(answers.len(), asks.len());
        for (answer, ask) in answers.into_iter().zip(asks) {
            assert_eq!(answer.incomplete, None);
            let (found, expected) = (answer.found, oracle::answer(&self.lines, ask));
            let told = || format!("{ask:#?}\nfound {found:#?}\nexpected {expected:#?}");
            assert_eq!(
                (&found.groups, found.more_groups),
                (&expected.groups, expected.more_groups),
                "{}",
                told()
            );
            for (one, other) in found.plots.iter().zip(&expected.plots) {
                assert_eq!((one.lines, one.groups.len()), (other.lines, other.groups.len()), "{}", told());
                assert_eq!(one.others.is_some(), other.others.is_some(), "{}", told());
                let rows = one.groups.iter().chain([&one.all]).chain(&one.others);
                let same = rows.zip(other.groups.iter().chain([&other.all]).chain(&other.others));
                assert!({ same }.all(|(one, other)| is_same(one, other)), "{}", told());
            }
        }
    }
}

/// The slot of a moment, sought one by one.
pub fn slot_of(stretches: &Stretches, time_ms: i64) -> Option<usize> {
    let all: Vec<(i64, u16)> = stretches.all().collect();
    let is_before_the_end = time_ms < stretches.end_ms();
    let last = all.iter().rev().find(|(start_ms, _)| *start_ms <= time_ms)?;
    is_before_the_end.then_some(last.1.into())
}

/// But for rounding.
fn is_same(one: &Row, other: &Row) -> bool {
    let near = |pair: (&Option<f64>, &Option<f64>)| match pair {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-9 * one.abs().max(1.0),
        (one, other) => one == other,
    };
    one.slots.len() == other.slots.len()
        && near((&one.total, &other.total))
        && one.slots.iter().zip(&other.slots).all(near)
}

fn instance() -> Instance {
    Instance {
        id: InstanceId::from_bytes([7; 5]),
        guid: "0".to_owned(),
        account: AccountId::from_bytes([1; 16]),
        location: "us-south".to_owned(),
        city: "Dallas".to_owned(),
        retention: model::retention::Retention::default(),
        name: model::instance::InstanceName::default(),
        deletion_ms: None,
    }
}
