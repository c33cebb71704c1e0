//! Instances that are deleted for good: first their rows, then their files.

use model::id::InstanceId;
use sqlx::SqliteConnection;

use crate::{
    Change, Instances, Store, StoreError,
    change::{stored, touched_one},
};

/// How much of a kind goes with an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belonging {
    /// What it is, such as `views`.
    pub what: String,
    /// How many.
    pub count: u64,
}

impl Instances<'_> {
    /// What of the desk belongs to an instance and goes with it, besides its events.
    pub async fn belongings(&mut self, id: &InstanceId) -> Result<Vec<Belonging>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "select what, count
             from (
               select 1 as place, 'views' as what, (select count(*) from views where instance_id = ?1) as count
               union all
               select 2, 'categories', (select count(*) from categories where instance_id = ?1)
               union all
               select 3, 'presets', (select count(*) from presets where instance_id = ?1)
               union all
               select 4, 'exclusion rules', (select count(*) from exclusion_rules where instance_id = ?1)
               union all
               select 5, 'parsing templates', (select count(*) from parsing_templates where instance_id = ?1)
               union all
               select 6, 'keys', (select count(*) from keys where instance_id = ?1)
               union all
               select 7, 'roles of people', (select count(*) from memberships where instance_id = ?1)
               union all
               select 8, 'added actions', (select count(*) from catalog_actions where instance_id = ?1)
               union all
               select 9, 'routes that lead there', (select count(*) from routes where target_id = ?1)
               union all
               select 10, 'archiving targets', (select count(*) from archives where instance_id = ?1)
               union all
               select 11, 'streaming targets', (select count(*) from streams where instance_id = ?1)
             )
             where count > 0
             order by place",
        )
        .bind(id.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        let read = |(what, count)| Belonging { what, count: u64::try_from(count).unwrap_or_default() };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Whether held lines are on their way into an instance.
    pub async fn is_awaited(&mut self, id: &InstanceId) -> Result<bool, StoreError> {
        let count: i64 = sqlx::query_scalar("select count(*) from holdings where target_id = ?")
            .bind(id.as_str())
            .fetch_one(&mut *self.0)
            .await?;
        Ok(count > 0)
    }

    /// Those of which only the files are left.
    pub async fn removed(&mut self) -> Result<Vec<InstanceId>, StoreError> {
        removed(&mut *self.0).await
    }
}

async fn removed(connection: &mut SqliteConnection) -> Result<Vec<InstanceId>, StoreError> {
    let ids: Vec<String> =
        sqlx::query_scalar("select instance_id from removals").fetch_all(connection).await?;
    ids.into_iter().map(|id| stored("instance id", id)).collect()
}

impl Change {
    /// Deletes an instance with everything that belongs to it; its files are left to
    /// [`Store::remove_files`].
    pub async fn delete_instance(&mut self, id: &InstanceId) -> Result<(), StoreError> {
        sqlx::query("insert into removals (instance_id) values (?)")
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        let result = sqlx::query("delete from instances where instance_id = ?")
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }
}

impl Store {
    /// Removes the files of an instance that is deleted for good. That it goes has been recorded:
    /// there is nothing more to record.
    pub async fn remove_files(&self, id: &InstanceId) -> Result<(), StoreError> {
        self.close_gone(id).await;
        match tokio::fs::remove_dir_all(self.events_folder(id)).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        sqlx::query("delete from removals where instance_id = ?")
            .bind(id.as_str())
            .execute(self.writer())
            .await?;
        Ok(())
    }
}
