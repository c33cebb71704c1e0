//! A desk of its own for each test, and what is sent to it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use actions::{
    By, Caller, Clock, Desk, event,
    exclusion_rule::{self, NewExclusionRule},
    instance,
    line::{self, Incoming, Receipt, Sender},
    parsing_template::NewParsingTemplate,
    setup::{self, FirstRun},
};
use model::{
    catalog::Catalog,
    event::Event,
    exclusion_rule::RuleKind,
    id::{EventId, InstanceId},
    line::Line,
    parsing_template::TemplateState,
    person::{Email, NewPassword, Role},
};
use query::{Filters, Query};
use serde_json::json;
use store::{Limits, Order, Search, Store};

pub const NOW_MS: i64 = 1_700_000_000_000;

pub struct Fixture {
    pub folder: tempfile::TempDir,
    pub desk: Desk,
    pub owner: Caller,
    pub instance: InstanceId,
}

impl Fixture {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = open(&folder).await;
        let first = FirstRun {
            email: Email::parse("ana@example.com").unwrap(),
            password: NewPassword::parse("correct horse battery").unwrap(),
            location: "us-south".to_owned(),
        };
        let owner = caller(By::Person(setup::run(&desk, first).await.unwrap()));
        let instance = instance::list(&desk, &owner).await.unwrap()[0].0.id.clone();
        Self { folder, desk, owner, instance }
    }

    /// The same data after the program was stopped and started.
    pub async fn started_again(self) -> Self {
        let Self { folder, desk, owner, instance } = self;
        desk.store().close().await;
        drop(desk);
        let desk = open(&folder).await;
        desk.store().events(&instance).unwrap().ready().await.unwrap();
        Self { folder, desk, owner, instance }
    }

    pub fn with_role(&self, role: Role) -> Caller {
        let By::Person(owner) = &self.owner.by else { unreachable!("the owner is a person") };
        let roles = [(self.instance.clone(), role)].into_iter().collect();
        caller(By::Person(model::person::Person { owner: false, roles, ..owner.clone() }))
    }

    pub async fn send(&self, texts: &[&str]) -> Vec<Receipt> {
        let line = |text: &&str| {
            let mut line = Line { time_ms: NOW_MS, text: (*text).to_owned(), ..Line::default() };
            let origin = Catalog::embedded().describe(&mut line);
            Incoming::Line(Box::new(line), origin)
        };
        let sender = Sender {
            instance: Some(self.instance.clone()),
            key: None,
            address: "192.0.2.9".to_owned(),
            received_ms: NOW_MS,
            idempotency_key: None,
        };
        line::append(&self.desk, &sender, texts.iter().map(line).collect()).await.unwrap()
    }

    /// Has the only object in a table ask what an older version took and this one refuses.
    pub fn outdate(&self, table: &str) {
        let control = rusqlite::Connection::open(self.folder.path().join("control.db")).unwrap();
        let changed = control.execute(&format!("update {table} set query = 'kms /a{{2000}}/'"), []);
        assert_eq!(changed.unwrap(), 1);
    }

    pub async fn rule(&self, new: NewExclusionRule) -> model::exclusion_rule::ExclusionRule {
        let kind = RuleKind::Ingestion;
        exclusion_rule::create(&self.desk, &self.owner, &self.instance, kind, new).await.unwrap()
    }

    pub async fn lines(&self, query: &str) -> Vec<String> {
        while self.desk.store().relay_step().await.unwrap() {}
        let search = Search { query: query::parse(query).query, ..everything() };
        let page = event::search(&self.desk, &self.owner, &self.instance, search).await.unwrap();
        page.lines.into_iter().map(|stored| stored.line.text).collect()
    }

    /// What live tail has, with whether it is kept.
    pub async fn tail(&self) -> Vec<(EventId, String, bool)> {
        let (query, none) = (Query::everything(), Filters::default());
        let tail =
            event::tail(&self.desk, &self.owner, &self.instance, &query, &none, 0, 1000).await.unwrap();
        let told = tail.lines.into_iter().filter(|stored| stored.line.host != "logdnaat");
        told.map(|stored| (stored.id, stored.line.text, !stored.line.flags.transient)).collect()
    }

    /// The desk's own events with this action, oldest first.
    pub async fn told(&self, action: &str) -> Vec<Event> {
        let (action, rest) = action.split_once(" ").unwrap_or((action, ""));
        let lines = self.lines(&format!("action:==\"{action}\" {rest}")).await;
        lines.iter().map(|line| Event::read(line).unwrap()).collect()
    }

    pub async fn excluded(&self, id: &model::id::ExclusionRuleId) -> u64 {
        let kind = RuleKind::Ingestion;
        let found = exclusion_rule::find(&self.desk, &self.owner, &self.instance, kind, id).await.unwrap();
        found.excluded.lines
    }
}

pub async fn open(folder: &tempfile::TempDir) -> Desk {
    let limits = Limits { chunk_lines: 4, segment_lines: 8, ..Limits::default() };
    let store = Store::open(folder.path(), limits).await.unwrap();
    let hand = Arc::new(AtomicI64::new(NOW_MS));
    Desk::new(store, Clock::moved_by(move || hand.fetch_add(1, Ordering::Relaxed)))
}

pub fn caller(by: By) -> Caller {
    Caller {
        by,
        address: "192.0.2.7".to_owned(),
        agent: "test/1".to_owned(),
        correlation_id: "c-1".to_owned(),
    }
}

pub fn everything() -> Search {
    Search {
        query: Query::everything(),
        filters: Filters::default(),
        from_ms: i64::MIN,
        to_ms: i64::MAX,
        order: Order::Oldest,
        limit: 1000,
        after: None,
    }
}

pub fn rule(query: &str, index_only: bool) -> NewExclusionRule {
    let title = format!("no {query}");
    NewExclusionRule { title, query: query.to_owned(), is_active: true, index_only, ..Default::default() }
}

pub fn reads(action: &str) -> String {
    json!({"action": action, "eventTime": "2023-11-14T22:13:20.00+0000", "outcome": "success"}).to_string()
}

pub fn template(name: &str, query: &str) -> NewParsingTemplate {
    NewParsingTemplate {
        name: name.to_owned(),
        query: query.to_owned(),
        sample: String::new(),
        steps: serde_json::from_value(json!([{"operator": "parse_json", "steps": [
            {"take": "action", "operator": "split", "delimiter": ".", "steps": [
                {"take": "1", "operator": "capture", "field": "object"}
            ]}
        ]}]))
        .unwrap(),
        state: TemplateState::Active,
        position: None,
    }
}
