//! Puts every line of a selection through the matcher, newest rows first.
//!
//! Slow and obviously right: an index will take over, and this stays as the judge of it.

use std::{
    cell::OnceCell,
    time::{Duration, Instant},
};

use model::line::Line;
use query::{Document, Matcher};
use sqlx::SqlitePool;

use crate::{
    Limits, Reader, StoreError,
    ask::{Answer, Selection},
    batch::Batch,
};

/// Bytes of compressed rows fetched at a time, and how many rows at most.
const FETCH_BYTES: i64 = 1 << 20;
const FETCH_ROWS: i64 = 512;

/// What is done with each line that matches.
pub(crate) trait Count: Send + 'static {
    /// Counts a line.
    fn count(&mut self, seen: &Seen<'_>);

    /// Why it can count no more, if it can not.
    fn is_full(&self) -> Option<String> {
        None
    }
}

/// A line that matches, taken apart when somebody asks.
pub(crate) struct Seen<'l> {
    pub line: &'l Line,
    document: OnceCell<Document>,
}

impl<'l> Seen<'l> {
    pub fn new(line: &'l Line) -> Self {
        Self { line, document: OnceCell::new() }
    }

    pub fn document(&self) -> &Document {
        self.document.get_or_init(|| Document::new(self.line))
    }
}

#[derive(sqlx::FromRow)]
struct BatchRow {
    first_seq: i64,
    line_count: i64,
    max_time_ms: i64,
    lines: Vec<u8>,
}

struct Visit<C> {
    matcher: Matcher,
    from_ms: i64,
    to_ms: i64,
    limits: Limits,
    started: Instant,
    lines_read: u64,
    count: C,
}

/// Counts every line of a selection that the reader may see.
pub(crate) async fn visit<C: Count>(
    readers: &SqlitePool,
    limits: &Limits,
    reader: &Reader,
    selection: &Selection,
    count: C,
) -> Result<Answer<C>, StoreError> {
    let matcher =
        Matcher::new(&selection.query).with_filters(&selection.filters).and(Matcher::new(&reader.scope));
    let mut visit = Visit {
        matcher,
        from_ms: selection.from_ms,
        to_ms: selection.to_ms,
        limits: limits.clone(),
        started: Instant::now(),
        lines_read: 0,
        count,
    };
    let (mut edge, mut rows_wanted, mut incomplete) = ((i64::MAX, i64::MAX), 16, None);
    while incomplete.is_none() {
        let rows = fetch(readers, selection, edge, rows_wanted).await?;
        let Some(last) = rows.last() else { break };
        edge = (last.max_time_ms, last.first_seq);
        let bytes: i64 = rows.iter().map(|row| row.lines.len() as i64).sum();
        rows_wanted = (FETCH_BYTES * rows.len() as i64 / bytes.max(1)).clamp(8, FETCH_ROWS);
        (visit, incomplete) = tokio::task::spawn_blocking(move || {
            let incomplete = visit.read(&rows)?;
            Ok::<_, StoreError>((visit, incomplete))
        })
        .await
        .map_err(|_| StoreError::CutShort)??;
    }
    metrics::counter!("spoor_search_lines_read_total").increment(visit.lines_read);
    Ok(Answer { found: visit.count, incomplete, lines_read: visit.lines_read, took: visit.started.elapsed() })
}

async fn fetch(
    readers: &SqlitePool,
    selection: &Selection,
    edge: (i64, i64),
    most: i64,
) -> Result<Vec<BatchRow>, StoreError> {
    Ok(sqlx::query_as(
        "select first_seq, line_count, max_time_ms, lines
         from batches
         where (max_time_ms, first_seq) < (?1, ?2) and max_time_ms >= ?3 and min_time_ms < ?4
         order by max_time_ms desc, first_seq desc
         limit ?5",
    )
    .bind(edge.0)
    .bind(edge.1)
    .bind(selection.from_ms)
    .bind(selection.to_ms)
    .bind(most)
    .fetch_all(readers)
    .await?)
}

impl<C: Count> Visit<C> {
    /// Reads rows; the reason when it had to stop before the last line of them.
    fn read(&mut self, rows: &[BatchRow]) -> Result<Option<String>, StoreError> {
        for row in rows {
            if let Some(reason) = self.must_stop() {
                return Ok(Some(reason));
            }
            let count =
                usize::try_from(row.line_count).map_err(|error| StoreError::damaged("line count", error))?;
            for line in Batch::unpack(&row.lines, count)? {
                self.lines_read += 1;
                let in_range = (self.from_ms..self.to_ms).contains(&line.time_ms);
                let seen = Seen::new(&line);
                if in_range && !line.flags.transient && self.matches(&seen) {
                    self.count.count(&seen);
                }
            }
        }
        Ok(None)
    }

    fn matches(&self, seen: &Seen<'_>) -> bool {
        self.matcher.matches_everything() || self.matcher.matches(seen.document())
    }

    /// Why no further row is read. The first one always is.
    fn must_stop(&self) -> Option<String> {
        let most: Duration = self.limits.search_time;
        if self.lines_read == 0 {
            None
        } else if self.started.elapsed() > most {
            Some(format!("stopped after {} s", most.as_secs_f32()))
        } else if self.lines_read > self.limits.search_lines {
            Some(format!("stopped after reading {} lines", self.lines_read))
        } else {
            self.count.is_full()
        }
    }
}
