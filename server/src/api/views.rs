//! `/v1/config/view`: saved views, in the shapes that existing tools know (spec 6.5).

use actions::{
    Seen,
    alert::Channels,
    view::{NewAlert, NewView, ViewEdit},
};
use axum::{Json, extract::State};
use model::{
    category::{Category, CategoryKind},
    id::{InstanceId, ViewId},
    view::View,
};
use serde_json::{Value, json};

use crate::{
    api::{
        body::Unpacked,
        channels,
        credential::Keyed,
        error::ApiError,
        fields::{self, Fields},
        path::Path,
    },
    state::AppState,
};

/// What the body of a view may have. The last two are in answers, and passed over.
const FIELDS: [&str; 14] = [
    "name",
    "query",
    "hosts",
    "apps",
    "levels",
    "tags",
    "category",
    "description",
    "customLine",
    "channels",
    "presetid",
    "presetids",
    "viewid",
    "account",
];

/// `GET /v1/config/view`: every view of the key's instance.
pub async fn list(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
) -> Result<Json<Value>, ApiError> {
    let all = actions::view::list(&state.desk, &caller, &key.instance).await?;
    let views = all.views.iter().map(|view| with_names(view, &all.categories, &key.instance));
    Ok(Json(views.collect()))
}

/// `GET /v1/config/view/{viewid}`: one view.
pub async fn find(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let view = actions::view::find(&state.desk, &caller, &key.instance, &known(&id)?).await?;
    let categories =
        actions::category::list(&state.desk, &caller, &key.instance, CategoryKind::Views).await?;
    Ok(Json(with_names(&view, &categories, &key.instance)))
}

/// `POST /v1/config/view`: saves a view.
pub async fn create(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let Sent { edit, fault } = Sent::whole(&sent)?;
    let new = edit.over(NewView::default());
    let created = actions::view::create(&state.desk, &caller, &key.instance, new).await;
    Ok(Json(with_ids(&created.map_err(|error| channels::in_known_words(error, fault))?)))
}

/// `PUT /v1/config/view/{viewid}`: replaces a view; an alert that the body does not have is gone.
pub async fn update(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let Sent { edit, fault } = Sent::whole(&sent)?;
    let nothing = || ApiError::bad_request("Nothing to configure");
    let id: ViewId = id.parse().map_err(|_| nothing())?;
    match actions::view::edit(&state.desk, &caller, &key.instance, &id, edit).await {
        Ok(view) => Ok(Json(with_ids(&view))),
        Err(actions::Error::NotFound { what: "view" }) => Err(nothing()),
        Err(error) => Err(channels::in_known_words(error, fault)),
    }
}

/// `PATCH /v1/config/view/{viewid}`: changes what the body has, and nothing else.
pub async fn edit(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let Sent { edit, fault } = Sent::read(&sent)?;
    let edited = actions::view::edit(&state.desk, &caller, &key.instance, &known(&id)?, edit).await;
    Ok(Json(with_ids(&edited.map_err(|error| channels::in_known_words(error, fault))?)))
}

/// `DELETE /v1/config/view/{viewid}`: deletes a view.
pub async fn delete(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    actions::view::delete(&state.desk, &caller, &key.instance, &known(&id)?).await?;
    Ok(Json(json!({"deleted": true})))
}

fn known(id: &str) -> Result<ViewId, ApiError> {
    id.parse().map_err(|_| ApiError::not_found("there is no such view"))
}

/// A view as it was sent: what is left out of the body is left out of the edit.
#[derive(Debug)]
struct Sent {
    edit: ViewEdit,
    /// What tools call it that the view breaks a rule.
    fault: Option<ApiError>,
}

impl Sent {
    /// Reads the body of a view and says what is wrong with it in the words tools know.
    fn read(bytes: &[u8]) -> Result<Self, ApiError> {
        let fields = Fields::read(bytes)?;
        fields.only(&FIELDS)?;
        let text = |name| fields.is_set(name).then(|| fields.text(name)).transpose();
        let texts = |name| fields.is_set(name).then(|| fields.texts(name)).transpose();
        let categories = fields.is_set("category").then(|| fields.texts_or_empty("category")).transpose()?;
        let (alert, alert_fault) = alert_of(&fields)?;
        let edit = ViewEdit {
            name: text("name")?,
            query: text("query")?,
            hosts: texts("hosts")?,
            apps: texts("apps")?,
            levels: texts("levels")?,
            tags: texts("tags")?,
            categories,
            only_known_categories: true,
            description: text("description")?,
            custom_line: text("customLine")?,
            alert,
            seen: Seen::default(),
        };
        let fault = fault_of(&edit).or(alert_fault);
        Ok(Self { edit, fault })
    }

    /// The same for a body that has all of a view: what is left out is empty.
    fn whole(bytes: &[u8]) -> Result<Self, ApiError> {
        let Self { edit, fault } = Self::read(bytes)?;
        let unnamed = edit.name.is_none().then(|| fields::required("name"));
        let new = edit.over(NewView::default());
        let fault = unnamed.or(fault).or_else(|| without_criteria(&new));
        Ok(Self { edit: new.into(), fault })
    }
}

/// The alert that a body has, if it says anything of one: its own channels, or a preset.
fn alert_of(fields: &Fields) -> Result<(Option<NewAlert>, Option<ApiError>), ApiError> {
    let sent = channels::sent(fields)?;
    let named = match fields.has("presetid") {
        // Null takes an alert off, as an empty text does.
        true => Some(fields.text("presetid")?),
        // Reading answers a list.
        false => fields.texts_or_empty("presetids")?.into_iter().next(),
    };
    let preset = named.as_ref().filter(|id| !id.is_empty()).cloned();
    Ok(match (sent, preset) {
        (Some((values, fault)), None) => (Some(NewAlert::Own(Channels::All(values))), fault),
        (None, Some(preset)) => (Some(NewAlert::Preset(preset)), None),
        (None, None) => (named.map(|_| NewAlert::None), None),
        (Some((values, _)), Some(preset)) if values.is_empty() => (Some(NewAlert::Preset(preset)), None),
        (Some(_), Some(_)) => {
            let message = "\"presetid\" is not allowed where \"channels\" holds channels";
            return Err(ApiError::bad_field("presetid", message));
        }
    })
}

/// The rule of views that this one breaks, of those that tools know.
fn fault_of(edit: &ViewEdit) -> Option<ApiError> {
    if edit.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
        return Some(fields::empty("name"));
    }
    let categories = edit.categories.as_deref().unwrap_or_default();
    let at = categories.iter().position(|name| name.trim().is_empty());
    at.map(|at| fields::empty(&format!("category[{at}]")))
}

fn without_criteria(new: &NewView) -> Option<ApiError> {
    let filters = [&new.hosts, &new.apps, &new.levels, &new.tags];
    let message = "\"value\" must contain at least one of [query, hosts, apps, levels, tags]";
    (new.query.trim().is_empty() && filters.iter().all(|filter| filter.is_empty()))
        .then(|| ApiError::bad_field("value", message))
}

/// A view as creating and replacing answer it: categories by id.
fn with_ids(view: &View) -> Value {
    let mut shape = shape(view);
    shape["category"] = json!(view.categories);
    shape["channels"] = channels::when_written(view.alert.channels());
    if let Some(preset) = view.alert.preset() {
        shape["presetid"] = json!(preset);
    }
    shape
}

/// A view as reading answers it: categories by name, and the account.
fn with_names(view: &View, categories: &[Category], instance: &InstanceId) -> Value {
    let mut shape = shape(view);
    shape["category"] = json!(actions::category::names(&view.categories, categories));
    shape["channels"] = channels::when_read(view.alert.channels());
    if let Some(preset) = view.alert.preset() {
        shape["presetids"] = json!([preset]);
    }
    shape["account"] = json!(instance);
    shape
}

fn shape(view: &View) -> Value {
    let draft = &view.draft;
    json!({
        "viewid": view.id,
        "name": draft.name,
        "query": draft.query,
        "hosts": draft.hosts,
        "apps": draft.apps,
        "levels": draft.levels,
        "tags": draft.tags,
        "category": [],
        "description": draft.description,
        "customLine": draft.custom_line,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: Value, key: &str, message: &str) {
        let error = match Sent::whole(body.to_string().as_bytes()) {
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
    fn a_view_has_channels_of_its_own_or_follows_a_preset() {
        let view = |own: Value| {
            let mut body = json!({"name": "a", "query": "ab"});
            body.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
            body
        };
        check(
            view(json!({"channels": [{"integration": "email"}], "presetid": "0123456789"})),
            "presetid",
            "\"presetid\" is not allowed where \"channels\" holds channels",
        );
        check(view(json!({"channels": {}})), "channels", "\"channels\" must be an array");
        check(
            view(json!({"channels": [{}]})),
            "channels[0].integration",
            "\"channels[0].integration\" is required",
        );
        let alert = |own: Value| Sent::read(own.to_string().as_bytes()).unwrap().edit.alert;
        assert_eq!(alert(json!({"name": "b"})), None);
        assert_eq!(alert(json!({"presetid": ""})), Some(NewAlert::None));
        assert_eq!(alert(json!({"presetid": null})), Some(NewAlert::None));
        assert_eq!(alert(json!({"channels": []})), Some(NewAlert::Own(Channels::default())));
        let preset = Some(NewAlert::Preset("0123456789".to_owned()));
        assert_eq!(alert(json!({"presetid": "0123456789", "channels": []})), preset);
        assert_eq!(alert(json!({"presetids": ["0123456789"]})), preset);
    }
}
