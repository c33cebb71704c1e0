//! What is drawn is what was computed: heights, lengths and angles are read back from the drawing and
//! compared with the values, by another computation than the one that drew them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests too")]

use chart::{Drawing, Scene, Shape, draw};
use jiff::tz::TimeZone;
use model::{
    figures::{Figures, Series, Slots},
    graph::{GraphDraft, GraphKind, Plot, Stacking},
};
use proptest::prelude::*;

/// Half a tenth from rounding on either end.
const NEAR: f64 = 0.101;
const SLOTS: usize = 24;

fn drawn(
    kind: GraphKind,
    stacking: Stacking,
    ends: (f64, f64),
    slots: Slots,
    rows: &[Vec<Option<f64>>],
) -> Drawing {
    let one = |(place, values): (usize, &Vec<Option<f64>>)| Series {
        label: format!("series {place}"),
        by: vec![Some(place.to_string())],
        total: values.iter().flatten().copied().reduce(|one, other| one + other),
        values: if slots == Slots::Whole { vec![] } else { values.clone() },
        ..Series::default()
    };
    let series = rows.iter().enumerate().map(one).collect();
    let figures = Figures { slots: slots.clone(), series, lines: 1, ..Figures::default() };
    let (min, max) = (Some(ends.0), Some(ends.1));
    let group_by = if kind == GraphKind::Bar { vec!["region".to_owned()] } else { vec![] };
    let graph = GraphDraft {
        kind,
        stacking,
        min,
        max,
        group_by,
        plots: vec![Plot::default()],
        ..GraphDraft::default()
    };
    let scene = Scene {
        graph: &graph,
        figures: &figures,
        zone: &TimeZone::UTC,
        zone_name: "UTC",
        size: (733.0, 311.0),
        from_ms: 0,
        to_ms: 24 * 3_600_000,
        hidden: &[],
    };
    draw(&scene)
}

fn hours() -> Slots {
    Slots::Times((0..=24).map(|hour| hour * 3_600_000).collect())
}

/// The path of a series with a class.
fn path<'a>(drawing: &'a Drawing, class: &str, of: usize) -> &'a str {
    let found = drawing.shapes.iter().find_map(|shape| match shape {
        Shape::Path { d, class: classes, series }
            if *series == Some(of) && classes.split(' ').any(|one| one == class) =>
        {
            Some(d.as_str())
        }
        _ => None,
    });
    found.unwrap_or_default()
}

/// The numbers after each command of a path.
fn commands(d: &str) -> Vec<(char, Vec<f64>)> {
    let mut found: Vec<(char, String)> = vec![];
    for letter in d.chars() {
        if letter.is_ascii_alphabetic() {
            found.push((letter, String::new()));
        } else if let Some((_, numbers)) = found.last_mut() {
            numbers.push(letter);
        }
    }
    let numbers = |text: &str| text.split_whitespace().map(|number| number.parse().unwrap()).collect();
    found.into_iter().map(|(letter, text)| (letter, numbers(&text))).collect()
}

/// The rectangles of a path: left, top, width, height.
fn rects(d: &str) -> Vec<[f64; 4]> {
    let read = |part: &[(char, Vec<f64>)]| {
        let [(_, start), (_, width), (_, height), ..] = part else { panic!("{part:?}") };
        [start[0], start[1], width[0], height[0]]
    };
    commands(d).chunks(5).map(read).collect()
}

fn row(least: f64) -> impl Strategy<Value = Vec<Option<f64>>> {
    let value = prop_oneof![5 => (least..1000.0).prop_map(Some), 1 => Just(None)];
    proptest::collection::vec(value, SLOTS)
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= NEAR
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn lines_and_areas_pass_through_their_values(rows in proptest::collection::vec(row(-1000.0), 1..4), is_area: bool) {
        let kind = if is_area { GraphKind::Area } else { GraphKind::Line };
        let drawing = drawn(kind, Stacking::None, (-1000.0, 1000.0), hours(), &rows);
        let plot = drawing.plot;
        for (place, values) in rows.iter().enumerate() {
            let points = commands(path(&drawing, "chart__line", place)).into_iter().map(|(_, point)| point);
            let dots = drawing.shapes.iter().filter_map(|shape| match shape {
                Shape::Circle { x, y, series, .. } if *series == Some(place) => Some(vec![*x, *y]),
                _ => None,
            });
            let mut found: Vec<_> = points.chain(dots).collect();
            found.sort_by(|one, other| one[0].total_cmp(&other[0]));
            let expected: Vec<_> = (values.iter().enumerate())
                .filter_map(|(slot, value)| Some((slot as f64, (*value)?)))
                .collect();
            prop_assert_eq!(found.len(), expected.len());
            for (point, (slot, value)) in found.iter().zip(expected) {
                prop_assert!(near(point[0], plot.x + (slot + 0.5) * plot.width / 24.0));
                prop_assert!(near(point[1], plot.y + plot.height * (1000.0 - value) / 2000.0));
            }
        }
    }

    #[test]
    fn a_gap_of_a_line_is_not_crossed(values in row(0.0)) {
        let drawing = drawn(GraphKind::Line, Stacking::None, (0.0, 1000.0), hours(), std::slice::from_ref(&values));
        let slot = |x: f64| ((x - drawing.plot.x) / drawing.plot.width * 24.0 - 0.5).round() as usize;
        let mut last = 0;
        for (command, point) in commands(path(&drawing, "chart__line", 0)) {
            let at = slot(point[0]);
            prop_assert!(command == 'M' || at == last + 1, "drawn from {last} to {at}");
            last = at;
        }
    }

    #[test]
    fn stacked_columns_are_as_high_as_their_values_and_stand_on_each_other(rows in proptest::collection::vec(row(1.0), 2..5)) {
        let drawing = drawn(GraphKind::Column, Stacking::Stacked, (0.0, 5000.0), hours(), &rows);
        let per_one = drawing.plot.height / 5000.0;
        let mut base = [drawing.plot.y + drawing.plot.height; SLOTS];
        for (place, values) in rows.iter().enumerate() {
            let rects = rects(path(&drawing, "chart__fill", place));
            let some: Vec<_> = values.iter().enumerate().filter_map(|(slot, value)| Some((slot, (*value)?))).collect();
            prop_assert_eq!(rects.len(), some.len());
            for ([_, top, _, height], (slot, value)) in rects.into_iter().zip(some) {
                prop_assert!(near(height, value * per_one), "{height} for {value}");
                prop_assert!((top + height - base[slot]).abs() < 0.06, "series {place} does not stand on the one below");
                base[slot] = top;
            }
        }
    }

    #[test]
    fn columns_beside_each_other_begin_at_zero_and_stay_in_their_stretch(rows in proptest::collection::vec(row(-1000.0), 1..4)) {
        let drawing = drawn(GraphKind::Column, Stacking::None, (-1000.0, 1000.0), hours(), &rows);
        let plot = drawing.plot;
        let zero = plot.y + plot.height / 2.0;
        for (place, values) in rows.iter().enumerate() {
            // A column so low that it rounds to nothing is not drawn.
            let some: Vec<_> = values.iter().enumerate().filter_map(|(slot, value)| Some((slot, (*value)?))).collect();
            for ([left, top, width, height], (slot, value)) in rects(path(&drawing, "chart__fill", place)).into_iter().zip(some) {
                prop_assert!(near(height, value.abs() * plot.height / 2000.0));
                let start = if value > 0.0 { top + height } else { top };
                prop_assert!(near(start, zero));
                let stretch = |at: usize| at as f64 * plot.width / 24.0;
                let (start, end) = (stretch(slot), stretch(slot + 1));
                prop_assert!(left >= plot.x + start - 0.6 && left + width <= plot.x + end + 0.6);
            }
        }
    }

    #[test]
    fn shares_fill_the_whole(rows in proptest::collection::vec(row(1.0), 1..5)) {
        let drawing = drawn(GraphKind::Column, Stacking::Share, (0.0, 100.0), hours(), &rows);
        let mut sums = [0.0; SLOTS];
        for (place, values) in rows.iter().enumerate() {
            let some: Vec<_> = values.iter().enumerate().filter_map(|(slot, value)| Some((slot, (*value)?))).collect();
            for ([_, _, _, height], (slot, value)) in rects(path(&drawing, "chart__fill", place)).into_iter().zip(some) {
                let whole: f64 = rows.iter().filter_map(|row| row[slot]).sum();
                prop_assert!(near(height, value / whole * drawing.plot.height));
                sums[slot] += height;
            }
        }
        let is_whole = |sum: &f64| *sum == 0.0 || (sum - drawing.plot.height).abs() < 0.2;
        prop_assert!(sums.iter().all(is_whole), "{sums:?}");
    }

    #[test]
    fn bars_are_as_long_as_their_values(totals in proptest::collection::vec(-900.0..900.0_f64, 1..9)) {
        let rows: Vec<_> = totals.iter().map(|total| vec![Some(*total)]).collect();
        let drawing = drawn(GraphKind::Bar, Stacking::None, (-900.0, 900.0), Slots::Whole, &rows);
        let zero = drawing.plot.x + drawing.plot.width / 2.0;
        for (place, total) in totals.iter().enumerate() {
            let [left, _, width, _] = rects(path(&drawing, "chart__fill", place))[0];
            prop_assert!((width - total.abs() / 1800.0 * drawing.plot.width).abs() <= 0.2, "{width} for {total}");
            let start = if *total > 0.0 { left } else { left + width };
            prop_assert!(near(start, zero));
        }
    }

    #[test]
    fn an_hour_that_has_more_is_never_lighter(values in proptest::collection::vec(0.0..500.0_f64, 168)) {
        let rows = [values.iter().copied().map(Some).collect()];
        let drawing = drawn(GraphKind::Heat, Stacking::None, (0.0, 500.0), Slots::Week, &rows);
        for step in 0..7 {
            for [left, top, ..] in rects(path(&drawing, &format!("chart__h{step}"), 0)) {
                let hour = ((left - drawing.plot.x) / drawing.plot.width * 24.0).round() as usize;
                let day = ((top - drawing.plot.y) / drawing.plot.height * 7.0).round() as usize;
                let value = values[day * 24 + hour];
                let expected = if value == 0.0 { 0 } else { (value / 500.0 * 6.0).ceil() as usize };
                prop_assert_eq!(step, expected, "day {} hour {} has {}", day, hour, value);
            }
        }
        prop_assert_eq!(drawing.cells.len(), 168);
    }

    #[test]
    fn a_gauge_turns_as_far_as_its_value(value in 1.0..999.0_f64) {
        let drawing = drawn(GraphKind::Gauge, Stacking::None, (0.0, 1000.0), Slots::Whole, &[vec![Some(value)]]);
        let plot = drawing.plot;
        let middle = (plot.x + plot.width / 2.0, plot.y + plot.height);
        let commands = commands(path(&drawing, "chart__fill", 0));
        // The last point of the outer edge, before the line inwards.
        let line = commands.iter().position(|(command, _)| *command == 'L').unwrap();
        let end = &commands[line - 1].1;
        let expected = std::f64::consts::PI * (1.0 - value / 1000.0);
        prop_assert!(near(end[5], middle.0 + plot.width / 2.0 * expected.cos()));
        prop_assert!(near(end[6], middle.1 - plot.width / 2.0 * expected.sin()));
    }

    #[test]
    fn the_small_line_of_a_number_is_as_high_as_its_values(values in proptest::collection::vec(0.0..1000.0_f64, SLOTS)) {
        let rows = [values.iter().copied().map(Some).collect()];
        let drawing = drawn(GraphKind::Number, Stacking::None, (0.0, 1000.0), hours(), &rows);
        let greatest = values.iter().copied().fold(0.0, f64::max);
        for ((_, point), value) in commands(path(&drawing, "chart__line", 0)).iter().zip(&values) {
            let expected = drawing.plot.y + drawing.plot.height * (1.0 - value / greatest);
            prop_assert!(near(point[1], expected));
        }
    }
}

#[test]
fn a_table_has_a_row_for_each_group_and_bars_as_long_as_its_figures() {
    let group = |name: &str, total: f64| Series {
        by: vec![Some(name.to_owned())],
        total: Some(total),
        ..Series::default()
    };
    let series = vec![group("eu-de", 1204.0), group("us-south", 301.0)];
    let figures = Figures { slots: Slots::Whole, series, lines: 1505, ..Figures::default() };
    let plots = vec![Plot::default()];
    let graph = GraphDraft {
        kind: GraphKind::Table,
        group_by: vec!["region".to_owned()],
        plots,
        ..GraphDraft::default()
    };
    let zone = TimeZone::UTC;
    let scene = Scene {
        graph: &graph,
        figures: &figures,
        zone: &zone,
        zone_name: "UTC",
        size: (500.0, 200.0),
        from_ms: 0,
        to_ms: 1,
        hidden: &[],
    };
    let table = draw(&scene).rows.unwrap();
    assert_eq!(table.header, ["region", "Count"]);
    let rows: Vec<_> = table.rows.iter().map(|row| (&*row[0].text, &*row[1].text, row[1].part)).collect();
    assert_eq!(rows, [("eu-de", "1,204", Some(1.0)), ("us-south", "301", Some(0.25))]);
}
