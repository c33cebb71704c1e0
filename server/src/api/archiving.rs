//! `/v1/config/archiving`: where the lines of the key's instance are archived (spec 6.9). Secrets are
//! answered masked; a mask that is sent back leaves the secret as it is.

use std::collections::BTreeMap;

use actions::account_archive_setting::{self as setting, Put};
use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use model::{
    archive::{Archive, ArchiveDraft},
    fault::Fault,
};
use serde_json::{Map, Value, json};

use crate::{
    api::{
        body,
        credential::{self, Keyed},
        error::ApiError,
        refusal::Refusal,
    },
    state::{AppState, Origin},
};

const NONE: &str = "No active archiving configuration exists";

/// `GET`: the target.
pub async fn find(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
) -> Result<Json<Value>, Refusal> {
    let found = setting::find(&state.desk, &caller, &key.instance).await?;
    Ok(Json(shape(&found.ok_or(Refusal::not_found(NONE))?.archive)))
}

/// `POST`: sets a target up and turns archiving on.
pub async fn create(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    sent: Body,
) -> Result<Json<Value>, Refusal> {
    put(state, origin, headers, sent, Put::New).await
}

/// `PUT`: changes the target.
pub async fn update(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    sent: Body,
) -> Result<Json<Value>, Refusal> {
    put(state, origin, headers, sent, Put::Known).await
}

/// `DELETE`: forgets the target and turns archiving off.
pub async fn delete(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
) -> Result<Json<Value>, Refusal> {
    match setting::delete(&state.desk, &caller, &key.instance).await {
        Err(actions::Error::NotFound { .. }) => Err(Refusal::not_found(NONE)),
        done => {
            done?;
            Ok(Json(json!({"deleted": true})))
        }
    }
}

async fn put(
    state: AppState,
    origin: Origin,
    headers: HeaderMap,
    sent: Body,
    put: Put,
) -> Result<Json<Value>, Refusal> {
    let (key, caller) = credential::service(&state, &headers, origin).await?;
    let draft = read(&body::read(&headers, sent, state.config.max_body).await?)?;
    match setting::configure(&state.desk, &caller, &key.instance, &draft, put).await {
        Ok(archive) => Ok(Json(shape(&archive))),
        Err(actions::Error::NotFound { .. }) => Err(Refusal::Known(
            StatusCode::NOT_FOUND,
            "ServerError",
            "Active archiving configuration does not exist for this account. Try creating one instead.",
        )),
        Err(error @ actions::Error::Invalid { .. }) => {
            match setting::faults(&state.desk, &caller, &key.instance, &draft).await? {
                faults if faults.is_empty() => Err(error.into()),
                faults => Err(Refusal::Faults(faults)),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Reads a target; its numbers are as good as texts.
fn read(bytes: &[u8]) -> Result<ArchiveDraft, Refusal> {
    let mut sent: Map<String, Value> = serde_json::from_slice(bytes)
        .map_err(|error| ApiError::bad_request(format!("the body is not a JSON object: {error}")))?;
    // Answers have it; the page turns archiving on and off.
    sent.remove("enabled");
    let (mut fields, mut faults) = (BTreeMap::new(), Vec::new());
    for (name, value) in sent {
        match value {
            Value::Null => {}
            Value::String(text) => drop(fields.insert(name, text)),
            Value::Number(number) => drop(fields.insert(name, number.to_string())),
            _ => faults.push(Fault::of(name, "must be a string")),
        }
    }
    if !faults.is_empty() {
        return Err(Refusal::Faults(faults));
    }
    Ok(ArchiveDraft { provider: fields.remove("integration").unwrap_or_default(), fields })
}

fn shape(archive: &Archive) -> Value {
    let mut shown = json!({"integration": archive.provider.as_str()});
    for (name, text) in setting::masked(archive) {
        shown[name] = match (name, text.parse::<u32>()) {
            ("expires", Ok(days)) => json!(days),
            _ => json!(text),
        };
    }
    shown["enabled"] = json!(archive.is_enabled);
    shown
}
