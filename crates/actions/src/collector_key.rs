//! Keys that send lines of any location: `logdnaat.ingestion-key.create`, `.update` and
//! `.delete`.
//!
//! The original has no such keys, and its catalogue no event for them. For whoever watches its
//! events a key that sends is an ingestion key, so a collector key is told as one, with
//! `requestData.spoor.after.kind` to tell it apart.

use model::{
    id::KeyId,
    key::{Key, KeyKind},
};

use crate::{Caller, Desk, Error, KeyUpdate, KeyWish, NewKey, key};

/// Makes a key of the whole desk: each line sent with it goes where routing finds. Only an owner
/// may.
pub async fn create(desk: &Desk, caller: &Caller, wish: impl Into<KeyWish>) -> Result<NewKey, Error> {
    key::create(desk, caller, None, KeyKind::Collector, wish.into()).await
}

/// Changes the name of a key, its end, and as which services it may send.
pub async fn update(desk: &Desk, caller: &Caller, id: &KeyId, update: KeyUpdate) -> Result<Key, Error> {
    key::update(desk, caller, None, KeyKind::Collector, id, update).await
}

/// Deletes a key. From now on it opens nothing here, and within 15 seconds nothing in other
/// processes on the same data.
pub async fn delete(desk: &Desk, caller: &Caller, id: &KeyId) -> Result<(), Error> {
    key::delete(desk, caller, None, KeyKind::Collector, id).await
}
