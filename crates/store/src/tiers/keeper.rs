//! Moves lines on in the background: from the tail into chunks, from chunks into sealed segments,
//! and out of the store when their time is over.
//!
//! It works beside the writer and lets it do each write, so that a sender waits at most for one
//! small step.

use std::{
    sync::{
        Arc, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use segment::{Builder, Chunk, Placed, seal};
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    Limits, StoreError,
    tiers::{
        Tiers, duplicates,
        filter::Filter,
        keep::Kept,
        sealed::Sealed,
        segments::{NewSegment, Upkeep},
        shelf::{PIECES, Shelf},
        tail::TailGroup,
    },
    writer::{Job, State, Work},
};

/// How many bytes of pieces one step writes at most.
const STEP_BYTES: usize = 512 << 10;
/// How often it looks for lines that are past their time.
const ROUND: Duration = Duration::from_secs(60);
/// How long nobody has to send before it does what could wait.
const IDLE: Duration = Duration::from_millis(50);
/// How long it waits after a step that failed: shorter than senders wait for room.
const TRY_AGAIN: Duration = Duration::from_secs(2);

/// Moves the lines of one instance on.
pub(crate) struct Keeper {
    pub tiers: Arc<Tiers>,
    pub shelf: Arc<Shelf>,
    pub jobs: mpsc::Sender<Job>,
    pub limits: Limits,
    pub kept: Kept,
    pub lines: Arc<AtomicU64>,
    pub builder: Builder,
    pub last_segment_id: i64,
    /// Segments whose pieces have to be removed.
    pub half_done: Vec<i64>,
    /// What has been written of a segment, all but the word that it counts.
    pub written: Option<Written>,
    /// The last of the rounds asked for that is done.
    pub rounds_done: watch::Sender<u64>,
}

/// The writer has gone, or a step failed.
struct Stopped;

/// Lines that are about to be sealed.
pub(crate) struct Written {
    /// How many chunks they are.
    chunks: usize,
    lines: usize,
    last_seq: u64,
    /// None when there was nothing to keep of them.
    sealed: Option<Arc<Sealed>>,
}

/// What sealing has made, ready to be written.
struct Made {
    segment: NewSegment,
    pieces: Vec<(i64, Vec<u8>)>,
    sealed: Arc<Sealed>,
}

impl Keeper {
    /// Works until the writer has gone.
    pub async fn run(mut self, mut state: watch::Receiver<State>) {
        if state.wait_for(|state| *state == State::Ready).await.is_err() {
            return;
        }
        self.take_over();
        loop {
            if self.jobs.is_closed() {
                return;
            }
            let round = self.tiers.rounds_asked.load(Ordering::Relaxed);
            let done = self.round().await;
            if done.is_ok() {
                self.rounds_done.send_replace(round);
            }
            let wait = if done.is_err() { TRY_AGAIN } else { ROUND };
            tokio::select! {
                () = self.tiers.bell.notified(), if done.is_ok() => {}
                () = self.make_ready_when_idle(), if done.is_ok() => {}
                () = tokio::time::sleep(wait) => {}
                () = self.jobs.closed() => return,
            }
        }
    }

    /// Takes over what an earlier process left half done.
    fn take_over(&mut self) {
        let mut leftovers = self.tiers.leftovers.lock().unwrap_or_else(PoisonError::into_inner);
        self.last_segment_id = self.last_segment_id.max(leftovers.last_segment_id);
        self.half_done.append(&mut leftovers.half_done);
    }

    /// Where nobody sends for a moment, makes chunks ready for whoever asks, the newest first.
    /// Ends when it has made one ready, and never when there is nothing to do.
    async fn make_ready_when_idle(&self) {
        tokio::time::sleep(IDLE).await;
        let snapshot = self.tiers.snapshot();
        match snapshot.chunks.iter().rev().find(|chunk| !chunk.is_indexed()).cloned() {
            Some(chunk) => _ = tokio::task::spawn_blocking(move || chunk.make_ready()).await,
            None => std::future::pending().await,
        }
    }

    async fn round(&mut self) -> Result<(), Stopped> {
        self.sweep().await?;
        self.finish().await?;
        while self.step(Upkeep::Forget).await? {}
        while self.seal().await? || self.freeze().await? {}
        self.expire().await
    }

    /// Removes the pieces of segments that do not count.
    async fn sweep(&mut self) -> Result<(), Stopped> {
        let is_less = !self.half_done.is_empty();
        while let Some(segment_id) = self.half_done.last().copied() {
            while self.step(Upkeep::Remove(segment_id)).await? {}
            self.half_done.pop();
        }
        while is_less && self.step(Upkeep::Shrink).await? {}
        Ok(())
    }

    /// Makes a chunk of the oldest lines of the tail, if there are enough.
    async fn freeze(&mut self) -> Result<bool, Stopped> {
        let snapshot = self.tiers.snapshot();
        let Limits { chunk_lines, chunk_bytes, .. } = self.limits;
        if snapshot.tail_lines() < chunk_lines && snapshot.tail_bytes() < chunk_bytes {
            return Ok(false);
        }
        let (mut lines, mut bytes) = (0, 0);
        let enough = |group: &&Arc<TailGroup>| {
            let more = lines < chunk_lines && bytes < chunk_bytes;
            (lines, bytes) = (lines + group.lines.len(), bytes + group.bytes);
            more
        };
        let groups: Vec<_> = snapshot.tail.iter().take_while(enough).cloned().collect();
        let count = groups.len();
        let mut builder = std::mem::take(&mut self.builder);
        let made = tokio::task::spawn_blocking(move || {
            let placed: Vec<_> = groups.iter().flat_map(|group| placed(group)).collect();
            let chunk = builder.chunk(&placed);
            (builder, chunk)
        });
        let (builder, chunk) = made.await.map_err(|_| Stopped)?;
        self.builder = builder;
        self.tiers.freeze(count, Arc::new(chunk));
        Ok(true)
    }

    /// Makes a segment of the oldest chunks, if there are enough lines.
    async fn seal(&mut self) -> Result<bool, Stopped> {
        let snapshot = self.tiers.snapshot();
        let Limits { segment_lines, segment_bytes, .. } = self.limits;
        if snapshot.chunk_lines() < segment_lines && snapshot.chunk_bytes() < segment_bytes {
            return Ok(false);
        }
        let (mut lines, mut bytes) = (0, 0);
        let fits = |chunk: &&Arc<Chunk>| {
            (lines, bytes) = (lines + chunk.len(), bytes + chunk.bytes());
            lines <= segment_lines.max(chunk.len()) && bytes <= segment_bytes.max(chunk.bytes())
        };
        let chunks: Vec<_> = snapshot.chunks.iter().take_while(fits).cloned().collect();
        let Some(seqs) = range(&chunks) else { return Ok(false) };
        let count = chunks.len();
        self.builder.reset();
        self.last_segment_id += 1;
        let (segment_id, shelf) = (self.last_segment_id, self.shelf.clone());
        let made = tokio::task::spawn_blocking(move || make(segment_id, &chunks, seqs, &shelf))
            .await
            .map_err(|_| Stopped)?;
        let made = made.map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "lines could not be sealed yet");
            Stopped
        })?;
        let mut sealed = None;
        if let Some(made) = made {
            // Until it is known to be written it is one of those to remove: a disk that is full
            // would otherwise become fuller with each try.
            self.half_done.push(segment_id);
            self.step(Upkeep::Begin(made.segment)).await?;
            self.write(made.pieces).await?;
            self.half_done.pop();
            sealed = Some(made.sealed);
        }
        let lines = lines_of(&snapshot.chunks[..count]);
        self.written = Some(Written { chunks: count, lines, last_seq: seqs.1, sealed });
        self.finish().await?;
        while self.step(Upkeep::Forget).await? {}
        Ok(true)
    }

    /// Makes what is written count. When that fails it may be on disk all the same: then it is
    /// said once more, and not the same lines sealed twice.
    async fn finish(&mut self) -> Result<(), Stopped> {
        let Some(Written { chunks, lines, last_seq, sealed }) = &self.written else { return Ok(()) };
        let kept = sealed.as_ref().map_or(0, |sealed| sealed.directory.len());
        let dropped = (lines - kept) as u64;
        self.step(Upkeep::Seal { chunks: *chunks, sealed: sealed.clone(), last_seq: *last_seq }).await?;
        self.written = None;
        self.lines.fetch_sub(dropped, Ordering::Relaxed);
        metrics::counter!("spoor_segments_sealed_total").increment(1);
        Ok(())
    }

    async fn write(&self, pieces: Vec<(i64, Vec<u8>)>) -> Result<(), Stopped> {
        let (mut step, mut bytes) = (vec![], 0);
        for piece in pieces {
            bytes += piece.1.len();
            step.push(piece);
            if bytes >= STEP_BYTES {
                self.step(Upkeep::Pieces(std::mem::take(&mut step))).await?;
                bytes = 0;
            }
        }
        if !step.is_empty() {
            self.step(Upkeep::Pieces(step)).await?;
        }
        Ok(())
    }

    /// Drops what is past its time: whole segments, and of what is not sealed whole chunks.
    async fn expire(&mut self) -> Result<(), Stopped> {
        let keep = self.kept.get();
        let snapshot = self.tiers.snapshot();
        let old = |sealed: &&Arc<Sealed>| !keep.keeps(sealed.directory.last_received_ms, sealed.has_imports);
        for sealed in snapshot.sealed.iter().filter(old) {
            self.step(Upkeep::Drop(sealed.segment_id)).await?;
            self.tiers.drop_sealed(sealed.segment_id);
            self.lines.fetch_sub(sealed.directory.len() as u64, Ordering::Relaxed);
            self.half_done.push(sealed.segment_id);
        }
        self.sweep().await?;
        if let Some(last_seq) = snapshot.past(keep) {
            self.step(Upkeep::Expire { last_seq }).await?;
            while self.step(Upkeep::Forget).await? {}
        }
        Ok(())
    }

    /// Has the writer do a step; true when there is more of it.
    async fn step(&self, upkeep: Upkeep) -> Result<bool, Stopped> {
        let (answer, _) = oneshot::channel();
        let (done, again) = oneshot::channel();
        let job = Job { work: Work::Upkeep(upkeep, done), answer, permit: None };
        self.jobs.send(job).await.map_err(|_| Stopped)?;
        again.await.map_err(|_| Stopped)
    }
}

fn placed(group: &TailGroup) -> impl Iterator<Item = Placed<'_>> {
    let received_ms = group.received_ms;
    let lines = group.lines.iter().zip(&group.digests).enumerate();
    lines.map(move |(index, (line, digest))| Placed { seq: group.seq(index), received_ms, line, digest })
}

fn range(chunks: &[Arc<Chunk>]) -> Option<(u64, u64)> {
    Some((chunks.first()?.seqs()?.0, chunks.last()?.seqs()?.1))
}

fn lines_of(chunks: &[Arc<Chunk>]) -> usize {
    chunks.iter().map(|chunk| chunk.len()).sum()
}

fn make(
    segment_id: i64,
    chunks: &[Arc<Chunk>],
    seqs: (u64, u64),
    shelf: &Shelf,
) -> Result<Option<Made>, StoreError> {
    let made = seal(chunks).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let Some(made) = made else { return Ok(None) };
    let fingerprints = shelf.reader()?.fingerprints(seqs.0, seqs.1)?;
    let filter = Filter::new(&fingerprints);
    let number = |number: i64| segment_id * PIECES + number;
    let pieces = made.pieces.into_iter().zip(0..).map(|(bytes, piece)| (number(piece), bytes));
    let known = duplicates::pieces(&fingerprints, seqs.0).into_iter();
    let pieces = pieces.chain(known.map(|(piece, bytes)| (number(piece), bytes))).collect();
    let directory = made.directory;
    let has_imports = chunks.iter().any(|chunk| chunk.has_imports());
    let segment = NewSegment {
        segment_id,
        seqs,
        line_count: directory.len(),
        span: directory.span,
        last_received_ms: directory.last_received_ms,
        has_imports,
        root: directory.root.to_vec(),
        directory: directory.encode(),
        duplicates: filter.bytes().to_vec(),
    };
    let sealed = Arc::new(Sealed { segment_id, directory, seqs, has_imports, duplicates: filter });
    Ok(Some(Made { segment, pieces, sealed }))
}
