//! Where the evaluator reads: a chunk in memory, or a sealed segment piece by piece.

use std::sync::Arc;

use crate::{
    Damaged, Error,
    chunk::Chunk,
    directory::{Directory, ORIGINS, SHAPES, TIMES},
    field::{Field, FieldKey},
    piece::{Content, Origins, Piece, Shapes},
    set::Set,
    times::Times,
    token,
    words::{LONGEST, Place},
};

/// Fetches the pieces of one sealed segment.
pub trait Pieces {
    /// The piece with this number, read by [`Directory::read`].
    ///
    /// # Errors
    /// When it can not be fetched or read, or the question was given up.
    fn piece(&self, number: u32) -> Result<Arc<Piece>, Error>;
}

/// An index of lines: a chunk, or a sealed segment.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// In memory.
    Chunk(&'a Chunk),
    /// In pieces.
    Sealed(&'a Directory, &'a dyn Pieces),
}

/// What was cut out of the tokens of one field, row by row: cheapest in ascending order.
pub(crate) struct PackedRows<'a> {
    source: Source<'a>,
    number: u32,
    field: Arc<Field>,
    /// The block that was read last, with its number.
    block: Option<(usize, Arc<Piece>)>,
    /// How far its section has been walked: the next row, and where that begins.
    next: usize,
    at: usize,
}

/// A word to look up, as far as words are kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub word: &'a [u8],
    pub whole: bool,
    /// Whether what is found is certain; not for words longer than what is kept of them.
    pub certain: bool,
}

impl<'a> Wanted<'a> {
    pub fn new(word: &'a str, whole: bool) -> Self {
        let mut end = word.len().min(LONGEST - 8);
        while !word.is_char_boundary(end) {
            end -= 1;
        }
        let certain = end == word.len();
        Self { word: &word.as_bytes()[..end], whole: whole && certain, certain }
    }
}

impl<'a> Source<'a> {
    /// How many lines it holds.
    pub fn len(self) -> usize {
        match self {
            Self::Chunk(chunk) => chunk.len(),
            Self::Sealed(directory, _) => directory.len(),
        }
    }

    /// Whether it holds no lines.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The fields, in their numbers.
    pub fn keys(self) -> &'a [FieldKey] {
        match self {
            Self::Chunk(chunk) => &chunk.keys,
            Self::Sealed(directory, _) => &directory.keys,
        }
    }

    pub(crate) fn field(self, number: u32) -> Result<Arc<Field>, Error> {
        match self {
            Self::Chunk(chunk) => Ok(chunk.fields.get(number as usize).ok_or(Damaged("a field"))?.clone()),
            Self::Sealed(directory, pieces) => {
                if number as usize >= directory.keys.len() {
                    return Err(Damaged("a field").into());
                }
                match &pieces.piece(directory.field_piece(number))?.0 {
                    Content::Field(field) => Ok(field.clone()),
                    _ => Err(Damaged("a field").into()),
                }
            }
        }
    }

    /// When its lines were.
    ///
    /// # Errors
    /// When they can not be had.
    pub fn times(self) -> Result<Arc<Times>, Error> {
        match self {
            Self::Chunk(chunk) => Ok(chunk.times.clone()),
            Self::Sealed(_, pieces) => match &pieces.piece(TIMES)?.0 {
                Content::Times(times) => Ok(times.clone()),
                _ => Err(Damaged("times").into()),
            },
        }
    }

    pub(crate) fn origins(self) -> Result<Arc<Origins>, Error> {
        match self {
            Self::Chunk(chunk) => Ok(chunk.origins.clone()),
            Self::Sealed(_, pieces) => match &pieces.piece(ORIGINS)?.0 {
                Content::Origins(origins) => Ok(origins.clone()),
                _ => Err(Damaged("origins").into()),
            },
        }
    }

    pub(crate) fn shapes(self) -> Result<Arc<Shapes>, Error> {
        match self {
            Self::Chunk(chunk) => Ok(chunk.shapes.clone()),
            Self::Sealed(_, pieces) => match &pieces.piece(SHAPES)?.0 {
                Content::Shapes(shapes) => Ok(shapes.clone()),
                _ => Err(Damaged("shapes").into()),
            },
        }
    }

    /// Lines that were not taken apart: nothing is known of them.
    pub fn opaque(self) -> Set {
        match self {
            Self::Chunk(chunk) => chunk.opaque.clone(),
            Self::Sealed(directory, _) => directory.opaque(),
        }
    }

    pub(crate) fn has_packed(self, field: u32) -> bool {
        match self {
            Self::Chunk(chunk) => chunk.packed.get(field as usize).is_some_and(|packed| !packed.is_empty()),
            Self::Sealed(directory, _) => {
                directory.has_packed.get(field as usize).copied().unwrap_or_default()
            }
        }
    }

    /// Hands out where a word stands.
    pub(crate) fn look_up(self, wanted: Wanted<'_>, mut see: impl FnMut(&[Place])) -> Result<(), Error> {
        match self {
            Self::Chunk(chunk) => {
                chunk.index().words.look_up(wanted.word, wanted.whole, see);
            }
            Self::Sealed(directory, pieces) => {
                let starts = &directory.word_starts;
                let first = starts.partition_point(|start| start.as_slice() <= wanted.word).saturating_sub(1);
                for (index, start) in starts.iter().enumerate().skip(first) {
                    if index > first && !start.starts_with(wanted.word) {
                        break;
                    }
                    let piece = pieces.piece(directory.first_words() + index as u32)?;
                    let Content::Words(words) = &piece.0 else { return Err(Damaged("words").into()) };
                    if words.look_up(wanted.word, wanted.whole, &mut see) {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds the lines of a set that is kept for a word.
    pub(crate) fn kept_set(self, number: u32, set: &mut Set) -> Result<(), Error> {
        let Self::Sealed(directory, pieces) = self else { return Err(Damaged("a set of lines").into()) };
        if number >= directory.sets {
            return Err(Damaged("a set of lines").into());
        }
        match &pieces.piece(directory.first_set() + number)?.0 {
            Content::Set(kept) => set.unite(kept),
            _ => return Err(Damaged("a set of lines").into()),
        }
        Ok(())
    }

    /// Adds the lines that have an id between these first bytes.
    pub(crate) fn look_up_ids(self, low: u32, high: u32, set: &mut Set) -> Result<(), Error> {
        let mut see = |ids: &[(u32, u16)]| {
            let from = ids.partition_point(|id| id.0 < low);
            ids[from..].iter().take_while(|id| id.0 <= high).for_each(|id| set.insert(usize::from(id.1)));
        };
        match self {
            Self::Chunk(chunk) => see(&chunk.index().ids),
            Self::Sealed(directory, pieces) => {
                let starts = &directory.id_starts;
                // Ids that begin alike may lie on both sides of a border.
                let first = starts.partition_point(|start| *start < low).saturating_sub(1);
                for (index, start) in starts.iter().enumerate().skip(first) {
                    if index > first && *start > high {
                        break;
                    }
                    let piece = pieces.piece(directory.first_ids() + index as u32)?;
                    let Content::Ids(ids) = &piece.0 else { return Err(Damaged("ids").into()) };
                    see(ids);
                }
            }
        }
        Ok(())
    }
}

impl<'a> PackedRows<'a> {
    pub fn new(source: Source<'a>, number: u32, field: Arc<Field>) -> Self {
        Self { source, number, field, block: None, next: 0, at: 0 }
    }

    pub fn field(&self) -> &Arc<Field> {
        &self.field
    }

    /// What was cut out of the token at a place.
    pub fn row(&mut self, rank: usize) -> Result<&[u8], Error> {
        let (directory, pieces) = match self.source {
            Source::Chunk(chunk) => {
                return Ok(chunk.packed.get(self.number as usize).ok_or(Damaged("a field"))?.row(rank));
            }
            Source::Sealed(directory, pieces) => (directory, pieces),
        };
        let line = self.field.line(rank) as u32;
        let block = directory.block_starts.partition_point(|start| *start <= line).saturating_sub(1);
        let is_read = self.block.as_ref().is_some_and(|(number, _)| *number == block);
        if !is_read || rank < self.next {
            let start = directory.block_starts.get(block).copied().unwrap_or_default();
            if !is_read {
                self.block = Some((block, pieces.piece(directory.first_block() + block as u32)?));
            }
            (self.next, self.at) = (self.field.rank_before(start as usize), 0);
        }
        let Some((_, piece)) = &self.block else { return Err(Damaged("a block").into()) };
        let Content::Block(block) = &piece.0 else { return Err(Damaged("a block").into()) };
        let section = block.section(self.number);
        loop {
            let mut rest = section.get(self.at..).ok_or(Damaged("a block"))?;
            let length = rest.len();
            let entry = self.field.numbers.get(self.next).copied().unwrap_or_default();
            token::walk(self.field.entries.get(usize::from(entry)), &mut rest, |_| {})?;
            let row = self.at..self.at + (length - rest.len());
            self.next += 1;
            self.at = row.end;
            if self.next > rank {
                return Ok(&section[row]);
            }
        }
    }
}
