//! From chunks to a sealed segment: one order of lines, one list of tokens for each field.

mod assemble;
mod merge;

use std::sync::Arc;

use hashbrown::HashMap;

use crate::{Damaged, chunk::Chunk, directory::Directory, field::FieldKey};

use assemble::assemble;
use merge::merge;

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
