//! The series of a graph, out of what the store has counted.

use model::{
    figures::{Figures, Series, Slots},
    graph::{Plot, Then, letter},
};
use store::ask::{Answer, GraphAnswer, PlotFigures, Row};

use crate::board_figures::{
    Range,
    asks::{Asked, Source},
    labels,
};

/// Which lines of a plot.
#[derive(Clone, Copy)]
enum Of {
    All,
    Group(usize),
    Others,
}

/// The figures of a graph.
pub(super) fn figures(asked: &Asked<'_>, answer: Answer<GraphAnswer>, range: Range) -> Figures {
    let took_us = u64::try_from(answer.took.as_micros()).unwrap_or(u64::MAX);
    let (incomplete, found) = (answer.incomplete, answer.found);
    let of: Vec<Of> = if asked.graph.group_by.is_empty() {
        vec![Of::All]
    } else {
        let others = (found.more_groups > 0).then_some(Of::Others);
        (0..found.groups.len()).map(Of::Group).chain(others).collect()
    };
    let times = if asked.shift_ms.is_some() { vec![false, true] } else { vec![false] };
    // What every plot shows for one of them, so that plots can be computed of plots.
    let rows: Vec<Vec<(bool, Of, Vec<Row>)>> = times
        .into_iter()
        .map(|earlier| of.iter().map(|of| (earlier, *of, rows(asked, &found, *of, earlier, range))).collect())
        .collect();
    let mut series = vec![];
    for place in asked.graph.shown() {
        for (earlier, of, rows) in rows.iter().flatten() {
            let Some(Row { total, slots }) = rows.get(place) else { continue };
            let values = if asked.slots == Slots::Whole { vec![] } else { slots.clone() };
            let by = match of {
                Of::Group(group) => found.groups.get(*group).cloned().unwrap_or_default(),
                Of::All | Of::Others => vec![],
            };
            series.push(Series {
                plot: place,
                label: label(asked, place, *of, &by, &found),
                by,
                is_others: matches!(of, Of::Others),
                is_earlier: *earlier,
                total: *total,
                values,
            });
        }
    }
    let now = asked.sources.iter().filter_map(|source| match source {
        Source::Lines(now, _) => found.plots.get(*now),
        Source::Ratio(..) | Source::Formula(_) => None,
    });
    let lines = now.map(|plot| plot.lines).sum();
    let error = found.plots.iter().map(|plot| plot.error).fold(0.0, f64::max);
    // Told with one digit, and never as too little.
    let error_percent = (error > 0.0).then(|| (error * 10.0).ceil() / 10.0);
    let (slots, more_groups) = (asked.slots.clone(), found.more_groups);
    Figures { slots, series, more_groups, lines, incomplete, error_percent, took_us }
}

/// The values of all plots, in their order.
fn rows(asked: &Asked<'_>, found: &GraphAnswer, of: Of, earlier: bool, range: Range) -> Vec<Row> {
    let mut rows: Vec<Row> = vec![];
    for (source, plot) in asked.sources.iter().zip(&asked.graph.plots) {
        let row = match source {
            Source::Lines(now, before) => {
                let place = if earlier { *before } else { Some(*now) };
                place.and_then(|place| row_of(found.plots.get(place)?, of)).unwrap_or_default()
            }
            Source::Ratio(part, whole) => each(&rows, |value| divided(value(*part), value(*whole))),
            Source::Formula(formula) => each(&rows, |value| {
                formula.value(&|own| value((0..rows.len()).find(|place| letter(*place) == own)?))
            }),
        };
        rows.push(then(row, plot, &asked.slots, range));
    }
    rows
}

fn row_of(plot: &PlotFigures, of: Of) -> Option<Row> {
    match of {
        Of::All => Some(plot.all.clone()),
        Of::Group(group) => plot.groups.get(group).cloned(),
        Of::Others => plot.others.clone(),
    }
}

/// Computes the whole and each slot of the plots before: `value` gives that of each.
fn each(rows: &[Row], compute: impl Fn(&dyn Fn(usize) -> Option<f64>) -> Option<f64>) -> Row {
    let count = rows.iter().map(|row| row.slots.len()).max().unwrap_or_default();
    let at = |slot: usize| {
        compute(&|place| rows.get(place).and_then(|row| row.slots.get(slot).copied().flatten()))
    };
    Row { total: compute(&|place| rows.get(place)?.total), slots: (0..count).map(at).collect() }
}

fn divided(part: Option<f64>, whole: Option<f64>) -> Option<f64> {
    Some(part? / whole?).filter(|ratio| ratio.is_finite())
}

/// What is made of the values in the order of time.
fn then(row: Row, plot: &Plot, slots: &Slots, range: Range) -> Row {
    let Row { total, slots: values } = row;
    match plot.then {
        Then::Nothing => Row { total, slots: values },
        Then::Cumulative => {
            let mut sum = 0.0;
            let mut added = |value: Option<f64>| {
                sum += value.unwrap_or_default();
                Some(sum).filter(|sum: &f64| sum.is_finite())
            };
            let values: Vec<_> = values.into_iter().map(&mut added).collect();
            Row { total: values.last().copied().flatten(), slots: values }
        }
        Then::Difference => {
            let less =
                |one: Option<f64>, other: Option<f64>| Some(one? - other?).filter(|less| less.is_finite());
            let (first, last) = (values.first().copied().flatten(), values.last().copied().flatten());
            let steps = values.windows(2).map(|pair| less(pair[1], pair[0]));
            let steps = values.first().map(|_| None).into_iter().chain(steps).collect();
            Row { total: less(last, first), slots: steps }
        }
        Then::PerSecond | Then::PerMinute | Then::PerHour => {
            let unit_ms = plot.then.rate_ms().unwrap_or(1.0);
            let rate = |value: Option<f64>, (from_ms, to_ms): (i64, i64)| {
                divided(value, Some(to_ms.saturating_sub(from_ms) as f64 / unit_ms))
            };
            // Only what of a slot lies in the range was counted.
            let lengths: Vec<(i64, i64)> = match slots {
                Slots::Times(borders) => borders
                    .windows(2)
                    .map(|pair| (pair[0].max(range.from_ms), pair[1].min(range.to_ms)))
                    .collect(),
                Slots::Whole | Slots::Week => vec![],
            };
            let rates = values.into_iter().zip(lengths).map(|(value, length)| rate(value, length)).collect();
            Row { total: rate(total, (range.from_ms, range.to_ms)), slots: rates }
        }
    }
}

fn label(asked: &Asked<'_>, place: usize, of: Of, by: &[Option<String>], found: &GraphAnswer) -> String {
    let plot = labels::of_plot(asked.graph, place);
    let group = match of {
        Of::All => None,
        Of::Group(_) => Some(labels::of_group(asked.graph, by)),
        Of::Others => Some(format!("Others ({})", found.more_groups)),
    };
    match group {
        None => plot,
        // Where one plot is shown, its name would stand before each.
        Some(group) if asked.graph.shown().count() == 1 => group,
        Some(group) => format!("{plot} · {group}"),
    }
}
