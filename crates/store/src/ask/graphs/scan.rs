//! Takes all graphs through all tiers, on two threads.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicIsize, AtomicU64, AtomicUsize, Ordering},
    },
    time::Instant,
};

use query::Query;
use segment::{Error, Source};

use crate::{
    Limits, StoreError,
    ask::{
        Answer, GraphAnswer, GraphAsk,
        graphs::{
            budget::Budget,
            cells::Making,
            count::{Asking, Left, Opened, count_document},
            plan::{Plan, Plans},
            tally::Tally,
        },
    },
    page::is_gone,
    tier::Tier,
    tiers::{
        Snapshot,
        shelf::{Shelf, ShelfReader},
        tail::TailGroup,
    },
};

/// How many threads count for one board.
const THREADS: usize = 2;

const TOO_MANY: &str = "stopped: there are too many different groups and values";

/// All that is asked at once.
struct Scan<'a> {
    shelf: &'a Shelf,
    graphs: Vec<Graph<'a>>,
    /// The newest first: where time runs out, the oldest are missing.
    tiers: Vec<Tier>,
    tail: &'a [std::sync::Arc<TailGroup>],
    /// The next to be looked at; the tail is before the first tier.
    next: AtomicUsize,
    held: AtomicIsize,
}

struct Graph<'a> {
    plans: Vec<Plan>,
    tally: Mutex<Tally>,
    budget: Budget<'a>,
    computed: AtomicU64,
}

/// Answers all graphs. Only on a thread that may wait.
pub(super) fn scan(
    (snapshot, shelf): (&Snapshot, &Shelf),
    limits: &Limits,
    scope: &Query,
    asks: Vec<GraphAsk>,
    given_up: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<Answer<GraphAnswer>>, StoreError> {
    let (started, mut plans) = (Instant::now(), Plans::default());
    let graph = |ask: &GraphAsk| {
        let (by, plans) = (ask.by.len().min(2), plans.of(ask, scope));
        let budget = Budget::new(limits, started, given_up);
        Graph { plans, tally: Mutex::new(Tally::new(ask, by)), budget, computed: AtomicU64::new(0) }
    };
    let graphs: Vec<Graph<'_>> = asks.iter().map(graph).collect();
    let ranges = || graphs.iter().flat_map(|graph| &graph.plans).map(|plan| plan.range);
    let mut tiers = Tier::all(snapshot);
    tiers.retain(|tier| {
        let (first_ms, last_ms) = tier.span();
        !matches!(tier, Tier::Tail(_))
            && ranges().any(|(from_ms, to_ms)| last_ms >= from_ms && first_ms < to_ms)
    });
    tiers.sort_by_key(|tier| std::cmp::Reverse(tier.span().1));
    let (next, held) = (AtomicUsize::new(0), AtomicIsize::new(0));
    let scan = Scan { shelf, graphs, tiers, tail: &snapshot.tail, next, held };
    let threads = THREADS.min(scan.tiers.len()).max(1);
    std::thread::scope(|scope| {
        let work = |thread: usize| scan.work(thread * scan.graphs.len() / THREADS);
        let others: Vec<_> = (1..threads).map(|thread| scope.spawn(move || work(thread))).collect();
        let own = work(0);
        let mut all = others.into_iter().map(|other| other.join().map_err(|_| StoreError::CutShort));
        all.try_for_each(|other| other.flatten()).and(own)
    })?;
    Ok(scan.graphs.into_iter().map(Graph::finish).collect())
}

impl Scan<'_> {
    /// Takes one tier after the other until none is left, all graphs through each: what is read
    /// of it is read once. Threads begin with different graphs, to be less in each other's way.
    fn work(&self, first: usize) -> Result<(), StoreError> {
        let reader = self.shelf.reader()?;
        let graphs = || self.graphs.iter().cycle().skip(first).take(self.graphs.len());
        loop {
            let next = self.next.fetch_add(1, Ordering::Relaxed);
            match next.checked_sub(1).map(|next| self.tiers.get(next)) {
                None => graphs().for_each(|graph| self.lead(graph, |since| self.tail(graph, since))),
                Some(None) => return Ok(()),
                Some(Some(tier)) => self.tier(tier, &reader, graphs())?,
            }
        }
    }

    fn tier<'g>(
        &self,
        tier: &Tier,
        reader: &ShelfReader<'_>,
        graphs: impl Iterator<Item = &'g Graph<'g>>,
    ) -> Result<(), StoreError> {
        let pieces;
        let opened = match tier {
            Tier::Tail(_) => return Ok(()),
            Tier::Chunk(chunk) => {
                let mut visible = chunk.transient().clone();
                visible.complement();
                Opened::new(Source::Chunk(chunk), tier.span(), Some(visible))
            }
            Tier::Sealed(sealed) => {
                pieces = reader.open(sealed);
                Opened::new(Source::Sealed(&sealed.directory, &pieces), tier.span(), None)
            }
        };
        let mut failed = None;
        for graph in graphs {
            self.lead(graph, |since| match self.index(graph, tier, &opened, since) {
                Err(Left::Error(error)) if !matches!(error, Error::GivenUp) => {
                    let error = StoreError::from(error);
                    // Lines that are past their time are nobody's loss.
                    failed = Some(error).filter(|error| !is_gone(error)).or(failed.take());
                    Ok(())
                }
                other => other,
            });
        }
        failed.map_or(Ok(()), Err)
    }

    /// One step of a graph, unless it has ended; ends it when the step could not be done.
    fn lead(&self, graph: &Graph<'_>, step: impl FnOnce(Instant) -> Result<(), Left>) {
        let since = Instant::now();
        if graph.budget.ended().is_some() {
            return;
        }
        let done = if graph.budget.is_over(since) { Err(Error::GivenUp.into()) } else { step(since) };
        match done {
            Ok(()) => {}
            Err(Left::Full) => graph.budget.end(Some(TOO_MANY)),
            Err(Left::Error(_)) => graph.budget.end(None),
        }
        graph.budget.spend(since.elapsed());
    }

    /// Counts an index, or remembers what it counted before.
    fn index(&self, graph: &Graph<'_>, tier: &Tier, opened: &Opened<'_>, since: Instant) -> Result<(), Left> {
        let given_up = || graph.budget.is_over(since);
        let has_read = |lines| graph.budget.has_read(lines);
        let asking = Asking { given_up: &given_up, has_read: &has_read };
        let mut is_computed = false;
        for (place, plan) in graph.plans.iter().enumerate() {
            for cut in plan.stretches.cuts(plan.range, tier.span()) {
                let question = plan.wording.of(self.shelf.number(), tier, &cut).filter(|_| cut.is_closed);
                let known = question.as_ref().and_then(|question| self.shelf.remembered().get(question));
                let partial = match known {
                    Some(known) => known,
                    None => {
                        is_computed = true;
                        let partial = std::sync::Arc::new(opened.count(plan, &cut, &asking)?);
                        if let Some(question) = question {
                            self.shelf.remembered().insert(question, partial.clone());
                        }
                        partial
                    }
                };
                graph.add(place, cut.first, &partial, &self.held)?;
            }
        }
        graph.computed.fetch_add(u64::from(is_computed), Ordering::Relaxed);
        Ok(())
    }

    /// Counts the lines that have no index yet, one by one.
    fn tail(&self, graph: &Graph<'_>, since: Instant) -> Result<(), Left> {
        for (place, plan) in graph.plans.iter().enumerate() {
            let mut making = Making::default();
            let (from_ms, to_ms) = plan.range;
            for group in self.tail.iter().filter(|group| group.span.1 >= from_ms && group.span.0 < to_ms) {
                if graph.budget.is_over(since) {
                    return Err(Error::GivenUp.into());
                }
                graph.budget.has_read(group.lines.len() as u64);
                for (index, line) in group.lines.iter().enumerate() {
                    let is_asked = (from_ms..to_ms).contains(&line.time_ms) && !line.flags.transient;
                    if is_asked
                        && let Some(stretch) = plan.stretches.stretch_of(line.time_ms)
                        && group.matches(index, &plan.matcher)
                    {
                        count_document(plan, &mut making, stretch as u16, group.document(index))?;
                    }
                }
            }
            graph.add(place, 0, &making.finish(), &self.held)?;
        }
        Ok(())
    }
}

impl Graph<'_> {
    fn add(
        &self,
        place: usize,
        first: usize,
        partial: &super::cells::Partial,
        held: &AtomicIsize,
    ) -> Result<(), Left> {
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        if tally.add(place, first, partial, held) { Ok(()) } else { Err(Left::Full) }
    }

    fn finish(self) -> Answer<GraphAnswer> {
        let (incomplete, lines_read) = (self.budget.ended(), self.budget.lines_read());
        metrics::counter!("spoor_search_lines_read_total").increment(lines_read);
        let tally = self.tally.into_inner().unwrap_or_else(PoisonError::into_inner);
        let since = Instant::now();
        let found = GraphAnswer { computed: self.computed.into_inner(), ..tally.finish() };
        let took = self.budget.spent() + since.elapsed();
        Answer { found, incomplete, lines_read, took }
    }
}
