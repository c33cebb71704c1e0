//! `kill -9` at random moments under load.

use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::SmallRng};
use tests::Desk;

use crate::load::Ledger;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_at_any_instant_loses_nothing_that_was_acknowledged_and_doubles_nothing() {
    let rounds: i64 = std::env::var("SPOOR_CRASH_ROUNDS").map_or(10, |rounds| rounds.parse().unwrap());
    let seed: u64 =
        std::env::var("SPOOR_CRASH_SEED").map_or_else(|_| rand::rng().random(), |seed| seed.parse().unwrap());
    println!("SPOOR_CRASH_SEED={seed}");
    let mut dice = SmallRng::seed_from_u64(seed);
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
