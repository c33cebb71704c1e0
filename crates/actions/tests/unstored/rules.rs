//! What exclusion rules keep away.

use std::hash::{BuildHasher, RandomState};

use actions::{
    Error, board_figures, deletion,
    exclusion_rule::{self, ExclusionPatch},
};
use jiff::tz::TimeZone;
use model::{
    deletion::DeletedKind, exclusion_rule::RuleKind, sentence, starter_board::StarterBoard, unstored::Refusal,
};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use serde_json::json;

use crate::fixture::{APPLY, Fixture, PERIOD_MS, REJECT, START_MS, at, lines, sum, time_ms};

const KIND: RuleKind = RuleKind::Ingestion;

#[tokio::test]
async fn what_a_rule_keeps_away_is_told_in_its_instance_by_the_desk_with_rule_count_and_times() {
    let it = Fixture::new().await;
    let rule = it.rule("Noise", "noise", false).await;
    it.send("noise", 3).await;
    it.pass(1000);
    it.send("noise", 2).await;
    it.send("kept", 1).await;
    it.flush().await.unwrap();
    let told = it.told(APPLY).await;
    assert_eq!(told.len(), 1);
    let request = json!({
        "feature": "exclusion-rule",
        "ruleId": rule.id,
        "description": "Noise",
        "indexonly": false,
        "lines": 5,
        "from": at(0),
        "to": at(1000),
    });
    assert_eq!(told[0].at("requestData"), Some(&request));
    for (path, expected) in [
        ("target.name", "Noise"),
        ("initiator.id", "spoor"),
        ("outcome", "success"),
        ("severity", "normal"),
        ("message", "Activity Tracker: apply exclusion-rule Noise"),
    ] {
        assert_eq!(told[0].text(path), Some(expected), "{path}");
    }
    let sentence = sentence::join(&sentence::tell(&told[0], Some("Activity Tracker"), None));
    assert!(sentence.starts_with("Spoor applied exclusion rule Noise in Activity Tracker"), "{sentence}");
    assert!(it.told_in(&it.home, &it.owner, APPLY).await.is_empty(), "it is told in its own instance alone");
}

#[tokio::test]
async fn a_rule_is_told_at_once_then_every_five_minutes_and_not_while_it_keeps_nothing_away() {
    let it = Fixture::new().await;
    it.rule("Noise", "noise", false).await;
    for _ in 0..=180 {
        it.send("noise", 5).await;
        it.flush().await.unwrap();
        it.pass(5000);
    }
    let told = it.told(APPLY).await;
    assert_eq!(told.iter().map(lines).collect::<Vec<_>>(), [5, 300, 300, 300]);
    let begun = told.iter().map(|event| event.text("requestData.from").unwrap().to_owned());
    assert_eq!(begun.collect::<Vec<_>>(), [at(0), at(5000), at(305_000), at(605_000)]);
    for _ in 0..3 {
        it.pass(PERIOD_MS);
        it.flush().await.unwrap();
    }
    assert_eq!(it.told(APPLY).await.len(), 4);
}

#[tokio::test]
async fn over_sending_waiting_kills_and_failures_the_events_tell_what_the_rule_counts() {
    let seed = RandomState::new().hash_one("seed");
    let mut dice = SmallRng::seed_from_u64(seed);
    let mut it = Fixture::new().await;
    let rules = [it.rule("Noise", "noise", false).await, it.rule("Murmur", "murmur", true).await];
    let (mut noted, mut pending) = ([0, 0], [0, 0]);
    for _ in 0..80 {
        match dice.random_range(0..10) {
            0..5 => {
                let which = dice.random_range(0..2);
                let count = dice.random_range(1..4);
                it.send(["noise", "murmur"][which], count).await;
                pending[which] += count as u64;
            }
            5 => {
                it = it.killed().await;
                pending = [0, 0];
            }
            6 => {
                // The count is noted, and the event is not written: both are apart.
                let refused = it.refuse_events();
                let _ = it.flush().await;
                refused.execute_batch("drop trigger refused").unwrap();
                for which in 0..2 {
                    noted[which] += std::mem::take(&mut pending[which]);
                }
            }
            _ => {
                it.pass(dice.random_range(0..PERIOD_MS / 1000) * 1000);
                it.flush().await.unwrap();
                for which in 0..2 {
                    noted[which] += std::mem::take(&mut pending[which]);
                }
            }
        }
    }
    it = it.killed().await;
    it.pass(PERIOD_MS);
    it.flush().await.unwrap();
    it.flush().await.unwrap();
    let all = it.told(APPLY).await;
    for (which, rule) in rules.iter().enumerate() {
        let told: Vec<_> = { all.iter() }
            .filter(|event| event.text("requestData.ruleId") == Some(rule.id.as_str()))
            .cloned()
            .collect();
        assert_eq!((sum(&told), it.excluded(rule).await), (noted[which], noted[which]), "seed {seed}");
        let times: Vec<i64> = told.iter().map(time_ms).collect();
        assert!(times.windows(2).all(|two| two[1] - two[0] >= PERIOD_MS), "seed {seed}: {times:?}");
    }
}

#[tokio::test]
async fn what_can_not_be_written_now_is_told_later_and_once() {
    let it = Fixture::new().await;
    let rule = it.rule("Noise", "noise", false).await;
    it.send("noise", 3).await;
    let refused = it.refuse_events();
    for _ in 0..3 {
        assert!(matches!(it.flush().await, Err(Error::Failed(_))));
        it.send("noise", 1).await;
    }
    refused.execute_batch("drop trigger refused").unwrap();
    it.flush().await.unwrap();
    it.flush().await.unwrap();
    let told = it.told(APPLY).await;
    assert_eq!((told.len(), sum(&told), it.excluded(&rule).await), (1, 6, 6));
}

#[tokio::test]
async fn a_rule_that_is_changed_or_deleted_is_told_before_as_it_was() {
    let it = Fixture::new().await;
    let (desk, owner, instance) = (&it.desk, &it.owner, &it.instance);
    let rule = it.rule("Noise", "noise", false).await;
    it.send("noise", 1).await;
    it.flush().await.unwrap();
    it.pass(1000);
    it.send("noise", 2).await;
    let patch = ExclusionPatch {
        title: Some("Murmur".to_owned()),
        index_only: Some(true),
        ..ExclusionPatch::default()
    };
    exclusion_rule::update(desk, owner, instance, KIND, &rule.id, patch).await.unwrap();
    it.pass(1000);
    it.send("noise", 4).await;
    exclusion_rule::delete(desk, owner, instance, KIND, &rule.id).await.unwrap();
    let told = it.told(APPLY).await;
    let shown = |event: &model::event::Event| {
        let index_only = event.at("requestData.indexonly").unwrap() == &json!(true);
        (event.text("target.name").unwrap().to_owned(), index_only, lines(event))
    };
    let named = |title: &str, index_only, lines| (title.to_owned(), index_only, lines);
    assert_eq!(
        told.iter().map(shown).collect::<Vec<_>>(),
        [named("Noise", false, 1), named("Noise", false, 2), named("Murmur", true, 4)]
    );
    // It comes back with what it had kept away, of which all is told.
    let kept = deletion::list(desk, owner, instance).await.unwrap();
    let kept = kept.iter().find(|deletion| deletion.kind == DeletedKind::ExclusionRule).unwrap();
    deletion::undo(desk, owner, instance, &kept.id).await.unwrap();
    it.flush().await.unwrap();
    assert_eq!((it.excluded(&rule).await, sum(&it.told(APPLY).await)), (7, 7));
    it.send("noise", 1).await;
    it.flush().await.unwrap();
    assert_eq!((it.excluded(&rule).await, sum(&it.told(APPLY).await)), (8, 8));
}

#[tokio::test]
async fn no_rule_excludes_the_events_that_tell_of_rules_and_none_counts_them() {
    let it = Fixture::new().await;
    let own = it.rule("The record", "action:logdnaat OR noise OR initiator.id:spoor", false).await;
    it.send("noise", 2).await;
    it.send_broken(None, Refusal::Long, 1).await;
    for _ in 0..3 {
        it.flush().await.unwrap();
        assert_eq!((it.told(APPLY).await.len(), it.told(REJECT).await.len()), (1, 1));
        it.pass(PERIOD_MS);
    }
    assert_eq!(it.excluded(&own).await, 2);
}

#[tokio::test]
async fn who_reads_another_instance_does_not_see_what_was_not_stored_here() {
    let it = Fixture::new().await;
    it.rule("Noise", "noise", false).await;
    it.send("noise", 1).await;
    it.send_broken(None, Refusal::Long, 1).await;
    it.flush().await.unwrap();
    let elsewhere = it.reader(&it.home);
    for action in [APPLY, REJECT] {
        assert_eq!(it.told_in(&it.instance, &it.reader(&it.instance), action).await.len(), 1);
        assert!(it.told_in(&it.home, &elsewhere, action).await.is_empty());
    }
    let head = actions::event::head(&it.desk, &elsewhere, &it.instance).await;
    assert!(matches!(head, Err(Error::Forbidden { .. })));
}

#[tokio::test]
async fn the_board_of_the_desk_shows_what_was_not_stored() {
    let it = Fixture::new().await;
    it.rule("Noise", "noise", false).await;
    it.rule("Murmur", "murmur", true).await;
    for _ in 0..2 {
        it.send("noise", 3).await;
        it.send("murmur", 2).await;
        it.send_broken(None, Refusal::Long, 4).await;
        it.send_broken(None, Refusal::Encoding, 1).await;
        it.flush().await.unwrap();
        it.pass(PERIOD_MS);
    }
    it.told(APPLY).await;
    let range = board_figures::Range { from_ms: START_MS - 1000, to_ms: START_MS + 3 * PERIOD_MS };
    let shown = async |board: &str, graph: &str| {
        let starter = StarterBoard::find(board).unwrap();
        let graph = starter.graphs.iter().find(|it| it.title == graph).unwrap().clone();
        let (desk, owner, query) = (&it.desk, it.reader(&it.instance), starter.query.as_str());
        let (graphs, zone) = ([graph], TimeZone::UTC);
        let of = board_figures::of(desk, &owner, &it.instance, query, &graphs, range, &zone);
        let figures = of.await.unwrap().remove(0);
        assert_eq!(figures.incomplete, None);
        let now = figures.series.into_iter().filter(|series| !series.is_earlier);
        let told = now.map(|series| (series.by.into_iter().flatten().collect::<String>(), series.total));
        told.collect::<Vec<_>>()
    };
    let pair = |name: &str, lines: f64| (name.to_owned(), Some(lines));
    let administration = "Desk: administration";
    assert_eq!(shown(administration, "Excluded lines").await, [pair("Noise", 6.0), pair("Murmur", 4.0)]);
    assert_eq!(
        shown(administration, "Quarantined lines").await,
        [pair("line too long", 8.0), pair("not UTF-8", 2.0)]
    );
    assert_eq!(shown("Activity Tracker: all sources", "Not stored").await, [pair("", 20.0)]);
    // What the desk does by itself is no act of people.
    assert_eq!(shown(administration, "Acts").await, [pair("", 3.0)], "an instance and two rules were made");
}
