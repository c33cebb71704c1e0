//! What is refused and put into quarantine.

use std::hash::{BuildHasher, RandomState};

use actions::{Error, events, ingestion_key, quarantine};
use model::{event::Event, sentence, unstored::Refusal};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use serde_json::json;

use crate::fixture::{Fixture, PERIOD_MS, REJECT, at, lines, plain, sum, time_ms};

fn reasons(told: &[Event]) -> Vec<(String, u64)> {
    told.iter().map(|event| (event.text("requestData.reason").unwrap().to_owned(), lines(event))).collect()
}

#[tokio::test]
async fn what_is_refused_is_told_by_reason_and_key_as_a_warning() {
    let it = Fixture::new().await;
    let key = ingestion_key::create(&it.desk, &it.owner, &it.instance, "fleet").await.unwrap().key;
    it.send_broken(Some(&key), Refusal::Long, 3).await;
    it.pass(1000);
    it.send_broken(Some(&key), Refusal::Long, 1).await;
    it.send_broken(None, Refusal::Long, 2).await;
    it.send_broken(None, Refusal::Encoding, 1).await;
    it.flush().await.unwrap();
    let mut told = it.told(REJECT).await;
    told.sort_by_key(lines);
    let named = |reason: &str, lines| (reason.to_owned(), lines);
    assert_eq!(reasons(&told), [named("not UTF-8", 1), named("line too long", 2), named("line too long", 4)]);
    let request =
        json!({"reason": "line too long", "keyId": key.id, "lines": 4, "from": at(0), "to": at(1000)});
    assert_eq!(told[2].at("requestData"), Some(&request));
    assert_eq!(told[0].at("requestData.keyId"), None);
    for (path, expected) in [
        ("target.name", "fleet"),
        ("initiator.id", "spoor"),
        ("outcome", "success"),
        ("severity", "warning"),
        ("message", "Activity Tracker: reject events fleet"),
    ] {
        assert_eq!(told[2].text(path), Some(expected), "{path}");
    }
    let sentence = sentence::join(&sentence::tell(&told[2], Some("Activity Tracker"), None));
    assert!(sentence.starts_with("Spoor rejected events of fleet in Activity Tracker"), "{sentence}");
    assert!(it.told_in(&it.home, &it.owner, REJECT).await.is_empty(), "it is told in its own instance alone");
}

#[tokio::test]
async fn what_a_sender_writes_into_a_line_makes_no_reasons_of_its_own() {
    let it = Fixture::new().await;
    for _ in 0..40 {
        // The words told to the sender differ from line to line.
        it.send_broken(None, Refusal::Form, 5).await;
    }
    it.flush().await.unwrap();
    assert_eq!(reasons(&it.told(REJECT).await), [("not of the documented form".to_owned(), 200)]);
}

#[tokio::test]
async fn over_retries_kills_and_failures_each_refused_line_is_told_once() {
    let seed = RandomState::new().hash_one("seed");
    let mut dice = SmallRng::seed_from_u64(seed);
    let mut it = Fixture::new().await;
    let mut sent = 0;
    for _ in 0..80 {
        match dice.random_range(0..10) {
            0..4 => {
                let refusal = [Refusal::Long, Refusal::Beside][dice.random_range(0..2)];
                let count = dice.random_range(1..4);
                it.send_broken(None, refusal, count).await;
                sent += count as u64;
            }
            4..6 => {
                // The number of the newest is given again once it has left.
                let (kept, _) = quarantine::list(&it.desk, &it.owner, &it.instance, 1).await.unwrap();
                if let Some(newest) = kept.first() {
                    quarantine::retry(&it.desk, &it.owner, &it.instance, newest.id).await.unwrap();
                }
            }
            6 => it = it.killed().await,
            7 => {
                let refused = it.refuse_events();
                let _ = it.flush().await;
                refused.execute_batch("drop trigger refused").unwrap();
            }
            _ => {
                it.pass(dice.random_range(0..PERIOD_MS / 1000) * 1000);
                it.flush().await.unwrap();
            }
        }
    }
    it = it.killed().await;
    it.pass(PERIOD_MS);
    it.flush().await.unwrap();
    it.flush().await.unwrap();
    let told = it.told(REJECT).await;
    assert_eq!(sum(&told), sent, "seed {seed}");
    let mut times: Vec<i64> = told.iter().map(time_ms).collect();
    times.dedup();
    assert!(times.windows(2).all(|two| two[1] - two[0] >= PERIOD_MS), "seed {seed}: {times:?}");
}

#[tokio::test]
async fn what_can_not_be_told_now_is_told_later_and_once() {
    let it = Fixture::new().await;
    it.send_broken(None, Refusal::Long, 3).await;
    let refused = it.refuse_events();
    assert!(matches!(it.flush().await, Err(Error::Failed(_))));
    it.send_broken(None, Refusal::Long, 1).await;
    refused.execute_batch("drop trigger refused").unwrap();
    it.flush().await.unwrap();
    it.flush().await.unwrap();
    assert_eq!(reasons(&it.told(REJECT).await), [("line too long".to_owned(), 4)]);
}

#[tokio::test]
async fn what_an_import_refuses_is_told_when_the_desk_runs_again() {
    let it = Fixture::new().await;
    let broken = actions::line::Incoming::Broken {
        refusal: Refusal::Encoding,
        reason: "the line is not UTF-8 from byte 0".to_owned(),
        text: vec![255],
    };
    events::append(&it.desk, &it.owner, &it.instance, vec![plain("whole"), broken]).await.unwrap();
    let it = it.killed().await;
    it.flush().await.unwrap();
    assert_eq!(reasons(&it.told(REJECT).await), [("not UTF-8".to_owned(), 1)]);
}
