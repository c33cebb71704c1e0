//! Figures of graphs are those of the raw lines, whatever is asked and wherever the lines are.
//!
//! What the store answers is held against a reckoning that reads each line's JSON by itself. Lines
//! come late, between two times of asking, when what was counted before is remembered. Each run
//! draws a new seed; a failure prints it, and `QUERY_SEED=<seed>` runs it again. `QUERY_FACTOR`
//! asks for so many times more.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod asks;
mod case;
mod lines;
mod oracle;

use std::hash::{BuildHasher, RandomState};

use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, RngSeed, TestError, TestRunner},
};

use case::{Desk, any_limits};

fn holds<S: Strategy>(cases: u32, strategy: S, property: impl Fn(S::Value)) {
    let given = std::env::var("QUERY_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().hash_one("seed"));
    let factor: u32 = std::env::var("QUERY_FACTOR").ok().and_then(|factor| factor.parse().ok()).unwrap_or(1);
    println!("QUERY_SEED={seed}");
    let config = Config {
        cases: cases * factor,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 60,
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

#[test]
fn graphs_show_the_figures_of_the_raw_lines_wherever_these_are_and_however_late() {
    let lines = || vec(vec(lines::any_line(), 1..12), 0..9);
    let asked = vec(asks::any_graph(), 1..6);
    holds(30, (lines(), lines(), asked, any_limits()), |(early, late, asks, limits)| {
        run(async {
            let mut desk = Desk::open(limits).await;
            desk.append(&early).await;
            desk.check(&asks).await;
            desk.events.settled().await.unwrap();
            desk.check(&asks).await;
            // What was counted is remembered by now, and older lines come.
            desk.append(&late).await;
            desk.check(&asks).await;
            desk.events.settled().await.unwrap();
            desk.check(&asks).await;
        });
    });
}

#[test]
fn what_is_remembered_answers_no_other_question() {
    let lines = vec(vec(lines::any_line(), 1..12), 3..12);
    let changes = vec((asks::any_form(), 0..9_u8), 1..12);
    holds(20, (lines, asks::any_form(), changes, any_limits()), |(lines, form, changes, limits)| {
        run(async {
            let mut desk = Desk::open(limits).await;
            desk.append(&lines).await;
            desk.events.settled().await.unwrap();
            let mut form = form;
            for (other, what) in changes {
                desk.check(&[form.ask()]).await;
                form = form.changed(&other, what);
            }
            desk.check(&[form.ask()]).await;
        });
    });
}
