//! `/v1/config/view`: saved views, in the shapes that existing tools know (spec 6.5).

use actions::view::NewView;
use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::HeaderMap,
};
use model::{
    category::Category,
    id::{InstanceId, ViewId},
    view::View,
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

/// `GET /v1/config/view`: every view of the key's instance.
pub async fn list(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let (key, caller) = credential::service(&state, &headers, origin).await?;
    let all = actions::view::list(&state.desk, &caller, &key.instance).await?;
    let views = all.views.iter().map(|view| with_names(view, &all.categories, &key.instance));
    Ok(Json(views.collect()))
}

/// `GET /v1/config/view/{viewid}`: one view.
pub async fn find(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let (key, caller) = credential::service(&state, &headers, origin).await?;
    let view = actions::view::find(&state.desk, &caller, &key.instance, &known(&id)?).await?;
    let categories = actions::category::list(&state.desk, &caller, &key.instance).await?;
    Ok(Json(with_names(&view, &categories, &key.instance)))
}

/// `POST /v1/config/view`: saves a view.
pub async fn create(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    sent: Body,
) -> Result<Json<Value>, ApiError> {
    let (key, caller) = credential::service(&state, &headers, origin).await?;
    let Sent { new, fault } = read(&body::read(&headers, sent, state.config.max_body).await?)?;
    let created = actions::view::create(&state.desk, &caller, &key.instance, new).await;
    Ok(Json(with_ids(&created.map_err(|error| in_known_words(error, fault))?)))
}

/// `PUT /v1/config/view/{viewid}`: replaces a view.
pub async fn update(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: Body,
) -> Result<Json<Value>, ApiError> {
    let (key, caller) = credential::service(&state, &headers, origin).await?;
    let Sent { new, fault } = read(&body::read(&headers, sent, state.config.max_body).await?)?;
    let nothing = || ApiError::bad_request("Nothing to configure");
    let id: ViewId = id.parse().map_err(|_| nothing())?;
    match actions::view::update(&state.desk, &caller, &key.instance, &id, new).await {
        Ok(view) => Ok(Json(with_ids(&view))),
        Err(actions::Error::NotFound { .. }) => Err(nothing()),
        Err(error) => Err(in_known_words(error, fault)),
    }
}

/// `DELETE /v1/config/view/{viewid}`: deletes a view.
pub async fn delete(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let (key, caller) = credential::service(&state, &headers, origin).await?;
    actions::view::delete(&state.desk, &caller, &key.instance, &known(&id)?).await?;
    Ok(Json(json!({"deleted": true})))
}

fn known(id: &str) -> Result<ViewId, ApiError> {
    id.parse().map_err(|_| ApiError::not_found("there is no such view"))
}

/// A view as it was sent.
#[derive(Debug)]
struct Sent {
    new: NewView,
    /// What tools call it that the view breaks a rule. It goes on to the action all the same,
    /// which refuses it too: so the refusal is recorded.
    fault: Option<ApiError>,
}

fn in_known_words(error: actions::Error, fault: Option<ApiError>) -> ApiError {
    match (error, fault) {
        (actions::Error::Invalid { .. }, Some(fault)) => fault,
        (error, _) => error.into(),
    }
}

/// Reads the body of a view and says what is wrong with it in the words tools know.
fn read(bytes: &[u8]) -> Result<Sent, ApiError> {
    let fields = Fields::read(bytes)?;
    for name in ["channels", "presetid"] {
        if fields.has(name) {
            let message = format!("\"{name}\" is not allowed: this desk has no alerts to attach yet");
            return Err(ApiError::bad_field(name, message));
        }
    }
    fields.only(&[
        "name",
        "query",
        "hosts",
        "apps",
        "levels",
        "tags",
        "category",
        "description",
        "customLine",
        "viewid",
    ])?;
    let new = NewView {
        name: fields.text("name")?,
        query: fields.text("query")?,
        hosts: fields.texts("hosts")?,
        apps: fields.texts("apps")?,
        levels: fields.texts("levels")?,
        tags: fields.texts("tags")?,
        categories: fields.texts_or_empty("category")?,
        description: fields.text("description")?,
        custom_line: fields.text("customLine")?,
    };
    let fault = fault_of(&new, fields.is_set("name"));
    Ok(Sent { new, fault })
}

/// The rule of views that this one breaks, of those that tools know.
fn fault_of(new: &NewView, is_named: bool) -> Option<ApiError> {
    if !is_named {
        return Some(fields::required("name"));
    }
    if new.name.trim().is_empty() {
        return Some(fields::empty("name"));
    }
    if let Some(at) = new.categories.iter().position(|name| name.trim().is_empty()) {
        return Some(fields::empty(&format!("category[{at}]")));
    }
    let filters = [&new.hosts, &new.apps, &new.levels, &new.tags];
    let message = "\"value\" must contain at least one of [query, hosts, apps, levels, tags]";
    (new.query.trim().is_empty() && filters.iter().all(|filter| filter.is_empty()))
        .then(|| ApiError::bad_field("value", message))
}

/// A view as creating and replacing answer it: categories by id.
fn with_ids(view: &View) -> Value {
    let draft = &view.draft;
    json!({
        "viewid": view.id,
        "name": draft.name,
        "query": draft.query,
        "hosts": draft.hosts,
        "apps": draft.apps,
        "levels": draft.levels,
        "tags": draft.tags,
        "category": view.categories,
        "description": draft.description,
        "customLine": draft.custom_line,
    })
}

/// A view as reading answers it: categories by name, and the account.
fn with_names(view: &View, categories: &[Category], instance: &InstanceId) -> Value {
    let mut shape = with_ids(view);
    shape["category"] = json!(actions::view::category_names(view, categories));
    shape["account"] = json!(instance);
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: Value, key: &str, message: &str) {
        let error = match read(body.to_string().as_bytes()) {
            Ok(sent) => sent.fault.unwrap().body(),
            Err(error) => error.body(),
        };
        assert_eq!(error["error"], message);
        assert_eq!(error["details"][0]["key"], key);
        assert_eq!(error["code"], "BadRequest");
    }

    #[test]
    fn what_is_wrong_is_said_in_the_words_tools_know() {
        check(json!({"query": "a"}), "name", "\"name\" is required");
        check(
            json!({"name": "a"}),
            "value",
            "\"value\" must contain at least one of [query, hosts, apps, levels, tags]",
        );
        check(
            json!({"name": "a", "query": "ab", "category": [""]}),
            "category[0]",
            "\"category[0]\" is not allowed to be empty",
        );
        check(json!({"name": "a", "query": 7}), "query", "\"query\" must be a string");
        check(json!({"name": "a", "hosts": "x"}), "hosts", "\"hosts\" must be an array");
        check(json!({"name": "a", "query": "ab", "colour": 1}), "colour", "\"colour\" is not allowed");
    }

    #[test]
    fn an_alert_can_not_be_attached_yet_and_that_is_said() {
        for field in ["channels", "presetid"] {
            let error = read(json!({"name": "a", "query": "ab", field: []}).to_string().as_bytes())
                .unwrap_err()
                .body();
            assert!(error["error"].as_str().unwrap().contains("no alerts"), "{error}");
        }
    }
}
