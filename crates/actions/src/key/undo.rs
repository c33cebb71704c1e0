//! Deleted keys: kept for a week without their secrets, and put back.

use model::{
    deletion::{DeletedKind, Deletion},
    id::InstanceId,
    key::{Key, KeyKind},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Change, KeySecret, StoreError};

use super::{authorise, there_is_room, to_request};
use crate::{Error, attempt::Attempt, deletion};

/// A deleted key: what its secret is checked against, and never the secret.
#[derive(Serialize, Deserialize)]
struct Kept {
    key: Key,
    secret_hash: String,
}

/// Puts a deleted key back; its secret opens again what it opened.
pub(crate) async fn restore(
    attempt: &Attempt<'_>,
    change: &mut Change,
    deletion: &Deletion,
) -> Result<Value, Error> {
    let Kept { key, secret_hash } = deletion::content(deletion)?;
    authorise(attempt.caller, key.instance.as_ref())?;
    there_is_room(change, key.instance.as_ref(), key.kind).await?;
    let hash: Option<Vec<u8>> = (0..secret_hash.len() / 2)
        .map(|at| u8::from_str_radix(secret_hash.get(2 * at..2 * at + 2)?, 16).ok())
        .collect();
    let hash = hash.ok_or_else(|| StoreError::damaged("deleted content", "the hash of a key"))?;
    change.insert_key(&key, &hash).await?;
    Ok(to_request(key.kind, &key.masked()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn deleted_kind(kind: KeyKind) -> DeletedKind {
    match kind {
        KeyKind::Ingestion => DeletedKind::IngestionKey,
        KeyKind::Service => DeletedKind::ServiceKey,
        KeyKind::Collector => DeletedKind::CollectorKey,
    }
}

/// Keeps a key that a change deletes.
pub(super) async fn keep(
    attempt: &Attempt<'_>,
    change: &mut Change,
    instance: &InstanceId,
    found: &KeySecret,
) -> Result<(), Error> {
    let kept = Kept { key: found.key.clone(), secret_hash: hex(&found.secret_hash) };
    let named = (deleted_kind(found.key.kind), found.key.id.as_str(), found.key.name.as_str());
    deletion::keep(attempt, change, instance, named, &kept).await
}
