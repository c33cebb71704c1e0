//! Starting to stream: `logdnaat.account-streaming-setting.configure`.

use model::{id::InstanceId, stream::Stream};
use serde_json::json;

use crate::{
    Caller, Desk, Error,
    streaming_configuration::{attempt, switch},
};

/// Starts to stream to the target of an instance.
pub async fn configure(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Stream, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.account-streaming-setting.configure");
    let result = switch(&attempt, instance, true).await;
    attempt.settle(result, "", json!({})).await
}
