//! `/v1/config/stream/exclusions`: what is not streamed.

use axum::{body::Body, extract::State, http::HeaderMap};
use model::exclusion_rule::RuleKind;

use super::{Answer, Request};
use crate::{
    api::path::Path,
    state::{AppState, Origin},
};

fn request(state: AppState, origin: Origin, headers: HeaderMap) -> Request {
    Request { state, origin, headers, kind: RuleKind::Stream }
}

/// `GET /v1/config/stream/exclusions`: every rule, the oldest first.
pub async fn list(State(state): State<AppState>, origin: Origin, headers: HeaderMap) -> Answer {
    super::list(request(state, origin, headers)).await
}

/// `GET /v1/config/stream/exclusions/{id}`: one rule.
pub async fn find(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    super::find(request(state, origin, headers), &id).await
}

/// `POST /v1/config/stream/exclusions`: adds a rule.
pub async fn create(State(state): State<AppState>, origin: Origin, headers: HeaderMap, sent: Body) -> Answer {
    super::create(request(state, origin, headers), sent).await
}

/// `PATCH /v1/config/stream/exclusions/{id}`: changes what is named of a rule.
pub async fn update(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: Body,
) -> Answer {
    super::update(request(state, origin, headers), &id, sent).await
}

/// `DELETE /v1/config/stream/exclusions/{id}`: deletes a rule.
pub async fn delete(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    super::delete(request(state, origin, headers), &id).await
}
