//! Counts on their way to an answer.
//!
//! Each tally takes what was counted somewhere (in one line, or in thousands by an index) and
//! becomes the answer when all has been added. The order of adding makes no difference.

mod fields;
mod groups;
mod series;
mod top;

pub use fields::FieldsTally;
pub use groups::{Counted, GroupsTally};
pub use series::SeriesTally;
pub use top::FacetTally;

/// How many different values one tally keeps in memory: some 100 MB at the very most.
pub(crate) const MOST_HELD: usize = 500_000;
