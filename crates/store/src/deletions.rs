//! What was deleted and can still be put back.

use model::{
    deletion::Deletion,
    id::{DeletionId, InstanceId},
};
use sqlx::SqliteConnection;

use crate::{
    Change, Store, StoreError,
    change::{stored, touched_one},
    safe::Safe,
};

/// Reads deletions.
pub struct Deletions<'c>(pub(crate) &'c mut SqliteConnection, pub(crate) &'c Safe);

#[derive(sqlx::FromRow)]
struct DeletionRow {
    deletion_id: String,
    kind: String,
    object_id: String,
    name: String,
    content: String,
    deleted_ms: i64,
    deleted_by: String,
}

impl DeletionRow {
    fn read(self, safe: &Safe) -> Result<Deletion, StoreError> {
        let kind = stored("deleted kind", self.kind)?;
        Ok(Deletion {
            content: safe.deletion_from_text(&self.deletion_id, kind, &self.content)?,
            id: stored("deletion id", self.deletion_id)?,
            kind,
            object: self.object_id,
            name: self.name,
            deleted_ms: self.deleted_ms,
            deleted_by: self.deleted_by,
        })
    }
}

impl Deletions<'_> {
    /// The deletions of an instance since a moment, the newest first.
    pub async fn list(&mut self, instance: &InstanceId, since_ms: i64) -> Result<Vec<Deletion>, StoreError> {
        let rows: Vec<DeletionRow> = sqlx::query_as(
            "select deletion_id, kind, object_id, name, content, deleted_ms, deleted_by
             from deletions
             where instance_id = ? and deleted_ms >= ?
             order by deleted_ms desc, deletion_id",
        )
        .bind(instance.as_str())
        .bind(since_ms)
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(|row| row.read(self.1)).collect()
    }

    /// One deletion of an instance.
    pub async fn find(
        &mut self,
        instance: &InstanceId,
        id: &DeletionId,
    ) -> Result<Option<Deletion>, StoreError> {
        let row: Option<DeletionRow> = sqlx::query_as(
            "select deletion_id, kind, object_id, name, content, deleted_ms, deleted_by
             from deletions
             where instance_id = ? and deletion_id = ?",
        )
        .bind(instance.as_str())
        .bind(id.as_str())
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(|row| row.read(self.1)).transpose()
    }
}

impl Change {
    /// Keeps what is being deleted.
    pub async fn insert_deletion(
        &mut self,
        instance: &InstanceId,
        deletion: &Deletion,
    ) -> Result<(), StoreError> {
        let content = self.safe().deletion_to_text(deletion).await?;
        sqlx::query(
            "insert into deletions
               (deletion_id, instance_id, kind, object_id, name, content, deleted_ms, deleted_by)
             values (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(deletion.id.as_str())
        .bind(instance.as_str())
        .bind(deletion.kind.as_str())
        .bind(&deletion.object)
        .bind(&deletion.name)
        .bind(content)
        .bind(deletion.deleted_ms)
        .bind(&deletion.deleted_by)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Forgets a deletion, because it was undone.
    pub async fn delete_deletion(&mut self, id: &DeletionId) -> Result<(), StoreError> {
        let result = sqlx::query("delete from deletions where deletion_id = ?")
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }
}

impl Store {
    /// Forgets for good what was deleted before a moment. Nobody does this: its time is over.
    pub async fn forget_deletions(&self, before_ms: i64) -> Result<(), StoreError> {
        sqlx::query("delete from deletions where deleted_ms < ?")
            .bind(before_ms)
            .execute(self.writer())
            .await?;
        Ok(())
    }
}
