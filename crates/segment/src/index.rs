//! The words of a chunk, which lead to its tokens and lines.

use query::Part;

use crate::{
    chunk::Chunk,
    token,
    words::{Place, WordList, Words},
};

/// The words and ids of a chunk.
#[derive(Debug)]
pub(crate) struct Index {
    pub words: Words,
    /// The first four bytes of each id that was cut out, with its line.
    pub ids: Vec<(u32, u16)>,
}

impl Index {
    pub fn new(chunk: &Chunk) -> Self {
        let mut list = WordList::default();
        let mut ids = vec![];
        let mut folded = String::new();
        for (index, (key, field)) in chunk.keys.iter().zip(&chunk.fields).enumerate() {
            let index = index as u32;
            if !matches!(key.part, Some(Part::Content | Part::Identifier | Part::PlainText)) {
                continue;
            }
            list.add_text(key.key(), &mut folded, Place::Key { field: index });
            for (number, entry) in field.entries.iter().enumerate() {
                token::each_text(entry, |text| {
                    list.add_text(text, &mut folded, Place::Token { field: index, number: number as u16 });
                });
            }
            let packed = &chunk.packed[index as usize];
            if packed.is_empty() {
                continue;
            }
            for (rank, number) in field.numbers.iter().enumerate() {
                let row = field.line(rank) as u16;
                let entry = field.entries.get(usize::from(*number));
                let _ = token::walk(entry, &mut packed.row(rank), |variable| {
                    list.add_variable(variable, row, &mut ids);
                });
            }
        }
        ids.sort_unstable();
        ids.dedup();
        Self { words: list.sorted(), ids }
    }
}
