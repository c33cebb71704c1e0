//! Who saves what somebody else has changed meanwhile is told so, and nothing is overwritten.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use actions::{
    By, Caller, Clock, Desk, Error, Seen,
    alert::{self, Channels, PresetEdit},
    board::{self, BoardEdit, NewBoard, NewGraph},
    board_graph::{self, GraphEdit},
    exclusion_rule::{self as rule, ExclusionPatch, NewExclusionRule},
    instance,
    parsing_template::{self as template, NewParsingTemplate, TemplatePatch},
    setup::{self, FirstRun},
    view::{self, NewView, ViewEdit},
};
use model::{
    exclusion_rule::RuleKind,
    id::InstanceId,
    parsing_template::TemplateState,
    person::{Email, NewPassword},
};
use serde_json::json;
use store::{Limits, Store};

async fn desk() -> (tempfile::TempDir, Desk, Caller, InstanceId) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Limits::default()).await.unwrap();
    let hand = Arc::new(AtomicI64::new(1_700_000_000_000));
    let desk = Desk::new(store, Clock::moved_by(move || hand.fetch_add(1, Ordering::Relaxed)));
    let first = FirstRun {
        email: Email::parse("ana@example.com").unwrap(),
        password: NewPassword::parse("correct horse battery").unwrap(),
        location: "us-south".to_owned(),
    };
    let by = By::Person(setup::run(&desk, first).await.unwrap());
    let (address, agent, correlation_id) = (String::new(), String::new(), "c-1".to_owned());
    let owner = Caller { by, address, agent, correlation_id };
    let id = instance::list(&desk, &owner).await.unwrap()[0].0.id.clone();
    (folder, desk, owner, id)
}

fn is_overtaken<T: std::fmt::Debug>(result: Result<T, Error>) {
    let error = result.unwrap_err();
    assert!(matches!(error, Error::Overtaken) && error.status() == 409, "{error:?}");
}

#[tokio::test]
async fn a_view_and_a_preset_that_somebody_else_has_changed_are_not_overwritten() {
    let (_folder, desk, owner, id) = desk().await;
    let new = NewView { name: "V".to_owned(), query: "ab".to_owned(), ..NewView::default() };
    let made = view::create(&desk, &owner, &id, new).await.unwrap();
    let put = async |query: &str, seen: Seen| {
        let edit = ViewEdit { query: Some(query.to_owned()), seen, ..ViewEdit::default() };
        view::edit(&desk, &owner, &id, &made.id, edit).await
    };
    let seen = view::seen(&made);
    let first = put("first", seen.clone()).await.unwrap();
    is_overtaken(put("second", seen).await);
    assert_eq!(view::find(&desk, &owner, &id, &made.id).await.unwrap().draft.query, "first");
    put("second", view::seen(&first)).await.unwrap();
    put("third", Seen::default()).await.unwrap();

    let channel = json!({"integration": "pagerduty", "key": "k", "triggerlimit": 1, "immediate": true});
    let channels = Channels::All(vec![channel.clone()]);
    let made = alert::create(&desk, &owner, &id, "P".to_owned(), channels).await.unwrap();
    let put = async |channels: Channels| {
        let edit = PresetEdit { channels: Some(channels), seen: alert::seen(&made), ..PresetEdit::default() };
        alert::update(&desk, &owner, &id, &made.id, edit).await
    };
    put(Channels::Put(None, channel.clone())).await.unwrap();
    is_overtaken(put(Channels::Put(None, channel)).await);
    assert_eq!(alert::find(&desk, &owner, &id, &made.id).await.unwrap().channels.len(), 2);
}

#[tokio::test]
async fn an_exclusion_rule_and_a_template_that_somebody_else_has_changed_are_not_overwritten() {
    let (_folder, desk, owner, id) = desk().await;
    let kind = RuleKind::Ingestion;
    let new = NewExclusionRule { title: "R".to_owned(), query: "ab".to_owned(), ..Default::default() };
    let made = rule::create(&desk, &owner, &id, kind, new).await.unwrap();
    let put = async |query: &str| {
        let (query, seen) = (Some(query.to_owned()), rule::seen(&made));
        let patch = ExclusionPatch { query, seen, ..ExclusionPatch::default() };
        rule::update(&desk, &owner, &id, kind, &made.id, patch).await
    };
    put("first").await.unwrap();
    is_overtaken(put("second").await);
    assert_eq!(rule::find(&desk, &owner, &id, kind, &made.id).await.unwrap().draft.query, "first");

    let new = NewParsingTemplate {
        name: "T".to_owned(),
        query: String::new(),
        sample: "a b".to_owned(),
        steps: vec![],
        state: TemplateState::Draft,
        position: None,
    };
    let made = template::create(&desk, &owner, &id, new).await.unwrap();
    let put = async |delimiter: &str| {
        let steps = serde_json::from_value(json!([{"operator": "split", "delimiter": delimiter}])).unwrap();
        let patch =
            TemplatePatch { steps: Some(steps), seen: template::seen(&made), ..TemplatePatch::default() };
        template::update(&desk, &owner, &id, &made.id, patch).await
    };
    let first = put(",").await.unwrap();
    is_overtaken(put(";").await);
    assert_eq!(template::find(&desk, &owner, &id, &made.id).await.unwrap(), first);
}

#[tokio::test]
async fn a_board_and_a_graph_that_somebody_else_has_changed_are_not_overwritten() {
    let (_folder, desk, owner, id) = desk().await;
    let draft = serde_json::from_value(json!({"title": "G", "plots": [{}]})).unwrap();
    let graphs = vec![NewGraph { id: None, draft }];
    let new = NewBoard { title: "B".to_owned(), graphs, ..NewBoard::default() };
    let made = board::create(&desk, &owner, &id, new).await.unwrap();
    let put = async |text: &str| {
        let (description, seen) = (Some(text.to_owned()), board::seen(&made));
        let edit = BoardEdit { description, seen, ..BoardEdit::default() };
        board::edit(&desk, &owner, &id, &made.id, edit).await
    };
    put("first").await.unwrap();
    is_overtaken(put("second").await);
    let graph = &made.graphs[0];
    let put = async |title: &str| {
        let mut draft = graph.draft.clone();
        title.clone_into(&mut draft.title);
        let edit = GraphEdit::Whole(draft, board_graph::seen(&graph.draft));
        board_graph::edit(&desk, &owner, &id, (&made.id, &graph.id), edit).await
    };
    put("first").await.unwrap();
    is_overtaken(put("second").await);
    let now = board::find(&desk, &owner, &id, &made.id).await.unwrap();
    assert_eq!((now.draft.description.as_str(), now.graphs[0].draft.title.as_str()), ("first", "first"));
}
