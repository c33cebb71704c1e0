//! From lines to a chunk: the index of a few thousand lines, in memory.

use std::sync::Arc;

use hashbrown::HashMap;
use model::line::{Flags, Line};
use query::{Document, Part};

use crate::{
    chunk::{Chunk, Packed},
    entries::Interner,
    field::{Field, FieldKey},
    merkle,
    piece::{Origins, Shape, Shapes},
    scan::Scanner,
    set::Set,
    times::Times,
    token,
};

/// More leaves than this, and a line is kept but not taken apart: whoever asks reads it.
pub const MAX_LEAVES: usize = 2_000;
/// The most field names of one segment. Lines that bring more are not taken apart either.
pub const MAX_FIELDS: usize = 8_000;

/// Makes chunks. It remembers the names and shapes it has met.
#[derive(Debug, Default)]
pub struct Builder {
    scanner: Scanner,
    /// For each path of the scanner its field, once known.
    content: Vec<Option<u32>>,
    numbers: HashMap<FieldKey, u32>,
    keys: Vec<FieldKey>,
    open: Vec<Open>,
    /// The fields that nearly every line has beside its text, once known.
    beside: [Option<u32>; BESIDE.len()],
    labels: HashMap<String, u32>,
    touched: Vec<u32>,
    shape: Vec<u8>,
    scratch: Vec<u8>,
}

/// What nearly every line has beside its text: where it counts, and its name.
const BESIDE: [(Option<Part>, &str); 8] = [
    (Some(Part::Identifier), "host"),
    (Some(Part::Identifier), "app"),
    (Some(Part::Identifier), "level"),
    (Some(Part::Identifier), "file"),
    (Some(Part::Identifier), "env"),
    (Some(Part::Hidden), "_ip"),
    (None, "key"),
    (None, "flags"),
];

/// A field while its chunk is being made.
#[derive(Debug, Default)]
struct Open {
    rows: Vec<u16>,
    numbers: Vec<u16>,
    tokens: Interner,
    templates: Vec<u8>,
    packed: Packed,
    /// The token of the line that is being added.
    pending: Vec<u8>,
}

/// A line with its place in the store.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// Its sequence number.
    pub seq: u64,
    /// When it arrived, milliseconds since 1970 UTC.
    pub received_ms: i64,
    /// The line itself.
    pub line: &'a Line,
    /// The digest of its text.
    pub digest: &'a merkle::Hash,
}

struct TooMany;

impl Builder {
    /// Makes a chunk of lines in any order; at most 65,536 of them.
    pub fn chunk(&mut self, lines: &[Placed<'_>]) -> Chunk {
        let mut order: Vec<&Placed<'_>> = lines.iter().take(1 << 16).collect();
        order.sort_by_key(|placed| (placed.line.time_ms, placed.seq));
        let count = order.len();
        let origins = Origins {
            seqs: order.iter().map(|placed| placed.seq).collect(),
            received: order.iter().map(|placed| placed.received_ms).collect(),
        };
        let mut chunk = Chunk {
            times: Arc::new(Times::new(order.iter().map(|placed| placed.line.time_ms))),
            origins: Arc::new(origins),
            bytes: order.iter().map(|placed| placed.line.size()).sum(),
            opaque: Set::none(count),
            transient: Set::none(count),
            ..Chunk::default()
        };
        let mut skeletons = Interner::default();
        let mut shapes = Shapes::default();
        for (row, placed) in order.iter().enumerate() {
            chunk.leaves.push(merkle::leaf(placed));
            chunk.imported |= placed.line.flags.imported;
            if placed.line.flags.transient {
                chunk.transient.insert(row);
            }
            if self.take(placed.line).is_err() {
                self.forget_line();
                chunk.opaque.insert(row);
                self.take_whole(placed.line);
            }
            let shape = skeletons.number(&self.shape);
            if shape as usize == shapes.shapes.len() {
                let leaves = if self.shape.is_empty() { &[] } else { self.scanner.leaves.as_slice() };
                let slots = leaves.iter().map(|leaf| self.content_of(leaf.path)).collect();
                shapes.shapes.push(Shape { skeleton: self.shape.clone(), slots });
            }
            shapes.shape_of.push(shape as u16);
            // At most 65,536 lines.
            self.finish_line(row as u16);
        }
        self.close_fields(&mut chunk, &mut shapes);
        chunk.shapes = Arc::new(shapes);
        chunk
    }

    /// Forgets all names. Called when a segment is full: the next may meet others.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    fn take(&mut self, line: &Line) -> Result<(), TooMany> {
        self.shape.clear();
        if self.scanner.scan(&line.text)
            && self.scanner.leaves.len() <= MAX_LEAVES
            && self.scanner.skeleton.len() < 1 << 15
        {
            for index in 0..self.scanner.leaves.len() {
                let leaf = self.scanner.leaves[index];
                let field = self.content_field(leaf.path)?;
                let text = &line.text.as_bytes()[leaf.start as usize..leaf.end as usize];
                if self.keys[field as usize].part == Some(Part::Hidden) && token::is_time(text, line.time_ms)
                {
                    self.push(field, token::TIME_TOKEN);
                } else {
                    self.push(field, text);
                }
            }
            self.shape.extend_from_slice(&self.scanner.skeleton);
            if line.text.contains('\\') {
                // Where the text has escapes it reads otherwise than its values do.
                self.push_to(FieldKey::stored("escaped"), b"true")?;
            }
            // After those of the text: it takes back as many as it has places.
            for (name, value) in &line.added {
                self.push_to(FieldKey::content(name), value.to_string().as_bytes())?;
            }
            if line.meta.is_null() {
                return self.take_beside(line);
            }
            self.take_document(line, false)?;
        } else {
            self.take_document(line, true)?;
        }
        self.take_beside(line)
    }

    /// The slow way: as the matcher takes the line apart.
    fn take_document(&mut self, line: &Line, with_text: bool) -> Result<(), TooMany> {
        let document = Document::new(line);
        if document.leaves().count() > MAX_LEAVES {
            return Err(TooMany);
        }
        let mut is_event = true;
        for leaf in document.leaves() {
            let is_beside = leaf.part == Part::Content && leaf.key.len() < leaf.path.len();
            let wanted = match leaf.part {
                Part::Content if is_beside => !leaf.path.starts_with("label."),
                Part::Content => with_text,
                Part::PlainText => {
                    is_event = false;
                    true
                }
                Part::Hidden => with_text && leaf.path == "eventTime",
                Part::Identifier => false,
            };
            if wanted {
                let key =
                    FieldKey { part: Some(leaf.part), path: leaf.path.to_owned(), key_len: leaf.key.len() };
                let token = leaf.value.to_string();
                self.push_to(key, token.as_bytes())?;
            }
        }
        if with_text && is_event {
            self.push_to(FieldKey::stored("text"), json(&line.text).as_bytes())?;
        }
        if !line.meta.is_null() {
            self.push_to(FieldKey::stored("meta"), line.meta.to_string().as_bytes())?;
        }
        Ok(())
    }

    /// What stands beside the text.
    fn take_beside(&mut self, line: &Line) -> Result<(), TooMany> {
        let key = line.key.as_ref().map_or("", |key| key.as_str());
        let texts = [&line.host, &line.app, &line.level, &line.file, &line.env, &line.sender];
        for (index, text) in texts.into_iter().map(String::as_str).chain([key]).enumerate() {
            if !text.is_empty() {
                let field = self.beside(index)?;
                self.push_text(field, text);
            }
        }
        let Flags { legacy, transient, imported } = line.flags;
        let bits = [line.own_time, legacy, transient, imported];
        let flags = bits.iter().rev().fold(0, |bits, bit| bits << 1 | u8::from(*bit));
        let field = self.beside(BESIDE.len() - 1)?;
        self.push(field, flags.to_string().as_bytes());
        if !line.added.is_empty() {
            self.push_to(FieldKey::stored("added"), json(&line.added).as_bytes())?;
        }
        if line.tags.iter().any(String::is_empty) {
            self.push_to(FieldKey::stored("tags"), json(&line.tags).as_bytes())?;
        }
        for tag in line.tags.iter().filter(|tag| !tag.is_empty()) {
            let field = self.field(FieldKey::identifier("tag"))?;
            self.push_text(field, tag);
        }
        if line.labels.values().any(String::is_empty) {
            self.push_to(FieldKey::stored("labels"), json(&line.labels).as_bytes())?;
        }
        for (name, text) in line.labels.iter().filter(|(_, text)| !text.is_empty()) {
            let field = match self.labels.get(name) {
                Some(field) => *field,
                None => {
                    let field = self.field(FieldKey::label(name))?;
                    self.labels.insert(name.clone(), field);
                    field
                }
            };
            self.push_text(field, text);
        }
        Ok(())
    }

    fn beside(&mut self, index: usize) -> Result<u32, TooMany> {
        if let Some(field) = self.beside[index] {
            return Ok(field);
        }
        let (part, name) = BESIDE[index];
        let field = self.field(FieldKey { part, path: name.to_owned(), key_len: 0 })?;
        self.beside[index] = Some(field);
        Ok(field)
    }

    /// A line that is kept without being taken apart; its few names always have room.
    fn take_whole(&mut self, line: &Line) {
        self.shape.clear();
        let _ = self.push_to(FieldKey::stored("text"), json(&line.text).as_bytes());
        let side = Line { text: String::new(), ..line.clone() };
        let side = serde_json::to_string(&side).unwrap_or_default();
        let _ = self.push_to(FieldKey::stored("line"), side.as_bytes());
    }

    /// Adds a text that is not empty, as a JSON string.
    fn push_text(&mut self, field: u32, text: &str) {
        if text.bytes().any(|byte| matches!(byte, ..0x20 | b'"' | b'\\')) {
            return self.push(field, json(&text).as_bytes());
        }
        let mut token = std::mem::take(&mut self.scratch);
        token.clear();
        token.push(b'"');
        token.extend_from_slice(text.as_bytes());
        token.push(b'"');
        self.push(field, &token);
        self.scratch = token;
    }

    fn push_to(&mut self, key: FieldKey, token: &[u8]) -> Result<(), TooMany> {
        let field = self.field(key)?;
        self.push(field, token);
        Ok(())
    }

    fn push(&mut self, field: u32, token: &[u8]) {
        let open = &mut self.open[field as usize];
        if open.pending.is_empty() {
            self.touched.push(field);
        } else {
            open.pending.push(token::JOIN);
        }
        open.pending.extend_from_slice(token);
    }

    fn content_field(&mut self, path: u32) -> Result<u32, TooMany> {
        if let Some(Some(field)) = self.content.get(path as usize) {
            return Ok(*field);
        }
        let name = self.scanner.path(path).to_owned();
        let part = if name == "eventTime" { Part::Hidden } else { Part::Content };
        let key_len = if part == Part::Content { name.len() } else { 0 };
        let field = self.field(FieldKey { part: Some(part), path: name, key_len })?;
        self.content.resize(self.scanner.path_count(), None);
        self.content[path as usize] = Some(field);
        Ok(field)
    }

    /// The field of a path that was met.
    fn content_of(&self, path: u32) -> u32 {
        self.content.get(path as usize).copied().flatten().unwrap_or(u32::MAX)
    }

    fn field(&mut self, key: FieldKey) -> Result<u32, TooMany> {
        if let Some(field) = self.numbers.get(&key) {
            return Ok(*field);
        }
        // A line that is kept whole always has room for its two names.
        if self.keys.len() >= MAX_FIELDS && key.part.is_some() {
            return Err(TooMany);
        }
        let field = self.keys.len() as u32;
        self.numbers.insert(key.clone(), field);
        self.keys.push(key);
        self.open.push(Open::default());
        Ok(field)
    }

    fn forget_line(&mut self) {
        for field in self.touched.drain(..) {
            self.open[field as usize].pending.clear();
        }
    }

    fn finish_line(&mut self, row: u16) {
        for field in self.touched.drain(..) {
            self.open[field as usize].finish(row);
        }
    }

    /// Moves the fields that have rows into the chunk, and numbers them anew.
    fn close_fields(&mut self, chunk: &mut Chunk, shapes: &mut Shapes) {
        let mut renumbered = vec![u32::MAX; self.open.len()];
        for (field, open) in self.open.iter_mut().enumerate() {
            if open.rows.is_empty() {
                continue;
            }
            let open = std::mem::take(open);
            renumbered[field] = chunk.keys.len() as u32;
            let is_dense = open.rows.len() == chunk.len();
            chunk.keys.push(self.keys[field].clone());
            chunk.packed.push(open.packed);
            chunk.fields.push(Arc::new(Field {
                rows: (!is_dense).then_some(open.rows),
                numbers: open.numbers,
                entries: open.tokens.entries,
            }));
        }
        for shape in &mut shapes.shapes {
            for slot in &mut shape.slots {
                *slot = renumbered.get(*slot as usize).copied().unwrap_or(u32::MAX);
            }
        }
    }
}

impl Open {
    fn finish(&mut self, row: u16) {
        let number = match self.tokens.find(&self.pending) {
            Some(number) => number,
            None => {
                self.templates.clear();
                if token::cut(&self.pending, &mut self.templates, self.packed.open()) {
                    self.tokens.number(&self.templates)
                } else {
                    self.tokens.number(&self.pending)
                }
            }
        };
        self.pending.clear();
        self.packed.close();
        self.rows.push(row);
        // There are at most as many tokens as lines.
        self.numbers.push(number as u16);
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
