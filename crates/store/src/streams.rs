//! Where instances stream their lines to: one target each.

use model::{id::InstanceId, stream::Stream};
use sqlx::SqliteConnection;

use crate::{Change, StoreError, change::touched_one};

/// Reads where instances stream to.
pub struct Streams<'c>(pub(crate) &'c mut SqliteConnection);

/// A stream with its sealed secrets.
#[derive(Debug, Clone)]
pub struct StoredStream {
    /// Where to, and whether it is on.
    pub stream: Stream,
    /// Its secrets, for [`Store::unseal`](crate::Store::unseal).
    pub sealed: Vec<u8>,
    /// When it was last changed, milliseconds since 1970 UTC.
    pub updated_ms: i64,
    /// By whom, for people.
    pub updated_by: String,
}

#[derive(sqlx::FromRow)]
struct StreamRow {
    stream: String,
    sealed: Vec<u8>,
    updated_ms: i64,
    updated_by: String,
}

impl Streams<'_> {
    /// What an instance has, if it has one.
    pub async fn find(&mut self, instance: &InstanceId) -> Result<Option<StoredStream>, StoreError> {
        let row: Option<StreamRow> = sqlx::query_as(
            "select stream, sealed, updated_ms, updated_by
             from streams
             where instance_id = ?",
        )
        .bind(instance.as_str())
        .fetch_optional(&mut *self.0)
        .await?;
        let read = |row: StreamRow| {
            let stream = serde_json::from_str(&row.stream);
            Ok(StoredStream {
                stream: stream.map_err(|error| StoreError::damaged("stream", error))?,
                sealed: row.sealed,
                updated_ms: row.updated_ms,
                updated_by: row.updated_by,
            })
        };
        row.map(read).transpose()
    }
}

impl Change {
    /// Puts it in the place of what the instance had, if it had one.
    pub async fn put_stream(
        &mut self,
        instance: &InstanceId,
        stored: &StoredStream,
    ) -> Result<(), StoreError> {
        let stream = serde_json::to_string(&stored.stream);
        sqlx::query(
            "insert or replace into streams (instance_id, stream, sealed, updated_ms, updated_by)
             values (?, ?, ?, ?, ?)",
        )
        .bind(instance.as_str())
        .bind(stream.map_err(|error| StoreError::damaged("stream", error))?)
        .bind(&stored.sealed)
        .bind(stored.updated_ms)
        .bind(&stored.updated_by)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Takes it away from an instance.
    pub async fn delete_stream(&mut self, instance: &InstanceId) -> Result<(), StoreError> {
        let result = sqlx::query("delete from streams where instance_id = ?")
            .bind(instance.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }
}
