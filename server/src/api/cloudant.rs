//! `/_api/v2/user/activity_tracker/events`: which events of a Cloudant instance are stored, asked
//! and said as Cloudant's own programs do it.
//!
//! A program's service address names the instance: `http://desk/cloudant/<instance>`. Without,
//! the key's instance must know exactly one.

use actions::{By, Caller, activity_tracker_event_types as event_types};
use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use model::id::InstanceId;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    api::{body, error::ApiError, identity},
    state::{AppState, Origin},
};

/// A body holds two words.
const BODY_MAX: usize = 64 << 10;

/// What is to be stored. Without types it lacks the one that is required.
#[derive(Deserialize)]
struct Wanted {
    types: Option<Vec<String>>,
}

/// A refusal as Cloudant words it.
pub struct Refusal(StatusCode, Value);

/// `GET` for the instance that the address names.
pub async fn read(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    Path(source): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let (instance, caller) = enter(&state, origin, &headers).await?;
    told(&state, &caller, &instance, &source).await
}

/// `GET` for the only instance there is.
pub async fn read_only_one(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let (instance, caller) = enter(&state, origin, &headers).await?;
    let source = event_types::only_source(&state.desk, &caller, &instance).await?;
    told(&state, &caller, &instance, &source).await
}

/// `POST` for the instance that the address names.
pub async fn write(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    Path(source): Path<String>,
    sent: Body,
) -> Result<Json<Value>, Refusal> {
    let (instance, caller) = enter(&state, origin, &headers).await?;
    let types = wanted(&headers, sent).await?;
    event_types::write(&state.desk, &caller, &instance, &source, types).await?;
    Ok(Json(json!({"ok": true})))
}

/// `POST` for the only instance there is.
pub async fn write_only_one(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    sent: Body,
) -> Result<Json<Value>, Refusal> {
    let (instance, caller) = enter(&state, origin, &headers).await?;
    let types = wanted(&headers, sent).await?;
    let source = event_types::only_source(&state.desk, &caller, &instance).await?;
    event_types::write(&state.desk, &caller, &instance, &source, types).await?;
    Ok(Json(json!({"ok": true})))
}

async fn told(
    state: &AppState,
    caller: &Caller,
    instance: &InstanceId,
    source: &str,
) -> Result<Json<Value>, Refusal> {
    let types = event_types::read(&state.desk, caller, instance, source).await?;
    Ok(Json(json!({"types": types})))
}

async fn enter(
    state: &AppState,
    origin: Origin,
    headers: &HeaderMap,
) -> Result<(InstanceId, Caller), Refusal> {
    let key = identity::key_of(state, headers).await?;
    let instance = key.instance.clone().ok_or(actions::Error::SignedOut)?;
    Ok((instance, origin.caller(By::Key(key))))
}

async fn wanted(headers: &HeaderMap, sent: Body) -> Result<Option<Vec<String>>, Refusal> {
    let bytes = body::read(headers, sent, BODY_MAX).await?;
    let wanted: Result<Wanted, _> = serde_json::from_slice(&bytes);
    let message = |error| format!("the body is not an object with a list of types: {error}");
    Ok(wanted.map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, &message(error)))?.types)
}

impl Refusal {
    fn new(status: StatusCode, message: &str) -> Self {
        Self(status, json!({"code": status.as_u16(), "error": message}))
    }
}

impl From<actions::Error> for Refusal {
    fn from(error: actions::Error) -> Self {
        match error {
            actions::Error::SignedOut => Self::new(
                StatusCode::UNAUTHORIZED,
                "get a token from /identity/token with a service key first",
            ),
            error => ApiError::from(error).into(),
        }
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        let message = error.body()["error"].as_str().unwrap_or_default().to_owned();
        Self::new(error.status(), &message)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(self.1)).into_response()
    }
}
