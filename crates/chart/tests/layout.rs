//! What holds for every drawing, whatever is drawn: on samples of every kind, from small to large.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests too")]

use chart::{Anchor, Drawing, RANGE, Scene, Shape, Text, draw, gallery};
use jiff::tz::TimeZone;
use model::{
    figures::{Figures, Series, Slots},
    graph::{GraphDraft, GraphKind},
};

const SIZES: [(f64, f64); 6] =
    [(260.0, 160.0), (300.0, 400.0), (433.0, 217.0), (560.0, 260.0), (900.0, 180.0), (1400.0, 600.0)];

/// Every sample in every size, with the zone whose clock changes within the range.
fn each(mut check: impl FnMut(&str, &GraphDraft, &Figures, &Drawing)) {
    let zone = TimeZone::get("America/New_York").unwrap();
    for (title, graph, figures) in gallery() {
        for size in SIZES {
            let (from_ms, to_ms) = RANGE;
            let scene = Scene {
                graph: &graph,
                figures: &figures,
                zone: &zone,
                zone_name: "America/New_York",
                size,
                from_ms,
                to_ms,
                hidden: &[],
            };
            let drawing = draw(&scene);
            check(&format!("{title} {size:?}"), &graph, &figures, &drawing);
        }
    }
}

fn texts(drawing: &Drawing) -> impl Iterator<Item = &Text> {
    drawing.shapes.iter().filter_map(|shape| if let Shape::Text(text) = shape { Some(text) } else { None })
}

/// How wide a letter of the wide font DejaVu Sans is, by a table of its own.
fn wide(text: &Text) -> f64 {
    let letter = |letter: char| match letter {
        'i' | 'j' | 'l' => 0.28,
        ' ' | '.' | ',' => 0.32,
        'f' | 't' | 'r' | '-' | '/' | '(' | ')' | ':' => 0.40,
        'm' | '%' | '…' => 0.98,
        'M' | 'W' | '@' => 1.0,
        'A'..='Z' => 0.70,
        '0'..='9' | 'a'..='z' => 0.62,
        other if other.is_ascii() => 0.6,
        _ => 0.65,
    };
    text.text.chars().map(letter).sum::<f64>() * text.size
}

/// Left, top, right, bottom.
fn bounds(text: &Text) -> [f64; 4] {
    let width = wide(text);
    let left = match text.anchor {
        Anchor::Start => text.x,
        Anchor::Middle => text.x - width / 2.0,
        Anchor::End => text.x - width,
    };
    [left, text.y - text.size * 0.75, left + width, text.y + text.size * 0.2]
}

#[test]
fn nothing_leaves_the_drawing() {
    each(|name, _, _, drawing| {
        let inside = |x: f64, y: f64| {
            assert!(x >= -0.5 && x <= drawing.width + 0.5, "{name}: {x} of {}", drawing.width);
            assert!(y >= -0.5 && y <= drawing.height + 0.5, "{name}: {y} of {}", drawing.height);
        };
        for shape in &drawing.shapes {
            match shape {
                Shape::Path { d, .. } => check_path(d, inside),
                Shape::Rect { frame, .. } => {
                    inside(frame.x, frame.y);
                    inside(frame.right(), frame.bottom());
                }
                Shape::Line { from, to, .. } => {
                    inside(from.0, from.1);
                    inside(to.0, to.1);
                }
                Shape::Circle { x, y, .. } => inside(*x, *y),
                Shape::Text(text) => {
                    let [left, top, right, bottom] = bounds(text);
                    assert!(left >= -1.0 && right <= drawing.width + 1.0, "{name}: {text:?} to {right}");
                    assert!(top >= -1.0 && bottom <= drawing.height + 1.0, "{name}: {text:?}");
                }
            }
        }
        for column in &drawing.columns {
            inside(column.x, drawing.plot.y);
            inside(column.x + column.width, drawing.plot.y);
        }
        for cell in &drawing.cells {
            inside(cell.frame.x, cell.frame.y);
            inside(cell.frame.right(), cell.frame.bottom());
        }
    });
}

/// Follows a path: the ends of its commands, relative and absolute.
fn check_path(d: &str, inside: impl Fn(f64, f64)) {
    let (mut at, mut rest) = ((0.0, 0.0), d);
    while let Some(command) = rest.chars().next() {
        let end = rest[1..].find(|one: char| one.is_ascii_alphabetic()).map_or(rest.len(), |end| end + 1);
        let numbers: Vec<f64> = rest[1..end].split_whitespace().map(|one| one.parse().unwrap()).collect();
        at = match (command, numbers.as_slice()) {
            ('M' | 'L', [x, y]) | ('A', [.., x, y]) => (*x, *y),
            ('h', [by]) => (at.0 + by, at.1),
            ('v', [by]) => (at.0, at.1 + by),
            ('Z', []) => at,
            other => panic!("{other:?} in {d}"),
        };
        inside(at.0, at.1);
        rest = &rest[end..];
    }
}

fn check_apart(name: &str, drawing: &Drawing) {
    let all: Vec<_> = texts(drawing).map(|text| (text, bounds(text))).collect();
    for (place, (one, a)) in all.iter().enumerate() {
        for (other, b) in &all[..place] {
            let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
            assert!(apart, "{name}: {one:?} {a:?} and {other:?} {b:?}");
        }
    }
}

#[test]
fn words_never_stand_on_each_other() {
    each(|name, _, _, drawing| check_apart(name, drawing));
}

#[test]
fn moments_at_the_edge_never_stand_on_their_neighbours() {
    let zone = TimeZone::get("America/New_York").unwrap();
    for span in [967, 230, 1_700, 47_000, 400_000, 7_000_000, 90_000_000, 1_000_000_000] {
        for width in (260..700).step_by(7) {
            let from_ms = RANGE.0 + 33;
            let to_ms = from_ms + span;
            let slots = Slots::Times(vec![from_ms, to_ms]);
            let series = vec![Series { values: vec![Some(1.0)], ..Series::default() }];
            let figures = Figures { slots, series, lines: 1, ..Figures::default() };
            let graph = GraphDraft::default();
            let size = (f64::from(width), 200.0);
            let scene = Scene {
                graph: &graph,
                figures: &figures,
                zone: &zone,
                zone_name: "",
                size,
                from_ms,
                to_ms,
                hidden: &[],
            };
            check_apart(&format!("{span} ms on {width}"), &draw(&scene));
        }
    }
}

#[test]
fn every_series_has_its_name_in_the_legend_or_beside_it() {
    each(|name, graph, figures, drawing| match graph.kind {
        GraphKind::Line | GraphKind::Area | GraphKind::Column | GraphKind::Number => {
            assert_eq!(drawing.legend.len(), figures.series.len(), "{name}");
            let is_told = |column: &chart::Column| column.values.len() == figures.series.len();
            assert!(drawing.columns.iter().all(is_told), "{name}");
            for shape in &drawing.shapes {
                if let Shape::Path { series: Some(series), class, .. } = shape {
                    assert!(class.contains(&drawing.legend[*series].class), "{name}: {class}");
                }
            }
        }
        GraphKind::Bar => {
            let named = texts(drawing).filter(|text| text.class == "chart__name").count();
            assert!(drawing.cells.len() >= named || drawing.cells.is_empty(), "{name}");
            let several = figures.series.iter().any(|series| series.plot == 1);
            assert_eq!(drawing.legend.len(), if several { 2 } else { 0 }, "{name}");
        }
        GraphKind::Heat | GraphKind::Gauge | GraphKind::Table => {}
    });
}

#[test]
fn names_that_are_cut_are_kept_whole_beside() {
    let mut cut = 0;
    each(|name, graph, figures, drawing| {
        for text in texts(drawing).filter(|text| graph.kind == GraphKind::Bar && text.class == "chart__name")
        {
            if let Some((head, tail)) = text.text.split_once('…') {
                let full = text.full.as_ref().unwrap();
                assert!(full.starts_with(head) && full.ends_with(tail), "{name}: {full}");
                assert!(
                    figures.series.iter().any(|series| series.label.chars().count() >= full.chars().count())
                );
                cut += 1;
            }
        }
    });
    assert!(cut > 0);
}

#[test]
fn the_same_is_drawn_twice_and_comes_back_from_its_journey() {
    let mut again = vec![];
    each(|_, _, _, drawing| again.push(drawing.clone()));
    let mut place = 0;
    each(|name, _, _, drawing| {
        assert_eq!(&again[place], drawing, "{name}");
        let text = serde_json::to_string(drawing).unwrap();
        assert_eq!(&serde_json::from_str::<Drawing>(&text).unwrap(), drawing, "{name}");
        place += 1;
    });
}

#[test]
fn where_nothing_was_found_it_is_said_calmly() {
    let mut said = 0;
    each(|name, _, _, drawing| {
        if name.starts_with("Nothing found") || name.starts_with("No group found") {
            let words: Vec<_> = texts(drawing).filter(|text| text.class == "chart__empty").collect();
            assert_eq!(words[0].text, "No events in this time");
            assert!(drawing.summary.ends_with("no events in this time."), "{}", drawing.summary);
            said += 1;
        }
    });
    assert_eq!(said, 2 * SIZES.len());
}

#[test]
fn what_is_told_has_the_greatest_value_and_all_together() {
    let (_, graph, figures) = gallery().into_iter().find(|(title, ..)| title == "Huge").unwrap();
    let (zone, (from_ms, to_ms)) = (TimeZone::UTC, RANGE);
    let size = (400.0, 200.0);
    let scene = Scene {
        graph: &graph,
        figures: &figures,
        zone: &zone,
        zone_name: "UTC",
        size,
        from_ms,
        to_ms,
        hidden: &[],
    };
    let greatest = figures.series[0].values.iter().flatten().copied().fold(0.0, f64::max);
    let told = draw(&scene).summary;
    assert!(
        told.starts_with("Area graph “Huge” of 1 Mar 2024 00:00 to 15 Mar 2024 00:00 (UTC): greatest "),
        "{told}"
    );
    assert!(told.contains(&chart::exact(greatest, graph.unit)), "{told}");
    assert!(told.contains("; total "), "{told}");
}

#[test]
fn too_many_series_are_told_and_not_drawn() {
    let (_, graph, mut figures) = gallery().into_iter().find(|(title, ..)| title == "Fifty series").unwrap();
    figures.series = figures.series.iter().cycle().take(5000).cloned().collect();
    let (zone, (from_ms, to_ms)) = (TimeZone::UTC, RANGE);
    let size = (f64::INFINITY, f64::NAN);
    let scene = Scene {
        graph: &graph,
        figures: &figures,
        zone: &zone,
        zone_name: "UTC",
        size,
        from_ms,
        to_ms,
        hidden: &[],
    };
    let drawing = draw(&scene);
    assert_eq!(drawing.note.as_deref(), Some("120 of 5000 series are drawn; the file has all"));
    assert_eq!(drawing.legend.len(), 120);
    assert!(drawing.width.is_finite() && drawing.height.is_finite());
}

#[test]
fn thresholds_stand_at_their_values_and_those_too_far_are_told_at_the_edge() {
    let (_, graph, figures) =
        gallery().into_iter().find(|(title, ..)| title == "A crowd of thresholds").unwrap();
    let graph = GraphDraft { min: Some(0.0), max: Some(400.0), ..graph };
    let (zone, (from_ms, to_ms)) = (TimeZone::UTC, RANGE);
    let size = (560.0, 260.0);
    let scene = Scene {
        graph: &graph,
        figures: &figures,
        zone: &zone,
        zone_name: "UTC",
        size,
        from_ms,
        to_ms,
        hidden: &[],
    };
    let drawing = draw(&scene);
    let lines = drawing.shapes.iter().filter_map(|shape| match shape {
        Shape::Line { from, class, .. } if class.starts_with("chart__threshold ") => Some(from.1),
        _ => None,
    });
    let lines: Vec<_> = lines.collect();
    assert_eq!(lines.len(), 3);
    for (y, value) in lines.into_iter().zip([300.0, 105.0, 100.0]) {
        // In the middle of its pixel.
        let expected = drawing.plot.bottom() - value / 400.0 * drawing.plot.height;
        assert!((y - expected).abs() <= 0.6, "{value} at {y}, not {expected}");
    }
    assert!(texts(&drawing).any(|text| text.text == "↑ far 1 M"));
}

#[test]
fn figures_that_count_the_same_lines_twice_are_not_added_up() {
    let total = |graph: &GraphDraft, figures: &Figures| {
        let (zone, (from_ms, to_ms)) = (TimeZone::UTC, RANGE);
        let size = (560.0, 260.0);
        let scene =
            Scene { graph, figures, zone: &zone, zone_name: "UTC", size, from_ms, to_ms, hidden: &[] };
        draw(&scene).summary.contains("total")
    };
    let sample = |title: &str| {
        let (_, graph, figures) = gallery().into_iter().find(|(name, ..)| name == title).unwrap();
        (graph, figures)
    };
    for title in ["Top regions", "Two figures of each region"] {
        let (graph, figures) = sample(title);
        assert!(!total(&graph, &figures), "{title}");
    }
    let (graph, mut figures) = sample("Top regions");
    figures.series.truncate(1);
    figures.series[0].by.clear();
    assert!(total(&GraphDraft { group_by: vec![], ..graph }, &figures));
}
