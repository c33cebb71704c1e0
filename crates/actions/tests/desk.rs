//! What a desk promises to those who sign in, those who may not, and those who look later.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests too")]

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use actions::{
    By, Caller, Clock, Desk, Error,
    event::{self, Around},
    events::Import,
    ingestion_key, instance,
    line::{self, Incoming, Receipt, Sender},
    service_key, session,
    setup::{self, FirstRun},
    view::{self, NewView},
};
use model::{
    event::Event,
    id::{EventId, InstanceId, PersonId},
    key::KeyKind,
    line::{Flags, Line},
    origin::Origin,
    person::{Email, NewPassword, Person, Role},
    retention::{Period, Retention},
};
use query::{Filters, Query};
use serde_json::Value;
use store::{
    Limits, Order, Search, Store,
    ask::{Aggregate, Interval, Selection},
};

const EMAIL: &str = "ana@example.com";
const PASSWORD: &str = "correct horse battery";
const MINUTE_MS: i64 = 60_000;

struct Fixture {
    _folder: tempfile::TempDir,
    desk: Desk,
    clock: Arc<AtomicI64>,
    owner: Caller,
    instance: InstanceId,
}

impl Fixture {
    async fn new() -> Self {
        let (folder, desk, clock) = empty().await;
        let person = setup::run(&desk, first_run("us-south")).await.unwrap();
        let owner = caller(By::Person(person));
        let instance = instance::list(&desk, &owner).await.unwrap()[0].0.id.clone();
        Self { _folder: folder, desk, clock, owner, instance }
    }

    fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    /// Somebody with this role here, and no other.
    fn member(&self, role: Option<Role>) -> Caller {
        let roles = role.map(|role| (self.instance.clone(), role)).into_iter().collect();
        let email = Email::parse("bea@example.com").unwrap();
        caller(By::Person(Person { id: PersonId::from_bytes([3; 5]), email, owner: false, roles }))
    }

    /// The desk's own events, oldest first.
    async fn events(&self) -> Vec<Event> {
        while self.desk.store().relay_step().await.unwrap() {}
        let search = Search {
            query: Query::everything(),
            filters: Filters::default(),
            from_ms: i64::MIN,
            to_ms: i64::MAX,
            order: Order::Oldest,
            limit: 1000,
            after: None,
        };
        let page = event::search(&self.desk, &self.owner, &self.instance, search).await.unwrap();
        page.lines.iter().map(|stored| Event::read(&stored.line.text).unwrap()).collect()
    }

    async fn last_event(&self) -> Event {
        self.events().await.pop().unwrap()
    }
}

async fn empty() -> (tempfile::TempDir, Desk, Arc<AtomicI64>) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Limits::default()).await.unwrap();
    let clock = Arc::new(AtomicI64::new(1_700_000_000_000));
    let hand = clock.clone();
    // Each look moves the hand a little, so that events keep the order they were made in.
    (folder, Desk::new(store, Clock::moved_by(move || hand.fetch_add(1, Ordering::Relaxed))), clock)
}

fn first_run(location: &str) -> FirstRun {
    FirstRun {
        email: Email::parse(EMAIL).unwrap(),
        password: NewPassword::parse(PASSWORD).unwrap(),
        location: location.to_owned(),
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

fn errors(name: &str) -> NewView {
    NewView { name: name.to_owned(), query: "outcome:failure".to_owned(), ..NewView::default() }
}

fn text<'e>(event: &'e Event, path: &str) -> &'e str {
    event.text(path).unwrap_or_default()
}

#[tokio::test]
async fn a_set_up_link_makes_the_first_owner_and_is_then_void() {
    let (_folder, desk, _) = empty().await;
    assert!(setup::is_needed(&desk).await.unwrap());
    let old = setup::create_link(&desk).await.unwrap();
    let token = setup::create_link(&desk).await.unwrap();
    let nobody = caller(By::Nobody);
    for wrong in ["", "x", old.as_str()] {
        let refused = setup::complete(&desk, &nobody, wrong, first_run("us-south")).await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })), "{wrong}");
    }
    let elsewhere = setup::complete(&desk, &nobody, &token, first_run("atlantis")).await;
    assert!(matches!(elsewhere, Err(Error::Invalid { field: "location", .. })));
    let opened = setup::complete(&desk, &nobody, &token, first_run("us-south")).await.unwrap();
    assert!(opened.person.owner);
    assert_eq!(session::find(&desk, &opened.token).await.unwrap(), Some(opened.person));
    assert!(!setup::is_needed(&desk).await.unwrap());
    assert!(setup::complete(&desk, &nobody, &token, first_run("eu-de")).await.is_err());
}

#[tokio::test]
async fn a_location_has_one_instance_and_an_owner_may_have_several() {
    let it = Fixture::new().await;
    let again = setup::run(&it.desk, first_run("us-south")).await;
    assert!(matches!(again, Err(Error::Conflict { .. })), "{again:?}");
    let further =
        FirstRun { password: NewPassword::parse("another password").unwrap(), ..first_run("eu-de") };
    setup::run(&it.desk, further).await.unwrap();
    assert_eq!(instance::list(&it.desk, &it.owner).await.unwrap().len(), 2);
    assert!(
        session::create(&it.desk, &caller(By::Nobody), EMAIL, PASSWORD).await.is_ok(),
        "the password stays"
    );
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_in_any_case_after_a_week() {
    let it = Fixture::new().await;
    let opened = session::create(&it.desk, &caller(By::Nobody), EMAIL, PASSWORD).await.unwrap();
    for _ in 0..14 {
        it.pass(session::IDLE_MS - MINUTE_MS);
        assert!(session::find(&it.desk, &opened.token).await.unwrap().is_some());
    }
    it.pass(session::IDLE_MS - MINUTE_MS);
    assert!(session::find(&it.desk, &opened.token).await.unwrap().is_none(), "a week has passed");
    let idle = session::create(&it.desk, &caller(By::Nobody), EMAIL, PASSWORD).await.unwrap();
    it.pass(session::IDLE_MS + MINUTE_MS);
    assert!(session::find(&it.desk, &idle.token).await.unwrap().is_none());
}

#[tokio::test]
async fn signing_out_ends_this_session_and_signing_out_everywhere_ends_all() {
    let it = Fixture::new().await;
    let mut tokens = vec![];
    for _ in 0..3 {
        tokens.push(session::create(&it.desk, &caller(By::Nobody), EMAIL, PASSWORD).await.unwrap().token);
    }
    session::delete(&it.desk, &it.owner, &tokens[0]).await.unwrap();
    assert!(session::find(&it.desk, &tokens[0]).await.unwrap().is_none());
    assert!(session::find(&it.desk, &tokens[1]).await.unwrap().is_some());
    session::delete_all(&it.desk, &it.owner).await.unwrap();
    for token in &tokens[1..] {
        assert!(session::find(&it.desk, token).await.unwrap().is_none());
    }
    assert_eq!(text(&it.last_event().await, "action"), "logdnaat.session.delete");
}

#[tokio::test]
async fn wrong_passwords_are_recorded_and_slowed_down_and_time_heals() {
    let it = Fixture::new().await;
    let nobody = caller(By::Nobody);
    for _ in 0..5 {
        let refused = session::create(&it.desk, &nobody, EMAIL, "wrong password!").await;
        assert!(matches!(refused, Err(Error::WrongPassword)));
    }
    let event = it.last_event().await;
    assert_eq!(text(&event, "action"), "logdnaat.session.create");
    assert_eq!(text(&event, "outcome"), "failure");
    assert_eq!(text(&event, "severity"), "critical");
    assert_eq!(text(&event, "initiator.name"), EMAIL);
    assert!(!serde_json::to_string(&event.fields).unwrap().contains("wrong password!"));
    let slowed = session::create(&it.desk, &nobody, EMAIL, PASSWORD).await;
    assert!(matches!(slowed, Err(Error::Throttled { wait_s: 1..=3 })), "{slowed:?}");
    it.pass(3_000);
    session::create(&it.desk, &nobody, EMAIL, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn whether_an_account_exists_does_not_show_in_the_answer() {
    let it = Fixture::new().await;
    let nobody = caller(By::Nobody);
    let known = session::create(&it.desk, &nobody, EMAIL, "wrong password!").await.unwrap_err();
    let unknown = session::create(&it.desk, &nobody, "who@example.com", "wrong password!").await.unwrap_err();
    assert_eq!(known.to_string(), unknown.to_string());
}

#[tokio::test]
async fn each_role_may_do_its_own_and_no_more_and_refusals_are_recorded() {
    let it = Fixture::new().await;
    let view = view::create(&it.desk, &it.owner, &it.instance, errors("Errors")).await.unwrap();
    let key = service_key::create(&it.desk, &it.owner, &it.instance, "reads").await.unwrap().key;
    let ingestion = ingestion_key::create(&it.desk, &it.owner, &it.instance, "sends").await.unwrap().key;
    let callers = [
        // (who, may read, may save, may administer)
        (caller(By::Nobody), false, false, false),
        (it.member(None), false, false, false),
        (caller(By::Key(ingestion)), false, false, false),
        (it.member(Some(Role::Reader)), true, false, false),
        (it.member(Some(Role::Member)), true, true, false),
        (it.member(Some(Role::Manager)), true, true, true),
        (caller(By::Key(key)), true, true, true),
    ];
    for (number, (who, reads, saves, administers)) in callers.into_iter().enumerate() {
        let name = who.name().to_owned();
        assert_eq!(view::list(&it.desk, &who, &it.instance).await.is_ok(), reads, "{name}");
        let before = it.events().await.len();
        let mut acts = 0;
        let saved = view::create(&it.desk, &who, &it.instance, errors(&format!("View {number}"))).await;
        assert_eq!(saved.is_ok(), saves, "{name}: {saved:?}");
        let changed = view::update(&it.desk, &who, &it.instance, &view.id, errors("Errors")).await;
        assert_eq!(changed.is_ok(), saves, "{name}");
        let made = ingestion_key::create(&it.desk, &who, &it.instance, "k").await;
        assert_eq!(made.is_ok(), administers, "{name}");
        let retained = instance::update(&it.desk, &who, &it.instance, Retention::default()).await;
        assert_eq!(retained.is_ok(), administers, "{name}");
        acts += 4;
        let with_category =
            NewView { categories: vec![format!("New {number}")], ..errors(&format!("In {number}")) };
        assert_eq!(
            view::create(&it.desk, &who, &it.instance, with_category).await.is_ok(),
            administers,
            "{name}"
        );
        acts += 1 + usize::from(administers);
        let events = it.events().await;
        assert_eq!(events.len() - before, acts, "each act of {name} leaves one event");
        let refused = events[before..].iter().filter(|event| text(event, "outcome") == "failure").count();
        assert_eq!(
            refused,
            [saves, saves, administers, administers, administers].iter().filter(|may| !**may).count(),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_change_is_told_with_what_was_before_and_what_is_after() {
    let it = Fixture::new().await;
    let view = view::create(&it.desk, &it.owner, &it.instance, errors("Errors")).await.unwrap();
    let new = NewView { name: "Faults".to_owned(), tags: vec!["eu".to_owned()], ..errors("") };
    view::update(&it.desk, &it.owner, &it.instance, &view.id, new).await.unwrap();
    let event = it.last_event().await;
    assert_eq!(event.at("requestData.spoor.before.name"), Some(&Value::from("Errors")));
    assert_eq!(event.at("requestData.spoor.after.name"), Some(&Value::from("Faults")));
    assert_eq!(event.at("requestData.spoor.after.tags.0"), None, "arrays are not entered");
    assert_eq!(text(&event, "initiator.host.address"), "192.0.2.7");
    assert_eq!(text(&event, "initiator.host.agent"), "test/1");
    assert_eq!(text(&event, "correlationId"), "c-1");
    assert_eq!(event.at("dataEvent"), Some(&Value::from(true)));
}

#[tokio::test]
async fn two_views_never_share_a_name_and_a_query_that_can_not_be_read_is_not_saved() {
    let it = Fixture::new().await;
    view::create(&it.desk, &it.owner, &it.instance, errors("Errors")).await.unwrap();
    let twin = view::create(&it.desk, &it.owner, &it.instance, errors("eRRORS")).await;
    assert!(matches!(twin, Err(Error::Conflict { .. })));
    let broken = NewView { query: "\"open".to_owned(), ..errors("Broken") };
    let refused = view::create(&it.desk, &it.owner, &it.instance, broken).await;
    assert!(matches!(refused, Err(Error::Invalid { field: "query", .. })));
    assert_eq!(view::list(&it.desk, &it.owner, &it.instance).await.unwrap().views.len(), 1);
}

#[tokio::test]
async fn a_star_is_personal_and_goes_with_its_view() {
    let it = Fixture::new().await;
    let view = view::create(&it.desk, &it.owner, &it.instance, errors("Errors")).await.unwrap();
    view::star(&it.desk, &it.owner, &it.instance, &view.id, true).await.unwrap();
    view::star(&it.desk, &it.owner, &it.instance, &view.id, true).await.unwrap();
    assert!(view::list(&it.desk, &it.owner, &it.instance).await.unwrap().starred.contains(&view.id));
    let other = it.member(Some(Role::Reader));
    assert!(view::list(&it.desk, &other, &it.instance).await.unwrap().starred.is_empty());
    view::delete(&it.desk, &it.owner, &it.instance, &view.id).await.unwrap();
    assert!(view::list(&it.desk, &it.owner, &it.instance).await.unwrap().starred.is_empty());
}

#[tokio::test]
async fn a_key_is_known_by_its_secret_alone_and_each_kind_keeps_to_its_work() {
    let it = Fixture::new().await;
    let made = ingestion_key::create(&it.desk, &it.owner, &it.instance, "ci").await.unwrap();
    assert_eq!(made.secret.len(), 32);
    assert_eq!(it.desk.key(&made.secret, KeyKind::Ingestion).await.unwrap(), made.key);
    assert!(matches!(it.desk.key(&made.secret, KeyKind::Service).await, Err(Error::Forbidden { .. })));
    let mut near = made.secret.clone();
    near.replace_range(31.., if near.ends_with('0') { "1" } else { "0" });
    for wrong in ["", "short", near.as_str(), "éééééééé"] {
        assert!(matches!(it.desk.key(wrong, KeyKind::Ingestion).await, Err(Error::SignedOut)), "{wrong}");
    }
    let event = serde_json::to_string(&it.last_event().await.fields).unwrap();
    assert!(!event.contains(&made.secret) && event.contains(&made.secret[..8]));
    for number in 1..10 {
        ingestion_key::create(&it.desk, &it.owner, &it.instance, &format!("k{number}")).await.unwrap();
    }
    let eleventh = ingestion_key::create(&it.desk, &it.owner, &it.instance, "k10").await;
    assert!(matches!(eleventh, Err(Error::Conflict { .. })));
}

#[tokio::test]
async fn whoever_may_not_search_an_instance_is_told_nothing_else_of_it() {
    let fixture = Fixture::new().await;
    let id = fixture.instance.clone();
    let all =
        Selection { query: Query::everything(), filters: Filters::default(), from_ms: 0, to_ms: i64::MAX };
    let ask = Aggregate { figures: vec![], by: vec![], interval: None, offset_ms: 0, limit: 1 };
    let first = EventId { instance: id.clone(), seq: 1 };
    fixture.events().await;
    for (caller, may) in [(fixture.member(None), false), (fixture.member(Some(Role::Reader)), true)] {
        let (desk, caller, id, all) = (&fixture.desk, &caller, &id, &all);
        let everything = Interval::AtMost(10);
        assert_eq!(event::histogram(desk, caller, id, all, everything, 0, None).await.is_ok(), may);
        assert_eq!(event::facets(desk, caller, id, all, &[]).await.is_ok(), may);
        assert_eq!(event::aggregate(desk, caller, id, all, &ask).await.is_ok(), may);
        assert_eq!(event::fields(desk, caller, id, all).await.is_ok(), may);
        assert_eq!(event::tail(desk, caller, id, &all.query, &all.filters, 0, 1).await.is_ok(), may);
        assert_eq!(event::head(desk, caller, id).await.is_ok(), may);
        assert_eq!(event::context(desk, caller, &first, Around::Everything, 1, 1).await.is_ok(), may);
    }
}

#[tokio::test]
async fn how_long_lines_are_kept_is_told_with_what_was_before_and_what_is_after() {
    let it = Fixture::new().await;
    let forever = Retention { lines: Period::Unlimited, keeps_imports: false };
    instance::update(&it.desk, &it.owner, &it.instance, forever).await.unwrap();
    let event = it.last_event().await;
    assert_eq!(text(&event, "action"), "logdnaat.instance.update");
    assert_eq!(text(&event, "target.name"), "Dallas");
    assert_eq!(event.at("requestData.spoor.before.retentionDays"), Some(&Value::from(365)));
    assert_eq!(event.at("requestData.spoor.after.retentionDays"), Some(&Value::Null));
    assert_eq!(event.at("requestData.spoor.before.keepsImports"), Some(&Value::from(true)));
    assert_eq!(event.at("requestData.spoor.after.keepsImports"), Some(&Value::from(false)));
    let kept = it.desk.instance(&it.instance).await.unwrap().retention;
    assert_eq!(kept, forever);
}

/// Sends a line on its own, so that it can be given up on its own.
async fn send(it: &Fixture, text: &str, imported: bool) {
    let flags = Flags { imported, ..Flags::default() };
    let incoming =
        Incoming::Line(Box::new(Line { text: text.to_owned(), flags, ..Line::default() }), Origin::default());
    let sender = Sender {
        instance: Some(it.instance.clone()),
        key: None,
        address: String::new(),
        received_ms: it.clock.load(Ordering::Relaxed),
        idempotency_key: None,
    };
    line::append(&it.desk, &sender, vec![incoming]).await.unwrap();
}

/// The texts that a search finds once there are so few.
async fn texts_once_there_are(it: &Fixture, count: usize) -> Vec<String> {
    for _ in 0..100_000 {
        let search = Search {
            query: query::parse("-action:logdnaat").query,
            filters: Filters::default(),
            from_ms: i64::MIN,
            to_ms: i64::MAX,
            order: Order::Oldest,
            limit: 100,
            after: None,
        };
        let page = event::search(&it.desk, &it.owner, &it.instance, search).await.unwrap();
        if page.lines.len() == count {
            return page.lines.into_iter().map(|stored| stored.line.text).collect();
        }
        tokio::task::yield_now().await;
    }
    panic!("there were never {count} lines");
}

#[tokio::test]
async fn lines_go_when_their_days_are_over_and_never_before() {
    let it = Fixture::new().await;
    for text in ["one", "two", "three"] {
        send(&it, text, false).await;
        it.pass(86_400_000);
    }
    let week = Retention { lines: Period::Days(2), ..Retention::default() };
    instance::expire(&it.desk).await.unwrap();
    assert_eq!(texts_once_there_are(&it, 3).await, ["one", "two", "three"], "a year is long");
    instance::update(&it.desk, &it.owner, &it.instance, week).await.unwrap();
    assert_eq!(texts_once_there_are(&it, 1).await, ["three"]);
    it.pass(86_400_000);
    // The group of the last lines stays: numbers go on behind it.
    send(&it, "four", false).await;
    instance::expire(&it.desk).await.unwrap();
    assert_eq!(texts_once_there_are(&it, 1).await, ["four"]);
}

#[tokio::test]
async fn what_another_process_has_changed_is_heeded_at_the_next_round() {
    let it = Fixture::new().await;
    send(&it, "old", false).await;
    it.pass(10 * 86_400_000);
    send(&it, "new", false).await;
    let beside = Store::open_beside(it._folder.path()).await.unwrap();
    let clock = it.clock.clone();
    let desk = Desk::new(beside, Clock::moved_by(move || clock.fetch_add(1, Ordering::Relaxed)));
    let week = Retention { lines: Period::Days(7), ..Retention::default() };
    instance::update(&desk, &Caller::desk(), &it.instance, week).await.unwrap();
    instance::expire(&it.desk).await.unwrap();
    assert_eq!(texts_once_there_are(&it, 1).await, ["new"]);
}

#[tokio::test]
async fn imported_lines_stay_until_somebody_says_otherwise() {
    let it = Fixture::new().await;
    send(&it, "old", false).await;
    send(&it, "imported", true).await;
    it.pass(10 * 86_400_000);
    send(&it, "new", false).await;
    let week = |keeps_imports| Retention { lines: Period::Days(7), keeps_imports };
    instance::update(&it.desk, &it.owner, &it.instance, week(true)).await.unwrap();
    assert_eq!(texts_once_there_are(&it, 2).await, ["imported", "new"]);
    instance::update(&it.desk, &it.owner, &it.instance, week(false)).await.unwrap();
    assert_eq!(texts_once_there_are(&it, 1).await, ["new"]);
}

#[tokio::test]
async fn with_no_days_a_line_reaches_live_tail_and_no_search() {
    let it = Fixture::new().await;
    send(&it, "before", false).await;
    let none = Retention { lines: Period::Days(0), ..Retention::default() };
    instance::update(&it.desk, &it.owner, &it.instance, none).await.unwrap();
    send(&it, "live", false).await;
    send(&it, "imported", true).await;
    assert_eq!(texts_once_there_are(&it, 2).await, ["before", "imported"]);
    let (everything, no_filters) = (Query::everything(), Filters::default());
    let tail = event::tail(&it.desk, &it.owner, &it.instance, &everything, &no_filters, 0, 10).await.unwrap();
    let texts: Vec<_> = tail.lines.iter().map(|stored| stored.line.text.as_str()).collect();
    assert_eq!(texts, ["before", "live", "imported"]);
    assert!(tail.lines[1].line.flags.transient && !tail.lines[2].line.flags.transient);
    it.pass(11 * MINUTE_MS);
    send(&it, "later", false).await;
    instance::expire(&it.desk).await.unwrap();
    assert_eq!(texts_once_there_are(&it, 1).await, ["imported"], "and what is past goes at once");
}

#[tokio::test]
async fn an_import_keeps_equal_lines_apart_and_knows_those_with_a_time_again() {
    let it = Fixture::new().await;
    let lines = || -> Vec<Incoming> {
        let texts = ["plain", "plain", r#"{"eventTime":"2026-01-02T03:04:05.00+0000","action":"a.b.read"}"#];
        let line = |text: &str| {
            let mut line = Line { text: text.to_owned(), ..Line::default() };
            line.derive();
            Incoming::Line(Box::new(line), Origin::default())
        };
        texts.into_iter().map(line).collect()
    };
    let append = async || actions::events::append(&it.desk, &it.owner, &it.instance, lines()).await.unwrap();
    let is_new = |receipts: Vec<Receipt>| -> Vec<bool> {
        receipts.iter().map(|receipt| matches!(receipt, Receipt::Stored(_))).collect()
    };
    assert_eq!(is_new(append().await), [true, true, true]);
    assert_eq!(is_new(append().await), [true, true, false]);
    let everything = Query::everything();
    let filters = Filters::default();
    let tail = event::tail(&it.desk, &it.owner, &it.instance, &everything, &filters, 0, 10).await.unwrap();
    assert!(tail.lines.iter().all(|stored| stored.line.flags.imported));
    let reader = it.member(Some(Role::Member));
    let refused = actions::events::append(&it.desk, &reader, &it.instance, lines()).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
}

#[tokio::test]
async fn an_import_is_told_once_with_its_counts_and_its_files() {
    let it = Fixture::new().await;
    let import = Import {
        files: vec!["a.gz".to_owned(), "b".to_owned()],
        lines: 9,
        stored: 5,
        duplicates: 3,
        rejected: 1,
        cut_short: None,
    };
    actions::events::import(&it.desk, &it.owner, &it.instance, &import).await.unwrap();
    let event = it.last_event().await;
    assert_eq!(text(&event, "action"), "logdnaat.events.import");
    assert_eq!(text(&event, "target.name"), "a.gz, b");
    assert_eq!(event.at("requestData.stored"), Some(&Value::from(5)));
    assert_eq!(event.at("requestData.duplicates"), Some(&Value::from(3)));
    let reader = it.member(Some(Role::Member));
    assert!(actions::events::import(&it.desk, &reader, &it.instance, &import).await.is_err());
    assert_eq!(text(&it.last_event().await, "outcome"), "failure");
}
