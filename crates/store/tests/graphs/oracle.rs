//! The reckoning: figures of lines, read one by one from their JSON.

use std::collections::{BTreeMap, BTreeSet};

use model::line::Line;
use query::{Document, Matcher};
use serde_json::Value;
use store::ask::{GraphAnswer, GraphAsk, Operation, PlotAsk, PlotFigures, Row};

use crate::case::slot_of;

type Key = Vec<Option<String>>;

/// The values of the lines of one row, slot by slot.
#[derive(Default, Clone)]
struct Gathered {
    lines: Vec<(usize, Vec<String>)>,
}

pub fn answer(lines: &[Line], ask: &GraphAsk) -> GraphAnswer {
    let by: Vec<&String> = ask.by.iter().take(2).collect();
    let mut plots: Vec<(u64, Gathered, BTreeMap<Key, Gathered>)> = vec![];
    for plot in &ask.plots {
        let (mut count, mut all, mut groups) = (0, Gathered::default(), BTreeMap::<Key, Gathered>::new());
        for line in lines.iter().filter(|line| is_asked(plot, line)) {
            let Some(slot) = slot_of(&plot.stretches, line.time_ms) else { continue };
            count += 1;
            let values: Vec<String> = values(line, &plot.field).into_iter().collect();
            all.lines.push((slot, values.clone()));
            let mut keys: Vec<Key> = vec![vec![]];
            for field in &by {
                let own = self::values(line, field);
                let own: Vec<Option<String>> =
                    if own.is_empty() { vec![None] } else { own.into_iter().map(Some).collect() };
                keys = keys
                    .iter()
                    .flat_map(|key| own.iter().map(|value| [key.clone(), vec![value.clone()]].concat()))
                    .collect();
            }
            for key in keys.into_iter().filter(|_| !by.is_empty()) {
                groups.entry(key).or_default().lines.push((slot, values.clone()));
            }
        }
        plots.push((count, all, groups));
    }
    let keys: BTreeSet<Key> = plots.iter().flat_map(|(_, _, groups)| groups.keys().cloned()).collect();
    let mut ranked: Vec<Key> = keys.into_iter().collect();
    ranked.sort_by(|one, other| {
        let place = |key: &Key| {
            let group = plots[0].2.get(key).cloned().unwrap_or_default();
            let plot = &ask.plots[0];
            (figure(plot, group.lines.iter().map(|(_, values)| values)), group.lines.len())
        };
        let ((one_figure, one_lines), (other_figure, other_lines)) = (place(one), place(other));
        let texts = |key: &Key| -> Vec<_> { key.iter().map(|text| (text.is_none(), text.clone())).collect() };
        let by_figure = match (one_figure, other_figure) {
            (Some(one), Some(other)) => other.total_cmp(&one),
            (one, other) => one.is_none().cmp(&other.is_none()),
        };
        by_figure.then(other_lines.cmp(&one_lines)).then(texts(one).cmp(&texts(other)))
    });
    let rest = ranked.split_off(ask.top.min(ranked.len()));
    let figures = |(place, (count, all, groups)): (usize, (u64, Gathered, BTreeMap<Key, Gathered>))| {
        let plot = &ask.plots[place];
        let mut others = Gathered::default();
        rest.iter()
            .flat_map(|key| groups.get(key))
            .for_each(|group| others.lines.extend(group.lines.clone()));
        PlotFigures {
            lines: count,
            all: row(plot, &all),
            groups: ranked
                .iter()
                .map(|key| row(plot, &groups.get(key).cloned().unwrap_or_default()))
                .collect(),
            others: (!rest.is_empty()).then(|| row(plot, &others)),
            error: 0.0,
        }
    };
    let plots = plots.into_iter().enumerate().map(figures).collect();
    GraphAnswer { more_groups: rest.len() as u64, plots, computed: 0, groups: ranked }
}

fn is_asked(plot: &PlotAsk, line: &Line) -> bool {
    let selection = &plot.selection;
    (selection.from_ms..selection.to_ms).contains(&line.time_ms)
        && !line.flags.transient
        && Matcher::new(&selection.query).matches(&Document::new(line))
}

fn row(plot: &PlotAsk, gathered: &Gathered) -> Row {
    let of = |slot: Option<usize>| {
        let lines = gathered.lines.iter().filter(|(own, _)| slot.is_none_or(|slot| slot == *own));
        figure(plot, lines.map(|(_, values)| values))
    };
    Row { total: of(None), slots: (0..plot.stretches.slots()).map(|slot| of(Some(slot))).collect() }
}

fn figure<'a>(plot: &PlotAsk, lines: impl Iterator<Item = &'a Vec<String>>) -> Option<f64> {
    let lines: Vec<&Vec<String>> = lines.collect();
    let mut numbers: Vec<f64> =
        lines.iter().flat_map(|values| values.iter().filter_map(|text| number(text))).collect();
    numbers.sort_by(f64::total_cmp);
    let count = numbers.len() as f64;
    match plot.operation {
        Operation::Count if plot.field.is_empty() => Some(lines.len() as f64),
        Operation::Count => Some(lines.iter().filter(|values| !values.is_empty()).count() as f64),
        Operation::Distinct => {
            Some(lines.iter().flat_map(|values| values.iter()).collect::<BTreeSet<_>>().len() as f64)
        }
        _ if numbers.is_empty() => None,
        Operation::Sum => Some(numbers.iter().sum()),
        Operation::Average => Some(numbers.iter().sum::<f64>() / count),
        Operation::Min => numbers.first().copied(),
        Operation::Max => numbers.last().copied(),
        Operation::Percentile(percent) => {
            let rank = (f64::from(percent) / 100.0 * count).ceil().max(1.0) as usize;
            numbers.get(rank - 1).copied()
        }
    }
}

/// The different values of a field, as text.
fn values(line: &Line, field: &str) -> BTreeSet<String> {
    let mut found = vec![];
    match field {
        "host" | "source" => found.push(Value::from(line.host.clone())),
        "tags" => found.extend(line.tags.iter().map(|tag| Value::from(tag.clone()))),
        "_ts" => found.push(line.time_ms.into()),
        "_mezmo_line_size" => found.push(line.text.len().into()),
        path => {
            let event: Value = serde_json::from_str(&line.text).unwrap();
            let parts: Vec<&str> = path.split('.').collect();
            collect(&event, &parts, &mut found);
        }
    }
    let text = |value: Value| match value {
        Value::String(text) => Some(text).filter(|text| !text.is_empty()),
        Value::Null => None,
        other => Some(other.to_string()),
    };
    found.into_iter().filter_map(text).collect()
}

fn collect(value: &Value, path: &[&str], found: &mut Vec<Value>) {
    match (value, path) {
        (Value::Array(values), _) => values.iter().for_each(|value| collect(value, path, found)),
        (Value::Object(fields), [first, rest @ ..]) => {
            fields.get(*first).into_iter().for_each(|value| collect(value, rest, found));
        }
        (Value::Object(_), []) => {}
        (leaf, []) => found.push(leaf.clone()),
        _ => {}
    }
}

fn number(text: &str) -> Option<f64> {
    let is_plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | 'e');
    Some(text.trim()).filter(|text| text.chars().all(is_plain)).and_then(|text| text.parse().ok())
}
