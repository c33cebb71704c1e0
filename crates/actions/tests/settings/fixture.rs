//! A desk with two instances, and people of every role in the second.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use actions::{
    By, Caller, Clock, Desk, Error,
    line::{self, Incoming, Receipt, Sender},
    setup::{self, FirstRun},
};
use model::{
    catalog::Catalog,
    event::Event,
    id::{InstanceId, PersonId},
    instance::Instance,
    key::Key,
    line::Line,
    person::{Email, NewPassword, Person, Role},
};
use query::Filters;
use serde_json::Value;
use store::{Limits, Order, Search, Store};

pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;

pub struct Fixture {
    pub folder: tempfile::TempDir,
    pub desk: Desk,
    pub clock: Arc<AtomicI64>,
    pub owner: Caller,
    pub home: Instance,
    pub instance: Instance,
}

impl Fixture {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(1_700_000_000_000));
        let store = Store::open(folder.path(), Limits::default()).await.unwrap();
        let hand = clock.clone();
        // Each look moves the hand a little, so that events keep the order they were made in.
        let desk = Desk::new(store, Clock::moved_by(move || hand.fetch_add(1, Ordering::Relaxed)));
        let person = setup::run(&desk, first_run("us-south")).await.unwrap();
        setup::run(&desk, first_run("eu-de")).await.unwrap();
        let owner = caller(By::Person(person));
        let mut all = actions::instance::list(&desk, &owner).await.unwrap().into_iter().map(|(it, _)| it);
        let (home, instance) = (all.next().unwrap(), all.next().unwrap());
        Self { folder, desk, clock, owner, home, instance }
    }

    pub fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    /// Somebody with this role in the second instance, who owns nothing.
    pub fn member(&self, role: Option<Role>) -> Caller {
        let roles = role.map(|role| (self.instance.id.clone(), role)).into_iter().collect();
        let email = Email::parse("bea@example.com").unwrap();
        caller(By::Person(Person { id: PersonId::from_bytes([3; 5]), email, owner: false, roles }))
    }

    /// Everybody who may not manage the second instance.
    pub fn others(&self) -> [Caller; 5] {
        let mut elsewhere = self.member(None);
        if let By::Person(person) = &mut elsewhere.by {
            person.roles.push((self.home.id.clone(), Role::Manager));
        }
        let [member, reader] = [Role::Member, Role::Reader].map(|role| self.member(Some(role)));
        [caller(By::Nobody), self.member(None), elsewhere, reader, member]
    }

    /// The desk's own events of an instance, oldest first.
    pub async fn events_of(&self, instance: &InstanceId) -> Vec<Event> {
        events_in(&self.desk, &self.owner, instance).await
    }

    /// Those of the second instance.
    pub async fn events(&self) -> Vec<Event> {
        self.events_of(&self.instance.id).await
    }

    /// The last of them.
    pub async fn last_event(&self) -> Event {
        self.events().await.pop().unwrap()
    }

    /// What the last of them tells of its request.
    pub async fn last_request(&self, action: &str) -> Value {
        let event = self.last_event().await;
        assert_eq!(event.text("action"), Some(action));
        event.at("requestData").unwrap().clone()
    }

    /// Sends events with a key.
    pub async fn send(&self, key: &Key, texts: &[String]) -> Result<Vec<Receipt>, Error> {
        let sender = Sender {
            instance: key.instance.clone(),
            key: Some(key.clone()),
            address: "192.0.2.9".to_owned(),
            received_ms: self.desk.now_ms(),
            idempotency_key: None,
        };
        let incoming = texts.iter().map(|text| {
            let mut line = Line { text: text.clone(), time_ms: 7, ..Line::default() };
            let origin = Catalog::embedded().describe(&mut line);
            Incoming::Line(Box::new(line), origin)
        });
        line::append(&self.desk, &sender, incoming.collect()).await
    }
}

/// The own events of a desk in an instance, oldest first.
pub async fn events_in(desk: &Desk, owner: &Caller, instance: &InstanceId) -> Vec<Event> {
    while desk.store().relay_step().await.unwrap() {}
    let search = Search {
        query: query::parse("action:logdnaat").query,
        filters: Filters::default(),
        from_ms: i64::MIN,
        to_ms: i64::MAX,
        order: Order::Oldest,
        limit: 1000,
        after: None,
    };
    let page = actions::event::search(desk, owner, instance, search).await.unwrap();
    page.lines.iter().map(|stored| Event::read(&stored.line.text).unwrap()).collect()
}

fn first_run(location: &str) -> FirstRun {
    FirstRun {
        email: Email::parse("ana@example.com").unwrap(),
        password: NewPassword::parse("correct horse battery").unwrap(),
        location: location.to_owned(),
    }
}

pub fn caller(by: By) -> Caller {
    Caller { by, address: String::new(), agent: "test/1".to_owned(), correlation_id: "c-1".to_owned() }
}

/// An event of a service in a location.
pub fn event(service: &str, location: &str) -> String {
    format!(
        r#"{{"action":"{service}.thing.create","eventTime":"2026-01-02T03:04:05.00+0000","outcome":"success","logSourceCRN":"crn:v1:bluemix:public:{service}:{location}:a/1:77::"}}"#
    )
}

/// Says whether any file of a folder holds a text.
pub fn anywhere(folder: &std::path::Path, text: &str) -> bool {
    let holds = |path: &std::path::Path| {
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    };
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() { anywhere(&path, text) } else { holds(&path) }
    })
}
