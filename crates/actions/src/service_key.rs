//! Keys that read and configure: `logdnaat.service-key.create`.

use model::{id::InstanceId, key::KeyKind};

use crate::{Caller, Desk, Error, NewKey, key};

/// Makes a key that reads and configures one instance.
pub async fn create(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    name: &str,
) -> Result<NewKey, Error> {
    key::create(desk, caller, Some(instance), KeyKind::Service, name).await
}
