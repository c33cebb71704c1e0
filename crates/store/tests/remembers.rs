//! What is counted once is not counted again, and what it costs is bounded.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use model::{id::InstanceId, instance::Instance, line::Line};
use query::{Filters, Query};
use store::{
    Append, EventStore, Limits, Reader, Store,
    ask::{Answer, GraphAnswer, GraphAsk, Operation, PlotAsk, Selection, Stretches},
};

struct Desk {
    _folder: tempfile::TempDir,
    store: Store,
    events: EventStore,
    sent: i64,
}

/// Segments of eight lines, one line each second.
impl Desk {
    async fn with(lines: i64, limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), limits).await.unwrap();
        let events = store.open_events(&instance()).await.unwrap();
        let mut desk = Self { _folder: folder, store, events, sent: 0 };
        desk.send(0..lines).await;
        desk.events.settled().await.unwrap();
        desk
    }

    async fn send(&mut self, seconds: std::ops::Range<i64>) {
        for second in seconds {
            let text = format!("{{\"outcome\":\"o{}\",\"n\":{}}}", second % 3, self.sent);
            self.sent += 1;
            let line = Line { time_ms: second * 1000, own_time: true, text, ..Line::default() };
            let append =
                Append { lines: vec![line], request: b"r".to_vec(), received_ms: 5, ..Append::default() };
            self.events.append(append).await.unwrap();
        }
    }

    async fn ask(&self, asks: &[GraphAsk]) -> Vec<Answer<GraphAnswer>> {
        let reader = Reader { instance: instance().id, scope: Query::everything() };
        self.events.graphs(&reader, asks.to_vec()).await.unwrap()
    }
}

fn small() -> Limits {
    Limits { chunk_lines: 4, segment_lines: 8, ..Limits::default() }
}

/// By outcome, in stretches of ten seconds.
fn graph(from_s: i64, to_s: i64) -> GraphAsk {
    let starts =
        (from_s.div_euclid(10)..).map(|ten| ten * 10_000).take_while(|start_ms| *start_ms < to_s * 1000);
    let plot = PlotAsk {
        selection: Selection {
            query: Query::everything(),
            filters: Filters::default(),
            from_ms: from_s * 1000,
            to_ms: to_s * 1000,
        },
        operation: Operation::Percentile(95),
        field: "n".to_owned(),
        stretches: Stretches::new(starts.zip(0..), to_s.div_euclid(10) * 10_000 + 10_000).unwrap(),
    };
    GraphAsk { plots: vec![plot], by: vec!["outcome".to_owned()], top: 2 }
}

fn instance() -> Instance {
    Instance {
        id: InstanceId::from_bytes([7; 5]),
        guid: "0".to_owned(),
        account: model::id::AccountId::from_bytes([1; 16]),
        location: "us-south".to_owned(),
        city: "Dallas".to_owned(),
        retention: model::retention::Retention::default(),
        name: model::instance::InstanceName::default(),
        deletion_ms: None,
    }
}

#[tokio::test]
async fn asked_again_later_only_the_segment_at_the_start_is_counted_anew() {
    let mut desk = Desk::with(80, small()).await;
    let first = desk.ask(&[graph(0, 80)]).await.remove(0).found;
    assert_eq!((first.computed, first.plots[0].lines), (10, 80));
    assert_eq!(desk.ask(&[graph(0, 80)]).await.remove(0).found, GraphAnswer { computed: 0, ..first });
    // The range moves on by less than a stretch, and lines come.
    desk.send(80..83).await;
    let later = desk.ask(&[graph(3, 83)]).await.remove(0).found;
    assert_eq!((later.computed, later.plots[0].lines), (1, 80));
    // A late line lies in a tier of its own: what is remembered stays true.
    desk.send(40..41).await;
    let late = desk.ask(&[graph(3, 83)]).await.remove(0).found;
    assert_eq!((late.computed, late.plots[0].lines), (1, 81));
}

#[tokio::test]
async fn what_is_remembered_stays_within_its_bytes() {
    let bytes = 20_000;
    let desk = Desk::with(160, Limits { remembered_bytes: bytes, ..small() }).await;
    for to_s in 1..100 {
        desk.ask(&[graph(0, to_s)]).await;
        assert!(desk.store.remembered_bytes() <= bytes);
    }
    assert!(desk.store.remembered_bytes() > 0);
}

#[tokio::test]
async fn percentiles_of_very_many_numbers_are_near_and_say_so_and_distinct_counts_are_exact() {
    const LINES: u32 = 20_000;
    let desk = Desk::with(0, Limits { chunk_lines: 4000, ..Limits::default() }).await;
    let line = |number: u32| {
        let text = format!("{{\"n\":{},\"few\":{}}}", u64::from(number) * 7919 % 1_000_003, number % 90);
        Line { time_ms: i64::from(number) / 1000, own_time: true, text, ..Line::default() }
    };
    for first in (0..LINES).step_by(5000) {
        let lines = (first..first + 5000).map(line).collect();
        let append = Append { lines, request: b"r".to_vec(), received_ms: 5, ..Append::default() };
        desk.events.append(append).await.unwrap();
    }
    let plot = |operation, field: &str| {
        let plot = PlotAsk { operation, field: field.to_owned(), ..graph(0, 1).plots.remove(0) };
        GraphAsk { plots: vec![plot], by: vec![], top: 1 }
    };
    let percentile = Operation::Percentile(95);
    let asks = [plot(percentile, "n"), plot(percentile, "few"), plot(Operation::Distinct, "n")];
    let told: Vec<_> =
        desk.ask(&asks).await.into_iter().map(|answer| answer.found.plots[0].clone()).collect();
    let mut numbers: Vec<u64> = (0..LINES).map(|number| u64::from(number) * 7919 % 1_000_003).collect();
    numbers.sort_unstable();
    let exact = numbers[19_000 - 1] as f64;
    let near = told[0].all.total.unwrap();
    assert!(
        told[0].error > 0.0 && (exact - near).abs() <= exact * told[0].error / 100.0,
        "{near} for {exact}"
    );
    assert_eq!((told[1].all.total, told[1].error), (Some(85.0), 0.0));
    assert_eq!((told[2].all.total, told[2].error), (Some(f64::from(LINES)), 0.0));
}

#[tokio::test]
async fn fields_with_many_values_a_line_are_counted_where_few_of_these_differ() {
    const LINES: u32 = 12_000;
    let limits = Limits { chunk_lines: 6000, segment_lines: LINES as usize, ..Limits::default() };
    let desk = Desk::with(0, limits).await;
    // Each line has ninety of a hundred values, and no two have the same ninety.
    let line = |number: u32| {
        let digit = |place: u32| number / 10_u32.pow(place % 5) % 10;
        let values = (0..100).filter(|value| value % 10 != digit(value / 10)).map(|it| it.to_string());
        let values: Vec<_> = values.collect();
        let text = format!("{{\"n\":[{}],\"own\":{number}}}", values.join(","));
        Line { time_ms: i64::from(number) / 1000, own_time: true, text, ..Line::default() }
    };
    for first in (0..LINES).step_by(2000) {
        let lines = (first..first + 2000).map(line).collect();
        let append = Append { lines, request: b"r".to_vec(), received_ms: 5, ..Append::default() };
        desk.events.append(append).await.unwrap();
    }
    desk.events.settled().await.unwrap();
    let plot = |operation| {
        let plot = PlotAsk { operation, ..graph(0, 1).plots.remove(0) };
        let stretches = Stretches::whole(0, 100_000);
        let selection = Selection { to_ms: 100_000, ..plot.selection };
        GraphAsk { plots: vec![PlotAsk { selection, stretches, ..plot }], by: vec![], top: 1 }
    };
    let told = desk.ask(&[plot(Operation::Distinct), plot(Operation::Percentile(100))]).await;
    let told: Vec<_> = told.iter().map(|it| (it.incomplete.clone(), it.found.plots[0].all.total)).collect();
    assert_eq!(told, [(None, Some(100.0)), (None, Some(99.0))]);
}

#[tokio::test]
async fn a_graph_whose_lines_are_too_many_says_so_and_the_others_are_whole() {
    let desk = Desk::with(64, Limits { search_lines: 20, ..small() }).await;
    let mut reads = graph(0, 64);
    // Nobody keeps an index of what a line looked like.
    reads.plots[0].field = "_mezmo_line_size".to_owned();
    let answers = desk.ask(&[reads, graph(0, 64)]).await;
    let why = answers[0].incomplete.as_deref().unwrap();
    assert!(why.starts_with("stopped after reading 2"), "{why}");
    assert_eq!((answers[1].incomplete.as_deref(), answers[1].found.plots[0].lines), (None, 64));
}

#[tokio::test]
async fn a_reader_is_not_answered_what_another_may_see() {
    let desk = Desk::with(30, small()).await;
    let all = desk.ask(&[graph(0, 30)]).await.remove(0).found;
    let narrow = Reader { instance: instance().id, scope: query::parse("outcome:o1").query };
    let seen = desk.events.graphs(&narrow, vec![graph(0, 30)]).await.unwrap().remove(0).found;
    assert_eq!((all.plots[0].lines, seen.plots[0].lines), (30, 10));
    assert_eq!(seen.groups, [[Some("o1".to_owned())]]);
}

#[tokio::test]
async fn too_many_groups_end_a_graph_and_not_the_desk() {
    let mut desk = Desk::with(0, Limits::default()).await;
    let values: Vec<u32> = (0..900).collect();
    let text = serde_json::json!({ "a": values, "b": values }).to_string();
    let line = Line { text, ..Line::default() };
    let append = Append { lines: vec![line], request: b"r".to_vec(), received_ms: 5, ..Append::default() };
    desk.events.append(append).await.unwrap();
    desk.send(0..3).await;
    let hostile = GraphAsk { by: vec!["a".to_owned(), "b".to_owned()], ..graph(0, 80) };
    let answers = desk.ask(&[hostile, graph(0, 80)]).await;
    assert_eq!(
        answers[0].incomplete.as_deref(),
        Some("stopped: there are too many different groups and values")
    );
    assert_eq!((answers[1].incomplete.as_deref(), answers[1].found.plots[0].lines), (None, 4));
}
