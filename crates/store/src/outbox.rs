//! Audit events of the desk itself that wait to be appended to their instance.

use model::{audit::AuditEvent, id::InstanceId};

use crate::{Change, Store, StoreError, change::stored};

/// One event that waits.
#[derive(Debug, Clone)]
pub(crate) struct OutboxEvent {
    pub outbox_id: i64,
    pub event_id: String,
    /// None: the home instance, once there is one.
    pub instance: Option<InstanceId>,
    pub event: AuditEvent,
}

#[derive(sqlx::FromRow)]
struct OutboxRow {
    outbox_id: i64,
    event_id: String,
    instance_id: Option<String>,
    event: String,
}

impl TryFrom<OutboxRow> for OutboxEvent {
    type Error = StoreError;

    fn try_from(row: OutboxRow) -> Result<Self, StoreError> {
        Ok(Self {
            outbox_id: row.outbox_id,
            event_id: row.event_id,
            instance: row.instance_id.map(|text| stored("instance id", text)).transpose()?,
            event: serde_json::from_str(&row.event)
                .map_err(|error| StoreError::damaged("audit event", error))?,
        })
    }
}

impl Change {
    pub(crate) async fn insert_outbox(
        &mut self,
        event_id: &str,
        instance: Option<&InstanceId>,
        event: &str,
        created_ms: i64,
    ) -> Result<(), StoreError> {
        sqlx::query("insert into outbox (event_id, instance_id, event, created_ms) values (?, ?, ?, ?)")
            .bind(event_id)
            .bind(instance.map(InstanceId::as_str))
            .bind(event)
            .bind(created_ms)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}

impl Store {
    /// The events that have waited longest.
    pub(crate) async fn oldest_in_outbox(&self, most: i64) -> Result<Vec<OutboxEvent>, StoreError> {
        let rows: Vec<OutboxRow> = sqlx::query_as(
            "select outbox_id, event_id, instance_id, event
             from outbox
             order by outbox_id
             limit ?",
        )
        .bind(most)
        .fetch_all(self.writer())
        .await?;
        let read = |row: OutboxRow| {
            let outbox_id = row.outbox_id;
            // One that can not be read must not hold up the others; it stays for somebody to look at.
            OutboxEvent::try_from(row)
                .inspect_err(
                    |error| tracing::error!(outbox.id = outbox_id, %error, "an audit event can not be read"),
                )
                .ok()
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// Forgets events that have arrived.
    pub(crate) async fn delete_outbox(&self, rows: &[i64]) -> Result<(), StoreError> {
        let rows = serde_json::to_string(rows).map_err(|error| StoreError::damaged("row numbers", error))?;
        sqlx::query("delete from outbox where outbox_id in (select value from json_each(?))")
            .bind(rows)
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// How many events wait.
    pub async fn outbox_len(&self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar("select count(*) from outbox").fetch_one(self.readers()).await?)
    }
}
