//! What of a line goes into which tally.

use query::name;
use serde_json::Value;

use crate::ask::{
    Aggregate, Buckets, FacetAsk, Kinds,
    tally::{FacetTally, FieldsTally, GroupsTally, SeriesTally},
    values::Field,
    visit::{Count, Seen},
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
    figures: Vec<Field>,
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
            figures: ask.figures.iter().map(|(_, path)| Field::new(path)).collect(),
            buckets,
            tally: GroupsTally::new(ask.clone()),
        }
    }
}

impl Count for InGroups {
    fn count(&mut self, seen: &Seen<'_>) {
        let bucket_ms = match self.buckets {
            None => None,
            Some(buckets) => match buckets.index_of(seen.line.time_ms) {
                Some(index) => Some(buckets.start_of(index)),
                None => return,
            },
        };
        let values =
            |fields: &[Field]| fields.iter().map(|field| field.values(seen.document())).collect::<Vec<_>>();
        self.tally.add_line(bucket_ms, &values(&self.by), &values(&self.figures));
    }

    fn is_full(&self) -> Option<String> {
        self.tally.is_full().then(|| "stopped: there are too many different groups and values".to_owned())
    }
}

impl Count for ByName {
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
