//! What a desk promises about what arrives: explained, counted, measured by the rules, and never lost
//! for having broken a limit.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use actions::{
    By, Caller, Clock, Desk, Error,
    arrival::{self, Range},
    catalog_action::{self, NewCatalogAction},
    event, instance,
    line::{self, Incoming, Receipt, Sender},
    quarantine,
    setup::{self, FirstRun},
    starter,
    view::{self, NewView},
};
use model::{
    catalog::Catalog,
    event::Event,
    id::InstanceId,
    line::Line,
    person::{Email, NewPassword, Role},
    starter::Starter,
    unstored::Refusal,
};
use query::Filters;
use serde_json::{Value, json};
use store::{Limits, Order, Search, Store};

const NOW_MS: i64 = 1_700_000_000_000;
const EVER: Range = Range { from_ms: 0, to_ms: i64::MAX };

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
        let hand = Arc::new(AtomicI64::new(NOW_MS));
        let desk = Desk::new(store, Clock::moved_by(move || hand.fetch_add(1, Ordering::Relaxed)));
        let first = FirstRun {
            email: Email::parse("ana@example.com").unwrap(),
            password: NewPassword::parse("correct horse battery").unwrap(),
            location: "us-south".to_owned(),
        };
        let owner = caller(By::Person(setup::run(&desk, first).await.unwrap()));
        let instance = instance::list(&desk, &owner).await.unwrap()[0].0.id.clone();
        Self { _folder: folder, desk, owner, instance }
    }

    /// Somebody with this role here, and no other.
    fn with_role(&self, role: Role) -> Caller {
        let By::Person(owner) = &self.owner.by else { unreachable!("the owner is a person") };
        let roles = [(self.instance.clone(), role)].into_iter().collect();
        caller(By::Person(model::person::Person { owner: false, roles, ..owner.clone() }))
    }

    async fn send(&self, incoming: Vec<Incoming>) -> Vec<Receipt> {
        let sender = Sender {
            instance: Some(self.instance.clone()),
            key: None,
            address: "192.0.2.9".to_owned(),
            received_ms: NOW_MS,
            idempotency_key: None,
        };
        line::append(&self.desk, &sender, incoming).await.unwrap()
    }

    async fn send_event(&self, text: &str) {
        let mut line = Line { time_ms: NOW_MS, text: text.to_owned(), ..Line::default() };
        let origin = Catalog::embedded().describe(&mut line);
        self.send(vec![Incoming::Line(Box::new(line), origin)]).await;
    }

    /// The texts of the lines that match, oldest first.
    async fn lines(&self, query: &str) -> Vec<String> {
        while self.desk.store().relay_step().await.unwrap() {}
        let search = Search {
            query: query::parse(query).query,
            filters: Filters::default(),
            from_ms: i64::MIN,
            to_ms: i64::MAX,
            order: Order::Oldest,
            limit: 1000,
            after: None,
        };
        let page = event::search(&self.desk, &self.owner, &self.instance, search).await.unwrap();
        page.lines.into_iter().map(|stored| stored.line.text).collect()
    }

    /// The desk's own events with this action, oldest first.
    async fn told(&self, action: &str) -> Vec<Event> {
        let lines = self.lines(&format!("action:==\"{action}\"")).await;
        lines.iter().map(|line| Event::read(line).unwrap()).collect()
    }
}

fn caller(by: By) -> Caller {
    Caller {
        by,
        address: "192.0.2.7".to_owned(),
        agent: "test/1".to_owned(),
        correlation_id: "c-1".to_owned(),
    }
}

fn added(name: &str, summary: &str) -> NewCatalogAction {
    NewCatalogAction { name: name.to_owned(), data_event: true, summary: summary.to_owned() }
}

fn event(action: &str, rest: &str) -> String {
    format!(r#"{{"action":"{action}","eventTime":"2023-11-14T10:00:00.00+0000"{rest}}}"#)
}

#[tokio::test]
async fn an_action_is_added_changed_and_taken_out_and_each_is_told() {
    let it = Fixture::new().await;
    let (desk, owner, instance) = (&it.desk, &it.owner, &it.instance);
    catalog_action::create(desk, owner, instance, added("kms.secrets.read", "Reads a key.")).await.unwrap();
    catalog_action::update(desk, owner, instance, added("kms.secrets.read", "Fetches a key.")).await.unwrap();
    let all = catalog_action::list(desk, owner, instance).await.unwrap();
    assert_eq!((all.len(), all[0].summary.as_str(), all[0].data_event), (1, "Fetches a key.", true));
    catalog_action::delete(desk, owner, instance, "kms.secrets.read").await.unwrap();
    assert_eq!(catalog_action::find(desk, owner, instance, "kms.secrets.read").await.unwrap(), None);
    let expected = json!({"name": "kms.secrets.read", "dataEvent": true, "summary": "Fetches a key."});
    let told = &it.told("logdnaat.catalog-action.update").await[0];
    assert_eq!(told.at("requestData.spoor.before.summary"), Some(&Value::from("Reads a key.")));
    assert_eq!(told.at("requestData.spoor.after"), Some(&expected));
    assert_eq!(it.told("logdnaat.catalog-action.create").await.len(), 1);
    let told = &it.told("logdnaat.catalog-action.delete").await[0];
    assert_eq!((told.at("requestData"), told.text("severity")), (Some(&expected), Some("critical")));
}

#[tokio::test]
async fn a_refused_addition_changes_nothing_and_is_told() {
    let it = Fixture::new().await;
    let (desk, owner, instance) = (&it.desk, &it.owner, &it.instance);
    let create = async |caller: &Caller, name: &str, summary: &str| {
        catalog_action::create(desk, caller, instance, added(name, summary)).await
    };
    create(owner, "a.b.c", "Mine.").await.unwrap();
    let member = it.with_role(Role::Member);
    assert!(matches!(create(&member, "a.b.d", "No.").await, Err(Error::Forbidden { .. })));
    assert!(matches!(create(owner, "a.b.c", "Twice.").await, Err(Error::Conflict { .. })));
    assert!(matches!(create(owner, "pcloud.volume.read", "Listed.").await, Err(Error::Conflict { .. })));
    assert!(matches!(create(owner, "a b", "Odd.").await, Err(Error::Invalid { field: "name", .. })));
    assert!(matches!(create(owner, "a.b.e", " ").await, Err(Error::Invalid { field: "summary", .. })));
    let gone = catalog_action::delete(desk, owner, instance, "a.b.x").await;
    assert!(matches!(gone, Err(Error::NotFound { .. })));
    let gone = catalog_action::update(desk, owner, instance, added("a.b.x", "No.")).await;
    assert!(matches!(gone, Err(Error::NotFound { .. })));
    assert_eq!(catalog_action::list(desk, owner, instance).await.unwrap().len(), 1);
    let failures = it.lines("action:logdnaat.catalog-action outcome:failure").await;
    assert_eq!(failures.len(), 7);
}

#[tokio::test]
async fn a_view_with_older_names_is_renewed_and_nothing_else_of_it_changes() {
    let it = Fixture::new().await;
    let (desk, owner, instance) = (&it.desk, &it.owner, &it.instance);
    let new = NewView {
        name: "Volumes".to_owned(),
        query: "action:pcloud.volume.delete".to_owned(),
        levels: vec!["critical".to_owned()],
        categories: vec!["Power".to_owned()],
        description: "d".to_owned(),
        custom_line: "{{action}}".to_owned(),
        ..NewView::default()
    };
    let before = view::create(desk, owner, instance, new).await.unwrap();
    let after = view::renew(desk, owner, instance, &before.id).await.unwrap();
    assert_eq!(after.draft.query, "action:[pcloud.volume.delete,power-iaas.volume.delete]");
    let same = |view: &model::view::View| {
        let mut draft = view.draft.clone();
        draft.query.clear();
        (draft, view.categories.clone())
    };
    assert_eq!(same(&before), same(&after));
    let told = it.told("logdnaat.view.update").await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].text("requestData.spoor.before.query"), Some("action:pcloud.volume.delete"));
    let reader = it.with_role(Role::Reader);
    let refused = view::renew(desk, &reader, instance, &before.id).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
}

#[tokio::test]
async fn the_views_of_a_system_are_installed_once_and_each_is_told() {
    let it = Fixture::new().await;
    let (desk, owner, instance) = (&it.desk, &it.owner, &it.instance);
    for starter in Starter::all() {
        let first = starter::install(desk, owner, instance, &starter.system).await.unwrap();
        assert_eq!((first.saved.len(), first.there.len()), (starter.views.len(), 0), "{}", starter.name);
        let again = starter::install(desk, owner, instance, &starter.system).await.unwrap();
        assert_eq!((again.saved.len(), again.there.len()), (0, starter.views.len()), "{}", starter.name);
    }
    let all: usize = Starter::all().iter().map(|starter| starter.views.len()).sum();
    assert_eq!(view::list(desk, owner, instance).await.unwrap().views.len(), all);
    assert_eq!(it.told("logdnaat.view.create").await.len(), all);
    let counts: Vec<_> = Starter::all().iter().map(|starter| starter.views.len()).collect();
    assert_eq!(starter::installed(desk, owner, instance).await.unwrap(), counts);
}

#[tokio::test]
async fn a_view_that_has_the_name_of_a_starter_stays_as_it_is() {
    let it = Fixture::new().await;
    let starter = Starter::find("dr-automation").unwrap();
    let name = starter.views[0].name.to_uppercase();
    let mine = NewView { name, query: "mine".to_owned(), ..NewView::default() };
    let mine = view::create(&it.desk, &it.owner, &it.instance, mine).await.unwrap();
    let installed = starter::install(&it.desk, &it.owner, &it.instance, "dr-automation").await.unwrap();
    assert_eq!(installed.there, [starter.views[0].name.clone()]);
    assert_eq!(view::find(&it.desk, &it.owner, &it.instance, &mine.id).await.unwrap().draft.query, "mine");
    let member = it.with_role(Role::Member);
    let refused = starter::install(&it.desk, &member, &it.instance, "power-iaas").await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    let unknown = starter::install(&it.desk, &it.owner, &it.instance, "mauve").await;
    assert!(matches!(unknown, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn a_line_leaves_quarantine_by_being_stored_and_only_once() {
    let it = Fixture::new().await;
    let (desk, owner, instance) = (&it.desk, &it.owner, &it.instance);
    let broken = |text: &[u8], reason: &str| Incoming::Broken {
        refusal: Refusal::Long,
        reason: reason.to_owned(),
        text: text.to_vec(),
    };
    it.send(vec![
        broken(b"too long a line", "the line is longer than 9 bytes"),
        broken(b"\xff", "not UTF-8"),
    ])
    .await;
    let (kept, count) = quarantine::list(desk, owner, instance, 10).await.unwrap();
    assert_eq!((kept.len(), count), (2, 2));
    let (odd, long) = (kept[0].id, kept[1].id);
    let (first, second) = tokio::join!(
        quarantine::retry(desk, owner, instance, long),
        quarantine::retry(desk, owner, instance, long)
    );
    assert!(first.is_ok() != second.is_ok(), "one of two at once is too late");
    let refused = [first, second].into_iter().find_map(Result::err).unwrap();
    assert!(matches!(refused, Error::NotFound { .. }), "{refused}");
    assert_eq!(it.lines("\"too long a line\" label.quarantine:*").await, ["too long a line"]);
    assert!(matches!(quarantine::retry(desk, owner, instance, odd).await, Err(Error::Conflict { .. })));
    let member = it.with_role(Role::Member);
    assert!(matches!(quarantine::retry(desk, &member, instance, odd).await, Err(Error::Forbidden { .. })));
    let (kept, count) = quarantine::list(desk, owner, instance, 10).await.unwrap();
    assert_eq!((kept.len(), kept[0].id, count), (1, odd, 1));
    let told = it.told("logdnaat.quarantine.retry").await;
    let done: Vec<_> = told.iter().filter(|event| event.text("outcome") == Some("success")).collect();
    assert_eq!((told.len(), done.len()), (4, 1));
    assert_eq!(done[0].text("requestData.reason"), Some("the line is longer than 9 bytes"));
}

#[tokio::test]
async fn sources_are_told_with_what_they_send() {
    let it = Fixture::new().await;
    for (action, rest) in [
        ("cloudantnosqldb.database.create", r#","dataEvent":false"#),
        ("cloudantnosqldb.any-document.read", r#","dataEvent":true"#),
        ("cloudantnosqldb.any-document.read", r#","dataEvent":true,"n":1"#),
        ("cloudantnosqldb.novelty.read", r#","dataEvent":true"#),
        ("kms.secrets.read", ""),
    ] {
        it.send_event(&event(action, rest)).await;
    }
    let (sources, incomplete) = arrival::sources(&it.desk, &it.owner, &it.instance, EVER).await.unwrap();
    assert_eq!(incomplete, None);
    let of = |name: &str| sources.iter().find(|source| source.name == name).unwrap();
    let cloudant = of("cloudantnosqldb");
    assert_eq!((cloudant.events, cloudant.data_events, cloudant.unknown), (4, 3, 1));
    assert_eq!((cloudant.first_ms, cloudant.last_ms), (Some(1_699_956_000_000), Some(1_699_956_000_000)));
    assert_eq!((of("kms").events, of("kms").unknown), (1, 1));
    let past = Range { from_ms: 0, to_ms: 1 };
    let (sources, _) = arrival::sources(&it.desk, &it.owner, &it.instance, past).await.unwrap();
    let silent = sources.iter().find(|source| source.name == "kms").unwrap();
    assert_eq!((silent.events, silent.last_ms), (0, Some(1_699_956_000_000)), "and none is left out");
}

#[tokio::test]
async fn what_nobody_listed_is_told_until_somebody_lists_it() {
    let it = Fixture::new().await;
    it.send_event(&event("kms.secrets.read", "")).await;
    it.send_event(&event("kms.secrets.read", r#","n":1"#)).await;
    it.send_event(&event("pcloud.volume.read", "")).await;
    let actions = arrival::actions(&it.desk, &it.owner, &it.instance, EVER).await.unwrap();
    let unknown: Vec<_> = actions.unknown.iter().map(|it| (it.action.as_str(), it.events)).collect();
    assert_eq!(unknown, [("kms.secrets.read", 2)]);
    assert_eq!(actions.unknown[0].first_ms, Some(1_699_956_000_000));
    assert_eq!(actions.events["pcloud.volume.read"], 1);
    catalog_action::create(&it.desk, &it.owner, &it.instance, added("kms.secrets.read", "Reads."))
        .await
        .unwrap();
    let actions = arrival::actions(&it.desk, &it.owner, &it.instance, EVER).await.unwrap();
    assert_eq!(actions.unknown, []);
}

#[tokio::test]
async fn the_rules_a_source_breaks_are_counted_with_an_example() {
    let it = Fixture::new().await;
    it.send_event(&event("kms.secrets.read", r#","outcome":"well""#)).await;
    it.send_event(&event("kms.secrets.read", r#","outcome":"success""#)).await;
    let told = arrival::conformance(&it.desk, &it.owner, &it.instance, "kms").await.unwrap();
    assert_eq!((told.events, told.flawless, told.plain), (2, 0, 0));
    let of = |rule: &str| told.broken.iter().find(|broken| broken.example.rule == rule).unwrap();
    assert_eq!((of("outcome.word").events, of("outcome.word").example.found.as_str()), (1, "well"));
    assert_eq!(of("severity.word").events, 2);
    assert!(told.broken.windows(2).all(|two| two[0].events >= two[1].events));
    let none = arrival::conformance(&it.desk, &it.owner, &it.instance, "mauve").await.unwrap();
    assert_eq!(none.events, 0);
}
