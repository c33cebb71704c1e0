//! A graph of a board: what is counted, and how it is drawn.

mod check;
mod kind;
mod plot;

use serde::{Deserialize, Serialize};

use crate::id::GraphId;

pub use check::{GraphError, NARROWEST, PLOTS_MAX, TOP_MAX};
pub use kind::{Compare, GraphKind, Level, Stacking, Threshold, Unit};
pub use plot::{Operation, Plot, Then, letter};

/// How many columns a board has.
pub const COLUMNS: u8 = 12;
/// How many rows of the board the tallest graph takes.
pub const ROWS: u8 = 4;

/// One graph of a board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Graph {
    /// Names the graph for good.
    pub id: GraphId,
    /// What a person wrote.
    pub draft: GraphDraft,
}

/// Everything of a graph that a person writes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct GraphDraft {
    /// How the graph is called.
    pub title: String,
    /// How it is drawn.
    pub kind: GraphKind,
    /// What is shown, in order; formulas name them `a`, `b`, `c` and so on.
    pub plots: Vec<Plot>,
    /// What the lines of all plots must match.
    pub query: String,
    /// The fields whose values make the groups: two at most.
    pub group_by: Vec<String>,
    /// How many groups are shown by themselves, those with the most first.
    pub top: u16,
    /// Whether series stand on each other.
    pub stacking: Stacking,
    /// The earlier time that is shown beside.
    pub compare: Compare,
    /// Values with a meaning, from the lowest.
    pub thresholds: Vec<Threshold>,
    /// What the numbers are.
    pub unit: Unit,
    /// Whether the names of the series stand below.
    pub legend: bool,
    /// The least value of the scale; by itself where there is none.
    pub min: Option<f64>,
    /// The greatest value of the scale.
    pub max: Option<f64>,
    /// How many columns of the board it takes, 3 to [`COLUMNS`].
    pub width: u8,
    /// How many rows it takes, 1 to [`ROWS`].
    pub height: u8,
}

impl Default for GraphDraft {
    fn default() -> Self {
        Self {
            title: String::new(),
            kind: GraphKind::default(),
            plots: vec![],
            query: String::new(),
            group_by: vec![],
            top: 10,
            stacking: Stacking::default(),
            compare: Compare::default(),
            thresholds: vec![],
            unit: Unit::default(),
            legend: true,
            min: None,
            max: None,
            width: 6,
            height: 2,
        }
    }
}
