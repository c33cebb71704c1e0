//! Takes the JSON of an ordinary event apart without making values of it.
//!
//! What comes out is the same as [`query::Document`] sees: each leaf with its path. Whatever is
//! out of the ordinary (escapes by number, odd numbers, repeated keys, deep nesting, the legacy
//! envelope, JSON in a string) is left to the slow way, by answering "not ordinary".

use hashbrown::{DefaultHashBuilder, HashTable};

/// Where a token stood in the text; in a skeleton, one of these stands for it.
pub(crate) const SLOT: u8 = 0x01;

const DEPTH: usize = 48;
/// How many paths are kept; a sender who makes up names is left to the slow way.
const PATHS: usize = 20_000;

/// One leaf of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub path: u32,
    pub start: u32,
    pub end: u32,
}

/// Takes texts apart; remembers the paths it has seen.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    paths: Vec<Path>,
    children: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// The leaves of the last text, in its order.
    pub leaves: Vec<Leaf>,
    /// The last text without its leaves.
    pub skeleton: Vec<u8>,
    objects: u32,
}

#[derive(Debug)]
struct Path {
    parent: u32,
    name: Box<str>,
    full: Box<str>,
    /// The object in which the key was seen last: it must not be seen there twice.
    seen_in: u32,
}

struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
    copied: usize,
}

struct NotOrdinary;

const TOP: u32 = u32::MAX;

impl Scanner {
    /// The dotted path of a number.
    pub fn path(&self, path: u32) -> &str {
        self.paths.get(path as usize).map_or("", |path| &path.full)
    }

    pub fn path_count(&self) -> usize {
        self.paths.len()
    }

    /// Takes a text apart; false when it is not an ordinary event.
    pub fn scan(&mut self, text: &str) -> bool {
        self.leaves.clear();
        self.skeleton.clear();
        let mut cursor = Cursor { text: text.as_bytes(), at: 0, copied: 0 };
        if text.len() > 1 << 20 || cursor.peek() != Some(b'{') || self.object(&mut cursor, TOP, 0).is_err() {
            return false;
        }
        cursor.space();
        self.skeleton.extend_from_slice(&cursor.text[cursor.copied..]);
        cursor.at == cursor.text.len()
    }

    fn object(&mut self, cursor: &mut Cursor<'_>, parent: u32, depth: usize) -> Result<(), NotOrdinary> {
        cursor.expect(b'{')?;
        if depth > DEPTH {
            return Err(NotOrdinary);
        }
        self.objects = self.objects.wrapping_add(1);
        let object = self.objects;
        cursor.space();
        if cursor.peek() == Some(b'}') {
            cursor.at += 1;
            return Ok(());
        }
        loop {
            cursor.space();
            let key = cursor.key()?;
            let path = self.child(parent, key)?;
            let seen_in = &mut self.paths[path as usize].seen_in;
            if *seen_in == object {
                return Err(NotOrdinary);
            }
            *seen_in = object;
            cursor.space();
            cursor.expect(b':')?;
            cursor.space();
            if parent == TOP && is_special(key, cursor) {
                return Err(NotOrdinary);
            }
            self.value(cursor, path, depth + 1)?;
            cursor.space();
            match cursor.next()? {
                b',' => {}
                b'}' => return Ok(()),
                _ => return Err(NotOrdinary),
            }
        }
    }

    fn array(&mut self, cursor: &mut Cursor<'_>, path: u32, depth: usize) -> Result<(), NotOrdinary> {
        cursor.expect(b'[')?;
        if depth > DEPTH {
            return Err(NotOrdinary);
        }
        cursor.space();
        if cursor.peek() == Some(b']') {
            cursor.at += 1;
            return Ok(());
        }
        loop {
            cursor.space();
            self.value(cursor, path, depth + 1)?;
            cursor.space();
            match cursor.next()? {
                b',' => {}
                b']' => return Ok(()),
                _ => return Err(NotOrdinary),
            }
        }
    }

    fn value(&mut self, cursor: &mut Cursor<'_>, path: u32, depth: usize) -> Result<(), NotOrdinary> {
        let start = cursor.at;
        let is_leaf = match cursor.peek() {
            Some(b'{') => return self.object(cursor, path, depth),
            Some(b'[') => return self.array(cursor, path, depth),
            Some(b'"') => {
                cursor.string()?;
                cursor.at - start > 2
            }
            Some(b'n') => {
                cursor.word(b"null")?;
                false
            }
            Some(b't') => {
                cursor.word(b"true")?;
                true
            }
            Some(b'f') => {
                cursor.word(b"false")?;
                true
            }
            _ => {
                cursor.number()?;
                true
            }
        };
        if is_leaf {
            self.skeleton.extend_from_slice(&cursor.text[cursor.copied..start]);
            self.skeleton.push(SLOT);
            cursor.copied = cursor.at;
            // The text has at most 1 MiB.
            self.leaves.push(Leaf { path, start: start as u32, end: cursor.at as u32 });
        }
        Ok(())
    }

    fn child(&mut self, parent: u32, key: &str) -> Result<u32, NotOrdinary> {
        use std::hash::BuildHasher;
        let hash = self.hasher.hash_one((parent, key));
        let paths = &self.paths;
        let is_it = |path: &u32| {
            let path = &paths[*path as usize];
            path.parent == parent && *path.name == *key
        };
        if let Some(path) = self.children.find(hash, is_it) {
            return Ok(*path);
        }
        if paths.len() >= PATHS {
            return Err(NotOrdinary);
        }
        let full = if parent == TOP { key.to_owned() } else { format!("{}.{key}", self.path(parent)) };
        let number = self.paths.len() as u32;
        self.paths.push(Path { parent, name: key.into(), full: full.into(), seen_in: 0 });
        let (paths, hasher) = (&self.paths, &self.hasher);
        self.children.insert_unique(hash, number, |path| {
            let path = &paths[*path as usize];
            hasher.hash_one((path.parent, &*path.name))
        });
        Ok(number)
    }
}

/// Whether a key at the top makes the event one that [`model::event::Event`] rewrites.
fn is_special(key: &str, cursor: &Cursor<'_>) -> bool {
    let encoded = || {
        let inner = cursor.text.get(cursor.at + 1..).unwrap_or_default();
        let first = inner.iter().find(|byte| !byte.is_ascii_whitespace());
        cursor.peek() == Some(b'"') && matches!(first, Some(b'{' | b'[' | b'\\'))
    };
    key == "payload" || matches!(key, "requestData" | "responseData") && encoded()
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Result<u8, NotOrdinary> {
        let byte = self.peek().ok_or(NotOrdinary)?;
        self.at += 1;
        Ok(byte)
    }

    fn expect(&mut self, wanted: u8) -> Result<(), NotOrdinary> {
        if self.next()? == wanted { Ok(()) } else { Err(NotOrdinary) }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), NotOrdinary> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            Ok(())
        } else {
            Err(NotOrdinary)
        }
    }

    /// A key without escapes.
    fn key(&mut self) -> Result<&'a str, NotOrdinary> {
        self.expect(b'"')?;
        let start = self.at;
        loop {
            match self.next()? {
                b'"' => break,
                b'\\' | ..0x20 => return Err(NotOrdinary),
                _ => {}
            }
        }
        std::str::from_utf8(&self.text[start..self.at - 1]).map_err(|_| NotOrdinary)
    }

    fn string(&mut self) -> Result<(), NotOrdinary> {
        self.expect(b'"')?;
        loop {
            match self.next()? {
                b'"' => return Ok(()),
                b'\\' => match self.next()? {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                    _ => return Err(NotOrdinary),
                },
                ..0x20 => return Err(NotOrdinary),
                _ => {}
            }
        }
    }

    /// A plain decimal number that every reader reads alike.
    fn number(&mut self) -> Result<(), NotOrdinary> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let first = self.peek();
        self.digits()?;
        if first == Some(b'0') && self.at - start - usize::from(self.text[start] == b'-') > 1 {
            return Err(NotOrdinary);
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        let odd = matches!(self.peek(), Some(b'e' | b'E')) || self.at - start > 18;
        if odd { Err(NotOrdinary) } else { Ok(()) }
    }

    fn digits(&mut self) -> Result<(), NotOrdinary> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(NotOrdinary) }
    }
}
