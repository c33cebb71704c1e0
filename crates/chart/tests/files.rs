//! Files that leave the desk: nothing in them is a command, and nothing of the figures is lost.

use chart::{Drawing, RANGE, Scene, draw, gallery, to_csv, to_json, to_png, to_svg};
use jiff::tz::TimeZone;
use model::{
    figures::{Figures, Series, Slots},
    graph::{GraphDraft, GraphKind, Plot, Threshold},
};
use proptest::prelude::*;

fn drawn(graph: &GraphDraft, figures: &Figures) -> Drawing {
    let (from_ms, to_ms) = RANGE;
    let zone = TimeZone::UTC;
    draw(&Scene {
        graph,
        figures,
        zone: &zone,
        zone_name: "UTC",
        size: (500.0, 260.0),
        from_ms,
        to_ms,
        hidden: &[],
    })
}

fn bars(labels: &[String]) -> (GraphDraft, Figures) {
    let one = |label: &String| Series {
        label: label.clone(),
        by: vec![Some(label.clone())],
        total: Some(3.0),
        ..Series::default()
    };
    let series = labels.iter().map(one).collect();
    let figures = Figures { slots: Slots::Whole, series, lines: 9, ..Figures::default() };
    let plots = vec![Plot::default()];
    (
        GraphDraft { kind: GraphKind::Bar, group_by: vec!["x".to_owned()], plots, ..GraphDraft::default() },
        figures,
    )
}

/// Signs that end a text, a tag or a file, and all others.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<script>alert(1)</script>".to_owned()),
        Just("]]>".to_owned()),
        Just("<!--".to_owned()),
        Just("&lt;&#0;".to_owned()),
        Just("\" onload=\"x".to_owned()),
        Just("\u{0}\u{1b}\u{fffe}\u{ffff}\u{85}\u{202e}".to_owned()),
        proptest::collection::vec(any::<char>(), 0..6).prop_map(|letters| letters.into_iter().collect()),
    ];
    proptest::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_file_is_xml_and_holds_what_was_written_as_text(labels in proptest::collection::vec(hostile(), 1..5), title in hostile()) {
        let (graph, figures) = bars(&labels);
        let graph = GraphDraft { title: title.clone(), thresholds: vec![Threshold { value: 1.0, level: Default::default(), label: title.clone() }], ..graph };
        let drawing = drawn(&graph, &figures);
        let svg = to_svg(&drawing, &title, std::slice::from_ref(&title));
        let read = roxmltree::Document::parse(&svg).map_err(|error| TestCaseError::fail(format!("{error}: {svg}")))?;
        let known = ["svg", "title", "desc", "style", "defs", "pattern", "rect", "path", "g", "line", "circle", "text"];
        for node in read.descendants().filter(|node| node.is_element()) {
            prop_assert!(known.contains(&node.tag_name().name()), "{}", node.tag_name().name());
            prop_assert!(node.attributes().all(|attribute| !attribute.name().starts_with("on") && attribute.name() != "href"));
        }
        let told: Vec<_> = read.descendants().filter(|node| node.has_tag_name("text")).map(|node| {
            node.children().filter(|child| child.is_text()).filter_map(|child| child.text()).collect::<String>()
        }).collect();
        for shape in &drawing.shapes {
            if let chart::Shape::Text(text) = shape {
                prop_assert!(told.contains(&text.text), "{:?} is not in {told:?}", text.text);
            }
        }
    }

    #[test]
    fn rows_come_back_as_they_went_and_none_is_a_formula(labels in proptest::collection::vec(hostile(), 1..5), sign in "[=+@\\-\t]?") {
        let labels: Vec<_> = labels.into_iter().enumerate().map(|(place, label)| format!("{sign}{label}{place}")).collect();
        let (graph, figures) = bars(&labels);
        let text = to_csv(&graph, &figures, &TimeZone::UTC);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(rows.len(), labels.len());
        for (row, label) in rows.iter().zip(&labels) {
            prop_assert!(!row[0].starts_with(['=', '+', '-', '@', '\t', '\r']));
            let is_same = row[0] == *label || row[0] == format!("'{label}");
            prop_assert!(is_same, "{} and {label}", &row[0]);
            prop_assert_eq!(&row[1], "3");
        }
    }
}

#[test]
fn rows_over_time_have_the_offset_of_their_zone_and_whole_numbers() {
    let series =
        Series { label: "Count".to_owned(), values: vec![Some(0.1), None, Some(-1e15)], ..Series::default() };
    // The clock of Berlin goes back between the second and the third.
    let start = 1_729_980_000_000;
    let slots = Slots::Times((0..4).map(|slot| start + slot * 3_600_000).collect());
    let figures = Figures { slots, series: vec![series], lines: 1, ..Figures::default() };
    let text = to_csv(&GraphDraft::default(), &figures, &TimeZone::get("Europe/Berlin").unwrap());
    let expected = "from,to,Count\r\n\
        2024-10-27T00:00:00+02:00,2024-10-27T01:00:00+02:00,0.1\r\n\
        2024-10-27T01:00:00+02:00,2024-10-27T02:00:00+02:00,\r\n\
        2024-10-27T02:00:00+02:00,2024-10-27T02:00:00+01:00,-1000000000000000\r\n";
    assert_eq!(text, expected);
}

#[test]
fn programs_get_every_number_as_it_was_computed() {
    let values = vec![Some(9_007_199_254_740_991.0), Some(0.1 + 0.2), None];
    let series = Series { label: "a\u{0}b".to_owned(), total: Some(2.0), values, ..Series::default() };
    let slots = Slots::Times(vec![0, 60_000, 120_000, 180_000]);
    let figures = Figures { slots, series: vec![series], lines: 7, ..Figures::default() };
    let told = to_json(&GraphDraft::default(), &figures, &TimeZone::UTC);
    let text = told["series"][0].to_string();
    assert!(text.contains("[9007199254740991,0.30000000000000004,null]"), "{text}");
    assert_eq!(told["series"][0]["label"], "a\u{0}b");
    assert_eq!(told["slots"]["stretches"][0]["to"], "1970-01-01T00:01:00+00:00");
}

#[test]
fn every_sample_becomes_a_file_and_a_picture_with_letters_in_it() {
    for (title, graph, figures) in gallery().into_iter().step_by(5) {
        let svg = to_svg(&drawn(&graph, &figures), &title, &["level:>=warning".to_owned()]);
        let without = to_svg(&drawn(&graph, &figures), "", &[]);
        let picture = to_png(&svg, 1.0).unwrap();
        assert!(picture.starts_with(b"\x89PNG"), "{title}");
        assert!(picture.len() > to_png(&without, 1.0).unwrap().len() + 200, "{title} has no letters");
    }
}

#[test]
fn a_picture_that_would_be_too_large_is_refused() {
    let svg = to_svg(&Drawing { width: 900.0, height: 400.0, ..Drawing::default() }, "Large", &[]);
    for scale in [1e9, 40.0, 0.0, -1.0, f64::NAN, f64::INFINITY] {
        let told = to_png(&svg, scale).unwrap_err().to_string();
        assert!(told.contains("choose another scale"), "{scale}: {told}");
    }
    assert!(to_png("<svg", 1.0).is_err());
}

#[test]
fn a_file_with_a_long_query_shows_all_of_it() {
    let query = "outcome:failure -(kms OR iam) reason.reasonCode:>=400 ".repeat(12);
    let svg = to_svg(
        &Drawing { width: 500.0, height: 100.0, ..Drawing::default() },
        "Long",
        std::slice::from_ref(&query),
    );
    let read = roxmltree::Document::parse(&svg).unwrap();
    let lines: Vec<_> =
        read.descendants().filter(|node| node.attribute("class") == Some("chart__sub")).collect();
    let told: Vec<_> = lines.iter().filter_map(|node| node.text()).collect();
    assert_eq!(told.join(" "), query.trim());
}
