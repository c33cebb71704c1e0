//! Several graphs asked at once: figures over stretches of time, by groups, of several plots.
//!
//! The index of each tier is opened once for all graphs, and what a sealed segment or a chunk
//! contributes is remembered ([`remembered`]): neither ever changes, and a late event lies in
//! another. So asking again looks only at the tail, and where the ends of the range cut.

mod budget;
mod cells;
mod count;
mod heap;
mod indexed;
mod numbers;
mod plan;
pub(crate) mod remembered;
mod scan;
mod state;
mod stretches;
mod tally;
mod texts;
mod words;
mod worth;

use crate::{
    EventStore, Reader, StoreError,
    ask::{Answer, Operation, Selection},
};

pub use stretches::Stretches;

/// How many groups may be asked for by themselves.
const MOST_TOP: usize = 1000;

/// One graph, asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct GraphAsk {
    /// What is computed. The first decides which groups are shown by themselves.
    pub plots: Vec<PlotAsk>,
    /// The fields whose values make the groups: the first two count.
    pub by: Vec<String>,
    /// How many groups are told apart, those with the greatest figure of the first plot first.
    pub top: usize,
}

/// One figure of some lines. All plots of a graph should have as many slots.
#[derive(Debug, Clone, PartialEq)]
pub struct PlotAsk {
    /// Which lines.
    pub selection: Selection,
    /// What is computed of them.
    pub operation: Operation,
    /// Of which field; `Count` of an empty field counts lines.
    pub field: String,
    /// Where along the axis they count.
    pub stretches: Stretches,
}

/// The figures of a graph.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GraphAnswer {
    /// The values of each group that is told apart, none for lines without the field.
    pub groups: Vec<Vec<Option<String>>>,
    /// How many groups there are beyond those.
    pub more_groups: u64,
    /// In the order asked.
    pub plots: Vec<PlotFigures>,
    /// How many sealed segments and chunks were looked into; the others were remembered.
    pub computed: u64,
}

/// The figures of one plot.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlotFigures {
    /// How many lines it looked at.
    pub lines: u64,
    /// Nothing grouped: each line once.
    pub all: Row,
    /// Each group, in the order of [`GraphAnswer::groups`].
    pub groups: Vec<Row>,
    /// All groups beyond those together, if there are any.
    pub others: Option<Row>,
    /// By how many per cent its figures may be wrong, in nearly all cases: 0 for exact ones. Only
    /// distinct counts and percentiles of very many different values are not exact.
    pub error: f64,
}

/// A figure over time and as a whole. The whole is computed of the lines and not of the slots.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Of all lines; none where no value is a number. Counts are always there.
    pub total: Option<f64>,
    /// Of those in each slot.
    pub slots: Vec<Option<f64>>,
}

impl EventStore {
    /// The figures of several graphs, in that order. Where time runs out for one, its answer says
    /// so; the others are whole all the same.
    pub async fn graphs(
        &self,
        reader: &Reader,
        asks: Vec<GraphAsk>,
    ) -> Result<Vec<Answer<GraphAnswer>>, StoreError> {
        debug_assert_eq!(&reader.instance, self.instance(), "a reader reads its own instance");
        let _turn = self.turn().await?;
        let (scope, limits) = (reader.scope.clone(), self.limits().clone());
        self.apart(move |snapshot, shelf, given_up| {
            scan::scan((snapshot, shelf), &limits, &scope, asks, given_up)
        })
        .await
    }
}
