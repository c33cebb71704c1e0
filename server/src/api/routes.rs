//! `/v1/routes`: the desk's own routes, and where a line would go. Changing them is for owners,
//! which no key is.

use axum::{Json, body::Body, extract::State, http::HeaderMap};
use serde_json::{Value, json};

use crate::{
    api::{body, credential, error::ApiError},
    state::{AppState, Origin},
};

/// `GET /v1/routes`: every route, the one that decides first in front.
pub async fn list(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let (_, caller) = credential::service(&state, &headers, origin).await?;
    let routes = actions::route::list(&state.desk, &caller).await?;
    let shape = |route: &model::route::Route| {
        let draft = &route.draft;
        json!({
            "id": route.id,
            "name": draft.name,
            "source": draft.source,
            "location": draft.location,
            "query": draft.query,
            "target": draft.target,
            "active": draft.is_active,
            "only_held": draft.only_held,
        })
    };
    Ok(Json(json!({"routes": routes.iter().map(shape).collect::<Vec<_>>()})))
}

/// `POST /v1/routes/test`: where the line in the body would go, and why.
pub async fn test(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    sent: Body,
) -> Result<Json<Value>, ApiError> {
    let (_, caller) = credential::service(&state, &headers, origin).await?;
    let bytes = body::read(&headers, sent, state.config.max_body).await?;
    let text = String::from_utf8(bytes).map_err(|_| ApiError::bad_request("the line is not UTF-8"))?;
    let trial = actions::route::test(&state.desk, &caller, text.trim_end_matches(['\r', '\n'])).await?;
    let steps: Vec<Value> = (trial.steps.iter())
        .map(|step| json!({"route": step.route, "decides": step.decides, "why": step.why}))
        .collect();
    let outcome = if trial.instance.is_some() { "stored" } else { "held" };
    Ok(Json(json!({
        "outcome": outcome,
        "location": trial.location,
        "instance": trial.instance,
        "steps": steps,
    })))
}
