//! `/v1/config/keys`: the ingestion and service keys of the key's own instance (spec 6.8).
//!
//! Secrets are kept as hashes, so the full key is answered once, by the request that makes it; every
//! later answer shows its first characters.

use actions::{KeyUpdate, KeyWish, ingestion_key, key, service_key};
use axum::{
    Json,
    extract::{RawQuery, State},
};
use model::{
    fault::Fault,
    id::KeyId,
    key::{Key, KeyKind, KeyName},
    time::{format_rfc3339, parse_event_time},
};
use serde_json::{Value, json};

use crate::{
    api::{body::Unpacked, credential::Keyed, error::ApiError, fields::Fields, path::Path, refusal::Refusal},
    state::AppState,
};

/// `GET /v1/config/keys`: the keys of a type, or of both, the oldest first.
pub async fn list(
    State(state): State<AppState>,
    Keyed { key: own, caller }: Keyed,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Refusal> {
    let kinds = match kind(query.as_deref())? {
        Some(kind) => vec![kind],
        None => vec![KeyKind::Ingestion, KeyKind::Service],
    };
    let mut keys = Vec::new();
    for kind in kinds {
        keys.extend(key::list(&state.desk, &caller, Some(&own.instance), kind).await?);
    }
    Ok(Json(keys.iter().map(shape).collect()))
}

/// `POST /v1/config/keys`: makes a key. This answer alone holds the whole of it.
pub async fn create(
    State(state): State<AppState>,
    Keyed { key: own, caller }: Keyed,
    RawQuery(query): RawQuery,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, Refusal> {
    let kind =
        kind(query.as_deref())?.ok_or_else(|| Refusal::Faults(vec![Fault::of("type", "is required")]))?;
    let fields = Fields::read(&sent)?;
    fields.only(&["name", "expires", "services"])?;
    let update = read(&fields)?;
    let wish = KeyWish {
        name: update.name.unwrap_or_default(),
        expires_ms: update.expires_ms.flatten(),
        services: update.services.unwrap_or_default(),
    };
    let fault = name_fault(&fields, &wish.name, true);
    let made = match kind {
        KeyKind::Service => service_key::create(&state.desk, &caller, &own.instance, wish).await,
        _ => ingestion_key::create(&state.desk, &caller, &own.instance, wish).await,
    };
    let made = made.map_err(|error| in_known_words(error, fault))?;
    let mut shown = shape(&made.key);
    shown["key"] = json!(made.secret);
    Ok(Json(shown))
}

/// `GET /v1/config/keys/{id}`: one key, masked.
pub async fn find(
    State(state): State<AppState>,
    Keyed { key: own, caller }: Keyed,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    Ok(Json(shape(&key::find(&state.desk, &caller, Some(&own.instance), &known(&id)?).await?)))
}

/// `PUT`, `POST` and `PATCH /v1/config/keys/{id}`: renames a key, or changes its end or its services.
/// What is left out stays.
pub async fn update(
    State(state): State<AppState>,
    Keyed { key: own, caller }: Keyed,
    Path(id): Path<String>,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, Refusal> {
    let id = known(&id)?;
    let fields = Fields::read(&sent)?;
    // What answers have beside them is passed over, so that an answer can be sent back.
    fields.only(&["name", "expires", "services", "id", "key", "type", "created", "last_used"])?;
    let update = read(&fields)?;
    if update == KeyUpdate::default() {
        let what = "must contain at least one of [name, expires, services]";
        return Err(Refusal::Faults(vec![Fault::of("value", what)]));
    }
    let fault = name_fault(&fields, update.name.as_deref().unwrap_or_default(), false);
    let kind = key::find(&state.desk, &caller, Some(&own.instance), &id).await?.kind;
    let changed = match kind {
        KeyKind::Service => service_key::update(&state.desk, &caller, &own.instance, &id, update).await,
        _ => ingestion_key::update(&state.desk, &caller, &own.instance, &id, update).await,
    };
    Ok(Json(shape(&changed.map_err(|error| in_known_words(error, fault))?)))
}

/// `DELETE /v1/config/keys/{id}`: deletes a key, be it the one that asks.
pub async fn delete(
    State(state): State<AppState>,
    Keyed { key: own, caller }: Keyed,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let id = known(&id)?;
    match key::find(&state.desk, &caller, Some(&own.instance), &id).await?.kind {
        KeyKind::Service => service_key::delete(&state.desk, &caller, &own.instance, &id).await?,
        _ => ingestion_key::delete(&state.desk, &caller, &own.instance, &id).await?,
    }
    Ok(Json(json!({"deleted": true})))
}

fn known(id: &str) -> Result<KeyId, Refusal> {
    id.parse().map_err(|_| Refusal::not_found("there is no such key"))
}

/// The type the address names, if it names one.
fn kind(query: Option<&str>) -> Result<Option<KeyKind>, Refusal> {
    let mut pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let Some((_, word)) = pairs.find(|(name, _)| name == "type") else { return Ok(None) };
    match KeyKind::parse(&word) {
        Some(kind @ (KeyKind::Ingestion | KeyKind::Service)) => Ok(Some(kind)),
        _ => Err(Refusal::Faults(vec![Fault::of("type", "must be one of [ingestion, service]")])),
    }
}

fn read(fields: &Fields) -> Result<KeyUpdate, Refusal> {
    let expires_ms = match fields.value("expires") {
        None => fields.has("expires").then_some(None),
        Some(value) => {
            let ms = value.as_i64().or_else(|| value.as_str().and_then(parse_event_time));
            let what = "must be a date in ISO 8601 form or a number of milliseconds";
            Some(Some(ms.ok_or_else(|| Refusal::Faults(vec![Fault::of("expires", what)]))?))
        }
    };
    Ok(KeyUpdate {
        name: fields.is_set("name").then(|| fields.text("name")).transpose()?,
        expires_ms,
        services: fields.is_set("services").then(|| fields.texts("services")).transpose()?,
    })
}

/// What tools call it that a name can not be used. The action refuses it too, so that it is recorded.
fn name_fault(fields: &Fields, name: &str, is_needed: bool) -> Option<Fault> {
    match fields.is_set("name") {
        false => is_needed.then(|| Fault::of("name", "is required")),
        true if name.trim().is_empty() => Some(Fault::of("name", "is not allowed to be empty")),
        true => {
            let what = "length must be less than or equal to 30 characters long";
            KeyName::parse(name).is_err().then(|| Fault::of("name", what))
        }
    }
}

fn in_known_words(error: actions::Error, fault: Option<Fault>) -> Refusal {
    match (error, fault) {
        (actions::Error::Invalid { field: "name", .. }, Some(fault)) => Refusal::Faults(vec![fault]),
        (error, _) => ApiError::from(error).into(),
    }
}

fn shape(key: &Key) -> Value {
    json!({
        "id": key.id,
        "key": key.masked(),
        "name": key.name,
        "type": key.kind.as_str(),
        "created": key.created_ms,
        "expires": key.expires_ms.map(format_rfc3339),
        "services": key.services,
        "last_used": key.last_used_ms.map(format_rfc3339),
    })
}
