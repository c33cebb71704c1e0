//! What the codes of a column count for in a figure, each looked up once for all graphs.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use query::Number;
use segment::{Column, Error};

use crate::ask::{
    FieldValue, Operation,
    graphs::{cells::MOST, heap::worth_of, numbers::sortable, texts},
};

/// One that all graphs of a board fill.
pub(super) type SharedWorth = Rc<RefCell<Worth>>;

/// Hashes of the texts of codes, or their numbers.
pub(super) struct Worth {
    operation: Operation,
    known: Vec<Known>,
    ones: Vec<u64>,
    several: HashMap<u32, Box<[u64]>>,
    /// How many values these are.
    held: usize,
    /// Those of the code that was looked up last, where they are too many to be kept.
    last: Vec<u64>,
}

/// After so many codes it looks whether it is to go on.
const OFTEN: u32 = 1024;

#[derive(Clone, Copy)]
enum Known {
    NotYet,
    Nothing,
    One,
    Several,
}

impl Worth {
    /// Of texts for [`Operation::Distinct`], of numbers for the others.
    pub fn new(column: &Column, operation: Operation) -> Self {
        let bound = column.bound();
        Self {
            operation,
            known: vec![Known::NotYet; bound],
            ones: vec![0; bound],
            several: HashMap::new(),
            held: 0,
            last: vec![],
        }
    }

    /// Looks up all codes, in their order: faster than one by one if most will be asked for.
    pub fn fill(&mut self, column: &Column, given_up: &dyn Fn() -> bool) -> Result<(), Error> {
        for code in 0..self.known.len() as u32 {
            if code % OFTEN == OFTEN - 1 && given_up() {
                return Err(Error::GivenUp);
            }
            self.of(column, code)?;
        }
        Ok(())
    }

    /// What a code counts for.
    pub fn of(&mut self, column: &Column, code: u32) -> Result<&[u64], Error> {
        let place = code as usize;
        if matches!(self.known.get(place), Some(Known::NotYet)) {
            self.look_up(column, code)?;
        }
        Ok(match self.known.get(place) {
            Some(Known::One) => std::slice::from_ref(&self.ones[place]),
            Some(Known::Several) => self.several.get(&code).map(Box::as_ref).unwrap_or_default(),
            Some(Known::NotYet) => &self.last,
            Some(Known::Nothing) | None => &[],
        })
    }

    fn look_up(&mut self, column: &Column, code: u32) -> Result<(), Error> {
        let place = code as usize;
        let is_of_texts = self.operation == Operation::Distinct;
        if let Some(number) = column.plain_number(code).filter(|_| !is_of_texts) {
            (self.known[place], self.ones[place]) = (Known::One, sortable(number));
            return Ok(());
        }
        let mut found = vec![];
        if is_of_texts {
            column.each_text(code, |text| found.push(texts::hash(text)))?;
            found.sort_unstable();
            found.dedup();
        } else {
            let mut values: Vec<FieldValue> = vec![];
            column.each_value(code, |value| {
                let text = query::with_text(value, str::to_owned);
                values.push(FieldValue { text, number: Number::of_value(value).map(Number::as_f64) });
            })?;
            values.sort_by(|one, other| one.text.cmp(&other.text));
            values.dedup_by(|one, other| one.text == other.text);
            found = worth_of(&values, self.operation);
        }
        self.known[place] = match found.as_slice() {
            [] => Known::Nothing,
            [one] => {
                self.ones[place] = *one;
                Known::One
            }
            _ => {
                if self.held + found.len() > MOST {
                    self.last = found;
                    return Ok(());
                }
                self.held += found.len();
                self.several.insert(code, found.into());
                Known::Several
            }
        };
        Ok(())
    }
}
