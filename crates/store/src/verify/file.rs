//! A database file, opened to be read and nothing else.

use std::{cell::Cell, path::Path, time::Duration};

use model::id::InstanceId;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};

use crate::{StoreError, change::stored, tiers::shelf::PIECES, verify::Fault};

/// A database file.
pub(super) struct File {
    connection: Connection,
    is_at_rest: Cell<bool>,
}

/// The row of a segment that counts.
pub(super) struct SegmentRow {
    pub segment_id: i64,
    pub seqs: (u64, u64),
    pub line_count: i64,
    pub span: (i64, i64),
    pub last_received_ms: i64,
    pub root: Vec<u8>,
    pub directory: Vec<u8>,
    pub duplicates: Vec<u8>,
}

/// A row of lines that are not sealed.
pub(super) struct BatchRow {
    pub first_seq: u64,
    pub line_count: i64,
    pub span: (i64, i64),
    pub fingerprints: Vec<u8>,
    pub lines: Vec<u8>,
}

impl File {
    /// Opens a file that is there. A server may be writing to it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let open = |name: &Path, more: OpenFlags| -> Result<Connection, rusqlite::Error> {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
            let connection = Connection::open_with_flags(name, flags)?;
            connection.busy_timeout(Duration::from_secs(10))?;
            connection.pragma_update(None, "cache_size", -8192)?;
            connection.query_row("select count(*) from sqlite_schema", [], |row| row.get::<_, i64>(0))?;
            Ok(connection)
        };
        let opened = open(path, OpenFlags::empty());
        let connection = match opened {
            // On a medium that can not be written SQLite needs to be told that nobody else does.
            Err(_) if !journal(path).exists() => {
                let name = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
                let name = format!("file:{name}?immutable=1");
                open(Path::new(&name), OpenFlags::SQLITE_OPEN_URI).or(opened)
            }
            opened => opened,
        }?;
        Ok(Self { connection, is_at_rest: Cell::new(false) })
    }

    /// What SQLite itself finds wrong with the file, as far as the first faults.
    pub fn pages(&self) -> Result<Vec<Fault>, StoreError> {
        let mut statement = self.connection.prepare("pragma integrity_check(20)")?;
        let found: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let faults = found.into_iter().filter(|found| found != "ok");
        Ok(faults.map(|found| Fault::new(format!("SQLite finds its pages damaged: {found}"), None)).collect())
    }

    /// Reads with nothing changing meanwhile, whatever a server does.
    pub fn at_rest<T>(&self, read: impl FnOnce(&Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.is_at_rest.replace(true) {
            return read(self);
        }
        self.connection.execute_batch("begin")?;
        let result = read(self);
        self.is_at_rest.set(false);
        self.connection.execute_batch("rollback")?;
        result
    }

    /// The instances that `control.db` knows, with their locations, and behind them the
    /// locations without one whose lines are held.
    pub fn instances(&self) -> Result<Vec<(InstanceId, String)>, StoreError> {
        let mut rows = self.locations(
            "select instance_id, location
             from instances
             order by position",
        )?;
        // A desk of an older version that has not been started since has no such table.
        let holds = "select exists (select 1 from sqlite_schema where name = 'holdings')";
        if self.connection.query_row(holds, [], |row| row.get(0))? {
            rows.extend(self.locations(
                "select instance_id, location
                 from holdings
                 where is_over = 0
                 order by since_ms, location",
            )?);
        }
        Ok(rows)
    }

    fn locations(&self, sql: &str) -> Result<Vec<(InstanceId, String)>, StoreError> {
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.map(|row| {
            let (id, location): (String, String) = row?;
            Ok((stored("instance id", id)?, location))
        })
        .collect()
    }

    /// Whether events of an instance still wait in the outbox of `control.db`.
    pub fn has_waiting(&self, instance: &InstanceId) -> Result<bool, StoreError> {
        let sql = "select exists (select 1 from outbox where instance_id = ?)";
        Ok(self.connection.query_row(sql, [instance.as_str()], |row| row.get(0))?)
    }

    /// How many lines there are, sealed and not.
    pub fn line_count(&self) -> Result<u64, StoreError> {
        let count: i64 = self.connection.query_row(
            "select
               (select coalesce(sum(line_count), 0) from segments where state = 1)
               + (select coalesce(sum(line_count), 0) from batches
                  where first_seq > (select sealed_seq from progress))",
            [],
            |row| row.get(0),
        )?;
        Ok(count.try_into().unwrap_or_default())
    }

    /// The segments that count, in the order their lines were stored.
    pub fn segment_ids(&self) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.connection.prepare(
            "select segment_id
             from segments
             where state = 1
             order by first_seq, segment_id",
        )?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The row of a segment, if it still counts.
    pub fn segment(&self, segment_id: i64) -> Result<Option<SegmentRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select first_seq, last_seq, line_count, min_time_ms, max_time_ms, last_received_ms,
               root, directory, duplicates
             from segments
             where segment_id = ? and state = 1",
        )?;
        let row = |row: &Row<'_>| {
            Ok(SegmentRow {
                segment_id,
                seqs: (seq(row, 0)?, seq(row, 1)?),
                line_count: row.get(2)?,
                span: (row.get(3)?, row.get(4)?),
                last_received_ms: row.get(5)?,
                root: row.get(6)?,
                directory: row.get(7)?,
                duplicates: row.get(8)?,
            })
        };
        Ok(statement.query_row([segment_id], row).optional()?)
    }

    /// The bytes of a piece, if it is there.
    pub fn piece(&self, segment_id: i64, number: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select bytes
             from pieces
             where piece_id = ?",
        )?;
        Ok(statement.query_row([segment_id * PIECES + number], |row| row.get(0)).optional()?)
    }

    /// How far lines are sealed, and the first rows of lines behind a number that are not.
    pub fn batches(&self, after_seq: u64) -> Result<(u64, Vec<BatchRow>), StoreError> {
        let sealed_seq =
            self.connection.query_row("select sealed_seq from progress", [], |row| seq(row, 0))?;
        let mut statement = self.connection.prepare_cached(
            "select first_seq, line_count, min_time_ms, max_time_ms, fingerprints, lines
             from batches
             where first_seq > ?
             order by first_seq
             limit 16",
        )?;
        let row = |row: &Row<'_>| {
            Ok(BatchRow {
                first_seq: seq(row, 0)?,
                line_count: row.get(1)?,
                span: (row.get(2)?, row.get(3)?),
                fingerprints: row.get(4)?,
                lines: row.get(5)?,
            })
        };
        let after_seq = i64::try_from(after_seq.max(sealed_seq)).unwrap_or(i64::MAX);
        let rows = statement.query_map([after_seq], row)?.collect::<Result<_, _>>()?;
        Ok((sealed_seq, rows))
    }
}

fn seq(row: &Row<'_>, column: usize) -> Result<u64, rusqlite::Error> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
}

fn journal(path: &Path) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}
