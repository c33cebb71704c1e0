//! A refusal that names several fields, or that tools know by a code of its own.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use model::fault::Fault;
use serde_json::{Value, json};

use crate::api::error::ApiError;

/// A refusal on its way to a program.
#[derive(Debug)]
pub enum Refusal {
    /// One that every door has.
    Any(ApiError),
    /// Fields that can not be used; the first is the error itself.
    Faults(Vec<Fault>),
    /// One that tools know by its words.
    Known(StatusCode, &'static str, &'static str),
}

impl Refusal {
    /// There is no such thing, in the words tools know.
    pub fn not_found(message: &'static str) -> Self {
        Self::Known(StatusCode::NOT_FOUND, "NotFound", message)
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Any(error)
    }
}

impl From<actions::Error> for Refusal {
    fn from(error: actions::Error) -> Self {
        Self::Any(error.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            Self::Any(error) => return error.into_response(),
            Self::Known(status, code, message) => {
                (status, json!({"error": message, "code": code, "status": "error"}))
            }
            Self::Faults(faults) => (StatusCode::BAD_REQUEST, body(&faults)),
        };
        (status, Json(body)).into_response()
    }
}

fn body(faults: &[Fault]) -> Value {
    let detail = |fault: &Fault| json!({"message": fault.message, "key": fault.key});
    json!({
        "details": faults.iter().map(detail).collect::<Vec<_>>(),
        "error": faults.first().map(|fault| fault.message.as_str()).unwrap_or_default(),
        "code": "BadRequest",
        "status": "error",
    })
}
