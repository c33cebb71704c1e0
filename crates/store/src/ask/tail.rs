//! Reads lines in the order they were stored.

use model::{id::EventId, line::StoredLine};
use query::{Document, Matcher};
use segment::{Error, Records, Source, evaluate};

use crate::{
    Limits, Reader, StoreError,
    ask::Tail,
    page::is_gone,
    patience::Patience,
    tier::Tier,
    tiers::{Snapshot, shelf::Shelf},
};

/// Bytes of text in one answer: it ends before its limit when its lines are large.
const ANSWER_BYTES: usize = 4 << 20;

struct Reading<'a> {
    matcher: &'a Matcher,
    reader: &'a Reader,
    patience: Patience<'a>,
    limit: usize,
    bytes: usize,
    tail: Tail,
}

/// The matching lines behind a sequence number, as many as one answer holds. Only on a thread
/// that may wait.
pub(crate) fn tail(
    (snapshot, shelf): (&Snapshot, &Shelf),
    limits: &Limits,
    reader: &Reader,
    matcher: &Matcher,
    (after_seq, limit): (u64, usize),
    given_up: &(dyn Fn() -> bool + Sync),
) -> Result<Tail, StoreError> {
    let mut reading = Reading {
        matcher,
        reader,
        patience: Patience::new(limits.search_time, limits.search_lines, given_up),
        limit,
        bytes: 0,
        tail: Tail { lines: vec![], seen_seq: after_seq },
    };
    let mut tiers = Tier::all(snapshot);
    tiers.retain(|tier| tier.seqs().1 > after_seq);
    tiers.sort_by_key(|tier| tier.seqs().0);
    let shelf_reader = shelf.reader()?;
    for (index, tier) in tiers.iter().enumerate() {
        // The first is looked at in any case: whoever asks again comes further each time.
        if index > 0 && (reading.is_full() || reading.patience.is_over()) {
            break;
        }
        let read = match tier {
            Tier::Tail(group) => {
                reading.group(group);
                Ok(())
            }
            Tier::Chunk(chunk) => reading.index(Source::Chunk(chunk), tier.seqs().1),
            Tier::Sealed(sealed) => {
                let opened = shelf_reader.open(sealed);
                reading.index(Source::Sealed(&sealed.directory, &opened), tier.seqs().1)
            }
        };
        match read {
            Err(error) if !is_gone(&error) => return Err(error),
            _ => {}
        }
    }
    metrics::counter!("spoor_search_lines_read_total").increment(reading.patience.lines_read());
    Ok(reading.tail)
}

impl Reading<'_> {
    fn group(&mut self, group: &crate::tiers::tail::TailGroup) {
        for index in 0..group.lines.len() {
            let seq = group.seq(index);
            if seq <= self.tail.seen_seq {
                continue;
            }
            if self.is_full() {
                return;
            }
            self.tail.seen_seq = seq;
            if group.matches(index, self.matcher) {
                self.push(group.stored(index, &self.reader.instance));
            }
        }
    }

    fn index(&mut self, source: Source<'_>, last_seq: u64) -> Result<(), StoreError> {
        let found = evaluate(source, self.matcher, &|| false)?;
        let mut records = Records::new(source)?;
        let mut lines: Vec<(u64, usize)> =
            found.possible.iter().map(|line| (records.seq(line), line)).collect();
        lines.retain(|(seq, _)| *seq > self.tail.seen_seq);
        lines.sort_unstable();
        for (seq, line) in lines {
            if self.is_full()
                || self.patience.is_over() && self.tail.seen_seq > 0 && !self.tail.lines.is_empty()
            {
                return Ok(());
            }
            let record = records.read(line)?;
            self.patience.has_read();
            self.tail.seen_seq = seq;
            if found.sure.contains(line) || self.matcher.matches(&Document::new(&record.line)) {
                let id = EventId { instance: self.reader.instance.clone(), seq };
                self.push(StoredLine { id, received_ms: record.received_ms, line: record.line });
            }
        }
        self.tail.seen_seq = self.tail.seen_seq.max(last_seq);
        Ok(())
    }

    fn push(&mut self, stored: StoredLine) {
        self.bytes += stored.line.text.len();
        self.tail.lines.push(stored);
    }

    fn is_full(&self) -> bool {
        self.tail.lines.len() >= self.limit || self.bytes >= ANSWER_BYTES
    }
}

impl From<segment::Damaged> for StoreError {
    fn from(damaged: segment::Damaged) -> Self {
        Self::Index(Error::Damaged(damaged))
    }
}
