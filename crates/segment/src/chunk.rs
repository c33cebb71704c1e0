//! The index of lines that are not sealed yet, in memory and never changed.

use std::sync::Arc;

use crate::{
    field::{Field, FieldKey},
    piece::{Lines, Shapes},
    set::Set,
    words::Words,
};

/// The index of some thousand lines, ordered by time and then by sequence number.
#[derive(Debug)]
pub struct Chunk {
    pub(crate) lines: Arc<Lines>,
    pub(crate) keys: Vec<FieldKey>,
    pub(crate) fields: Vec<Arc<Field>>,
    /// For each field what was cut out of its tokens.
    pub(crate) packed: Vec<Packed>,
    pub(crate) shapes: Arc<Shapes>,
    pub(crate) words: Arc<Words>,
    /// The first four bytes of each id that was cut out, with its line.
    pub(crate) ids: Vec<(u32, u16)>,
    /// Lines that were not taken apart.
    pub(crate) opaque: Set,
    /// Lines that are only for live tail.
    pub(crate) transient: Set,
    /// Whether any of its lines came by import.
    pub(crate) imported: bool,
    pub(crate) leaves: Vec<[u8; 32]>,
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
            lines: Arc::default(),
            keys: vec![],
            fields: vec![],
            packed: vec![],
            shapes: Arc::default(),
            words: Arc::default(),
            ids: vec![],
            opaque: Set::none(0),
            transient: Set::none(0),
            imported: false,
            leaves: vec![],
        }
    }
}

impl Chunk {
    /// How many lines it holds.
    pub fn len(&self) -> usize {
        self.lines.times.len()
    }

    /// Whether it holds no lines.
    pub fn is_empty(&self) -> bool {
        self.lines.times.is_empty()
    }

    /// The first and the last event time; none without lines.
    pub fn span(&self) -> Option<(i64, i64)> {
        Some((*self.lines.times.first()?, *self.lines.times.last()?))
    }

    /// The smallest and the largest sequence number; none without lines.
    pub fn seqs(&self) -> Option<(u64, u64)> {
        Some((*self.lines.seqs.iter().min()?, *self.lines.seqs.iter().max()?))
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
        self.lines.received.iter().copied().max().unwrap_or_default()
    }

    /// About how much memory it takes.
    pub fn weight(&self) -> usize {
        let fields: usize = self.fields.iter().map(|field| field.weight() + 160).sum();
        let packed: usize = self.packed.iter().map(|packed| packed.bytes.len() + 4 * packed.ends.len()).sum();
        fields + packed + self.shapes.weight() + self.words.weight() + 70 * self.len() + 8 * self.ids.len()
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
