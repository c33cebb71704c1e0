//! Parsing templates.

use actions::{
    Error, deletion, event,
    line::Receipt,
    parsing_template::{self, NewParsingTemplate, TemplatePatch},
};
use model::{event::Event, parsing_template::TemplateState};
use query::{Filters, Query};
use serde_json::{Value, json};
use store::{
    Search,
    ask::{FacetAsk, Selection},
};

use crate::fixture::{Fixture, everything, reads, rule, template};

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

#[tokio::test]
async fn a_template_whose_query_can_not_be_read_any_more_adds_no_fields() {
    let it = Fixture::new().await;
    it.send(&[&reads("kms.secrets.read")]).await;
    parsing_template::create(&it.desk, &it.owner, &it.instance, template("Objects", "kms")).await.unwrap();
    it.send(&[&reads("kms.keys.read")]).await;
    it.outdate("parsing_templates");
    let it = it.started_again().await;
    it.send(&[&reads("kms.locks.read")]).await;
    assert_eq!(it.lines("object:*").await, [reads("kms.keys.read")]);
}
