//! Puts lines together again, byte for byte.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use model::line::{Flags, Line};
use query::Part;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    Damaged, Error, Source,
    piece::{Origins, Shapes},
    scan::SLOT,
    source::PackedRows,
    times::Times,
    token::{self, JOIN},
};

/// A line as it was added.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its sequence number.
    pub seq: u64,
    /// When it arrived, milliseconds since 1970 UTC.
    pub received_ms: i64,
    /// The line itself.
    pub line: Line,
}

/// Reads lines of one index; what it has fetched for one line it keeps for the next.
pub struct Records<'a> {
    source: Source<'a>,
    times: Arc<Times>,
    origins: Arc<Origins>,
    shapes: Arc<Shapes>,
    fields: HashMap<u32, PackedRows<'a>>,
    beside: Vec<(u32, Beside)>,
}

/// What a field beside the text is in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    Host,
    App,
    Level,
    File,
    Env,
    Tag,
    Tags,
    Label,
    Labels,
    Address,
    Key,
    Flags,
    Meta,
    Added,
    Text,
    Whole,
}

impl<'a> Records<'a> {
    /// Makes ready to read.
    ///
    /// # Errors
    /// When a piece can not be had.
    pub fn new(source: Source<'a>) -> Result<Self, Error> {
        let keys = source.keys().iter().enumerate();
        let beside = keys
            .filter_map(|(number, key)| {
                let beside = match (key.part, key.path.as_str()) {
                    (Some(Part::Identifier), "host") => Beside::Host,
                    (Some(Part::Identifier), "app") => Beside::App,
                    (Some(Part::Identifier), "level") => Beside::Level,
                    (Some(Part::Identifier), "file") => Beside::File,
                    (Some(Part::Identifier), "env") => Beside::Env,
                    (Some(Part::Identifier), "tag") => Beside::Tag,
                    (Some(Part::Hidden), "_ip") => Beside::Address,
                    (Some(Part::PlainText), _) | (None, "text") => Beside::Text,
                    (None, "tags") => Beside::Tags,
                    (None, "labels") => Beside::Labels,
                    (None, "key") => Beside::Key,
                    (None, "flags") => Beside::Flags,
                    (None, "meta") => Beside::Meta,
                    (None, "added") => Beside::Added,
                    (None, "line") => Beside::Whole,
                    (Some(Part::Content), path) if key.key_len < path.len() && path.starts_with("label.") => {
                        Beside::Label
                    }
                    _ => return None,
                };
                Some((number as u32, beside))
            })
            .collect();
        Ok(Self {
            source,
            times: source.times()?,
            origins: source.origins()?,
            shapes: source.shapes()?,
            fields: HashMap::new(),
            beside,
        })
    }

    /// The event time of a line.
    pub fn time_ms(&self, line: usize) -> i64 {
        self.times.get(line)
    }

    /// The sequence number of a line.
    pub fn seq(&self, line: usize) -> u64 {
        self.origins.seqs.get(line).copied().unwrap_or_default()
    }

    /// When a line arrived.
    pub fn received_ms(&self, line: usize) -> i64 {
        self.origins.received.get(line).copied().unwrap_or_default()
    }

    /// The line with a sequence number, if it is here.
    pub fn find(&self, seq: u64) -> Option<usize> {
        self.origins.seqs.iter().position(|other| *other == seq)
    }

    /// The lines of a stretch of time, as a range of their numbers.
    pub fn between(&self, from_ms: i64, to_ms: i64) -> (usize, usize) {
        self.times.between(from_ms, to_ms)
    }

    /// One line, whole.
    ///
    /// # Errors
    /// When a piece can not be had, or contradicts another.
    pub fn read(&mut self, number: usize) -> Result<Record, Error> {
        let mut line = Line { time_ms: self.time_ms(number), ..Line::default() };
        for index in 0..self.beside.len() {
            let (field, beside) = self.beside[index];
            if let Some(token) = self.token(field, number)? {
                let path = self.source.keys().get(field as usize).map_or("", |key| &key.path);
                put(&mut line, beside, path, &token)?;
            }
        }
        let shape = self.shapes.shape_of.get(number).copied().ok_or(Damaged("a line"))?;
        let shapes = self.shapes.clone();
        let shape = shapes.shapes.get(usize::from(shape)).ok_or(Damaged("a shape"))?;
        if !shape.skeleton.is_empty() {
            line.text = self.text(number, &shape.skeleton, &shape.slots)?;
        }
        Ok(Record { seq: self.seq(number), received_ms: self.received_ms(number), line })
    }

    fn text(&mut self, number: usize, skeleton: &[u8], slots: &[u32]) -> Result<String, Error> {
        let mut tokens: Vec<(u32, Vec<u8>, usize)> = Vec::with_capacity(slots.len());
        let mut text = Vec::with_capacity(skeleton.len() * 3);
        let mut parts = skeleton.split(|byte| *byte == SLOT);
        text.extend_from_slice(parts.next().unwrap_or_default());
        let mut slots = slots.iter();
        for part in parts {
            let slot = slots.next().ok_or(Damaged("a shape"))?;
            let index = match tokens.iter().position(|(field, ..)| field == slot) {
                Some(index) => index,
                None => {
                    tokens.push((*slot, self.token(*slot, number)?.ok_or(Damaged("a leaf of a line"))?, 0));
                    tokens.len() - 1
                }
            };
            let (_, token, start) = &mut tokens[index];
            let rest =
                token.get(*start..).filter(|rest| !rest.is_empty()).ok_or(Damaged("a leaf of a line"))?;
            let length = rest.iter().position(|byte| *byte == JOIN).unwrap_or(rest.len());
            text.extend_from_slice(&rest[..length]);
            *start += length + 1;
            text.extend_from_slice(part);
        }
        String::from_utf8(text).map_err(|_| Damaged("the text of a line").into())
    }

    /// The whole token of a field in a line, if it has one.
    pub(crate) fn token(&mut self, number: u32, line: usize) -> Result<Option<Vec<u8>>, Error> {
        let time_ms = self.time_ms(line);
        let rows = match self.fields.entry(number) {
            Entry::Occupied(rows) => rows.into_mut(),
            Entry::Vacant(none) => {
                none.insert(PackedRows::new(self.source, number, self.source.field(number)?))
            }
        };
        let field = rows.field().clone();
        let Some(rank) = field.rank(line) else { return Ok(None) };
        let entry = field.entries.get(usize::from(field.numbers.get(rank).copied().unwrap_or_default()));
        if !token::is_template(entry) {
            return Ok(Some(entry.to_vec()));
        }
        let mut packed = if self.source.has_packed(number) { rows.row(rank)? } else { &[] };
        let mut token = Vec::with_capacity(entry.len() + 40);
        token::restore(entry, &mut packed, time_ms, &mut token)?;
        Ok(Some(token))
    }
}

fn put(line: &mut Line, beside: Beside, path: &str, token: &[u8]) -> Result<(), Damaged> {
    match beside {
        Beside::Host => line.host = text(token)?,
        Beside::App => line.app = text(token)?,
        Beside::Level => line.level = text(token)?,
        Beside::File => line.file = text(token)?,
        Beside::Env => line.env = text(token)?,
        Beside::Address => line.sender = text(token)?,
        Beside::Text => line.text = text(token)?,
        Beside::Key => line.key = Some(text(token)?.parse().map_err(|_| Damaged("the key of a line"))?),
        Beside::Meta => line.meta = json(token)?,
        Beside::Added => line.added = json(token)?,
        Beside::Tag => {
            // Where one of them is empty, all are kept under `tags`.
            if line.tags.is_empty() {
                line.tags = token::values(token).map(text).collect::<Result<_, _>>()?;
            }
        }
        Beside::Tags => line.tags = json(token)?,
        Beside::Label => {
            let name = path.strip_prefix("label.").unwrap_or_default();
            line.labels.insert(name.to_owned(), text(token)?);
        }
        Beside::Labels => line.labels = json(token)?,
        Beside::Flags => {
            let flags: u8 = json(token)?;
            line.own_time = flags & 1 != 0;
            line.flags =
                Flags { legacy: flags & 2 != 0, transient: flags & 4 != 0, imported: flags & 8 != 0 };
        }
        Beside::Whole => {
            let whole: Line = json(token)?;
            *line = Line { text: std::mem::take(&mut line.text), ..whole };
        }
    }
    Ok(())
}

fn text(token: &[u8]) -> Result<String, Damaged> {
    match token::to_value(token)? {
        Value::String(text) => Ok(text),
        _ => Err(Damaged("a text")),
    }
}

fn json<T: DeserializeOwned>(token: &[u8]) -> Result<T, Damaged> {
    serde_json::from_slice(token).map_err(|_| Damaged("what stands beside a line"))
}
