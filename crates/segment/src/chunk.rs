//! The index of lines that are not sealed yet, in memory and never changed.

use std::sync::{Arc, OnceLock};

use crate::{
    field::{Field, FieldKey},
    index::Index,
    piece::{Origins, Shapes},
    set::Set,
    times::Times,
};

/// The index of some thousand lines, ordered by time and then by sequence number.
#[derive(Debug)]
pub struct Chunk {
    pub(crate) times: Arc<Times>,
    pub(crate) origins: Arc<Origins>,
    pub(crate) keys: Vec<FieldKey>,
    pub(crate) fields: Vec<Arc<Field>>,
    /// For each field what was cut out of its tokens.
    pub(crate) packed: Vec<Packed>,
    pub(crate) shapes: Arc<Shapes>,
    /// Made when it is first asked for: of a chunk that is sealed soon nobody may ever ask.
    pub(crate) index: OnceLock<Index>,
    /// Lines that were not taken apart.
    pub(crate) opaque: Set,
    /// Lines that are only for live tail.
    pub(crate) transient: Set,
    /// Whether any of its lines came by import.
    pub(crate) imported: bool,
    pub(crate) leaves: Vec<[u8; 32]>,
    /// About how many bytes its lines were.
    pub(crate) bytes: usize,
}

/// What was cut out of the tokens of a field, row by row. Empty as long as nothing was.
#[derive(Debug, Clone, Default)]
pub(crate) struct Packed {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    rows: usize,
}

impl Default for Chunk {
    fn default() -> Self {
        Self {
            times: Arc::default(),
            origins: Arc::default(),
            keys: vec![],
            fields: vec![],
            packed: vec![],
            shapes: Arc::default(),
            index: OnceLock::new(),
            opaque: Set::none(0),
            transient: Set::none(0),
            imported: false,
            leaves: vec![],
            bytes: 0,
        }
    }
}

impl Chunk {
    /// How many lines it holds.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// About how many bytes its lines were, as they came.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether it holds no lines.
    pub fn is_empty(&self) -> bool {
        self.times.len() == 0
    }

    /// The first and the last event time; none without lines.
    pub fn span(&self) -> Option<(i64, i64)> {
        self.times.span()
    }

    /// The smallest and the largest sequence number; none without lines.
    pub fn seqs(&self) -> Option<(u64, u64)> {
        Some((*self.origins.seqs.iter().min()?, *self.origins.seqs.iter().max()?))
    }

    /// Lines that are only for live tail.
    pub fn transient(&self) -> &Set {
        &self.transient
    }

    /// Whether any of its lines came by import.
    pub fn has_imports(&self) -> bool {
        self.imported
    }

    /// When its last line arrived, milliseconds since 1970 UTC.
    pub fn last_received_ms(&self) -> i64 {
        self.origins.received.iter().copied().max().unwrap_or_default()
    }

    /// Its words and ids. The first to ask waits for some milliseconds.
    pub(crate) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self))
    }

    /// Whether its words were already made ready.
    pub fn is_indexed(&self) -> bool {
        self.index.get().is_some()
    }

    /// Makes its words ready, so that whoever asks first need not wait.
    pub fn make_ready(&self) {
        self.index();
    }
}

impl Packed {
    /// The bytes to append to for the row that comes next.
    pub fn open(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Ends a row.
    pub fn close(&mut self) {
        if !self.bytes.is_empty() {
            // Rows before the first with anything had nothing.
            self.ends.resize(self.rows, 0);
            self.ends.push(self.bytes.len() as u32);
        }
        self.rows += 1;
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// What was cut out of the token at a place.
    pub fn row(&self, rank: usize) -> &[u8] {
        let start = if rank == 0 { 0 } else { self.ends.get(rank - 1).copied().unwrap_or(0) };
        let end = self.ends.get(rank).copied().unwrap_or(0);
        self.bytes.get(start as usize..end as usize).unwrap_or_default()
    }
}
