//! The wire form of a refusal (spec 6.1), and the one place where errors become statuses.

use std::time::Duration;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// A refusal on its way to a program.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// The field it is about, if it is about one.
    key: Option<String>,
    /// After how many seconds to come again, if that may help.
    retry_s: Option<u64>,
}

impl ApiError {
    /// Something in the request can not be used.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code: "BadRequest",
            message: message.into(),
            key: None,
            retry_s: None,
        }
    }

    /// One field of the request can not be used.
    pub fn bad_field(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { key: Some(key.into()), ..Self::bad_request(message) }
    }

    /// No key was sent at all.
    pub fn no_credentials() -> Self {
        let message = "Missing Credentials".to_owned();
        Self { status: StatusCode::UNAUTHORIZED, code: "NotAuthorized", message, key: None, retry_s: None }
    }

    /// The key that was sent is not good for this.
    pub fn bad_credentials(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            code: "NotAuthorized",
            message: message.into(),
            key: None,
            retry_s: None,
        }
    }

    /// There is no such thing.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            code: "NotFound",
            message: message.into(),
            key: None,
            retry_s: None,
        }
    }

    /// There is such a thing, and it has other methods.
    pub fn no_such_method() -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            code: "MethodNotAllowed",
            message: "this address has no such method; nothing was done, the header Allow names those it has"
                .to_owned(),
            key: None,
            retry_s: None,
        }
    }

    /// The body is over the limit; nothing of it was stored.
    pub fn too_large(limit: usize) -> Self {
        let message =
            format!("the body is larger than {limit} bytes; nothing of it was stored, send it in parts");
        Self { status: StatusCode::PAYLOAD_TOO_LARGE, code: "BadRequest", message, key: None, retry_s: None }
    }

    /// The body brings more lines than one request may; nothing of it was stored.
    pub fn too_many_lines(limit: usize) -> Self {
        let message =
            format!("the body holds more than {limit} lines; nothing of it was stored, send it in parts");
        Self { status: StatusCode::PAYLOAD_TOO_LARGE, code: "BadRequest", message, key: None, retry_s: None }
    }

    /// As many streams are open as may be.
    pub fn too_many_tails() -> Self {
        let message = "too many streams are open; come again when one has ended".to_owned();
        let (status, retry_s) = (StatusCode::SERVICE_UNAVAILABLE, Some(2));
        Self { status, code: "ServerError", message, key: None, retry_s }
    }

    /// A key asked more often than it may; nothing was done.
    pub fn too_often(wait: Duration) -> Self {
        let seconds = wait.as_secs() + 1;
        let message = format!("too many requests with this key; nothing was done, come again in {seconds} s");
        let (status, retry_s) = (StatusCode::TOO_MANY_REQUESTS, Some(seconds));
        Self { status, code: "TooManyRequests", message, key: None, retry_s }
    }

    /// What kept the server from answering is its own; nothing was stored.
    pub fn cut_short() -> Self {
        actions::Error::Failed(store::StoreError::CutShort).into()
    }

    /// The status it is answered with.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The body as a program reads it.
    pub fn body(&self) -> Value {
        let mut body = json!({"error": self.message, "code": self.code, "status": "error"});
        if let Some(key) = &self.key {
            body["details"] = json!([{"message": self.message, "key": key}]);
        }
        body
    }
}

impl From<actions::Error> for ApiError {
    fn from(error: actions::Error) -> Self {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let message = error.to_string();
        let (code, key) = match &error {
            actions::Error::Invalid { field, .. } => ("BadRequest", Some((*field).to_owned())),
            actions::Error::Conflict { .. }
            | actions::Error::Overtaken
            | actions::Error::Throttled { .. } => ("BadRequest", None),
            actions::Error::SignedOut
            | actions::Error::WrongPassword
            | actions::Error::Forbidden { .. }
            | actions::Error::KeyExpired { .. } => ("NotAuthorized", None),
            actions::Error::NotFound { .. } => ("NotFound", None),
            actions::Error::Busy(_) => ("ServerError", None),
            actions::Error::Failed(cause) => {
                tracing::error!(error = cause as &dyn std::error::Error, "a request failed");
                ("ServerError", None)
            }
        };
        let retry_s = match &error {
            actions::Error::Busy(_) => Some(2),
            actions::Error::Throttled { wait_s } => u64::try_from(*wait_s).ok(),
            _ => None,
        };
        Self { status, code, message, key, retry_s }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body())).into_response();
        if let Some(seconds) = self.retry_s {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
