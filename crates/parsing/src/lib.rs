//! Reads fields out of lines, as parsing templates say.
//!
//! A [`Reader`] is a template made ready; [`Reader::read`] gives the fields of one line and what kept it
//! from finding others. Nothing here reads a file or a clock. Whatever the template and the line,
//! it ends soon and never panics: texts longer than [`TEXT_MAX`] are not read, no operator
//! finds more than [`VALUES_MAX`] values or makes a text longer than [`TEXT_MAX`], and an expression looks
//! at as much of a text as its size allows.
//!
//! ```
//! use model::parsing_template::Step;
//!
//! let steps: Vec<Step> = serde_json::from_value(serde_json::json!([
//!     {"operator": "split", "delimiter": " ", "steps": [
//!         {"take": "-1", "operator": "capture", "field": "zone"}
//!     ]}
//! ]))?;
//! let outcome = parsing::Reader::new(&steps)?.read(&parsing::Text::new("created in dal10"));
//! assert_eq!(outcome.fields["zone"], "dal10");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod extract;
mod found;
mod line;
mod reader;

pub use line::Text;
pub use reader::{Outcome, Problem, Reader, ReaderError};

/// The longest text that is read or made, in bytes.
pub const TEXT_MAX: usize = 64 * 1024;
/// How many values one operator finds at most.
pub const VALUES_MAX: usize = 1000;
/// The longest value that becomes a field, and all fields of one line together, in bytes.
pub const FIELD_MAX: usize = 4096;
/// How many bytes all fields of one line take together at most.
pub const FIELDS_MAX: usize = 16 * 1024;
