//! The different tokens of one field.

use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::{Damaged, code};

/// Different tokens, numbered from 0, in one piece of memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entries {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

/// Entries that find their number again.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    pub entries: Entries,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Entries {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The entry of a number; empty where there is none, and no token is empty.
    pub fn get(&self, number: usize) -> &[u8] {
        self.bytes.get(self.range(number)).unwrap_or_default()
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|number| self.get(number))
    }

    pub fn push(&mut self, entry: &[u8]) {
        self.bytes.extend_from_slice(entry);
        // A chunk and a segment hold far less than 4 GiB of lines: whoever makes them cuts before.
        self.ends.push(self.bytes.len() as u32);
    }

    /// How much memory they take.
    pub fn weight(&self) -> usize {
        self.bytes.len() + 4 * self.ends.len()
    }

    pub fn encode(&self, bytes: &mut Vec<u8>, level: i32) {
        code::put_usize(bytes, self.len());
        let mut lengths = Vec::with_capacity(self.len());
        (0..self.len()).for_each(|number| code::put_usize(&mut lengths, self.range(number).len()));
        code::put_packed(bytes, &lengths, level);
        code::put_packed(bytes, &self.bytes, level);
    }

    pub fn decode(bytes: &mut &[u8], most: usize) -> Result<Self, Damaged> {
        let count = code::get_count(bytes, most)?;
        let lengths = code::get_packed(bytes)?;
        let mut lengths = lengths.as_slice();
        let (mut end, mut ends) = (0_usize, Vec::with_capacity(count));
        for _ in 0..count {
            end = end.checked_add(code::get_usize(&mut lengths)?).ok_or(Damaged("a length"))?;
            ends.push(u32::try_from(end).map_err(|_| Damaged("a length"))?);
        }
        code::done(lengths)?;
        let bytes = code::get_packed(bytes)?;
        if bytes.len() == end { Ok(Self { bytes, ends }) } else { Err(Damaged("the length of entries")) }
    }

    fn range(&self, number: usize) -> Range<usize> {
        let start = if number == 0 { 0 } else { self.ends.get(number - 1).copied().unwrap_or(u32::MAX) };
        start as usize..self.ends.get(number).copied().unwrap_or(0) as usize
    }
}

impl Interner {
    /// The number of a token; a new one where it was not seen yet.
    pub fn number(&mut self, token: &[u8]) -> u32 {
        let hash = self.hash(token);
        if let Some(number) = self.at(hash, token) {
            return number;
        }
        self.add(hash, token)
    }

    /// The number of a token that was seen before.
    pub fn find(&self, token: &[u8]) -> Option<u32> {
        self.at(self.hash(token), token)
    }

    fn hash(&self, token: &[u8]) -> u64 {
        use std::hash::BuildHasher;
        self.hasher.hash_one(token)
    }

    fn at(&self, hash: u64, token: &[u8]) -> Option<u32> {
        self.numbers.find(hash, |number| self.entries.get(*number as usize) == token).copied()
    }

    fn add(&mut self, hash: u64, token: &[u8]) -> u32 {
        use std::hash::BuildHasher;
        let number = self.entries.len() as u32;
        self.entries.push(token);
        let (entries, hasher) = (&self.entries, &self.hasher);
        self.numbers.insert_unique(hash, number, |number| hasher.hash_one(entries.get(*number as usize)));
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_keeps_its_number() {
        let mut interner = Interner::default();
        let numbers: Vec<_> =
            ["\"a\"", "1", "\"a\"", "true"].map(|token| interner.number(token.as_bytes())).into();
        assert_eq!(numbers, [0, 1, 0, 2]);
        assert_eq!(interner.find(b"1"), Some(1));
        assert_eq!(interner.find(b"2"), None);
        let mut bytes = vec![];
        interner.entries.encode(&mut bytes, 1);
        let mut rest = bytes.as_slice();
        assert_eq!(Entries::decode(&mut rest, 3).unwrap(), interner.entries);
        assert!(rest.is_empty());
        assert!(Entries::decode(&mut bytes.as_slice(), 2).is_err());
        assert_eq!(interner.entries.get(7), b"");
    }
}
