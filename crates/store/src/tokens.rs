//! Bearer tokens that programs have got for their service key.

use model::{id::KeyId, key::Key};
use sqlx::SqliteConnection;

use crate::{
    Store, StoreError,
    keys::{KeyRow, KeySecret},
};

/// Reads tokens.
pub struct Tokens<'c>(pub(crate) &'c mut SqliteConnection);

impl Tokens<'_> {
    /// The key of a token that is still good.
    pub async fn find_key(&mut self, token_hash: &[u8; 32], now_ms: i64) -> Result<Option<Key>, StoreError> {
        let row: Option<KeyRow> = sqlx::query_as(
            "select key_id, instance_id, kind, name, prefix, secret_hash, created_ms,
                    keys.expires_ms, services, last_used_ms
             from keys join tokens using (key_id)
             where token_hash = ? and tokens.expires_ms > ?",
        )
        .bind(token_hash.as_slice())
        .bind(now_ms)
        .fetch_optional(&mut *self.0)
        .await?;
        Ok(row.map(KeySecret::try_from).transpose()?.map(|secret| secret.key))
    }
}

impl Store {
    /// Keeps a token, and forgets those that have expired. Who proves who they are has changed
    /// nothing: there is nothing to record.
    pub async fn put_token(
        &self,
        token_hash: &[u8; 32],
        key: &KeyId,
        now_ms: i64,
        expires_ms: i64,
    ) -> Result<(), StoreError> {
        sqlx::query("delete from tokens where expires_ms <= ?").bind(now_ms).execute(self.writer()).await?;
        sqlx::query("insert into tokens (token_hash, key_id, expires_ms) values (?, ?, ?)")
            .bind(token_hash.as_slice())
            .bind(key.as_str())
            .bind(expires_ms)
            .execute(self.writer())
            .await?;
        Ok(())
    }
}
