//! Where instances archive their lines to: one target each.

use model::{archive::Archive, id::InstanceId};
use sqlx::SqliteConnection;

use crate::{Change, StoreError, change::touched_one};

/// Reads where instances archive to.
pub struct Archives<'c>(pub(crate) &'c mut SqliteConnection);

/// A target with its sealed secrets.
#[derive(Debug, Clone)]
pub struct StoredArchive {
    /// Where to, and whether it is on.
    pub archive: Archive,
    /// Its secrets, for [`Store::unseal`](crate::Store::unseal).
    pub sealed: Vec<u8>,
    /// When it was last changed, milliseconds since 1970 UTC.
    pub updated_ms: i64,
    /// By whom, for people.
    pub updated_by: String,
}

#[derive(sqlx::FromRow)]
struct ArchiveRow {
    archive: String,
    sealed: Vec<u8>,
    updated_ms: i64,
    updated_by: String,
}

impl Archives<'_> {
    /// What an instance has, if it has one.
    pub async fn find(&mut self, instance: &InstanceId) -> Result<Option<StoredArchive>, StoreError> {
        let row: Option<ArchiveRow> = sqlx::query_as(
            "select archive, sealed, updated_ms, updated_by
             from archives
             where instance_id = ?",
        )
        .bind(instance.as_str())
        .fetch_optional(&mut *self.0)
        .await?;
        let read = |row: ArchiveRow| {
            let archive = serde_json::from_str(&row.archive);
            Ok(StoredArchive {
                archive: archive.map_err(|error| StoreError::damaged("archive", error))?,
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
    pub async fn put_archive(
        &mut self,
        instance: &InstanceId,
        stored: &StoredArchive,
    ) -> Result<(), StoreError> {
        let archive = serde_json::to_string(&stored.archive);
        sqlx::query(
            "insert or replace into archives (instance_id, archive, sealed, updated_ms, updated_by)
             values (?, ?, ?, ?, ?)",
        )
        .bind(instance.as_str())
        .bind(archive.map_err(|error| StoreError::damaged("archive", error))?)
        .bind(&stored.sealed)
        .bind(stored.updated_ms)
        .bind(&stored.updated_by)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Takes it away from an instance.
    pub async fn delete_archive(&mut self, instance: &InstanceId) -> Result<(), StoreError> {
        let result = sqlx::query("delete from archives where instance_id = ?")
            .bind(instance.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }
}
