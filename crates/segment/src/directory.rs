//! What is kept in memory of a sealed segment: enough to know which pieces a question needs.

use crate::{
    Damaged, code,
    field::FieldKey,
    merkle::Hash,
    piece::{Kind, Piece},
    set::Set,
};

/// The table of contents of a sealed segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    pub(crate) lines: usize,
    /// The first and the last event time, milliseconds since 1970 UTC.
    pub span: (i64, i64),
    /// The smallest and the largest sequence number of its range.
    pub seqs: (u64, u64),
    /// When its last line arrived, milliseconds since 1970 UTC.
    pub last_received_ms: i64,
    pub(crate) keys: Vec<FieldKey>,
    /// For each field whether something was cut out of its tokens.
    pub(crate) has_packed: Vec<bool>,
    /// The first word of each piece of words.
    pub(crate) word_starts: Vec<Vec<u8>>,
    /// The first id of each piece of ids.
    pub(crate) id_starts: Vec<u32>,
    /// The first line of each block.
    pub(crate) block_starts: Vec<u32>,
    /// How many sets of lines are kept for words.
    pub(crate) sets: u32,
    pub(crate) opaque: Vec<u16>,
    /// The hash of all its pieces.
    pub pieces: Hash,
    /// The hash of all its lines.
    pub root: Hash,
    /// The hashes of each 256 lines, from which the root is made.
    pub subtrees: Vec<Hash>,
}

pub(crate) const TIMES: u32 = 0;
pub(crate) const ORIGINS: u32 = 1;
pub(crate) const SHAPES: u32 = 2;
const FIELDS: u32 = 3;
/// How the pieces of a segment are written. What is written otherwise is not read.
const FORMAT: u8 = 2;

impl Directory {
    /// How many lines it holds.
    pub fn len(&self) -> usize {
        self.lines
    }

    /// Whether it holds no lines.
    pub fn is_empty(&self) -> bool {
        self.lines == 0
    }

    /// How many pieces the segment has.
    pub fn piece_count(&self) -> u32 {
        self.first_set() + self.sets
    }

    /// Reads a piece of the segment.
    ///
    /// # Errors
    /// When the bytes are damaged, or are not those of this piece.
    pub fn read(&self, number: u32, bytes: &[u8]) -> Result<Piece, Damaged> {
        let kind = match number {
            TIMES => Kind::Times,
            ORIGINS => Kind::Origins,
            SHAPES => Kind::Shapes,
            _ if number < self.first_words() => Kind::Field,
            _ if number < self.first_ids() => Kind::Words,
            _ if number < self.first_block() => Kind::Ids,
            _ if number < self.first_set() => Kind::Block,
            _ => Kind::Set,
        };
        Piece::decode(kind, bytes, self.lines)
    }

    /// About how much memory it takes.
    pub fn weight(&self) -> usize {
        let keys: usize = self.keys.iter().map(|key| key.path.len() + 48).sum();
        let words: usize = self.word_starts.iter().map(|word| word.len() + 24).sum();
        keys + words + 4 * (self.id_starts.len() + self.block_starts.len()) + 32 * self.subtrees.len() + 256
    }

    pub(crate) fn field_piece(&self, field: u32) -> u32 {
        FIELDS + field
    }

    pub(crate) fn first_words(&self) -> u32 {
        FIELDS + self.keys.len() as u32
    }

    pub(crate) fn first_ids(&self) -> u32 {
        self.first_words() + self.word_starts.len() as u32
    }

    pub(crate) fn first_block(&self) -> u32 {
        self.first_ids() + self.id_starts.len() as u32
    }

    pub(crate) fn first_set(&self) -> u32 {
        self.first_block() + self.block_starts.len() as u32
    }

    pub(crate) fn opaque(&self) -> Set {
        let mut set = Set::none(self.lines);
        self.opaque.iter().for_each(|line| set.insert(usize::from(*line)));
        set
    }

    /// Writes it down.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![FORMAT];
        code::put_usize(&mut bytes, self.lines);
        for time in [self.span.0, self.span.1, self.last_received_ms] {
            code::put_signed(&mut bytes, time);
        }
        code::put(&mut bytes, self.seqs.0);
        code::put(&mut bytes, self.seqs.1);
        code::put_usize(&mut bytes, self.keys.len());
        for (key, has_packed) in self.keys.iter().zip(&self.has_packed) {
            key.encode(&mut bytes);
            bytes.push(u8::from(*has_packed));
        }
        code::put_usize(&mut bytes, self.word_starts.len());
        self.word_starts.iter().for_each(|word| code::put_bytes(&mut bytes, word));
        code::put_usize(&mut bytes, self.id_starts.len());
        self.id_starts.iter().for_each(|id| code::put(&mut bytes, u64::from(*id)));
        code::put_usize(&mut bytes, self.block_starts.len());
        self.block_starts.iter().for_each(|line| code::put(&mut bytes, u64::from(*line)));
        code::put(&mut bytes, u64::from(self.sets));
        code::put_usize(&mut bytes, self.opaque.len());
        self.opaque.iter().for_each(|line| code::put(&mut bytes, u64::from(*line)));
        bytes.extend(self.pieces);
        bytes.extend(self.root);
        code::put_usize(&mut bytes, self.subtrees.len());
        self.subtrees.iter().for_each(|hash| bytes.extend(hash));
        let mut packed = Vec::new();
        code::put_packed(&mut packed, &bytes, 3);
        packed
    }

    /// Reads it back.
    ///
    /// # Errors
    /// When the bytes are damaged.
    pub fn decode(packed: &[u8]) -> Result<Self, Damaged> {
        let mut packed = packed;
        let bytes = code::get_packed(&mut packed)?;
        code::done(packed)?;
        let mut rest = bytes.as_slice();
        let bytes = &mut rest;
        if code::take(bytes, 1)? != [FORMAT] {
            return Err(Damaged("the format of a segment: another version of the program has written it"));
        }
        let lines = code::get_count(bytes, 1 << 16)?;
        let span = (code::get_signed(bytes)?, code::get_signed(bytes)?);
        let last_received_ms = code::get_signed(bytes)?;
        let seqs = (code::get(bytes)?, code::get(bytes)?);
        let count = code::get_some(bytes)?;
        let (mut keys, mut has_packed) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for _ in 0..count {
            keys.push(FieldKey::decode(bytes)?);
            has_packed.push(code::take(bytes, 1)? == [1]);
        }
        let count = code::get_some(bytes)?;
        let word_starts =
            (0..count).map(|_| Ok(code::get_bytes(bytes)?.to_vec())).collect::<Result<_, Damaged>>()?;
        let count = code::get_some(bytes)?;
        let id_starts = (0..count).map(|_| code::get_u32(bytes)).collect::<Result<_, _>>()?;
        let count = code::get_some(bytes)?;
        let block_starts = (0..count).map(|_| code::get_u32(bytes)).collect::<Result<Vec<_>, _>>()?;
        let sets = code::get_u32(bytes)?;
        let count = code::get_some(bytes)?;
        let opaque = (0..count).map(|_| code::get_u16(bytes)).collect::<Result<_, _>>()?;
        let (pieces, root) = (hash(bytes)?, hash(bytes)?);
        let count = code::get_some(bytes)?;
        let subtrees = (0..count).map(|_| hash(bytes)).collect::<Result<_, _>>()?;
        code::done(bytes)?;
        // Each takes part of a file of at most 2^31 pieces.
        if sets > 1 << 20 {
            return Err(Damaged("the sets of a segment"));
        }
        if lines > 0 && block_starts.first() != Some(&0) || !block_starts.is_sorted() {
            return Err(Damaged("the blocks of a segment"));
        }
        Ok(Self {
            lines,
            span,
            seqs,
            last_received_ms,
            keys,
            has_packed,
            word_starts,
            id_starts,
            block_starts,
            sets,
            opaque,
            pieces,
            root,
            subtrees,
        })
    }
}

fn hash(bytes: &mut &[u8]) -> Result<Hash, Damaged> {
    let mut hash = [0; 32];
    hash.copy_from_slice(code::take(bytes, 32)?);
    Ok(hash)
}
