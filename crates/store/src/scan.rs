//! Search by reading: every line in the time range goes through the matcher.
//!
//! Rows of `batches` are visited by their last time (newest first) or first time (oldest
//! first). A row that overlaps others is merged, not assumed away: late events exist. The page
//! is done when it is full and no row that is left can hold a line that belongs before its end.

use std::time::{Duration, Instant};

use model::{
    id::EventId,
    line::{Line, StoredLine},
};
use query::{Document, Matcher};
use sqlx::SqlitePool;

use crate::{Cursor, Limits, Order, Page, Reader, Search, StoreError, batch::Batch};

/// Bytes of compressed rows fetched at a time, and how many rows at most.
const FETCH_BYTES: i64 = 1 << 20;
const FETCH_ROWS: i64 = 512;

#[derive(sqlx::FromRow)]
struct BatchRow {
    first_seq: i64,
    line_count: i64,
    received_ms: i64,
    min_time_ms: i64,
    max_time_ms: i64,
    lines: Vec<u8>,
}

/// What a search gets beyond its time where it can not stop between two moments.
const GRACE: Duration = Duration::from_secs(1);
/// Bytes of text on one page: it ends before its limit when its lines are large.
const PAGE_BYTES: usize = 16 << 20;

/// A search on its way through the rows.
struct Scan {
    matcher: Matcher,
    search: Search,
    reader: Reader,
    limits: Limits,
    started: Instant,
    hits: Vec<StoredLine>,
    lines_read: u64,
    edge: Edge,
}

/// How far the rows have been visited.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Edge {
    time_ms: i64,
    first_seq: i64,
}

pub(crate) async fn search(
    readers: &SqlitePool,
    reader: &Reader,
    search: Search,
    limits: &Limits,
) -> Result<Page, StoreError> {
    let matcher = Matcher::new(&search.query).with_filters(&search.filters).and(Matcher::new(&reader.scope));
    let mut scan = Scan {
        matcher,
        edge: first_edge(search.order),
        search,
        reader: reader.clone(),
        limits: limits.clone(),
        started: Instant::now(),
        hits: vec![],
        lines_read: 0,
    };
    let mut rows_wanted = 16;
    let incomplete = loop {
        let rows = fetch(readers, &scan.search, scan.edge, rows_wanted).await?;
        let Some(first) = rows.first() else { break None };
        if scan.is_full_before(scan.edge_of(first)) {
            break None;
        }
        let bytes: i64 = rows.iter().map(|row| row.lines.len() as i64).sum();
        let count = rows.len() as i64;
        rows_wanted = (FETCH_BYTES * count / bytes.max(1)).clamp(8, FETCH_ROWS);
        scan = tokio::task::spawn_blocking(move || scan.read(rows))
            .await
            .map_err(|_| StoreError::CutShort)??;
        if let Some(reason) = scan.must_stop() {
            break Some(reason);
        }
    };
    Ok(scan.into_page(incomplete))
}

fn first_edge(order: Order) -> Edge {
    match order {
        Order::Newest => Edge { time_ms: i64::MAX, first_seq: i64::MAX },
        Order::Oldest => Edge { time_ms: i64::MIN, first_seq: 0 },
    }
}

async fn fetch(
    readers: &SqlitePool,
    search: &Search,
    edge: Edge,
    most: i64,
) -> Result<Vec<BatchRow>, StoreError> {
    let statement = match search.order {
        Order::Newest => {
            "select first_seq, line_count, received_ms, min_time_ms, max_time_ms, lines
             from batches
             where (max_time_ms, first_seq) < (?1, ?2) and max_time_ms >= ?3 and min_time_ms < ?4
             order by max_time_ms desc, first_seq desc
             limit ?5"
        }
        Order::Oldest => {
            "select first_seq, line_count, received_ms, min_time_ms, max_time_ms, lines
             from batches
             where (min_time_ms, first_seq) > (?1, ?2) and max_time_ms >= ?3 and min_time_ms < ?4
             order by min_time_ms, first_seq
             limit ?5"
        }
    };
    let (from_ms, to_ms) = bounds(search);
    Ok(sqlx::query_as(statement)
        .bind(edge.time_ms)
        .bind(edge.first_seq)
        .bind(from_ms)
        .bind(to_ms)
        .bind(most)
        .fetch_all(readers)
        .await?)
}

/// The time range that is left behind the cursor; its own millisecond belongs to it.
fn bounds(search: &Search) -> (i64, i64) {
    match (search.order, search.after) {
        (Order::Newest, Some(after)) => (search.from_ms, search.to_ms.min(after.time_ms.saturating_add(1))),
        (Order::Oldest, Some(after)) => (search.from_ms.max(after.time_ms), search.to_ms),
        (_, None) => (search.from_ms, search.to_ms),
    }
}

impl Scan {
    /// Why the search has to end here, if it has to. It ends where a cursor can tell how far
    /// it came; where none can (much lies in one moment, or rows reach over the whole range)
    /// it is given four times as long and a second.
    fn must_stop(&self) -> Option<String> {
        let (elapsed, most) = (self.started.elapsed(), self.limits.search_time);
        let come_on = self.has_come_on(self.edge);
        if elapsed > most && (come_on || elapsed > most * 4 + GRACE) {
            return Some(format!("stopped after {} s", most.as_secs_f32()));
        }
        if self.lines_read > self.limits.search_lines && come_on {
            return Some(format!("stopped after reading {} lines", self.lines_read));
        }
        None
    }

    /// How many of the hits fit on the page.
    fn page_len(&self) -> usize {
        let mut bytes = 0;
        let fits = |hit: &&StoredLine| {
            bytes += hit.line.text.len();
            bytes <= PAGE_BYTES
        };
        self.hits.iter().take(self.search.limit).take_while(fits).count().max(1)
    }

    fn edge_of(&self, row: &BatchRow) -> Edge {
        let time_ms = match self.search.order {
            Order::Newest => row.max_time_ms,
            Order::Oldest => row.min_time_ms,
        };
        Edge { time_ms, first_seq: row.first_seq }
    }

    /// Whether stopping at this edge would give a cursor behind the one the search began with:
    /// every page must come further than the one before.
    fn has_come_on(&self, edge: Edge) -> bool {
        let (from_ms, to_ms) = bounds(&self.search);
        match self.search.order {
            Order::Newest => edge.time_ms < to_ms.saturating_sub(2),
            Order::Oldest => edge.time_ms > from_ms.saturating_add(1),
        }
    }

    /// Whether the page has its lines and the one beyond, all of them before any line that a
    /// row at this edge can hold.
    fn is_full_before(&self, edge: Edge) -> bool {
        self.hits.len() > self.page_len()
            && self.hits.last().is_some_and(|hit| self.is_before(hit.line.time_ms, edge.time_ms))
    }

    fn is_before(&self, time_ms: i64, other_ms: i64) -> bool {
        match self.search.order {
            Order::Newest => time_ms > other_ms,
            Order::Oldest => time_ms < other_ms,
        }
    }

    /// Reads rows in full and keeps the best hits, one more than the page holds.
    fn read(mut self, rows: Vec<BatchRow>) -> Result<Self, StoreError> {
        for row in rows {
            if self.is_full_before(self.edge_of(&row)) || self.must_stop().is_some() {
                break;
            }
            self.edge = self.edge_of(&row);
            let count =
                usize::try_from(row.line_count).map_err(|error| StoreError::damaged("line count", error))?;
            let first_seq =
                u64::try_from(row.first_seq).map_err(|error| StoreError::damaged("sequence", error))?;
            for (seq, line) in (first_seq..).zip(Batch::unpack(&row.lines, count)?) {
                self.lines_read += 1;
                if self.wants(&line, seq) {
                    let id = EventId { instance: self.reader.instance.clone(), seq };
                    self.hits.push(StoredLine { id, received_ms: row.received_ms, line });
                }
            }
            match self.search.order {
                Order::Newest => self.hits.sort_unstable_by_key(|hit| std::cmp::Reverse(hit.position())),
                Order::Oldest => self.hits.sort_unstable_by_key(StoredLine::position),
            }
            self.hits.truncate(self.page_len() + 1);
        }
        Ok(self)
    }

    fn wants(&self, line: &Line, seq: u64) -> bool {
        let position = Cursor { time_ms: line.time_ms, seq };
        let behind = self.search.after.is_none_or(|after| match self.search.order {
            Order::Newest => position < after,
            Order::Oldest => position > after,
        });
        behind
            && (self.search.from_ms..self.search.to_ms).contains(&line.time_ms)
            && !line.flags.transient
            && self.matches(line)
    }

    fn matches(&self, line: &Line) -> bool {
        self.matcher.matches_everything() || self.matcher.matches(&Document::new(line))
    }

    fn into_page(mut self, mut incomplete: Option<String>) -> Page {
        let edge = self.edge;
        let cursor = |hit: &StoredLine| Cursor { time_ms: hit.line.time_ms, seq: hit.id.seq };
        if incomplete.is_some() {
            // Behind the edge there may be lines that were not read: those hits wait.
            let certain =
                self.hits.iter().take_while(|hit| self.is_before(hit.line.time_ms, edge.time_ms)).count();
            self.hits.truncate(certain);
        }
        let page_len = self.page_len();
        let next = if self.hits.len() > page_len {
            self.hits.truncate(page_len);
            incomplete = None;
            self.hits.last().map(cursor)
        } else if incomplete.is_some() && self.has_come_on(edge) {
            Some(match self.search.order {
                Order::Newest => Cursor { time_ms: edge.time_ms.saturating_add(1), seq: 0 },
                Order::Oldest => Cursor { time_ms: edge.time_ms.saturating_sub(1), seq: u64::MAX },
            })
        } else {
            None
        };
        metrics::histogram!("spoor_search_seconds").record(self.started.elapsed().as_secs_f64());
        metrics::counter!("spoor_search_lines_read_total").increment(self.lines_read);
        Page { lines: self.hits, next, incomplete, lines_read: self.lines_read, took: self.started.elapsed() }
    }
}
