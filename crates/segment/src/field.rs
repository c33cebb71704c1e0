//! One field of a segment: which lines have it, and with which token.

use query::Part;

use crate::{Damaged, code, entries::Entries, set::Set};

/// What makes two values belong to the same field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldKey {
    /// What the field counts for when no field is named; none for what is only kept so that
    /// the line can be put together again.
    pub part: Option<Part>,
    /// The dotted path.
    pub path: String,
    /// How many bytes of the path's end are its key, whose words count.
    pub key_len: usize,
}

/// The values of one field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Field {
    /// The lines that have it, ascending; none for all lines.
    pub rows: Option<Vec<u16>>,
    /// For each such line the number of its token.
    pub numbers: Vec<u16>,
    /// The different tokens.
    pub entries: Entries,
}

impl FieldKey {
    /// The part of the path whose words are words of the line.
    pub fn key(&self) -> &str {
        let counts = self.part == Some(Part::Content);
        self.path.get(self.path.len().saturating_sub(self.key_len)..).filter(|_| counts).unwrap_or_default()
    }

    pub(crate) fn stored(name: &str) -> Self {
        Self { part: None, path: name.to_owned(), key_len: 0 }
    }

    pub(crate) fn content(path: &str) -> Self {
        Self { part: Some(Part::Content), path: path.to_owned(), key_len: path.len() }
    }

    pub(crate) fn identifier(name: &str) -> Self {
        Self { part: Some(Part::Identifier), path: name.to_owned(), key_len: 0 }
    }

    pub(crate) fn label(name: &str) -> Self {
        Self { part: Some(Part::Content), path: format!("label.{name}"), key_len: name.len() }
    }

    pub(crate) fn encode(&self, bytes: &mut Vec<u8>) {
        bytes.push(match self.part {
            Some(Part::Content) => 0,
            Some(Part::Identifier) => 1,
            Some(Part::PlainText) => 2,
            Some(Part::Hidden) => 3,
            None => 4,
        });
        code::put_bytes(bytes, self.path.as_bytes());
        code::put_usize(bytes, self.key_len);
    }

    pub(crate) fn decode(bytes: &mut &[u8]) -> Result<Self, Damaged> {
        let part = match code::take(bytes, 1)? {
            [0] => Some(Part::Content),
            [1] => Some(Part::Identifier),
            [2] => Some(Part::PlainText),
            [3] => Some(Part::Hidden),
            [4] => None,
            _ => return Err(Damaged("the kind of a field")),
        };
        let path = code::get_bytes(bytes)?.to_vec();
        let path = String::from_utf8(path).map_err(|_| Damaged("the name of a field"))?;
        let key_len = code::get_count(bytes, path.len())?;
        if !path.is_char_boundary(path.len() - key_len) {
            return Err(Damaged("the key of a field"));
        }
        Ok(Self { part, path, key_len })
    }
}

impl Field {
    /// The place of a line among those that have the field.
    pub fn rank(&self, line: usize) -> Option<usize> {
        match &self.rows {
            None => (line < self.numbers.len()).then_some(line),
            Some(rows) => rows.binary_search(&u16::try_from(line).ok()?).ok(),
        }
    }

    /// How many lines before this one have the field.
    pub fn rank_before(&self, line: usize) -> usize {
        match &self.rows {
            None => line.min(self.numbers.len()),
            Some(rows) => rows.partition_point(|row| usize::from(*row) < line),
        }
    }

    /// The line at a place.
    pub fn line(&self, rank: usize) -> usize {
        self.rows.as_ref().map_or(rank, |rows| rows.get(rank).copied().map_or(usize::MAX, usize::from))
    }

    /// The lines that have the field.
    pub fn lines(&self, count: usize) -> Set {
        let Some(rows) = &self.rows else { return Set::all(count) };
        let mut set = Set::none(count);
        rows.iter().for_each(|row| set.insert(usize::from(*row)));
        set
    }

    /// Adds the lines whose token is one of the chosen.
    pub fn select(&self, chosen: &[bool], set: &mut Set) {
        let mut only = chosen.iter().enumerate().filter(|(_, is)| **is).map(|(number, _)| number);
        let (Some(first), second) = (only.next(), only.next()) else { return };
        let is_chosen = |number: u16| chosen.get(usize::from(number)).copied().unwrap_or_default();
        match (&self.rows, second) {
            (None, None) => set.insert_where(&self.numbers, |number| usize::from(number) == first),
            (None, _) => set.insert_where(&self.numbers, is_chosen),
            (Some(rows), _) => {
                for (row, number) in rows.iter().zip(&self.numbers) {
                    if is_chosen(*number) {
                        set.insert(usize::from(*row));
                    }
                }
            }
        }
    }

    /// Adds the lines that have this token.
    pub fn select_one(&self, chosen: u16, set: &mut Set) {
        match &self.rows {
            None => set.insert_where(&self.numbers, |number| number == chosen),
            Some(rows) => {
                for (row, number) in rows.iter().zip(&self.numbers) {
                    if *number == chosen {
                        set.insert(usize::from(*row));
                    }
                }
            }
        }
    }

    /// How many of some lines have each token.
    pub fn count_tokens(&self, lines: &Set) -> Vec<u64> {
        let mut counts = vec![0_u64; self.entries.len()];
        let mut count = |number: u16| {
            if let Some(count) = counts.get_mut(usize::from(number)) {
                *count += 1;
            }
        };
        match &self.rows {
            None if lines.len() == self.numbers.len() => {
                self.numbers.iter().for_each(|number| count(*number))
            }
            None => lines.iter().filter_map(|line| self.numbers.get(line)).for_each(|number| count(*number)),
            Some(rows) => {
                let with =
                    rows.iter().zip(&self.numbers).filter(|(row, _)| lines.contains(usize::from(**row)));
                with.for_each(|(_, number)| count(*number));
            }
        }
        counts
    }

    pub fn weight(&self) -> usize {
        self.entries.weight() + 2 * (self.numbers.len() + self.rows.as_ref().map_or(0, Vec::len)) + 96
    }

    pub fn encode(&self, bytes: &mut Vec<u8>, level: i32) {
        self.entries.encode(bytes, level);
        code::put_usize(bytes, self.numbers.len());
        let mut rows = Vec::new();
        let mut next = 0;
        for row in self.rows.iter().flatten() {
            code::put_usize(&mut rows, usize::from(*row) - next);
            next = usize::from(*row) + 1;
        }
        bytes.push(u8::from(self.rows.is_some()));
        code::put_packed(bytes, &rows, level);
        let narrow = self.entries.len() <= 256;
        let numbers: Vec<u8> = match (self.entries.len(), narrow) {
            (1, _) => vec![],
            (_, true) => self.numbers.iter().map(|number| *number as u8).collect(),
            // The low bytes look like noise, the high ones less so.
            _ => {
                let low = self.numbers.iter().map(|number| *number as u8);
                low.chain(self.numbers.iter().map(|number| (number >> 8) as u8)).collect()
            }
        };
        code::put_packed(bytes, &numbers, level);
    }

    pub fn decode(bytes: &mut &[u8], lines: usize) -> Result<Self, Damaged> {
        let entries = Entries::decode(bytes, lines)?;
        let count = code::get_count(bytes, lines)?;
        let sparse = code::take(bytes, 1)? == [1];
        let packed = code::get_packed(bytes)?;
        let rows = if sparse { Some(decode_rows(&packed, count, lines)?) } else { None };
        if !sparse && (count != lines || !packed.is_empty()) {
            return Err(Damaged("the lines of a field"));
        }
        let packed = code::get_packed(bytes)?;
        let numbers: Vec<u16> = if entries.len() == 1 && packed.is_empty() {
            vec![0; count]
        } else if packed.len() == count {
            packed.iter().map(|number| u16::from(*number)).collect()
        } else if packed.len() == 2 * count {
            let (low, high) = packed.split_at(count);
            low.iter().zip(high).map(|(low, high)| u16::from_le_bytes([*low, *high])).collect()
        } else {
            return Err(Damaged("the tokens of a field"));
        };
        if numbers.iter().any(|number| usize::from(*number) >= entries.len()) {
            return Err(Damaged("the number of a token"));
        }
        Ok(Self { rows, numbers, entries })
    }
}

fn decode_rows(packed: &[u8], count: usize, lines: usize) -> Result<Vec<u16>, Damaged> {
    let mut packed = packed;
    let mut next = 0;
    let mut rows = Vec::with_capacity(count);
    for _ in 0..count {
        let row = code::get_usize(&mut packed)?.checked_add(next).filter(|row| *row < lines);
        let row = row.ok_or(Damaged("the line of a field"))?;
        rows.push(u16::try_from(row).map_err(|_| Damaged("the line of a field"))?);
        next = row + 1;
    }
    code::done(packed)?;
    Ok(rows)
}
