//! Keys that send lines: `logdnaat.ingestion-key.create`.

use model::{id::InstanceId, key::KeyKind};

use crate::{Caller, Desk, Error, NewKey, key};

/// Makes a key that sends lines into one instance.
pub async fn create(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    name: &str,
) -> Result<NewKey, Error> {
    key::create(desk, caller, Some(instance), KeyKind::Ingestion, name).await
}
