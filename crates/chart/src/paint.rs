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
/// The numbers of the dashes behind those of the colours: good, warning, critical, and what is grey.
const LEVELS: [usize; 3] = [10, 11, 12];
const GREY_PATTERN: usize = 13;
/// The classes of the steps of a heat map, nothing first.
pub const HEAT: [&str; 7] =
    ["chart__h0", "chart__h1", "chart__h2", "chart__h3", "chart__h4", "chart__h5", "chart__h6"];

/// What a series is painted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    /// The class of its colour.
    pub class: &'static str,
    /// The number of its dashes. Hatches go by the class.
    pub pattern: usize,
}

impl Paint {
    /// The paint with a number. There are ten colours: more nobody tells apart.
    pub fn numbered(place: usize) -> Self {
        COLOURS.get(place).map_or(Self::GREY, |class| Self { class, pattern: place })
    }

    /// The paint of what has none of its own.
    pub const GREY: Self = Self { class: GREY, pattern: GREY_PATTERN };
}

/// What values of these fields mean is known, and seen at once.
const TOLD_BY_COLOUR: [&str; 4] = ["level", "severity", "outcome", "event.severity"];

/// The values that say how grave they are. Where several say the same only the first has its colour.
const GRAVE: [(&str, Level, usize); 6] = [
    ("critical", Level::Critical, LEVELS[2]),
    ("failure", Level::Critical, LEVELS[2]),
    ("error", Level::Critical, LEVELS[2]),
    ("warning", Level::Warning, LEVELS[1]),
    ("pending", Level::Warning, LEVELS[1]),
    ("success", Level::Good, LEVELS[0]),
];

/// The paint of a value that says by itself how grave it is.
fn meant(graph: &GraphDraft, figures: &Figures, series: &Series) -> Option<Paint> {
    let [field] = graph.group_by.as_slice() else { return None };
    if graph.plots.len() != 1 || !TOLD_BY_COLOUR.contains(&field.as_str()) {
        return None;
    }
    let place = grave(series)?;
    let (_, level, pattern) = GRAVE[place];
    let before = |other: usize| other < place && GRAVE[other].1 == level;
    let is_taken = figures.series.iter().filter_map(grave).any(before);
    (!is_taken).then(|| Paint { class: self::level(level), pattern })
}

/// Which of the grave values a series is of.
fn grave(series: &Series) -> Option<usize> {
    let [Some(value)] = series.by.as_slice() else { return None };
    GRAVE.iter().position(|(word, ..)| value.eq_ignore_ascii_case(word))
}

/// The paint of each series. What is earlier looks like what is later; all others together are grey.
pub fn of(graph: &GraphDraft, figures: &Figures, drawn: usize) -> Vec<Paint> {
    let mut next = 0;
    let mut paints: Vec<Paint> = Vec::with_capacity(drawn);
    for series in &figures.series[..drawn.min(figures.series.len())] {
        let later = |other: &Series| !other.is_earlier && other.plot == series.plot && other.by == series.by;
        let paint = match series {
            series if series.is_others => Paint::GREY,
            series if series.is_earlier => match figures.series.iter().position(later) {
                Some(place) if place < paints.len() => paints[place],
                _ => Paint::GREY,
            },
            _ => meant(graph, figures, series).unwrap_or_else(|| {
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
    fn two_values_that_are_as_grave_as_each_other_are_told_apart() {
        let series = |by: &str| Series { by: vec![Some(by.to_owned())], ..Series::default() };
        let graph = GraphDraft {
            group_by: vec!["outcome".to_owned()],
            plots: vec![model::graph::Plot::default()],
            ..GraphDraft::default()
        };
        let painted = |values: &[&str]| {
            let figures =
                Figures { series: values.iter().map(|value| series(value)).collect(), ..Figures::default() };
            of(&graph, &figures, values.len()).into_iter().map(|paint| paint.class).collect::<Vec<_>>()
        };
        assert_eq!(painted(&["pending", "Warning"]), ["chart__s0", "chart__warning"]);
        assert_eq!(painted(&["warning", "pending"]), ["chart__warning", "chart__s0"]);
        assert_eq!(painted(&["pending"]), ["chart__warning"]);
    }

    #[test]
    fn levels_others_and_all_colours_differ_without_colours() {
        let series = |by: String| Series { by: vec![Some(by)], ..Series::default() };
        let named = ["success", "warning", "failure"].map(str::to_owned).into_iter();
        let mut all: Vec<_> = named.chain((0..10).map(|place| place.to_string())).map(series).collect();
        all.push(Series { is_others: true, ..Series::default() });
        let figures = Figures { series: all, ..Figures::default() };
        let plots = vec![model::graph::Plot::default()];
        let graph = GraphDraft { group_by: vec!["outcome".to_owned()], plots, ..GraphDraft::default() };
        let paints = of(&graph, &figures, 14);
        for (place, one) in paints.iter().enumerate() {
            for other in &paints[..place] {
                assert!(one.class != other.class && one.pattern != other.pattern, "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn nobody_tells_an_eleventh_colour_apart() {
        let figures = Figures { series: vec![Series::default(); 12], ..Figures::default() };
        let paints = of(&GraphDraft::default(), &figures, 12);
        assert!(paints[9].class == "chart__s9" && paints[10].class == GREY && paints[11].class == GREY);
    }
}
