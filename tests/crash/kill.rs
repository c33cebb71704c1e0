//! `kill -9` at random moments under load.

use std::{process::Command, time::Duration};

use rand::{RngExt, SeedableRng, rngs::SmallRng};
use tests::{Desk, spoor};

use crate::load::Ledger;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_at_any_instant_loses_nothing_that_was_acknowledged_and_doubles_nothing() {
    let (rounds, mut dice) = (rounds(10), dice());
    // So few that some are sealed in every round.
    let mut desk = Desk::start_with(&["--chunk-lines", "30", "--segment-lines", "150"]).await;
    let (ingestion, service) = (desk.key("ingestion"), desk.key("service"));
    let ledger = Ledger::default();
    for round in 0..rounds {
        let mut senders = tokio::task::JoinSet::new();
        for sender in 0..3 {
            senders.spawn(ledger.clone().send_lines(
                desk.url.clone(),
                ingestion.clone(),
                format!("r{round}s{sender}"),
            ));
        }
        senders.spawn(ledger.clone().save_views(desk.url.clone(), service.clone(), format!("r{round}")));
        // Not a wait for something to be done: the moment of the kill is what is tried out.
        tokio::time::sleep(Duration::from_micros(dice.random_range(1_000..250_000))).await;
        desk.kill();
        senders.join_all().await;
        desk.restart().await;
        ledger.check_lines(&desk, &service, round..round + 1).await;
        if dice.random_bool(0.5) {
            ledger.send_again(&desk, &ingestion).await;
        }
    }
    ledger.send_again(&desk, &ingestion).await;
    ledger.check_lines(&desk, &service, 0..rounds).await;
    desk.sealed(1).await;
    ledger.check_views(&desk, &service).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_while_lines_expire_takes_none_that_is_to_stay_and_brings_none_back() {
    let (rounds, mut dice) = (rounds(6), dice());
    let mut desk = Desk::start_with(&["--chunk-lines", "30", "--segment-lines", "150"]).await;
    let (ingestion, service) = (desk.key("ingestion"), desk.key("service"));
    desk.kill();
    keep_one_day(&desk);
    let ledger = Ledger::default();
    // With each round two days have gone by: what came in the round before is past its time.
    for round in 0..rounds {
        let ahead = (2 * round).to_string();
        desk.restart_with(&[("SPOOR_CLOCK_AHEAD", &ahead)]).await;
        let mut senders = tokio::task::JoinSet::new();
        for sender in 0..2 {
            let name = format!("r{round}s{sender}");
            senders.spawn(ledger.clone().send_lines(desk.url.clone(), ingestion.clone(), name));
        }
        // The moment of the kill is what is tried out: while old lines go, new ones come.
        tokio::time::sleep(Duration::from_micros(dice.random_range(1_000..400_000))).await;
        desk.kill();
        senders.join_all().await;
        desk.restart_with(&[("SPOOR_CLOCK_AHEAD", &ahead)]).await;
        ledger.check_lines(&desk, &service, round..round + 1).await;
        // Lines of the round before may lie in one segment with some of this one.
        Ledger::check_gone(&desk, &service, 0..round - 1).await;
        desk.kill();
    }
    desk.restart_with(&[("SPOOR_CLOCK_AHEAD", &(2 * rounds).to_string())]).await;
    Ledger::check_gone(&desk, &service, 0..rounds).await;
    assert!(desk.stop());
    let verified = Command::new(spoor()).args(["verify", "--data"]).arg(desk.folder.path()).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

fn keep_one_day(desk: &Desk) {
    let retain = ["instance", "retain", "--location", "us-south", "--days", "1", "--data"];
    assert!(Command::new(spoor()).args(retain).arg(desk.folder.path()).status().unwrap().success());
}

pub fn rounds(few: i64) -> i64 {
    std::env::var("SPOOR_CRASH_ROUNDS").map_or(few, |rounds| rounds.parse().unwrap())
}

pub fn dice() -> SmallRng {
    let seed: u64 =
        std::env::var("SPOOR_CRASH_SEED").map_or_else(|_| rand::rng().random(), |seed| seed.parse().unwrap());
    println!("SPOOR_CRASH_SEED={seed}");
    SmallRng::seed_from_u64(seed)
}
