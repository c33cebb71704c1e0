//! What a board shows is what its lines say.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod drafts;
mod oracle;

use std::hash::{BuildHasher, RandomState};

use actions::{
    By, Caller, Clock, Desk, Error,
    board_figures::{self, Range, query_of},
    instance,
    setup::{self, FirstRun},
};
use jiff::tz::TimeZone;
use model::{
    figures::{Figures, Slots},
    graph::{Compare, GraphDraft, GraphKind, Operation, Plot, Then},
    id::InstanceId,
    line::Line,
    person::{Email, NewPassword},
};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, RngSeed, TestError, TestRunner},
};
use query::{Document, Filters, Matcher};
use store::{Append, EventStore, Limits, Store};

use drafts::{any_draft, any_lines};

struct Fixture {
    _folder: tempfile::TempDir,
    desk: Desk,
    owner: Caller,
    instance: InstanceId,
    events: EventStore,
    lines: Vec<Line>,
}

impl Fixture {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let limits = Limits { chunk_lines: 6, segment_lines: 20, ..Limits::default() };
        let store = Store::open(folder.path(), limits).await.unwrap();
        let desk = Desk::new(store, Clock::moved_by(|| 1_700_000_000_000));
        let first = FirstRun {
            email: Email::parse("ana@example.com").unwrap(),
            password: NewPassword::parse("correct horse battery").unwrap(),
            location: "us-south".to_owned(),
        };
        let owner = caller(By::Person(setup::run(&desk, first).await.unwrap()));
        let instance = instance::list(&desk, &owner).await.unwrap().remove(0).0;
        let events = desk.store().open_events(&instance).await.unwrap();
        Self { _folder: folder, desk, owner, instance: instance.id, events, lines: vec![] }
    }

    async fn append(&mut self, lines: Vec<Line>) {
        let first = self.lines.len();
        let named = |(place, line)| Line { app: format!("l{}", first + place), ..line };
        let lines: Vec<Line> = lines.into_iter().enumerate().map(named).collect();
        self.lines.extend(lines.clone());
        let append = Append { lines, request: b"r".to_vec(), received_ms: 5, ..Append::default() };
        self.events.append(append).await.unwrap();
    }

    async fn figures(
        &self,
        board: &str,
        graphs: &[GraphDraft],
        range: Range,
        zone: &TimeZone,
    ) -> Vec<Figures> {
        let (desk, owner) = (&self.desk, &self.owner);
        board_figures::of(desk, owner, &self.instance, board, graphs, range, zone).await.unwrap()
    }

    async fn refusal(&self, graphs: &[GraphDraft], range: Range) -> String {
        let (desk, owner, zone) = (&self.desk, &self.owner, &TimeZone::UTC);
        let refused = board_figures::of(desk, owner, &self.instance, "", graphs, range, zone).await;
        match refused {
            Err(Error::Invalid { message, .. }) => message,
            other => panic!("{other:?}"),
        }
    }

    fn matching(&self, text: &str, filters: &Filters, range: Range) -> u64 {
        let parsed = query::parse(text);
        assert_eq!(parsed.errors, [], "{text}");
        let matcher = Matcher::new(&parsed.query).with_filters(filters);
        let in_range = self.lines.iter().filter(|line| (range.from_ms..range.to_ms).contains(&line.time_ms));
        in_range.filter(|line| matcher.matches(&Document::new(line))).count() as u64
    }
}

fn caller(by: By) -> Caller {
    Caller {
        by,
        address: "192.0.2.7".to_owned(),
        agent: "check/1".to_owned(),
        correlation_id: "c0ffee00-0000-4000-8000-000000000000".to_owned(),
    }
}

fn holds<S: Strategy>(cases: u32, strategy: S, property: impl Fn(S::Value)) {
    let given = std::env::var("QUERY_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().hash_one("seed"));
    let factor: u32 = std::env::var("QUERY_FACTOR").ok().and_then(|factor| factor.parse().ok()).unwrap_or(1);
    let config = Config {
        cases: cases * factor,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 40,
        ..Config::default()
    };
    let checked = TestRunner::new(config).run(&strategy, |case| {
        property(case);
        Ok(())
    });
    match checked {
        Ok(()) => {}
        Err(TestError::Fail(reason, input)) => panic!("QUERY_SEED={seed}: {reason}\n{input:#?}"),
        Err(TestError::Abort(reason)) => panic!("QUERY_SEED={seed}: {reason}"),
    }
}

fn run<T>(case: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(case)
}

fn count() -> GraphDraft {
    GraphDraft { title: "t".to_owned(), plots: vec![Plot::default()], ..GraphDraft::default() }
}

fn minute() -> Range {
    Range { from_ms: 0, to_ms: 60_000 }
}

#[test]
fn series_show_what_is_reckoned_of_the_raw_lines_also_when_lines_come_late() {
    holds(
        12,
        (any_lines(), any_lines(), vec(any_draft(), 1..9), drafts::any_range()),
        |(early, late, drafts, range)| {
            run(async {
                let (mut fixture, zone) = (Fixture::new().await, TimeZone::get("Europe/Berlin").unwrap());
                for lines in [early, late] {
                    fixture.append(lines).await;
                    let board = "-a:hidden";
                    let found = fixture.figures(board, &drafts, range, &zone).await;
                    for (figures, draft) in found.iter().zip(&drafts) {
                        oracle::check(&fixture.lines, draft, figures, range, &zone);
                        for series in
                            figures.series.iter().filter(|series| !series.is_others && !series.is_earlier)
                        {
                            let plot = &draft.plots[series.plot];
                            let Some((text, filters)) = query_of(board, draft, series.plot, &series.by)
                            else {
                                panic!("there is no query for {series:?}");
                            };
                            let lines = fixture.matching(&text, &filters, range);
                            if plot.operation == Operation::Count && plot.then == Then::Nothing {
                                assert_eq!(series.total, Some(lines as f64), "{text} {series:?}");
                            }
                            // Figures of numbers are there where there are lines with numbers.
                            if plot.operation == Operation::Sum && plot.then == Then::Nothing {
                                assert_eq!(series.total.is_some(), lines > 0, "{text} {series:?}");
                            }
                        }
                    }
                }
            });
        },
    );
}

#[tokio::test]
async fn labels_tell_groups_others_and_the_earlier_time() {
    let mut fixture = Fixture::new().await;
    let lines = ["x", "x", "x", "y", "y", "z", ""].into_iter().zip(1..).map(|(value, time_ms)| Line {
        time_ms,
        own_time: true,
        text: format!("{{\"a\":\"{value}\",\"n\":2}}"),
        ..Line::default()
    });
    fixture.append(lines.collect()).await;
    let sum =
        Plot { operation: Operation::Sum, field: "n".to_owned(), query: "a:x".to_owned(), ..Plot::default() };
    let ratio = Plot {
        operation: Operation::Ratio,
        part: "b".to_owned(),
        whole: "a".to_owned(),
        then: Then::Cumulative,
        ..Plot::default()
    };
    let grouped = GraphDraft { group_by: vec!["a".to_owned()], top: 2, ..count() };
    let several = GraphDraft { plots: vec![Plot { hidden: true, ..Plot::default() }, sum, ratio], ..count() };
    let compared = GraphDraft { compare: Compare::Day, ..count() };
    let without =
        GraphDraft { group_by: vec!["a".to_owned(), "b.c".to_owned()], kind: GraphKind::Bar, ..count() };
    let found = fixture.figures("", &[grouped, several, compared, without], minute(), &TimeZone::UTC).await;
    let labels =
        |figures: &Figures| -> Vec<String> { figures.series.iter().map(|one| one.label.clone()).collect() };
    assert_eq!(labels(&found[0]), ["x", "y", "Others (2)"]);
    assert_eq!(labels(&found[1]), ["Sum of n, a:x", "Sum of n, a:x / Count, cumulative"]);
    assert_eq!(labels(&found[2]), ["Count", "Count"]);
    assert_eq!(labels(&found[3]), ["x · no b.c", "y · no b.c", "z · no b.c", "no a · no b.c"]);
    assert_eq!((found[3].slots.clone(), found[3].series[0].values.len()), (Slots::Whole, 0));
    assert_eq!((found[0].more_groups, found[0].lines, found[1].lines), (2, 7, 10));
}

#[tokio::test]
async fn what_can_not_be_computed_says_why_and_takes_no_other_graph_along() {
    let fixture = Fixture::new().await;
    let asked = async |plot: Plot| {
        let graphs = [count(), GraphDraft { plots: vec![Plot::default(), plot], ..count() }];
        let found = fixture.figures("", &graphs, minute(), &TimeZone::UTC).await;
        assert_eq!((found.len(), &found[0].incomplete), (2, &None));
        found[1].incomplete.clone().unwrap()
    };
    let why = asked(Plot { query: "(a".to_owned(), ..Plot::default() }).await;
    assert!(why.starts_with("the query of the plot can not be used (graph 2, plot b): "), "{why}");
    let formula =
        |text: &str| Plot { operation: Operation::Formula, formula: text.to_owned(), ..Plot::default() };
    assert_eq!(asked(formula("a * c")).await, "graph 2, plot b: there is no plot c before it");
    assert!(asked(formula("a *")).await.starts_with("graph 2, plot b: the formula ends"));
    let message = fixture.refusal(&vec![count(); 41], minute()).await;
    assert_eq!(message, "at most 40 graphs of at most 10 plots are computed at once");
    let backwards = Range { from_ms: 1, to_ms: 1 };
    assert_eq!(fixture.refusal(&[count()], backwards).await, "the range ends before it begins");
    let endless = Range { from_ms: i64::MIN, to_ms: i64::MAX };
    let found = fixture.figures("", &[count()], endless, &TimeZone::UTC).await;
    assert!(found[0].incomplete.as_ref().unwrap().starts_with("the range is too long"));
}

#[tokio::test]
async fn a_name_made_of_names_stays_short() {
    let fixture = Fixture::new().await;
    let ratio = |of: char| Plot {
        operation: Operation::Ratio,
        part: of.to_string(),
        whole: of.to_string(),
        ..Plot::default()
    };
    let first = Plot { query: "a ".repeat(3000), ..Plot::default() };
    let plots = [first].into_iter().chain(('a'..'j').map(ratio)).collect();
    let graphs = [GraphDraft { plots, ..count() }];
    let found = fixture.figures("", &graphs, minute(), &TimeZone::UTC).await;
    assert!(found[0].series.iter().all(|series| series.label.len() <= 200), "{:?}", found[0].series.len());
}

#[tokio::test]
async fn who_may_not_read_the_instance_sees_no_figures() {
    let fixture = Fixture::new().await;
    let (nobody, graphs, zone) = (caller(By::Nobody), [count()], TimeZone::UTC);
    let (desk, instance) = (&fixture.desk, &fixture.instance);
    let asked = board_figures::of(desk, &nobody, instance, "", &graphs, minute(), &zone).await;
    assert!(matches!(asked, Err(Error::SignedOut)));
}

#[tokio::test]
async fn a_rate_is_of_the_part_of_a_slot_that_lies_in_the_range() {
    let mut fixture = Fixture::new().await;
    let line =
        |time_ms| Line { time_ms, own_time: true, text: format!("{{\"t\":{time_ms}}}"), ..Line::default() };
    fixture.append(vec![line(500), line(700), line(1200)]).await;
    let plots = vec![Plot { then: Then::PerSecond, ..Plot::default() }];
    let range = Range { from_ms: 500, to_ms: 1500 };
    let found = fixture.figures("", &[GraphDraft { plots, ..count() }], range, &TimeZone::UTC).await;
    assert_eq!(found[0].slots, Slots::Times(vec![0, 1000, 2000]));
    assert_eq!(
        (found[0].series[0].values.clone(), found[0].series[0].total),
        (vec![Some(4.0), Some(2.0)], Some(3.0))
    );
}
