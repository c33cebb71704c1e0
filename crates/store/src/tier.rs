//! One of the places a search visits.

use std::sync::Arc;

use segment::Chunk;

use crate::tiers::{Snapshot, sealed::Sealed, tail::TailGroup};

/// Lines that are asked together.
#[derive(Clone)]
pub(crate) enum Tier {
    Tail(Arc<TailGroup>),
    Chunk(Arc<Chunk>),
    Sealed(Arc<Sealed>),
}

impl Tier {
    /// All of an instance.
    pub fn all(snapshot: &Snapshot) -> Vec<Self> {
        let sealed = snapshot.sealed.iter().cloned().map(Self::Sealed);
        let chunks = snapshot.chunks.iter().cloned().map(Self::Chunk);
        let tail = snapshot.tail.iter().cloned().map(Self::Tail);
        sealed.chain(chunks).chain(tail).collect()
    }

    /// The first and the last event time.
    pub fn span(&self) -> (i64, i64) {
        match self {
            Self::Tail(group) => group.span,
            Self::Chunk(chunk) => chunk.span().unwrap_or_default(),
            Self::Sealed(sealed) => sealed.directory.span,
        }
    }

    /// Its range of sequence numbers.
    pub fn seqs(&self) -> (u64, u64) {
        match self {
            Self::Tail(group) => (group.first_seq, group.last_seq()),
            Self::Chunk(chunk) => chunk.seqs().unwrap_or_default(),
            Self::Sealed(sealed) => sealed.seqs,
        }
    }
}
