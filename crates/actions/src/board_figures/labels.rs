//! What the series of a graph are called.

use model::graph::{GraphDraft, Operation, Plot, Then, letter};

/// The longest name of a plot, in characters.
const LONGEST: usize = 200;

/// What a plot is called: as its author says, or as what it is.
pub(super) fn of_plot(graph: &GraphDraft, place: usize) -> String {
    whole(graph, place).chars().take(LONGEST).collect()
}

fn whole(graph: &GraphDraft, place: usize) -> String {
    let Some(plot) = graph.plots.get(place) else { return String::new() };
    if !plot.label.is_empty() {
        return plot.label.clone();
    }
    let named = |text: &str| {
        let part = (0..place).find(|earlier| text.chars().eq([letter(*earlier)]));
        part.map_or_else(|| text.to_owned(), |part| of_plot(graph, part))
    };
    let mut label = match plot.operation {
        Operation::Ratio => format!("{} / {}", named(&plot.part), named(&plot.whole)),
        Operation::Formula => plot.formula.clone(),
        operation if plot.field.is_empty() => operation.told().to_owned(),
        operation => format!("{} of {}", operation.told(), plot.field),
    };
    if !plot.query.is_empty() && !plot.operation.is_of_plots() {
        label = format!("{label}, {}", plot.query);
    }
    with_then(label, plot)
}

fn with_then(label: String, plot: &Plot) -> String {
    match plot.then {
        Then::Nothing => label,
        then => format!("{label}, {}", then.told().to_lowercase()),
    }
}

/// What a group is called.
pub(super) fn of_group(graph: &GraphDraft, by: &[Option<String>]) -> String {
    let told =
        |(field, value): (&String, &Option<String>)| value.clone().unwrap_or_else(|| format!("no {field}"));
    graph.group_by.iter().zip(by).map(told).collect::<Vec<_>>().join(" · ")
}
