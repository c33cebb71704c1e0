//! One try of one verb, which ends in an audit event either way.

use std::borrow::Cow;

use model::{
    audit::{AuditEvent, Outcome},
    id::InstanceId,
};
use serde_json::Value;
use store::Change;

use crate::{Caller, Desk, Error};

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
            let outcome = Outcome::Failure { code: error.status(), why: error.to_string() };
            let event = self.event(outcome, target, request);
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
