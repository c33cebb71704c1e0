//! Samples of every kind of graph, quiet ones and hostile ones. They are the same at every call.

use model::{
    figures::{Figures, Series, Slots},
    graph::{Compare, GraphDraft, GraphKind, Level, Plot, Stacking, Threshold, Unit},
};

/// The range the samples are of: the first two weeks of March 2024, UTC.
pub const RANGE: (i64, i64) = (1_709_251_200_000, 1_710_460_800_000);

const HOUR: i64 = 3_600_000;
const NAMES: [&str; 8] = ["us-south", "eu-de", "eu-gb", "jp-tok", "au-syd", "br-sao", "ca-tor", "us-east"];

/// A row of numbers that look random and are not: xorshift.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        f64::from(u32::try_from(self.0 >> 40).unwrap_or_default()) / f64::from(1_u32 << 24)
    }

    /// Counts that rise by day and fall by night.
    fn counts(&mut self, slots: u32, per_day: f64, most: f64) -> Vec<Option<f64>> {
        let one = |slot| {
            let day = (1.2 - (std::f64::consts::TAU * f64::from(slot) / per_day).cos()) / 2.2;
            Some((most * day * (0.55 + 0.45 * self.roll())).round())
        };
        (0..slots).map(one).collect()
    }
}

/// Each sample with what it shows.
pub fn gallery() -> Vec<(String, GraphDraft, Figures)> {
    let mut samples = quiet();
    samples.extend(hostile());
    samples
}

fn quiet() -> Vec<(String, GraphDraft, Figures)> {
    let mut dice = Dice(0x5eed_5eed_5eed_5eed);
    let hours = times(48, HOUR);
    let mut samples = Vec::new();
    let mut add = |title: &str, draft: GraphDraft, slots: Slots, series: Vec<Series>| {
        let figures = Figures { slots, series, lines: 1, ..Figures::default() };
        samples.push((title.to_owned(), GraphDraft { title: title.to_owned(), ..draft }, figures));
    };
    let mut groups = |count: usize, slots: u32, per_day: f64, most: f64| -> Vec<Series> {
        let one = |place: usize| {
            let size = most / (1.0 + f64::from(u32::try_from(place).unwrap_or_default()));
            series(0, NAMES[place % NAMES.len()], dice.counts(slots, per_day, size))
        };
        (0..count).map(one).collect()
    };

    let warned =
        vec![threshold(600.0, Level::Warning, "busy"), threshold(900.0, Level::Critical, "too many")];
    let line = GraphDraft { thresholds: warned, ..of(GraphKind::Line) };
    add("Lines with thresholds", line, hours.clone(), groups(3, 48, 24.0, 980.0));
    let mut compared = groups(1, 48, 24.0, 420.0);
    let mut before = groups(1, 48, 24.0, 380.0);
    before[0].is_earlier = true;
    compared.append(&mut before);
    let draft = GraphDraft { compare: Compare::Week, ..of(GraphKind::Line) };
    add("Against the week before", draft, hours.clone(), compared.clone());
    let mut gaps = groups(2, 48, 24.0, 8000.0);
    for slot in [3, 4, 12, 14, 30, 31, 32, 33] {
        gaps[0].values[slot] = None;
    }
    let draft = GraphDraft { unit: Unit::Milliseconds, ..of(GraphKind::Line) };
    add("Gaps are not zero", draft, hours.clone(), gaps);
    add("One area", of(GraphKind::Area), hours.clone(), groups(1, 48, 24.0, 2400.0));
    let stacked = GraphDraft { stacking: Stacking::Stacked, unit: Unit::Bytes, ..of(GraphKind::Area) };
    add("Areas on each other", stacked, hours.clone(), groups(5, 48, 24.0, 9e8));
    let shared = GraphDraft { stacking: Stacking::Share, ..of(GraphKind::Area) };
    add("Areas as shares", shared, hours.clone(), groups(4, 48, 24.0, 700.0));
    let columns = GraphDraft { stacking: Stacking::Stacked, ..of(GraphKind::Column) };
    add("Columns on each other", columns.clone(), hours.clone(), groups(4, 48, 24.0, 900.0));
    add("Columns beside each other", of(GraphKind::Column), times(7, 24 * HOUR), groups(3, 7, 7.0, 640.0));
    let shared = GraphDraft { stacking: Stacking::Share, ..of(GraphKind::Column) };
    add("Columns as shares", shared, times(14, 24 * HOUR), groups(4, 14, 7.0, 400.0));
    let mut bars = whole(&groups(8, 48, 24.0, 1204.0));
    bars.push(Series {
        label: "Others".to_owned(),
        is_others: true,
        by: vec![None],
        total: Some(812.0),
        ..Series::default()
    });
    let grouped = GraphDraft { group_by: vec!["region".to_owned()], ..of(GraphKind::Bar) };
    add("Top regions", grouped.clone(), Slots::Whole, bars);
    let mut pairs = whole(&groups(5, 48, 24.0, 900.0));
    pairs.extend(whole(&groups(5, 48, 24.0, 300.0)).into_iter().map(|series| Series { plot: 1, ..series }));
    let named = |label: &str| Plot { label: label.to_owned(), ..Plot::default() };
    let two = GraphDraft { plots: vec![named("All"), named("Refused")], ..grouped.clone() };
    add("Two figures of each region", two.clone(), Slots::Whole, pairs.clone());
    add("A table of regions", GraphDraft { kind: GraphKind::Table, ..two }, Slots::Whole, pairs);
    add("Hours of the week", of(GraphKind::Heat), Slots::Week, groups(1, 168, 24.0, 380.0));
    let draft = GraphDraft { compare: Compare::Week, ..of(GraphKind::Number) };
    add("Sign-ins", draft, hours.clone(), compared);
    let warned = vec![threshold(0.02, Level::Warning, ""), threshold(0.05, Level::Critical, "call someone")];
    let share = |kind| GraphDraft { unit: Unit::Share, thresholds: warned.clone(), ..of(kind) };
    let mut refused = groups(1, 48, 24.0, 60.0);
    refused[0].values.iter_mut().flatten().for_each(|value| *value /= 1000.0);
    refused[0].total = Some(0.0613);
    add("Share of refusals", share(GraphKind::Number), hours.clone(), refused.clone());
    let gauge = GraphDraft { max: Some(0.1), ..share(GraphKind::Gauge) };
    add("Refusals on a scale", gauge, Slots::Whole, whole(&refused));
    let outcomes = ["success", "failure", "warning", "pending", "unknown"];
    let graded: Vec<_> = outcomes.iter().zip(groups(5, 48, 24.0, 500.0)).map(renamed).collect();
    let by_outcome =
        |kind| GraphDraft { group_by: vec!["outcome".to_owned()], stacking: Stacking::Stacked, ..of(kind) };
    add("Outcomes on each other", by_outcome(GraphKind::Column), hours.clone(), graded.clone());
    add("Outcomes as lines", by_outcome(GraphKind::Line), hours.clone(), graded);
    let alike =
        ["create", "update", "delete"].map(|verb| format!("logdnaat.exclusion-rule-of-the-stream.{verb}"));
    let alike: Vec<_> = alike.iter().zip(groups(3, 48, 24.0, 70.0)).map(renamed).collect();
    let by_action = GraphDraft { group_by: vec!["action".to_owned()], ..of(GraphKind::Bar) };
    add("Names that begin alike", by_action, Slots::Whole, whole(&alike));
    add("A gauge without thresholds", of(GraphKind::Gauge), Slots::Whole, whole(&groups(1, 48, 24.0, 90.0)));
    samples
}

fn hostile() -> Vec<(String, GraphDraft, Figures)> {
    let mut dice = Dice(0xbad_cafe_f00d);
    let mut samples = Vec::new();
    let mut add = |title: &str, draft: GraphDraft, slots: Slots, series: Vec<Series>, lines: u64| {
        let figures = Figures { slots, series, lines, ..Figures::default() };
        samples.push((title.to_owned(), GraphDraft { title: title.to_owned(), ..draft }, figures));
    };
    let hours = times(48, HOUR);
    let one = |values: Vec<Option<f64>>| vec![series(0, "Count", values)];
    add("Nothing found", of(GraphKind::Line), hours.clone(), one(vec![Some(0.0); 48]), 0);
    add("No group found", of(GraphKind::Bar), Slots::Whole, vec![], 0);
    add("All zero", of(GraphKind::Column), hours.clone(), one(vec![Some(0.0); 48]), 9);
    let below = (0..48).map(|slot| Some(40.0 * f64::from(slot % 9) - 160.0)).collect();
    add("Below zero", of(GraphKind::Column), hours.clone(), one(below), 9);
    let huge = dice.counts(48, 24.0, 1e15);
    add("Huge", of(GraphKind::Area), hours.clone(), one(huge), 9);
    let tiny = (0..48).map(|_| Some(dice.roll() * 3e-7)).collect();
    add("Tiny", of(GraphKind::Line), hours.clone(), one(tiny), 9);
    add("One stretch", of(GraphKind::Line), times(1, HOUR), one(vec![Some(7.0)]), 9);
    add("One column", of(GraphKind::Column), times(1, 24 * HOUR), one(vec![Some(7.0)]), 9);
    let second = dice.counts(50, 25.0, 40.0);
    add("One second", of(GraphKind::Column), times(50, 20), one(second), 9);
    let fifty = (0..50).map(|place| {
        let size = 900.0 / (1.0 + f64::from(place));
        series(0, &format!("service-{place}"), dice.counts(100, 50.0, size))
    });
    let fifty: Vec<_> = fifty.collect();
    let slots = times(100, HOUR / 4);
    let stacked = GraphDraft { stacking: Stacking::Stacked, ..of(GraphKind::Column) };
    add("Fifty series", of(GraphKind::Line), slots.clone(), fifty.clone(), 9);
    add("Twenty series on each other", stacked, slots.clone(), fifty[..20].to_vec(), 9);
    let labels = [
        "<script>alert(1)</script> & ]]> \"quoted\"",
        "crn:v1:bluemix:public:databases-for-postgresql:us-south:a/0123456789abcdef:8a9b::deployment",
        "مرحبا\u{202e}turned\u{0}\u{7}",
        "漢字の長いラベルがここに立つと何が起こるか",
        "=HYPERLINK(\"http://example.com\")",
    ];
    let many = labels.iter().enumerate().map(|(place, label)| {
        let size = f64::from(u32::try_from(place).unwrap_or_default());
        Series { total: Some(9_000_000.0 - 1_700_000.0 * size), ..series(0, label, vec![]) }
    });
    let many: Vec<_> = many.collect();
    let grouped = |kind| GraphDraft { group_by: vec!["target.id".to_owned()], ..of(kind) };
    add("Long and hostile names", grouped(GraphKind::Bar), Slots::Whole, many.clone(), 9);
    add("A table of hostile names", grouped(GraphKind::Table), Slots::Whole, many.clone(), 9);
    let lines = labels.iter().map(|label| series(0, label, dice.counts(48, 24.0, 500.0))).collect();
    add("Lines with hostile names", grouped(GraphKind::Line), hours, lines, 9);
    let crowd = |value: f64| {
        threshold(value, Level::Warning, "a threshold with a name that is far too long for any drawing")
    };
    let thresholds = vec![crowd(100.0), crowd(105.0), crowd(300.0), threshold(1e6, Level::Critical, "far")];
    let crowded = GraphDraft { thresholds, ..of(GraphKind::Line) };
    add("A crowd of thresholds", crowded, slots, one(dice.counts(100, 50.0, 320.0)), 9);
    let rows = (0..50).map(|place| {
        let total = Some(f64::from(5000 / (place + 1)) - 400.0);
        Series { total, ..series(0, &format!("row {place}"), vec![]) }
    });
    add("More bars than have room", grouped(GraphKind::Bar), Slots::Whole, rows.collect(), 9);
    samples
}

fn of(kind: GraphKind) -> GraphDraft {
    GraphDraft { kind, plots: vec![Plot::default()], ..GraphDraft::default() }
}

fn times(count: i64, each: i64) -> Slots {
    Slots::Times((0..=count).map(|slot| RANGE.0 + slot * each).collect())
}

fn series(plot: usize, label: &str, values: Vec<Option<f64>>) -> Series {
    let total = values.iter().flatten().copied().reduce(|one, other| one + other);
    Series {
        plot,
        label: label.to_owned(),
        by: vec![Some(label.to_owned())],
        total,
        values,
        ..Series::default()
    }
}

fn renamed((name, series): (impl AsRef<str>, Series)) -> Series {
    let name = name.as_ref().to_owned();
    Series { label: name.clone(), by: vec![Some(name)], ..series }
}

fn whole(series: &[Series]) -> Vec<Series> {
    series.iter().map(|series| Series { values: vec![], ..series.clone() }).collect()
}

fn threshold(value: f64, level: Level, label: &str) -> Threshold {
    Threshold { value, level, label: label.to_owned() }
}
