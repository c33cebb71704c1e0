//! What every kind of graph looks like, kept beside this file: on light ground as the file that leaves the
//! desk, on dark ground with the colours of the page. A change of looks is a change of these, which a review
//! can open and see. After one that is meant:
//!
//! ```sh
//! GOLDEN=renew cargo test -p chart --test golden looks
//! ```

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use chart::{RANGE, Scene, draw, gallery, to_svg};
use jiff::tz::TimeZone;
use model::graph::GraphKind;

const SIZE: (f64, f64) = (380.0, 200.0);
/// All of them together stay small enough to be looked through.
const BYTES_MAX: usize = 200_000;

/// The sample that stands for a kind.
fn sample(kind: GraphKind) -> &'static str {
    match kind {
        GraphKind::Line => "Lines with thresholds",
        GraphKind::Area => "Areas on each other",
        GraphKind::Column => "Outcomes on each other",
        GraphKind::Bar => "Two figures of each region",
        GraphKind::Heat => "Hours of the week",
        GraphKind::Table => "A table of regions",
        GraphKind::Number => "Sign-ins",
        GraphKind::Gauge => "Refusals on a scale",
    }
}

/// Every kind on both grounds: the name of its file and what is to be in it.
fn drawn() -> BTreeMap<String, String> {
    let gallery = gallery();
    let both = GraphKind::ALL.iter().flat_map(|kind| {
        let (title, graph, figures) = gallery.iter().find(|(title, ..)| title == sample(*kind)).unwrap();
        assert_eq!(graph.kind, *kind);
        let (zone, (from_ms, to_ms), size) = (TimeZone::UTC, RANGE, SIZE);
        let scene =
            Scene { graph, figures, zone: &zone, zone_name: "UTC", size, from_ms, to_ms, hidden: &[] };
        let drawing = draw(&scene);
        let light = to_svg(&drawing, title, std::slice::from_ref(&drawing.summary));
        let dark = on_dark(&light);
        let name = |ground: &str| format!("{}-{ground}.svg", kind.as_str());
        [(name("light"), light), (name("dark"), dark)]
    });
    both.collect()
}

/// The same file with the rules the page has for its classes, as they are on a dark ground.
fn on_dark(light: &str) -> String {
    let sheet =
        [include_str!("../../../style/tokens.css"), include_str!("../../../style/chart.css")].concat();
    let tokens: BTreeMap<&str, &str> = (sheet.lines())
        .filter_map(|line| line.trim().strip_prefix("--")?.strip_suffix(';')?.split_once(": "))
        .map(|(name, value)| (name, dark(value)))
        .collect();
    let classes: BTreeSet<&str> =
        light.split("class=\"").skip(1).flat_map(|rest| rest.split('"').next().unwrap().split(' ')).collect();
    let is_met = |rule: &&str| {
        let selector = rule.split('{').next().unwrap();
        let mut words = selector.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
        rule.starts_with('.') && words.any(|word| word == "chart__drawing" || classes.contains(word))
    };
    let rules: String = sheet.lines().filter(is_met).map(|rule| format!("{rule}\n")).collect();
    let mut rules = rules.replace(".chart__drawing", ".chart__file");
    while let Some((before, rest)) = rules.split_once("var(--") {
        let (name, after) = rest.split_once(')').unwrap();
        rules = format!("{before}{}{after}", tokens[name]);
    }
    let (head, rest) = light.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</defs>").unwrap();
    let ground = format!("fill=\"{}\"", tokens["ground-raised"]);
    format!("{head}<style>\n{rules}</style>{}", body.replacen("fill=\"#ffffff\"", &ground, 1))
}

/// The dark one of two colours.
fn dark(value: &str) -> &str {
    let two = value.strip_prefix("light-dark(").and_then(|rest| rest.strip_suffix(')'));
    two.map_or(value, |two| two.split_once(", ").unwrap().1)
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

#[test]
fn every_kind_of_graph_looks_as_it_did_on_both_grounds() {
    let renew = std::env::var_os("GOLDEN").is_some_and(|value| value == "renew");
    let mut changed = vec![];
    for (name, made) in drawn() {
        let path = folder().join(&name);
        if renew {
            fs::create_dir_all(folder()).unwrap();
            fs::write(path, made).unwrap();
            continue;
        }
        let kept = fs::read_to_string(path).unwrap_or_default();
        if kept != made {
            let at = kept.bytes().zip(made.bytes()).take_while(|(one, other)| one == other).count();
            let near =
                |text: &str| String::from_utf8_lossy(&text.as_bytes()[at..]).chars().take(60).collect();
            let (was, is): (String, String) = (near(&kept), near(&made));
            changed.push(format!("{name} from byte {at} on: {was:?} is now {is:?}"));
        }
    }
    assert!(
        changed.is_empty(),
        "these look different; if they are meant to, renew them with GOLDEN=renew and look at them: {changed:#?}"
    );
}

#[test]
fn what_is_kept_is_small_and_nothing_is_left_over() {
    let kept: BTreeMap<String, u64> = fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap())
        .map(|file| (file.file_name().into_string().unwrap(), file.metadata().unwrap().len()))
        .collect();
    assert_eq!(kept.keys().collect::<Vec<_>>(), drawn().keys().collect::<Vec<_>>());
    let bytes = kept.values().sum::<u64>();
    assert!(bytes <= BYTES_MAX as u64, "{bytes}");
}
