//! What is answered beside a page of lines, each answer computed by hand.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use model::{
    id::InstanceId,
    instance::Instance,
    line::{Flags, Line},
};
use query::{Filters, Query};
use store::{
    Append, EventStore, Limits, Reader, Store, StoreError,
    ask::{
        Aggregate, Facet, FacetAsk, FieldInfo, Group, Histogram, Interval, Kinds,
        Operation::{self, Average, Count, Distinct, Max, Min, Percentile, Sum},
        Selection, Series,
        SeriesOf::{self, All, Other, Value, Without},
    },
};

struct Desk {
    _folder: tempfile::TempDir,
    store: Store,
    events: EventStore,
}

impl Desk {
    async fn with(lines: Vec<Line>) -> Self {
        Self::open(tempfile::tempdir().unwrap(), Limits::default(), lines).await
    }

    async fn open(folder: tempfile::TempDir, limits: Limits, lines: Vec<Line>) -> Self {
        let store = Store::open(folder.path(), limits).await.unwrap();
        let events = store.open_events(&instance()).await.unwrap();
        let desk = Self { _folder: folder, store, events };
        for part in lines.chunks(3) {
            desk.append(part.to_vec()).await;
        }
        desk
    }

    async fn append(&self, lines: Vec<Line>) {
        self.events
            .append(Append { lines, request: b"r".to_vec(), received_ms: 5, ..Append::default() })
            .await
            .unwrap();
    }

    fn reader(&self) -> Reader {
        reader("")
    }

    async fn histogram(&self, query: &str, interval: Interval, split: Option<&str>) -> Histogram {
        let answer =
            self.events.histogram(&self.reader(), &selection(query), interval, 0, split).await.unwrap();
        assert_eq!(answer.incomplete, None);
        answer.found
    }

    async fn facet(&self, field: &str, limit: usize, search: &str) -> Facet {
        let ask = FacetAsk { field: field.to_owned(), limit, search: search.to_owned() };
        let mut answer = self.events.facets(&self.reader(), &selection(""), &[ask]).await.unwrap();
        answer.found.remove(0)
    }

    async fn groups(&self, figures: &[(Operation, &str)], by: &[&str], ask: Aggregate) -> Vec<Group> {
        let figures = figures.iter().map(|(operation, field)| (*operation, (*field).to_owned())).collect();
        let by = by.iter().map(|field| (*field).to_owned()).collect();
        let ask = Aggregate { figures, by, ..ask };
        self.events.aggregate(&self.reader(), &selection(""), &ask).await.unwrap().found
    }

    async fn tail(&self, query: &str, after_seq: u64, limit: usize) -> (Vec<String>, u64) {
        let query = query::parse(query).query;
        let tail =
            self.events.tail(&self.reader(), &query, &Filters::default(), after_seq, limit).await.unwrap();
        (tail.lines.into_iter().map(|stored| stored.line.text).collect(), tail.seen_seq)
    }
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

fn reader(scope: &str) -> Reader {
    Reader { instance: instance().id, scope: query::parse(scope).query }
}

fn line(time_ms: i64, text: &str) -> Line {
    Line { time_ms, own_time: true, text: text.to_owned(), ..Line::default() }
}

fn selection(query: &str) -> Selection {
    Selection { query: query::parse(query).query, filters: Filters::default(), from_ms: 0, to_ms: 60_000 }
}

fn no_ask() -> Aggregate {
    Aggregate { figures: vec![], by: vec![], interval: None, offset_ms: 0, limit: 100 }
}

fn series(of: SeriesOf, counts: &[u64]) -> Series {
    Series { of, counts: counts.to_vec() }
}

fn value(text: &str) -> SeriesOf {
    Value(text.to_owned())
}

fn group(by: &[Option<&str>], lines: u64, figures: &[Option<f64>]) -> Group {
    let by = by.iter().map(|value| value.map(str::to_owned)).collect();
    Group { by, bucket_ms: None, lines, figures: figures.to_vec() }
}

const HALF: Interval = Interval::Milliseconds(30_000);

fn outcomes() -> Vec<Line> {
    vec![
        line(0, r#"{"outcome":"success","n":1}"#),
        line(29_999, r#"{"outcome":"failure","n":2}"#),
        line(30_000, r#"{"outcome":"failure","n":"3"}"#),
        line(59_999, r#"{"n":2.5}"#),
        line(60_000, r#"{"outcome":"success","later":true}"#),
        line(-1, r#"{"outcome":"success","earlier":true}"#),
    ]
}

#[tokio::test]
async fn lines_are_counted_in_the_bucket_of_their_time() {
    let desk = Desk::with(outcomes()).await;
    let whole = desk.histogram("", HALF, None).await;
    let expected =
        Histogram { interval_ms: 30_000, first_ms: 0, series: vec![series(All, &[2, 2])], total: 4 };
    assert_eq!(whole, expected);
    assert_eq!(desk.histogram("outcome:failure", HALF, None).await.series, [series(All, &[1, 1])]);
    assert_eq!(desk.histogram("nothing-like-it", HALF, None).await.series, [series(All, &[0, 0])]);
    let round = desk.histogram("", Interval::AtMost(12), None).await;
    assert_eq!((round.interval_ms, round.series[0].counts.len()), (5000, 12));
    let narrow = Interval::Milliseconds(5);
    let refused = desk.events.histogram(&desk.reader(), &selection(""), narrow, 0, None).await.unwrap_err();
    assert!(matches!(refused, StoreError::TooManyBuckets(12_000)));
}

#[tokio::test]
async fn borders_are_moved_by_the_zone_and_the_range_is_still_cut() {
    let desk = Desk::with(outcomes()).await;
    let (reader, range) = (desk.reader(), Selection { from_ms: 20_000, to_ms: 50_000, ..selection("") });
    let answer = desk.events.histogram(&reader, &range, HALF, 10_000, None).await.unwrap();
    assert_eq!(answer.found.first_ms, 20_000);
    assert_eq!(answer.found.series, [series(All, &[2])]);
}

#[tokio::test]
async fn a_split_names_the_frequent_values_then_others_then_none() {
    let desk = Desk::with(outcomes()).await;
    let split = desk.histogram("", HALF, Some("outcome")).await;
    let expected =
        [series(value("failure"), &[1, 1]), series(value("success"), &[1, 0]), series(Without, &[0, 1])];
    assert_eq!(split.series, expected);
    assert_eq!(split.total, 4);
    assert_eq!(desk.histogram("nothing-like-it", HALF, Some("outcome")).await.series, []);

    let mut lines: Vec<Line> = (0..9).map(|n| line(n, &format!(r#"{{"tag":["t{n}","t{n}"]}}"#))).collect();
    lines.push(line(9, r#"{"tag":["t8","t1"]}"#));
    let desk = Desk::with(lines).await;
    let split = desk.histogram("", Interval::Milliseconds(60_000), Some("tags")).await;
    let named = ["t1", "t8", "t0", "t2", "t3", "t4", "t5", "t6"];
    let mut expected: Vec<Series> = named.iter().map(|text| series(value(text), &[1])).collect();
    expected[0].counts = vec![2];
    expected[1].counts = vec![2];
    expected.push(series(Other, &[1]));
    assert_eq!((split.series, split.total), (expected, 10));
}

#[tokio::test]
async fn a_facet_counts_lines_by_value_and_each_line_once_a_value() {
    let desk = Desk::with(vec![
        line(1, r#"{"a":["x","x","Yes"]}"#),
        line(2, r#"{"a":"x"}"#),
        line(3, r#"{"a":true,"b":1}"#),
        line(4, r#"{"a":1.50}"#),
        line(5, r#"{"a":"","b":null}"#),
    ])
    .await;
    let counted = |values: &[(&str, u64)]| {
        values.iter().map(|(text, lines)| ((*text).to_owned(), *lines)).collect::<Vec<_>>()
    };
    let facet = desk.facet("a", 10, "").await;
    assert_eq!(facet.values, counted(&[("x", 2), ("1.5", 1), ("Yes", 1), ("true", 1)]));
    assert_eq!((facet.distinct, facet.lines, facet.exact), (4, 4, true));
    let facet = desk.facet("a", 2, "").await;
    assert_eq!((facet.values, facet.distinct), (counted(&[("x", 2), ("1.5", 1)]), 4));
    let facet = desk.facet("a", 10, "YE").await;
    assert_eq!((facet.values, facet.distinct, facet.lines), (counted(&[("Yes", 1)]), 1, 4));
    let facet = desk.facet("no.such", 10, "").await;
    assert_eq!((facet.values, facet.distinct, facet.lines), (vec![], 0, 0));
}

#[tokio::test]
async fn figures_are_computed_of_numbers_and_of_text_that_is_one() {
    let desk = Desk::with(outcomes()).await;
    let figures = [
        (Count, ""),
        (Count, "outcome"),
        (Distinct, "outcome"),
        (Sum, "n"),
        (Average, "n"),
        (Min, "n"),
        (Max, "n"),
        (Percentile(50), "n"),
        (Sum, "outcome"),
    ];
    let all =
        [4.0, 3.0, 2.0, 8.5, 2.125, 1.0, 3.0, 2.0].map(Some).into_iter().chain([None]).collect::<Vec<_>>();
    assert_eq!(desk.groups(&figures, &[], no_ask()).await, [group(&[], 4, &all)]);
    let expected = [
        group(&[Some("failure")], 2, &[Some(5.0)]),
        group(&[Some("success")], 1, &[Some(1.0)]),
        group(&[None], 1, &[Some(2.5)]),
    ];
    assert_eq!(desk.groups(&[(Sum, "n")], &["outcome"], no_ask()).await, expected);
    let two = Aggregate { limit: 2, ..no_ask() };
    assert_eq!(desk.groups(&[(Sum, "n")], &["outcome"], two).await, expected[..2]);
}

#[tokio::test]
async fn groups_by_time_come_in_its_order_and_by_two_fields_in_pairs() {
    let desk = Desk::with(outcomes()).await;
    let by_time = Aggregate { interval: Some(HALF), ..no_ask() };
    let at = |bucket_ms, group| Group { bucket_ms: Some(bucket_ms), ..group };
    let expected = [at(0, group(&[], 2, &[Some(2.0)])), at(30_000, group(&[], 2, &[Some(3.0)]))];
    assert_eq!(desk.groups(&[(Max, "n")], &[], by_time).await, expected);

    let desk = Desk::with(vec![line(1, r#"{"a":["x","y"],"b":["p","q"]}"#), line(2, r#"{"a":"x"}"#)]).await;
    let expected = [
        group(&[Some("x"), Some("p")], 1, &[]),
        group(&[Some("x"), Some("q")], 1, &[]),
        group(&[Some("x"), None], 1, &[]),
        group(&[Some("y"), Some("p")], 1, &[]),
        group(&[Some("y"), Some("q")], 1, &[]),
    ];
    assert_eq!(desk.groups(&[], &["a", "b"], no_ask()).await, expected);
}

#[tokio::test]
async fn without_lines_there_is_one_empty_row_and_none_by_value() {
    let desk = Desk::with(vec![]).await;
    let figures = [(Count, ""), (Sum, "n")];
    assert_eq!(desk.groups(&figures, &[], no_ask()).await, [group(&[], 0, &[Some(0.0), None])]);
    assert_eq!(desk.groups(&figures, &["n"], no_ask()).await, []);
}

#[tokio::test]
async fn fields_are_told_by_their_first_spelling_with_what_they_hold() {
    let desk = Desk::with(vec![
        Line { host: "kms".to_owned(), ..line(1, r#"{"a":{"b":[1,"x",1]},"source":"kms"}"#) },
        line(2, r#"{"a":{"b":true},"_own":1}"#),
    ])
    .await;
    let answer = desk.events.fields(&desk.reader(), &selection("")).await.unwrap();
    let field = |name: &str, lines, distinct, kinds| FieldInfo {
        name: name.to_owned(),
        lines,
        distinct,
        exact: true,
        kinds,
    };
    let text = Kinds { text: true, ..Kinds::default() };
    let all = Kinds { text: true, number: true, boolean: true };
    assert_eq!(answer.found, [field("a.b", 2, 3, all), field("host", 1, 1, text)]);
}

#[tokio::test]
async fn a_tail_goes_on_where_it_was_and_looks_at_each_line_once() {
    let transient = Line { flags: Flags { transient: true, ..Flags::default() }, ..line(3, "three") };
    let desk = Desk::with(vec![line(9, "one"), line(1, "two"), transient, line(4, "four")]).await;
    assert_eq!(desk.tail("", 0, 10).await, (["one", "two", "three", "four"].map(str::to_owned).to_vec(), 4));
    assert_eq!(desk.tail("", 1, 2).await, (vec!["two".to_owned(), "three".to_owned()], 3));
    assert_eq!(desk.tail("", 3, 2).await, (vec!["four".to_owned()], 4));
    assert_eq!(desk.tail("", 4, 2).await, (vec![], 4));
    assert_eq!(desk.tail("", 9, 2).await, (vec![], 9));
    assert_eq!(desk.tail("two", 0, 1).await, (vec!["two".to_owned()], 2));
    assert_eq!(desk.tail("nothing-like-it", 0, 1).await, (vec![], 4));
}

#[tokio::test]
async fn the_head_is_the_last_line_on_disk_also_after_a_restart() {
    let desk = Desk::with(vec![line(1, "one"), line(2, "two")]).await;
    let mut head = desk.events.head();
    assert_eq!(*head.borrow_and_update(), 2);
    desk.append(vec![line(2, "two")]).await;
    assert!(!head.has_changed().unwrap(), "a duplicate is no new line");
    desk.append(vec![line(3, "three")]).await;
    assert_eq!(*head.borrow_and_update(), 3);
    let Desk { _folder: folder, store, events } = desk;
    store.close().await;
    drop((store, events));
    let desk = Desk::open(folder, Limits::default(), vec![]).await;
    desk.events.ready().await.unwrap();
    assert_eq!(*desk.events.head().borrow(), 3);
}

#[tokio::test]
async fn what_a_reader_may_not_see_and_what_is_transient_is_not_counted() {
    let transient =
        Line { flags: Flags { transient: true, ..Flags::default() }, ..line(3, r#"{"outcome":"t"}"#) };
    let desk = Desk::with([outcomes(), vec![transient]].concat()).await;
    let (reader, all) = (reader("outcome:failure"), selection(""));
    let ask = FacetAsk { field: "outcome".to_owned(), limit: 10, search: String::new() };
    let facets = desk.events.facets(&reader, &all, std::slice::from_ref(&ask)).await.unwrap();
    assert_eq!(facets.found[0].values, [("failure".to_owned(), 2)]);
    assert_eq!(desk.events.histogram(&reader, &all, HALF, 0, None).await.unwrap().found.total, 2);
    let tail = desk.events.tail(&reader, &Query::everything(), &Filters::default(), 0, 10).await.unwrap();
    assert_eq!((tail.lines.len(), tail.seen_seq), (2, 7));
    assert_eq!(desk.facet("outcome", 10, "").await.distinct, 2);
}

#[tokio::test]
async fn a_budget_that_is_spent_is_told() {
    let limits = Limits { search_lines: 2, ..Limits::default() };
    let desk = Desk::open(tempfile::tempdir().unwrap(), limits, outcomes()).await;
    let answer = desk.events.histogram(&desk.reader(), &selection(""), HALF, 0, None).await.unwrap();
    assert_eq!(answer.incomplete.as_deref(), Some("stopped after reading 3 lines"));
    assert_eq!((answer.lines_read, answer.found.total), (3, 1));
}
