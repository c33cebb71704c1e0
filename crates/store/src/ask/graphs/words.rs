//! What codes stand for: groups and values.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use query::Number;
use segment::{Column, Error};

use crate::ask::{
    FieldValue, Operation,
    graphs::{
        cells::{Key, Making, WITHOUT},
        count::Left,
        plan::Plan,
        state::Valued,
    },
    tally::MOST_HELD,
};

/// What codes stand for, each looked up once.
pub(super) struct Words<'a> {
    plan: &'a Plan,
    by: &'a [Rc<Column>],
    of: Option<&'a Column>,
    keys: HashMap<u64, Rc<[Key]>>,
    values: HashMap<u64, Option<Rc<[Valued]>>>,
}

impl<'a> Words<'a> {
    pub fn new(plan: &'a Plan, by: &'a [Rc<Column>], of: Option<&'a Column>) -> Self {
        Self { plan, by, of, keys: HashMap::new(), values: HashMap::new() }
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
            texts.push(texts_of(&values_of(column, (rest % bound) as u32, making)?));
            rest /= bound;
        }
        texts.reverse();
        let keys: Rc<[Key]> = keys_of(&texts)?.into();
        making.keep(keys.len())?;
        self.keys.insert(code, keys.clone());
        Ok(keys)
    }

    /// The values of a code; none for lines that do not count for the figure.
    pub fn values(&mut self, code: u64, making: &mut Making) -> Result<Option<Rc<[Valued]>>, Left> {
        if let Some(known) = self.values.get(&code) {
            return Ok(known.clone());
        }
        let values = match self.of {
            None => Some(vec![]),
            Some(_) if self.plan.operation == Operation::Count => (code > 0).then(Vec::new),
            Some(column) if self.plan.operation == Operation::Distinct => {
                Some(values_of(column, code as u32, making)?)
            }
            Some(column) => Some(numbers_of(column, code as u32)?),
        };
        let values = values.map(Rc::from);
        self.values.insert(code, values.clone());
        Ok(values)
    }
}

fn values_of(column: &Column, code: u32, making: &mut Making) -> Result<Vec<Valued>, Error> {
    let (mut values, mut known) = (vec![], HashSet::new());
    column.each_value(code, |value| {
        let number = Number::of_value(value).map(Number::as_f64);
        let value = making.valued(&FieldValue { text: query::with_text(value, str::to_owned), number });
        if known.insert(value.text) {
            values.push(value);
        }
    })?;
    Ok(values)
}

/// The values of a code as numbers: nobody asks for their texts.
fn numbers_of(column: &Column, code: u32) -> Result<Vec<Valued>, Error> {
    let (mut values, mut known) = (vec![], HashSet::new());
    column.each_value(code, |value| {
        if known.insert(query::with_text(value, str::to_owned)) {
            values.push(Valued { text: 0, number: Number::of_value(value).map(Number::as_f64) });
        }
    })?;
    Ok(values)
}

/// The texts of a field in the keys of groups.
pub(super) fn texts_of(values: &[Valued]) -> Vec<u32> {
    if values.is_empty() { vec![WITHOUT] } else { values.iter().map(|value| value.text).collect() }
}

/// The groups of a line: all pairs of its values, of which it may have thousands. None where nothing is
/// grouped.
pub(super) fn keys_of(texts: &[Vec<u32>]) -> Result<Vec<Key>, Left> {
    match texts {
        [] => Ok(vec![]),
        [one] => Ok(one.iter().map(|text| [*text, WITHOUT]).collect()),
        [one, other, ..] if one.len().saturating_mul(other.len()) <= MOST_HELD => {
            Ok(one.iter().flat_map(|one| other.iter().map(|other| [*one, *other])).collect())
        }
        _ => Err(Left::Full),
    }
}
