//! Which lines a plot is about, as a query one can also search by.

use model::{
    formula::Formula,
    graph::{GraphDraft, Operation, Plot, letter},
};
use query::{
    Filters, Number, Query, parse,
    tree::{Atom, Comparison, Node, Pattern, PatternKind, Test},
};

/// Finds something in every value: values are never empty.
const ANY_VALUE: &str = "^";

/// The query and the filters that find the lines behind a point of a series: of a plot, and of a
/// group if it is one. For what is computed of other plots these are the lines of the first. None
/// where no query finds exactly those.
pub fn query_of(
    board_query: &str,
    graph: &GraphDraft,
    plot_place: usize,
    by: &[Option<String>],
) -> Option<(String, Filters)> {
    let place = counted(graph, plot_place)?;
    let plot = graph.plots.get(place)?;
    let mut parts: Vec<String> =
        [board_query, &graph.query, &plot.query].map(|text| text.trim().to_owned()).to_vec();
    if !plot.field.is_empty() {
        parts.push(counts_for(plot));
    }
    for (field, value) in graph.group_by.iter().zip(by) {
        parts.push(match value {
            Some(value) => expression(field, &format!("^{}$", literally(value))),
            None => format!("-{}", expression(field, ANY_VALUE)),
        });
    }
    parts.retain(|part| !part.is_empty());
    let text = parts.join(" ");
    parse(&text).errors.is_empty().then(|| (text, filters(plot)))
}

/// What all three ask for: the board, the graph and the plot.
///
/// # Errors
/// Whose query can not be read, and why.
pub(super) fn query(
    board_query: &str,
    graph: &GraphDraft,
    plot: &Plot,
) -> Result<Query, (&'static str, String)> {
    let texts = [("the board", board_query), ("the graph", &graph.query), ("the plot", &plot.query)];
    for (whose, text) in texts {
        if let Some(error) = parse(text).errors.first() {
            return Err((whose, error.message.clone()));
        }
    }
    // AND binds weakest, so queries that stand behind each other are all asked for.
    let all = parse(&texts.map(|(_, text)| text).join(" "));
    match all.errors.into_iter().next() {
        None => Ok(all.query),
        Some(error) => Err(("the board, the graph and the plot together", error.message)),
    }
}

pub(super) fn filters(plot: &Plot) -> Filters {
    Filters {
        hosts: plot.hosts.clone(),
        apps: plot.apps.clone(),
        levels: plot.levels.clone(),
        tags: plot.tags.clone(),
    }
}

/// The place of the plot of lines that a plot is, or is computed of first.
pub(super) fn counted(graph: &GraphDraft, mut place: usize) -> Option<usize> {
    loop {
        let plot = graph.plots.get(place)?;
        let first = match plot.operation {
            Operation::Ratio => plot.part.chars().next()?,
            Operation::Formula => *Formula::parse(&plot.formula).ok()?.letters().first()?,
            _ => return Some(place),
        };
        // Plots look back, so this ends.
        place = (0..place).find(|earlier| letter(*earlier) == first)?;
    }
}

/// The lines that count for a figure of a field.
fn counts_for(plot: &Plot) -> String {
    match plot.operation {
        Operation::Count | Operation::Distinct => expression(&plot.field, ANY_VALUE),
        // A value is a number where it is on either side of one.
        _ => {
            let side =
                |comparison| Number::parse("0").map(|limit| Node::Leaf(Test::Compare { comparison, limit }));
            let sides = [Comparison::GreaterOrEqual, Comparison::Less].into_iter().filter_map(side);
            of_field(&plot.field, Node::Any(sides.collect()))
        }
    }
}

fn expression(field: &str, text: &str) -> String {
    let pattern = Pattern { cased: true, kind: PatternKind::Expression, text: text.to_owned() };
    of_field(field, Node::Leaf(Test::Pattern(pattern)))
}

fn of_field(field: &str, condition: Node<Test>) -> String {
    Atom::Field { path: field.to_owned(), condition }.to_string()
}

/// A text as an expression that finds nothing else.
fn literally(text: &str) -> String {
    let mut expression = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '_' | '-' | ':' | '@' | ',' => expression.push(c),
            '.' | '/' => expression.extend(['\\', c]),
            c if c.is_alphanumeric() => expression.push(c),
            c => expression.push_str(&format!("\\x{{{:x}}}", u32::from(c))),
        }
    }
    expression
}
