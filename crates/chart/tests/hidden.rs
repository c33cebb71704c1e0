//! Series that are left out: the others are drawn as if there were no more, and can be told by the same colours.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use chart::{Drawing, RANGE, Scene, Shape, draw, gallery, to_svg};
use jiff::tz::TimeZone;
use model::{
    figures::{Figures, Series},
    graph::GraphDraft,
};

fn drawn((_, graph, figures): &(String, GraphDraft, Figures), hidden: &[usize]) -> Drawing {
    let (zone, (from_ms, to_ms)) = (TimeZone::UTC, RANGE);
    let size = (560.0, 260.0);
    draw(&Scene { graph, figures, zone: &zone, zone_name: "UTC", size, from_ms, to_ms, hidden })
}

fn sample(title: &str) -> (String, GraphDraft, Figures) {
    gallery().into_iter().find(|(name, ..)| name == title).unwrap()
}

/// The outlines of a drawing that belong to series, and its words.
fn marks(drawing: &Drawing) -> (Vec<String>, Vec<String>) {
    let outline = |shape: &Shape| match shape {
        Shape::Path { d, series: Some(_), .. } => Some(d.clone()),
        _ => None,
    };
    let words = |shape: &Shape| match shape {
        Shape::Text(text) => Some(text.text.clone()),
        _ => None,
    };
    (drawing.shapes.iter().filter_map(outline).collect(), drawing.shapes.iter().filter_map(words).collect())
}

#[test]
fn the_others_stand_and_are_measured_as_if_a_hidden_series_were_not_there() {
    for title in [
        "Lines with thresholds",
        "Areas on each other",
        "Areas as shares",
        "Columns on each other",
        "Columns beside each other",
        "Columns as shares",
    ] {
        let whole = sample(title);
        let mut rest = whole.clone();
        rest.2.series.remove(0);
        let (hidden, rest) = (drawn(&whole, &[0]), drawn(&rest, &[]));
        assert_eq!(marks(&hidden), marks(&rest), "{title}");
        assert_eq!(hidden.plot, rest.plot, "{title}");
        let values = |drawing: &Drawing, skipped: usize| -> Vec<Vec<String>> {
            drawing.columns.iter().map(|column| column.values[skipped..].to_vec()).collect()
        };
        assert_eq!(values(&hidden, 1), values(&rest, 0), "{title}");
        assert!(hidden.columns.iter().all(|column| column.values[0].is_empty()), "{title}");
    }
}

#[test]
fn a_hidden_series_keeps_its_place_in_the_legend_and_the_others_their_colours() {
    let whole = sample("Columns on each other");
    let (all, hidden) = (drawn(&whole, &[]), drawn(&whole, &[0, 2]));
    for (place, (one, other)) in all.legend.iter().zip(&hidden.legend).enumerate() {
        assert_eq!((&one.class, &one.label, &one.value), (&other.class, &other.label, &other.value));
        assert_eq!(other.is_hidden, [0, 2].contains(&place));
    }
    assert!(hidden.summary.contains("2 series, 2 hidden"), "{}", hidden.summary);
    let labels: Vec<_> = hidden.legend.iter().map(|item| item.label.as_str()).collect();
    let file = to_svg(&hidden, "", &[]);
    assert!(!file.contains(labels[0]) && file.contains(labels[1]), "the file names what it shows");
}

#[test]
fn the_bars_of_a_hidden_plot_leave_no_gap() {
    let whole = sample("Two figures of each region");
    let second = |(_, series): &(usize, &Series)| series.plot == 1;
    let places: Vec<_> = whole.2.series.iter().enumerate().filter(second).map(|(place, _)| place).collect();
    let mut rest = whole.clone();
    rest.2.series.retain(|series| series.plot == 0);
    let (hidden, rest) = (drawn(&whole, &places), drawn(&rest, &[]));
    assert_eq!(marks(&hidden), marks(&rest));
    assert_eq!(hidden.legend.iter().map(|item| item.is_hidden).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn where_all_series_are_hidden_it_is_said_and_the_legend_stays() {
    for title in ["Areas on each other", "Two figures of each region"] {
        let whole = sample(title);
        let all: Vec<_> = (0..whole.2.series.len()).collect();
        let drawing = drawn(&whole, &all);
        assert!(marks(&drawing).1.contains(&"All series are hidden".to_owned()), "{title}");
        assert!(!drawing.legend.is_empty() && drawing.legend.iter().all(|item| item.is_hidden), "{title}");
    }
}

#[test]
fn who_does_not_see_a_drawing_is_told_of_what_it_shows_and_of_each_hidden_series_once() {
    let whole = sample("Two figures of each region");
    let second = |(_, series): &(usize, &Series)| series.plot == 1;
    let places: Vec<_> = whole.2.series.iter().enumerate().filter(second).map(|(place, _)| place).collect();
    let mut rest = whole.clone();
    rest.2.series.retain(|series| series.plot == 0);
    assert_ne!(drawn(&whole, &[]).summary, drawn(&whole, &places).summary);
    assert_eq!(drawn(&whole, &places).summary, drawn(&rest, &[]).summary);

    let mut compared = sample("Columns on each other");
    let earlier = Series { is_earlier: true, ..compared.2.series[0].clone() };
    compared.2.series.push(earlier);
    let last = compared.2.series.len() - 1;
    let told = drawn(&compared, &[0, last]).summary;
    assert!(told.contains("3 series, 1 hidden"), "the earlier time is no series of its own: {told}");
    let told = drawn(&compared, &[last, 1000]).summary;
    assert!(told.contains("4 series") && !told.contains("hidden"), "{told}");
}

#[test]
fn the_only_plot_that_has_bars_has_a_way_back_when_it_is_hidden() {
    let mut whole = sample("Two figures of each region");
    whole.2.series.retain(|series| series.plot == 0);
    assert!(drawn(&whole, &[]).legend.is_empty(), "one plot needs no legend");
    let all: Vec<_> = (0..whole.2.series.len()).collect();
    let hidden = drawn(&whole, &all);
    assert_eq!(hidden.legend.iter().map(|item| item.is_hidden).collect::<Vec<_>>(), [true]);
    assert!(marks(&hidden).1.contains(&"All series are hidden".to_owned()));
}
