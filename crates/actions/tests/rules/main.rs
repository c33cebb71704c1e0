//! What a rule excludes is what its query finds: random lines through random rules, and beside them the
//! matcher that a search asks.
//!
//! Each run draws a new seed; a failure prints it, and `QUERY_SEED=<seed>` runs it again.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../../../query/tests/properties/lines.rs"]
mod lines;
#[expect(dead_code, reason = "shared with the tests of the query language")]
#[path = "../../../query/tests/properties/model_query.rs"]
mod model_query;

use std::{
    cell::Cell,
    hash::{BuildHasher, RandomState},
};

use actions::{
    By, Caller, Clock, Desk, Error,
    exclusion_rule::{self, NewExclusionRule},
    instance,
    line::{self, Incoming, Receipt, Sender},
    setup::{self, FirstRun},
};
use model::{
    exclusion_rule::{ExclusionRule, RuleKind},
    id::InstanceId,
    line::Line,
    origin::Origin,
    person::{Email, NewPassword},
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{Config, RngSeed, TestError, TestRunner},
};
use query::{Document, Filters, Matcher};
use store::{Limits, Store};

use lines::any_line;
use model_query::any_query;

const CASES: u32 = 60;
const NOW_MS: i64 = 1_700_000_000_000;
const KIND: RuleKind = RuleKind::Ingestion;

struct Fixture {
    _folder: tempfile::TempDir,
    desk: Desk,
    owner: Caller,
    instance: InstanceId,
}

impl Fixture {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Limits::default()).await.unwrap();
        let desk = Desk::new(store, Clock::moved_by(|| NOW_MS));
        let first = FirstRun {
            email: Email::parse("ana@example.com").unwrap(),
            password: NewPassword::parse("correct horse battery").unwrap(),
            location: "us-south".to_owned(),
        };
        let by = By::Person(setup::run(&desk, first).await.unwrap());
        let owner =
            Caller { by, address: String::new(), agent: String::new(), correlation_id: "c".to_owned() };
        let instance = instance::list(&desk, &owner).await.unwrap()[0].0.id.clone();
        Self { _folder: folder, desk, owner, instance }
    }

    /// Has these rules and no others; what is no rule is passed over.
    async fn with(&self, new: Vec<NewExclusionRule>) -> Vec<ExclusionRule> {
        for old in exclusion_rule::list(&self.desk, &self.owner, &self.instance, KIND).await.unwrap() {
            exclusion_rule::delete(&self.desk, &self.owner, &self.instance, KIND, &old.id).await.unwrap();
        }
        for new in new {
            match exclusion_rule::create(&self.desk, &self.owner, &self.instance, KIND, new).await {
                Ok(_) | Err(Error::Invalid { .. }) => {}
                Err(error) => panic!("{error}"),
            }
        }
        exclusion_rule::list(&self.desk, &self.owner, &self.instance, KIND).await.unwrap()
    }

    async fn send(&self, lines: &[Line]) -> Vec<Receipt> {
        let sender = Sender {
            instance: Some(self.instance.clone()),
            key: None,
            address: "192.0.2.9".to_owned(),
            received_ms: NOW_MS,
            idempotency_key: None,
        };
        let incoming = lines.iter().map(|line| Incoming::Line(Box::new(line.clone()), Origin::default()));
        line::append(&self.desk, &sender, incoming.collect()).await.unwrap()
    }
}

/// The rule that keeps a line from being found, by the matcher alone.
fn expected<'a>(rules: &'a [ExclusionRule], line: &Line) -> Option<&'a ExclusionRule> {
    let document = Document::new(line);
    let fits = |rule: &&ExclusionRule| {
        let draft = &rule.draft;
        let filters = Filters { hosts: draft.hosts.clone(), apps: draft.apps.clone(), ..Filters::default() };
        let matcher = Matcher::new(&query::parse(&draft.query).query).with_filters(&filters);
        draft.is_active && matcher.matches(&document)
    };
    let of = |index_only| rules.iter().filter(|rule| rule.draft.index_only == index_only).find(fits);
    of(false).or_else(|| of(true))
}

fn any_rule() -> impl Strategy<Value = NewExclusionRule> {
    let values = || prop_oneof![4 => Just(vec![]), 1 => vec(select(&["KMS", "key", "iz", "a"][..]).prop_map(str::to_owned), 1..3)];
    (any_query(), values(), values(), any::<[bool; 2]>(), any::<u32>()).prop_map(
        |(query, hosts, apps, [index_only, is_active], number)| NewExclusionRule {
            title: format!("rule {number}"),
            hosts,
            apps,
            query: query.to_string(),
            is_active: is_active || number % 4 > 0,
            index_only,
        },
    )
}

#[test]
fn what_a_rule_excludes_is_what_its_query_finds() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let it = runtime.block_on(Fixture::new());
    let (excluded, kept) = (Cell::new(0), Cell::new(0));
    let given = std::env::var("QUERY_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().hash_one("seed"));
    let rng_seed = RngSeed::Fixed(seed);
    let config = Config { cases: CASES, rng_seed, failure_persistence: None, ..Config::default() };
    let drawn = (vec(any_rule(), 1..5), vec(any_line(), 1..30));
    let result = TestRunner::new(config).run(&drawn, |(new, mut lines)| {
        for (number, line) in lines.iter_mut().enumerate() {
            // Templates add fields, and senders do not; half have no metadata, as most lines have none.
            line.added.clear();
            line.sender = "192.0.2.9".to_owned();
            if number % 2 == 0 {
                line.meta = serde_json::Value::Null;
            }
        }
        let rules = runtime.block_on(it.with(new));
        let receipts = runtime.block_on(it.send(&lines));
        for (line, receipt) in lines.iter().zip(receipts) {
            match (expected(&rules, line), &receipt) {
                (Some(rule), Receipt::Excluded { reason }) => {
                    excluded.set(excluded.get() + 1);
                    prop_assert!(
                        reason.contains(&format!("{:?}", rule.draft.title)),
                        "{}: {:?}",
                        reason,
                        rule
                    );
                    prop_assert_eq!(reason.contains("live tail"), rule.draft.index_only);
                }
                (None, Receipt::Stored(_) | Receipt::Duplicate(_)) => kept.set(kept.get() + 1),
                (rule, receipt) => prop_assert!(false, "{:?} though {:?}: {:?}", receipt, rule, line),
            }
        }
        Ok(())
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, input)) => panic!("QUERY_SEED={seed}: {reason}\n{input:#?}"),
        Err(TestError::Abort(reason)) => panic!("QUERY_SEED={seed}: {reason}"),
    }
    // If nearly all lines were excluded, or nearly none, little was tested.
    let (excluded, kept) = (excluded.get(), kept.get());
    assert!(excluded > 50 && kept > 50, "{excluded} excluded, {kept} kept");
}
