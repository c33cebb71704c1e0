//! Writes a group in one transaction.

use model::line::Line;
use sqlx::SqliteConnection;

use super::{Writer, group::Group, to_i64};
use crate::{StoreError, batch::Batch, fingerprint::Identity, quarantine, rejections};

/// How much one row takes at most: a page of hits should not have to unpack megabytes.
const ROW_BYTES: usize = 512 << 10;
const ROW_LINES: usize = 1024;

impl Writer {
    /// Writes a group, and hands its lines back with how many each row holds: a request may
    /// bring more than one chunk can take.
    pub(super) async fn commit(
        &self,
        group: &mut Group,
    ) -> Result<(Vec<(Line, Identity)>, Vec<usize>), StoreError> {
        if group.lines.is_empty() && group.rejected.is_empty() && group.retried.is_empty() {
            return Ok((vec![], vec![]));
        }
        let lines = std::mem::take(&mut group.lines);
        let refused = std::mem::take(&mut group.rejected);
        let pack = move || {
            let (rows, refused) = (pack_rows(&lines)?, quarantine::pack(refused)?);
            Ok::<_, StoreError>((rows, refused, lines))
        };
        let (rows, refused, lines) =
            tokio::task::spawn_blocking(pack).await.map_err(|_| StoreError::CutShort)??;
        let mut transaction = self.pool.begin_with("begin immediate").await?;
        let mut first_seq = self.next_seq;
        for row in &rows {
            insert_batch(&mut transaction, first_seq, group.received_ms, row).await?;
            first_seq += row.line_count as u64;
        }
        for (event_id, seq) in &group.relayed {
            sqlx::query("insert into relayed_events (event_id, seq) values (?, ?)")
                .bind(event_id)
                .bind(to_i64(*seq)?)
                .execute(&mut *transaction)
                .await?;
        }
        for id in &group.retried {
            quarantine::delete(&mut transaction, *id).await?;
        }
        quarantine::insert(&mut transaction, &refused).await?;
        rejections::count(&mut transaction, &refused).await?;
        transaction.commit().await?;
        Ok((lines, rows.iter().map(|row| row.line_count).collect()))
    }
}

/// Packs the lines of a commit into rows of bounded size.
fn pack_rows(lines: &[(Line, Identity)]) -> Result<Vec<Batch>, StoreError> {
    let mut rows = Vec::new();
    let mut rest = lines;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = |(line, _): &&(Line, Identity)| {
            bytes += line.size();
            bytes <= ROW_BYTES
        };
        let count = rest.iter().take(ROW_LINES).take_while(fits).count().max(1);
        let (row, after) = rest.split_at(count);
        rows.push(Batch::pack(row.iter().map(|(line, identity)| (line, identity.fingerprint)))?);
        rest = after;
    }
    Ok(rows)
}

async fn insert_batch(
    connection: &mut SqliteConnection,
    first_seq: u64,
    received_ms: i64,
    batch: &Batch,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into batches (first_seq, line_count, received_ms, min_time_ms, max_time_ms, fingerprints, lines)
         values (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(to_i64(first_seq)?)
    .bind(to_i64(batch.line_count as u64)?)
    .bind(received_ms)
    .bind(batch.min_time_ms)
    .bind(batch.max_time_ms)
    .bind(&batch.fingerprints)
    .bind(&batch.lines)
    .execute(connection)
    .await?;
    Ok(())
}
