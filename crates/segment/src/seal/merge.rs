//! One field of many chunks: one list of tokens, one order of lines.

use std::sync::Arc;

use hashbrown::{HashMap, hash_map::Entry};

use crate::{
    Damaged,
    chunk::Chunk,
    code,
    entries::{Entries, Interner},
    field::{Field, FieldKey},
    token::{self, INLINE},
};

/// Ids that come so often on average are no longer cut out: each is a token of its own, so that
/// lines are counted and found by it without being read.
const OFTEN: usize = 8;

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
    /// Whether its token is whole again.
    is_whole: bool,
}

/// What is merged: the chunks, the times of their lines, and where each has the field.
#[derive(Clone, Copy)]
struct Sources<'a> {
    chunks: &'a [Arc<Chunk>],
    times: &'a [Vec<i64>],
    fields: &'a [(usize, u32)],
}

impl<'a> Sources<'a> {
    /// What was cut out of the token of a row.
    fn cut(&self, row: &Row) -> &'a [u8] {
        let (chunk, field) = self.fields[row.source as usize];
        self.chunks[chunk].packed[field as usize].row(row.rank as usize)
    }

    /// Puts the token of a row together.
    fn restore(&self, row: &Row, entries: &Entries, whole: &mut Vec<u8>) -> Result<(), Damaged> {
        let (chunk, field) = self.fields[row.source as usize];
        let time_ms = self.times[chunk][self.chunks[chunk].fields[field as usize].line(row.rank as usize)];
        whole.clear();
        token::restore(entries.get(row.number as usize), &mut self.cut(row), time_ms, whole)
    }
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
                rows.push(Row { line, number, source: source as u32, rank: rank as u32, is_whole: false });
            }
        }
    }
    if rows.is_empty() {
        return Ok(None);
    }
    if !rows.is_sorted_by_key(|row| row.line) {
        rows.sort_unstable_by_key(|row| row.line);
    }
    let sources = Sources { chunks, times, fields: sources };
    make_whole(sources, &mut rows, &mut tokens, &mut counts)?;
    let alone = kept_apart(&tokens.entries, &counts, rows.len());
    let (entries, renumbered) = sort_tokens(&tokens.entries, &counts, &alone);
    let inline = entries.iter().position(|entry| entry == [INLINE]).unwrap_or_default() as u16;
    let (mut packed, mut ends, mut whole) = (vec![], Vec::with_capacity(rows.len()), vec![]);
    let mut numbers = Vec::with_capacity(rows.len());
    for row in &rows {
        if alone[row.number as usize] {
            sources.restore(row, &tokens.entries, &mut whole)?;
            code::put_bytes(&mut packed, &whole);
            numbers.push(inline);
        } else {
            if !row.is_whole {
                packed.extend_from_slice(sources.cut(row));
            }
            numbers.push(renumbered[row.number as usize]);
        }
        ends.push(packed.len() as u32);
    }
    if packed.is_empty() {
        ends.clear();
    }
    let is_dense = rows.len() == lines;
    let rows = (!is_dense).then(|| rows.iter().map(|row| row.line).collect());
    Ok(Some(Merged { key, field: Field { rows, numbers, entries }, packed, ends }))
}

/// Puts together again the tokens whose ids come often, each of them once.
fn make_whole(
    sources: Sources<'_>,
    rows: &mut [Row],
    tokens: &mut Interner,
    counts: &mut Vec<u32>,
) -> Result<(), Damaged> {
    // For each template how many different ids it may have, and one more; 0 for those that stay.
    let mut room: Vec<usize> = tokens
        .entries
        .iter()
        .zip(counts.iter())
        .map(|(entry, count)| match *count as usize / OFTEN {
            0 => 0,
            _ if !token::has_variables(entry) => 0,
            often => often + 1,
        })
        .collect();
    if room.iter().all(|room| *room == 0) {
        return Ok(());
    }
    let mut first: HashMap<(u32, &[u8]), usize> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        let room = &mut room[row.number as usize];
        if *room > 0
            && let Entry::Vacant(entry) = first.entry((row.number, sources.cut(row)))
        {
            // The one that takes the last place is one too many.
            *room -= 1;
            entry.insert(index);
        }
    }
    let mut whole = vec![];
    let mut numbers: HashMap<(u32, &[u8]), u32> = HashMap::with_capacity(first.len());
    for ((template, cut), index) in
        first.into_iter().filter(|((template, _), _)| room[*template as usize] > 0)
    {
        sources.restore(&rows[index], &tokens.entries, &mut whole)?;
        numbers.insert((template, cut), tokens.number(&whole));
    }
    counts.resize(tokens.entries.len(), 0);
    for row in rows.iter_mut() {
        if room[row.number as usize] > 0
            && let Some(number) = numbers.get(&(row.number, sources.cut(row)))
        {
            counts[row.number as usize] -= 1;
            counts[*number as usize] += 1;
            (row.number, row.is_whole) = (*number, true);
        }
    }
    Ok(())
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
