//! Exclusion rules.

use actions::{
    Error,
    alert::{self, Channels},
    deletion,
    event::{self, Around},
    exclusion_rule::{self, ExclusionPatch, NewExclusionRule, TouchedAlert, TouchedView},
    line::Receipt,
    parsing_template,
    view::{self, NewAlert, NewView},
};
use model::{event::Event, exclusion_rule::RuleKind, id::EventId, person::Role};
use query::Filters;
use serde_json::json;
use store::ask::{Aggregate, FacetAsk, Interval, Operation, Selection};

use crate::fixture::{Fixture, reads, rule, template};

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
    let channel = || {
        Channels::All(vec![serde_json::json!({"integration": "email", "emails": ["ana@example.com"],
            "triggerlimit": 1, "immediate": true})])
    };
    let preset = alert::create(&it.desk, &it.owner, &it.instance, "On call".to_owned(), channel()).await;
    let preset = preset.unwrap().id;
    for (name, query, alert) in [
        ("Keys", "kms", NewAlert::Preset(preset.to_string())),
        ("Logins", "login", NewAlert::None),
        ("Reads", "secrets", NewAlert::Own(channel())),
    ] {
        let view = NewView { name: name.to_owned(), query: query.to_owned(), alert, ..NewView::default() };
        view::create(&it.desk, &it.owner, &it.instance, view).await.unwrap();
    }
    let kind = RuleKind::Ingestion;
    let new = rule("secrets -logdnaat", true);
    let told = exclusion_rule::preview(&it.desk, &it.owner, &it.instance, kind, &new);
    let told = told.await.unwrap();
    assert_eq!((told.lines, told.samples.len(), told.looked_at), (7, 5, 7));
    let touched = |view: TouchedView| (view.name, view.lines, view.alert);
    let views: Vec<_> = told.views.into_iter().map(touched).collect();
    let followed = TouchedAlert::Preset(preset, "On call".to_owned());
    assert_eq!(views, [("Keys".to_owned(), 7, followed), ("Reads".to_owned(), 7, TouchedAlert::Own(1))]);
    let streamed = exclusion_rule::preview(&it.desk, &it.owner, &it.instance, RuleKind::Stream, &new).await;
    assert_eq!(streamed.unwrap().views, [], "what is not streamed is stored");
}

#[tokio::test]
async fn a_line_of_which_an_expression_has_not_seen_everything_is_kept() {
    let it = Fixture::new().await;
    it.rule(rule("kms -/error|[xy]{48}z/", false)).await;
    let line = |message: &str| json!({"action": "kms.keys.read", "message": message}).to_string();
    let filler = "word ".repeat(6_000);
    let (behind, long) = (line(&format!("{filler}error")), line(&filler));
    let receipts = it.send(&[&behind, &long, &line("word"), &line("error")]).await;
    let is_kept: Vec<bool> = receipts.iter().map(|receipt| matches!(receipt, Receipt::Stored(_))).collect();
    assert_eq!(is_kept, [true, true, false, true], "{receipts:?}");
}

#[tokio::test]
async fn a_rule_that_can_not_be_read_any_more_excludes_nothing_and_can_be_switched_off() {
    let it = Fixture::new().await;
    let id = it.rule(rule("kms", false)).await.id;
    it.outdate("exclusion_rules");
    let it = it.started_again().await;
    let receipts = it.send(&[&reads("kms.secrets.read")]).await;
    assert!(matches!(receipts[0], Receipt::Stored(_)), "{receipts:?}");
    let kind = RuleKind::Ingestion;
    let change = async |patch| {
        let changed = exclusion_rule::update(&it.desk, &it.owner, &it.instance, kind, &id, patch).await;
        changed.map(|rule| rule.draft).map_err(|error| error.to_string())
    };
    let active = |is| ExclusionPatch { is_active: Some(is), ..ExclusionPatch::default() };
    let titled = ExclusionPatch { title: Some("old".to_owned()), ..ExclusionPatch::default() };
    assert_eq!(change(titled).await.unwrap().title, "old");
    assert!(!change(active(false)).await.unwrap().is_active);
    assert!(change(active(true)).await.unwrap_err().contains("can not be read"));
    let other = ExclusionPatch { query: Some("iam /b{2000}/".to_owned()), ..ExclusionPatch::default() };
    assert!(change(other).await.unwrap_err().contains("can not be read"));
    let anew = ExclusionPatch { query: Some("iam".to_owned()), ..active(true) };
    assert!(change(anew).await.unwrap().is_active);
}

#[tokio::test]
async fn a_view_that_can_not_be_read_any_more_is_no_view_that_shows_less() {
    let it = Fixture::new().await;
    it.send(&[&reads("kms.secrets.read")]).await;
    let view = NewView { name: "Keys".to_owned(), query: "kms".to_owned(), ..NewView::default() };
    view::create(&it.desk, &it.owner, &it.instance, view).await.unwrap();
    let views = async || {
        let (kind, new) = (RuleKind::Ingestion, rule("secrets", false));
        let told = exclusion_rule::preview(&it.desk, &it.owner, &it.instance, kind, &new).await.unwrap();
        (told.looked_at, told.samples.len(), told.views.len())
    };
    assert_eq!(views().await, (1, 1, 1));
    it.outdate("views");
    assert_eq!(views().await, (1, 1, 0));
}
