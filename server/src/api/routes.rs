//! `/v1/routes`: the desk's own routes, and where a line would go. Changing them is for owners,
//! which no key is.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use crate::{
    api::{body::Unpacked, credential::Keyed, error::ApiError},
    state::AppState,
};

/// `GET /v1/routes`: every route, the one that decides first in front.
pub async fn list(
    State(state): State<AppState>,
    Keyed { caller, .. }: Keyed,
) -> Result<Json<Value>, ApiError> {
    let routes = actions::route::list(&state.desk, &caller).await?;
    let shape = |route: &model::route::Route| {
        let draft = &route.draft;
        let mut shape = json!({
            "id": route.id,
            "name": draft.name,
            "source": draft.source,
            "location": draft.location,
            "query": draft.query,
            "target": draft.target,
            "active": draft.is_active,
            "only_held": draft.only_held,
        });
        if let Some(error) = actions::unread(&draft.query) {
            shape["query_error"] = json!(error);
        }
        shape
    };
    Ok(Json(json!({"routes": routes.iter().map(shape).collect::<Vec<_>>()})))
}

/// `POST /v1/routes/test`: where the line in the body would go, and why.
pub async fn test(
    State(state): State<AppState>,
    Keyed { caller, .. }: Keyed,
    Unpacked(bytes): Unpacked,
) -> Result<Json<Value>, ApiError> {
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
