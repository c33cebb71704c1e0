//! What is held in memory of a sealed segment.

use segment::Directory;

use crate::tiers::filter::Filter;

/// A sealed segment: its table of contents, and a filter that tells which fingerprints may be
/// in it.
pub(crate) struct Sealed {
    pub segment_id: i64,
    pub directory: Directory,
    /// Its range of sequence numbers; lines that were only for live tail are missing from it.
    pub seqs: (u64, u64),
    /// Whether any of its lines came by import.
    pub has_imports: bool,
    pub duplicates: Filter,
}
