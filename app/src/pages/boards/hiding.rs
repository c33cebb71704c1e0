//! Series that are left out of their graphs. The address says which: whoever gets it sees the same, and the
//! server draws the others as if there were no more.

use model::{
    figures::{Figures, Series},
    graph::{GraphDraft, GraphKind},
};

/// What an address says under.
pub const PART: &str = "hide";
/// More series than these are not hidden by one address.
const MOST: usize = 200;

/// Reads what an address says; what is no name of a series, or too much, is passed over.
pub fn read(text: &str) -> Vec<String> {
    let is_name = |name: &&str| {
        (1..=40).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.split('.').filter(is_name).take(MOST).map(str::to_owned).collect()
}

/// The same as an address says it.
pub fn said(hidden: &[String]) -> String {
    hidden.join(".")
}

/// What is hidden when a name is hidden too, or is not any more.
pub fn toggled(hidden: &[String], name: &str) -> Vec<String> {
    let mut names: Vec<String> = hidden.iter().filter(|own| *own != name).cloned().collect();
    if names.len() == hidden.len() {
        names.push(name.to_owned());
    }
    names
}

/// The places of the series of a graph that are hidden.
pub fn places(hidden: &[String], (id, graph): (&str, &GraphDraft), figures: &Figures) -> Vec<usize> {
    if hidden.is_empty() || !has_boxes(graph) {
        return vec![];
    }
    let is_hidden = |series: &Series| hidden.contains(&name((id, graph), series));
    let places = figures.series.iter().enumerate().filter(|(_, series)| is_hidden(series));
    places.map(|(place, _)| place).collect()
}

/// Whether the series of a graph can be hidden: those whose names stand in a legend.
fn has_boxes(graph: &GraphDraft) -> bool {
    match graph.kind {
        GraphKind::Line | GraphKind::Area | GraphKind::Column => true,
        GraphKind::Bar => !graph.group_by.is_empty() && graph.shown().count() > 1,
        GraphKind::Heat | GraphKind::Table | GraphKind::Number | GraphKind::Gauge => false,
    }
}

/// What the address calls a series: by what it is of, not by its place, which changes with the figures. The
/// bars of a plot are one.
pub fn name((id, graph): (&str, &GraphDraft), series: &Series) -> String {
    let mut hash = Hash::START;
    hash.take(&series.plot.to_string());
    if graph.kind != GraphKind::Bar {
        hash.take(if series.is_others { "others" } else { "" });
        hash.take(if series.is_earlier { "earlier" } else { "" });
        for value in &series.by {
            hash.take(value.as_deref().map_or("none", |_| "some"));
            hash.take(value.as_deref().unwrap_or_default());
        }
    }
    format!("{id}-{:08x}", hash.0)
}

/// FNV-1a: short, the same in every version and on every machine.
struct Hash(u32);

impl Hash {
    const START: Self = Self(0x811c_9dc5);

    fn take(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(by: &[&str]) -> Figures {
        let series = |by: &&str| Series { by: vec![Some((*by).to_owned())], ..Series::default() };
        Figures { series: by.iter().map(series).collect(), ..Figures::default() }
    }

    fn graph(kind: GraphKind) -> GraphDraft {
        let plots = vec![model::graph::Plot::default(); 2];
        GraphDraft { kind, plots, group_by: vec!["outcome".to_owned()], ..GraphDraft::default() }
    }

    #[test]
    fn a_hidden_series_stays_hidden_wherever_it_stands_later_and_in_no_other_graph() {
        let graph = graph(GraphKind::Column);
        let hidden = toggled(&[], &name(("a", &graph), &of(&["failure"]).series[0]));
        let hidden = read(&said(&hidden));
        assert_eq!(places(&hidden, ("a", &graph), &of(&["success", "failure"])), [1]);
        assert_eq!(places(&hidden, ("a", &graph), &of(&["failure", "pending", "success"])), [0]);
        assert_eq!(places(&hidden, ("b", &graph), &of(&["failure"])), [0; 0]);
        assert_eq!(toggled(&hidden, &hidden[0]), [""; 0]);
    }

    #[test]
    fn lines_without_a_value_others_and_the_earlier_time_are_hidden_by_themselves() {
        let graph = graph(GraphKind::Line);
        let mut figures = of(&["", "none"]);
        figures.series.push(Series { by: vec![None], ..Series::default() });
        figures.series.push(Series { is_others: true, ..Series::default() });
        let earlier = figures.series.iter().map(|one| Series { is_earlier: true, ..one.clone() });
        figures.series = figures.series.iter().cloned().chain(earlier).collect();
        for (place, series) in figures.series.iter().enumerate() {
            assert_eq!(places(&[name(("a", &graph), series)], ("a", &graph), &figures), [place]);
        }
    }

    #[test]
    fn the_bars_of_a_plot_are_hidden_together_and_what_has_no_legend_is_not() {
        let mut figures = of(&["a", "b", "a", "b"]);
        figures.series[2].plot = 1;
        figures.series[3].plot = 1;
        for (kind, expected) in [(GraphKind::Bar, vec![2, 3]), (GraphKind::Table, vec![])] {
            let graph = graph(kind);
            let hidden = [name(("a", &graph), &figures.series[2])];
            assert_eq!(places(&hidden, ("a", &graph), &figures), expected);
        }
        let one = GraphDraft { plots: vec![], ..graph(GraphKind::Bar) };
        assert_eq!(places(&[name(("a", &one), &figures.series[0])], ("a", &one), &figures), [0; 0]);
    }

    #[test]
    fn what_an_address_hides_is_bounded_and_only_names() {
        assert_eq!(read("a-1..\"><b>.b-2"), ["a-1", "b-2"]);
        assert_eq!(read(&"x".repeat(41)), [""; 0]);
        assert_eq!(read(&"a-1.".repeat(5000)).len(), MOST);
    }
}
