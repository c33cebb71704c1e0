//! The instances of the desk.

use model::{
    id::InstanceId,
    instance::Instance,
    retention::{Period, Retention},
};
use sqlx::SqliteConnection;

use crate::{
    Change, StoreError,
    change::{stored, touched_one},
};

/// Reads the instances of the desk.
pub struct Instances<'c>(pub(crate) &'c mut SqliteConnection);

#[derive(sqlx::FromRow)]
struct InstanceRow {
    instance_id: String,
    guid: String,
    account_id: String,
    location: String,
    city: String,
    name: String,
    retention_days: Option<i64>,
    keeps_imports: bool,
    deletion_ms: Option<i64>,
}

impl TryFrom<InstanceRow> for Instance {
    type Error = StoreError;

    fn try_from(row: InstanceRow) -> Result<Self, StoreError> {
        let days = row.retention_days.map(u16::try_from).transpose();
        let days = days.map_err(|error| StoreError::damaged("retention", error))?;
        Ok(Self {
            id: stored("instance id", row.instance_id)?,
            guid: row.guid,
            account: stored("account id", row.account_id)?,
            location: row.location,
            city: row.city,
            name: stored("instance name", row.name)?,
            deletion_ms: row.deletion_ms,
            retention: Retention { lines: Period::from(days), keeps_imports: row.keeps_imports },
        })
    }
}

impl Instances<'_> {
    /// Every instance, the home instance first.
    pub async fn list(&mut self) -> Result<Vec<Instance>, StoreError> {
        let rows: Vec<InstanceRow> = sqlx::query_as(
            "select instance_id, guid, account_id, location, city, name, retention_days, keeps_imports,
                    deletion_ms
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
            "insert into instances
               (instance_id, guid, location, city, created_ms, retention_days, keeps_imports)
             values (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(instance.id.as_str())
        .bind(&instance.guid)
        .bind(&instance.location)
        .bind(&instance.city)
        .bind(created_ms)
        .bind(instance.retention.lines.days())
        .bind(instance.retention.keeps_imports)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Changes what of an instance can be changed: its name, how long it keeps its lines, and
    /// whether it is to go.
    pub async fn update_instance(&mut self, instance: &Instance) -> Result<(), StoreError> {
        let result = sqlx::query(
            "update instances
             set name = ?, retention_days = ?, keeps_imports = ?, deletion_ms = ?
             where instance_id = ?",
        )
        .bind(instance.name.as_str())
        .bind(instance.retention.lines.days())
        .bind(instance.retention.keeps_imports)
        .bind(instance.deletion_ms)
        .bind(instance.id.as_str())
        .execute(self.connection())
        .await?;
        touched_one(&result)
    }
}
