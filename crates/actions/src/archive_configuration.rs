//! Turning archiving on: `logdnaat.archive-configuration.update`.

use model::{archive::Archive, id::InstanceId};
use serde_json::json;

use crate::{
    Caller, Desk, Error,
    account_archive_setting::{attempt, switch},
};

/// Turns archiving to the target of an instance on.
pub async fn update(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Archive, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.archive-configuration.update");
    let result = switch(&attempt, instance, true).await;
    attempt.settle(result, "", json!({"feature": "archive", "isEnabled": true})).await
}
