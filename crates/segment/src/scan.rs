//! Takes the JSON of an ordinary event apart without making values of it.
//!
//! What comes out is the same as [`query::Document`] sees: each leaf with its path. Whatever is
//! out of the ordinary (escapes by number, odd numbers, repeated keys, deep nesting, the legacy
//! envelope, JSON in a string) is left to the slow way, by answering "not ordinary".

use hashbrown::{DefaultHashBuilder, HashTable};
use model::json::{Cursor, DEPTH, NotOrdinary};

/// Where a token stood in the text; in a skeleton, one of these stands for it.
pub(crate) const SLOT: u8 = 0x01;

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
    /// How much of the text is in the skeleton, or among the leaves.
    copied: usize,
    objects: u32,
    /// The path of the first key at the top, the last time.
    first: u32,
}

#[derive(Debug)]
struct Path {
    parent: u32,
    name: Box<str>,
    full: Box<str>,
    /// The object in which the key was seen last: it must not be seen there twice.
    seen_in: u32,
    /// The paths of its first key and of the key behind it, the last time: events of a kind have
    /// the same keys in the same order, and comparing is quicker than looking up.
    first: u32,
    next: u32,
}

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
        self.copied = 0;
        let mut cursor = Cursor::new(text);
        let bytes = text.as_bytes();
        if text.len() > 1 << 20
            || cursor.peek() != Some(b'{')
            || self.object(&mut cursor, bytes, TOP, 0).is_err()
        {
            return false;
        }
        cursor.space();
        self.skeleton.extend_from_slice(&bytes[self.copied..]);
        cursor.at() == text.len()
    }

    fn object(
        &mut self,
        cursor: &mut Cursor<'_>,
        text: &[u8],
        parent: u32,
        depth: usize,
    ) -> Result<(), NotOrdinary> {
        cursor.expect(b'{')?;
        if depth > DEPTH {
            return Err(NotOrdinary);
        }
        self.objects = self.objects.wrapping_add(1);
        let object = self.objects;
        cursor.space();
        if cursor.peek() == Some(b'}') {
            return cursor.expect(b'}');
        }
        let mut before = None;
        loop {
            cursor.space();
            let path = self.key(cursor, parent, before)?;
            before = Some(path);
            let seen_in = &mut self.paths[path as usize].seen_in;
            if *seen_in == object {
                return Err(NotOrdinary);
            }
            *seen_in = object;
            cursor.space();
            cursor.expect(b':')?;
            cursor.space();
            if parent == TOP && is_special(&self.paths[path as usize].name, cursor) {
                return Err(NotOrdinary);
            }
            self.value(cursor, text, path, depth + 1)?;
            cursor.space();
            match cursor.next_byte()? {
                b',' => {}
                b'}' => return Ok(()),
                _ => return Err(NotOrdinary),
            }
        }
    }

    /// The path of the next key, of the object at `parent`, behind the key of the path `before`.
    fn key(&mut self, cursor: &mut Cursor<'_>, parent: u32, before: Option<u32>) -> Result<u32, NotOrdinary> {
        let expected = match before {
            Some(before) => self.paths[before as usize].next,
            None => self.paths.get(parent as usize).map_or(self.first, |parent| parent.first),
        };
        if let Some(path) = self.paths.get(expected as usize)
            && path.parent == parent
            && cursor.is_key(&path.name)
        {
            return Ok(expected);
        }
        let path = self.child(parent, cursor.key()?)?;
        match before {
            Some(before) => self.paths[before as usize].next = path,
            None => match self.paths.get_mut(parent as usize) {
                Some(parent) => parent.first = path,
                None => self.first = path,
            },
        }
        Ok(path)
    }

    fn array(
        &mut self,
        cursor: &mut Cursor<'_>,
        text: &[u8],
        path: u32,
        depth: usize,
    ) -> Result<(), NotOrdinary> {
        cursor.expect(b'[')?;
        if depth > DEPTH {
            return Err(NotOrdinary);
        }
        cursor.space();
        if cursor.peek() == Some(b']') {
            return cursor.expect(b']');
        }
        loop {
            cursor.space();
            self.value(cursor, text, path, depth + 1)?;
            cursor.space();
            match cursor.next_byte()? {
                b',' => {}
                b']' => return Ok(()),
                _ => return Err(NotOrdinary),
            }
        }
    }

    fn value(
        &mut self,
        cursor: &mut Cursor<'_>,
        text: &[u8],
        path: u32,
        depth: usize,
    ) -> Result<(), NotOrdinary> {
        let start = cursor.at();
        let is_leaf = match cursor.peek() {
            Some(b'{') => return self.object(cursor, text, path, depth),
            Some(b'[') => return self.array(cursor, text, path, depth),
            Some(b'"') => {
                cursor.string()?;
                cursor.at() - start > 2
            }
            Some(b'n') => {
                cursor.word(b"null")?;
                false
            }
            _ => {
                cursor.value(depth)?;
                true
            }
        };
        if is_leaf {
            self.skeleton.extend_from_slice(&text[self.copied..start]);
            self.skeleton.push(SLOT);
            self.copied = cursor.at();
            // The text has at most 1 MiB.
            self.leaves.push(Leaf { path, start: start as u32, end: cursor.at() as u32 });
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
        self.paths.push(Path {
            parent,
            name: key.into(),
            full: full.into(),
            seen_in: 0,
            first: TOP,
            next: TOP,
        });
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
        let inner = cursor.ahead().get(1..).unwrap_or_default();
        let first = inner.iter().find(|byte| !byte.is_ascii_whitespace());
        cursor.peek() == Some(b'"') && matches!(first, Some(b'{' | b'[' | b'\\'))
    };
    key == "payload" || matches!(key, "requestData" | "responseData") && encoded()
}
