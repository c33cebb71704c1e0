//! The values of one field over many lines: what facets and figures are made of.

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};
use serde_json::Value;

use crate::{Error, Source, field::Field, set::Set, source::PackedRows, token};

/// How many rows are read before looking whether to go on.
pub(crate) const PATIENCE: usize = 4096;

/// The values of one field in some lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values {
    /// The different values, by their text.
    pub values: Vec<Value>,
    /// Lines with the number of a value each has, ascending; no pair comes twice.
    pub rows: Vec<(u32, u32)>,
}

/// The different values of one field, and how many lines have it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// The lines that have it.
    pub lines: Option<Set>,
    /// Values that are known without reading lines.
    pub known: Vec<Value>,
    /// Lines whose value nearly every line has differently.
    pub unknown: usize,
}

/// How many lines have each value of one field.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counts {
    /// The different values, by their text, each with the lines that have it.
    pub values: Vec<(Value, u64)>,
    /// The lines that have the field.
    pub lines: u64,
}

/// Tells values apart by their text.
#[derive(Default)]
pub(crate) struct Told {
    pub values: Vec<Value>,
    numbers: HashMap<String, u32>,
}

/// The values of a field, under any of its spellings, in some lines.
///
/// # Errors
/// When a piece can not be had, or the question was given up.
pub fn values(
    source: Source<'_>,
    paths: &[String],
    lines: &Set,
    given_up: &dyn Fn() -> bool,
) -> Result<Values, Error> {
    let mut told = Told::default();
    let mut rows = vec![];
    let mut fields = 0;
    for (number, key) in source.keys().iter().enumerate() {
        if key.part.is_some() && paths.contains(&key.path) {
            let field = source.field(number as u32)?;
            fields += 1;
            read(source, number as u32, &field, lines, &mut told, &mut rows, given_up)?;
        }
    }
    if fields > 1 {
        rows.sort_unstable();
        rows.dedup();
    }
    Ok(Values { values: told.values, rows })
}

/// How many of some lines have each value of a field, under any of its spellings.
///
/// # Errors
/// When a piece can not be had, or the question was given up.
pub fn counts(
    source: Source<'_>,
    paths: &[String],
    lines: &Set,
    given_up: &dyn Fn() -> bool,
) -> Result<Counts, Error> {
    let is_asked = |key: &crate::FieldKey| key.part.is_some() && paths.contains(&key.path);
    let mut fields = source.keys().iter().zip(0..).filter(|(key, _)| is_asked(key));
    let (first, second) = (fields.next(), fields.next());
    if let (Some((_, number)), None) = (first, second) {
        let field = source.field(number)?;
        // Where something was cut out of the tokens, lines have to be read.
        if !field.entries.iter().any(token::is_template) {
            return counts_of_tokens(&field, lines);
        }
    }
    let Values { values, rows } = values(source, paths, lines, given_up)?;
    let mut counts = vec![0; values.len()];
    rows.iter().for_each(|(_, value)| counts[*value as usize] += 1);
    let lines = rows.chunk_by(|left, right| left.0 == right.0).count() as u64;
    Ok(Counts { values: values.into_iter().zip(counts).collect(), lines })
}

fn counts_of_tokens(field: &Field, lines: &Set) -> Result<Counts, Error> {
    let used = field.count_tokens(lines);
    let mut told = Told::default();
    let mut counts: Vec<u64> = vec![];
    for (entry, used) in field.entries.iter().zip(&used).filter(|(_, used)| **used > 0) {
        let numbers = told.numbers_of(entry)?;
        counts.resize(told.values.len(), 0);
        numbers.iter().for_each(|number| counts[*number as usize] += used);
    }
    Ok(Counts { values: told.values.into_iter().zip(counts).collect(), lines: used.iter().sum() })
}

fn read(
    source: Source<'_>,
    number: u32,
    field: &Arc<Field>,
    lines: &Set,
    told: &mut Told,
    rows: &mut Vec<(u32, u32)>,
    given_up: &dyn Fn() -> bool,
) -> Result<(), Error> {
    // The values of each token, once a line has it.
    let mut known: Vec<Option<Box<[u32]>>> = vec![None; field.entries.len()];
    let templates: Vec<bool> = field.entries.iter().map(token::is_template).collect();
    let times = source.times()?;
    let mut packed = PackedRows::new(source, number, field.clone());
    let mut whole = Vec::new();
    for (rank, entry) in field.numbers.iter().enumerate() {
        let line = field.line(rank);
        if !lines.contains(line) {
            continue;
        }
        if rank % PATIENCE == 0 && given_up() {
            return Err(Error::GivenUp);
        }
        let entry = usize::from(*entry);
        if templates.get(entry).copied().unwrap_or_default() {
            whole.clear();
            token::restore(field.entries.get(entry), &mut packed.row(rank)?, times.get(line), &mut whole)?;
            rows.extend(told.numbers_of(&whole)?.iter().map(|value| (line as u32, *value)));
            continue;
        }
        let Some(known) = known.get_mut(entry) else { continue };
        let values = match known {
            Some(values) => values,
            None => known.insert(told.numbers_of(field.entries.get(entry))?),
        };
        rows.extend(values.iter().map(|value| (line as u32, *value)));
    }
    Ok(())
}

/// What is known of a field, under any of its spellings, in some lines, without reading lines.
///
/// # Errors
/// When a piece can not be had.
pub fn summary(source: Source<'_>, fields: &[u32], lines: &Set) -> Result<Summary, Error> {
    let mut summary = Summary::default();
    // A number and a text that read alike are told apart here: a field has both kinds.
    let mut told = HashSet::new();
    for number in fields {
        let field = source.field(*number)?;
        let used = field.count_tokens(lines);
        let mut with_field = field.lines(source.len());
        with_field.intersect(lines);
        match &mut summary.lines {
            Some(lines) => lines.unite(&with_field),
            none => *none = Some(with_field),
        }
        for (entry, used) in field.entries.iter().zip(used).filter(|(_, used)| *used > 0) {
            for value in token::values(entry) {
                if token::is_template(value) {
                    summary.unknown += used as usize;
                } else {
                    let value = token::to_value(value)?;
                    let text = query::with_text(&value, str::to_owned);
                    if told.insert((std::mem::discriminant(&value), text)) {
                        summary.known.push(value);
                    }
                }
            }
        }
    }
    Ok(summary)
}

impl Told {
    /// The values of a token, each once.
    pub fn numbers_of(&mut self, token: &[u8]) -> Result<Box<[u32]>, Error> {
        let mut numbers = Vec::with_capacity(1);
        for value in token::values(token) {
            let value = token::to_value(value)?;
            let next = self.values.len() as u32;
            let text = query::with_text(&value, str::to_owned);
            let number = *self.numbers.entry(text).or_insert(next);
            if number == next {
                self.values.push(value);
            }
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        numbers.sort_unstable();
        Ok(numbers.into())
    }
}

#[cfg(test)]
mod tests {
    use model::line::Line;

    use super::*;
    use crate::{Builder, Placed, merkle};

    #[test]
    fn a_number_and_a_text_that_read_alike_are_two_values_of_a_field() {
        let lines = ["{\"a\":5}", "{\"a\":\"5\"}", "{\"a\":\"5\"}"]
            .map(|text| Line { text: text.to_owned(), ..Line::default() });
        let digest = merkle::digest("");
        let placed: Vec<_> = lines
            .iter()
            .zip(1..)
            .map(|(line, seq)| Placed { seq, received_ms: 0, line, digest: &digest })
            .collect();
        let chunk = Builder::default().chunk(&placed);
        let source = Source::Chunk(&chunk);
        let field = source.keys().iter().position(|key| key.path == "a").unwrap() as u32;
        let summary = summary(source, &[field], &Set::all(3)).unwrap();
        assert_eq!(summary.known, [Value::from(5), Value::from("5")]);
        let counts = counts(source, &["a".to_owned()], &Set::all(3), &|| false).unwrap();
        assert_eq!((counts.values, counts.lines), (vec![(Value::from(5), 3)], 3));
    }
}
