//! What exclusion rules and parsing templates do to what is sent.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use actions::{
    By, Caller, Clock, Desk, Error, deletion,
    event::{self, Around},
    exclusion_rule::{self, ExclusionPatch, NewExclusionRule},
    instance,
    line::{self, Incoming, Receipt, Sender},
    parsing_template::{self, NewParsingTemplate, TemplatePatch},
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
use serde_json::{Value, json};
use store::{
    Limits, Order, Search, Store,
    ask::{Aggregate, FacetAsk, Interval, Operation, Selection},
};

const NOW_MS: i64 = 1_700_000_000_000;

struct Fixture {
    folder: tempfile::TempDir,
    desk: Desk,
    owner: Caller,
    instance: InstanceId,
}

impl Fixture {
    async fn new() -> Self {
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
    async fn started_again(self) -> Self {
        let Self { folder, desk, owner, instance } = self;
        desk.store().close().await;
        drop(desk);
        let desk = open(&folder).await;
        desk.store().events(&instance).unwrap().ready().await.unwrap();
        Self { folder, desk, owner, instance }
    }

    fn with_role(&self, role: Role) -> Caller {
        let By::Person(owner) = &self.owner.by else { unreachable!("the owner is a person") };
        let roles = [(self.instance.clone(), role)].into_iter().collect();
        caller(By::Person(model::person::Person { owner: false, roles, ..owner.clone() }))
    }

    async fn send(&self, texts: &[&str]) -> Vec<Receipt> {
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

    async fn rule(&self, new: NewExclusionRule) -> model::exclusion_rule::ExclusionRule {
        let kind = RuleKind::Ingestion;
        exclusion_rule::create(&self.desk, &self.owner, &self.instance, kind, new).await.unwrap()
    }

    async fn lines(&self, query: &str) -> Vec<String> {
        while self.desk.store().relay_step().await.unwrap() {}
        let search = Search { query: query::parse(query).query, ..everything() };
        let page = event::search(&self.desk, &self.owner, &self.instance, search).await.unwrap();
        page.lines.into_iter().map(|stored| stored.line.text).collect()
    }

    /// What live tail has, with whether it is kept.
    async fn tail(&self) -> Vec<(EventId, String, bool)> {
        let (query, none) = (Query::everything(), Filters::default());
        let tail =
            event::tail(&self.desk, &self.owner, &self.instance, &query, &none, 0, 1000).await.unwrap();
        let told = tail.lines.into_iter().filter(|stored| stored.line.host != "logdnaat");
        told.map(|stored| (stored.id, stored.line.text, !stored.line.flags.transient)).collect()
    }

    /// The desk's own events with this action, oldest first.
    async fn told(&self, action: &str) -> Vec<Event> {
        let (action, rest) = action.split_once(" ").unwrap_or((action, ""));
        let lines = self.lines(&format!("action:==\"{action}\" {rest}")).await;
        lines.iter().map(|line| Event::read(line).unwrap()).collect()
    }

    async fn excluded(&self, id: &model::id::ExclusionRuleId) -> u64 {
        let kind = RuleKind::Ingestion;
        let found = exclusion_rule::find(&self.desk, &self.owner, &self.instance, kind, id).await.unwrap();
        found.excluded.lines
    }
}

async fn open(folder: &tempfile::TempDir) -> Desk {
    let limits = Limits { chunk_lines: 4, segment_lines: 8, ..Limits::default() };
    let store = Store::open(folder.path(), limits).await.unwrap();
    let hand = Arc::new(AtomicI64::new(NOW_MS));
    Desk::new(store, Clock::moved_by(move || hand.fetch_add(1, Ordering::Relaxed)))
}

fn caller(by: By) -> Caller {
    Caller {
        by,
        address: "192.0.2.7".to_owned(),
        agent: "test/1".to_owned(),
        correlation_id: "c-1".to_owned(),
    }
}

fn everything() -> Search {
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

fn rule(query: &str, index_only: bool) -> NewExclusionRule {
    let title = format!("no {query}");
    NewExclusionRule { title, query: query.to_owned(), is_active: true, index_only, ..Default::default() }
}

fn reads(action: &str) -> String {
    json!({"action": action, "eventTime": "2023-11-14T22:13:20.00+0000", "outcome": "success"}).to_string()
}

#[tokio::test]
async fn an_excluded_line_is_answered_and_nowhere() {
    let it = Fixture::new().await;
    let rule = it.rule(rule("kms.secrets.read", false)).await;
    let receipts = it.send(&[&reads("kms.secrets.read"), &reads("kms.secrets.delete")]).await;
    let reason = "exclusion rule \"no kms.secrets.read\"".to_owned();
    assert_eq!(receipts[0], Receipt::Excluded { reason });
    assert!(matches!(receipts[1], Receipt::Stored(_)));
    assert_eq!(it.lines("kms -host:logdnaat").await, [reads("kms.secrets.delete")]);
    assert_eq!(it.tail().await.len(), 1);
    assert_eq!(it.excluded(&rule.id).await, 1);
}

#[tokio::test]
async fn an_index_only_line_is_seen_live_and_counted_and_never_found() {
    let it = Fixture::new().await;
    let rule = it.rule(rule("outcome:success", true)).await;
    let texts: Vec<String> = (0..12).map(|number| reads(&format!("kms.secrets.read{number}"))).collect();
    let receipts = it.send(&texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert!(receipts.iter().all(|receipt| matches!(receipt, Receipt::Excluded { .. })), "{receipts:?}");
    let tail = it.tail().await;
    assert_eq!(tail.len(), 12);
    assert!(tail.iter().all(|(_, _, is_kept)| !is_kept));
    assert_eq!(it.excluded(&rule.id).await, 12);
    check_never_found(&it, &tail[0].0).await;
    it.desk.store().events(&it.instance).unwrap().settled().await.unwrap();
    check_never_found(&it, &tail[0].0).await;
    let it = it.started_again().await;
    check_never_found(&it, &tail[0].0).await;
    assert_eq!(it.excluded(&rule.id).await, 12);
    assert!(it.tail().await.len() < 12, "what is sealed is gone");
}

async fn check_never_found(it: &Fixture, id: &EventId) {
    let (desk, owner, instance) = (&it.desk, &it.owner, &it.instance);
    assert!(it.lines("outcome:success -host:logdnaat").await.is_empty());
    let found = event::find(desk, owner, id).await;
    assert!(matches!(found, Err(Error::NotFound { .. })), "{found:?}");
    let around = event::context(desk, owner, id, Around::Everything, 5, 5).await;
    assert!(matches!(around, Err(Error::NotFound { .. })), "{around:?}");
    let selection = Selection {
        query: query::parse("outcome:success -host:logdnaat").query,
        filters: Filters::default(),
        from_ms: 0,
        to_ms: i64::MAX,
    };
    let interval = Interval::AtMost(10);
    let counted = event::histogram(desk, owner, instance, &selection, interval, 0, None).await.unwrap();
    assert_eq!(counted.found.total, 0);
    let ask = FacetAsk { field: "action".to_owned(), limit: 5, search: String::new() };
    let facets = event::facets(desk, owner, instance, &selection, &[ask]).await.unwrap();
    assert!(facets.found[0].values.is_empty());
    let ask = Aggregate {
        figures: vec![(Operation::Count, String::new())],
        by: vec!["action".to_owned()],
        interval: None,
        offset_ms: 0,
        limit: 5,
    };
    let groups = event::aggregate(desk, owner, instance, &selection, &ask).await.unwrap();
    assert!(groups.found.iter().all(|group| group.lines == 0), "{:?}", groups.found);
}

#[tokio::test]
async fn a_line_that_was_only_shown_is_stored_when_it_is_sent_again_without_the_rule() {
    let it = Fixture::new().await;
    let rule = it.rule(rule("kms", true)).await;
    it.send(&[&reads("kms.secrets.read")]).await;
    let off = ExclusionPatch { is_active: Some(false), ..ExclusionPatch::default() };
    let kind = RuleKind::Ingestion;
    exclusion_rule::update(&it.desk, &it.owner, &it.instance, kind, &rule.id, off).await.unwrap();
    let receipts = it.send(&[&reads("kms.secrets.read")]).await;
    assert!(matches!(receipts[0], Receipt::Stored(_)), "{receipts:?}");
    assert_eq!(it.lines("kms.secrets.read").await.len(), 1);
    let receipts = it.send(&[&reads("kms.secrets.read")]).await;
    assert!(matches!(receipts[0], Receipt::Duplicate(_)), "{receipts:?}");
}

#[tokio::test]
async fn the_oldest_rule_that_stores_nothing_decides_and_counts() {
    let it = Fixture::new().await;
    let shown = it.rule(rule("kms", true)).await;
    let gone = it.rule(rule("secrets", false)).await;
    let later = it.rule(rule("kms.secrets", false)).await;
    it.send(&[&reads("kms.secrets.read"), &reads("kms.keys.read")]).await;
    let counts = [it.excluded(&shown.id).await, it.excluded(&gone.id).await, it.excluded(&later.id).await];
    assert_eq!(counts, [1, 1, 0]);
    let tail = it.tail().await;
    assert_eq!(tail.len(), 1);
}

#[tokio::test]
async fn what_is_told_of_a_rule_says_all_of_it() {
    let it = Fixture::new().await;
    let kind = RuleKind::Stream;
    let new = NewExclusionRule { hosts: vec!["kms".to_owned()], ..rule("read", true) };
    let made = exclusion_rule::create(&it.desk, &it.owner, &it.instance, kind, new).await.unwrap();
    let title = ExclusionPatch { title: Some("Quiet".to_owned()), ..ExclusionPatch::default() };
    exclusion_rule::update(&it.desk, &it.owner, &it.instance, kind, &made.id, title).await.unwrap();
    // It is no rule of the other kind.
    let other =
        exclusion_rule::delete(&it.desk, &it.owner, &it.instance, RuleKind::Ingestion, &made.id).await;
    assert!(matches!(other, Err(Error::NotFound { .. })));
    exclusion_rule::delete(&it.desk, &it.owner, &it.instance, kind, &made.id).await.unwrap();
    let kept = deletion::list(&it.desk, &it.owner, &it.instance).await.unwrap();
    deletion::undo(&it.desk, &it.owner, &it.instance, &kept[0].id).await.unwrap();
    let created = it.told("logdnaat.exclusion-rule.create").await;
    let request = |event: &Event| event.at("requestData").cloned().unwrap();
    let expected = json!({
        "feature": "exclusion-rule", "ruleId": made.id, "isEnabled": true, "hosts": ["kms"], "apps": [],
        "query": "read", "description": "no read", "indexonly": false,
    });
    let mut first = request(&created[0]);
    assert_eq!(first["spoor"]["after"]["kind"], "stream");
    first.as_object_mut().unwrap().remove("spoor");
    assert_eq!(first, expected);
    let again = request(&created[1]);
    assert_eq!((&again["spoor"]["change"], &again["description"]), (&json!("restored"), &json!("Quiet")));
    let updated = request(&it.told("logdnaat.exclusion-rule.update").await[0]);
    assert_eq!(updated["spoor"]["before"]["description"], "no read");
    assert_eq!(updated["spoor"]["after"]["description"], "Quiet");
    assert_eq!(it.told("logdnaat.exclusion-rule.delete").await.len(), 2);
    let rules = exclusion_rule::list(&it.desk, &it.owner, &it.instance, kind).await.unwrap();
    assert_eq!((rules[0].id == made.id, rules[0].draft.title.as_str()), (true, "Quiet"));
}

#[tokio::test]
async fn only_managers_say_what_is_not_kept() {
    let it = Fixture::new().await;
    for role in [Role::Reader, Role::Member] {
        let caller = it.with_role(role);
        let kind = RuleKind::Ingestion;
        let refused = exclusion_rule::create(&it.desk, &caller, &it.instance, kind, rule("a1", true)).await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
        assert!(exclusion_rule::list(&it.desk, &caller, &it.instance, kind).await.unwrap().is_empty());
        let refused = parsing_template::create(&it.desk, &caller, &it.instance, template("T", "")).await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
    }
    assert_eq!(it.told("logdnaat.exclusion-rule.create outcome:failure").await.len(), 2);
}

#[tokio::test]
async fn the_desk_never_excludes_its_own_record() {
    let it = Fixture::new().await;
    it.rule(rule("logdnaat", false)).await;
    it.rule(rule("host:logdnaat", true)).await;
    assert_eq!(it.told("logdnaat.exclusion-rule.create").await.len(), 2);
}

#[tokio::test]
async fn a_preview_says_what_would_be_gone_and_whose_view_shows_less() {
    let it = Fixture::new().await;
    let texts: Vec<String> = (0..7).map(|number| reads(&format!("kms.secrets.read{number}"))).collect();
    it.send(&texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
    it.send(&[&reads("iam.user.login")]).await;
    for (name, query) in [("Keys", "kms"), ("Logins", "login")] {
        let view =
            actions::view::NewView { name: name.to_owned(), query: query.to_owned(), ..Default::default() };
        actions::view::create(&it.desk, &it.owner, &it.instance, view).await.unwrap();
    }
    let kind = RuleKind::Ingestion;
    let new = rule("secrets -logdnaat", true);
    let told = exclusion_rule::preview(&it.desk, &it.owner, &it.instance, kind, &new);
    let told = told.await.unwrap();
    assert_eq!((told.lines, told.samples.len(), told.looked_at), (7, 5, 7));
    let views: Vec<_> = told.views.iter().map(|view| (view.name.as_str(), view.lines)).collect();
    assert_eq!(views, [("Keys", 7)]);
}

fn template(name: &str, query: &str) -> NewParsingTemplate {
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

#[tokio::test]
async fn what_a_template_reads_is_a_field_of_the_line_for_good() {
    let it = Fixture::new().await;
    it.send(&[&reads("kms.secrets.read")]).await;
    parsing_template::create(&it.desk, &it.owner, &it.instance, template("Objects", "kms")).await.unwrap();
    let texts: Vec<String> = (0..12).map(|number| reads(&format!("kms.keys.read{number}"))).collect();
    it.send(&texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
    it.send(&[&reads("iam.policies.read")]).await;
    check_fields(&it).await;
    it.desk.store().events(&it.instance).unwrap().settled().await.unwrap();
    check_fields(&it).await;
    let it = it.started_again().await;
    assert!(it.desk.store().events(&it.instance).unwrap().figures().sealed_lines > 0);
    check_fields(&it).await;
}

async fn check_fields(it: &Fixture) {
    assert_eq!(it.lines("object:==keys").await.len(), 12);
    assert_eq!(it.lines("object:* -host:logdnaat").await.len(), 12, "only new lines its query finds");
    let selection = Selection {
        query: Query::everything(),
        filters: Filters::default(),
        from_ms: i64::MIN,
        to_ms: i64::MAX,
    };
    let ask = FacetAsk { field: "object".to_owned(), limit: 5, search: String::new() };
    let facets = event::facets(&it.desk, &it.owner, &it.instance, &selection, &[ask]).await.unwrap();
    assert_eq!(facets.found[0].values, [("keys".to_owned(), 12)]);
    let search = Search { query: query::parse("object:keys").query, ..everything() };
    let page = event::search(&it.desk, &it.owner, &it.instance, search).await.unwrap();
    for stored in &page.lines {
        assert_eq!(Value::Object(stored.line.added.clone()), json!({"object": "keys"}));
        assert!(!stored.line.text.contains("object"), "the text is as it was sent");
    }
}

#[tokio::test]
async fn a_later_template_overwrites_and_rules_see_what_templates_add() {
    let it = Fixture::new().await;
    it.send(&[&reads("kms.secrets.read")]).await;
    let first = parsing_template::create(&it.desk, &it.owner, &it.instance, template("A", "")).await.unwrap();
    let mut second = template("B", "");
    second.steps = serde_json::from_value(json!([{"operator": "parse_json", "steps": [
        {"take": "outcome", "operator": "capture", "field": "object"}
    ]}]))
    .unwrap();
    second.query = "-host:logdnaat".to_owned();
    let draft = NewParsingTemplate { state: TemplateState::Draft, ..second };
    let second = parsing_template::create(&it.desk, &it.owner, &it.instance, draft).await.unwrap();
    let on = TemplatePatch { state: Some(TemplateState::Active), ..TemplatePatch::default() };
    parsing_template::update(&it.desk, &it.owner, &it.instance, &second.id, on).await.unwrap();
    it.send(&[&reads("kms.keys.read")]).await;
    assert_eq!(it.lines("object:success kms.keys").await.len(), 1);
    let last = TemplatePatch { position: Some(9), ..TemplatePatch::default() };
    parsing_template::update(&it.desk, &it.owner, &it.instance, &first.id, last).await.unwrap();
    it.send(&[&reads("kms.locks.read")]).await;
    assert_eq!(it.lines("object:locks kms.locks").await.len(), 1);
    it.rule(rule("object:locks", false)).await;
    assert!(matches!(it.send(&[&reads("kms.locks.write")]).await[0], Receipt::Excluded { .. }));
}

#[tokio::test]
async fn a_template_adds_fields_only_when_every_line_looked_at_is_valid() {
    let it = Fixture::new().await;
    let create = |new| parsing_template::create(&it.desk, &it.owner, &it.instance, new);
    let nothing = create(template("T", "kms.secrets")).await.unwrap_err();
    assert!(nothing.to_string().contains("no line was found"), "{nothing}");
    it.send(&[&reads("kms.secrets.read"), &reads("kms")]).await;
    let invalid = create(template("T", "kms")).await.unwrap_err();
    assert!(invalid.to_string().contains("there is no value number 1"), "{invalid}");
    let draft =
        create(NewParsingTemplate { state: TemplateState::Draft, ..template("T", "kms") }).await.unwrap();
    let twice = create(NewParsingTemplate { state: TemplateState::Draft, ..template("t", "kms") }).await;
    assert!(matches!(twice, Err(Error::Conflict { .. })));
    let narrow = TemplatePatch {
        query: Some("kms.secrets".to_owned()),
        state: Some(TemplateState::Active),
        ..TemplatePatch::default()
    };
    parsing_template::update(&it.desk, &it.owner, &it.instance, &draft.id, narrow).await.unwrap();
    parsing_template::delete(&it.desk, &it.owner, &it.instance, &draft.id).await.unwrap();
    let kept = deletion::list(&it.desk, &it.owner, &it.instance).await.unwrap();
    deletion::undo(&it.desk, &it.owner, &it.instance, &kept[0].id).await.unwrap();
    let all = parsing_template::list(&it.desk, &it.owner, &it.instance).await.unwrap();
    assert_eq!((all[0].id == draft.id, all[0].state), (true, TemplateState::Active));
    let keys = |event: &Event| {
        let request = event.at("requestData").unwrap().as_object().unwrap();
        let mut names: Vec<_> = request.keys().filter(|name| *name != "spoor").cloned().collect();
        names.sort();
        names
    };
    let told = |action: &'static str| it.told(action);
    let created = told("logdnaat.parsing-template.create outcome:success").await;
    assert_eq!(keys(&created[0]), ["feature", "isEnabled", "name", "query"]);
    assert_eq!(created.len(), 2, "made, and put back");
    let updated = told("logdnaat.parsing-template.update").await;
    assert_eq!(keys(&updated[0]), ["feature", "isEnabled", "query", "templateId"]);
    let deleted = told("logdnaat.parsing-template.delete").await;
    assert_eq!(keys(&deleted[0]), ["feature", "isEnabled", "query"]);
}
