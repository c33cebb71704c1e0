//! Graphs of every form.

use proptest::{collection::vec, prelude::*, sample::select};
use query::Filters;
use store::ask::{
    GraphAsk,
    Operation::{self, Average, Count, Distinct, Max, Min, Percentile, Sum},
    PlotAsk, Selection, Stretches,
};

const FIELDS: &[&str] =
    &["a", "deep.b", "n", "id", "host", "source", "tags", "many", "no.such", "_ts", "_mezmo_line_size"];

const QUERIES: &[&str] = &["", "", "", "a:x", "-a:x", "n:>3", "host:kms", "id:*", "x", "\"z z\" OR n:2"];

/// A graph, before the store's words for it.
#[derive(Debug, Clone)]
pub struct Form {
    plots: Vec<Plot>,
    by: Vec<String>,
    axis: Axis,
    /// From where on, and how long.
    range: (i64, i64),
    top: usize,
}

#[derive(Debug, Clone)]
struct Plot {
    query: &'static str,
    operation: Operation,
    field: &'static str,
    earlier_ms: i64,
}

/// How a graph is cut.
#[derive(Debug, Clone)]
enum Axis {
    Whole,
    Times(Vec<i64>),
    /// So long stretches, in turn onto so many slots.
    Turns(i64, u16),
}

pub fn any_form() -> impl Strategy<Value = Form> {
    let axis = prop_oneof![
        1 => Just(Axis::Whole),
        1 => vec(-50_i64..650, 2..9).prop_map(Axis::Times),
        2 => (7_i64..90, 1_u16..9).prop_map(|(length, slots)| Axis::Turns(length, slots)),
    ];
    let (plots, by) = (vec(any_plot(), 1..4), vec(select(FIELDS).prop_map(str::to_owned), 0..3));
    let range = prop_oneof![1 => Just((-20, 660)), 1 => (-20_i64..500, 1_i64..640)];
    (plots, by, axis, range, 0_usize..7).prop_map(|(plots, by, axis, range, top)| Form {
        plots,
        by,
        axis,
        range,
        top,
    })
}

pub fn any_graph() -> impl Strategy<Value = GraphAsk> {
    any_form().prop_map(|form| form.ask())
}

fn any_plot() -> impl Strategy<Value = Plot> {
    let operation =
        select(vec![Count, Count, Distinct, Sum, Min, Max, Average, Percentile(50), Percentile(95)]);
    let field = prop_oneof![2 => Just(""), 2 => Just("n"), 3 => select(FIELDS)];
    let earlier = prop_oneof![3 => Just(0_i64), 1 => 1_i64..400];
    (select(QUERIES), operation, field, earlier).prop_map(|(query, operation, field, earlier_ms)| Plot {
        query,
        operation,
        field,
        earlier_ms,
    })
}

impl Form {
    /// The same but for one thing, which is as in another.
    pub fn changed(mut self, other: &Self, what: u8) -> Self {
        let plots = || self.plots.iter().cloned().zip(other.plots.iter().cycle());
        match what {
            0 => self.axis = other.axis.clone(),
            1 => self.range = other.range,
            2 => self.by.clone_from(&other.by),
            3 => self.top = other.top,
            4 => self.plots = plots().map(|(own, other)| Plot { query: other.query, ..own }).collect(),
            5 => {
                self.plots = plots().map(|(own, other)| Plot { operation: other.operation, ..own }).collect()
            }
            6 => self.plots = plots().map(|(own, other)| Plot { field: other.field, ..own }).collect(),
            _ => self.range.0 += other.range.1 / 8,
        }
        self
    }

    pub fn ask(&self) -> GraphAsk {
        let plot = |plot: &Plot| {
            let (from_ms, length_ms) = (self.range.0 - plot.earlier_ms, self.range.1);
            let to_ms = from_ms + length_ms;
            let query = query::parse(plot.query).query;
            PlotAsk {
                selection: Selection { query, filters: Filters::default(), from_ms, to_ms },
                operation: plot.operation,
                field: if plot.field.is_empty() && plot.operation != Count { "n" } else { plot.field }
                    .to_owned(),
                stretches: self.axis.stretches(from_ms, to_ms, plot.earlier_ms),
            }
        };
        GraphAsk { plots: self.plots.iter().map(plot).collect(), by: self.by.clone(), top: self.top }
    }
}

impl Axis {
    fn stretches(&self, from_ms: i64, to_ms: i64, earlier_ms: i64) -> Stretches {
        match self {
            Self::Whole => Stretches::whole(from_ms, to_ms),
            Self::Times(borders) => {
                let mut borders: Vec<i64> = borders.iter().map(|border_ms| border_ms - earlier_ms).collect();
                borders.sort_unstable();
                borders.dedup();
                let end_ms = borders.pop().unwrap();
                Stretches::new(borders.into_iter().zip(0..), end_ms).unwrap()
            }
            Self::Turns(length_ms, slots) => {
                let first = from_ms.div_euclid(*length_ms);
                let starts =
                    (first..).map(|number| (number * length_ms, number.rem_euclid((*slots).into()) as u16));
                // All slots are there, also those no stretch counts in.
                let stretches = starts.take_while(|(start_ms, _)| *start_ms < to_ms);
                Stretches::new(stretches.chain([(i64::MIN, slots - 1)]), to_ms).unwrap()
            }
        }
    }
}
