//! Lines that break a limit: refused, but kept with the reason.

use model::{id::KeyId, unstored::Refusal};
use sqlx::{SqliteConnection, SqlitePool};

use crate::{EventStore, StoreError};

/// A line that is refused, on its way into quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Its place in the request, from 0.
    pub position: usize,
    /// Which limit it breaks.
    pub reason: String,
    /// The line as it was sent.
    pub line: Vec<u8>,
    /// The key it was sent with.
    pub key: Option<KeyId>,
    /// The address it came from.
    pub sender: String,
}

/// A line in quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Names it as long as it is there.
    pub id: i64,
    /// When it arrived, milliseconds since 1970 UTC.
    pub received_ms: i64,
    /// The line and why it was refused.
    pub rejected: Rejected,
}

#[derive(sqlx::FromRow)]
struct QuarantineRow {
    quarantine_id: i64,
    received_ms: i64,
    key_id: Option<String>,
    sender: String,
    position: i64,
    reason: String,
    line: Vec<u8>,
}

impl EventStore {
    /// The newest lines in quarantine.
    pub async fn quarantined(&self, most: i64) -> Result<Vec<Quarantined>, StoreError> {
        let rows: Vec<QuarantineRow> = sqlx::query_as(
            "select quarantine_id, received_ms, key_id, sender, position, reason, line
             from quarantine
             order by quarantine_id desc
             limit ?",
        )
        .bind(most)
        .fetch_all(self.readers())
        .await?;
        rows.into_iter().map(Quarantined::try_from).collect()
    }

    /// One line in quarantine.
    pub async fn find_quarantined(&self, id: i64) -> Result<Option<Quarantined>, StoreError> {
        let row: Option<QuarantineRow> = sqlx::query_as(
            "select quarantine_id, received_ms, key_id, sender, position, reason, line
             from quarantine
             where quarantine_id = ?",
        )
        .bind(id)
        .fetch_optional(self.readers())
        .await?;
        row.map(Quarantined::try_from).transpose()
    }

    /// How many lines are in quarantine.
    pub async fn quarantine_count(&self) -> Result<u64, StoreError> {
        let count: i64 =
            sqlx::query_scalar("select count(*) from quarantine").fetch_one(self.readers()).await?;
        Ok(u64::try_from(count).unwrap_or_default())
    }
}

impl TryFrom<QuarantineRow> for Quarantined {
    type Error = StoreError;

    fn try_from(row: QuarantineRow) -> Result<Self, StoreError> {
        let rejected = Rejected {
            position: usize::try_from(row.position)
                .map_err(|error| StoreError::damaged("position", error))?,
            reason: row.reason,
            line: zstd::stream::decode_all(row.line.as_slice())?,
            key: row.key_id.map(|key| crate::change::stored("key id", key)).transpose()?,
            sender: row.sender,
        };
        Ok(Self { id: row.quarantine_id, received_ms: row.received_ms, rejected })
    }
}

/// How many refused lines an instance keeps; the oldest make room for the newest.
const KEPT: i64 = 100_000;

/// A refused line, what it is counted by, and its time of arrival.
pub(crate) type Refused = (Refusal, Rejected, i64);

/// Compresses refused lines.
pub(crate) fn pack(mut refused: Vec<Refused>) -> Result<Vec<Refused>, StoreError> {
    for (_, rejected, _) in &mut refused {
        rejected.line = zstd::bulk::compress(&rejected.line, 1)?;
    }
    Ok(refused)
}

/// Whether a line is still in quarantine.
pub(crate) async fn is_there(pool: &SqlitePool, id: i64) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from quarantine where quarantine_id = ?")
        .bind(id)
        .fetch_optional(pool)
        .await?;
    Ok(found.is_some())
}

/// Lets a line go that has been stored after all.
pub(crate) async fn delete(connection: &mut SqliteConnection, id: i64) -> Result<(), StoreError> {
    let result =
        sqlx::query("delete from quarantine where quarantine_id = ?").bind(id).execute(connection).await?;
    crate::change::touched_one(&result)
}

/// Keeps lines that [`pack`] has compressed.
pub(crate) async fn insert(connection: &mut SqliteConnection, refused: &[Refused]) -> Result<(), StoreError> {
    for (_, rejected, received_ms) in refused {
        sqlx::query(
            "insert into quarantine (received_ms, key_id, sender, position, reason, line)
             values (?, ?, ?, ?, ?, ?)",
        )
        .bind(received_ms)
        .bind(rejected.key.as_ref().map(KeyId::as_str))
        .bind(&rejected.sender)
        .bind(i64::try_from(rejected.position).unwrap_or(i64::MAX))
        .bind(&rejected.reason)
        .bind(&rejected.line)
        .execute(&mut *connection)
        .await?;
    }
    if !refused.is_empty() {
        sqlx::query(
            "delete from quarantine where quarantine_id <= (select max(quarantine_id) from quarantine) - ?",
        )
        .bind(KEPT)
        .execute(connection)
        .await?;
    }
    Ok(())
}
