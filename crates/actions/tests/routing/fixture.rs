//! A desk with one instance and a collector key.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use actions::{
    By, Caller, Clock, Desk, Error, collector_key,
    line::{self, Incoming, Receipt, Sender},
    route::NewRoute,
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
use query::{Filters, Query};
use store::{Limits, Order, Reader, Search, Store};

pub struct Fixture {
    pub folder: tempfile::TempDir,
    pub desk: Desk,
    pub clock: Arc<AtomicI64>,
    pub owner: Caller,
    pub key: Key,
}

impl Fixture {
    /// A desk whose one instance is that of us-south.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(1_700_000_000_000));
        let desk = open(folder.path(), &clock, Limits::default()).await;
        let person = setup::run(&desk, first_run("us-south")).await.unwrap();
        let owner = caller(By::Person(person));
        let key = collector_key::create(&desk, &owner, "fleet").await.unwrap().key;
        Self { folder, desk, clock, owner, key }
    }

    /// The same desk after a stop and a start.
    pub async fn restarted(self) -> Self {
        let Self { folder, clock, owner, key, desk } = self;
        desk.store().close().await;
        drop(desk);
        let desk = open(folder.path(), &clock, Limits::default()).await;
        Self { folder, desk, clock, owner, key }
    }

    /// Adds the instance of a location.
    pub async fn instance(&self, location: &str) -> Instance {
        setup::run(&self.desk, first_run(location)).await.unwrap();
        self.clock.fetch_add(20_000, Ordering::Relaxed);
        self.at(location).await.unwrap()
    }

    /// The instance of a location.
    pub async fn at(&self, location: &str) -> Option<Instance> {
        self.desk.store().read().await.unwrap().instances().find_by_location(location).await.unwrap()
    }

    /// The home instance.
    pub async fn home(&self) -> Instance {
        self.at("us-south").await.unwrap()
    }

    /// Somebody with this role in the first instance, who owns nothing.
    pub async fn member(&self, role: Role) -> Caller {
        let roles = vec![(self.home().await.id, role)];
        let email = Email::parse("bea@example.com").unwrap();
        caller(By::Person(Person { id: PersonId::from_bytes([3; 5]), email, owner: false, roles }))
    }

    /// Sends texts with the collector key.
    pub async fn try_to_send(&self, texts: &[String], name: Option<&str>) -> Result<Vec<Receipt>, Error> {
        let sender = Sender {
            instance: None,
            key: Some(self.key.clone()),
            address: "192.0.2.9".to_owned(),
            received_ms: self.desk.now_ms(),
            idempotency_key: name.map(str::to_owned),
        };
        let incoming = texts.iter().map(|text| {
            let mut line = Line { text: text.clone(), time_ms: 7, ..Line::default() };
            let origin = Catalog::embedded().describe(&mut line);
            Incoming::Line(Box::new(line), origin)
        });
        line::append(&self.desk, &sender, incoming.collect()).await
    }

    pub async fn send(&self, texts: &[String]) -> Vec<InstanceId> {
        let receipts = self.try_to_send(texts, None).await.unwrap();
        let id = |receipt| match receipt {
            Receipt::Stored(id) | Receipt::Duplicate(id) => id.instance,
            other => panic!("{other:?}"),
        };
        receipts.into_iter().map(id).collect()
    }

    /// The texts of an instance, the desk's own events aside, in the order they were stored.
    pub async fn texts(&self, location: &str) -> Vec<String> {
        let instance = self.at(location).await.unwrap();
        let events = self.desk.store().open_events(&instance).await.unwrap();
        events.ready().await.unwrap();
        let reader = Reader { instance: instance.id, scope: Query::everything() };
        let query = query::parse("-action:logdnaat").query;
        let tail = events.tail(&reader, &query, &Filters::default(), 0, 100_000).await.unwrap();
        tail.lines.into_iter().map(|stored| stored.line.text).collect()
    }

    /// The desk's own events in the home instance, oldest first.
    pub async fn events(&self) -> Vec<Event> {
        while self.desk.store().relay_step().await.unwrap() {}
        let home = self.home().await.id;
        let search = Search {
            query: query::parse("action:logdnaat").query,
            filters: Filters::default(),
            from_ms: i64::MIN,
            to_ms: i64::MAX,
            order: Order::Oldest,
            limit: 1000,
            after: None,
        };
        let page = actions::event::search(&self.desk, &self.owner, &home, search).await.unwrap();
        page.lines.iter().map(|stored| Event::read(&stored.line.text).unwrap()).collect()
    }

    /// The last of them with this action.
    pub async fn last_event(&self, action: &str) -> Event {
        let events = self.events().await;
        events.into_iter().rfind(|event| event.text("action") == Some(action)).unwrap()
    }

    pub fn route(&self, name: &str, target: &Instance) -> NewRoute {
        NewRoute {
            name: name.to_owned(),
            source: String::new(),
            location: String::new(),
            query: String::new(),
            target: target.id.clone(),
            is_active: true,
            only_held: false,
            position: None,
        }
    }
}

async fn open(folder: &Path, clock: &Arc<AtomicI64>, limits: Limits) -> Desk {
    let store = Store::open(folder, limits).await.unwrap();
    let hand = clock.clone();
    Desk::new(store, Clock::moved_by(move || hand.fetch_add(1, Ordering::Relaxed)))
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

/// An event of a service in a location, told apart from others by its name.
pub fn event(service: &str, location: &str, name: &str) -> String {
    format!(
        r#"{{"action":"{service}.thing.create","eventTime":"2026-01-02T03:04:05.00+0000","outcome":"success","logSourceCRN":"crn:v1:bluemix:public:{service}:{location}:a/1:77::","message":"{name}"}}"#
    )
}
