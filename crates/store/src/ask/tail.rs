//! Reads lines in the order they were stored.

use std::time::Instant;

use model::{
    id::{EventId, InstanceId},
    line::StoredLine,
};
use query::{Document, Filters, Matcher, Query};
use sqlx::SqlitePool;

use crate::{Limits, Reader, StoreError, ask::Tail, batch::Batch};

/// Bytes of text in one answer: it ends before its limit when its lines are large.
const ANSWER_BYTES: usize = 1 << 20;
/// How many rows are fetched at a time; each holds at most 512 KB of lines.
const FETCH_ROWS: i64 = 16;

#[derive(sqlx::FromRow)]
struct BatchRow {
    first_seq: i64,
    line_count: i64,
    received_ms: i64,
    lines: Vec<u8>,
}

struct Reading {
    matcher: Matcher,
    instance: InstanceId,
    limits: Limits,
    limit: usize,
    started: Instant,
    lines_read: u64,
    bytes: usize,
    tail: Tail,
}

/// The matching lines behind a sequence number, as many as one answer holds.
pub(crate) async fn tail(
    readers: &SqlitePool,
    limits: &Limits,
    reader: &Reader,
    (query, filters): (&Query, &Filters),
    after_seq: u64,
    limit: usize,
) -> Result<Tail, StoreError> {
    let matcher = Matcher::new(query).with_filters(filters).and(Matcher::new(&reader.scope));
    let mut reading = Reading {
        matcher,
        instance: reader.instance.clone(),
        limits: limits.clone(),
        limit,
        started: Instant::now(),
        lines_read: 0,
        bytes: 0,
        tail: Tail { lines: vec![], seen_seq: after_seq },
    };
    while !reading.is_done() {
        let rows = fetch(readers, reading.tail.seen_seq).await?;
        if rows.is_empty() {
            break;
        }
        reading = tokio::task::spawn_blocking(move || reading.read(rows))
            .await
            .map_err(|_| StoreError::CutShort)??;
    }
    metrics::counter!("spoor_search_lines_read_total").increment(reading.lines_read);
    Ok(reading.tail)
}

/// The rows that hold lines behind a sequence number, first stored first.
async fn fetch(readers: &SqlitePool, after_seq: u64) -> Result<Vec<BatchRow>, StoreError> {
    let Ok(after_seq) = i64::try_from(after_seq) else { return Ok(vec![]) };
    Ok(sqlx::query_as(
        "select first_seq, line_count, received_ms, lines
         from batches
         where first_seq >= coalesce((select max(first_seq) from batches where first_seq <= ?1), 0)
           and first_seq + line_count > ?1 + 1
         order by first_seq
         limit ?2",
    )
    .bind(after_seq)
    .bind(FETCH_ROWS)
    .fetch_all(readers)
    .await?)
}

impl Reading {
    fn read(mut self, rows: Vec<BatchRow>) -> Result<Self, StoreError> {
        for row in rows {
            let count =
                usize::try_from(row.line_count).map_err(|error| StoreError::damaged("line count", error))?;
            let first_seq =
                u64::try_from(row.first_seq).map_err(|error| StoreError::damaged("sequence", error))?;
            for (seq, line) in (first_seq..).zip(Batch::unpack(&row.lines, count)?) {
                if seq <= self.tail.seen_seq {
                    continue;
                }
                if self.is_done() {
                    return Ok(self);
                }
                self.lines_read += 1;
                self.tail.seen_seq = seq;
                if self.matcher.matches_everything() || self.matcher.matches(&Document::new(&line)) {
                    let id = EventId { instance: self.instance.clone(), seq };
                    self.bytes += line.text.len();
                    self.tail.lines.push(StoredLine { id, received_ms: row.received_ms, line });
                }
            }
        }
        Ok(self)
    }

    /// Whether the answer is full, or took as much as it may; a line is always looked at.
    fn is_done(&self) -> bool {
        let spent = self.started.elapsed() > self.limits.search_time;
        let full = self.tail.lines.len() >= self.limit || self.bytes >= ANSWER_BYTES;
        self.lines_read > 0 && (full || spent || self.lines_read > self.limits.search_lines)
    }
}
