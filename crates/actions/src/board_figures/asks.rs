//! A graph as what is asked of the store.

use jiff::tz::TimeZone;
use model::{
    figures::Slots,
    formula::Formula,
    graph::{GraphDraft, Operation, Plot, letter},
};
use store::ask::{self, GraphAsk, PlotAsk, Selection, Stretches};

use crate::{
    Error,
    board_figures::{Range, axis, lines},
};

/// A graph that is asked.
pub(super) struct Asked<'g> {
    pub graph: &'g GraphDraft,
    pub slots: Slots,
    pub ask: GraphAsk,
    /// Where each plot comes from, in their order.
    pub sources: Vec<Source>,
    /// How much earlier the time is that is shown beside.
    pub shift_ms: Option<i64>,
}

/// Where the values of a plot come from.
pub(super) enum Source {
    /// From lines: the place of what is asked now, and the place of the same for the earlier time.
    Lines(usize, Option<usize>),
    /// From two plots before it: the first divided by the other.
    Ratio(usize, usize),
    Formula(Formula),
}

impl<'g> Asked<'g> {
    pub fn new(
        board_query: &str,
        graph: &'g GraphDraft,
        place: usize,
        range: Range,
        zone: &TimeZone,
    ) -> Result<Self, Error> {
        let (slots, stretches) = axis::axis(graph, range, zone)?;
        let shift_ms = graph.compare.shift_ms(range.to_ms.saturating_sub(range.from_ms));
        let mut asked = Self {
            graph,
            slots,
            ask: GraphAsk { plots: vec![], by: graph.group_by.clone(), top: graph.top.into() },
            sources: vec![],
            shift_ms,
        };
        // The plot that decides which groups are shown is asked first.
        let ranking = graph.shown().next().and_then(|shown| lines::counted(graph, shown));
        let mut places = vec![None; graph.plots.len()];
        for plot_place in ranking.into_iter().chain(0..graph.plots.len()) {
            let plot = &graph.plots[plot_place];
            if plot.operation.is_of_plots() || places[plot_place].is_some() {
                continue;
            }
            let named = |what: (&str, String)| {
                let message = format!(
                    "the query of {} can not be used (graph {}, plot {}): {}",
                    what.0,
                    place + 1,
                    letter(plot_place),
                    what.1
                );
                Error::invalid("query", message)
            };
            let query = lines::query(board_query, graph, plot).map_err(named)?;
            let selection = Selection {
                query,
                filters: lines::filters(plot),
                from_ms: range.from_ms,
                to_ms: range.to_ms,
            };
            let now = PlotAsk {
                selection,
                operation: operation(plot.operation),
                field: plot.field.clone(),
                stretches: stretches.clone(),
            };
            let earlier = shift_ms.and_then(|shift_ms| earlier(&now, shift_ms));
            let first = asked.ask.plots.len();
            places[plot_place] = Some((first, earlier.is_some().then_some(first + 1)));
            asked.ask.plots.extend([now].into_iter().chain(earlier));
        }
        for (plot_place, plot) in graph.plots.iter().enumerate() {
            let source = match places[plot_place] {
                Some((now, earlier)) => Source::Lines(now, earlier),
                None => computed(plot, plot_place).map_err(|why| {
                    Error::invalid(
                        "formula",
                        format!("graph {}, plot {}: {why}", place + 1, letter(plot_place)),
                    )
                })?,
            };
            asked.sources.push(source);
        }
        Ok(asked)
    }
}

/// What a plot is computed of.
fn computed(plot: &Plot, place: usize) -> Result<Source, String> {
    let before = |text: &str| (0..place).find(|earlier| text.chars().eq([letter(*earlier)]));
    if plot.operation == Operation::Ratio {
        let (part, whole) = (before(&plot.part), before(&plot.whole));
        let missing = || "a ratio names the letters of two plots before it".to_owned();
        return part.zip(whole).map(|(part, whole)| Source::Ratio(part, whole)).ok_or_else(missing);
    }
    let formula = Formula::parse(&plot.formula).map_err(|error| error.message)?;
    match formula.letters().into_iter().find(|own| !(0..place).any(|earlier| letter(earlier) == *own)) {
        None => Ok(Source::Formula(formula)),
        Some(own) => Err(format!("there is no plot {own} before it")),
    }
}

/// The same of an earlier time, told in the slots of the later.
fn earlier(now: &PlotAsk, shift_ms: i64) -> Option<PlotAsk> {
    let before = |ms: i64| ms.saturating_sub(shift_ms);
    let stretches = now.stretches.all().map(|(start_ms, slot)| (before(start_ms), slot));
    let stretches = Stretches::new(stretches, before(now.stretches.end_ms()))?;
    let Selection { query, filters, from_ms, to_ms } = now.selection.clone();
    let selection = Selection { query, filters, from_ms: before(from_ms), to_ms: before(to_ms) };
    Some(PlotAsk { selection, stretches, ..now.clone() })
}

fn operation(of: Operation) -> ask::Operation {
    match of {
        Operation::Distinct => ask::Operation::Distinct,
        Operation::Sum => ask::Operation::Sum,
        Operation::Min => ask::Operation::Min,
        Operation::Max => ask::Operation::Max,
        Operation::Average => ask::Operation::Average,
        Operation::P50 => ask::Operation::Percentile(50),
        Operation::P75 => ask::Operation::Percentile(75),
        Operation::P85 => ask::Operation::Percentile(85),
        Operation::P95 => ask::Operation::Percentile(95),
        Operation::P99 => ask::Operation::Percentile(99),
        Operation::Count | Operation::Ratio | Operation::Formula => ask::Operation::Count,
    }
}
