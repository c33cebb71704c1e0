//! How an event ended, and which tense that asks for.

use serde_json::Value;

use super::{PartKind, Sentence, clean, verb::Verb};
use crate::event::Event;

/// The three ways an event ends. What is not marked otherwise has happened.
pub(super) enum Outcome {
    Done,
    Asked,
    Failed,
}

impl Outcome {
    pub(super) fn of(event: &Event) -> Self {
        match event.text("outcome") {
            Some("failure") => Self::Failed,
            Some("pending") => Self::Asked,
            _ => Self::Done,
        }
    }

    pub(super) fn conjugate(&self, verb: &Verb) -> String {
        match self {
            Self::Done => verb.past.clone(),
            Self::Asked => format!("asked to {}", verb.base),
            Self::Failed => format!("tried to {}", verb.base),
        }
    }

    /// Says how it failed, with code and reason as far as the event has them.
    pub(super) fn add(&self, sentence: &mut Sentence, event: &Event) {
        if !matches!(self, Self::Failed) {
            return;
        }
        let code = event.at("reason.reasonCode").and_then(code_of);
        let path = if code.is_some() { "reason.reasonCode" } else { "outcome" };
        let word = if matches!(code, Some(401 | 403)) { "refused" } else { "failed" };
        let kind = event.text("reason.reasonType").map(clean).unwrap_or_default();
        let mut told = word.to_owned();
        if let Some(code) = code {
            told.push_str(&format!(" with {code}"));
            let kind = if kind.is_empty() { phrase(code) } else { &kind };
            if !kind.is_empty() {
                told.push_str(&format!(" {kind}"));
            }
        }
        sentence.plain(", ");
        sentence.add(PartKind::Outcome, told, Some(path));
        if let Some(why) = event.text("reason.reasonForFailure").map(clean).filter(|why| *why != kind) {
            sentence.plain(&format!(" ({})", why.trim_end_matches('.')));
        }
    }
}

fn code_of(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// The usual words for a status; older events have the number alone.
pub(crate) fn phrase(code: u64) -> &'static str {
    match code {
        200 => "OK",
        202 => "Accepted",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        424 => "Failed Dependency",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        507 => "Insufficient Storage",
        _ => "",
    }
}
