//! How the lines of a request are answered.

use actions::line::Receipt;
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use model::id::EventId;
use serde::Serialize;
use serde_json::json;

/// The body of the answer at our own door: written straight, since there are thousands of rows.
#[derive(Serialize)]
struct Own<'a> {
    receipts: Vec<Row<'a>>,
    stored: usize,
    duplicates: usize,
    excluded: usize,
    rejected: usize,
}

#[derive(Serialize)]
#[serde(tag = "status", rename_all = "lowercase")]
enum Row<'a> {
    Stored { id: &'a EventId },
    Duplicate { id: &'a EventId },
    Excluded { reason: &'a str },
    Rejected { reason: &'a str, position: usize },
}

impl<'a> Row<'a> {
    fn of(receipt: &'a Receipt, position: usize) -> Self {
        match receipt {
            Receipt::Stored(id) => Self::Stored { id },
            Receipt::Duplicate(id) => Self::Duplicate { id },
            Receipt::Excluded { reason } => Self::Excluded { reason },
            Receipt::Rejected { reason } => Self::Rejected { reason, position },
        }
    }
}

/// 200 when every line is safe, 207 when some were refused, 400 when all were.
pub(crate) fn status(receipts: &[Receipt]) -> StatusCode {
    let rejected = receipts.iter().filter(|receipt| is_rejected(receipt)).count();
    match rejected {
        0 => StatusCode::OK,
        all if all == receipts.len() => StatusCode::BAD_REQUEST,
        _ => StatusCode::MULTI_STATUS,
    }
}

/// The answer at our own door: a receipt for each line.
pub(crate) fn own(receipts: &[Receipt]) -> Response {
    let count = |wanted: fn(&Receipt) -> bool| receipts.iter().filter(|receipt| wanted(receipt)).count();
    let body = Own {
        receipts: receipts.iter().enumerate().map(|(position, receipt)| Row::of(receipt, position)).collect(),
        stored: count(|receipt| matches!(receipt, Receipt::Stored(_))),
        duplicates: count(|receipt| matches!(receipt, Receipt::Duplicate(_))),
        excluded: count(|receipt| matches!(receipt, Receipt::Excluded { .. })),
        rejected: count(is_rejected),
    };
    (status(receipts), Json(body)).into_response()
}

/// The answer at the compatible door: one word, or a status for each line.
pub(crate) fn compatible(receipts: &[Receipt]) -> Response {
    let body = match status(receipts) {
        StatusCode::OK => json!({"status": "ok"}),
        StatusCode::MULTI_STATUS => {
            let code = |receipt| if is_rejected(receipt) { 400 } else { 200 };
            json!({"status": receipts.iter().map(code).collect::<Vec<_>>()})
        }
        _ => {
            let reason = receipts.iter().find_map(|receipt| match receipt {
                Receipt::Rejected { reason } => Some(reason.as_str()),
                _ => None,
            });
            json!({"error": reason, "code": "BadRequest", "status": "error"})
        }
    };
    (status(receipts), Json(body)).into_response()
}

fn is_rejected(receipt: &Receipt) -> bool {
    matches!(receipt, Receipt::Rejected { .. })
}
