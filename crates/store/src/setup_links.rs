//! The one-time link by which the first owner is made.

use sqlx::SqliteConnection;

use crate::{Change, Store, StoreError};

/// Reads the set-up link.
pub struct SetupLinks<'c>(pub(crate) &'c mut SqliteConnection);

impl SetupLinks<'_> {
    /// SHA-256 of the link's token, if a link was given out and not yet used.
    pub async fn token_hash(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(sqlx::query_scalar("select token_hash from setup_links").fetch_optional(&mut *self.0).await?)
    }
}

impl Store {
    /// Gives out a new link, which makes the one before it void. There is no desk yet to
    /// record this in.
    pub async fn put_setup_link(&self, token_hash: &[u8; 32], created_ms: i64) -> Result<(), StoreError> {
        sqlx::query(
            "insert into setup_links (setup_link_id, token_hash, created_ms)
             values (1, ?, ?)
             on conflict (setup_link_id) do update
             set token_hash = excluded.token_hash, created_ms = excluded.created_ms",
        )
        .bind(token_hash.as_slice())
        .bind(created_ms)
        .execute(self.writer())
        .await?;
        Ok(())
    }
}

impl Change {
    /// Makes the link void, whether or not there is one.
    pub async fn delete_setup_link(&mut self) -> Result<(), StoreError> {
        sqlx::query("delete from setup_links").execute(self.connection()).await?;
        Ok(())
    }
}
