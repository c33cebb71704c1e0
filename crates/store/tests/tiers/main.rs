//! Where lines are makes no difference to what is found.
//!
//! Two stores get the same lines. One keeps them all as they came and puts each through the
//! matcher; the other moves them on after a few, so that tail, chunks and sealed segments are
//! all there. Whatever is asked, both answer alike. Each run draws a new seed; a failure prints
//! it, and `QUERY_SEED=<seed>` runs it again. `QUERY_FACTOR` asks for so many times more.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod case;
mod counts;
mod desk;
#[path = "../../../segment/tests/differential/ids.rs"]
mod ids;
#[path = "../../../query/tests/properties/lines.rs"]
mod lines;
#[expect(dead_code, reason = "shared with the tests of the query language")]
#[path = "../../../query/tests/properties/model_query.rs"]
mod model_query;
mod pages;
mod retention;

use std::hash::{BuildHasher, RandomState};

use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, RngSeed, TestError, TestRunner},
};
use store::Limits;

use case::{Request, any_requests};
use counts::any_counting;
use desk::{Desk, few, many};
use pages::{Question, any_question};

fn holds<S: Strategy>(cases: u32, strategy: S, property: impl Fn(S::Value)) {
    let given = std::env::var("QUERY_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().hash_one("seed"));
    let factor: u32 = std::env::var("QUERY_FACTOR").ok().and_then(|factor| factor.parse().ok()).unwrap_or(1);
    println!("QUERY_SEED={seed}");
    let config = Config {
        cases: cases * factor,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 30,
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

/// Runs one case to its end on a thread of its own.
fn run<T>(case: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(case)
}

/// The same lines in two stores.
struct Pair {
    plain: Desk,
    tiered: Desk,
    last_seq: u64,
}

impl Pair {
    async fn open(limits: Limits) -> Self {
        Self { plain: Desk::open(many()).await, tiered: Desk::open(limits).await, last_seq: 0 }
    }

    /// Both number the lines alike and recognise the same ones.
    async fn append(&mut self, request: &Request) {
        let plain = self.plain.append(request).await;
        assert_eq!(self.tiered.append(request).await, plain);
        self.last_seq = plain.iter().map(desk::seq_of).fold(self.last_seq, u64::max);
    }

    async fn check(&self, questions: &[Question]) {
        for question in questions {
            assert_eq!(question.ask(&self.tiered).await, question.ask(&self.plain).await, "{question:?}");
        }
        for seq in 0..=self.last_seq + 1 {
            assert_eq!(self.tiered.find(seq).await, self.plain.find(seq).await);
        }
    }

    async fn reopen(self) -> Self {
        Self { plain: self.plain.reopen().await, tiered: self.tiered.reopen().await, ..self }
    }
}

#[test]
fn lines_are_found_alike_wherever_they_are() {
    let questions = vec(any_question(), 1..12);
    holds(40, (any_requests(), questions, few()), |(requests, questions, limits)| {
        run(async {
            let mut pair = Pair::open(limits).await;
            for request in &requests {
                pair.append(request).await;
            }
            // First while they are being moved, then when they have been.
            pair.check(&questions).await;
            pair.tiered.events.settled().await.unwrap();
            pair.check(&questions).await;
            let mut pair = pair.reopen().await;
            pair.check(&questions).await;
            pair.tiered.events.settled().await.unwrap();
            for request in requests.iter().filter(|request| request.comes_again) {
                pair.append(&request.again()).await;
            }
            pair.tiered.events.settled().await.unwrap();
            pair.check(&questions).await;
        });
    });
}

#[test]
fn lines_are_counted_alike_wherever_they_are() {
    let countings = vec(any_counting(), 1..10);
    holds(12, (any_requests(), countings, few()), |(requests, countings, limits)| {
        run(async {
            let mut pair = Pair::open(limits).await;
            for request in &requests {
                pair.append(request).await;
            }
            for counting in &countings {
                counting.check(&pair.tiered, &pair.plain).await;
            }
            pair.tiered.events.settled().await.unwrap();
            let pair = pair.reopen().await;
            for counting in &countings {
                counting.check(&pair.tiered, &pair.plain).await;
            }
        });
    });
}
