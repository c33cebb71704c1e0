//! The kit: controls that take data and say what happened.
//!
//! They know neither routes nor server functions, and each has a style sheet of its name.

mod chip;
mod copy;
mod empty;
mod field;
mod icon;
mod memo;
mod notice;
mod outcome;
mod severity;
mod sheet;
mod waiting;

pub use chip::{Chip, ChipKind};
pub use copy::Copy;
pub use empty::{Command, Empty};
pub use field::{Area, Field};
pub use icon::{Glyph, Icon};
pub use memo::memo;
pub use notice::{Failure, Notice, NoticeKind};
pub use outcome::OutcomeMark;
#[cfg(feature = "ssr")]
pub use severity::Severity;
pub use severity::SeverityMark;
#[cfg(feature = "ssr")]
pub use sheet::{
    Bit, Cell, Form, GraphShown, Graphs, Input, InputKind, Key, Look, Mark, SheetTab, Spot, Table,
};
pub use sheet::{Piece, Sheet, SheetPieces, SheetTabs};
pub use waiting::{Loaded, reading};
