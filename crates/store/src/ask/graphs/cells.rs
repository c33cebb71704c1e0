//! What a tier contributes to a plot: states by group and stretch of time.

use std::borrow::Cow;

use hashbrown::HashMap;

use crate::ask::{
    graphs::{count::Left, state::State},
    tally::MOST_HELD,
};

/// How much what one tier contributes may hold: a segment of nothing but different values fits.
pub(super) const MOST: usize = 2 * MOST_HELD;

/// Stands for "no value" in the key of a group.
pub(super) const WITHOUT: u32 = u32::MAX;

/// The values of a group by the numbers of their texts; [`WITHOUT`] as well where fewer fields are
/// grouped by.
pub(super) type Key = [u32; 2];

/// States by stretch or slot, ascending; those of nothing are left out.
#[derive(Debug, Clone, Default)]
pub(super) struct Cells(pub Vec<(u16, State)>);

/// The lines of one group.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub lines: u64,
    pub cells: Cells,
}

/// What one tier contributes to a plot. Stretches are counted from the first it touches.
#[derive(Debug)]
pub(crate) struct Partial {
    pub(super) lines: u64,
    pub(super) all: Cells,
    pub(super) groups: Vec<(Key, Group)>,
    /// The texts by their numbers.
    pub(super) texts: Vec<Box<str>>,
}

/// A contribution that is being counted.
#[derive(Default)]
pub(super) struct Making {
    lines: u64,
    all: Cells,
    groups: HashMap<Key, Group>,
    numbers: HashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
    /// How many cells, texts and numbers these hold, and what else is kept to make them.
    held: isize,
}

impl Cells {
    /// Adds a state; says by how many texts and numbers, and cells, there are more.
    pub fn add(&mut self, at: u16, state: Cow<'_, State>) -> isize {
        let place = match self.0.last() {
            Some((last, _)) if *last == at => Ok(self.0.len() - 1),
            _ => self.0.binary_search_by_key(&at, |(place, _)| *place),
        };
        match place {
            Ok(place) => {
                let held = &mut self.0[place].1;
                let before = held.len() as isize;
                held.add(&state);
                held.len() as isize - before
            }
            Err(place) => {
                let len = state.len() as isize;
                self.0.insert(place, (at, state.into_owned()));
                1 + len
            }
        }
    }

    /// Leaves each text and each number once, and less of them where memory is scarce.
    pub fn tidy(&mut self, is_scarce: bool) {
        self.0.iter_mut().for_each(|(_, state)| state.tidy(is_scarce));
    }

    /// How many cells, texts and numbers there are.
    pub fn held(&self) -> isize {
        self.0.iter().map(|(_, state)| 1 + state.len() as isize).sum()
    }

    /// All of them together.
    pub fn total(&self) -> Option<State> {
        let mut states = self.0.iter().map(|(_, state)| state);
        let mut total = states.next()?.clone();
        states.for_each(|state| total.add(state));
        total.tidy(false);
        Some(total)
    }

    fn bytes(&self) -> usize {
        let each = self.0.capacity() * size_of::<(u16, State)>();
        each + self.0.iter().map(|(_, state)| state.bytes()).sum::<usize>()
    }
}

impl Partial {
    /// About how much memory it takes.
    pub(crate) fn bytes(&self) -> u64 {
        let groups = self.groups.iter().map(|(_, group)| group.cells.bytes()).sum::<usize>();
        let texts = self.texts.iter().map(|text| 16 + text.len().next_multiple_of(16)).sum::<usize>();
        let own = size_of::<Self>() + self.groups.capacity() * size_of::<(Key, Group)>();
        (own + self.all.bytes() + groups + texts) as u64
    }
}

impl Making {
    /// The number of a text.
    pub fn number_of(&mut self, text: &str) -> u32 {
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        let number = self.texts.len() as u32;
        self.texts.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    /// Adds lines of the same groups with the same values. One line may have thousands of each, so it
    /// stops as soon as there are too many.
    pub fn add(&mut self, stretch: u16, keys: &[Key], state: Option<State>, lines: u64) -> Result<(), Left> {
        self.lines += lines;
        for key in keys {
            let group = self.groups.entry(*key).or_default();
            group.lines += lines;
            if let Some(state) = &state {
                self.held += group.cells.add(stretch, Cow::Borrowed(state));
            }
            self.fits()?;
        }
        if let Some(state) = state {
            self.held += self.all.add(stretch, Cow::Owned(state));
        }
        self.fits()
    }

    /// Counts what is kept beside it to make it.
    pub fn keep(&mut self, count: usize) -> Result<(), Left> {
        self.held += count as isize;
        self.fits()
    }

    /// Refuses to hold too many groups, cells, texts and numbers.
    fn fits(&self) -> Result<(), Left> {
        let held = self.held + (self.groups.len() + self.texts.len()) as isize;
        if held > MOST as isize { Err(Left::Full) } else { Ok(()) }
    }

    pub fn finish(self) -> Partial {
        let Self { lines, mut all, groups, texts, .. } = self;
        all.tidy(false);
        let tidied = |(key, mut group): (Key, Group)| {
            group.cells.tidy(false);
            group.cells.0.shrink_to_fit();
            (key, group)
        };
        let groups = groups.into_iter().map(tidied).collect();
        Partial { lines, all, groups, texts }
    }
}
