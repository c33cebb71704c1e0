//! One field of many chunks: one list of tokens, one order of lines.

use std::sync::Arc;

use crate::{
    Damaged,
    chunk::Chunk,
    code,
    entries::{Entries, Interner},
    field::{Field, FieldKey},
    token::{self, INLINE},
};

/// A field with more different tokens than this, most of them unlike all others, keeps those
/// with their lines.
const MANY: usize = 1024;

/// One field of the segment while it is made.
pub(super) struct Merged {
    pub key: FieldKey,
    pub field: Field,
    /// What was cut out, for the rows in their order: where each row's bytes end.
    pub packed: Vec<u8>,
    pub ends: Vec<u32>,
}

impl Merged {
    pub fn row(&self, rank: usize) -> &[u8] {
        let start = if rank == 0 { 0 } else { self.ends[rank - 1] };
        &self.packed[start as usize..self.ends[rank] as usize]
    }
}

/// One row of a field: its line in the segment, its token, and where the rest of it is.
#[derive(Clone, Copy)]
struct Row {
    line: u16,
    number: u32,
    source: u32,
    rank: u32,
}

pub(super) fn merge(
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
