//! One try of one verb, which ends in an audit event either way.

use std::borrow::Cow;

use model::{
    audit::{AuditEvent, Outcome},
    id::InstanceId,
};
use serde_json::Value;
use store::Change;

use crate::{Caller, Desk, Error};

/// The longest texts of a refusal's record, in characters, and its longest list.
const TEXT_MAX: usize = 1000;
const LIST_MAX: usize = 50;

/// One try of one verb.
pub(crate) struct Attempt<'a> {
    pub desk: &'a Desk,
    pub caller: &'a Caller,
    /// The instance it concerns; none for what concerns the whole desk.
    pub instance: Option<&'a InstanceId>,
    /// Such as `logdnaat.view.create`.
    pub action: &'static str,
    /// Whether the catalogue counts it as a data event.
    pub data_event: bool,
}

impl Attempt<'_> {
    /// Commits a change with the event of its success.
    pub async fn succeed(&self, change: Change, target: &str, request: Value) -> Result<(), Error> {
        Ok(change.record(self.instance, &self.event(Outcome::Success, target, request)).await?)
    }

    /// Passes a result on. A refusal is recorded first; if that fails the refusal still
    /// stands, and the log says what is missing.
    pub async fn settle<T>(
        &self,
        result: Result<T, Error>,
        target: &str,
        request: Value,
    ) -> Result<T, Error> {
        if let Err(error) = &result
            && !matches!(error, Error::Failed(_) | Error::Busy(_) | Error::Throttled { .. })
        {
            // What was refused may be of any size; the record of it is not.
            let why = cut(Value::from(error.to_string()), TEXT_MAX);
            let outcome =
                Outcome::Failure { code: error.status(), why: why.as_str().unwrap_or_default().to_owned() };
            let target: String = target.chars().take(TEXT_MAX).collect();
            let event = self.event(outcome, &target, cut(request, TEXT_MAX));
            let recorded = async { self.desk.store().change().await?.record(self.instance, &event).await };
            if let Err(failure) = recorded.await {
                tracing::error!(
                    error = &failure as &dyn std::error::Error,
                    audit.action = self.action,
                    "a refusal could not be recorded"
                );
            }
        }
        result
    }

    /// The event of this try.
    pub fn event(&self, outcome: Outcome, target: &str, request: Value) -> AuditEvent {
        AuditEvent {
            action: Cow::Borrowed(self.action),
            data_event: self.data_event,
            outcome,
            target: target.to_owned(),
            request,
            correlation_id: self.caller.correlation_id.clone(),
            by: self.caller.initiator(),
            at_ms: self.desk.now_ms(),
        }
    }
}

/// Shortens every text and list in a value.
fn cut(value: Value, text_max: usize) -> Value {
    match value {
        Value::String(text) => match text.char_indices().nth(text_max) {
            Some((end, _)) => Value::String(format!("{}…", &text[..end])),
            None => Value::String(text),
        },
        Value::Array(items) => items.into_iter().take(LIST_MAX).map(|item| cut(item, text_max)).collect(),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, field)| (name, cut(field, text_max))).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_record_of_a_refusal_is_short_whatever_was_refused() {
        let huge = json!({"name": "é".repeat(9_000_000), "hosts": vec!["x".repeat(2000); 9000], "n": 1});
        let record = cut(huge, TEXT_MAX);
        assert!(record.to_string().len() < 60_000);
        assert_eq!(record["n"], 1);
        assert_eq!(cut(json!("short"), TEXT_MAX), "short");
    }
}
