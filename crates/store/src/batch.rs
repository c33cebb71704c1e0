//! The bytes of one row of `batches`: lines packed with postcard and compressed with zstd.

use std::{borrow::Cow, cell::RefCell, collections::BTreeMap};

use model::line::{Flags, Line};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use zstd::bulk::Compressor;

use crate::{StoreError, fingerprint::Fingerprint};

/// zstd level: level 1 costs half of level 3 and is 8 % larger on generated events.
const LEVEL: i32 = 1;

thread_local! {
    // Fresh memory for each row costs as much as a tenth of packing it.
    static PACKER: RefCell<Option<(Compressor<'static>, Vec<u8>)>> = const { RefCell::new(None) };
}

/// Lines that are committed as one row, before they have sequence numbers.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub min_time_ms: i64,
    pub max_time_ms: i64,
    pub line_count: usize,
    pub fingerprints: Vec<u8>,
    pub lines: Vec<u8>,
}

/// The flag of a line behind which its added fields follow, as JSON text.
const HAS_ADDED: u8 = 8;

/// What is kept of a line; the order of the fields is the format.
#[derive(Serialize, Deserialize)]
struct PackedLine<'a> {
    time_ms: i64,
    own_time: bool,
    #[serde(borrow)]
    host: Cow<'a, str>,
    #[serde(borrow)]
    app: Cow<'a, str>,
    #[serde(borrow)]
    level: Cow<'a, str>,
    #[serde(borrow)]
    file: Cow<'a, str>,
    #[serde(borrow)]
    env: Cow<'a, str>,
    tags: Vec<String>,
    meta: Option<String>, // JSON text
    labels: BTreeMap<String, String>,
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow)]
    sender: Cow<'a, str>,
    key: Option<String>,
    flags: u8,
}

impl Batch {
    /// Packs lines into a row. At least one line.
    pub fn pack<'a>(lines: impl Iterator<Item = (&'a Line, Fingerprint)>) -> Result<Self, StoreError> {
        let mut batch = Self { min_time_ms: i64::MAX, max_time_ms: i64::MIN, ..Self::default() };
        PACKER.with_borrow_mut(|kept| {
            let (compressor, bytes) = match kept {
                Some(packer) => packer,
                None => kept.insert((Compressor::new(LEVEL)?, Vec::new())),
            };
            bytes.clear();
            for (line, fingerprint) in lines {
                batch.min_time_ms = batch.min_time_ms.min(line.time_ms);
                batch.max_time_ms = batch.max_time_ms.max(line.time_ms);
                batch.line_count += 1;
                batch.fingerprints.extend(fingerprint);
                *bytes = postcard::to_extend(&PackedLine::from(line), std::mem::take(bytes))
                    .map_err(|error| StoreError::damaged("line", error))?;
                if !line.added.is_empty() {
                    let added = serde_json::to_string(&line.added)
                        .map_err(|error| StoreError::damaged("added fields", error))?;
                    *bytes = postcard::to_extend(&added, std::mem::take(bytes))
                        .map_err(|error| StoreError::damaged("line", error))?;
                }
            }
            batch.lines = compressor.compress(bytes)?;
            Ok(batch)
        })
    }

    /// Reads the lines of a row back, in the order they were packed.
    pub fn unpack(row: &[u8], line_count: usize) -> Result<Vec<Line>, StoreError> {
        let bytes = zstd::stream::decode_all(row)?;
        let mut rest = bytes.as_slice();
        let mut lines = Vec::with_capacity(line_count.min(65_536));
        for _ in 0..line_count {
            let (packed, after) = postcard::take_from_bytes::<PackedLine<'_>>(rest)
                .map_err(|error| StoreError::damaged("line", error))?;
            rest = after;
            let mut added = Map::new();
            if packed.flags & HAS_ADDED != 0 {
                let (text, after) = postcard::take_from_bytes::<Cow<'_, str>>(rest)
                    .map_err(|error| StoreError::damaged("line", error))?;
                added = serde_json::from_str(&text)
                    .map_err(|error| StoreError::damaged("added fields", error))?;
                rest = after;
            }
            lines.push(Line { added, ..packed.unpack()? });
        }
        if !rest.is_empty() {
            return Err(StoreError::Damaged("bytes after the last line of a batch".to_owned()));
        }
        Ok(lines)
    }
}

impl<'a> From<&'a Line> for PackedLine<'a> {
    fn from(line: &'a Line) -> Self {
        let Flags { legacy, transient, imported } = line.flags;
        Self {
            time_ms: line.time_ms,
            own_time: line.own_time,
            host: Cow::Borrowed(&line.host),
            app: Cow::Borrowed(&line.app),
            level: Cow::Borrowed(&line.level),
            file: Cow::Borrowed(&line.file),
            env: Cow::Borrowed(&line.env),
            tags: line.tags.clone(),
            meta: (!line.meta.is_null()).then(|| line.meta.to_string()),
            labels: line.labels.clone(),
            text: Cow::Borrowed(&line.text),
            sender: Cow::Borrowed(&line.sender),
            key: line.key.as_ref().map(|key| key.as_str().to_owned()),
            flags: u8::from(legacy)
                | u8::from(transient) << 1
                | u8::from(imported) << 2
                | if line.added.is_empty() { 0 } else { HAS_ADDED },
        }
    }
}

impl PackedLine<'_> {
    fn unpack(self) -> Result<Line, StoreError> {
        let meta = match self.meta {
            Some(text) => {
                serde_json::from_str(&text).map_err(|error| StoreError::damaged("metadata", error))?
            }
            None => Value::Null,
        };
        Ok(Line {
            time_ms: self.time_ms,
            own_time: self.own_time,
            host: self.host.into_owned(),
            app: self.app.into_owned(),
            level: self.level.into_owned(),
            file: self.file.into_owned(),
            env: self.env.into_owned(),
            tags: self.tags,
            meta,
            labels: self.labels,
            text: self.text.into_owned(),
            sender: self.sender.into_owned(),
            key: self.key.map(|key| crate::change::stored("key id", key)).transpose()?,
            added: Map::new(),
            flags: Flags {
                legacy: self.flags & 1 != 0,
                transient: self.flags & 2 != 0,
                imported: self.flags & 4 != 0,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    prop_compose! {
        fn any_line()(
            time_ms in any::<i64>(), own_time in any::<bool>(), flags in 0_u8..8,
            texts in proptest::collection::vec(".{0,40}", 7),
            tags in proptest::collection::vec(".{0,9}", 0..3),
            added in proptest::option::of(".{0,9}"),
            meta in proptest::option::of(".{0,9}"), key in proptest::option::of(any::<[u8; 12]>()),
        ) -> Line {
            Line {
                time_ms, own_time, tags,
                host: texts[0].clone(), app: texts[1].clone(), level: texts[2].clone(), file: texts[3].clone(),
                env: texts[4].clone(), text: texts[5].clone(), sender: texts[6].clone(),
                meta: meta.map_or(Value::Null, |value| serde_json::json!({"a": {"b": value}})),
                labels: BTreeMap::from([("platform".to_owned(), texts[0].clone())]),
                key: key.map(model::id::KeyId::from_bytes),
                added: added.into_iter().map(|text| (text.clone(), text.into())).collect(),
                flags: Flags { legacy: flags & 1 != 0, transient: flags & 2 != 0, imported: flags & 4 != 0 },
            }
        }
    }

    proptest! {
        #[test]
        fn what_was_packed_is_unpacked_unchanged(lines in proptest::collection::vec(any_line(), 1..20)) {
            let batch = Batch::pack(lines.iter().map(|line| (line, [0; 16]))).unwrap();
            prop_assert_eq!(batch.min_time_ms, lines.iter().map(|line| line.time_ms).min().unwrap());
            prop_assert_eq!(Batch::unpack(&batch.lines, lines.len()).unwrap(), lines);
        }

        #[test]
        fn damaged_bytes_are_an_error_and_never_a_panic(mut at in any::<usize>(), bit in 0_u8..8) {
            let line = Line { text: "{\"action\":\"a.b.c\"}".into(), ..Line::default() };
            let mut bytes = Batch::pack([(&line, [0; 16])].into_iter()).unwrap().lines;
            at %= bytes.len();
            bytes[at] ^= 1 << bit;
            let _ = Batch::unpack(&bytes, 1);
        }
    }
}
