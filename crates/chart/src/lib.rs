//! Draws graphs: from what a person wrote and the figures computed of it to shapes, words and places to
//! point at. The same drawing is the page's, the printer's and the file's.
//!
//! Nothing here knows a browser, a clock or a font. Colours are classes; `style/chart.css` gives them to
//! pages, and a file brings its own.
//!
//! ```
//! use chart::{Scene, draw};
//! use model::{figures::{Figures, Series, Slots}, graph::GraphDraft};
//!
//! let graph = GraphDraft { title: "Refusals".to_owned(), ..GraphDraft::default() };
//! let counts = Series { label: "Count".to_owned(), values: vec![Some(2.0), Some(5.0)], ..Series::default() };
//! let slots = Slots::Times(vec![0, 3_600_000, 7_200_000]);
//! let figures = Figures { slots, series: vec![counts], lines: 7, ..Figures::default() };
//! let zone = jiff::tz::TimeZone::UTC;
//! let scene = Scene {
//!     graph: &graph, figures: &figures, zone: &zone, zone_name: "UTC",
//!     size: (600.0, 300.0), from_ms: 0, to_ms: 7_200_000, hidden: &[],
//! };
//! assert_eq!(draw(&scene).columns[1].values, ["5"]);
//! ```

mod axes;
mod bars;
mod canvas;
mod drawing;
mod file;
#[cfg(feature = "gallery")]
mod gallery;
mod gauge;
mod groups;
mod heat;
mod moment;
mod number;
mod over_time;
mod paint;
mod scale;
mod scene;
mod stack;
mod table;
mod ticks;
mod tile;
mod told;
mod words;

pub use drawing::{Anchor, Cell, Column, Drawing, Frame, LegendItem, Shape, Table, TableCell, Text};
#[cfg(feature = "png")]
pub use file::{PngError, to_png};
pub use file::{hatches, markup, patterns, to_csv, to_json, to_svg};
#[cfg(feature = "gallery")]
pub use gallery::{RANGE, gallery};
pub use number::{exact, short};
pub use scene::Scene;

use model::graph::GraphKind;

/// Draws a graph.
pub fn draw(scene: &Scene) -> Drawing {
    let (width, height) = scene.bounded_size();
    let mut drawing = Drawing { width, height, note: scene.note(), ..Drawing::default() };
    match scene.graph.kind {
        GraphKind::Line | GraphKind::Area | GraphKind::Column => over_time::draw(scene, &mut drawing),
        GraphKind::Bar => bars::draw(scene, &mut drawing),
        GraphKind::Heat => heat::draw(scene, &mut drawing),
        GraphKind::Table => table::draw(scene, &mut drawing),
        GraphKind::Number => tile::draw(scene, &mut drawing),
        GraphKind::Gauge => gauge::draw(scene, &mut drawing),
    }
    drawing
}
