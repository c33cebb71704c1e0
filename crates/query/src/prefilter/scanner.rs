//! Finds which of many texts another one has, whatever their case, without looking at all of it.
//!
//! The shortest of the texts says how far apart a few bytes may be looked at so that no text slips
//! through between them. These bytes are looked up: mostly no text has them anywhere, and where one
//! has, it is known where it would begin.

/// How many bytes are looked at together. No text may be shorter.
pub(super) const BLOCK: usize = 3;
/// No text may be longer: each place of it has its bit.
pub(super) const LONGEST: usize = 32;
const SLOTS: usize = 4096;

/// Texts in lower-case ASCII, made ready to be found.
#[derive(Debug)]
pub(super) struct Scanner {
    /// In their order.
    texts: Vec<Text>,
    /// How far apart blocks are looked at.
    stride: usize,
    /// For the blocks of each slot a bit for every place at which some text has one.
    places: Box<[u32; SLOTS]>,
}

#[derive(Debug)]
struct Text {
    text: String,
    number: usize,
    /// The longest of the other texts with which it begins.
    beginning: Option<usize>,
}

impl Scanner {
    /// Makes texts ready; they are told by their numbers.
    pub fn new(texts: impl Iterator<Item = (String, usize)>) -> Self {
        let mut texts: Vec<Text> =
            texts.map(|(text, number)| Text { text, number, beginning: None }).collect();
        texts.sort_by(|left, right| left.text.cmp(&right.text));
        let mut above: Vec<usize> = vec![];
        for index in 0..texts.len() {
            while above.pop_if(|above| !texts[index].text.starts_with(&texts[*above].text)).is_some() {}
            texts[index].beginning = above.last().copied();
            above.push(index);
        }
        let shortest = texts.iter().map(|text| text.text.len()).min().unwrap_or(BLOCK);
        let stride = shortest.min(LONGEST).saturating_sub(BLOCK - 1).max(1);
        let mut places = Box::new([0; SLOTS]);
        for text in &texts {
            for (place, block) in text.text.as_bytes().windows(BLOCK).take(stride).enumerate() {
                places[slot(block)] |= 1 << place;
            }
        }
        Self { texts, stride, places }
    }

    /// Tells the number of each text that is somewhere in this one, some of them more than once.
    pub fn scan(&self, hay: &str, mut found: impl FnMut(usize)) {
        if self.texts.is_empty() {
            return;
        }
        let (hay, mut at) = (hay.as_bytes(), 0);
        while let Some(block) = hay.get(at..at + BLOCK) {
            let places = self.places[slot(block)];
            if places != 0 {
                self.around(hay, at, places, &mut found);
            }
            at += self.stride;
        }
    }

    /// Tells the texts of which a block is here, at one of these places of theirs.
    #[inline(never)]
    fn around(&self, hay: &[u8], at: usize, mut places: u32, found: &mut impl FnMut(usize)) {
        while places != 0 {
            let Some(start) = at.checked_sub(places.trailing_zeros() as usize) else { return };
            places &= places - 1;
            if self.places[slot(&hay[start..])] & 1 != 0 {
                self.begin(&hay[start..], found);
            }
        }
    }

    /// Tells the texts with which this one begins. Each of them is that before which this one
    /// would be sorted in, or its beginning, or the beginning of that.
    fn begin(&self, hay: &[u8], found: &mut impl FnMut(usize)) {
        let mut folded = [0; LONGEST];
        let length = hay.len().min(LONGEST);
        folded[..length].copy_from_slice(&hay[..length]);
        folded.make_ascii_lowercase();
        let folded = &folded[..length];
        let behind = self.texts.partition_point(|text| text.text.as_bytes() <= folded);
        let mut next = behind.checked_sub(1);
        while let Some(text) = next.map(|index| &self.texts[index]) {
            if folded.starts_with(text.text.as_bytes()) {
                found(text.number);
            }
            next = text.beginning;
        }
    }
}

/// Where the first bytes of a text are looked up, the same for upper and lower case.
fn slot(block: &[u8]) -> usize {
    let [first, second, third, ..] = *block else { return 0 };
    let block = u32::from_le_bytes([first, second, third, 0]) | 0x20_20_20;
    // The upper 12 bits of a product are as good as evenly spread.
    (block.wrapping_mul(0x9e37_79b1) >> 20) as usize
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn found(texts: &[String], hay: &str) -> BTreeSet<usize> {
        let mut numbers = BTreeSet::new();
        let scanner = Scanner::new(texts.iter().cloned().zip(0..));
        scanner.scan(hay, |number| _ = numbers.insert(number));
        numbers
    }

    fn expected(texts: &[String], hay: &str) -> BTreeSet<usize> {
        let hay = hay.to_ascii_lowercase();
        texts.iter().zip(0..).filter(|(text, _)| hay.contains(*text)).map(|(_, number)| number).collect()
    }

    #[test]
    fn texts_that_begin_with_each_other_are_all_found() {
        let texts = ["aba", "abab", "ababa", "bab", "abc"].map(str::to_owned);
        assert_eq!(found(&texts, "xABABx"), [0, 1, 3].into());
        assert_eq!(found(&texts, "ab"), [].into());
        assert_eq!(found(&[], "abc"), [].into());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn every_text_is_found_wherever_it_is(
            texts in vec("[a-c.]{3,6}|[a-c]{5,32}", 0..12),
            pieces in vec("[a-cA-C.é]{0,9}", 0..6),
            which in vec(any::<prop::sample::Index>(), 0..3),
        ) {
            let mut hay = pieces.concat();
            for index in which.iter().filter(|_| !texts.is_empty()) {
                hay.push_str(&texts[index.index(texts.len())].to_ascii_uppercase());
            }
            prop_assert_eq!(found(&texts, &hay), expected(&texts, &hay));
        }
    }
}
