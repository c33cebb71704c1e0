//! `kill -9` at random moments while lines are held, and while they are moved.

use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::SmallRng};
use tests::{Desk, eventually, run};

use crate::load::Ledger;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_while_lines_are_held_or_moved_loses_and_doubles_none_of_them() {
    let rounds: i64 = std::env::var("SPOOR_CRASH_ROUNDS").map_or(8, |rounds| rounds.parse().unwrap());
    let seed: u64 =
        std::env::var("SPOOR_CRASH_SEED").map_or_else(|_| rand::rng().random(), |seed| seed.parse().unwrap());
    println!("SPOOR_CRASH_SEED={seed}");
    let mut dice = SmallRng::seed_from_u64(seed);
    let mut desk = Desk::start_with(&["--chunk-lines", "30", "--segment-lines", "150"]).await;
    // The lines name no location: nobody knows where they belong.
    let collector = tests::collector_key(desk.folder.path());
    let service = desk.key("service");
    let ledger = Ledger::default();
    for round in 0..rounds {
        let mut senders = tokio::task::JoinSet::new();
        for sender in 0..3 {
            senders.spawn(ledger.clone().send_lines(
                desk.url.clone(),
                collector.clone(),
                format!("r{round}s{sender}"),
            ));
        }
        if round == rounds / 2 {
            // From here on lines are moved, and new ones go past them.
            run(desk.folder.path(), &["holding", "release", "--location", "unknown", "--to", "us-south"]);
        }
        // Not a wait for something to be done: the moment of the kill is what is tried out.
        tokio::time::sleep(Duration::from_micros(dice.random_range(20_000..250_000))).await;
        desk.kill();
        senders.join_all().await;
        desk.restart().await;
        if dice.random_bool(0.5) {
            ledger.send_again(&desk, &collector).await;
        }
    }
    ledger.send_again(&desk, &collector).await;
    eventually("everything has been moved", || async {
        run(desk.folder.path(), &["holding", "list"]).is_empty().then_some(())
    })
    .await;
    ledger.check_lines(&desk, &service, 0..rounds).await;
}
