//! What of a line goes into which tally.

use std::collections::HashMap;

use query::name;
use segment::{Error, counts, summary, values};
use serde_json::Value;

use crate::ask::{
    Aggregate, Buckets, FacetAsk, Kinds,
    column::{Column, keys_of},
    tally::{Counted, FacetTally, FieldsTally, GroupsTally, SeriesTally},
    values::Field,
    visit::{Count, Found, Seen},
};

/// Counts lines over time.
pub(crate) struct OverTime {
    split: Option<Field>,
    pub tally: SeriesTally,
}

/// Counts the values of several fields.
pub(crate) struct ByValue(pub Vec<(Field, FacetTally)>);

/// Computes figures of groups.
pub(crate) struct InGroups {
    by: Vec<Field>,
    /// None for a figure of the lines themselves.
    figures: Vec<Option<Field>>,
    buckets: Option<Buckets>,
    pub tally: GroupsTally,
}

/// Looks which fields there are.
#[derive(Default)]
pub(crate) struct ByName(pub FieldsTally);

impl OverTime {
    pub fn new(buckets: Buckets, split: Option<&str>) -> Self {
        Self { split: split.map(Field::new), tally: SeriesTally::new(buckets, split.is_some()) }
    }
}

impl Count for OverTime {
    fn count_indexed(&mut self, found: &Found<'_>) -> Result<bool, Error> {
        let split = match &self.split {
            Some(field) if !field.is_known() => return Ok(false),
            Some(field) => Some(values(found.source, field.paths(), &found.lines, found.given_up)?),
            None => None,
        };
        let texts = split.as_ref().map(|split| texts(&split.values)).unwrap_or_default();
        let mut rows = split.as_ref().map(|split| split.rows.as_slice()).unwrap_or_default();
        let buckets = self.tally.buckets();
        let mut counts = vec![0_u64; texts.len()];
        for (bucket, start, end) in stretches(found, buckets)? {
            let mut without = found.lines.count_between(start, end) as u64;
            let here = rows.partition_point(|(line, _)| (*line as usize) < end);
            let (these, rest) = rows.split_at(here);
            rows = rest;
            for line in these.chunk_by(|left, right| left.0 == right.0) {
                without -= 1;
                match line {
                    [(_, only)] => counts[*only as usize] += 1,
                    several => {
                        let several = several.iter().map(|(_, value)| texts[*value as usize].as_str());
                        self.tally.add(bucket, several, 1);
                    }
                }
            }
            for (text, count) in texts.iter().zip(&mut counts) {
                match std::mem::take(count) {
                    0 => {}
                    count => self.tally.add(bucket, [text.as_str()], count),
                }
            }
            if without > 0 {
                self.tally.add(bucket, [], without);
            }
        }
        Ok(true)
    }

    fn count(&mut self, seen: &Seen<'_>) {
        let Some(bucket) = self.tally.buckets().index_of(seen.line.time_ms) else { return };
        let values = self.split.as_ref().map(|field| field.values(seen.document())).unwrap_or_default();
        self.tally.add(bucket, values.iter().map(|value| value.text.as_str()), 1);
    }

    fn is_full(&self) -> Option<String> {
        self.tally.is_full().then(|| "stopped: the field has too many different values".to_owned())
    }
}

impl ByValue {
    pub fn new(asks: &[FacetAsk]) -> Self {
        Self(asks.iter().map(|ask| (Field::new(&ask.field), FacetTally::new(ask.clone()))).collect())
    }
}

impl Count for ByValue {
    fn count_indexed(&mut self, found: &Found<'_>) -> Result<bool, Error> {
        if self.0.iter().any(|(field, _)| !field.is_known()) {
            return Ok(false);
        }
        for (field, tally) in &mut self.0 {
            let counts = counts(found.source, field.paths(), &found.lines, found.given_up)?;
            tally.add_lines(counts.lines);
            for (value, lines) in &counts.values {
                query::with_text(value, |text| tally.add_value(text, *lines));
            }
        }
        Ok(true)
    }

    fn count(&mut self, seen: &Seen<'_>) {
        for (field, tally) in &mut self.0 {
            let values = field.values(seen.document());
            tally.add_lines(u64::from(!values.is_empty()));
            for value in values {
                tally.add_value(&value.text, 1);
            }
        }
    }
}

impl InGroups {
    pub fn new(ask: &Aggregate, buckets: Option<Buckets>) -> Self {
        Self {
            by: ask.by.iter().map(|path| Field::new(path)).collect(),
            figures: ask
                .figures
                .iter()
                .map(|(_, path)| (!path.is_empty()).then(|| Field::new(path)))
                .collect(),
            buckets,
            tally: GroupsTally::new(ask.clone()),
        }
    }
}

impl Count for InGroups {
    fn count_indexed(&mut self, found: &Found<'_>) -> Result<bool, Error> {
        let all = || self.by.iter().chain(self.figures.iter().flatten());
        if all().any(|field| !field.is_known()) {
            return Ok(false);
        }
        let read = |field: &Field| {
            let values = values(found.source, field.paths(), &found.lines, found.given_up)?;
            Ok::<_, Error>(Column::new(&values))
        };
        let by = self.by.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let figures = self
            .figures
            .iter()
            .map(|field| field.as_ref().map(read).transpose())
            .collect::<Result<Vec<_>, _>>()?;
        let stretches = match self.buckets {
            None => vec![(None, 0, found.source.len())],
            Some(buckets) => {
                let placed = |(bucket, start, end)| (Some(buckets.start_of(bucket)), start, end);
                stretches(found, buckets)?.into_iter().map(placed).collect()
            }
        };
        let mut lines = found.lines.iter().peekable();
        for (bucket_ms, start, end) in stretches {
            let mut groups: HashMap<Vec<u32>, Gathered> = HashMap::new();
            while let Some(line) = lines.next_if(|line| *line < end) {
                if line < start {
                    continue;
                }
                for key in keys_of(&by, line as u32) {
                    let gathered = groups
                        .entry(key)
                        .or_insert_with(|| Gathered { lines: 0, values: vec![(0, vec![]); figures.len()] });
                    gathered.lines += 1;
                    for (column, (with, values)) in figures.iter().zip(&mut gathered.values) {
                        if let Some(column) = column {
                            let rows = column.of(line as u32);
                            *with += u64::from(!rows.is_empty());
                            values.extend(rows.iter().map(|(_, value)| *value));
                        }
                    }
                }
            }
            for (key, gathered) in groups {
                let by = by.iter().zip(key).map(|(column, value)| column.text(value)).collect();
                let columns = figures.iter().zip(gathered.values);
                let counted = columns.map(|(column, (with, values))| {
                    column.as_ref().map_or_else(Counted::default, |column| column.count(with, values))
                });
                self.tally.add_counted(bucket_ms, by, gathered.lines, &counted.collect::<Vec<_>>());
            }
        }
        Ok(true)
    }

    fn count(&mut self, seen: &Seen<'_>) {
        let bucket_ms = match self.buckets {
            None => None,
            Some(buckets) => match buckets.index_of(seen.line.time_ms) {
                Some(index) => Some(buckets.start_of(index)),
                None => return,
            },
        };
        let by: Vec<_> = self.by.iter().map(|field| field.values(seen.document())).collect();
        let figure = |field: &Option<Field>| {
            field.as_ref().map(|field| field.values(seen.document())).unwrap_or_default()
        };
        let figures: Vec<_> = self.figures.iter().map(figure).collect();
        self.tally.add_line(bucket_ms, &by, &figures);
    }

    fn is_full(&self) -> Option<String> {
        self.tally.is_full().then(|| "stopped: there are too many different groups and values".to_owned())
    }
}

impl Count for ByName {
    fn count_indexed(&mut self, found: &Found<'_>) -> Result<bool, Error> {
        let mut named: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, key) in found.source.keys().iter().enumerate() {
            let name = name::spellings(&key.path).next().unwrap_or_default();
            if key.part.is_some() && !name.starts_with('_') {
                named.entry(name).or_default().push(number as u32);
            }
        }
        for (name, fields) in named {
            if (found.given_up)() {
                return Err(Error::GivenUp);
            }
            let summary = summary(found.source, &fields, &found.lines)?;
            let Some(lines) = summary.lines.filter(|lines| !lines.is_empty()) else { continue };
            self.0.add_lines(&name, lines.len() as u64);
            for value in &summary.known {
                query::with_text(value, |text| self.0.add_value(&name, text, kind_of(value)));
            }
            self.0.add_unknown(&name, summary.unknown as u64);
        }
        Ok(true)
    }

    fn count(&mut self, seen: &Seen<'_>) {
        let mut values: Vec<(String, String, Kinds)> = Vec::new();
        for (path, value) in seen.document().fields() {
            let name = name::spellings(path).next().unwrap_or_default();
            if !name.starts_with('_') {
                values.push((name, query::with_text(value, str::to_owned), kind_of(value)));
            }
        }
        values.sort_by(|one, other| one.0.cmp(&other.0));
        let mut last = None;
        for (name, text, kinds) in &values {
            self.0.add_value(name, text, *kinds);
            if last.replace(name) != Some(name) {
                self.0.add_lines(name, 1);
            }
        }
    }

    fn is_full(&self) -> Option<String> {
        self.0.is_full().then(|| "stopped: there are too many different fields".to_owned())
    }
}

fn kind_of(value: &Value) -> Kinds {
    match value {
        Value::Number(_) => Kinds { number: true, ..Kinds::default() },
        Value::Bool(_) => Kinds { boolean: true, ..Kinds::default() },
        _ => Kinds { text: true, ..Kinds::default() },
    }
}

/// The lines of one group, and for each figure how many of them have its field, and the values.
struct Gathered {
    lines: u64,
    values: Vec<(u64, Vec<u32>)>,
}

/// The stretches of lines that lie in one bucket each: the bucket, the first line and the line
/// behind the last.
fn stretches(found: &Found<'_>, buckets: Buckets) -> Result<Vec<(usize, usize, usize)>, Error> {
    let mut stretches = Vec::new();
    let Some(first) = found.lines.iter().next() else { return Ok(stretches) };
    let times = found.source.times()?;
    let end = found.lines.iter_down().next().map_or(0, |last| last + 1);
    let mut start = first;
    while start < end {
        let Some(bucket) = buckets.index_of(times.get(start)) else {
            start += 1;
            continue;
        };
        let (_, behind) = times.between(i64::MIN, buckets.start_of(bucket + 1));
        stretches.push((bucket, start, behind.min(end)));
        start = behind.max(start + 1);
    }
    Ok(stretches)
}

fn texts(values: &[Value]) -> Vec<String> {
    values.iter().map(|value| query::with_text(value, str::to_owned)).collect()
}
