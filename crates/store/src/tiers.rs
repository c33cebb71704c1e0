//! Where the lines of an instance are, as far as finding them goes.
//!
//! New lines stand in the *tail*, as they came. A few thousand of them become a *chunk*, an index
//! in memory; up to 65,536 become a *sealed segment* in the file. The keeper moves them on in the
//! background. Who asks takes a [`Snapshot`]: nothing in it changes any more, and no line is in
//! it twice or missing.

pub(crate) mod duplicates;
pub(crate) mod keep;
pub(crate) mod keeper;
pub(crate) mod sealed;
pub(crate) mod segments;
pub(crate) mod shelf;
pub(crate) mod tail;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use segment::Chunk;
use tokio::sync::Notify;

use keep::Keep;
use sealed::Sealed;
use segments::Loaded;
use tail::TailGroup;

/// The lines of an instance in all tiers.
#[derive(Default)]
pub(crate) struct Tiers {
    now: RwLock<Snapshot>,
    /// Rung when there is something to move on.
    pub bell: Notify,
    pub leftovers: Mutex<Leftovers>,
}

/// What an earlier process left for the keeper.
#[derive(Default)]
pub(crate) struct Leftovers {
    /// Segments whose pieces have to be removed.
    pub half_done: Vec<i64>,
    pub last_segment_id: i64,
}

/// The lines of an instance at one moment.
#[derive(Clone, Default)]
pub(crate) struct Snapshot {
    pub sealed: Arc<Vec<Arc<Sealed>>>,
    /// In the order their lines were stored, like the tail behind them.
    pub chunks: Vec<Arc<Chunk>>,
    pub tail: Vec<Arc<TailGroup>>,
}

impl Tiers {
    pub fn snapshot(&self) -> Snapshot {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Adds lines that are on disk.
    pub fn add(&self, group: TailGroup) {
        self.change(|now| now.tail.push(Arc::new(group)));
        self.bell.notify_one();
    }

    /// Puts a chunk in the place of the groups it was made of.
    pub fn freeze(&self, groups: usize, chunk: Arc<Chunk>) {
        self.change(|now| {
            now.tail.drain(..groups);
            now.chunks.push(chunk);
        });
    }

    /// Puts a sealed segment in the place of the chunks it was made of.
    pub fn seal(&self, chunks: usize, sealed: Option<Arc<Sealed>>) {
        self.change(|now| {
            now.chunks.drain(..chunks);
            if let Some(sealed) = sealed {
                Arc::make_mut(&mut now.sealed).push(sealed);
            }
        });
    }

    /// Adds segments that were sealed before.
    pub fn load(&self, loaded: Loaded) {
        *self.leftovers.lock().unwrap_or_else(PoisonError::into_inner) =
            Leftovers { half_done: loaded.half_done, last_segment_id: loaded.last_segment_id };
        self.change(|now| now.sealed = Arc::new(loaded.sealed));
    }

    /// Takes lines away that are past their time: whole chunks and groups from the front.
    /// Returns how many, and the number of the last.
    pub fn expire(&self, keep: Keep) -> Option<(u64, u64)> {
        let (mut lines, mut last_seq) = (0, None);
        self.change(|now| {
            let old = |chunk: &Arc<Chunk>| !keep.keeps(chunk.last_received_ms(), chunk.has_imports());
            let chunks = now.chunks.iter().take_while(|chunk| old(chunk)).count();
            for chunk in now.chunks.drain(..chunks) {
                lines += chunk.len() as u64;
                last_seq = last_seq.max(chunk.seqs().map(|seqs| seqs.1));
            }
            if now.chunks.is_empty() {
                let old = |group: &Arc<TailGroup>| !keep.keeps(group.received_ms, group.has_imports);
                let groups = now.tail.iter().take_while(|group| old(group)).count();
                // The row of the last lines stays: new numbers follow on its own.
                let groups = groups.min(now.tail.len().saturating_sub(1));
                for group in now.tail.drain(..groups) {
                    lines += group.lines.len() as u64;
                    last_seq = Some(group.seq(group.lines.len().saturating_sub(1)));
                }
            }
        });
        last_seq.map(|last_seq| (lines, last_seq))
    }

    /// Takes a segment away.
    pub fn drop_sealed(&self, segment_id: i64) {
        self.change(|now| Arc::make_mut(&mut now.sealed).retain(|sealed| sealed.segment_id != segment_id));
    }

    fn change(&self, change: impl FnOnce(&mut Snapshot)) {
        change(&mut self.now.write().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Snapshot {
    /// How many lines wait in the tail.
    pub fn tail_lines(&self) -> usize {
        self.tail.iter().map(|group| group.lines.len()).sum()
    }

    /// How many lines are in chunks.
    pub fn chunk_lines(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }
}
