//! Keys that send lines of any location: `logdnaat.ingestion-key.create`.
//!
//! The original has no such keys, and its catalogue no event for them. For whoever watches its
//! events a key that sends is an ingestion key, so a collector key is told as one, with
//! `requestData.spoor.after.kind` to tell it apart.

use model::key::KeyKind;

use crate::{Caller, Desk, Error, NewKey, key};

/// Makes a key of the whole desk: each line sent with it goes where routing finds. Only an owner
/// may.
pub async fn create(desk: &Desk, caller: &Caller, name: &str) -> Result<NewKey, Error> {
    key::create(desk, caller, None, KeyKind::Collector, name).await
}
