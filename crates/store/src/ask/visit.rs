//! Finds the lines of a selection in all tiers and has them counted.
//!
//! Lines of the tail are put through the matcher and counted one by one; of chunks and sealed
//! segments an index tells which lines match and what they have. Both add to the same tally.

use std::{cell::OnceCell, time::Instant};

use model::line::Line;
use query::{Document, Matcher};
use segment::{Error, Records, Set, Source, evaluate};

use crate::{
    Limits, Reader, StoreError,
    ask::{Answer, Selection},
    page::is_gone,
    patience::Patience,
    tier::Tier,
    tiers::{
        Snapshot,
        shelf::{Shelf, ShelfReader},
    },
};

/// What is done with the lines that match.
pub(crate) trait Count: Send + 'static {
    /// Counts a line.
    fn count(&mut self, seen: &Seen<'_>);

    /// Counts lines by what an index knows of them; false when it does not know enough, and
    /// then nothing was counted.
    fn count_indexed(&mut self, found: &Found<'_>) -> Result<bool, Error>;

    /// Why it can count no more, if it can not.
    fn is_full(&self) -> Option<String> {
        None
    }
}

/// A line that matches, taken apart when somebody asks.
pub(crate) struct Seen<'l> {
    pub line: &'l Line,
    document: OnceCell<Document>,
}

/// Lines of one index that match, none of them opaque.
pub(crate) struct Found<'a> {
    pub source: Source<'a>,
    pub lines: Set,
    pub given_up: &'a dyn Fn() -> bool,
}

struct Visit<'a, C> {
    matcher: Matcher,
    selection: &'a Selection,
    reader: &'a ShelfReader<'a>,
    patience: Patience<'a>,
    count: C,
}

impl<'l> Seen<'l> {
    pub fn new(line: &'l Line) -> Self {
        Self { line, document: OnceCell::new() }
    }

    pub fn document(&self) -> &Document {
        self.document.get_or_init(|| Document::new(self.line))
    }
}

/// Counts every line of a selection that the reader may see. Only on a thread that may wait.
pub(crate) fn visit<C: Count>(
    (snapshot, shelf): (&Snapshot, &Shelf),
    limits: &Limits,
    reader: &Reader,
    selection: &Selection,
    count: C,
    given_up: &(dyn Fn() -> bool + Sync),
) -> Result<Answer<C>, StoreError> {
    let started = Instant::now();
    let shelf_reader = shelf.reader()?;
    let mut visit = Visit {
        matcher: Matcher::new(&selection.query)
            .with_filters(&selection.filters)
            .and(Matcher::new(&reader.scope)),
        selection,
        reader: &shelf_reader,
        patience: Patience::new(limits.count_time, limits.search_lines, given_up),
        count,
    };
    let mut tiers = Tier::all(snapshot);
    tiers.retain(|tier| tier.span().1 >= selection.from_ms && tier.span().0 < selection.to_ms);
    // The newest first: where time runs out, the oldest are missing.
    tiers.sort_by_key(|tier| std::cmp::Reverse(tier.span().1));
    let mut incomplete = None;
    for (index, tier) in tiers.iter().enumerate() {
        if index > 0 && visit.patience.is_over() {
            incomplete = Some(visit.patience.reason());
            break;
        }
        match visit.tier(tier) {
            Ok(()) => {}
            Err(StoreError::Index(Error::GivenUp)) => incomplete = Some(visit.patience.reason()),
            Err(error) if is_gone(&error) => {}
            Err(error) => return Err(error),
        }
        incomplete = incomplete.or_else(|| visit.count.is_full());
        if incomplete.is_some() {
            break;
        }
    }
    let lines_read = visit.patience.lines_read();
    metrics::counter!("spoor_search_lines_read_total").increment(lines_read);
    Ok(Answer { found: visit.count, incomplete, lines_read, took: started.elapsed() })
}

impl<C: Count> Visit<'_, C> {
    fn tier(&mut self, tier: &Tier) -> Result<(), StoreError> {
        match tier {
            Tier::Tail(group) => {
                let range = self.selection.from_ms..self.selection.to_ms;
                for (index, line) in group.lines.iter().enumerate() {
                    self.patience.has_read();
                    let is_asked = range.contains(&line.time_ms) && !line.flags.transient;
                    if is_asked && group.matches(index, &self.matcher) {
                        self.count.count(&Seen::new(line));
                    }
                }
                Ok(())
            }
            Tier::Chunk(chunk) => {
                let mut visible = chunk.transient().clone();
                visible.complement();
                self.index(Source::Chunk(chunk), tier.span(), Some(&visible))
            }
            Tier::Sealed(sealed) => {
                let opened = self.reader.open(sealed);
                self.index(Source::Sealed(&sealed.directory, &opened), tier.span(), None)
            }
        }
    }

    fn index(
        &mut self,
        source: Source<'_>,
        span: (i64, i64),
        visible: Option<&Set>,
    ) -> Result<(), StoreError> {
        let patience = &self.patience;
        let given_up = || patience.is_over();
        let found = evaluate(source, &self.matcher, &given_up)?;
        if found.possible.is_empty() {
            return Ok(());
        }
        let (mut lines, mut doubtful) = (found.sure, found.possible);
        let (first_ms, last_ms) = span;
        // Most segments lie wholly in the range asked for: their times need not be read.
        let is_cut = first_ms < self.selection.from_ms || last_ms >= self.selection.to_ms;
        let within = is_cut
            .then(|| Ok::<_, Error>(source.times()?.between(self.selection.from_ms, self.selection.to_ms)));
        let within = within.transpose()?;
        for set in [&mut lines, &mut doubtful] {
            if let Some((start, end)) = within {
                set.restrict(start, end);
            }
            if let Some(visible) = visible {
                set.intersect(visible);
            }
        }
        doubtful.subtract(&lines);
        let mut reading = Reading { source, patience, records: None };
        for line in doubtful.iter() {
            if self.matcher.matches(&Document::new(&reading.line(line)?)) {
                lines.insert(line);
            }
        }
        let mut opaque = source.opaque();
        opaque.intersect(&lines);
        lines.subtract(&opaque);
        let indexed = Found { source, lines, given_up: &given_up };
        let lines = if self.count.count_indexed(&indexed)? { None } else { Some(indexed.lines) };
        for line in opaque.iter().chain(lines.iter().flat_map(Set::iter)) {
            self.count.count(&Seen::new(&reading.line(line)?));
        }
        Ok(())
    }
}

/// Lines of one index that have to be read; where there are none, nothing is fetched for it.
struct Reading<'a> {
    source: Source<'a>,
    patience: &'a Patience<'a>,
    records: Option<Records<'a>>,
}

impl Reading<'_> {
    fn line(&mut self, number: usize) -> Result<Line, Error> {
        if self.patience.is_over() {
            return Err(Error::GivenUp);
        }
        self.patience.has_read();
        let records = match &mut self.records {
            Some(records) => records,
            none => none.insert(Records::new(self.source)?),
        };
        Ok(records.read(number)?.line)
    }
}
