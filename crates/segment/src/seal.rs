//! From chunks to a sealed segment: one order of lines, one list of tokens for each field.

use std::sync::Arc;

use hashbrown::HashMap;
use query::Part;

use crate::{
    Damaged,
    chunk::Chunk,
    code, common,
    directory::Directory,
    entries::{Entries, Interner},
    field::{Field, FieldKey},
    merkle,
    piece::{Block, Origins, Shape, Shapes, encode_ids},
    times::Times,
    token::{self, INLINE},
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
/// A field with more different tokens than this, most of them unlike all others, keeps those
/// with their lines.
const MANY: usize = 1024;

/// A segment as it is kept.
#[derive(Debug)]
pub struct SealedBytes {
    /// What is held in memory.
    pub directory: Directory,
    /// The pieces by their number.
    pub pieces: Vec<Vec<u8>>,
}

/// Where a line comes from.
#[derive(Clone, Copy)]
struct Origin {
    chunk: u16,
    row: u16,
}

/// One field of the segment while it is made.
struct Merged {
    key: FieldKey,
    field: Field,
    /// What was cut out, for the rows in their order: where each row's bytes end.
    packed: Vec<u8>,
    ends: Vec<u32>,
}

/// Makes a segment of chunks, which hold 65,536 lines at most. Lines that are only for live
/// tail are left out; none when there are no others.
///
/// # Errors
/// When a chunk contradicts itself.
pub fn seal(chunks: &[Arc<Chunk>]) -> Result<Option<SealedBytes>, Damaged> {
    let times: Vec<Vec<i64>> = chunks.iter().map(|chunk| chunk.times.iter().collect()).collect();
    let order = order(chunks, &times);
    if order.is_empty() {
        return Ok(None);
    }
    if order.len() > 1 << 16 || chunks.len() > 1 << 16 {
        return Err(Damaged("too many lines for one segment"));
    }
    let positions = positions(chunks, &order);
    let (keys, sources) = fields(chunks);
    let mut merged = Vec::with_capacity(keys.len());
    let mut renumbered: Vec<Vec<u32>> = chunks.iter().map(|chunk| vec![u32::MAX; chunk.keys.len()]).collect();
    for (key, sources) in keys.into_iter().zip(sources) {
        if let Some(field) = merge((chunks, &times), &positions, key, &sources, order.len())? {
            for (chunk, field) in sources {
                renumbered[chunk][field as usize] = merged.len() as u32;
            }
            merged.push(field);
        }
    }
    assemble((chunks, &times), &order, &renumbered, merged).map(Some)
}

/// All lines that are kept, by time and then by sequence number.
fn order(chunks: &[Arc<Chunk>], times: &[Vec<i64>]) -> Vec<Origin> {
    let mut order = Vec::new();
    for (chunk, (held, times)) in chunks.iter().zip(times).enumerate() {
        let kept = (0..held.len()).filter(|row| !held.transient.contains(*row));
        order.extend(kept.map(|row| {
            let place = (times[row], held.origins.seqs[row]);
            (place, Origin { chunk: chunk as u16, row: row as u16 })
        }));
    }
    order.sort_by_key(|(place, _)| *place);
    order.into_iter().map(|(_, origin)| origin).collect()
}

/// For each row of each chunk its line in the segment.
fn positions(chunks: &[Arc<Chunk>], order: &[Origin]) -> Vec<Vec<Option<u16>>> {
    let mut positions: Vec<Vec<Option<u16>>> = chunks.iter().map(|chunk| vec![None; chunk.len()]).collect();
    for (line, origin) in order.iter().enumerate() {
        positions[usize::from(origin.chunk)][usize::from(origin.row)] = Some(line as u16);
    }
    positions
}

/// The fields of all chunks by their key, each with where it is: chunk and field.
fn fields(chunks: &[Arc<Chunk>]) -> (Vec<FieldKey>, Vec<Vec<(usize, u32)>>) {
    let mut numbers: HashMap<&FieldKey, usize> = HashMap::new();
    let (mut keys, mut sources): (Vec<FieldKey>, Vec<Vec<(usize, u32)>>) = (vec![], vec![]);
    for (chunk, held) in chunks.iter().enumerate() {
        for (field, key) in held.keys.iter().enumerate() {
            let number = *numbers.entry(key).or_insert_with(|| {
                keys.push(key.clone());
                sources.push(vec![]);
                keys.len() - 1
            });
            sources[number].push((chunk, field as u32));
        }
    }
    (keys, sources)
}

/// One row of a field: its line in the segment, its token, and where the rest of it is.
#[derive(Clone, Copy)]
struct Row {
    line: u16,
    number: u32,
    source: u32,
    rank: u32,
}

fn merge(
    (chunks, times): (&[Arc<Chunk>], &[Vec<i64>]),
    positions: &[Vec<Option<u16>>],
    key: FieldKey,
    sources: &[(usize, u32)],
    lines: usize,
) -> Result<Option<Merged>, Damaged> {
    let mut tokens = Interner::default();
    let mut counts: Vec<u32> = vec![];
    let mut rows: Vec<Row> = vec![];
    for (source, (chunk, field)) in sources.iter().enumerate() {
        let field = &chunks[*chunk].fields[*field as usize];
        let numbers: Vec<u32> = field.entries.iter().map(|entry| tokens.number(entry)).collect();
        counts.resize(tokens.entries.len(), 0);
        for (rank, number) in field.numbers.iter().enumerate() {
            if let Some(line) = positions[*chunk][field.line(rank)] {
                let number = numbers[usize::from(*number)];
                counts[number as usize] += 1;
                rows.push(Row { line, number, source: source as u32, rank: rank as u32 });
            }
        }
    }
    if rows.is_empty() {
        return Ok(None);
    }
    if !rows.is_sorted_by_key(|row| row.line) {
        rows.sort_unstable_by_key(|row| row.line);
    }
    let alone = kept_apart(&tokens.entries, &counts, rows.len());
    let (entries, renumbered) = sort_tokens(&tokens.entries, &counts, &alone);
    let inline = entries.iter().position(|entry| entry == [INLINE]).unwrap_or_default() as u16;
    let (mut packed, mut ends, mut whole) = (vec![], vec![], vec![]);
    let mut numbers = Vec::with_capacity(rows.len());
    let has_packed = sources.iter().any(|(chunk, field)| !chunks[*chunk].packed[*field as usize].is_empty());
    for row in &rows {
        let (chunk, field) = sources[row.source as usize];
        let cut = chunks[chunk].packed[field as usize].row(row.rank as usize);
        if alone[row.number as usize] {
            whole.clear();
            let time_ms = times[chunk][chunks[chunk].fields[field as usize].line(row.rank as usize)];
            token::restore(tokens.entries.get(row.number as usize), &mut { cut }, time_ms, &mut whole)?;
            code::put_bytes(&mut packed, &whole);
            numbers.push(inline);
        } else {
            packed.extend_from_slice(cut);
            numbers.push(renumbered[row.number as usize]);
        }
        ends.push(packed.len() as u32);
    }
    if !has_packed && packed.is_empty() {
        ends.clear();
    }
    let is_dense = rows.len() == lines;
    let rows = (!is_dense).then(|| rows.iter().map(|row| row.line).collect());
    Ok(Some(Merged { key, field: Field { rows, numbers, entries }, packed, ends }))
}

/// Which tokens are kept with their line instead of among the tokens of the field.
fn kept_apart(entries: &Entries, counts: &[u32], rows: usize) -> Vec<bool> {
    let used = counts.iter().filter(|count| **count > 0).count();
    let many = used > MANY && used * 4 > rows;
    // Numbers stay: they are compared and summed up without reading lines.
    let alone = |(entry, count): (&[u8], &u32)| {
        many && *count == 1 && entry.first() == Some(&b'"') && !entry.contains(&token::JOIN)
    };
    entries.iter().zip(counts).map(alone).collect()
}

/// The tokens that are used, sorted, and the new number of each.
fn sort_tokens(entries: &Entries, counts: &[u32], alone: &[bool]) -> (Entries, Vec<u16>) {
    let mut used: Vec<usize> =
        (0..entries.len()).filter(|number| counts[*number] > 0 && !alone[*number]).collect();
    used.sort_unstable_by(|left, right| entries.get(*left).cmp(entries.get(*right)));
    let mut sorted = Entries::default();
    if alone.contains(&true) {
        sorted.push(&[INLINE]);
    }
    let mut renumbered = vec![0; entries.len()];
    for number in used {
        renumbered[number] = sorted.len() as u16;
        sorted.push(entries.get(number));
    }
    (sorted, renumbered)
}

fn assemble(
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

impl Merged {
    fn row(&self, rank: usize) -> &[u8] {
        let start = if rank == 0 { 0 } else { self.ends[rank - 1] };
        &self.packed[start as usize..self.ends[rank] as usize]
    }
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
