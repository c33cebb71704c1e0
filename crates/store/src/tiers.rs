//! Where the lines of an instance are, as far as finding them goes.
//!
//! New lines stand in the *tail*, as they came. A few thousand of them become a *chunk*, an index
//! in memory; up to 65,536 become a *sealed segment* in the file. The keeper moves them on in the
//! background. Who asks takes a [`Snapshot`]: nothing in it changes any more, and no line is in
//! it twice or missing.

pub(crate) mod duplicates;
pub(crate) mod filter;
pub(crate) mod keep;
pub(crate) mod keeper;
pub(crate) mod sealed;
pub(crate) mod segments;
pub(crate) mod shelf;
pub(crate) mod tail;

use std::sync::{Arc, Mutex, PoisonError, RwLock, atomic::AtomicU64};

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
    /// Rung when fewer lines are in memory than before.
    pub eased: Notify,
    /// How often somebody has asked the keeper to go through everything.
    pub rounds_asked: AtomicU64,
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
        self.eased.notify_waiters();
    }

    /// Puts a sealed segment in the place of the chunks it was made of.
    pub fn seal(&self, chunks: usize, sealed: Option<Arc<Sealed>>) {
        self.change(|now| {
            now.chunks.drain(..chunks);
            if let Some(sealed) = sealed {
                Arc::make_mut(&mut now.sealed).push(sealed);
            }
        });
        self.eased.notify_waiters();
    }

    /// Adds segments that were sealed before.
    pub fn load(&self, loaded: Loaded) {
        *self.leftovers.lock().unwrap_or_else(PoisonError::into_inner) =
            Leftovers { half_done: loaded.half_done, last_segment_id: loaded.last_segment_id };
        self.change(|now| now.sealed = Arc::new(loaded.sealed));
    }

    /// Takes away what is not sealed up to a sequence number: whole chunks and groups. Returns
    /// how many lines those were.
    pub fn expire(&self, last_seq: u64) -> u64 {
        let mut lines = 0;
        self.change(|now| {
            let is_past = |last: Option<u64>| last.is_some_and(|last| last <= last_seq);
            let chunks =
                now.chunks.iter().take_while(|chunk| is_past(chunk.seqs().map(|seqs| seqs.1))).count();
            lines += now.chunks.drain(..chunks).map(|chunk| chunk.len() as u64).sum::<u64>();
            let groups = now.tail.iter().take_while(|group| is_past(Some(group.last_seq()))).count();
            lines += now.tail.drain(..groups).map(|group| group.lines.len() as u64).sum::<u64>();
        });
        self.eased.notify_waiters();
        lines
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
    /// The last of the lines in front that are not sealed and past their time: whole chunks and
    /// groups of them, none behind one that is not.
    pub fn past(&self, keep: Keep) -> Option<u64> {
        let chunks = self.chunks.iter().map(|chunk| {
            (keep.keeps(chunk.last_received_ms(), chunk.has_imports()), chunk.seqs().map(|seqs| seqs.1))
        });
        let groups = self
            .tail
            .iter()
            .map(|group| (keep.keeps(group.received_ms, group.has_imports), Some(group.last_seq())));
        chunks.chain(groups).take_while(|(is_kept, _)| !is_kept).last()?.1
    }

    /// How many lines wait in the tail.
    pub fn tail_lines(&self) -> usize {
        self.tail.iter().map(|group| group.lines.len()).sum()
    }

    /// How many bytes wait in the tail.
    pub fn tail_bytes(&self) -> usize {
        self.tail.iter().map(|group| group.bytes).sum()
    }

    /// How many lines are in chunks.
    pub fn chunk_lines(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }

    /// How many bytes the lines in chunks were.
    pub fn chunk_bytes(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.bytes()).sum()
    }
}
