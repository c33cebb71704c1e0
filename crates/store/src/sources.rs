//! The sources of an instance: what came from each, and whether its data events are wanted.

use model::{
    id::InstanceId,
    source::{self, Sent, Source},
};
use sqlx::SqliteConnection;

use crate::{Change, Store, StoreError, change::stored};

/// How many sources of an instance are remembered: their ids come from outside.
const MOST: i64 = 10_000;

/// Reads sources.
pub struct Sources<'c>(pub(crate) &'c mut SqliteConnection);

/// What came from one source since it was last noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The instance it came to.
    pub instance: InstanceId,
    /// The source.
    pub source: String,
    /// Its service.
    pub service: String,
    /// What came.
    pub sent: Sent,
}

#[derive(sqlx::FromRow)]
struct SourceRow {
    source: String,
    service: String,
    takes_data: Option<bool>,
    first_ms: Option<i64>,
    last_ms: Option<i64>,
    events: i64,
    data_events: i64,
    excluded: i64,
    last_excluded_ms: Option<i64>,
}

impl From<SourceRow> for Source {
    fn from(row: SourceRow) -> Self {
        let count = |count: i64| u64::try_from(count).unwrap_or_default();
        Self {
            data_events: row.takes_data.unwrap_or_else(|| source::takes_data_events(&row.service)),
            id: row.source,
            service: row.service,
            sent: Sent {
                first_ms: row.first_ms,
                last_ms: row.last_ms,
                events: count(row.events),
                data_events: count(row.data_events),
                excluded: count(row.excluded),
                last_excluded_ms: row.last_excluded_ms,
            },
        }
    }
}

impl Sources<'_> {
    /// Every source of an instance, by service and id.
    pub async fn list(&mut self, instance: &InstanceId) -> Result<Vec<Source>, StoreError> {
        let rows: Vec<SourceRow> = sqlx::query_as(
            "select source, service, takes_data, first_ms, last_ms, events, data_events, excluded,
               last_excluded_ms
             from sources
             where instance_id = ?
             order by service, source",
        )
        .bind(instance.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        Ok(rows.into_iter().map(Source::from).collect())
    }

    /// One source of an instance.
    pub async fn find(&mut self, instance: &InstanceId, source: &str) -> Result<Option<Source>, StoreError> {
        let row: Option<SourceRow> = sqlx::query_as(
            "select source, service, takes_data, first_ms, last_ms, events, data_events, excluded,
               last_excluded_ms
             from sources
             where instance_id = ? and source = ?",
        )
        .bind(instance.as_str())
        .bind(source)
        .fetch_optional(&mut *self.0)
        .await?;
        Ok(row.map(Source::from))
    }

    /// Every switch that somebody has set, of all instances.
    pub async fn switches(&mut self) -> Result<Vec<(InstanceId, String, bool)>, StoreError> {
        let rows: Vec<(String, String, bool)> = sqlx::query_as(
            "select instance_id, source, takes_data from sources where takes_data is not null",
        )
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(|(id, source, on)| Ok((stored("instance id", id)?, source, on))).collect()
    }
}

impl Change {
    /// Says whether the data events of a source are stored, whether or not it has been seen.
    pub async fn put_source_switch(
        &mut self,
        instance: &InstanceId,
        source: &str,
        service: &str,
        takes_data: bool,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into sources (instance_id, source, service, takes_data)
             values (?, ?, ?, ?)
             on conflict (instance_id, source) do update
             set takes_data = excluded.takes_data",
        )
        .bind(instance.as_str())
        .bind(source)
        .bind(service)
        .bind(takes_data)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}

impl Store {
    /// Notes what came from sources since the last time. It is observed, not decided: there is
    /// nothing to record.
    pub async fn add_sightings(&self, sightings: &[Sighting]) -> Result<(), StoreError> {
        let mut transaction = self.writer().begin_with("begin immediate").await?;
        for Sighting { instance, source, service, sent } in sightings {
            let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
            sqlx::query(
                "insert into sources (instance_id, source, service)
                 select ?1, ?2, ?3
                 where (select count(*) from sources where instance_id = ?1) < ?4
                   and exists (select 1 from instances where instance_id = ?1)
                 on conflict (instance_id, source) do nothing",
            )
            .bind(instance.as_str())
            .bind(source)
            .bind(service)
            .bind(MOST)
            .execute(&mut *transaction)
            .await?;
            sqlx::query(
                "update sources
                 set first_ms = min(coalesce(first_ms, ?1), ?1),
                   last_ms = max(coalesce(last_ms, ?2), ?2),
                   events = events + ?3,
                   data_events = data_events + ?4,
                   excluded = excluded + ?5,
                   last_excluded_ms = coalesce(max(last_excluded_ms, ?6), ?6, last_excluded_ms)
                 where instance_id = ?7 and source = ?8",
            )
            .bind(sent.first_ms)
            .bind(sent.last_ms)
            .bind(count(sent.events))
            .bind(count(sent.data_events))
            .bind(count(sent.excluded))
            .bind(sent.last_excluded_ms)
            .bind(instance.as_str())
            .bind(source)
            .execute(&mut *transaction)
            .await?;
        }
        Ok(transaction.commit().await?)
    }
}
