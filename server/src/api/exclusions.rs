//! `/v1/config/ingestion/exclusions` and `/v1/config/stream/exclusions`: exclusion rules, in the shapes
//! that existing tools know (spec 6.9).

pub mod ingestion;
pub mod stream;

use actions::{
    Seen,
    exclusion_rule::{self, ExclusionPatch, NewExclusionRule},
};
use axum::{Json, body::Body, http::HeaderMap};
use model::{
    exclusion_rule::{ExclusionRule, RuleKind},
    id::ExclusionRuleId,
    time,
};
use serde_json::{Value, json};

use crate::{
    api::{
        body, credential,
        error::ApiError,
        fields::{self, Fields},
    },
    state::{AppState, Origin},
};

/// One request about rules of a kind.
struct Request {
    state: AppState,
    origin: Origin,
    headers: HeaderMap,
    kind: RuleKind,
}

type Answer = Result<Json<Value>, ApiError>;

async fn list(Request { state, origin, headers, kind }: Request) -> Answer {
    let (key, caller) = credential::service(&state, &headers, origin).await?;
    let rules = exclusion_rule::list(&state.desk, &caller, &key.instance, kind).await?;
    Ok(Json(rules.iter().map(counted).collect()))
}

async fn find(Request { state, origin, headers, kind }: Request, id: &str) -> Answer {
    let (key, caller) = credential::service(&state, &headers, origin).await?;
    let rule = exclusion_rule::find(&state.desk, &caller, &key.instance, kind, &known(id)?).await?;
    Ok(Json(counted(&rule)))
}

async fn create(Request { state, origin, headers, kind }: Request, sent: Body) -> Answer {
    let (key, caller) = credential::service(&state, &headers, origin).await?;
    let bytes = body::read(&headers, sent, state.config.max_body).await?;
    let patch = read(&Fields::read(&bytes)?, kind)?;
    let fault = fault_of(&patch);
    let new = NewExclusionRule {
        title: patch.title.unwrap_or_default(),
        hosts: patch.hosts.unwrap_or_default(),
        apps: patch.apps.unwrap_or_default(),
        query: patch.query.unwrap_or_default(),
        is_active: patch.is_active.unwrap_or(false),
        index_only: patch.index_only.unwrap_or(true),
    };
    let made = exclusion_rule::create(&state.desk, &caller, &key.instance, kind, new).await;
    Ok(Json(shape(&made.map_err(|error| in_known_words(error, fault))?)))
}

async fn update(Request { state, origin, headers, kind }: Request, id: &str, sent: Body) -> Answer {
    let (key, caller) = credential::service(&state, &headers, origin).await?;
    let bytes = body::read(&headers, sent, state.config.max_body).await?;
    let (id, patch) = (known(id)?, read(&Fields::read(&bytes)?, kind)?);
    if patch == ExclusionPatch::default() {
        return Err(ApiError::bad_request("Nothing to configure"));
    }
    let made = exclusion_rule::update(&state.desk, &caller, &key.instance, kind, &id, patch).await;
    Ok(Json(shape(&made.map_err(|error| in_known_words(error, None))?)))
}

async fn delete(Request { state, origin, headers, kind }: Request, id: &str) -> Answer {
    let (key, caller) = credential::service(&state, &headers, origin).await?;
    exclusion_rule::delete(&state.desk, &caller, &key.instance, kind, &known(id)?).await?;
    Ok(Json(json!({"deleted": true})))
}

fn known(id: &str) -> Result<ExclusionRuleId, ApiError> {
    id.parse().map_err(|_| ApiError::not_found("there is no such exclusion rule"))
}

fn read(fields: &Fields, kind: RuleKind) -> Result<ExclusionPatch, ApiError> {
    match kind {
        RuleKind::Ingestion => fields.only(&["title", "active", "hosts", "apps", "query", "indexonly"])?,
        RuleKind::Stream => fields.only(&["title", "active", "hosts", "apps", "query"])?,
    }
    let texts = |name| fields.is_set(name).then(|| fields.texts(name)).transpose();
    let text = |name| fields.is_set(name).then(|| fields.text(name)).transpose();
    Ok(ExclusionPatch {
        title: text("title")?,
        hosts: texts("hosts")?,
        apps: texts("apps")?,
        query: text("query")?,
        is_active: fields.flag("active")?,
        index_only: fields.flag("indexonly")?,
        seen: Seen::default(),
    })
}

/// The rule of new exclusion rules that this one breaks, of those that tools know.
fn fault_of(patch: &ExclusionPatch) -> Option<ApiError> {
    match patch.title.as_deref().map(str::trim) {
        None => return Some(fields::required("title")),
        Some("") => return Some(fields::empty("title")),
        Some(_) => {}
    }
    let lists = [&patch.hosts, &patch.apps];
    let has_list = lists.into_iter().flatten().any(|list| !list.is_empty());
    let has_query = patch.query.as_deref().is_some_and(|query| !query.trim().is_empty());
    (!has_list && !has_query).then(without_criteria)
}

fn without_criteria() -> ApiError {
    ApiError::bad_field("value", "\"value\" must contain at least one of [apps, hosts, query]")
}

fn in_known_words(error: actions::Error, fault: Option<ApiError>) -> ApiError {
    match (error, fault) {
        (actions::Error::Invalid { .. }, Some(fault)) => fault,
        (actions::Error::Invalid { field: "value", .. }, None) => without_criteria(),
        (error, _) => error.into(),
    }
}

/// A rule as creating and changing answer it.
fn shape(rule: &ExclusionRule) -> Value {
    let draft = &rule.draft;
    let mut shape = json!({
        "id": rule.id,
        "title": draft.title,
        "active": draft.is_active,
        "hosts": draft.hosts,
        "apps": draft.apps,
        "query": draft.query,
    });
    if rule.kind == RuleKind::Ingestion {
        shape["indexonly"] = json!(draft.index_only);
    }
    shape
}

/// A rule as reading answers it: with what it has kept away so far.
fn counted(rule: &ExclusionRule) -> Value {
    let mut shape = shape(rule);
    shape["excluded"] = json!(rule.excluded.lines);
    shape["lastexcluded"] = json!(rule.excluded.last_ms.map(time::format_rfc3339));
    if let Some(error) = actions::unread(&rule.draft.query) {
        shape["query_error"] = json!(error);
    }
    shape
}
