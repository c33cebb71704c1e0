//! How many lines were refused, and how far events have told of them.
//!
//! What is counted lies beside the quarantine, in the commit that keeps the lines; how far it has been
//! told lies beside the events that wait to be carried over. Both only grow, so that what lies between
//! them is neither lost nor told twice, whenever the process is killed.

use std::collections::BTreeMap;

use model::{
    id::{InstanceId, KeyId},
    unstored::Span,
};
use sqlx::SqliteConnection;

use crate::{Change, EventStore, Store, StoreError, change::stored, quarantine::Refused, writer::to_i64};

/// Lines of an instance that were refused for the same reason, sent with the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejections {
    /// The reason, one of few.
    pub reason: String,
    /// The key, if one was needed.
    pub key: Option<KeyId>,
    /// All of them that ever came.
    pub span: Span,
}

/// How far events have told of such lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRejections {
    /// The reason.
    pub reason: String,
    /// The key.
    pub key: Option<KeyId>,
    /// How many of them events have told of.
    pub lines: u64,
    /// When the last such event was written.
    pub told_ms: i64,
}

/// Reads how far events have told of refused lines.
pub struct Tellings<'c>(pub(crate) &'c mut SqliteConnection);

#[derive(sqlx::FromRow)]
struct RejectionsRow {
    reason: String,
    key_id: String,
    lines: i64,
    first_ms: i64,
    last_ms: i64,
}

#[derive(sqlx::FromRow)]
struct ToldRow {
    reason: String,
    key_id: String,
    lines: i64,
    told_ms: i64,
}

impl EventStore {
    /// How many lines were ever refused, by reason and key.
    pub async fn rejections(&self) -> Result<Vec<Rejections>, StoreError> {
        let rows: Vec<RejectionsRow> =
            sqlx::query_as("select reason, key_id, lines, first_ms, last_ms from rejections")
                .fetch_all(self.readers())
                .await?;
        let read = |row: RejectionsRow| {
            let lines = u64::try_from(row.lines).unwrap_or_default();
            let span = Span { lines, first_ms: row.first_ms, last_ms: row.last_ms };
            Ok(Rejections { reason: row.reason, key: key(row.key_id)?, span })
        };
        rows.into_iter().map(read).collect()
    }
}

impl Tellings<'_> {
    /// How far events have told of the refused lines of an instance.
    pub async fn of_rejections(&mut self, instance: &InstanceId) -> Result<Vec<ToldRejections>, StoreError> {
        let rows: Vec<ToldRow> = sqlx::query_as(
            "select reason, key_id, lines, told_ms
             from told_rejections
             where instance_id = ?",
        )
        .bind(instance.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        let read = |row: ToldRow| {
            let lines = u64::try_from(row.lines).unwrap_or_default();
            Ok(ToldRejections { reason: row.reason, key: key(row.key_id)?, lines, told_ms: row.told_ms })
        };
        rows.into_iter().map(read).collect()
    }
}

impl Change {
    /// Notes how far the events of this change tell of refused lines.
    pub async fn put_told_rejections(
        &mut self,
        instance: &InstanceId,
        told: &ToldRejections,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into told_rejections (instance_id, reason, key_id, lines, told_ms)
             values (?, ?, ?, ?, ?)
             on conflict (instance_id, reason, key_id)
             do update set lines = excluded.lines, told_ms = excluded.told_ms",
        )
        .bind(instance.as_str())
        .bind(&told.reason)
        .bind(told.key.as_ref().map_or("", KeyId::as_str))
        .bind(to_i64(told.lines)?)
        .bind(told.told_ms)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}

impl Store {
    /// Notes that fewer lines of an instance were refused than events have told of: its file was put
    /// back from a copy, and what is refused from now on is to be told. Observed, not decided.
    pub async fn lower_told_rejections(
        &self,
        instance: &InstanceId,
        counted: &[Rejections],
    ) -> Result<(), StoreError> {
        let mut transaction = self.writer().begin_with("begin immediate").await?;
        for Rejections { reason, key, span } in counted {
            sqlx::query(
                "update told_rejections
                 set lines = min(lines, ?)
                 where instance_id = ? and reason = ? and key_id = ?",
            )
            .bind(to_i64(span.lines)?)
            .bind(instance.as_str())
            .bind(reason)
            .bind(key.as_ref().map_or("", KeyId::as_str))
            .execute(&mut *transaction)
            .await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// Counts lines that go into quarantine with the same commit.
pub(crate) async fn count(connection: &mut SqliteConnection, refused: &[Refused]) -> Result<(), StoreError> {
    let mut spans: BTreeMap<(&str, &str), Span> = BTreeMap::new();
    for (refusal, rejected, received_ms) in refused {
        let of = (refusal.as_str(), rejected.key.as_ref().map_or("", KeyId::as_str));
        let one = Span::one(*received_ms);
        spans.entry(of).and_modify(|span| span.merge(one)).or_insert(one);
    }
    for ((reason, key_id), span) in spans {
        sqlx::query(
            "insert into rejections (reason, key_id, lines, first_ms, last_ms)
             values (?, ?, ?, ?, ?)
             on conflict (reason, key_id)
             do update set lines = lines + excluded.lines, last_ms = max(last_ms, excluded.last_ms)",
        )
        .bind(reason)
        .bind(key_id)
        .bind(to_i64(span.lines)?)
        .bind(span.first_ms)
        .bind(span.last_ms)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

fn key(text: String) -> Result<Option<KeyId>, StoreError> {
    if text.is_empty() { Ok(None) } else { stored("key id", text).map(Some) }
}
