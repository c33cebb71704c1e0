//! The contributions of all tiers put together, and the answer made of them.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::HashSet,
    sync::atomic::{AtomicIsize, Ordering},
};

use hashbrown::HashMap;

use crate::ask::{
    GraphAnswer, GraphAsk, Operation, PlotFigures, Row, Stretches,
    graphs::{
        MOST_TOP,
        cells::{Cells, Group, Key, Partial, WITHOUT},
        state::{State, of_nothing},
    },
    tally::MOST_HELD,
};

/// How much all graphs that are asked together hold, as a multiple of what one may.
const TOGETHER: isize = 4;

/// One graph on its way to its answer.
pub(super) struct Tally {
    by: usize,
    top: usize,
    plots: Vec<Plot>,
    numbers: HashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
    /// Texts, cells, and what they hold.
    held: isize,
}

struct Plot {
    operation: Operation,
    stretches: Stretches,
    lines: u64,
    all: Cells,
    groups: HashMap<Key, Group>,
}

impl Tally {
    pub fn new(ask: &GraphAsk, by: usize) -> Self {
        let plot = |plot: &super::PlotAsk| Plot {
            operation: plot.operation,
            stretches: plot.stretches.clone(),
            lines: 0,
            all: Cells::default(),
            groups: HashMap::new(),
        };
        Self {
            by,
            top: ask.top.min(MOST_TOP),
            plots: ask.plots.iter().map(plot).collect(),
            numbers: HashMap::new(),
            texts: vec![],
            held: 0,
        }
    }

    /// Adds what a tier contributes to a plot, whose stretches are counted from `first`. False when
    /// it holds more than it may now, and should be given no more.
    pub fn add(&mut self, place: usize, first: usize, partial: &Partial, all_held: &AtomicIsize) -> bool {
        let before = self.held;
        let ours: Vec<u32> = partial.texts.iter().map(|text| self.number_of(text)).collect();
        let number = |text: u32| ours.get(text as usize).copied().unwrap_or(WITHOUT);
        let mut held = 0;
        let Some(plot) = self.plots.get_mut(place) else { return true };
        plot.lines += partial.lines;
        for (stretch, state) in &partial.all.0 {
            let slot = plot.stretches.slot_of(first + usize::from(*stretch));
            held += plot.all.add(slot, Cow::Borrowed(state));
        }
        for (key, theirs) in &partial.groups {
            let group = plot.groups.entry(key.map(number)).or_insert_with(|| {
                held += 1;
                Group::default()
            });
            group.lines += theirs.lines;
            for (stretch, state) in &theirs.cells.0 {
                let slot = plot.stretches.slot_of(first + usize::from(*stretch));
                held += group.cells.add(slot, Cow::Borrowed(state));
            }
        }
        self.held += held;
        let mut all = all_held.fetch_add(self.held - before, Ordering::Relaxed) + self.held - before;
        let most = MOST_HELD as isize;
        // First what stands there twice is let go, then what is not needed to come near.
        for is_scarce in [false, true] {
            if self.held > most || all > TOGETHER * most {
                let before = self.held;
                self.tidy(is_scarce);
                all = all_held.fetch_add(self.held - before, Ordering::Relaxed) + self.held - before;
            }
        }
        self.held <= most && all <= TOGETHER * most
    }

    /// The answer.
    pub fn finish(mut self) -> GraphAnswer {
        self.tidy(false);
        let (keys, more_groups) = if self.by == 0 { (vec![], 0) } else { self.ranked() };
        let shown: HashSet<Key> = keys.iter().copied().collect();
        let text = |number: u32| self.texts.get(number as usize).map(|text| text.to_string());
        let groups = keys.iter().map(|key| key.iter().take(self.by).map(|number| text(*number)).collect());
        let groups = groups.collect();
        let plots = self.plots.into_iter().map(|plot| plot.finish(&keys, &shown, more_groups > 0)).collect();
        GraphAnswer { groups, more_groups, plots, computed: 0 }
    }

    /// The groups that are told apart, and how many others there are.
    fn ranked(&self) -> (Vec<Key>, u64) {
        let mut keys: Vec<Key> = self.plots.iter().flat_map(|plot| plot.groups.keys().copied()).collect();
        keys.sort_unstable();
        keys.dedup();
        let all = keys.len();
        let place = |key: &Key| {
            let first = self.plots.first();
            let group = first.and_then(|plot| plot.groups.get(key));
            let total = first.and_then(|plot| plot.total(group.map(|group| &group.cells)));
            let figure = total.map(|total| Reverse(Ordered(total + 0.0)));
            let by = key.map(|number| (number == WITHOUT, self.texts.get(number as usize)));
            (figure.is_none(), figure, Reverse(group.map_or(0, |group| group.lines)), by)
        };
        keys.sort_by_cached_key(place);
        keys.truncate(self.top);
        let more = (all - keys.len()) as u64;
        (keys, more)
    }

    fn number_of(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.len() as u32;
        self.numbers.insert(text.into(), number);
        self.texts.push(text.into());
        self.held += 1;
        number
    }

    fn tidy(&mut self, is_scarce: bool) {
        let mut held = self.texts.len() as isize;
        for plot in &mut self.plots {
            let groups = plot.groups.values_mut().map(|group| &mut group.cells);
            for cells in groups.chain([&mut plot.all]) {
                cells.tidy(is_scarce);
                held += 1 + cells.held();
            }
        }
        self.held = held;
    }
}

impl Plot {
    fn total(&self, cells: Option<&Cells>) -> Option<f64> {
        self.figure(cells.and_then(Cells::total).as_ref())
    }

    fn figure(&self, state: Option<&State>) -> Option<f64> {
        state.map_or_else(|| of_nothing(self.operation), |state| state.figure(self.operation))
    }

    /// The figures, and by how many per cent they may be wrong.
    fn row(&self, cells: Option<&Cells>) -> (Row, f64) {
        let mut slots = vec![of_nothing(self.operation); self.stretches.slots()];
        let total = cells.and_then(Cells::total);
        let mut error = total.as_ref().map_or(0.0, State::error);
        for (slot, state) in cells.into_iter().flat_map(|cells| &cells.0) {
            if let Some(place) = slots.get_mut(usize::from(*slot)) {
                *place = state.figure(self.operation);
                error = error.max(state.error());
            }
        }
        (Row { total: self.figure(total.as_ref()), slots }, error)
    }

    fn finish(self, keys: &[Key], shown: &HashSet<Key>, has_others: bool) -> PlotFigures {
        let mut error: f64 = 0.0;
        let mut row = |cells: Option<&Cells>| {
            let (row, wrong) = self.row(cells);
            error = error.max(wrong);
            row
        };
        let groups = keys.iter().map(|key| row(self.groups.get(key).map(|group| &group.cells))).collect();
        let others = has_others.then(|| {
            let mut others = Cells::default();
            for (_, group) in self.groups.iter().filter(|(key, _)| !shown.contains(*key)) {
                for (slot, state) in &group.cells.0 {
                    others.add(*slot, Cow::Borrowed(state));
                }
            }
            others.tidy(false);
            row(Some(&others))
        });
        let all = row(Some(&self.all));
        PlotFigures { lines: self.lines, all, groups, others, error }
    }
}

/// A finite number in the order of numbers.
#[derive(PartialEq)]
struct Ordered(f64);

impl Eq for Ordered {}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
