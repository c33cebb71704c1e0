//! The rows of `segments` and `pieces`.
//!
//! Pieces are written a few at a time while the segment's row says it is being written; only
//! then one transaction makes the segment count and the lines of `batches` not count any more.
//! What a crash leaves half done is removed at the next start.

use std::sync::Arc;

use sqlx::{Connection, SqliteConnection};

use crate::{
    StoreError,
    tiers::{filter::Filter, sealed::Sealed, shelf::PIECES},
};

const WRITING: i64 = 0;
const SEALED: i64 = 1;
const REMOVING: i64 = 2;

/// One step of the keeper, done by the writer between two groups of lines.
pub(crate) enum Upkeep {
    /// Begins a segment.
    Begin(NewSegment),
    /// Writes some of its pieces, by their number in the file.
    Pieces(Vec<(i64, Vec<u8>)>),
    /// Makes it count, in the place of so many chunks; none when there was nothing to keep of
    /// their lines.
    Seal { chunks: usize, sealed: Option<Arc<Sealed>>, last_seq: u64 },
    /// Removes some rows of lines that are sealed.
    Forget,
    /// Makes a segment not count any more.
    Drop(i64),
    /// Removes some pieces of a segment that does not count, and in the end its row.
    Remove(i64),
    /// Gives up lines that are past their time and not sealed: all up to this one.
    Expire { last_seq: u64 },
    /// Gives some free pages back to the file system.
    Shrink,
}

/// The row of a segment that is begun.
pub(crate) struct NewSegment {
    pub segment_id: i64,
    pub seqs: (u64, u64),
    pub line_count: usize,
    pub span: (i64, i64),
    pub last_received_ms: i64,
    pub has_imports: bool,
    pub root: Vec<u8>,
    pub directory: Vec<u8>,
    pub duplicates: Vec<u8>,
}

/// What has been sealed, and what was left half done.
pub(crate) struct Loaded {
    pub sealed: Vec<Arc<Sealed>>,
    pub sealed_seq: u64,
    pub half_done: Vec<i64>,
    pub last_segment_id: i64,
}

/// Does one step; true when it has to be done again.
pub(crate) async fn keep(connection: &mut SqliteConnection, upkeep: &Upkeep) -> Result<bool, StoreError> {
    let mut transaction = connection.begin_with("begin immediate").await?;
    let again = match upkeep {
        Upkeep::Begin(segment) => {
            begin(&mut transaction, segment).await?;
            false
        }
        Upkeep::Pieces(pieces) => {
            for (piece_id, bytes) in pieces {
                sqlx::query("insert into pieces (piece_id, bytes) values (?, ?)")
                    .bind(piece_id)
                    .bind(bytes)
                    .execute(&mut *transaction)
                    .await?;
            }
            false
        }
        Upkeep::Seal { sealed, last_seq, .. } => {
            if let Some(sealed) = sealed {
                set_state(&mut transaction, sealed.segment_id, SEALED).await?;
            }
            go_behind(&mut transaction, *last_seq).await?;
            false
        }
        Upkeep::Forget => forget(&mut transaction).await?,
        Upkeep::Drop(segment_id) => {
            set_state(&mut transaction, *segment_id, REMOVING).await?;
            false
        }
        Upkeep::Remove(segment_id) => remove(&mut transaction, *segment_id).await?,
        Upkeep::Expire { last_seq } => {
            go_behind(&mut transaction, *last_seq).await?;
            false
        }
        Upkeep::Shrink => shrink(&mut transaction).await?,
    };
    transaction.commit().await?;
    Ok(again)
}

async fn begin(connection: &mut SqliteConnection, segment: &NewSegment) -> Result<(), StoreError> {
    sqlx::query(
        "insert into segments
           (segment_id, state, first_seq, last_seq, line_count, min_time_ms, max_time_ms,
            last_received_ms, imported, root, directory, duplicates)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(segment.segment_id)
    .bind(WRITING)
    .bind(to_i64(segment.seqs.0)?)
    .bind(to_i64(segment.seqs.1)?)
    .bind(to_i64(segment.line_count as u64)?)
    .bind(segment.span.0)
    .bind(segment.span.1)
    .bind(segment.last_received_ms)
    .bind(segment.has_imports)
    .bind(&segment.root)
    .bind(&segment.directory)
    .bind(&segment.duplicates)
    .execute(connection)
    .await?;
    Ok(())
}

async fn set_state(connection: &mut SqliteConnection, segment_id: i64, state: i64) -> Result<(), StoreError> {
    let changed = sqlx::query("update segments set state = ? where segment_id = ?")
        .bind(state)
        .bind(segment_id)
        .execute(connection)
        .await?
        .rows_affected();
    if changed == 1 { Ok(()) } else { Err(StoreError::Damaged(format!("segment {segment_id} has no row"))) }
}

async fn forget(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let rows = sqlx::query(
        "delete from batches
         where first_seq in (
           select first_seq
           from batches
           where first_seq <= (select sealed_seq from progress)
           order by first_seq
           limit 4
         )",
    )
    .execute(connection)
    .await?
    .rows_affected();
    Ok(rows > 0)
}

async fn remove(connection: &mut SqliteConnection, segment_id: i64) -> Result<bool, StoreError> {
    let pieces = sqlx::query(
        "delete from pieces
         where piece_id in (
           select piece_id
           from pieces
           where piece_id >= ?1 and piece_id < ?2
           limit 128
         )",
    )
    .bind(segment_id * PIECES)
    .bind((segment_id + 1) * PIECES)
    .execute(&mut *connection)
    .await?
    .rows_affected();
    if pieces > 0 {
        return Ok(true);
    }
    sqlx::query("delete from segments where segment_id = ? and state <> ?")
        .bind(segment_id)
        .bind(SEALED)
        .execute(connection)
        .await?;
    Ok(false)
}

/// From here on rows of `batches` up to this line only wait to be removed. The number stays when
/// all lines are gone: it is not given again.
async fn go_behind(connection: &mut SqliteConnection, last_seq: u64) -> Result<(), StoreError> {
    sqlx::query("update progress set sealed_seq = max(sealed_seq, ?)")
        .bind(to_i64(last_seq)?)
        .execute(connection)
        .await?;
    Ok(())
}

async fn shrink(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let free: i64 = sqlx::query_scalar("pragma freelist_count").fetch_one(&mut *connection).await?;
    // A segment's worth stays for the next one.
    if free < 2048 {
        return Ok(false);
    }
    sqlx::query("pragma incremental_vacuum(256)").execute(connection).await?;
    Ok(true)
}

/// What is read of a segment's row.
#[derive(sqlx::FromRow)]
struct SegmentRow {
    segment_id: i64,
    state: i64,
    first_seq: i64,
    last_seq: i64,
    imported: bool,
    directory: Vec<u8>,
    duplicates: Vec<u8>,
}

/// Reads what has been sealed.
pub(crate) async fn load(connection: &mut SqliteConnection) -> Result<Loaded, StoreError> {
    let sealed_seq: i64 =
        sqlx::query_scalar("select sealed_seq from progress").fetch_one(&mut *connection).await?;
    let rows: Vec<SegmentRow> = sqlx::query_as(
        "select segment_id, state, first_seq, last_seq, imported, directory, duplicates
         from segments
         order by segment_id",
    )
    .fetch_all(connection)
    .await?;
    let mut loaded = Loaded {
        sealed: vec![],
        sealed_seq: u64::try_from(sealed_seq).map_err(|error| StoreError::damaged("sequence", error))?,
        half_done: vec![],
        last_segment_id: rows.last().map_or(0, |row| row.segment_id),
    };
    for row in rows {
        let SegmentRow {
            segment_id,
            state,
            first_seq,
            last_seq,
            imported: has_imports,
            directory,
            duplicates,
        } = row;
        if state != SEALED {
            loaded.half_done.push(segment_id);
            continue;
        }
        let directory = segment::Directory::decode(&directory)
            .map_err(|error| StoreError::Damaged(format!("segment {segment_id}: {error}")))?;
        let seq = |seq| u64::try_from(seq).map_err(|error| StoreError::damaged("sequence", error));
        let seqs = (seq(first_seq)?, seq(last_seq)?);
        let duplicates = Filter::read(duplicates)?;
        loaded.sealed.push(Arc::new(Sealed { segment_id, directory, seqs, has_imports, duplicates }));
    }
    Ok(loaded)
}

fn to_i64(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|error| StoreError::damaged("number", error))
}
