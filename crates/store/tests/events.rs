//! What the event store promises to those who send and those who search.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use std::time::Duration;

use model::{
    id::{EventId, InstanceId},
    instance::Instance,
    line::Line,
    unstored::Refusal,
};
use proptest::prelude::*;
use query::{Filters, Query};
use store::{
    Append, AppendError, Cursor, EventStore, Limits, Order, Page, Reader, Rejected, Search, Store, Stored,
};

struct Desk {
    folder: tempfile::TempDir,
    store: Store,
    events: EventStore,
}

impl Desk {
    async fn open(limits: Limits) -> Self {
        Self::open_in(tempfile::tempdir().unwrap(), limits).await
    }

    async fn open_in(folder: tempfile::TempDir, limits: Limits) -> Self {
        let store = Store::open(folder.path(), limits).await.unwrap();
        let events = store.open_events(&instance()).await.unwrap();
        Self { folder, store, events }
    }

    async fn reopen(self) -> Self {
        let Self { folder, store, events } = self;
        store.close().await;
        drop((store, events));
        Self::open_in(folder, Limits::default()).await
    }

    fn reader(&self) -> Reader {
        Reader { instance: self.events.instance().clone(), scope: Query::everything() }
    }

    async fn append(&self, lines: Vec<Line>) -> Vec<Stored> {
        self.events.append(request("r", lines)).await.unwrap()
    }

    async fn search(&self, search: Search) -> Page {
        self.events.search(&self.reader(), search).await.unwrap()
    }

    async fn texts(&self) -> Vec<String> {
        let page = self.search(everything(Order::Oldest, 1000)).await;
        page.lines.into_iter().map(|stored| stored.line.text).collect()
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

fn request(name: &str, lines: Vec<Line>) -> Append {
    Append { lines, request: name.as_bytes().to_vec(), received_ms: 5, ..Append::default() }
}

fn line(time_ms: i64, text: &str) -> Line {
    Line { time_ms, own_time: true, text: text.to_owned(), ..Line::default() }
}

fn everything(order: Order, limit: usize) -> Search {
    Search {
        query: Query::everything(),
        filters: Filters::default(),
        from_ms: i64::MIN,
        to_ms: i64::MAX,
        order,
        limit,
        after: None,
    }
}

fn seq_of(stored: &Stored) -> u64 {
    match stored {
        Stored::New(id) | Stored::Duplicate(id) => id.seq,
    }
}

#[tokio::test]
async fn an_acknowledged_line_is_found_at_once_by_search_and_by_id() {
    let desk = Desk::open(Limits::default()).await;
    let stored = desk.append(vec![line(10, "a"), line(5, "b")]).await;
    assert_eq!(stored.iter().map(seq_of).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(desk.texts().await, ["b", "a"]);
    let found = desk.events.find(&desk.reader(), 2).await.unwrap().unwrap();
    assert_eq!((found.line.text.as_str(), found.received_ms), ("b", 5));
    assert_eq!(desk.events.find(&desk.reader(), 3).await.unwrap(), None);
    assert_eq!(desk.events.find(&desk.reader(), 0).await.unwrap(), None);
}

#[tokio::test]
async fn a_line_that_comes_again_is_recognised_even_after_a_restart() {
    let desk = Desk::open(Limits::default()).await;
    desk.append(vec![line(10, "a")]).await;
    let desk = desk.reopen().await;
    let again = desk.append(vec![line(10, "a"), line(11, "a"), line(11, "a")]).await;
    let id = |seq| EventId { instance: desk.events.instance().clone(), seq };
    assert_eq!(again, [Stored::Duplicate(id(1)), Stored::New(id(2)), Stored::Duplicate(id(2))]);
    assert_eq!(desk.texts().await.len(), 2);
}

#[tokio::test]
async fn a_line_without_a_time_of_its_own_is_only_a_duplicate_within_its_request() {
    let desk = Desk::open(Limits::default()).await;
    let plain = || Line { own_time: false, ..line(10, "a") };
    let first = desk.events.append(request("one", vec![plain(), plain()])).await.unwrap();
    assert_eq!(first.iter().map(seq_of).collect::<Vec<_>>(), [1, 1]);
    let second = desk.events.append(request("two", vec![plain()])).await.unwrap();
    assert_eq!(second.iter().map(seq_of).collect::<Vec<_>>(), [2]);
    let repeated = desk.events.append(request("one", vec![plain()])).await.unwrap();
    assert_eq!(repeated.iter().map(seq_of).collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn a_refused_line_is_kept_with_its_reason() {
    let desk = Desk::open(Limits::default()).await;
    let rejected = Rejected {
        position: 3,
        reason: "too long".to_owned(),
        line: vec![b'x'; 5000],
        key: None,
        sender: "192.0.2.1".to_owned(),
    };
    desk.events
        .append(Append { rejected: vec![(Refusal::Long, rejected.clone())], ..request("r", vec![]) })
        .await
        .unwrap();
    let kept = desk.events.quarantined(10).await.unwrap();
    assert_eq!(kept.iter().map(|kept| &kept.rejected).collect::<Vec<_>>(), [&rejected]);
    assert!(desk.texts().await.is_empty());
}

#[tokio::test]
async fn a_full_queue_takes_nothing_and_says_so() {
    let desk = Desk::open(Limits { queue_bytes: 1000, ..Limits::default() }).await;
    let (one, two) = tokio::join!(
        desk.events.append(request("1", vec![line(1, &"x".repeat(700))])),
        desk.events.append(request("2", vec![line(2, &"y".repeat(700))])),
    );
    assert!(one.is_ok());
    assert_eq!(two, Err(AppendError::QueueFull));
    assert_eq!(desk.texts().await.len(), 1);
    desk.append(vec![line(3, &"z".repeat(5000))]).await;
}

#[tokio::test]
async fn a_search_that_ends_early_says_so_and_goes_on_from_its_cursor() {
    let limits = Limits { search_lines: 1, search_time: Duration::from_secs(60), ..Limits::default() };
    let desk = Desk::open(limits).await;
    for time_ms in 0..40 {
        desk.append(vec![line(time_ms, &format!("{time_ms}")), line(time_ms, "same")]).await;
    }
    for order in [Order::Newest, Order::Oldest] {
        let (mut found, mut pages, mut after) = (vec![], 0, None);
        loop {
            let page = desk.search(Search { after, ..everything(order, 1000) }).await;
            found.extend(page.lines.iter().map(|stored| stored.id.seq));
            pages += 1;
            assert_eq!(page.incomplete.is_some(), page.next.is_some());
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        found.sort_unstable();
        assert_eq!(found, (1..=80).collect::<Vec<u64>>());
        assert!(pages > 1, "{pages}");
    }
}

#[tokio::test]
async fn an_instance_has_one_writer_however_many_open_it_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Limits::default()).await.unwrap();
    let opened = futures::future::try_join_all((0..8).map(|_| {
        let store = store.clone();
        async move { store.open_events(&instance()).await }
    }))
    .await
    .unwrap();
    let numbers = futures::future::join_all(
        opened.iter().zip(1..).map(|(events, time_ms)| events.append(request("r", vec![line(time_ms, "a")]))),
    )
    .await;
    let mut seqs: Vec<u64> = numbers.into_iter().map(|stored| seq_of(&stored.unwrap()[0])).collect();
    seqs.sort_unstable();
    assert_eq!(seqs, [1, 2, 3, 4, 5, 6, 7, 8]);
}

#[tokio::test]
async fn a_second_process_is_kept_off_the_data() {
    let desk = Desk::open(Limits::default()).await;
    let Err(error) = Store::open(desk.folder.path(), Limits::default()).await else {
        panic!("opened twice");
    };
    assert!(matches!(error, store::StoreError::Folder(_)), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Paging in either direction, over late and equal times and any cut into requests, gives
    /// exactly the lines of the range, each once and in order.
    #[test]
    fn pages_hold_every_line_of_the_range_once_and_in_order(
        requests in proptest::collection::vec(proptest::collection::vec(0_i64..30, 1..12), 1..10),
        limit in 1_usize..9,
        (from_ms, to_ms) in (0_i64..30, 0_i64..34),
        newest in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::open(Limits::default()).await;
            let mut expected = vec![];
            for (number, times) in requests.iter().enumerate() {
                let lines: Vec<Line> =
                    times.iter().enumerate().map(|(at, time)| line(*time, &format!("{number} {at}"))).collect();
                let stored = desk.append(lines).await;
                expected.extend(times.iter().zip(stored).map(|(time, stored)| (*time, seq_of(&stored))));
            }
            expected.retain(|(time, _)| (from_ms..to_ms).contains(time));
            expected.sort_unstable();
            let order = if newest { Order::Newest } else { Order::Oldest };
            if newest {
                expected.reverse();
            }
            let (mut found, mut after) = (vec![], None);
            loop {
                let page = desk.search(Search { from_ms, to_ms, after, ..everything(order, limit) }).await;
                prop_assert!(page.lines.len() <= limit && page.incomplete.is_none());
                found.extend(page.lines.iter().map(|stored| stored.position()));
                match page.next {
                    Some(next) => {
                        prop_assert_eq!(next, found.last().map(|(time_ms, seq)| Cursor { time_ms: *time_ms, seq: *seq }).unwrap());
                        after = Some(next);
                    }
                    None => break,
                }
            }
            prop_assert_eq!(found, expected);
            Ok(())
        })?;
    }
}
