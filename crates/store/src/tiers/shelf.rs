//! Fetches the pieces of sealed segments.
//!
//! An index is read in many small steps that depend on each other, on a thread that may wait:
//! here the driver that answers at once (rusqlite) is used instead of the one that answers later.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use quick_cache::{Weighter, sync::Cache};
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use segment::{Error, Piece, Pieces};

use crate::{StoreError, ask::Remembered, tiers::sealed::Sealed};

/// How many pieces a segment may have: its pieces are numbered from `segment_id` times this.
pub(crate) const PIECES: i64 = 1 << 20;

/// Pieces that were read, of all instances together.
pub(crate) type PieceCache = Cache<(u32, i64, u32), Arc<Piece>, PieceWeight>;

/// Weighs pieces by their memory.
#[derive(Clone)]
pub(crate) struct PieceWeight;

impl Weighter<(u32, i64, u32), Arc<Piece>> for PieceWeight {
    fn weight(&self, _: &(u32, i64, u32), piece: &Arc<Piece>) -> u64 {
        piece.weight() as u64
    }
}

/// The sealed segments of one file, read.
pub(crate) struct Shelf {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    cache: Arc<PieceCache>,
    remembered: Arc<Remembered>,
    number: u32,
}

/// A connection on loan.
pub(crate) struct ShelfReader<'a> {
    shelf: &'a Shelf,
    connection: Option<Connection>,
}

/// One segment, to be read piece by piece.
pub(crate) struct Opened<'a> {
    reader: &'a ShelfReader<'a>,
    sealed: &'a Sealed,
}

/// The segment was removed while it was read: its lines are past their time.
#[derive(Debug, thiserror::Error)]
#[error("the segment is gone")]
pub(crate) struct Gone;

/// Makes the cache that all instances share.
pub(crate) fn cache(bytes: u64) -> Arc<PieceCache> {
    // A piece weighs some 10 KB.
    Arc::new(Cache::with_weighter((bytes / 10_000).max(16) as usize, bytes, PieceWeight))
}

impl Shelf {
    pub fn new(path: &Path, cache: Arc<PieceCache>, remembered: Arc<Remembered>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self { path: path.to_owned(), idle: Mutex::default(), cache, remembered, number }
    }

    /// What its tiers contributed to graphs before.
    pub fn remembered(&self) -> &Remembered {
        &self.remembered
    }

    /// Tells its segments from those of other files. A file that is opened again has another.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// A connection to read with. Only on threads that may wait.
    pub fn reader(&self) -> Result<ShelfReader<'_>, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => {
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let connection = Connection::open_with_flags(&self.path, flags)?;
                connection.pragma_update(None, "query_only", true)?;
                connection.pragma_update(None, "cache_size", -512)?;
                connection.busy_timeout(std::time::Duration::from_secs(10))?;
                connection
            }
        };
        Ok(ShelfReader { shelf: self, connection: Some(connection) })
    }

    /// Closes the connections that nobody uses.
    pub fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl ShelfReader<'_> {
    pub fn open<'a>(&'a self, sealed: &'a Sealed) -> Opened<'a> {
        Opened { reader: self, sealed }
    }

    /// The bytes of a piece, if it is there.
    pub fn bytes(&self, segment_id: i64, number: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "select bytes
             from pieces
             where piece_id = ?",
        )?;
        Ok(statement.query_row([segment_id * PIECES + number], |row| row.get(0)).optional()?)
    }

    /// Fingerprints of the lines of a range that is not sealed yet, with their numbers.
    pub fn fingerprints(
        &self,
        first_seq: u64,
        last_seq: u64,
    ) -> Result<Vec<(crate::fingerprint::Fingerprint, u64)>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "select first_seq, fingerprints
             from batches
             where first_seq between ? and ?
             order by first_seq",
        )?;
        let mut rows = statement.query([first_seq as i64, last_seq as i64])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let (first, fingerprints): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let (fingerprints, _) = fingerprints.as_chunks::<16>();
            all.extend(fingerprints.iter().copied().zip(first as u64..));
        }
        Ok(all)
    }

    fn connection(&self) -> &Connection {
        self.connection.as_ref().expect("a reader has its connection until it is dropped")
    }
}

impl Drop for ShelfReader<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            let mut idle = self.shelf.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < 4 {
                idle.push(connection);
            }
        }
    }
}

impl Pieces for Opened<'_> {
    fn piece(&self, number: u32) -> Result<Arc<Piece>, Error> {
        let shelf = self.reader.shelf;
        let key = (shelf.number, self.sealed.segment_id, number);
        if let Some(piece) = shelf.cache.get(&key) {
            return Ok(piece);
        }
        let bytes = self.reader.bytes(self.sealed.segment_id, number.into());
        let bytes = bytes.map_err(|error| Error::Fetch(Box::new(error)))?;
        let bytes = bytes.ok_or_else(|| Error::Fetch(Box::new(Gone)))?;
        let piece = Arc::new(self.sealed.directory.read(number, &bytes)?);
        shelf.cache.insert(key, piece.clone());
        Ok(piece)
    }
}
