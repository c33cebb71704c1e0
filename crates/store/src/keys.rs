//! Keys of programs, kept without their secrets.

use model::{
    id::{InstanceId, KeyId},
    key::{Key, KeyKind},
};
use sqlx::SqliteConnection;

use crate::{
    Change, Store, StoreError,
    change::{stored, touched_one},
};

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
    expires_ms: Option<i64>,
    services: String,
    last_used_ms: Option<i64>,
}

impl TryFrom<KeyRow> for KeySecret {
    type Error = StoreError;

    fn try_from(row: KeyRow) -> Result<Self, StoreError> {
        let kind = KeyKind::parse(&row.kind).ok_or_else(|| StoreError::damaged("key kind", &row.kind))?;
        let services = serde_json::from_str(&row.services);
        let key = Key {
            id: stored("key id", row.key_id)?,
            instance: row.instance_id.map(|id| stored("instance id", id)).transpose()?,
            kind,
            name: stored("key name", row.name)?,
            prefix: row.prefix,
            created_ms: row.created_ms,
            expires_ms: row.expires_ms,
            services: services.map_err(|error| StoreError::damaged("services of a key", error))?,
            last_used_ms: row.last_used_ms,
        };
        Ok(Self { key, secret_hash: row.secret_hash })
    }
}

impl Keys<'_> {
    /// The keys whose secret starts like this; hardly ever more than one.
    pub async fn find_by_prefix(&mut self, prefix: &str) -> Result<Vec<KeySecret>, StoreError> {
        let rows: Vec<KeyRow> = sqlx::query_as(
            "select key_id, instance_id, kind, name, prefix, secret_hash, created_ms,
                    expires_ms, services, last_used_ms
             from keys
             where prefix = ?",
        )
        .bind(prefix)
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(KeySecret::try_from).collect()
    }

    /// The keys of a kind that an instance has, the oldest first; without an instance, the desk's.
    pub async fn list(
        &mut self,
        instance: Option<&InstanceId>,
        kind: KeyKind,
    ) -> Result<Vec<Key>, StoreError> {
        let rows: Vec<KeyRow> = sqlx::query_as(
            "select key_id, instance_id, kind, name, prefix, secret_hash, created_ms,
                    expires_ms, services, last_used_ms
             from keys
             where instance_id is ? and kind = ?
             order by created_ms, key_id",
        )
        .bind(instance.map(InstanceId::as_str))
        .bind(kind.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(|row| KeySecret::try_from(row).map(|secret| secret.key)).collect()
    }

    /// The key with this id, with what its secret is checked against.
    pub async fn find(&mut self, id: &KeyId) -> Result<Option<KeySecret>, StoreError> {
        let row: Option<KeyRow> = sqlx::query_as(
            "select key_id, instance_id, kind, name, prefix, secret_hash, created_ms,
                    expires_ms, services, last_used_ms
             from keys
             where key_id = ?",
        )
        .bind(id.as_str())
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(KeySecret::try_from).transpose()
    }

    /// The ids of all keys of an instance.
    pub async fn of_instance(&mut self, instance: &InstanceId) -> Result<Vec<KeyId>, StoreError> {
        let ids: Vec<String> = sqlx::query_scalar("select key_id from keys where instance_id = ?")
            .bind(instance.as_str())
            .fetch_all(&mut *self.0)
            .await?;
        ids.into_iter().map(|id| stored("key id", id)).collect()
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
    pub async fn insert_key(&mut self, key: &Key, secret_hash: &[u8]) -> Result<(), StoreError> {
        sqlx::query(
            "insert into keys
               (key_id, instance_id, kind, name, prefix, secret_hash, created_ms, expires_ms, services,
                last_used_ms)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(key.id.as_str())
        .bind(key.instance.as_ref().map(InstanceId::as_str))
        .bind(key.kind.as_str())
        .bind(key.name.as_str())
        .bind(&key.prefix)
        .bind(secret_hash)
        .bind(key.created_ms)
        .bind(key.expires_ms)
        .bind(services_of(key)?)
        .bind(key.last_used_ms)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Changes what of a key can be changed: its name, its end and its services.
    pub async fn update_key(&mut self, key: &Key) -> Result<(), StoreError> {
        let result = sqlx::query("update keys set name = ?, expires_ms = ?, services = ? where key_id = ?")
            .bind(key.name.as_str())
            .bind(key.expires_ms)
            .bind(services_of(key)?)
            .bind(key.id.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }

    /// Deletes a key, and the tokens that stand for it.
    pub async fn delete_key(&mut self, id: &KeyId) -> Result<(), StoreError> {
        let result = sqlx::query("delete from keys where key_id = ?")
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }
}

impl Store {
    /// Notes when keys were last used. Using one changes nothing: there is nothing to record.
    pub async fn note_key_uses(&self, uses: &[(KeyId, i64)]) -> Result<(), StoreError> {
        let mut transaction = self.writer().begin_with("begin immediate").await?;
        for (key, used_ms) in uses {
            sqlx::query("update keys set last_used_ms = max(coalesce(last_used_ms, ?), ?) where key_id = ?")
                .bind(used_ms)
                .bind(used_ms)
                .bind(key.as_str())
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }
}

fn services_of(key: &Key) -> Result<String, StoreError> {
    serde_json::to_string(&key.services).map_err(|error| StoreError::damaged("services of a key", error))
}
