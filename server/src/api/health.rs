//! Whether the server lives, whether it is ready, and its figures.

use axum::{extract::State, http::StatusCode, response::IntoResponse};

use crate::state::AppState;

/// `GET /healthz`: the process answers.
pub async fn live() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: every instance takes and finds lines.
pub async fn ready(State(state): State<AppState>) -> (StatusCode, String) {
    let waiting: Vec<String> = (state.desk.store().all_events().iter())
        .filter(|events| !events.figures().ready)
        .map(|events| events.instance().to_string())
        .collect();
    if waiting.is_empty() {
        (StatusCode::OK, "ready\n".to_owned())
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {}\n", waiting.join(" ")))
    }
}

/// `GET /metrics`: figures for Prometheus.
pub async fn metrics(State(state): State<AppState>) -> impl IntoResponse {
    let content_type = [("content-type", "text/plain; version=0.0.4; charset=utf-8")];
    (content_type, state.recorder.render(&state.desk).await)
}
