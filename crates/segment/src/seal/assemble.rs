//! The pieces of a segment, and its table of contents.

use std::sync::Arc;

use hashbrown::HashMap;
use query::Part;

use super::{Origin, SealedBytes, merge::Merged};
use crate::{
    Damaged,
    chunk::Chunk,
    common,
    directory::Directory,
    merkle,
    piece::{Block, Origins, Shape, Shapes, encode_ids},
    times::Times,
    token,
    words::{Place, WordList},
};

/// zstd level of the pieces.
const LEVEL: i32 = 3;
/// How many lines a block has at most, and how many bytes.
const BLOCK_LINES: usize = 64;
const BLOCK_BYTES: usize = 256 << 10;
/// How many lines a Merkle subtree covers.
const SUBTREE: usize = 256;
/// How many ids one piece holds.
const IDS: usize = 2048;
pub(super) fn assemble(
    (chunks, times): (&[Arc<Chunk>], &[Vec<i64>]),
    order: &[Origin],
    renumbered: &[Vec<u32>],
    merged: Vec<Merged>,
) -> Result<SealedBytes, Damaged> {
    let at = |origin: &Origin| (&chunks[usize::from(origin.chunk)], usize::from(origin.row));
    let origins = Origins {
        seqs: order.iter().map(at).map(|(chunk, row)| chunk.origins.seqs[row]).collect(),
        received: order.iter().map(at).map(|(chunk, row)| chunk.origins.received[row]).collect(),
    };
    let time_of = |origin: &Origin| times[usize::from(origin.chunk)][usize::from(origin.row)];
    let times = Times::new(order.iter().map(time_of));
    let mut pieces = vec![vec![], vec![], vec![]];
    times.encode(&mut pieces[0], LEVEL);
    origins.encode(&mut pieces[1], LEVEL);
    shapes(chunks, order, renumbered).encode(&mut pieces[2], LEVEL);
    for field in &merged {
        let mut bytes = vec![];
        field.field.encode(&mut bytes, LEVEL);
        pieces.push(bytes);
    }
    let (mut words, ids) = words(&merged)?;
    let sets = common::sets(&mut words, &|number| &merged[number as usize].field, merged.len(), order.len());
    let mut word_starts = vec![];
    for (start, bytes) in words.encode(LEVEL) {
        word_starts.push(start);
        pieces.push(bytes);
    }
    let mut id_starts = vec![];
    for part in ids.chunks(IDS) {
        id_starts.push(part[0].0);
        let mut bytes = vec![];
        encode_ids(part, &mut bytes);
        pieces.push(bytes);
    }
    let block_starts = block_starts(&merged, order.len());
    for (index, start) in block_starts.iter().enumerate() {
        let end = block_starts.get(index + 1).copied().unwrap_or(order.len() as u32);
        let mut bytes = vec![];
        block(&merged, *start as usize, end as usize).encode(&mut bytes, LEVEL);
        pieces.push(bytes);
    }
    for set in &sets {
        let mut bytes = vec![];
        set.encode(&mut bytes, LEVEL);
        pieces.push(bytes);
    }
    let mut hash = merkle::PieceHash::default();
    pieces.iter().for_each(|piece| hash.add(piece));
    let leaves: Vec<_> = order.iter().map(at).map(|(chunk, row)| chunk.leaves[row]).collect();
    let is_opaque = |(_, origin): &(usize, &Origin)| {
        let (chunk, row) = at(origin);
        chunk.opaque.contains(row)
    };
    let directory = Directory {
        lines: order.len(),
        span: times.span().unwrap_or_default(),
        seqs: (
            origins.seqs.iter().copied().min().unwrap_or_default(),
            origins.seqs.iter().copied().max().unwrap_or_default(),
        ),
        last_received_ms: origins.received.iter().copied().max().unwrap_or_default(),
        has_packed: merged.iter().map(|field| !field.ends.is_empty()).collect(),
        keys: merged.into_iter().map(|field| field.key).collect(),
        word_starts,
        id_starts,
        block_starts,
        sets: sets.len() as u32,
        opaque: order.iter().enumerate().filter(is_opaque).map(|(line, _)| line as u16).collect(),
        pieces: hash.finish(),
        root: merkle::root(&leaves),
        subtrees: leaves.chunks(SUBTREE).map(merkle::root).collect(),
    };
    Ok(SealedBytes { directory, pieces })
}

/// The shapes of all chunks, those that agree only once.
fn shapes(chunks: &[Arc<Chunk>], order: &[Origin], renumbered: &[Vec<u32>]) -> Shapes {
    let mut shapes = Shapes::default();
    let mut known: HashMap<&[u8], u16> = HashMap::new();
    let mut numbers: Vec<Vec<Option<u16>>> =
        chunks.iter().map(|chunk| vec![None; chunk.shapes.shapes.len()]).collect();
    for origin in order {
        let chunk = usize::from(origin.chunk);
        let local = usize::from(chunks[chunk].shapes.shape_of[usize::from(origin.row)]);
        let number = *numbers[chunk][local].get_or_insert_with(|| {
            let shape = &chunks[chunk].shapes.shapes[local];
            *known.entry(&shape.skeleton).or_insert_with(|| {
                let slots = shape
                    .slots
                    .iter()
                    .map(|slot| renumbered[chunk].get(*slot as usize).copied().unwrap_or(u32::MAX));
                shapes.shapes.push(Shape { skeleton: shape.skeleton.clone(), slots: slots.collect() });
                // At most one for each line.
                (shapes.shapes.len() - 1) as u16
            })
        });
        shapes.shape_of.push(number);
    }
    shapes
}

fn words(merged: &[Merged]) -> Result<(crate::words::Words, Vec<(u32, u16)>), Damaged> {
    let mut list = WordList::default();
    let mut ids = vec![];
    let mut folded = String::new();
    for (index, field) in merged.iter().enumerate() {
        let index = index as u32;
        if !matches!(field.key.part, Some(Part::Content | Part::Identifier | Part::PlainText)) {
            continue;
        }
        list.add_text(field.key.key(), &mut folded, Place::Key { field: index });
        for (number, entry) in field.field.entries.iter().enumerate() {
            let place = Place::Token { field: index, number: number as u16 };
            token::each_text(entry, |text| list.add_text(text, &mut folded, place));
        }
        if field.ends.is_empty() {
            continue;
        }
        for (rank, number) in field.field.numbers.iter().enumerate() {
            let line = field.field.line(rank) as u16;
            let entry = field.field.entries.get(usize::from(*number));
            token::walk(entry, &mut field.row(rank), |variable| list.add_variable(variable, line, &mut ids))?;
        }
    }
    ids.sort_unstable();
    ids.dedup();
    Ok((list.sorted(), ids))
}

/// Where the blocks begin: few lines each, and not too many bytes.
fn block_starts(merged: &[Merged], lines: usize) -> Vec<u32> {
    let mut sizes = vec![0_usize; lines];
    for field in merged.iter().filter(|field| !field.ends.is_empty()) {
        for rank in 0..field.field.numbers.len() {
            sizes[field.field.line(rank)] += field.row(rank).len();
        }
    }
    let mut starts = vec![];
    let (mut count, mut bytes) = (BLOCK_LINES, 0);
    for (line, size) in sizes.iter().enumerate() {
        if count >= BLOCK_LINES || bytes + size > BLOCK_BYTES {
            starts.push(line as u32);
            (count, bytes) = (0, 0);
        }
        count += 1;
        bytes += size;
    }
    starts
}

fn block(merged: &[Merged], start: usize, end: usize) -> Block {
    let mut block = Block::default();
    for (index, field) in merged.iter().enumerate() {
        if field.ends.is_empty() {
            continue;
        }
        let (first, last) = (field.field.rank_before(start), field.field.rank_before(end));
        if first == last {
            continue;
        }
        let from = if first == 0 { 0 } else { field.ends[first - 1] };
        let bytes = &field.packed[from as usize..field.ends[last - 1] as usize];
        if !bytes.is_empty() {
            block.bytes.extend_from_slice(bytes);
            block.sections.push((index as u32, block.bytes.len()));
        }
    }
    block
}
