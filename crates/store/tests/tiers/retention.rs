//! Lines go when their time is over: whole segments and chunks of them.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use generator::{GeneratedEvent, Generator, Profile};
use model::line::Line;
use query::{Filters, Query};
use store::{Cursor, Limits, Order, Search, Stored};

use crate::{
    case::{Request, any_requests},
    desk::{Desk, few, many, reader, seq_of},
    holds, run,
};

impl Desk {
    /// The numbers of all lines, by search and by number.
    async fn seqs(&self, last_seq: u64) -> BTreeSet<u64> {
        let (mut found, mut after) = (vec![], None);
        loop {
            let page = self.events.search(&reader(""), search("", Order::Oldest, after)).await.unwrap();
            assert_eq!(page.incomplete, None);
            found.extend(page.lines.iter().map(|stored| stored.id.seq));
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        let seqs: BTreeSet<u64> = found.iter().copied().collect();
        assert_eq!(seqs.len(), found.len(), "no line is found twice");
        for seq in 0..=last_seq + 1 {
            assert_eq!(self.find(seq).await.is_some(), seqs.contains(&seq), "{seq}");
        }
        seqs
    }

    async fn expire(&self, before_ms: i64) {
        self.events.expire(before_ms);
        self.events.settled().await.unwrap();
    }
}

fn search(text: &str, order: Order, after: Option<Cursor>) -> Search {
    let query = if text.is_empty() { Query::everything() } else { query::parse(text).query };
    let (from_ms, to_ms) = (i64::MIN, i64::MAX);
    Search { query, filters: Filters::default(), from_ms, to_ms, order, limit: 50, after }
}

fn line(number: i64) -> Line {
    Line { time_ms: number, own_time: true, text: format!("line {number}"), ..Line::default() }
}

fn events(generator: &mut Generator, count: usize) -> Vec<Line> {
    let own_time = true;
    let line = |event: GeneratedEvent| Line {
        time_ms: event.time_ms,
        own_time,
        text: event.text,
        ..Line::default()
    };
    generator.take(count).map(line).collect()
}

fn request(lines: Vec<Line>, received_ms: i64) -> Request {
    Request { name: "r".to_owned(), lines, received_ms, comes_again: false }
}

#[test]
fn what_is_past_its_time_goes_and_nothing_else_also_over_restarts() {
    holds(12, (any_requests(), few(), 990..1_170_i64), |(requests, limits, before_ms)| {
        run(async {
            let most_kept = limits.segment_lines + 2 * (limits.chunk_lines + 12);
            let mut desk = Desk::open(limits).await;
            let (mut last_seq, mut young, mut old) = (0, BTreeSet::new(), 0);
            for request in &requests {
                for (stored, line) in desk.append(request).await.iter().zip(&request.lines) {
                    if let Stored::New(id) = stored {
                        last_seq = id.seq;
                        if request.received_ms >= before_ms && !line.flags.transient {
                            young.insert(id.seq);
                        } else if !line.flags.transient {
                            old += 1;
                        }
                    }
                }
            }
            desk.events.settled().await.unwrap();
            let all = desk.seqs(last_seq).await;
            assert_eq!(all.len(), young.len() + old);
            desk.expire(before_ms).await;
            let left = desk.seqs(last_seq).await;
            assert!(young.is_subset(&left) && left.is_subset(&all));
            // Only what shares its segment or its chunk with younger lines is still there.
            assert!(left.len() - young.len() <= most_kept, "{} of {old}", left.len() - young.len());
            desk = desk.reopen().await;
            assert_eq!(desk.seqs(last_seq).await, left);
            desk.events.settled().await.unwrap();
            assert_eq!(desk.seqs(last_seq).await, left);

            desk.expire(i64::MAX).await;
            assert_eq!((desk.seqs(last_seq).await.len(), desk.events.figures().lines), (0, 0));
            desk = desk.reopen().await;
            assert_eq!((desk.seqs(last_seq).await.len(), desk.events.figures().lines), (0, 0));
            assert_eq!(*desk.events.head().borrow(), last_seq);
            let again = desk.append(&requests[0]).await;
            assert_eq!(seq_of(&again[0]), last_seq + 1, "what is gone may come again, under a new number");
        });
    });
}

#[test]
fn a_number_is_never_given_twice() {
    run(async {
        let mut desk = Desk::open(Limits { chunk_lines: 3, segment_lines: 11, ..many() }).await;
        let mut given = BTreeSet::new();
        for round in 0..12 {
            for part in 0..round {
                let lines = (0..=part).map(|number| line(100 * part + number)).collect();
                for stored in desk.append(&request(lines, round)).await {
                    let Stored::New(id) = stored else { panic!("all earlier lines are gone: {stored:?}") };
                    assert!(given.insert(id.seq), "{}", id.seq);
                }
            }
            if round % 3 == 0 {
                desk = desk.reopen().await;
            }
            desk.expire(round + 1).await;
            if round % 2 == 0 {
                desk = desk.reopen().await;
            }
        }
        assert_eq!(given.last().copied(), Some(given.len() as u64));
    });
}

#[test]
fn one_request_may_bring_more_lines_than_one_segment_holds() {
    run(async {
        let mut desk = Desk::open(Limits { chunk_lines: 2048, ..many() }).await;
        let request = request((1..=70_000).map(line).collect(), 5);
        for _ in 0..2 {
            let stored = desk.append(&request).await;
            assert!(stored.iter().map(seq_of).eq(1..=70_000));
            desk.events.settled().await.unwrap();
            for number in [1_i64, 65_536, 65_537, 70_000] {
                assert_eq!(desk.find(number.unsigned_abs()).await.unwrap().line, line(number));
            }
            desk = desk.reopen().await;
        }
    });
}

#[test]
fn room_is_used_again() {
    run(async {
        let mut desk = Desk::open(Limits { chunk_lines: 50, segment_lines: 250, ..many() }).await;
        let mut sizes = vec![];
        let mut generator = Generator::new(7, Profile::starting_at(0));
        for round in 0..7 {
            for _ in 0..4 {
                desk.append(&request(events(&mut generator, 250), round)).await;
            }
            desk.expire(round).await;
            // Closed, because then everything is in the one file.
            let file = desk.file();
            desk = desk.reopened_after(|| sizes.push(file.metadata().unwrap().len())).await;
        }
        let (early, late) = sizes.split_at(3);
        let most = early.iter().max().unwrap() * 5 / 4;
        assert!(late.iter().all(|size| *size <= most), "{sizes:?}");
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn searches_that_run_meanwhile_do_not_fail() {
    let limits = Limits { chunk_lines: 20, segment_lines: 60, cache_bytes: 0, ..many() };
    let desk = Arc::new(Desk::open(limits).await);
    let is_over = Arc::new(AtomicBool::new(false));
    let searchers: Vec<_> = ["", "event", "reason.reasonCode:>=200", "-nothing"]
        .into_iter()
        .map(|text| {
            let (desk, is_over) = (desk.clone(), is_over.clone());
            tokio::spawn(async move {
                let mut searches = 0;
                while !is_over.load(Ordering::Relaxed) {
                    for order in [Order::Newest, Order::Oldest] {
                        let mut after = None;
                        loop {
                            let page =
                                desk.events.search(&reader(""), search(text, order, after)).await.unwrap();
                            assert_eq!(page.incomplete, None);
                            searches += 1;
                            for stored in page.lines.iter().take(3) {
                                desk.find(stored.id.seq).await;
                            }
                            after = page.next;
                            if after.is_none() {
                                break;
                            }
                        }
                    }
                }
                searches
            })
        })
        .collect();
    let mut generator = Generator::new(9, Profile::starting_at(0));
    for round in 0..20 {
        desk.append(&request(events(&mut generator, 90), round)).await;
        desk.expire(round - 1).await;
    }
    is_over.store(true, Ordering::Relaxed);
    for searcher in searchers {
        assert!(searcher.await.unwrap() > 0);
    }
}
