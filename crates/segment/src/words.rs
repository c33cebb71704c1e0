//! The words of a segment, sorted, each with where it stands.
//!
//! A word of a token leads to the token, so that a word of a thousand lines costs as much as
//! one of a single line. Words that were cut out or kept apart lead to their lines.

use crate::{
    Damaged, code,
    token::{self, Variable},
};

/// Where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// In a token of a field.
    Token { field: u32, number: u16 },
    /// In the key of a field.
    Key { field: u32 },
    /// In a line.
    Line(u16),
    /// In the lines of a set that is kept, which are all of the word's.
    Set(u32),
}

/// Words, sorted and different, with their places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words {
    text: Vec<u8>,
    ends: Vec<u32>,
    places: Vec<Place>,
    place_ends: Vec<u32>,
}

/// Collects words in any order.
#[derive(Debug, Default)]
pub(crate) struct WordList {
    text: Vec<u8>,
    found: Vec<Found>,
}

#[derive(Debug, Clone, Copy)]
struct Found {
    /// The first eight bytes: most comparisons end here.
    first: u64,
    start: u32,
    end: u32,
    place: Place,
}

/// Words of at most this many bytes are kept whole; of longer ones the beginning.
pub(crate) const LONGEST: usize = 256;

impl WordList {
    /// Adds a word that is folded already, or what is kept of it.
    pub fn add(&mut self, word: &str, place: Place) {
        let mut end = word.len().min(LONGEST);
        while !word.is_char_boundary(end) {
            end -= 1;
        }
        self.add_bytes(&word.as_bytes()[..end], place);
    }

    fn add_bytes(&mut self, word: &[u8], place: Place) {
        let mut first = [0; 8];
        let head = word.len().min(8);
        first[..head].copy_from_slice(&word[..head]);
        let start = self.text.len() as u32;
        self.text.extend_from_slice(word);
        let end = self.text.len() as u32;
        self.found.push(Found { first: u64::from_be_bytes(first), start, end, place });
    }

    /// Adds every word of a text.
    pub fn add_text(&mut self, text: &str, folded: &mut String, place: Place) {
        for range in query::word::ranges(text) {
            let word = &text[range];
            if word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
                self.add(word, place);
            } else {
                folded.clear();
                folded.extend(query::fold(word));
                self.add(folded, place);
            }
        }
    }

    /// Adds what was cut out of a token: ids go into a list of their own.
    pub fn add_variable(&mut self, variable: Variable<'_>, line: u16, ids: &mut Vec<(u32, u16)>) {
        match variable {
            Variable::Id(first) => ids.push((first, line)),
            Variable::Decimal(number) => self.add(&number.to_string(), Place::Line(line)),
            Variable::Token(token) => {
                let mut folded = String::new();
                token::each_text(token, |text| self.add_text(text, &mut folded, Place::Line(line)));
            }
        }
    }

    pub fn sorted(mut self) -> Words {
        let text = &self.text;
        let word = |found: &Found| &text[found.start as usize..found.end as usize];
        self.found.sort_unstable_by(|left, right| {
            (left.first, word(left), left.place).cmp(&(right.first, word(right), right.place))
        });
        let mut words = Words::default();
        let mut last: Option<&Found> = None;
        for found in &self.found {
            let same_word = last.is_some_and(|last| last.first == found.first && word(last) == word(found));
            if same_word && last.is_some_and(|last| last.place == found.place) {
                continue;
            }
            if !same_word {
                words.text.extend_from_slice(word(found));
                words.ends.push(words.text.len() as u32);
                words.place_ends.push(words.places.len() as u32);
            }
            words.places.push(found.place);
            if let Some(end) = words.place_ends.last_mut() {
                *end = words.places.len() as u32;
            }
            last = Some(found);
        }
        words
    }
}

impl Words {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn word(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends.get(index - 1).copied().unwrap_or(u32::MAX) };
        let end = self.ends.get(index).copied().unwrap_or(0);
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    pub fn places(&self, index: usize) -> &[Place] {
        let start = if index == 0 { 0 } else { self.place_ends.get(index - 1).copied().unwrap_or(u32::MAX) };
        let end = self.place_ends.get(index).copied().unwrap_or(0);
        self.places.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Adds a last place to some words, in ascending order.
    pub fn add_last(&mut self, added: &[(usize, Place)]) {
        let mut places = Vec::with_capacity(self.places.len() + added.len());
        let mut added = added.iter().peekable();
        let mut start = 0;
        for (index, end) in self.place_ends.iter_mut().enumerate() {
            places.extend_from_slice(&self.places[start..*end as usize]);
            start = *end as usize;
            if let Some((_, place)) = added.next_if(|(word, _)| *word == index) {
                places.push(*place);
            }
            *end = places.len() as u32;
        }
        self.places = places;
    }

    /// Hands out the places of every word that begins with the text (or is it, if `whole`);
    /// false when a word behind the last could be one more.
    pub fn look_up(&self, wanted: &[u8], whole: bool, mut see: impl FnMut(&[Place])) -> bool {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.word(middle) < wanted {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for index in low..self.len() {
            let word = self.word(index);
            if if whole { word != wanted } else { !word.starts_with(wanted) } {
                return true;
            }
            see(self.places(index));
        }
        false
    }

    pub fn weight(&self) -> usize {
        self.text.len() + 4 * (self.ends.len() + self.place_ends.len()) + 12 * self.places.len()
    }

    /// Splits them into pieces that a look-up reads whole, each with its first word.
    pub fn encode(&self, level: i32) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut blocks = Vec::new();
        let mut start = 0;
        while start < self.len() {
            let (mut end, mut size) = (start, 0);
            while end < self.len() && (size < BLOCK || end == start) {
                size += self.word(end).len() + 2 + 3 * self.places(end).len();
                end += 1;
            }
            blocks.push((self.word(start).to_vec(), self.encode_block(start, end, level)));
            start = end;
        }
        blocks
    }

    fn encode_block(&self, start: usize, end: usize, level: i32) -> Vec<u8> {
        let (mut words, mut places) = (vec![], vec![]);
        let mut last: &[u8] = b"";
        for index in start..end {
            let word = self.word(index);
            let shared = word.iter().zip(last).take_while(|(left, right)| left == right).count();
            code::put_usize(&mut words, shared);
            code::put_bytes(&mut words, &word[shared..]);
            last = word;
            encode_places(self.places(index), &mut places);
        }
        let mut bytes = Vec::new();
        code::put_usize(&mut bytes, end - start);
        code::put_packed(&mut bytes, &words, level);
        code::put_packed(&mut bytes, &places, level);
        bytes
    }

    pub fn decode(bytes: &mut &[u8]) -> Result<Self, Damaged> {
        let count = code::get_usize(bytes)?;
        let (packed_words, packed_places) = (code::get_packed(bytes)?, code::get_packed(bytes)?);
        let (mut rest, mut places) = (packed_words.as_slice(), packed_places.as_slice());
        // Each word takes two bytes at least.
        if count > rest.len() {
            return Err(Damaged("the count of words"));
        }
        let mut words = Self::default();
        let mut last: Vec<u8> = Vec::new();
        for _ in 0..count {
            let shared = code::get_usize(&mut rest)?;
            if shared > last.len() {
                return Err(Damaged("a word"));
            }
            last.truncate(shared);
            last.extend_from_slice(code::get_bytes(&mut rest)?);
            if last.len() > LONGEST {
                return Err(Damaged("the length of a word"));
            }
            words.text.extend_from_slice(&last);
            // A piece holds some 12 KB of them; what unpacks to more was not written here.
            if words.text.len() > MOST_TEXT {
                return Err(Damaged("the length of the words"));
            }
            words.ends.push(words.text.len() as u32);
            decode_places(&mut places, &mut words.places)?;
            words.place_ends.push(words.places.len() as u32);
        }
        code::done(rest)?;
        code::done(places)?;
        Ok(words)
    }
}

/// How many bytes of words one piece unpacks to at most.
const MOST_TEXT: usize = 1 << 20;
/// How many bytes of words and places go into one piece, before it is packed.
const BLOCK: usize = 12 << 10;

fn encode_places(places: &[Place], bytes: &mut Vec<u8>) {
    code::put_usize(bytes, places.len());
    let (mut last_field, mut last_line) = (0, 0);
    for place in places {
        match *place {
            Place::Token { field, number } => {
                code::put(bytes, u64::from(field - last_field) << 2);
                code::put(bytes, number.into());
                last_field = field;
            }
            Place::Key { field } => code::put(bytes, u64::from(field) << 2 | 1),
            Place::Line(line) => {
                code::put(bytes, u64::from(line - last_line) << 2 | 2);
                last_line = line;
            }
            Place::Set(set) => code::put(bytes, u64::from(set) << 2 | 3),
        }
    }
}

fn decode_places(bytes: &mut &[u8], places: &mut Vec<Place>) -> Result<(), Damaged> {
    let count = code::get_some(bytes)?;
    let (mut last_field, mut last_line) = (0_u32, 0_u16);
    for _ in 0..count {
        let head = code::get(bytes)?;
        let number = u32::try_from(head >> 2).map_err(|_| Damaged("a place"))?;
        places.push(match head & 3 {
            0 => {
                last_field = last_field.checked_add(number).ok_or(Damaged("a place"))?;
                Place::Token { field: last_field, number: code::get_u16(bytes)? }
            }
            1 => Place::Key { field: number },
            2 => {
                let step = u16::try_from(number).map_err(|_| Damaged("a place"))?;
                last_line = last_line.checked_add(step).ok_or(Damaged("a place"))?;
                Place::Line(last_line)
            }
            _ => Place::Set(number),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let mut list = WordList::default();
        let mut folded = String::new();
        list.add_text("Create key KEY", &mut folded, Place::Token { field: 3, number: 7 });
        list.add_text("key ring", &mut folded, Place::Line(9));
        list.add_text("key", &mut folded, Place::Key { field: 2 });
        list.sorted()
    }

    fn check(wanted: &str, whole: bool, expected: &[Place]) {
        let mut found = vec![];
        words().look_up(wanted.as_bytes(), whole, |places| found.extend_from_slice(places));
        assert_eq!(found, expected, "{wanted}");
    }

    #[test]
    fn a_word_is_found_by_its_beginning_or_as_a_whole() {
        let token = Place::Token { field: 3, number: 7 };
        check("key", true, &[token, Place::Key { field: 2 }, Place::Line(9)]);
        check("k", false, &[token, Place::Key { field: 2 }, Place::Line(9)]);
        check("k", true, &[]);
        check("cr", false, &[token]);
        check("z", false, &[]);
    }

    #[test]
    fn words_come_back_from_their_piece() {
        let words = words();
        let blocks = words.encode(1);
        assert_eq!(blocks.len(), 1);
        assert_eq!(blocks[0].0, b"create");
        assert_eq!(Words::decode(&mut blocks[0].1.as_slice()).unwrap(), words);
    }
}
