//! What the codes of groups stand for.

use std::{collections::HashMap, rc::Rc};

use segment::{Column, Error};

use crate::ask::{
    graphs::{
        cells::{Key, Making, WITHOUT},
        count::Left,
    },
    tally::MOST_HELD,
};

/// The groups of codes, each looked up once.
pub(super) struct Words<'a> {
    by: &'a [Rc<Column>],
    keys: HashMap<u64, Rc<[Key]>>,
}

impl<'a> Words<'a> {
    pub fn new(by: &'a [Rc<Column>]) -> Self {
        Self { by, keys: HashMap::new() }
    }

    /// The groups of a code: one value of each field, in all pairs.
    pub fn keys(&mut self, code: u64, making: &mut Making) -> Result<Rc<[Key]>, Left> {
        if let Some(known) = self.keys.get(&code) {
            return Ok(known.clone());
        }
        let mut rest = code;
        let mut texts = Vec::with_capacity(self.by.len());
        for column in self.by.iter().rev() {
            let bound = column.bound().max(1) as u64;
            texts.push(texts_of(column, (rest % bound) as u32, making)?);
            rest /= bound;
        }
        texts.reverse();
        let keys: Rc<[Key]> = keys_of(texts)?.into();
        making.keep(keys.len())?;
        self.keys.insert(code, keys.clone());
        Ok(keys)
    }
}

fn texts_of(column: &Column, code: u32, making: &mut Making) -> Result<Vec<u32>, Error> {
    let mut texts = vec![];
    column.each_text(code, |text| texts.push(making.number_of(text)))?;
    // One line may have thousands.
    texts.sort_unstable();
    texts.dedup();
    Ok(texts)
}

/// The groups of a line with these texts of each field: all pairs, of which there may be thousands.
/// None where nothing is grouped.
pub(super) fn keys_of(mut texts: Vec<Vec<u32>>) -> Result<Vec<Key>, Left> {
    texts.iter_mut().filter(|texts| texts.is_empty()).for_each(|texts| texts.push(WITHOUT));
    match texts.as_slice() {
        [] => Ok(vec![]),
        [one] => Ok(one.iter().map(|text| [*text, WITHOUT]).collect()),
        [one, other, ..] if one.len().saturating_mul(other.len()) <= MOST_HELD => {
            Ok(one.iter().flat_map(|one| other.iter().map(|other| [*one, *other])).collect())
        }
        _ => Err(Left::Full),
    }
}
