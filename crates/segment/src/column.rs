//! The values of one field, line by line, as few numbers: what groups and figures are counted by.
//!
//! Lines with the same values have the same *code*. Where the tokens of a field tell its values, a
//! code is the number of a token and nobody looks into it before it has been counted.

use std::sync::Arc;

use hashbrown::HashMap;
use serde_json::Value;

use crate::{
    Error, Source,
    field::Field,
    set::Set,
    source::PackedRows,
    token,
    values::{PATIENCE, Told},
};

/// One field of the lines of an index. Lines without it have the code 0.
pub struct Column {
    /// Empty where each line has the token of the same place.
    codes: Vec<u32>,
    known: Known,
}

/// The codes of the lines of a column.
#[derive(Clone, Copy)]
pub enum Codes<'a> {
    /// By line.
    Lines(&'a [u32]),
    /// By line, each one more than this.
    Tokens(&'a [u16]),
}

impl Codes<'_> {
    /// The code of a line.
    pub fn of(self, line: usize) -> u32 {
        match self {
            Self::Lines(codes) => codes.get(line).copied().unwrap_or_default(),
            Self::Tokens(numbers) => numbers.get(line).map_or(0, |number| u32::from(*number) + 1),
        }
    }
}

enum Known {
    /// The code is the number of a token and one more.
    Tokens(Arc<Field>),
    /// The code is the place of a set of values.
    Sets { values: Vec<Value>, sets: Vec<Box<[u32]>> },
}

/// Sets of values on their way to codes.
struct Sets {
    told: Told,
    sets: Vec<Box<[u32]>>,
    codes: HashMap<Box<[u32]>, u32>,
    pairs: HashMap<(u32, u32), u32>,
}

impl Column {
    /// The field under any of its spellings, in some lines at least.
    ///
    /// # Errors
    /// When a piece can not be had, or the question was given up.
    pub fn read(
        source: Source<'_>,
        paths: &[String],
        lines: &Set,
        given_up: &dyn Fn() -> bool,
    ) -> Result<Self, Error> {
        let is_asked = |key: &crate::FieldKey| key.part.is_some() && paths.contains(&key.path);
        let numbers =
            source.keys().iter().zip(0..).filter(|(key, _)| is_asked(key)).map(|(_, number)| number);
        let fields =
            numbers.map(|number| Ok((number, source.field(number)?))).collect::<Result<Vec<_>, Error>>()?;
        if let [(_, field)] = fields.as_slice()
            && !field.entries.iter().any(token::is_template)
        {
            return Ok(Self::of_tokens(source.len(), field.clone()));
        }
        let mut sets = Sets::new();
        let mut codes = vec![0; source.len()];
        for (number, field) in fields {
            sets.read(source, number, &field, lines, &mut codes, given_up)?;
        }
        let Sets { told, sets, .. } = sets;
        Ok(Self { codes, known: Known::Sets { values: told.values, sets } })
    }

    fn of_tokens(lines: usize, field: Arc<Field>) -> Self {
        let mut codes = vec![];
        if let Some(rows) = &field.rows {
            codes.resize(lines, 0);
            for (row, number) in rows.iter().zip(&field.numbers) {
                if let Some(code) = codes.get_mut(usize::from(*row)) {
                    *code = u32::from(*number) + 1;
                }
            }
        }
        Self { codes, known: Known::Tokens(field) }
    }

    /// The code of each line.
    pub fn codes(&self) -> Codes<'_> {
        match &self.known {
            Known::Tokens(field) if field.rows.is_none() => Codes::Tokens(&field.numbers),
            _ => Codes::Lines(&self.codes),
        }
    }

    /// How many codes there may be: each is less.
    pub fn bound(&self) -> usize {
        match &self.known {
            Known::Tokens(field) => field.entries.len() + 1,
            Known::Sets { sets, .. } => sets.len(),
        }
    }

    /// Whether it tells of every line, and not only of those it was read for.
    pub fn is_whole(&self) -> bool {
        matches!(self.known, Known::Tokens(_))
    }

    /// Hands out the values behind a code. Two may read alike.
    ///
    /// # Errors
    /// When a value is damaged.
    pub fn each_value(&self, code: u32, mut see: impl FnMut(&Value)) -> Result<(), Error> {
        match &self.known {
            Known::Tokens(field) => {
                let Some(entry) = code.checked_sub(1) else { return Ok(()) };
                for value in token::values(field.entries.get(entry as usize)) {
                    see(&token::to_value(value)?);
                }
            }
            Known::Sets { values, sets } => {
                let numbers = sets.get(code as usize).into_iter().flat_map(|set| set.iter());
                numbers.filter_map(|number| values.get(*number as usize)).for_each(see);
            }
        }
        Ok(())
    }
}

impl Column {
    /// Hands out the texts of the values behind a code. Two may read alike.
    ///
    /// # Errors
    /// When a value is damaged.
    pub fn each_text(&self, code: u32, mut see: impl FnMut(&str)) -> Result<(), Error> {
        match (&self.known, code.checked_sub(1)) {
            (Known::Tokens(field), Some(entry)) => token::each_text(field.entries.get(entry as usize), see),
            _ => self.each_value(code, |value| query::with_text(value, &mut see))?,
        }
        Ok(())
    }

    /// The number behind a code, where it is nothing but the digits of one.
    pub fn plain_number(&self, code: u32) -> Option<f64> {
        let (Known::Tokens(field), Some(entry)) = (&self.known, code.checked_sub(1)) else { return None };
        let digits = field.entries.get(entry as usize);
        // So many fit into every kind of number.
        let is_plain = (1..=15).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
        is_plain.then(|| digits.iter().fold(0.0, |number, digit| number * 10.0 + f64::from(digit - b'0')))
    }
}

impl Sets {
    fn new() -> Self {
        let nothing: Box<[u32]> = Box::default();
        let codes = HashMap::from_iter([(nothing.clone(), 0)]);
        Self { told: Told::default(), sets: vec![nothing], codes, pairs: HashMap::new() }
    }

    /// Adds what lines have under one spelling.
    fn read(
        &mut self,
        source: Source<'_>,
        number: u32,
        field: &Arc<Field>,
        lines: &Set,
        codes: &mut [u32],
        given_up: &dyn Fn() -> bool,
    ) -> Result<(), Error> {
        let mut known: Vec<Option<u32>> = vec![None; field.entries.len()];
        let templates: Vec<bool> = field.entries.iter().map(token::is_template).collect();
        let times = source.times()?;
        let mut packed = PackedRows::new(source, number, field.clone());
        let mut whole = Vec::new();
        for (rank, entry) in field.numbers.iter().enumerate() {
            if rank % PATIENCE == 0 && given_up() {
                return Err(Error::GivenUp);
            }
            let line = field.line(rank);
            let Some(code) = codes.get_mut(line).filter(|_| lines.contains(line)) else { continue };
            let entry = usize::from(*entry);
            let new = if templates.get(entry).copied().unwrap_or_default() {
                whole.clear();
                token::restore(
                    field.entries.get(entry),
                    &mut packed.row(rank)?,
                    times.get(line),
                    &mut whole,
                )?;
                self.code_of(&whole)?
            } else {
                match known.get_mut(entry) {
                    Some(Some(known)) => *known,
                    Some(none) => *none.insert(self.code_of(field.entries.get(entry))?),
                    None => continue,
                }
            };
            *code = self.united(*code, new);
        }
        Ok(())
    }

    fn code_of(&mut self, token: &[u8]) -> Result<u32, Error> {
        let set = self.told.numbers_of(token)?;
        Ok(self.code_of_set(set))
    }

    fn code_of_set(&mut self, set: Box<[u32]>) -> u32 {
        let next = self.sets.len() as u32;
        let sets = &mut self.sets;
        *self.codes.entry(set).or_insert_with_key(|set| {
            sets.push(set.clone());
            next
        })
    }

    /// The code of the values of both.
    fn united(&mut self, one: u32, other: u32) -> u32 {
        if one == 0 || one == other {
            return other;
        }
        if let Some(known) = self.pairs.get(&(one, other)) {
            return *known;
        }
        let both = [one, other].map(|code| self.sets.get(code as usize).cloned().unwrap_or_default());
        let mut both = both.concat();
        both.sort_unstable();
        both.dedup();
        let code = self.code_of_set(both.into());
        self.pairs.insert((one, other), code);
        code
    }
}

#[cfg(test)]
mod tests {
    use model::line::Line;

    use super::*;
    use crate::{Builder, Placed, merkle};

    #[test]
    fn lines_with_the_same_values_have_the_same_code_under_every_spelling() {
        let line =
            |host: &str, text: &str| Line { host: host.to_owned(), text: text.to_owned(), ..Line::default() };
        let lines = [
            line("kms", "{\"source\":\"iam\"}"),
            line("iam", "{\"host\":[\"kms\",\"iam\"]}"),
            line("", "{}"),
            line("kms", "{}"),
        ];
        let digest = merkle::digest("");
        let placed =
            lines.iter().zip(1..).map(|(line, seq)| Placed { seq, received_ms: 0, line, digest: &digest });
        let chunk = Builder::default().chunk(&placed.collect::<Vec<_>>());
        let paths = ["host", "_host", "source", "_source"].map(str::to_owned);
        let column = Column::read(Source::Chunk(&chunk), &paths, &Set::all(4), &|| false).unwrap();
        let codes = [0, 1, 2, 3].map(|line| column.codes().of(line));
        assert_eq!((codes[0], codes[2]), (codes[1], 0));
        assert_ne!(codes[0], codes[3]);
        let mut values = vec![];
        column.each_value(codes[0], |value| values.push(value.clone())).unwrap();
        values.sort_by_key(Value::to_string);
        assert_eq!(values, ["iam", "kms"]);
    }
}
