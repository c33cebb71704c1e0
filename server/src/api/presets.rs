//! `/v1/config/presetalert`: alerts that views follow, in the shapes that existing tools know
//! (spec 6.6).

use actions::alert::{Channels, PresetEdit};
use axum::{Json, body::Body, extract::State, http::HeaderMap};
use model::{
    id::{InstanceId, PresetId},
    preset::Preset,
    time,
};
use serde_json::{Value, json};

use crate::{
    api::{
        body::{self, Unpacked},
        channels,
        credential::{self, Keyed},
        error::ApiError,
        fields::{self, Fields},
        path::Path,
    },
    state::{AppState, Origin},
};

/// `GET /v1/config/presetalert`: every preset of the key's instance.
pub async fn list(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
) -> Result<Json<Value>, ApiError> {
    let presets = actions::alert::list(&state.desk, &caller, &key.instance).await?;
    Ok(Json(presets.iter().map(|preset| when_read(preset, &key.instance)).collect()))
}

/// `GET /v1/config/presetalert/{id}`: one preset.
pub async fn find(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let preset = actions::alert::find(&state.desk, &caller, &key.instance, &known(&id)?).await;
    let preset = preset.map_err(|error| channels::in_known_words(error, None))?;
    Ok(Json(when_read(&preset, &key.instance)))
}

/// `POST /v1/config/presetalert`: adds a preset.
pub async fn create(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let Sent { name, channels, fault } = Sent::read(&sent, true)?;
    let (name, channels) = (name.unwrap_or_default(), Channels::All(channels.unwrap_or_default()));
    let created = actions::alert::create(&state.desk, &caller, &key.instance, name, channels).await;
    Ok(Json(when_written(&created.map_err(|error| channels::in_known_words(error, fault))?)))
}

/// `PUT /v1/config/presetalert/{id}`: replaces a preset.
pub async fn update(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: Body,
) -> Result<Json<Value>, ApiError> {
    change(&state, origin, &headers, &id, sent, true).await
}

/// `PATCH /v1/config/presetalert/{id}`: changes what the body has, and nothing else.
pub async fn edit(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: Body,
) -> Result<Json<Value>, ApiError> {
    change(&state, origin, &headers, &id, sent, false).await
}

/// `DELETE /v1/config/presetalert/{id}`: deletes a preset, and the alert of every view that follows it.
pub async fn delete(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let gone = actions::alert::delete(&state.desk, &caller, &key.instance, &known(&id)?).await;
    gone.map_err(|error| channels::in_known_words(error, None))?;
    Ok(Json(json!({"deleted": true})))
}

async fn change(
    state: &AppState,
    origin: Origin,
    headers: &HeaderMap,
    id: &str,
    sent: Body,
    whole: bool,
) -> Result<Json<Value>, ApiError> {
    let (key, caller) = credential::service(state, headers, origin).await?;
    let bytes = body::read(headers, sent, state.config.max_body).await?;
    let Sent { name, channels, fault } = Sent::read(&bytes, whole)?;
    let mut edit = PresetEdit { name, channels: channels.map(Channels::All), ..PresetEdit::default() };
    if whole {
        edit.name.get_or_insert_default();
        edit.channels.get_or_insert_default();
    }
    let updated = actions::alert::update(&state.desk, &caller, &key.instance, &known(id)?, edit).await;
    Ok(Json(when_written(&updated.map_err(|error| channels::in_known_words(error, fault))?)))
}

fn known(id: &str) -> Result<PresetId, ApiError> {
    id.parse().map_err(|_| ApiError::not_found("Resource Not Found"))
}

/// A preset as it was sent, with what tools call that it breaks a rule.
struct Sent {
    name: Option<String>,
    channels: Option<Vec<Value>>,
    fault: Option<ApiError>,
}

impl Sent {
    fn read(bytes: &[u8], whole: bool) -> Result<Self, ApiError> {
        let fields = Fields::read(bytes)?;
        fields.only(&["name", "channels", "presetid", "account", "_created", "_modified"])?;
        let name = if fields.is_set("name") { Some(fields.text("name")?) } else { None };
        let (channels, channel_fault) = match channels::sent(&fields)? {
            Some((channels, fault)) => (Some(channels), fault),
            None => (None, None),
        };
        let none = || ApiError::bad_field("channels", "\"channels\" must contain at least 1 items");
        let fault = match (&name, &channels) {
            (None, _) if whole => Some(fields::required("name")),
            (Some(name), _) if name.trim().is_empty() => Some(fields::empty("name")),
            (_, None) if whole => Some(fields::required("channels")),
            (_, Some(channels)) if channels.is_empty() => Some(none()),
            _ => channel_fault,
        };
        Ok(Self { name, channels, fault })
    }
}

fn when_written(preset: &Preset) -> Value {
    json!({
        "name": preset.name,
        "channels": channels::when_written(&preset.channels),
        "presetid": preset.id,
    })
}

fn when_read(preset: &Preset, instance: &InstanceId) -> Value {
    json!({
        "presetid": preset.id,
        "name": preset.name,
        "account": instance,
        "_created": time::format_rfc3339(preset.created_ms),
        "_modified": time::format_rfc3339(preset.updated_ms),
        "channels": channels::when_read(&preset.channels),
    })
}
