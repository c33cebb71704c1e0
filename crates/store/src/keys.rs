//! Keys of programs, kept without their secrets.

use model::{
    id::InstanceId,
    key::{Key, KeyKind},
};
use sqlx::SqliteConnection;

use crate::{Change, StoreError, change::stored};

/// Reads keys.
pub struct Keys<'c>(pub(crate) &'c mut SqliteConnection);

/// A key with what its secret is checked against.
#[derive(Debug, Clone)]
pub struct KeySecret {
    /// The key.
    pub key: Key,
    /// SHA-256 of the secret.
    pub secret_hash: Vec<u8>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct KeyRow {
    key_id: String,
    instance_id: Option<String>,
    kind: String,
    name: String,
    prefix: String,
    secret_hash: Vec<u8>,
    created_ms: i64,
}

impl TryFrom<KeyRow> for KeySecret {
    type Error = StoreError;

    fn try_from(row: KeyRow) -> Result<Self, StoreError> {
        let kind = match row.kind.as_str() {
            "ingestion" => KeyKind::Ingestion,
            "service" => KeyKind::Service,
            "collector" => KeyKind::Collector,
            other => return Err(StoreError::damaged("key kind", other)),
        };
        let key = Key {
            id: stored("key id", row.key_id)?,
            instance: row.instance_id.map(|id| stored("instance id", id)).transpose()?,
            kind,
            name: stored("key name", row.name)?,
            prefix: row.prefix,
            created_ms: row.created_ms,
        };
        Ok(Self { key, secret_hash: row.secret_hash })
    }
}

impl Keys<'_> {
    /// The keys whose secret starts like this; hardly ever more than one.
    pub async fn find_by_prefix(&mut self, prefix: &str) -> Result<Vec<KeySecret>, StoreError> {
        let rows: Vec<KeyRow> = sqlx::query_as(
            "select key_id, instance_id, kind, name, prefix, secret_hash, created_ms
             from keys
             where prefix = ?",
        )
        .bind(prefix)
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(KeySecret::try_from).collect()
    }

    /// How many keys of a kind an instance has; without one, the desk.
    pub async fn count(&mut self, instance: Option<&InstanceId>, kind: KeyKind) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar("select count(*) from keys where instance_id is ? and kind = ?")
            .bind(instance.map(InstanceId::as_str))
            .bind(kind.as_str())
            .fetch_one(&mut *self.0)
            .await?)
    }
}

impl Change {
    /// Adds a key.
    pub async fn insert_key(&mut self, key: &Key, secret_hash: &[u8; 32]) -> Result<(), StoreError> {
        sqlx::query(
            "insert into keys (key_id, instance_id, kind, name, prefix, secret_hash, created_ms)
             values (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(key.id.as_str())
        .bind(key.instance.as_ref().map(InstanceId::as_str))
        .bind(key.kind.as_str())
        .bind(key.name.as_str())
        .bind(&key.prefix)
        .bind(secret_hash.as_slice())
        .bind(key.created_ms)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
