//! The reckoning of a graph: of each series by itself, over all lines, slot by slot.

use std::collections::{BTreeMap, BTreeSet};

use actions::board_figures::Range;
use jiff::{Timestamp, tz::TimeZone};
use model::{
    figures::{Figures, Slots},
    formula::Formula,
    graph::{GraphDraft, Operation, Plot, Then, letter},
    line::Line,
};
use query::{Document, Filters, Matcher};
use serde_json::Value;

type Key = Vec<Option<String>>;
/// The whole, and each slot.
type Row = (Option<f64>, Vec<Option<f64>>);

/// Everything one series is reckoned of.
struct Reckoning<'a> {
    lines: &'a [Line],
    draft: &'a GraphDraft,
    slots: &'a Slots,
    range: Range,
    zone: &'a TimeZone,
    shift_ms: i64,
}

pub fn check(lines: &[Line], draft: &GraphDraft, figures: &Figures, range: Range, zone: &TimeZone) {
    assert_eq!(figures.incomplete, None);
    let shown: Vec<usize> = draft.shown().collect();
    let grouped = !draft.group_by.is_empty();
    let now = Reckoning { lines, draft, slots: &figures.slots, range, zone, shift_ms: 0 };
    let ranked = if grouped { now.ranked() } else { vec![] };
    let top = ranked.len().min(draft.top.into());
    assert_eq!(figures.more_groups, (ranked.len() - top) as u64, "{draft:#?}");
    let each = if grouped { top + usize::from(top < ranked.len()) } else { 1 };
    let times = if draft.compare.shift_ms(range.to_ms - range.from_ms).is_some() { 2 } else { 1 };
    assert_eq!(figures.series.len(), shown.len() * each * times, "{draft:#?}");
    for (place, series) in figures.series.iter().enumerate() {
        let (plot, within) = (shown[place / (each * times)], place % (each * times));
        let (is_earlier, group) = (within >= each, within % each);
        let is_others = grouped && group == top;
        assert_eq!((series.plot, series.is_earlier, series.is_others), (plot, is_earlier, is_others));
        let keys: Option<Vec<&Key>> = match (grouped, is_others) {
            (false, _) => None,
            (true, true) => Some(ranked[top..].iter().collect()),
            (true, false) => {
                assert_eq!(series.by, ranked[group], "{draft:#?}");
                Some(vec![&ranked[group]])
            }
        };
        let shift_ms =
            if is_earlier { draft.compare.shift_ms(range.to_ms - range.from_ms).unwrap() } else { 0 };
        let (total, values) = Reckoning { shift_ms, ..now }.row(plot, keys.as_deref());
        let told = || format!("{series:#?}\nexpected {total:?} {values:?}\n{draft:#?}");
        assert!(is_near(series.total, total), "{}", told());
        let values = if figures.slots == Slots::Whole { &[][..] } else { &values };
        assert_eq!(series.values.len(), values.len(), "{}", told());
        assert!(series.values.iter().zip(values).all(|(one, other)| is_near(*one, *other)), "{}", told());
    }
}

impl Reckoning<'_> {
    /// All groups, in their order.
    fn ranked(&self) -> Vec<Key> {
        let mut place = self.draft.shown().next().unwrap();
        loop {
            let plot = &self.draft.plots[place];
            let named = match plot.operation {
                Operation::Ratio => plot.part.chars().next().unwrap(),
                Operation::Formula => Formula::parse(&plot.formula).unwrap().letters()[0],
                _ => break,
            };
            place = (0..place).find(|earlier| letter(*earlier) == named).unwrap();
        }
        let shifts =
            [0, self.draft.compare.shift_ms(self.range.to_ms - self.range.from_ms).unwrap_or_default()];
        let counted = self.draft.plots.iter().filter(|plot| !plot.operation.is_of_plots());
        let mut keys = BTreeMap::<Key, Vec<&Line>>::new();
        for plot in counted {
            for shift_ms in shifts {
                let shifted = Self { shift_ms, ..*self };
                for line in self.lines.iter().filter(|line| shifted.slot_of(plot, line).is_some()) {
                    keys_of(self.draft, line).into_iter().for_each(|key| _ = keys.entry(key).or_default());
                }
            }
        }
        let plot = &self.draft.plots[place];
        for line in self.lines.iter().filter(|line| self.slot_of(plot, line).is_some()) {
            keys_of(self.draft, line).into_iter().for_each(|key| keys.entry(key).or_default().push(line));
        }
        let mut ranked: Vec<_> = keys
            .into_iter()
            .map(|(key, lines)| {
                let by: Vec<_> = key.iter().map(|text| (text.is_none(), text.clone())).collect();
                (figure(plot, &lines), std::cmp::Reverse(lines.len()), by, key)
            })
            .collect();
        ranked.sort_by(|one, other| {
            let figure = match (one.0, other.0) {
                (Some(one), Some(other)) => other.total_cmp(&one),
                (one, other) => one.is_none().cmp(&other.is_none()),
            };
            figure.then_with(|| (one.1, &one.2).cmp(&(other.1, &other.2)))
        });
        ranked.into_iter().map(|(_, _, _, key)| key).collect()
    }

    /// The values of a plot in some groups, or of all lines.
    fn row(&self, place: usize, keys: Option<&[&Key]>) -> Row {
        let plot = &self.draft.plots[place];
        let count = self.slots.count();
        let before = |text: char| (0..place).find(|earlier| letter(*earlier) == text).unwrap();
        let row = match plot.operation {
            Operation::Ratio => {
                let [part, whole] = [&plot.part, &plot.whole]
                    .map(|text| self.row(before(text.chars().next().unwrap()), keys));
                let over = |part: Option<f64>, whole: Option<f64>| {
                    whole.filter(|whole| *whole != 0.0).and_then(|whole| Some(part? / whole))
                };
                (
                    over(part.0, whole.0),
                    part.1.iter().zip(&whole.1).map(|(part, whole)| over(*part, *whole)).collect(),
                )
            }
            Operation::Formula => {
                let formula = Formula::parse(&plot.formula).unwrap();
                let rows: BTreeMap<char, Row> =
                    formula.letters().into_iter().map(|own| (own, self.row(before(own), keys))).collect();
                let at = |slot: usize| formula.value(&|own| rows[&own].1[slot]);
                (formula.value(&|own| rows[&own].0), (0..count).map(at).collect())
            }
            _ => {
                let gathered = |slot: Option<usize>| {
                    let mut lines = vec![];
                    for line in self.lines {
                        let own = self.slot_of(plot, line);
                        if own.is_some() && (slot.is_none() || own == Some(slot)) {
                            let times = keys.map_or(1, |keys| {
                                keys_of(self.draft, line).iter().filter(|key| keys.contains(key)).count()
                            });
                            (0..times).for_each(|_| lines.push(line));
                        }
                    }
                    figure(plot, &lines)
                };
                (gathered(None), (0..count).map(|slot| gathered(Some(slot))).collect())
            }
        };
        self.then(plot, row)
    }

    fn then(&self, plot: &Plot, (total, values): Row) -> Row {
        let slot_ms = |slot: usize| match self.slots {
            Slots::Times(borders) => {
                (borders[slot + 1].min(self.range.to_ms) - borders[slot].max(self.range.from_ms)) as f64
            }
            _ => f64::NAN,
        };
        match plot.then {
            Then::Nothing => (total, values),
            Then::Cumulative => {
                let up_to = |slot: usize| Some(values[..=slot].iter().flatten().sum());
                let sums: Vec<Option<f64>> = (0..values.len()).map(up_to).collect();
                (sums[sums.len() - 1], sums)
            }
            Then::Difference => {
                let less = |one: usize, other: usize| Some(values[one]? - values[other]?);
                let steps = (0..values.len()).map(|slot| if slot == 0 { None } else { less(slot, slot - 1) });
                (less(values.len() - 1, 0), steps.collect())
            }
            rate => {
                let unit_ms = rate.rate_ms().unwrap();
                let length = (self.range.to_ms - self.range.from_ms) as f64;
                let rates =
                    values.iter().enumerate().map(|(slot, value)| Some((*value)? * unit_ms / slot_ms(slot)));
                (total.map(|total| total * unit_ms / length), rates.collect())
            }
        }
    }

    /// Whether a plot counts a line, and the slot in which, if there are any.
    fn slot_of(&self, plot: &Plot, line: &Line) -> Option<Option<usize>> {
        let time_ms = line.time_ms + self.shift_ms;
        let texts = ["-a:hidden", &self.draft.query, &plot.query];
        let document = Document::new(line);
        let is_asked = (self.range.from_ms..self.range.to_ms).contains(&time_ms)
            && texts.iter().all(|text| Matcher::new(&query::parse(text).query).matches(&document))
            && Matcher::new(&query::Query::everything())
                .with_filters(&Filters { hosts: plot.hosts.clone(), ..Filters::default() })
                .matches(&document);
        is_asked.then(|| match self.slots {
            Slots::Whole => None,
            Slots::Times(borders) => {
                borders.windows(2).position(|pair| (pair[0]..pair[1]).contains(&time_ms))
            }
            Slots::Week => {
                let local = Timestamp::from_millisecond(time_ms).unwrap().to_zoned(self.zone.clone());
                Some(
                    usize::try_from(
                        i64::from(local.weekday().to_monday_zero_offset()) * 24 + i64::from(local.hour()),
                    )
                    .unwrap(),
                )
            }
        })
    }
}

fn figure(plot: &Plot, lines: &[&Line]) -> Option<f64> {
    let values: Vec<BTreeSet<String>> = lines.iter().map(|line| values(line, &plot.field)).collect();
    let mut numbers: Vec<f64> = values.iter().flatten().filter_map(|text| text.parse().ok()).collect();
    numbers.sort_by(f64::total_cmp);
    match plot.operation {
        Operation::Count if plot.field.is_empty() => Some(lines.len() as f64),
        Operation::Count => Some(values.iter().filter(|values| !values.is_empty()).count() as f64),
        Operation::Distinct => Some(values.iter().flatten().collect::<BTreeSet<_>>().len() as f64),
        _ if numbers.is_empty() => None,
        Operation::Sum => Some(numbers.iter().sum()),
        _ => numbers.get((0.75 * numbers.len() as f64).ceil() as usize - 1).copied(),
    }
}

fn keys_of(draft: &GraphDraft, line: &Line) -> Vec<Key> {
    draft.group_by.iter().fold(vec![vec![]], |keys, field| {
        let values = values(line, field);
        let values: Vec<Option<String>> =
            if values.is_empty() { vec![None] } else { values.into_iter().map(Some).collect() };
        keys.iter()
            .flat_map(|key| values.iter().map(|value| [key.clone(), vec![value.clone()]].concat()))
            .collect()
    })
}

fn values(line: &Line, field: &str) -> BTreeSet<String> {
    let event: Value = serde_json::from_str(&line.text).unwrap();
    let value = match field {
        "host" => Value::from(line.host.clone()),
        "deep.b" => event["deep"]["b"].clone(),
        other => event[other].clone(),
    };
    let all = if let Value::Array(all) = value { all } else { vec![value] };
    let text = |value: Value| match value {
        Value::String(text) => Some(text).filter(|text| !text.is_empty()),
        Value::Null | Value::Object(_) => None,
        other => Some(other.to_string()),
    };
    all.into_iter().filter_map(text).collect()
}

fn is_near(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-9 * one.abs().max(1.0),
        (one, other) => one == other,
    }
}
