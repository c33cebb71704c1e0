//! Locations without an instance, whose lines are held.

use model::{holding::Holding, id::InstanceId};
use sqlx::SqliteConnection;

use crate::{
    Change, Store, StoreError,
    change::{stored, touched_one},
    writer::to_i64,
};

/// Reads which locations are held.
pub struct Holdings<'c>(pub(crate) &'c mut SqliteConnection);

#[derive(sqlx::FromRow)]
struct HoldingRow {
    instance_id: String,
    guid: String,
    location: String,
    since_ms: i64,
    target_id: Option<String>,
    moved_seq: i64,
}

impl TryFrom<HoldingRow> for Holding {
    type Error = StoreError;

    fn try_from(row: HoldingRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: stored("instance id", row.instance_id)?,
            guid: row.guid,
            location: row.location,
            since_ms: row.since_ms,
            target: row.target_id.map(|id| stored("instance id", id)).transpose()?,
            moved_seq: u64::try_from(row.moved_seq)
                .map_err(|error| StoreError::damaged("sequence number", error))?,
        })
    }
}

impl Holdings<'_> {
    /// Every holding that is not over, the oldest first.
    pub async fn list(&mut self) -> Result<Vec<Holding>, StoreError> {
        let rows: Vec<HoldingRow> = sqlx::query_as(
            "select instance_id, guid, location, since_ms, target_id, moved_seq
             from holdings
             where is_over = 0
             order by since_ms, location",
        )
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(Holding::try_from).collect()
    }

    /// The holding of this location, if lines are held for it.
    pub async fn find_by_location(&mut self, location: &str) -> Result<Option<Holding>, StoreError> {
        Ok(self.list().await?.into_iter().find(|holding| holding.location == location))
    }

    /// Those of which only the files are left.
    pub async fn over(&mut self) -> Result<Vec<InstanceId>, StoreError> {
        let ids: Vec<String> = sqlx::query_scalar("select instance_id from holdings where is_over = 1")
            .fetch_all(&mut *self.0)
            .await?;
        ids.into_iter().map(|id| stored("instance id", id)).collect()
    }
}

impl Change {
    /// Begins to hold the lines of a location.
    pub async fn insert_holding(&mut self, holding: &Holding) -> Result<(), StoreError> {
        sqlx::query("insert into holdings (instance_id, guid, location, since_ms) values (?, ?, ?, ?)")
            .bind(holding.id.as_str())
            .bind(&holding.guid)
            .bind(&holding.location)
            .bind(holding.since_ms)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Says to which instance the lines of a holding go.
    pub async fn release_holding(&mut self, id: &InstanceId, target: &InstanceId) -> Result<(), StoreError> {
        let result = sqlx::query("update holdings set target_id = ? where instance_id = ? and is_over = 0")
            .bind(target.as_str())
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }

    /// Says that a holding has nothing left that is not in its target.
    pub async fn end_holding(&mut self, id: &InstanceId) -> Result<(), StoreError> {
        let result = sqlx::query("update holdings set is_over = 1 where instance_id = ? and is_over = 0")
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }

    /// Takes the row of a holding away whose instance comes into being in the same change.
    pub async fn delete_holding(&mut self, id: &InstanceId) -> Result<(), StoreError> {
        let result = sqlx::query("delete from holdings where instance_id = ?")
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }
}

impl Store {
    /// Notes how far the lines of a holding have been moved. What was decided before is being
    /// done: there is nothing to record.
    pub async fn put_moved(&self, id: &InstanceId, moved_seq: u64) -> Result<(), StoreError> {
        sqlx::query("update holdings set moved_seq = ? where instance_id = ?")
            .bind(to_i64(moved_seq)?)
            .bind(id.as_str())
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// Removes the files of a holding that is over, and then its row.
    pub async fn remove_holding(&self, id: &InstanceId) -> Result<(), StoreError> {
        match tokio::fs::remove_dir_all(self.events_folder(id)).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        sqlx::query("delete from holdings where instance_id = ? and is_over = 1")
            .bind(id.as_str())
            .execute(self.writer())
            .await?;
        Ok(())
    }
}
