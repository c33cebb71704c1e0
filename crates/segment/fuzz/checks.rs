//! What must hold for any input: the fuzz targets and the replay test share it.

use std::{
    cell::Cell,
    sync::{Arc, LazyLock},
};

use generator::{Generator, Profile};
use model::line::Line;
use query::{Document, Matcher, parse};
use segment::{
    Builder, Chunk, Directory, Error, Piece, Pieces, Placed, Records, Source, evaluate, merkle, seal,
};

/// A segment as it may stand on the disk.
#[derive(Clone)]
pub struct Segment {
    pub directory: Directory,
    pub pieces: Vec<Vec<u8>>,
}

impl Pieces for Segment {
    fn piece(&self, number: u32) -> Result<Arc<Piece>, Error> {
        let bytes = self.pieces.get(number as usize).map(Vec::as_slice).unwrap_or_default();
        Ok(Arc::new(self.directory.read(number, bytes)?))
    }
}

/// Segments as they should be: events of services, short lines with ids, and lines whose tokens
/// nearly all differ.
pub static REAL: LazyLock<Vec<Segment>> = LazyLock::new(|| {
    let events = Generator::new(7, Profile::starting_at(0)).take(90).map(|event| event.text);
    let short = [
        "{\"a\":\"7bf3bff3-6b13-4c53-9621-392a8946d208\",\"b\":5}",
        "{\"a\":[\"x\",\"job 123456\"],\"c\":{\"d\":true}}",
        "plain text, no JSON",
        "",
        "{\"a\":\"deadbeefdeadbeefdead\",\"eventTime\":\"1970-01-01T00:00:00.00+0000\"}",
    ];
    let unlike = (0..1_500).map(|number| format!("{{\"a\":\"t{number}\",\"b\":{}}}", number % 7));
    [events.collect(), short.map(str::to_owned).to_vec(), unlike.collect()]
        .iter()
        .filter_map(|texts: &Vec<String>| sealed(&chunks(&lines(texts.iter().map(String::as_str)), 40)))
        .collect()
});

const ASKED: &[&str] = &[
    "",
    "kms",
    "-create",
    "\"no such\"",
    "7bf3",
    "==deadbeefdeadbeefdead",
    "123456",
    "a:7bf3bff3",
    "a:*",
    "b:>=5",
    "reason.reasonCode:404 OR -outcome:success",
    "*ead*",
    "/t[0-9]+5/",
    "eventTime:1970",
    "host:a",
];

/// Bytes that may stand on the disk are read or refused: never a panic, never without an end. The
/// first byte says what of a segment they are.
pub fn check_bytes(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    if *kind == 0 {
        let Ok(directory) = Directory::decode(bytes) else { return };
        assert_eq!(Directory::decode(&directory.encode()).as_ref(), Ok(&directory));
        // Pieces of another segment, and its own bytes as a piece.
        let most = directory.piece_count().min(40) as usize;
        let pieces = REAL[0].pieces.iter().take(most.saturating_sub(1)).cloned();
        let pieces = std::iter::once(bytes.to_vec()).chain(pieces).collect();
        return ask(&Segment { directory, pieces });
    }
    let mut segment = REAL[usize::from(*kind) % REAL.len()].clone();
    let Some((piece, bytes)) = bytes.split_first() else { return };
    if kind & 0x80 == 0 {
        let piece = usize::from(*piece) % segment.pieces.len();
        segment.pieces[piece] = bytes.to_vec();
    } else {
        let (edits, _) = bytes.as_chunks::<4>();
        for [piece, high, low, value] in edits {
            let piece = usize::from(*piece) % segment.pieces.len();
            let piece = &mut segment.pieces[piece];
            if !piece.is_empty() {
                let at = usize::from(u16::from_be_bytes([*high, *low])) % piece.len();
                piece[at] ^= value;
            }
        }
    }
    ask(&segment);
}

/// Asks everything. Any answer will do.
pub fn ask(segment: &Segment) {
    let source = Source::Sealed(&segment.directory, segment);
    for text in ASKED {
        // A damaged segment may ask for more work than there is time.
        let left = Cell::new(10_000_u32);
        let given_up = || {
            left.set(left.get().saturating_sub(1));
            left.get() == 0
        };
        let _ = evaluate(source, &Matcher::new(&parse(text).query), &given_up);
    }
    let Ok(mut records) = Records::new(source) else { return };
    for line in (0..source.len()).take(100).chain([source.len(), usize::MAX]) {
        let _ = records.read(line);
        let _ = (records.time_ms(line), records.seq(line), records.received_ms(line));
    }
    let _ = (records.find(1), records.between(i64::MIN, i64::MAX));
}

/// The first line of the text is a query, the others are what is asked: the index, in memory and
/// sealed, gives every line back and agrees with the matcher.
pub fn check_lines(text: &str) {
    let (query, rest) = text.split_once('\n').unwrap_or((text, ""));
    let lines = lines(rest.split('\n').take(200));
    let chunks = chunks(&lines, 1 + query.len() % 7);
    let matcher = Matcher::new(&parse(query).query);
    for chunk in &chunks {
        agree(Source::Chunk(chunk), &lines, &matcher);
    }
    if let Some(segment) = sealed(&chunks) {
        agree(Source::Sealed(&segment.directory, &segment), &lines, &matcher);
    }
}

fn agree(source: Source<'_>, lines: &[Line], matcher: &Matcher) {
    let found = evaluate(source, matcher, &|| false).expect("a sound index can be asked");
    let mut records = Records::new(source).expect("a sound index can be read");
    for number in 0..source.len() {
        let record = records.read(number).expect("a sound line can be read");
        assert_eq!(Some(&record.line), lines.get(record.seq as usize));
        let truth = matcher.matches(&Document::new(&record.line));
        let (sure, possible) = (found.sure.contains(number), found.possible.contains(number));
        assert!((!sure || truth) && (!truth || possible), "{truth} {sure} {possible}: {:?}", record.line);
    }
}

fn lines<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Line> {
    let line = |(number, text): (usize, &str)| {
        let time_ms = (number as i64 * 7) % 5;
        let app = text.chars().rev().take(9).collect();
        Line { time_ms, own_time: number % 2 == 0, text: text.to_owned(), app, ..Line::default() }
    };
    texts.enumerate().map(line).collect()
}

fn chunks(lines: &[Line], size: usize) -> Vec<Arc<Chunk>> {
    let mut builder = Builder::default();
    let digests: Vec<_> = lines.iter().map(|line| merkle::digest(&line.text)).collect();
    let placed = |((line, digest), seq)| Placed { seq, received_ms: 5, line, digest };
    let placed: Vec<_> = lines.iter().zip(&digests).zip(0..).map(placed).collect();
    placed.chunks(size).map(|part| Arc::new(builder.chunk(part))).collect()
}

fn sealed(chunks: &[Arc<Chunk>]) -> Option<Segment> {
    let sealed = seal(chunks).expect("sound chunks can be sealed")?;
    Some(Segment { directory: sealed.directory, pieces: sealed.pieces })
}
