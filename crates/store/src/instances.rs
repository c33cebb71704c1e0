//! The instances of the desk.

use model::{id::InstanceId, instance::Instance};
use sqlx::SqliteConnection;

use crate::{Change, StoreError, change::stored};

/// Reads the instances of the desk.
pub struct Instances<'c>(pub(crate) &'c mut SqliteConnection);

#[derive(sqlx::FromRow)]
struct InstanceRow {
    instance_id: String,
    guid: String,
    account_id: String,
    location: String,
    city: String,
}

impl TryFrom<InstanceRow> for Instance {
    type Error = StoreError;

    fn try_from(row: InstanceRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: stored("instance id", row.instance_id)?,
            guid: row.guid,
            account: stored("account id", row.account_id)?,
            location: row.location,
            city: row.city,
        })
    }
}

impl Instances<'_> {
    /// Every instance, the home instance first.
    pub async fn list(&mut self) -> Result<Vec<Instance>, StoreError> {
        let rows: Vec<InstanceRow> = sqlx::query_as(
            "select instance_id, guid, account_id, location, city
             from instances, desks
             order by position",
        )
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(Instance::try_from).collect()
    }

    /// The instance with this id.
    pub async fn find(&mut self, id: &InstanceId) -> Result<Option<Instance>, StoreError> {
        Ok(self.list().await?.into_iter().find(|instance| instance.id == *id))
    }

    /// The instance of this location.
    pub async fn find_by_location(&mut self, location: &str) -> Result<Option<Instance>, StoreError> {
        Ok(self.list().await?.into_iter().find(|instance| instance.location == location))
    }
}

impl Change {
    /// Adds an instance.
    pub async fn insert_instance(&mut self, instance: &Instance, created_ms: i64) -> Result<(), StoreError> {
        sqlx::query(
            "insert into instances (instance_id, guid, location, city, created_ms)
             values (?, ?, ?, ?, ?)",
        )
        .bind(instance.id.as_str())
        .bind(&instance.guid)
        .bind(&instance.location)
        .bind(&instance.city)
        .bind(created_ms)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
