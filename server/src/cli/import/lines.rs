//! The lines of a file, read on a thread of its own, a few thousand at a time.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Cursor, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use actions::{Clock, line::Incoming};
use tokio::sync::mpsc;

use crate::api::events::read_line;

/// How much is stored at a time, in lines and in bytes.
const MOST_LINES: usize = 4000;
const MOST_BYTES: usize = 4 << 20;

/// Some lines of a file, or its end before its time.
pub(super) enum Part {
    Lines(Lines),
    Failed {
        /// The line that could not be read.
        number: u64,
        why: String,
    },
}

/// Lines with their numbers in the file, the first being 1.
#[derive(Default)]
pub(super) struct Lines {
    pub incoming: Vec<Incoming>,
    pub numbers: Vec<u64>,
}

/// How far a file has been read.
#[derive(Clone)]
pub(super) struct Done {
    pub bytes: Arc<AtomicU64>,
    /// How many there are, if that is known.
    pub of: Option<u64>,
}

struct Counted<R> {
    source: R,
    bytes: Arc<AtomicU64>,
}

/// Opens a file and reads it in the background, never far ahead of whoever takes its parts.
pub(super) fn open(path: &Path, clock: Clock, max_line: usize) -> io::Result<(mpsc::Receiver<Part>, Done)> {
    let mut done = Done { bytes: Arc::default(), of: None };
    let source: Box<dyn Read + Send> = if path.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        let file = File::open(path)?;
        let about = file.metadata()?;
        if about.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        done.of = Some(about.len()).filter(|_| about.is_file());
        Box::new(file)
    };
    let source = unpacked(Counted { source, bytes: done.bytes.clone() })?;
    let (send, parts) = mpsc::channel(2);
    std::thread::spawn(move || read(source, &clock, max_line, &send));
    Ok((parts, done))
}

/// Sees by the first bytes whether something is packed, and unpacks it.
fn unpacked(mut source: impl Read + Send + 'static) -> io::Result<Box<dyn BufRead + Send>> {
    let mut first = Vec::with_capacity(4);
    source.by_ref().take(4).read_to_end(&mut first)?;
    let is_gzip = first.starts_with(&[0x1f, 0x8b]);
    let is_zstd = first == [0x28, 0xb5, 0x2f, 0xfd];
    let whole = BufReader::with_capacity(1 << 16, Cursor::new(first).chain(source));
    if is_gzip {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, flate2::bufread::MultiGzDecoder::new(whole))));
    }
    if is_zstd {
        let decoder = zstd::stream::read::Decoder::with_buffer(whole)?;
        return Ok(Box::new(BufReader::with_capacity(1 << 16, decoder)));
    }
    Ok(Box::new(whole))
}

fn read(mut source: Box<dyn BufRead + Send>, clock: &Clock, max_line: usize, send: &mpsc::Sender<Part>) {
    let (mut lines, mut size, mut number) = (Lines::default(), 0, 0);
    let mut bytes = Vec::new();
    let failed = loop {
        number += 1;
        bytes.clear();
        match next(&mut source, max_line, &mut bytes) {
            Ok(false) => break None,
            Err(error) => break Some(Part::Failed { number, why: error.to_string() }),
            Ok(true) => {}
        }
        let line = bytes.strip_suffix(b"\r").unwrap_or(&bytes);
        if line.trim_ascii().is_empty() {
            continue;
        }
        size += line.len();
        lines.incoming.push(read_line(line, clock.now_ms(), max_line));
        lines.numbers.push(number);
        if lines.numbers.len() >= MOST_LINES || size >= MOST_BYTES {
            size = 0;
            if send.blocking_send(Part::Lines(std::mem::take(&mut lines))).is_err() {
                return;
            }
        }
    };
    if !lines.numbers.is_empty() && send.blocking_send(Part::Lines(lines)).is_err() {
        return;
    }
    if let Some(failed) = failed {
        let _ = send.blocking_send(failed);
    }
}

/// Reads the next line without its end; false when there is none. Of a line that is too long
/// only the beginning is kept: so much as shows that it is.
fn next(source: &mut dyn BufRead, max_line: usize, line: &mut Vec<u8>) -> io::Result<bool> {
    let most = max_line.saturating_add(2);
    let mut has_any = false;
    loop {
        let bytes = match source.fill_buf() {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if bytes.is_empty() {
            return Ok(has_any);
        }
        has_any = true;
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let part = &bytes[..end.unwrap_or(bytes.len())];
        line.extend_from_slice(&part[..part.len().min(most.saturating_sub(line.len()))]);
        let used = part.len() + usize::from(end.is_some());
        source.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn parts(bytes: Vec<u8>, max_line: usize) -> (Vec<(u64, String)>, Option<u64>) {
        let source = unpacked(Cursor::new(bytes)).unwrap();
        let (send, mut parts) = mpsc::channel(1000);
        read(source, &Clock::moved_by(|| 7), max_line, &send);
        drop(send);
        let (mut lines, mut failed) = (vec![], None);
        while let Ok(part) = parts.try_recv() {
            match part {
                Part::Failed { number, .. } => failed = Some(number),
                Part::Lines(some) => {
                    let told = some.incoming.into_iter().map(|incoming| match incoming {
                        Incoming::Line(line, _) => line.text,
                        Incoming::Broken { reason, .. } => reason,
                    });
                    lines.extend(some.numbers.into_iter().zip(told));
                }
            }
        }
        (lines, failed)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_file_is_read_however_it_is_packed_and_wherever_it_ends() {
        let text = b"{\"a\":1}\r\n\n  \nplain \xc3\xa9\nlast";
        let expected = [(1, "{\"a\":1}".to_owned()), (4, "plain é".to_owned()), (5, "last".to_owned())];
        let halves = [gzip(&text[..9]), gzip(&text[9..])].concat();
        for packed in [text.to_vec(), gzip(text), halves, zstd::bulk::compress(text, 3).unwrap()] {
            assert_eq!(parts(packed, 100), (expected.to_vec(), None));
        }
        assert_eq!(parts(vec![], 100), (vec![], None));
        assert_eq!(parts(b"x".to_vec(), 100).0, [(1, "x".to_owned())]);
    }

    #[test]
    fn a_line_that_breaks_a_limit_is_named_and_those_behind_it_are_read() {
        let (lines, failed) = parts(b"ok\n\xff\xfe\n0123456789A\n0123456789\r\nok".to_vec(), 10);
        let texts: Vec<_> = lines.iter().map(|(number, text)| (*number, text.as_str())).collect();
        let expected = [
            (1, "ok"),
            (2, "the line is not UTF-8 from byte 0"),
            (3, "the line is longer than 10 bytes"),
            (4, "0123456789"),
            (5, "ok"),
        ];
        assert_eq!((texts.as_slice(), failed), (&expected[..], None));
    }

    #[test]
    fn a_file_that_ends_within_its_packing_gives_what_it_has_and_says_where_it_ended() {
        let text: String = (0..20_000).map(|number| format!("line {number} {}\n", number * 7919)).collect();
        for packed in [gzip(text.as_bytes()), zstd::bulk::compress(text.as_bytes(), 3).unwrap()] {
            let (lines, failed) = parts(packed[..packed.len() / 2].to_vec(), 100);
            assert!(failed.is_some_and(|number| number > lines.len() as u64), "{failed:?}");
            assert!(lines.iter().all(|(number, text)| text.starts_with(&format!("line {} ", number - 1))));
        }
    }
}
