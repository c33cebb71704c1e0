//! Actions that were added to the catalogue of an instance.

use model::{catalog_action::CatalogAction, id::InstanceId};
use sqlx::SqliteConnection;

use crate::{
    Change, StoreError,
    change::{stored, touched_one},
};

/// Reads added actions.
pub struct CatalogActions<'c>(pub(crate) &'c mut SqliteConnection);

#[derive(sqlx::FromRow)]
struct CatalogActionRow {
    name: String,
    data_event: bool,
    summary: String,
    updated_ms: i64,
    updated_by: String,
}

impl TryFrom<CatalogActionRow> for CatalogAction {
    type Error = StoreError;

    fn try_from(row: CatalogActionRow) -> Result<Self, StoreError> {
        Ok(Self {
            name: stored("action name", row.name)?,
            data_event: row.data_event,
            summary: stored("action summary", row.summary)?,
            updated_ms: row.updated_ms,
            updated_by: row.updated_by,
        })
    }
}

impl CatalogActions<'_> {
    /// The actions that were added to an instance, by name.
    pub async fn list(&mut self, instance: &InstanceId) -> Result<Vec<CatalogAction>, StoreError> {
        let rows: Vec<CatalogActionRow> = sqlx::query_as(
            "select name, data_event, summary, updated_ms, updated_by
             from catalog_actions
             where instance_id = ?
             order by name",
        )
        .bind(instance.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(CatalogAction::try_from).collect()
    }

    /// The action of this name, if it was added.
    pub async fn find(
        &mut self,
        instance: &InstanceId,
        name: &str,
    ) -> Result<Option<CatalogAction>, StoreError> {
        let row: Option<CatalogActionRow> = sqlx::query_as(
            "select name, data_event, summary, updated_ms, updated_by
             from catalog_actions
             where instance_id = ? and name = ?",
        )
        .bind(instance.as_str())
        .bind(name)
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(CatalogAction::try_from).transpose()
    }
}

impl Change {
    /// Adds an action.
    pub async fn insert_catalog_action(
        &mut self,
        instance: &InstanceId,
        action: &CatalogAction,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into catalog_actions (instance_id, name, data_event, summary, updated_ms, updated_by)
             values (?, ?, ?, ?, ?, ?)",
        )
        .bind(instance.as_str())
        .bind(action.name.as_str())
        .bind(action.data_event)
        .bind(action.summary.as_str())
        .bind(action.updated_ms)
        .bind(&action.updated_by)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Replaces what is said about an action.
    pub async fn update_catalog_action(
        &mut self,
        instance: &InstanceId,
        action: &CatalogAction,
    ) -> Result<(), StoreError> {
        let result = sqlx::query(
            "update catalog_actions
             set data_event = ?, summary = ?, updated_ms = ?, updated_by = ?
             where instance_id = ? and name = ?",
        )
        .bind(action.data_event)
        .bind(action.summary.as_str())
        .bind(action.updated_ms)
        .bind(&action.updated_by)
        .bind(instance.as_str())
        .bind(action.name.as_str())
        .execute(self.connection())
        .await?;
        touched_one(&result)
    }

    /// Takes an action out.
    pub async fn delete_catalog_action(
        &mut self,
        instance: &InstanceId,
        name: &str,
    ) -> Result<(), StoreError> {
        let result = sqlx::query("delete from catalog_actions where instance_id = ? and name = ?")
            .bind(instance.as_str())
            .bind(name)
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }
}
