//! What one index contributes to plots.
//!
//! Lines are counted by what they are alike in: the numbers of their groups and of the value the
//! figure is made of, as codes. Only what was counted is looked up in words.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use model::line::Line;
use query::Document;
use segment::{Column, Error, Records, Set, Source, evaluate};

use crate::ask::{
    Operation,
    graphs::{
        cells::{Making, Partial},
        heap::state_of_line,
        indexed::{self, Columns},
        plan::Plan,
        state::State,
        stretches::Cut,
        words::keys_of,
        worth::{SharedWorth, Worth},
    },
    values::Field,
};

/// Why a plot was not counted to its end.
#[derive(Debug)]
pub(super) enum Left {
    /// There are too many groups and values.
    Full,
    Error(Error),
}

impl From<Error> for Left {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// One index, opened for all plots.
pub(super) struct Opened<'a> {
    source: Source<'a>,
    span: (i64, i64),
    /// Lines that may be seen; none for all.
    visible: Option<Set>,
    lines: RefCell<HashMap<usize, Rc<Matched>>>,
    columns: RefCell<HashMap<ColumnName, Rc<Column>>>,
    /// By the column, which is kept as long, and whether they are of texts.
    worths: RefCell<HashMap<(*const Column, bool), SharedWorth>>,
}

/// The name of a field, and the number of the lines it was read for where it was not read for all.
type ColumnName = (String, Option<usize>);

/// The lines of a query in the range asked for.
struct Matched {
    /// Those the index knows all of.
    indexed: Set,
    /// Those that have to be read.
    opaque: Set,
}

/// Who asks: whether to go on, and where to note lines that were read.
pub(super) struct Asking<'a> {
    pub given_up: &'a dyn Fn() -> bool,
    pub has_read: &'a dyn Fn(u64),
}

impl<'a> Opened<'a> {
    pub fn new(source: Source<'a>, span: (i64, i64), visible: Option<Set>) -> Self {
        Self {
            source,
            span,
            visible,
            lines: RefCell::default(),
            columns: RefCell::default(),
            worths: RefCell::default(),
        }
    }

    /// What a part of it contributes to a plot.
    pub fn count(&self, plan: &Plan, cut: &Cut, asking: &Asking<'_>) -> Result<Partial, Left> {
        let mut making = Making::default();
        let matched = self.matched(plan, asking)?;
        if matched.indexed.is_empty() && matched.opaque.is_empty() {
            return Ok(making.finish());
        }
        let bounds = self.bounds(cut)?;
        let mut read = Reading { source: self.source, asking, records: None };
        let by_line = |set: &Set, making: &mut Making, read: &mut Reading<'_>| {
            each_between(set, &bounds, |stretch, line| {
                count_document(plan, making, stretch, &Document::new(&read.line(line)?))
            })
        };
        by_line(&matched.opaque, &mut making, &mut read)?;
        if plan.is_known() {
            self.count_indexed(plan, &matched.indexed, &bounds, &mut making, asking)?;
        } else {
            by_line(&matched.indexed, &mut making, &mut read)?;
        }
        Ok(making.finish())
    }

    /// Where the stretches of a part begin, as numbers of lines, and where the last one ends.
    fn bounds(&self, cut: &Cut) -> Result<Vec<usize>, Error> {
        if cut.from_ms.is_none() && cut.to_ms.is_none() && cut.borders.is_empty() {
            return Ok(vec![0, self.source.len()]);
        }
        let times = self.source.times()?;
        let before = |ms: i64| times.between(i64::MIN, ms).1;
        let mut bounds = vec![cut.from_ms.map_or(0, before)];
        bounds.extend(cut.borders.iter().map(|border_ms| before(*border_ms)));
        bounds.push(cut.to_ms.map_or(self.source.len(), before));
        Ok(bounds)
    }

    fn matched(&self, plan: &Plan, asking: &Asking<'_>) -> Result<Rc<Matched>, Error> {
        if let Some(known) = self.lines.borrow().get(&plan.lines) {
            return Ok(known.clone());
        }
        let found = evaluate(self.source, &plan.matcher, asking.given_up)?;
        let (mut lines, mut doubtful) = (found.sure, found.possible);
        let (from_ms, to_ms) = plan.range;
        // Most lie wholly in the range asked for: their times need not be read.
        if !doubtful.is_empty() && (self.span.0 < from_ms || self.span.1 >= to_ms) {
            let (start, end) = self.source.times()?.between(from_ms, to_ms);
            lines.restrict(start, end);
            doubtful.restrict(start, end);
        }
        if let Some(visible) = &self.visible {
            lines.intersect(visible);
            doubtful.intersect(visible);
        }
        doubtful.subtract(&lines);
        let mut read = Reading { source: self.source, asking, records: None };
        for line in doubtful.iter() {
            if plan.matcher.matches(&Document::new(&read.line(line)?)) {
                lines.insert(line);
            }
        }
        let mut opaque = self.source.opaque();
        opaque.intersect(&lines);
        lines.subtract(&opaque);
        let matched = Rc::new(Matched { indexed: lines, opaque });
        self.lines.borrow_mut().insert(plan.lines, matched.clone());
        Ok(matched)
    }

    fn column(
        &self,
        plan: &Plan,
        field: &Field,
        lines: &Set,
        asking: &Asking<'_>,
    ) -> Result<Rc<Column>, Error> {
        let known = |lines| self.columns.borrow().get(&(field.name().to_owned(), lines)).cloned();
        if let Some(column) = known(None).or_else(|| known(Some(plan.lines))) {
            return Ok(column);
        }
        let column = Rc::new(Column::read(self.source, field.paths(), lines, asking.given_up)?);
        let lines = (!column.is_whole()).then_some(plan.lines);
        self.columns.borrow_mut().insert((field.name().to_owned(), lines), column.clone());
        Ok(column)
    }

    fn count_indexed(
        &self,
        plan: &Plan,
        lines: &Set,
        bounds: &[usize],
        making: &mut Making,
        asking: &Asking<'_>,
    ) -> Result<(), Left> {
        if plan.by.is_empty() && plan.field.is_none() {
            for (stretch, bounds) in bounds.windows(2).enumerate() {
                let count = lines.count_between(bounds[0], bounds[1]) as u64;
                making.add(stretch as u16, &[], (count > 0).then_some(State::Lines(count)), count)?;
            }
            return Ok(());
        }
        let column = |field: &Field| self.column(plan, field, lines, asking);
        let by = plan.by.iter().map(column).collect::<Result<Vec<_>, _>>()?;
        let of = plan.field.as_ref().map(column).transpose()?;
        let of = of.map(|column| {
            let is_asked = plan.operation != Operation::Count;
            let worth = is_asked.then(|| self.worth(&column, plan.operation, lines, asking)).transpose()?;
            Ok::<_, Error>((column, worth))
        });
        let of = of.transpose()?;
        indexed::count(plan, &Columns { by, of }, lines, bounds, making, asking)
    }

    fn worth(
        &self,
        column: &Rc<Column>,
        operation: Operation,
        lines: &Set,
        asking: &Asking<'_>,
    ) -> Result<SharedWorth, Error> {
        let name = (Rc::as_ptr(column), operation == Operation::Distinct);
        if let Some(known) = self.worths.borrow().get(&name) {
            return Ok(known.clone());
        }
        let mut worth = Worth::new(column, operation);
        if lines.len() > column.bound() / 2 {
            worth.fill(column, asking.given_up)?;
        }
        let worth = Rc::new(RefCell::new(worth));
        self.worths.borrow_mut().insert(name, worth.clone());
        Ok(worth)
    }
}

/// Counts a line that has been taken apart.
pub(super) fn count_document(
    plan: &Plan,
    making: &mut Making,
    stretch: u16,
    document: &Document,
) -> Result<(), Left> {
    let texts = plan
        .by
        .iter()
        .map(|field| field.values(document).iter().map(|value| making.number_of(&value.text)).collect());
    let keys = keys_of(texts.collect())?;
    let values = plan.field.as_ref().map(|field| field.values(document));
    making.add(stretch, &keys, state_of_line(plan.operation, values.as_deref()), 1)
}

/// Hands out the lines of a set with the stretch each lies in.
fn each_between(
    set: &Set,
    bounds: &[usize],
    mut see: impl FnMut(u16, usize) -> Result<(), Left>,
) -> Result<(), Left> {
    let end = bounds.last().copied().unwrap_or_default();
    for line in set.iter().take_while(|line| *line < end) {
        // Stretches without lines begin where the next one does.
        if let Some(stretch) = bounds.partition_point(|bound| *bound <= line).checked_sub(1) {
            see(stretch as u16, line)?;
        }
    }
    Ok(())
}

/// Lines of one index that have to be read; where there are none, nothing is fetched for it.
struct Reading<'a> {
    source: Source<'a>,
    asking: &'a Asking<'a>,
    records: Option<Records<'a>>,
}

impl Reading<'_> {
    fn line(&mut self, number: usize) -> Result<Line, Error> {
        if (self.asking.given_up)() {
            return Err(Error::GivenUp);
        }
        (self.asking.has_read)(1);
        let records = match &mut self.records {
            Some(records) => records,
            none => none.insert(Records::new(self.source)?),
        };
        Ok(records.read(number)?.line)
    }
}
