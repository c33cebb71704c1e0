//! A desk with two instances, whose clock stands until a test moves it.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use actions::{
    By, Caller, Clock, Desk, Error, events,
    exclusion_rule::{self, NewExclusionRule},
    line::{self, Incoming, Receipt, Sender},
    setup::{self, FirstRun},
};
use model::{
    event::Event,
    exclusion_rule::{ExclusionRule, RuleKind},
    id::{InstanceId, PersonId},
    key::Key,
    line::Line,
    origin::Origin,
    person::{Email, NewPassword, Person, Role},
    time::{format_rfc3339, parse_event_time},
    unstored::Refusal,
};
use query::Filters;
use store::{Limits, Order, Search, Store};

pub const APPLY: &str = "logdnaat.exclusion-rule.apply";
pub const REJECT: &str = "logdnaat.events.reject";
pub const PERIOD_MS: i64 = 300_000;
pub const START_MS: i64 = 1_700_000_000_000;

pub struct Fixture {
    pub folder: tempfile::TempDir,
    pub desk: Desk,
    pub clock: Arc<AtomicI64>,
    pub owner: Caller,
    pub home: InstanceId,
    pub instance: InstanceId,
}

impl Fixture {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(START_MS));
        let desk = open(folder.path(), &clock).await;
        let owner = caller(By::Person(setup::run(&desk, first_run("us-south")).await.unwrap()));
        setup::run(&desk, first_run("eu-de")).await.unwrap();
        let all = actions::instance::list(&desk, &owner).await.unwrap();
        let (home, instance) = (all[0].0.id.clone(), all[1].0.id.clone());
        Self { folder, desk, clock, owner, home, instance }
    }

    /// The same desk after a kill: what was only in memory is gone.
    pub async fn killed(self) -> Self {
        let Self { folder, desk, clock, owner, home, instance } = self;
        desk.store().close().await;
        drop(desk);
        let desk = open(folder.path(), &clock).await;
        for events in desk.store().all_events() {
            events.ready().await.unwrap();
        }
        Self { folder, desk, clock, owner, home, instance }
    }

    pub fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    /// Does what the server does every five seconds.
    pub async fn flush(&self) -> Result<(), Error> {
        exclusion_rule::flush(&self.desk).await?;
        events::reject(&self.desk).await
    }

    /// Somebody who may read one instance and no other.
    pub fn reader(&self, of: &InstanceId) -> Caller {
        let email = Email::parse("bea@example.com").unwrap();
        let roles = vec![(of.clone(), Role::Reader)];
        caller(By::Person(Person { id: PersonId::from_bytes([3; 5]), email, owner: false, roles }))
    }

    /// Adds an active rule to the second instance.
    pub async fn rule(&self, title: &str, query: &str, index_only: bool) -> ExclusionRule {
        let (title, query) = (title.to_owned(), query.to_owned());
        let new = NewExclusionRule { title, query, index_only, is_active: true, ..Default::default() };
        exclusion_rule::create(&self.desk, &self.owner, &self.instance, RuleKind::Ingestion, new)
            .await
            .unwrap()
    }

    /// How many lines a rule is said to have kept away.
    pub async fn excluded(&self, rule: &ExclusionRule) -> u64 {
        let (desk, owner, instance) = (&self.desk, &self.owner, &self.instance);
        let found = exclusion_rule::find(desk, owner, instance, RuleKind::Ingestion, &rule.id).await;
        found.unwrap().excluded.lines
    }

    pub async fn send_as(&self, key: Option<&Key>, incoming: Vec<Incoming>) -> Vec<Receipt> {
        let sender = Sender {
            instance: Some(self.instance.clone()),
            key: key.cloned(),
            address: "192.0.2.9".to_owned(),
            received_ms: self.desk.now_ms(),
            idempotency_key: None,
        };
        line::append(&self.desk, &sender, incoming).await.unwrap()
    }

    /// Sends so many lines with this text.
    pub async fn send(&self, text: &str, count: usize) {
        self.send_as(None, (0..count).map(|_| plain(text)).collect()).await;
    }

    /// Sends so many lines that break a limit.
    pub async fn send_broken(&self, key: Option<&Key>, refusal: Refusal, count: usize) {
        let broken = |number| Incoming::Broken {
            refusal,
            reason: format!("reason {number}"),
            text: format!("broken {number}").into_bytes(),
        };
        self.send_as(key, (0..count).map(broken).collect()).await;
    }

    /// The desk's own events with this action in an instance, oldest first.
    pub async fn told_in(&self, instance: &InstanceId, caller: &Caller, action: &str) -> Vec<Event> {
        while self.desk.store().relay_step().await.unwrap() {}
        let search = Search {
            query: query::parse(&format!("action:=={action}")).query,
            filters: Filters::default(),
            from_ms: i64::MIN,
            to_ms: i64::MAX,
            order: Order::Oldest,
            limit: 1000,
            after: None,
        };
        let page = actions::event::search(&self.desk, caller, instance, search).await.unwrap();
        page.lines.iter().map(|stored| Event::read(&stored.line.text).unwrap()).collect()
    }

    pub async fn told(&self, action: &str) -> Vec<Event> {
        self.told_in(&self.instance, &self.owner, action).await
    }

    /// Has every event refused that is to be told, until it is given back.
    pub fn refuse_events(&self) -> rusqlite::Connection {
        let control = rusqlite::Connection::open(self.folder.path().join("control.db")).unwrap();
        control
            .execute_batch(
                "create trigger refused before insert on outbox
                 begin select raise(abort, 'the disk is full'); end",
            )
            .unwrap();
        control
    }
}

/// How many lines an event tells of.
pub fn lines(event: &Event) -> u64 {
    event.at("requestData.lines").unwrap().as_u64().unwrap()
}

pub fn sum(told: &[Event]) -> u64 {
    told.iter().map(lines).sum()
}

/// When an event was written.
pub fn time_ms(event: &Event) -> i64 {
    parse_event_time(event.text("eventTime").unwrap()).unwrap()
}

/// A moment so long after the start, as events tell it.
pub fn at(ms: i64) -> String {
    format_rfc3339(START_MS + ms)
}

pub fn plain(text: &str) -> Incoming {
    let line = Line { text: text.to_owned(), time_ms: START_MS, ..Line::default() };
    Incoming::Line(Box::new(line), Origin::default())
}

async fn open(folder: &Path, clock: &Arc<AtomicI64>) -> Desk {
    let store = Store::open(folder, Limits::default()).await.unwrap();
    let hand = clock.clone();
    Desk::new(store, Clock::moved_by(move || hand.load(Ordering::Relaxed)))
}

fn first_run(location: &str) -> FirstRun {
    FirstRun {
        email: Email::parse("ana@example.com").unwrap(),
        password: NewPassword::parse("correct horse battery").unwrap(),
        location: location.to_owned(),
    }
}

fn caller(by: By) -> Caller {
    Caller { by, address: String::new(), agent: "test/1".to_owned(), correlation_id: "c-1".to_owned() }
}
