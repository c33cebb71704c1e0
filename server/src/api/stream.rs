//! `/v1/config/stream`: where the lines of the key's instance are streamed to (spec 6.9). The password
//! is never answered.

use actions::{account_archive_setting::Put, streaming_configuration as streaming};
use axum::{Json, body::Body, extract::State, http::HeaderMap};
use model::{
    fault::Fault,
    stream::{Stream, StreamDraft, StreamTarget},
};
use serde_json::{Value, json};

use crate::{
    api::{
        body,
        credential::{self, Keyed},
        fields::Fields,
        refusal::Refusal,
    },
    state::{AppState, Origin},
};

const NONE: &str = "Streaming configuration does not exist";

/// `GET`: the target, and whether lines are streamed there.
pub async fn find(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
) -> Result<Json<Value>, Refusal> {
    let found = streaming::find(&state.desk, &caller, &key.instance).await?;
    Ok(Json(shape(&found.ok_or(Refusal::not_found("Not found"))?.stream)))
}

/// `POST`: saves a target and starts.
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

/// `DELETE`: stops and forgets the target.
pub async fn delete(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
) -> Result<Json<Value>, Refusal> {
    match streaming::delete(&state.desk, &caller, &key.instance).await {
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
    match streaming::validate(&state.desk, &caller, &key.instance, &draft, put).await {
        Ok(stream) => Ok(Json(shape(&stream))),
        Err(actions::Error::NotFound { .. }) => Err(Refusal::not_found(NONE)),
        Err(error @ actions::Error::Invalid { .. }) => {
            match streaming::faults(&state.desk, &caller, &key.instance, &draft).await? {
                faults if faults.is_empty() => Err(error.into()),
                faults => Err(Refusal::Faults(faults)),
            }
        }
        Err(error) => Err(error.into()),
    }
}

fn read(bytes: &[u8]) -> Result<StreamDraft, Refusal> {
    let fields = Fields::read(bytes)?;
    let text = |name: &str| fields.is_set(name).then(|| fields.text(name)).transpose();
    match text("type")?.as_deref() {
        None | Some("kafka") => {
            fields.only(&["type", "status", "brokers", "topic", "user", "password"])?;
            Ok(StreamDraft::Kafka {
                brokers: fields.is_set("brokers").then(|| fields.texts_or_empty("brokers")).transpose()?,
                topic: text("topic")?,
                user: text("user")?,
                password: text("password")?,
            })
        }
        Some("selfstream") => {
            fields.only(&["type", "status", "url", "key"])?;
            Ok(StreamDraft::SelfStream { url: text("url")?, key: text("key")? })
        }
        Some(_) => Err(Refusal::Faults(vec![Fault::of("type", "must be one of [kafka, selfstream]")])),
    }
}

fn shape(stream: &Stream) -> Value {
    let status = if stream.is_active { "active" } else { "inactive" };
    match &stream.target {
        StreamTarget::Kafka { brokers, topic, user } => {
            json!({"status": status, "brokers": brokers, "topic": topic, "user": user})
        }
        StreamTarget::SelfStream { url } => json!({"status": status, "type": "selfstream", "url": url}),
    }
}
