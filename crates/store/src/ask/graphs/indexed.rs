//! Counts lines of which an index knows all, by the codes of what they are alike in.

use std::rc::Rc;

use hashbrown::HashMap;
use segment::{Codes, Column, Error, Set};

use crate::ask::{
    Operation,
    graphs::{
        cells::Making,
        count::{Asking, Left},
        heap::Heap,
        numbers::Numbers,
        plan::Plan,
        state::State,
        texts::Texts,
        words::Words,
        worth::{SharedWorth, Worth},
    },
};

/// After so many groups it looks whether it is to go on.
const OFTEN: usize = 256;
/// Up to so many different groups each has a place of its own.
const PLACES: u64 = 1 << 17;

/// The columns of a plot.
pub(super) struct Columns {
    pub by: Vec<Rc<Column>>,
    /// The field the figure is made of, and what its codes count for; not where only those are counted
    /// that have it.
    pub of: Option<(Rc<Column>, Option<SharedWorth>)>,
}

/// The code of the group of each line.
enum Groups<'a> {
    None,
    One(Codes<'a>),
    /// And how many codes the second column may have.
    Two(Codes<'a>, Codes<'a>, u64),
}

/// Heaps by the codes of their groups.
struct Heaps {
    places: Places,
    /// The codes of those that have lines.
    codes: Vec<u64>,
    heaps: Vec<Heap>,
}

/// For each code the number of its heap, and one more.
enum Places {
    All(Vec<u32>),
    Some(HashMap<u64, u32>),
}

/// Counts lines by the stretches they lie in.
pub(super) fn count(
    plan: &Plan,
    columns: &Columns,
    lines: &Set,
    bounds: &[usize],
    making: &mut Making,
    asking: &Asking<'_>,
) -> Result<(), Left> {
    let groups = Groups::new(&columns.by);
    let mut words = Words::new(&columns.by);
    let bound = columns.by.iter().map(|column| column.bound() as u64).fold(1, u64::saturating_mul);
    let mut heaps = Heaps::new(bound);
    let mut runs = Runs::default();
    for (stretch, bounds) in bounds.windows(2).enumerate() {
        if (asking.given_up)() {
            return Err(Error::GivenUp.into());
        }
        heaps.fill(plan, columns, &groups, lines, (bounds[0], bounds[1]))?;
        for (number, (code, mut heap)) in heaps.take().enumerate() {
            if number % OFTEN == OFTEN - 1 && (asking.given_up)() {
                return Err(Error::GivenUp.into());
            }
            let state = match &columns.of {
                Some((column, Some(worth))) if !heap.codes.is_empty() => of_codes(
                    plan.operation,
                    column,
                    &mut worth.borrow_mut(),
                    runs.of(&mut heap.codes, column.bound()),
                )?,
                of => heap.state(plan.operation, of.is_some()),
            };
            let keys = words.keys(code, making)?;
            making.add(stretch as u16, &keys, state, heap.lines)?;
        }
    }
    Ok(())
}

/// What is made of the values one by one: the different texts, or the numbers with how often each comes.
fn of_codes(
    operation: Operation,
    column: &Column,
    worth: &mut Worth,
    runs: &[(u32, u64)],
) -> Result<Option<State>, Error> {
    let mut state = match operation {
        Operation::Distinct => State::Texts(Texts::default()),
        _ => State::Numbers(Numbers::default()),
    };
    for (code, times) in runs {
        state.add_worth(worth.of(column, *code)?, *times);
    }
    state.tidy(false);
    Ok((state.len() > 0).then_some(state))
}

impl<'a> Groups<'a> {
    fn new(by: &'a [Rc<Column>]) -> Self {
        match by {
            [] => Self::None,
            [one] => Self::One(one.codes()),
            [one, other, ..] => Self::Two(one.codes(), other.codes(), other.bound() as u64),
        }
    }

    fn of(&self, line: usize) -> u64 {
        match self {
            Self::None => 0,
            Self::One(codes) => codes.of(line).into(),
            Self::Two(one, other, bound) => u64::from(one.of(line)) * bound + u64::from(other.of(line)),
        }
    }
}

impl Heaps {
    fn new(bound: u64) -> Self {
        let places =
            if bound <= PLACES { Places::All(vec![0; bound as usize]) } else { Places::Some(HashMap::new()) };
        Self { places, codes: vec![], heaps: vec![] }
    }

    /// The heap of a group.
    fn of(&mut self, code: u64) -> Option<&mut Heap> {
        let number = match &mut self.places {
            Places::All(numbers) => numbers.get_mut(code as usize)?,
            Places::Some(numbers) => numbers.entry(code).or_default(),
        };
        if *number == 0 {
            self.codes.push(code);
            self.heaps.push(Heap::default());
            *number = self.heaps.len() as u32;
        }
        self.heaps.get_mut(*number as usize - 1)
    }

    /// Sorts the lines of a stretch into heaps.
    fn fill(
        &mut self,
        plan: &Plan,
        columns: &Columns,
        groups: &Groups<'_>,
        lines: &Set,
        (start, end): (usize, usize),
    ) -> Result<(), Error> {
        let Some((column, worth)) = &columns.of else {
            lines.each_between(start, end, |line| {
                if let Some(heap) = self.of(groups.of(line)) {
                    heap.lines += 1;
                }
            });
            return Ok(());
        };
        let codes = column.codes();
        let (mut worth, mut failed) = (worth.as_ref().map(|worth| worth.borrow_mut()), None);
        let are_asked_one_by_one = matches!(plan.operation, Operation::Distinct | Operation::Percentile(_));
        lines.each_between(start, end, |line| {
            let code = codes.of(line);
            let Some(heap) = self.of(groups.of(line)) else { return };
            heap.lines += 1;
            match &mut worth {
                None => heap.with_field += u64::from(code > 0),
                Some(_) if are_asked_one_by_one => heap.codes.push(code),
                Some(worth) => match worth.of(column, code) {
                    Ok(numbers) => heap.add(numbers),
                    Err(left) => failed = failed.take().or(Some(left)),
                },
            }
        });
        failed.map_or(Ok(()), Err)
    }

    /// The heaps with their codes; from here on it begins anew.
    fn take(&mut self) -> impl Iterator<Item = (u64, Heap)> + use<> {
        match &mut self.places {
            Places::All(numbers) => {
                for code in &self.codes {
                    if let Some(number) = numbers.get_mut(*code as usize) {
                        *number = 0;
                    }
                }
            }
            Places::Some(numbers) => numbers.clear(),
        }
        std::mem::take(&mut self.codes).into_iter().zip(std::mem::take(&mut self.heaps))
    }
}

/// Finds out how often each code comes.
#[derive(Default)]
struct Runs {
    counts: Vec<u32>,
    runs: Vec<(u32, u64)>,
}

impl Runs {
    fn of(&mut self, codes: &mut [u32], bound: usize) -> &[(u32, u64)] {
        self.runs.clear();
        if codes.len() * 4 < bound {
            codes.sort_unstable();
            let runs = codes.chunk_by(|one, other| one == other);
            self.runs.extend(runs.map(|run| (run[0], run.len() as u64)));
        } else {
            self.counts.clear();
            self.counts.resize(bound, 0);
            for code in codes {
                if let Some(count) = self.counts.get_mut(*code as usize) {
                    *count += 1;
                }
            }
            let counted = self.counts.iter().zip(0..).filter(|(count, _)| **count > 0);
            self.runs.extend(counted.map(|(count, code)| (code, u64::from(*count))));
        }
        &self.runs
    }
}
