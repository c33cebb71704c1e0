//! Reads back what is on disk: at the start, and after a failure to write.

use std::sync::atomic::Ordering;

use model::line::Line;
use segment::merkle::{self, Hash};

use crate::{
    StoreError,
    batch::Batch,
    database,
    tiers::{segments, tail::TailGroup},
    writer::{State, Writer, to_i64},
};

#[derive(sqlx::FromRow)]
struct BatchRow {
    first_seq: i64,
    line_count: i64,
    received_ms: i64,
    fingerprints: Vec<u8>,
    lines: Vec<u8>,
}

impl Writer {
    /// Opens the file anew and reads back what is not yet in memory. Lines that were never
    /// acknowledged may turn out to be on disk after all: they are kept, and recognised when
    /// they are sent again.
    pub(crate) async fn recover(&mut self) {
        let reopen = *self.publish.borrow() == State::Failed;
        match self.read_back(reopen).await {
            Ok(()) => {
                self.publish_head();
                self.publish.send_replace(State::Ready);
                if reopen {
                    tracing::warn!(instance.id = %self.instance, "the event file was opened anew; lines are taken again");
                }
            }
            Err(error) => self.fail(&error),
        }
    }

    async fn read_back(&mut self, reopen: bool) -> Result<(), StoreError> {
        if reopen {
            self.pool.close().await;
            self.pool = database::writer(&self.path).await?;
            self.try_to_write().await?;
        }
        if !self.is_loaded {
            self.load_segments().await?;
        }
        loop {
            let rows: Vec<BatchRow> = sqlx::query_as(
                "select first_seq, line_count, received_ms, fingerprints, lines
                 from batches
                 where first_seq >= ?
                 order by first_seq
                 limit 32",
            )
            .bind(to_i64(self.next_seq)?)
            .fetch_all(&self.pool)
            .await?;
            if rows.is_empty() {
                return Ok(());
            }
            let unpack = move || {
                let with_lines = |row: BatchRow| {
                    let lines = Batch::unpack(&row.lines, to_usize(row.line_count)?)?;
                    let digests: Vec<_> = lines.iter().map(|line| merkle::digest(&line.text)).collect();
                    Ok((lines, digests, row))
                };
                rows.into_iter().map(with_lines).collect::<Result<Vec<_>, StoreError>>()
            };
            let rows = tokio::task::spawn_blocking(unpack).await.map_err(|_| StoreError::CutShort)??;
            for (lines, digests, row) in rows {
                self.read_back_row(&row, lines, digests)?;
            }
        }
    }

    /// Takes over what was sealed before.
    async fn load_segments(&mut self) -> Result<(), StoreError> {
        let loaded = segments::load(&mut *self.pool.acquire().await?).await?;
        let lines: usize = loaded.sealed.iter().map(|sealed| sealed.directory.len()).sum();
        self.lines.fetch_add(lines as u64, Ordering::Relaxed);
        self.next_seq = loaded.sealed_seq + 1;
        self.tiers.load(loaded);
        self.is_loaded = true;
        Ok(())
    }

    /// Commits something of no meaning, to see whether commits succeed.
    async fn try_to_write(&self) -> Result<(), StoreError> {
        for statement in [
            "insert into relayed_events (event_id, seq) values ('', 0) on conflict do nothing",
            "delete from relayed_events where event_id = ''",
        ] {
            sqlx::query(statement).execute(&self.pool).await?;
        }
        Ok(())
    }

    fn read_back_row(
        &mut self,
        row: &BatchRow,
        lines: Vec<Line>,
        digests: Vec<Hash>,
    ) -> Result<(), StoreError> {
        let (seqs, rest) = row.fingerprints.as_chunks::<16>();
        let complete = rest.is_empty() && i64::try_from(seqs.len()) == Ok(row.line_count);
        if row.first_seq != to_i64(self.next_seq)? || !complete {
            return Err(StoreError::Damaged(format!(
                "the batch of line {} does not follow line {}",
                row.first_seq,
                self.next_seq - 1
            )));
        }
        self.tiers.add(TailGroup::new(self.next_seq, row.received_ms, lines, digests));
        for fingerprint in seqs {
            self.seen.insert(*fingerprint, self.next_seq);
            self.next_seq += 1;
        }
        self.lines.fetch_add(seqs.len() as u64, Ordering::Relaxed);
        Ok(())
    }
}

fn to_usize(number: i64) -> Result<usize, StoreError> {
    usize::try_from(number).map_err(|error| StoreError::damaged("line count", error))
}
