//! What a sealed segment is read in: pieces that are kept and fetched one by one.

use crate::{Damaged, code, field::Field, set::Set, times::Times, words::Words};

/// A piece that has been read. Segments number theirs from 0.
#[derive(Debug)]
pub struct Piece(pub(crate) Content);

#[derive(Debug)]
pub(crate) enum Content {
    Times(std::sync::Arc<Times>),
    Origins(std::sync::Arc<Origins>),
    Shapes(std::sync::Arc<Shapes>),
    Field(std::sync::Arc<Field>),
    Words(std::sync::Arc<Words>),
    Ids(Vec<(u32, u16)>),
    Block(Block),
    Set(Set),
}

/// Which kind of piece some bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Times,
    Origins,
    Shapes,
    Field,
    Words,
    Ids,
    Block,
    Set,
}

/// Where lines lie in the order of commits, and when they arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Origins {
    pub seqs: Vec<u64>,
    /// Milliseconds since 1970 UTC.
    pub received: Vec<i64>,
}

/// The texts of lines without their leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shapes {
    pub shapes: Vec<Shape>,
    /// For each line its shape.
    pub shape_of: Vec<u16>,
}

/// The text of a line without its leaves, and the fields these belong to. Empty where the text
/// is kept as one token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    pub skeleton: Vec<u8>,
    pub slots: Vec<u32>,
}

/// What was cut out of the tokens of some lines, field by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Block {
    /// Fields, ascending, with where their bytes end.
    pub sections: Vec<(u32, usize)>,
    pub bytes: Vec<u8>,
}

impl Piece {
    /// About how much memory it takes.
    pub fn weight(&self) -> usize {
        64 + match &self.0 {
            Content::Times(times) => times.weight(),
            Content::Origins(origins) => 16 * origins.seqs.len(),
            Content::Shapes(shapes) => shapes.weight(),
            Content::Field(field) => field.weight(),
            Content::Words(words) => words.weight(),
            Content::Ids(ids) => 8 * ids.len(),
            Content::Block(block) => block.bytes.len() + 16 * block.sections.len(),
            Content::Set(set) => set.weight(),
        }
    }

    pub(crate) fn decode(kind: Kind, bytes: &[u8], lines: usize) -> Result<Self, Damaged> {
        let mut rest = bytes;
        let piece = match kind {
            Kind::Times => Content::Times(Times::decode(&mut rest, lines)?.into()),
            Kind::Origins => Content::Origins(Origins::decode(&mut rest, lines)?.into()),
            Kind::Shapes => Content::Shapes(Shapes::decode(&mut rest, lines)?.into()),
            Kind::Field => Content::Field(Field::decode(&mut rest, lines)?.into()),
            Kind::Words => Content::Words(Words::decode(&mut rest)?.into()),
            Kind::Ids => Content::Ids(decode_ids(&mut rest)?),
            Kind::Block => Content::Block(Block::decode(&mut rest)?),
            Kind::Set => Content::Set(Set::decode(&mut rest, lines)?),
        };
        code::done(rest)?;
        Ok(Self(piece))
    }
}

impl Origins {
    pub fn encode(&self, bytes: &mut Vec<u8>, level: i32) {
        let (mut seqs, mut received) = (vec![], vec![]);
        let (mut last_seq, mut last_received) = (0, 0);
        for (seq, arrival) in self.seqs.iter().zip(&self.received) {
            // The next line is mostly the one that was committed next.
            code::put_signed(&mut seqs, (*seq as i64).wrapping_sub(last_seq + 1));
            code::put_signed(&mut received, arrival.wrapping_sub(last_received));
            (last_seq, last_received) = (*seq as i64, *arrival);
        }
        code::put_packed(bytes, &seqs, level);
        code::put_packed(bytes, &received, level);
    }

    fn decode(bytes: &mut &[u8], count: usize) -> Result<Self, Damaged> {
        let mut column = |step: i64| -> Result<Vec<i64>, Damaged> {
            let packed = code::get_packed(bytes)?;
            let mut rest = packed.as_slice();
            let mut last: i64 = 0;
            let mut numbers = Vec::with_capacity(count);
            for _ in 0..count {
                last = last.wrapping_add(step).wrapping_add(code::get_signed(&mut rest)?);
                numbers.push(last);
            }
            code::done(rest)?;
            Ok(numbers)
        };
        let (seqs, received) = (column(1)?, column(0)?);
        Ok(Self { seqs: seqs.into_iter().map(|seq| seq as u64).collect(), received })
    }
}

impl Shapes {
    pub fn weight(&self) -> usize {
        let shapes: usize =
            self.shapes.iter().map(|shape| shape.skeleton.len() + 4 * shape.slots.len() + 64).sum();
        shapes + 2 * self.shape_of.len()
    }

    pub fn encode(&self, bytes: &mut Vec<u8>, level: i32) {
        let mut shapes = Vec::new();
        for shape in &self.shapes {
            code::put_bytes(&mut shapes, &shape.skeleton);
            code::put_usize(&mut shapes, shape.slots.len());
            shape.slots.iter().for_each(|slot| code::put(&mut shapes, u64::from(*slot)));
        }
        code::put_usize(bytes, self.shapes.len());
        code::put_packed(bytes, &shapes, level);
        let shape_of: Vec<u8> = self.shape_of.iter().flat_map(|shape| shape.to_le_bytes()).collect();
        code::put_packed(bytes, &shape_of, level);
    }

    fn decode(bytes: &mut &[u8], lines: usize) -> Result<Self, Damaged> {
        let count = code::get_count(bytes, lines)?;
        let packed = code::get_packed(bytes)?;
        let mut rest = packed.as_slice();
        let mut shapes = Vec::with_capacity(count);
        for _ in 0..count {
            let skeleton = code::get_bytes(&mut rest)?.to_vec();
            let slots = code::get_some(&mut rest)?;
            let slots = (0..slots).map(|_| code::get_u32(&mut rest)).collect::<Result<_, _>>()?;
            shapes.push(Shape { skeleton, slots });
        }
        code::done(rest)?;
        let packed = code::get_packed(bytes)?;
        let (shape_of, rest) = packed.as_chunks::<2>();
        let shape_of: Vec<u16> = shape_of.iter().map(|shape| u16::from_le_bytes(*shape)).collect();
        let known = shape_of.iter().all(|shape| usize::from(*shape) < shapes.len());
        if shape_of.len() != lines || !rest.is_empty() || !known {
            return Err(Damaged("the shapes of lines"));
        }
        Ok(Self { shapes, shape_of })
    }
}

impl Block {
    /// What was cut out for one field.
    pub fn section(&self, field: u32) -> &[u8] {
        let Ok(index) = self.sections.binary_search_by_key(&field, |section| section.0) else { return &[] };
        let start = if index == 0 { 0 } else { self.sections[index - 1].1 };
        self.bytes.get(start..self.sections[index].1).unwrap_or_default()
    }

    pub fn encode(&self, bytes: &mut Vec<u8>, level: i32) {
        code::put_usize(bytes, self.sections.len());
        let mut start = 0;
        for (field, end) in &self.sections {
            code::put(bytes, u64::from(*field));
            code::put_usize(bytes, end - start);
            start = *end;
        }
        code::put_packed(bytes, &self.bytes, level);
    }

    fn decode(bytes: &mut &[u8]) -> Result<Self, Damaged> {
        let count = code::get_some(bytes)?;
        let mut sections = Vec::with_capacity(count);
        let mut end = 0_usize;
        for _ in 0..count {
            let field = code::get_u32(bytes)?;
            end = end.checked_add(code::get_usize(bytes)?).ok_or(Damaged("a length"))?;
            sections.push((field, end));
        }
        let bytes = code::get_packed(bytes)?;
        let ascending = sections.is_sorted_by(|left, right| left.0 < right.0);
        if bytes.len() == end && ascending { Ok(Self { sections, bytes }) } else { Err(Damaged("a block")) }
    }
}

/// Ids are sorted by their first bytes; most of what is kept of one is its line.
pub(crate) fn encode_ids(ids: &[(u32, u16)], bytes: &mut Vec<u8>) {
    code::put_usize(bytes, ids.len());
    let mut last = 0;
    for (first, line) in ids {
        code::put(bytes, u64::from(first - last));
        bytes.extend(line.to_le_bytes());
        last = *first;
    }
}

fn decode_ids(bytes: &mut &[u8]) -> Result<Vec<(u32, u16)>, Damaged> {
    let count = code::get_some(bytes)?;
    let mut ids = Vec::with_capacity(count);
    let mut last = 0_u32;
    for _ in 0..count {
        last = last.checked_add(code::get_u32(bytes)?).ok_or(Damaged("an id"))?;
        let line = code::take(bytes, 2)?;
        ids.push((last, u16::from_le_bytes([line[0], line[1]])));
    }
    Ok(ids)
}
