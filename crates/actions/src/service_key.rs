//! Keys that read and configure: `logdnaat.service-key.create`, `.update` and `.delete`.

use model::{
    id::{InstanceId, KeyId},
    key::{Key, KeyKind},
};

use crate::{Caller, Desk, Error, KeyUpdate, KeyWish, NewKey, key};

/// Makes a key that reads and configures one instance.
pub async fn create(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    wish: impl Into<KeyWish>,
) -> Result<NewKey, Error> {
    key::create(desk, caller, Some(instance), KeyKind::Service, wish.into()).await
}

/// Changes the name of a key and its end. What it opens it opens on, with the same secret.
pub async fn update(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &KeyId,
    update: KeyUpdate,
) -> Result<Key, Error> {
    key::update(desk, caller, Some(instance), KeyKind::Service, id, update).await
}

/// Deletes a key. From now on it opens nothing here, and within 15 seconds nothing in other
/// processes on the same data.
pub async fn delete(desk: &Desk, caller: &Caller, instance: &InstanceId, id: &KeyId) -> Result<(), Error> {
    key::delete(desk, caller, Some(instance), KeyKind::Service, id).await
}
