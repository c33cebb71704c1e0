//! Lines as they came, before there is an index of them.

use std::sync::OnceLock;

use model::{
    id::{EventId, InstanceId},
    line::{Line, StoredLine},
};
use query::{Document, Matcher};
use segment::merkle::Hash;

/// Lines that were committed together.
pub(crate) struct TailGroup {
    pub first_seq: u64,
    pub received_ms: i64,
    pub lines: Vec<Line>,
    /// The digest of each line's text.
    pub digests: Vec<Hash>,
    /// Each line taken apart, once somebody has asked for it; no room for them before.
    documents: OnceLock<Vec<OnceLock<Document>>>,
    /// The first and the last event time.
    pub span: (i64, i64),
    /// Whether any of them came by import.
    pub has_imports: bool,
    /// About how many bytes they are.
    pub bytes: usize,
}

impl TailGroup {
    /// At least one line.
    pub fn new(first_seq: u64, received_ms: i64, lines: Vec<Line>, digests: Vec<Hash>) -> Self {
        let times = || lines.iter().map(|line| line.time_ms);
        let span = (times().min().unwrap_or_default(), times().max().unwrap_or_default());
        let has_imports = lines.iter().any(|line| line.flags.imported);
        let bytes = lines.iter().map(Line::size).sum();
        Self { first_seq, received_ms, lines, digests, documents: OnceLock::new(), span, has_imports, bytes }
    }

    pub fn document(&self, index: usize) -> &Document {
        let documents = self.documents.get_or_init(|| self.lines.iter().map(|_| OnceLock::new()).collect());
        documents[index].get_or_init(|| Document::new(&self.lines[index]))
    }

    pub fn matches(&self, index: usize, matcher: &Matcher) -> bool {
        matcher.matches_everything() || matcher.matches(self.document(index))
    }

    pub fn seq(&self, index: usize) -> u64 {
        self.first_seq + index as u64
    }

    pub fn last_seq(&self) -> u64 {
        self.seq(self.lines.len().saturating_sub(1))
    }

    pub fn stored(&self, index: usize, instance: &InstanceId) -> StoredLine {
        StoredLine {
            id: EventId { instance: instance.clone(), seq: self.seq(index) },
            received_ms: self.received_ms,
            line: self.lines[index].clone(),
        }
    }
}
