//! What is asked of an instance's events, and what is answered.

use std::{fmt, str::FromStr, time::Duration};

use model::{id::InstanceId, line::StoredLine};
use query::{Filters, Query};

/// Who reads, as far as reading events is concerned: one instance, and which of its lines.
/// Every read of events takes one.
#[derive(Debug, Clone, PartialEq)]
pub struct Reader {
    /// The instance that is read.
    pub instance: InstanceId,
    /// Lines outside this query do not exist for the reader.
    pub scope: Query,
}

/// One page of lines, asked for.
#[derive(Debug, Clone)]
pub struct Search {
    /// What the lines must match.
    pub query: Query,
    /// Filters beside the query.
    pub filters: Filters,
    /// The first moment, milliseconds since 1970 UTC.
    pub from_ms: i64,
    /// The moment after the last.
    pub to_ms: i64,
    /// Which end comes first.
    pub order: Order,
    /// How many lines at most, at least 1.
    pub limit: usize,
    /// Go on behind this line, which is not repeated.
    pub after: Option<Cursor>,
}

/// Which end of the time comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The newest line first.
    #[default]
    Newest,
    /// The oldest line first.
    Oldest,
}

/// A place in the order of lines: by time, then by commit. Written `time_ms.seq`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// Milliseconds since 1970 UTC.
    pub time_ms: i64,
    /// The sequence number within that millisecond.
    pub seq: u64,
}

/// A text was no cursor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a cursor of ours")]
pub struct CursorError;

/// One page of lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The lines, in the order asked for.
    pub lines: Vec<StoredLine>,
    /// Where the next page starts; none at the end.
    pub next: Option<Cursor>,
    /// Why the page may lack lines that come before its end; none when it lacks none.
    pub incomplete: Option<String>,
    /// How many lines were read.
    pub lines_read: u64,
    /// How long it took.
    pub took: Duration,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.time_ms, self.seq)
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let (time_ms, seq) = text.split_once('.').ok_or(CursorError)?;
        Ok(Self {
            time_ms: time_ms.parse().map_err(|_| CursorError)?,
            seq: seq.parse().map_err(|_| CursorError)?,
        })
    }
}
