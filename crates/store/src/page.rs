//! Search over all tiers: one page of lines.
//!
//! Every chunk and segment in the range is asked, by its last time (newest first) or first time
//! (oldest first); one that overlaps others is merged, not assumed away: late events exist. The
//! page is done when it is full and nothing that is left can hold a line that belongs before its
//! end.

use std::time::{Duration, Instant};

use model::{id::EventId, line::StoredLine};
use query::{Document, Matcher};
use segment::{Error, Records, Source, evaluate};

use crate::{
    Cursor, Limits, Order, Page, Reader, Search, StoreError,
    patience::Patience,
    tier::Tier,
    tiers::{
        Snapshot,
        shelf::{Gone, Shelf, ShelfReader},
    },
};

/// Bytes of text on one page: it ends before its limit when its lines are large.
const PAGE_BYTES: usize = 16 << 20;
/// What a search gets beyond its time where it can not stop between two moments.
const GRACE: Duration = Duration::from_secs(1);

/// A line that matches, and where it is.
struct Hit {
    place: Cursor,
    tier: usize,
    line: usize,
}

/// A search on its way through the tiers.
struct Walk<'a> {
    search: &'a Search,
    matcher: &'a Matcher,
    reader: &'a ShelfReader<'a>,
    patience: Patience<'a>,
    hits: Vec<Hit>,
    /// Everything before this moment, in the order asked for, has been looked at.
    edge_ms: i64,
}

/// Why a tier was left early.
enum Left {
    Error(StoreError),
    /// Up to here it was looked at.
    At(i64),
}

/// Finds one page. Only on a thread that may wait.
pub(crate) fn find(
    snapshot: &Snapshot,
    shelf: &Shelf,
    reader: &Reader,
    search: &Search,
    limits: &Limits,
    given_up: &(dyn Fn() -> bool + Sync),
) -> Result<Page, StoreError> {
    let started = Instant::now();
    let matcher = Matcher::new(&search.query).with_filters(&search.filters).and(Matcher::new(&reader.scope));
    let tiers = in_order(snapshot, search);
    let shelf_reader = shelf.reader()?;
    let mut walk = Walk {
        search,
        matcher: &matcher,
        reader: &shelf_reader,
        patience: Patience::new(limits.search_time, limits.search_lines, given_up),
        hits: vec![],
        edge_ms: match search.order {
            Order::Newest => i64::MAX,
            Order::Oldest => i64::MIN,
        },
    };
    let mut incomplete = None;
    for (index, tier) in tiers.iter().enumerate() {
        let edge_ms = walk.edge_of(tier);
        if walk.is_full_before(edge_ms) {
            break;
        }
        walk.edge_ms = edge_ms;
        if let Some(reason) = walk.must_stop() {
            incomplete = Some(reason);
            break;
        }
        match walk.visit(index, tier) {
            Ok(()) => {}
            Err(Left::Error(error)) => return Err(error),
            Err(Left::At(time_ms)) => {
                // What comes after it may reach further than it came.
                let next_ms = tiers.get(index + 1).map(|tier| walk.edge_of(tier));
                walk.edge_ms = next_ms.map_or(time_ms, |next_ms| match search.order {
                    Order::Newest => next_ms.max(time_ms),
                    Order::Oldest => next_ms.min(time_ms),
                });
                incomplete = Some(walk.patience.reason());
                break;
            }
        }
        walk.trim();
    }
    walk.into_page(&tiers, reader, incomplete, started)
}

/// The tiers that reach into the range, in the order in which they are visited.
fn in_order(snapshot: &Snapshot, search: &Search) -> Vec<Tier> {
    let (from_ms, to_ms) = bounds(search);
    let mut tiers = Tier::all(snapshot);
    tiers.retain(|tier| tier.span().1 >= from_ms && tier.span().0 < to_ms);
    match search.order {
        Order::Newest => tiers.sort_by_key(|tier| std::cmp::Reverse(tier.span().1)),
        Order::Oldest => tiers.sort_by_key(|tier| tier.span().0),
    }
    tiers
}

/// The time range that is left behind the cursor; its own millisecond belongs to it.
fn bounds(search: &Search) -> (i64, i64) {
    match (search.order, search.after) {
        (Order::Newest, Some(after)) => (search.from_ms, search.to_ms.min(after.time_ms.saturating_add(1))),
        (Order::Oldest, Some(after)) => (search.from_ms.max(after.time_ms), search.to_ms),
        (_, None) => (search.from_ms, search.to_ms),
    }
}

impl Walk<'_> {
    fn visit(&mut self, index: usize, tier: &Tier) -> Result<(), Left> {
        match tier {
            Tier::Tail(group) => {
                for line in 0..group.lines.len() {
                    self.patience.has_read();
                    let place = Cursor { time_ms: group.lines[line].time_ms, seq: group.seq(line) };
                    let is_wanted = self.is_wanted(place) && !group.lines[line].flags.transient;
                    if is_wanted && group.matches(line, self.matcher) {
                        self.hits.push(Hit { place, tier: index, line });
                    }
                }
                Ok(())
            }
            Tier::Chunk(chunk) => {
                let mut hidden = chunk.transient().clone();
                hidden.complement();
                self.ask(index, Source::Chunk(chunk), Some(&hidden))
            }
            Tier::Sealed(sealed) => {
                let opened = self.reader.open(sealed);
                match self.ask(index, Source::Sealed(&sealed.directory, &opened), None) {
                    Err(Left::Error(error)) if is_gone(&error) => Ok(()),
                    other => other,
                }
            }
        }
    }

    /// Asks an index; lines that are not sure are read, in order, as long as the page has room.
    fn ask(&mut self, index: usize, source: Source<'_>, visible: Option<&segment::Set>) -> Result<(), Left> {
        let given_up = || self.patience.is_over();
        let start_ms = self.edge_ms;
        let failed = |error: Error| match error {
            Error::GivenUp => Left::At(start_ms),
            other => Left::Error(StoreError::from(other)),
        };
        let mut found = evaluate(source, self.matcher, &given_up).map_err(failed)?;
        // Most segments hold nothing of a rare word: their times are not read.
        if found.possible.is_empty() {
            return Ok(());
        }
        let mut records = Records::new(source).map_err(failed)?;
        let (from_ms, to_ms) = bounds(self.search);
        let (start, end) = records.between(from_ms, to_ms);
        found.possible.restrict(start, end);
        if let Some(visible) = visible {
            found.possible.intersect(visible);
        }
        let lines: Box<dyn Iterator<Item = usize>> = match self.search.order {
            Order::Newest => Box::new(found.possible.iter_down()),
            Order::Oldest => Box::new(found.possible.iter()),
        };
        let mut room = self.search.limit + 1;
        for line in lines {
            if room == 0 {
                break;
            }
            let place = Cursor { time_ms: records.time_ms(line), seq: records.seq(line) };
            if !self.is_wanted(place) {
                continue;
            }
            if !found.sure.contains(line) {
                if self.patience.is_over() {
                    return Err(Left::At(place.time_ms));
                }
                self.patience.has_read();
                let record = records.read(line).map_err(failed)?;
                if !self.matcher.matches(&Document::new(&record.line)) {
                    continue;
                }
            }
            self.hits.push(Hit { place, tier: index, line });
            room -= 1;
        }
        Ok(())
    }

    fn is_wanted(&self, place: Cursor) -> bool {
        let behind = self.search.after.is_none_or(|after| match self.search.order {
            Order::Newest => place < after,
            Order::Oldest => place > after,
        });
        behind && (self.search.from_ms..self.search.to_ms).contains(&place.time_ms)
    }

    /// Sorts the hits and keeps the best, one more than the page holds.
    fn trim(&mut self) {
        match self.search.order {
            Order::Newest => self.hits.sort_unstable_by_key(|hit| std::cmp::Reverse(hit.place)),
            Order::Oldest => self.hits.sort_unstable_by_key(|hit| hit.place),
        }
        self.hits.truncate(self.search.limit + 1);
    }

    fn edge_of(&self, tier: &Tier) -> i64 {
        match self.search.order {
            Order::Newest => tier.span().1,
            Order::Oldest => tier.span().0,
        }
    }

    /// Why the search has to end before the next tier, if it has to. It ends where a cursor
    /// can tell how far it came; where none can it is given four times as long and a second.
    fn must_stop(&self) -> Option<String> {
        let most = self.patience.most() * 4 + GRACE;
        let over = self.patience.is_over() && (self.has_come_on() || self.patience.elapsed() > most);
        over.then(|| self.patience.reason())
    }

    /// Whether stopping here would give a cursor behind the one the search began with.
    fn has_come_on(&self) -> bool {
        let (from_ms, to_ms) = bounds(self.search);
        match self.search.order {
            Order::Newest => self.edge_ms < to_ms.saturating_sub(2),
            Order::Oldest => self.edge_ms > from_ms.saturating_add(1),
        }
    }

    fn is_full_before(&self, edge_ms: i64) -> bool {
        self.hits.len() > self.search.limit
            && self.hits.last().is_some_and(|hit| self.is_before(hit.place.time_ms, edge_ms))
    }

    fn is_before(&self, time_ms: i64, other_ms: i64) -> bool {
        match self.search.order {
            Order::Newest => time_ms > other_ms,
            Order::Oldest => time_ms < other_ms,
        }
    }

    fn into_page(
        mut self,
        tiers: &[Tier],
        reader: &Reader,
        mut incomplete: Option<String>,
        started: Instant,
    ) -> Result<Page, StoreError> {
        self.trim();
        if incomplete.is_some() {
            // Behind the edge there may be lines that were not looked at: those hits wait.
            let edge_ms = self.edge_ms;
            let certain =
                self.hits.iter().take_while(|hit| self.is_before(hit.place.time_ms, edge_ms)).count();
            self.hits.truncate(certain);
        }
        let (lines, taken) = self.read_hits(tiers, reader)?;
        let next = if taken < self.hits.len() {
            incomplete = None;
            taken.checked_sub(1).map(|last| self.hits[last].place)
        } else if incomplete.is_some() && self.has_come_on() {
            Some(match self.search.order {
                Order::Newest => Cursor { time_ms: self.edge_ms.saturating_add(1), seq: 0 },
                Order::Oldest => Cursor { time_ms: self.edge_ms.saturating_sub(1), seq: u64::MAX },
            })
        } else {
            None
        };
        let lines_read = self.patience.lines_read();
        metrics::histogram!("spoor_search_seconds").record(started.elapsed().as_secs_f64());
        metrics::counter!("spoor_search_lines_read_total").increment(lines_read);
        Ok(Page { lines, next, incomplete, lines_read, took: started.elapsed() })
    }

    /// Reads the lines of the page: as many as it holds, and not too many bytes. Returns how many
    /// of the hits it has got through; those that have gone in the meantime are left out.
    fn read_hits(&self, tiers: &[Tier], reader: &Reader) -> Result<(Vec<StoredLine>, usize), StoreError> {
        let opened: Vec<_> = tiers
            .iter()
            .map(|tier| match tier {
                Tier::Sealed(sealed) => Some(self.reader.open(sealed)),
                _ => None,
            })
            .collect();
        let sources: Vec<_> = tiers
            .iter()
            .zip(&opened)
            .map(|(tier, opened)| match (tier, opened) {
                (Tier::Chunk(chunk), _) => Some(Source::Chunk(chunk)),
                (Tier::Sealed(sealed), Some(opened)) => Some(Source::Sealed(&sealed.directory, opened)),
                _ => None,
            })
            .collect();
        let mut records: Vec<Option<Records<'_>>> = tiers.iter().map(|_| None).collect();
        let (mut lines, mut bytes, mut taken) = (Vec::new(), 0, 0);
        for hit in self.hits.iter().take(self.search.limit) {
            let stored = match (&tiers[hit.tier], sources[hit.tier]) {
                (Tier::Tail(group), _) => group.stored(hit.line, &reader.instance),
                (_, Some(source)) => match read_hit(source, &mut records[hit.tier], hit.line, reader) {
                    Err(error) if is_gone(&error) => {
                        taken += 1;
                        continue;
                    }
                    stored => stored?,
                },
                (_, None) => continue,
            };
            bytes += stored.line.text.len();
            if bytes > PAGE_BYTES && !lines.is_empty() {
                break;
            }
            taken += 1;
            lines.push(stored);
        }
        Ok((lines, taken))
    }
}

fn read_hit<'a>(
    source: Source<'a>,
    records: &mut Option<Records<'a>>,
    line: usize,
    reader: &Reader,
) -> Result<StoredLine, StoreError> {
    let records = match records {
        Some(records) => records,
        none => none.insert(Records::new(source)?),
    };
    let record = records.read(line)?;
    let id = EventId { instance: reader.instance.clone(), seq: record.seq };
    Ok(StoredLine { id, received_ms: record.received_ms, line: record.line })
}

/// Whether the segment was removed while it was read.
pub(crate) fn is_gone(error: &StoreError) -> bool {
    matches!(error, StoreError::Index(Error::Fetch(source)) if source.is::<Gone>())
}
