//! One sealed segment: every piece, every line, every hash.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    sync::Arc,
};

use hashbrown::HashMap;
use model::id::InstanceId;
use segment::{
    Directory, Error, Piece, Pieces, Placed, Record, Records, Source,
    merkle::{self, Hash},
};

use crate::{
    StoreError, fingerprint,
    tiers::{duplicates, filter::Filter},
    verify::{
        Checked, Fault, chain, event,
        file::{File, SegmentRow},
    },
};

/// How many lines a subtree covers.
const SUBTREE: usize = 256;
/// How much of the segment is held in memory at a time, in bytes.
const HELD_BYTES: usize = 96 << 20;
/// After how many lines progress is told.
const PROGRESS: usize = 8192;

/// What is known of a segment after it was read: its range, its root, and its faults.
pub(super) type Outcome = ((u64, u64), Option<Hash>, Checked);

struct Check<'a> {
    file: &'a File,
    row: &'a SegmentRow,
    instance: &'a InstanceId,
    faults: Vec<Fault>,
}

/// The pieces of the segment as the file has them now.
struct Held<'a> {
    file: &'a File,
    segment_id: i64,
    directory: &'a Directory,
    pieces: RefCell<HashMap<u32, Arc<Piece>>>,
    bytes: Cell<usize>,
}

#[derive(Debug, thiserror::Error)]
#[error("piece {0} is missing")]
struct Missing(u32);

/// Reads a segment whole.
pub(super) fn check(
    file: &File,
    row: &SegmentRow,
    instance: &InstanceId,
    progress: impl FnMut(u64),
) -> Result<Outcome, StoreError> {
    let mut check = Check { file, row, instance, faults: vec![] };
    let (lines, root) = match Directory::decode(&row.directory) {
        Ok(directory) => check.all(&directory, progress)?,
        Err(error) => {
            check.fault(format!("its directory can not be read: {error}"), Some(row.seqs.0));
            (0, None)
        }
    };
    Ok((row.seqs, root, Checked { lines, faults: check.faults }))
}

impl Check<'_> {
    fn all(
        &mut self,
        directory: &Directory,
        progress: impl FnMut(u64),
    ) -> Result<(u64, Option<Hash>), StoreError> {
        self.row_and_directory(directory);
        self.pieces(directory)?;
        let held = Held {
            file: self.file,
            segment_id: self.row.segment_id,
            directory,
            pieces: RefCell::default(),
            bytes: Cell::new(0),
        };
        let mut records = match Records::new(Source::Sealed(directory, &held)) {
            Ok(records) => records,
            Err(error) => {
                self.fault(format!("no line of it can be read: {}", chain(&error)), Some(self.row.seqs.0));
                return Ok((0, None));
            }
        };
        let leaves = self.lines(directory, &mut records, progress)?;
        let root = self.hashes(directory, &records, &leaves);
        Ok((leaves.iter().flatten().count() as u64, root))
    }

    /// What the row says and what the directory says must be the same.
    fn row_and_directory(&mut self, directory: &Directory) {
        let row = self.row;
        if row.root != directory.root {
            self.fault("its root is not the one in its directory", Some(row.seqs.0));
        }
        let same = usize::try_from(row.line_count) == Ok(directory.len())
            && row.span == directory.span
            && row.last_received_ms == directory.last_received_ms
            && row.seqs.0 <= directory.seqs.0
            && directory.seqs.1 <= row.seqs.1;
        if !same {
            self.fault("its row and its directory tell of different lines", Some(row.seqs.0));
        }
    }

    /// Every piece is there and can be read, also those that only searches use.
    fn pieces(&mut self, directory: &Directory) -> Result<(), StoreError> {
        let (mut hash, mut is_whole) = (merkle::PieceHash::default(), true);
        for number in 0..directory.piece_count() {
            match self.file.piece(self.row.segment_id, number.into())? {
                None => {
                    is_whole = false;
                    self.fault(format!("piece {number} is missing"), None);
                }
                Some(bytes) => {
                    hash.add(&bytes);
                    if let Err(error) = directory.read(number, &bytes) {
                        self.fault(format!("piece {number} can not be read: {error}"), None);
                    }
                }
            }
        }
        if is_whole && hash.finish() != directory.pieces {
            self.fault("its pieces are not those it was sealed with", None);
        }
        Ok(())
    }

    /// The hash of every line, as far as lines can be read; what does not fit is a fault.
    fn lines(
        &mut self,
        directory: &Directory,
        records: &mut Records<'_>,
        mut progress: impl FnMut(u64),
    ) -> Result<Vec<Option<Hash>>, StoreError> {
        let fetch = |number| self.file.piece(self.row.segment_id, number);
        let known = duplicates::all(fetch)?;
        let places: HashSet<u64> = known.values().copied().collect();
        let filter = Filter::read(self.row.duplicates.clone());
        if !filter.is_ok_and(|filter| known.keys().all(|known| filter.may_hold(known))) {
            self.fault("its filter of duplicates is damaged", None);
        }
        let mut leaves = Vec::with_capacity(directory.len());
        let (mut seen, mut last, mut last_received_ms) = (HashSet::new(), None, i64::MIN);
        let mut unread: Option<(u64, String, usize)> = None;
        let (mut disorder, mut stranger) = (None, None);
        for number in 0..directory.len() {
            let (seq, position) = (records.seq(number), (records.time_ms(number), records.seq(number)));
            let in_range = (self.row.seqs.0..=self.row.seqs.1).contains(&seq);
            if !in_range || !seen.insert(seq) || last.is_some_and(|last| last >= position) {
                disorder = disorder.or(Some(seq));
            }
            last = Some(position);
            match records.read(number) {
                Ok(record) => {
                    last_received_ms = last_received_ms.max(record.received_ms);
                    if !is_known(&record, &known, &places, self.row.seqs.0) {
                        stranger = stranger.or(Some(seq));
                    }
                    let Record { seq, received_ms, line } = &record;
                    let digest = &merkle::digest(&line.text);
                    leaves.push(Some(merkle::leaf(&Placed {
                        seq: *seq,
                        received_ms: *received_ms,
                        line,
                        digest,
                    })));
                }
                Err(error) => {
                    let first = unread.get_or_insert_with(|| (seq, chain(&error), 0));
                    first.2 += 1;
                    leaves.push(None);
                }
            }
            if number % PROGRESS == PROGRESS - 1 {
                progress(number as u64 + 1);
            }
        }
        if let Some((seq, why, count)) = unread {
            self.fault(format!("{count} of its lines can not be read: {why}"), Some(seq));
        }
        if let Some(seq) = disorder {
            self.fault("its lines are out of order, or their numbers wrong", Some(seq));
        }
        if let Some(seq) = stranger {
            self.fault("a line would not be recognised if it came again", Some(seq));
        }
        if last_received_ms != directory.last_received_ms && leaves.iter().all(Option::is_some) {
            self.fault("its last line arrived at another time than it says", None);
        }
        Ok(leaves)
    }

    /// The hashes of the lines must lead to those that sealing has left.
    fn hashes(
        &mut self,
        directory: &Directory,
        records: &Records<'_>,
        leaves: &[Option<Hash>],
    ) -> Option<Hash> {
        if directory.subtrees.len() != leaves.len().div_ceil(SUBTREE) {
            self.fault("it has not one hash for each 256 lines", Some(self.row.seqs.0));
        }
        for (number, (subtree, kept)) in leaves.chunks(SUBTREE).zip(&directory.subtrees).enumerate() {
            // A line that can not be read is told already.
            let Some(whole) = subtree.iter().copied().collect::<Option<Vec<Hash>>>() else { continue };
            if merkle::root(&whole) != *kept {
                let first = number * SUBTREE;
                let seq = (first..first + whole.len()).map(|line| records.seq(line)).min();
                let what = format!(
                    "the hash of {} of its lines is not the one they were sealed with: \
                     one of them at least has been changed",
                    whole.len()
                );
                self.fault(what, seq);
            }
        }
        let whole = leaves.iter().copied().collect::<Option<Vec<Hash>>>()?;
        let root = merkle::root(&whole);
        if root != directory.root {
            self.fault("its root is not that of its lines", Some(self.row.seqs.0));
        }
        Some(root)
    }

    fn fault(&mut self, what: impl Into<String>, seq: Option<u64>) {
        self.faults.push(Fault::new(what, seq.map(|seq| event(self.instance, seq))));
    }
}

/// Whether the line is among the fingerprints of the segment. That of a line without a time of
/// its own was made of more than the line: there only its place is looked for.
fn is_known(
    record: &Record,
    known: &HashMap<fingerprint::Fingerprint, u64>,
    places: &HashSet<u64>,
    first_seq: u64,
) -> bool {
    let place = record.seq.wrapping_sub(first_seq);
    if !record.line.own_time {
        return places.contains(&place);
    }
    known.get(&fingerprint::of(&record.line, b"").fingerprint) == Some(&place)
}

impl Pieces for Held<'_> {
    fn piece(&self, number: u32) -> Result<Arc<Piece>, Error> {
        if let Some(piece) = self.pieces.borrow().get(&number) {
            return Ok(piece.clone());
        }
        let bytes = self.file.piece(self.segment_id, number.into());
        let bytes = bytes.map_err(|error| Error::Fetch(Box::new(error)))?;
        let bytes = bytes.ok_or_else(|| Error::Fetch(Box::new(Missing(number))))?;
        let piece = Arc::new(self.directory.read(number, &bytes)?);
        let bytes = self.bytes.get() + piece.weight();
        if bytes > HELD_BYTES {
            self.pieces.borrow_mut().clear();
        }
        self.bytes.set(if bytes > HELD_BYTES { piece.weight() } else { bytes });
        self.pieces.borrow_mut().insert(number, piece.clone());
        Ok(piece)
    }
}
