//! Which colour, dashes and hatches a series has.

use model::{
    figures::{Figures, Series},
    graph::{GraphDraft, Level},
};

/// The classes of the colours, and of what has none of its own.
const COLOURS: [&str; 10] = [
    "chart__s0",
    "chart__s1",
    "chart__s2",
    "chart__s3",
    "chart__s4",
    "chart__s5",
    "chart__s6",
    "chart__s7",
    "chart__s8",
    "chart__s9",
];
const GREY: &str = "chart__sx";
/// The classes of the steps of a heat map, nothing first.
pub const HEAT: [&str; 7] =
    ["chart__h0", "chart__h1", "chart__h2", "chart__h3", "chart__h4", "chart__h5", "chart__h6"];

/// What a series is painted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    /// The class of its colour.
    pub class: &'static str,
    /// The number of its dashes and hatches.
    pub pattern: usize,
}

impl Paint {
    /// The paint with a number. There are ten colours: more nobody tells apart.
    pub fn numbered(place: usize) -> Self {
        Self { class: COLOURS.get(place).copied().unwrap_or(GREY), pattern: place % COLOURS.len() }
    }

    fn grey() -> Self {
        Self { class: GREY, pattern: 0 }
    }
}

/// What values of these fields mean is known, and seen at once.
const TOLD_BY_COLOUR: [&str; 4] = ["level", "severity", "outcome", "event.severity"];

/// The paint of a value that says by itself how grave it is.
fn meant(graph: &GraphDraft, series: &Series) -> Option<Paint> {
    let [field] = graph.group_by.as_slice() else { return None };
    let [Some(value)] = series.by.as_slice() else { return None };
    let is_told = graph.plots.len() == 1 && TOLD_BY_COLOUR.contains(&field.as_str());
    let (level, pattern) = match value.to_lowercase().as_str() {
        "critical" | "failure" | "error" => (Level::Critical, 3),
        "warning" | "pending" => (Level::Warning, 1),
        "success" => (Level::Good, 2),
        _ => return None,
    };
    is_told.then(|| Paint { class: self::level(level), pattern })
}

/// The paint of each series. What is earlier looks like what is later; all others together are grey.
pub fn of(graph: &GraphDraft, figures: &Figures, drawn: usize) -> Vec<Paint> {
    let mut next = 0;
    let mut paints: Vec<Paint> = Vec::with_capacity(drawn);
    for series in &figures.series[..drawn.min(figures.series.len())] {
        let later = |other: &Series| !other.is_earlier && other.plot == series.plot && other.by == series.by;
        let paint = match series {
            series if series.is_others => Paint::grey(),
            series if series.is_earlier => match figures.series.iter().position(later) {
                Some(place) if place < paints.len() => paints[place],
                _ => Paint::grey(),
            },
            _ => meant(graph, series).unwrap_or_else(|| {
                next += 1;
                Paint::numbered(next - 1)
            }),
        };
        paints.push(paint);
    }
    paints
}

/// The class of a level.
pub fn level(level: Level) -> &'static str {
    match level {
        Level::Good => "chart__good",
        Level::Warning => "chart__warning",
        Level::Critical => "chart__critical",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_earlier_has_the_colour_of_what_is_later_and_others_have_none() {
        let series = |by: &str| Series { by: vec![Some(by.to_owned())], ..Series::default() };
        let later = [series("a"), Series { is_others: true, ..series("") }, series("b")];
        let earlier = later.clone().map(|series| Series { is_earlier: true, ..series });
        let figures = Figures { series: [later, earlier].concat(), ..Figures::default() };
        let graph = GraphDraft::default();
        let classes: Vec<_> = of(&graph, &figures, 6).into_iter().map(|paint| paint.class).collect();
        assert_eq!(classes, ["chart__s0", GREY, "chart__s1", "chart__s0", GREY, "chart__s1"]);
    }

    #[test]
    fn a_value_that_says_how_grave_it_is_has_the_colour_of_that() {
        let series = |by: &str| Series { by: vec![Some(by.to_owned())], ..Series::default() };
        let figures =
            Figures { series: ["normal", "critical", "warning"].map(series).to_vec(), ..Figures::default() };
        let painted = |field: &str| {
            let graph = GraphDraft {
                group_by: vec![field.to_owned()],
                plots: vec![model::graph::Plot::default()],
                ..GraphDraft::default()
            };
            of(&graph, &figures, 3).into_iter().map(|paint| paint.class).collect::<Vec<_>>()
        };
        assert_eq!(painted("level"), ["chart__s0", "chart__critical", "chart__warning"]);
        assert_eq!(painted("action"), ["chart__s0", "chart__s1", "chart__s2"]);
    }

    #[test]
    fn nobody_tells_an_eleventh_colour_apart() {
        let figures = Figures { series: vec![Series::default(); 12], ..Figures::default() };
        let paints = of(&GraphDraft::default(), &figures, 12);
        assert!(paints[9].class == "chart__s9" && paints[10].class == GREY && paints[11].class == GREY);
    }
}
