//! Graphs that leave the desk: as a picture that stands alone, as rows for a spreadsheet, and for programs.

mod colours;
mod json;
#[cfg(feature = "png")]
mod png;
mod rows;
mod sheet;
mod svg;

pub use colours::{hatches, patterns};
pub use json::to_json;
#[cfg(feature = "png")]
pub use png::{PngError, to_png};
pub use sheet::to_csv;
pub use svg::{markup, to_svg};
