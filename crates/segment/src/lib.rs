//! The index of up to 65,536 lines: built in memory, sealed into bytes, asked by query.
//!
//! Nothing here reads a file. A [`Builder`] makes a [`Chunk`] of lines; [`seal`] makes one
//! sealed segment of several chunks: a [`Directory`], which is kept in memory, and pieces, which
//! are fetched when a question needs them. Both hold the lines themselves: there is no other
//! copy. [`Source`] is either of them, [`evaluate`] finds the lines that match, [`Records`]
//! puts lines together again, byte for byte.
//!
//! # How lines are kept
//!
//! The JSON text of a line is cut into its shape (everything but the leaves) and its leaves.
//! Equal shapes are kept once. The leaves of one path are a field: a sorted list of different
//! tokens, and for each line the number of its token. Ids and long numbers inside a token are cut
//! out first and kept packed in blocks of 64 lines, so that what differs from line to line costs
//! its own size and no more; so are the tokens of a field in which nearly all differ. What stands
//! beside the text (source, tags, labels, …) is fields as well.
//!
//! # How lines are found
//!
//! A condition is asked of the different tokens of a field and not of its lines. The words of all
//! tokens and keys lead to the tokens; ids lead to their lines by their first four bytes. Where
//! that leaves a doubt (an id longer than four bytes, a text that runs over what was cut out, a
//! line with thousands of leaves), the line is [possible](Match::possible) but not
//! [sure](Match::sure), and whoever asks reads it.

mod build;
mod check_field;
mod chunk;
mod code;
mod column;
mod common;
mod directory;
mod entries;
mod error;
mod evaluate;
mod field;
mod find_word;
mod index;
pub mod merkle;
mod piece;
mod record;
mod scan;
mod seal;
mod set;
mod source;
mod times;
mod token;
mod values;
mod words;

pub use build::{Builder, MAX_FIELDS, MAX_LEAVES, Placed};
pub use chunk::Chunk;
pub use column::{Codes, Column};
pub use directory::Directory;
pub use error::{Damaged, Error};
pub use evaluate::{Match, evaluate};
pub use field::FieldKey;
pub use piece::Piece;
pub use record::{Record, Records};
pub use seal::{SealedBytes, seal};
pub use set::Set;
pub use source::{Pieces, Source};
pub use times::Times;
pub use values::{Counts, Summary, Values, counts, summary, values};
