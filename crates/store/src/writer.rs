//! The one writer of an instance: gives sequence numbers in commit order and answers a sender
//! when its lines are on disk.
//!
//! Requests that wait together share one commit. After a failure to write, nothing is
//! acknowledged until the file has been opened anew and its last lines read back.

mod commit;
mod group;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use hashbrown::HashMap;
use model::{
    id::{EventId, InstanceId},
    line::Line,
    unstored::Refusal,
};
use sqlx::SqlitePool;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};

use crate::{
    AppendError, StoreError,
    fingerprint::{Fingerprint, Identity},
    quarantine::Rejected,
    tiers::{
        Tiers,
        keep::Kept,
        segments::{self, Upkeep},
        shelf::Shelf,
        tail::TailGroup,
    },
};

/// How much one commit takes at most, in bytes of lines and in requests.
const GROUP_BYTES: usize = 4 << 20;
const GROUP_JOBS: usize = 1024;
/// How long after a failure the file is tried again when nobody sends.
const TRY_AGAIN: Duration = Duration::from_secs(2);

/// The lines of one request.
#[derive(Debug, Default)]
pub struct Append {
    /// The lines to store, in the order they were sent.
    pub lines: Vec<Line>,
    /// Lines that break a limit and go into quarantine, each with the reason it is counted by.
    pub rejected: Vec<(Refusal, Rejected)>,
    /// What makes lines without a time of their own the same line: the sender's idempotency
    /// key, or something that no other request has.
    pub request: Vec<u8>,
    /// Where the lines stood, if those without a time of their own are told apart by that as well:
    /// the lines of a file, of which two that are equal are two. Empty otherwise.
    pub places: Vec<usize>,
    /// When the request arrived, milliseconds since 1970 UTC.
    pub received_ms: i64,
    /// The line in quarantine these lines are made of: it leaves with the same commit. Where it has
    /// left before, nothing is stored and nothing answered.
    pub retried: Option<i64>,
}

/// What became of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// It is on disk under this id.
    New(EventId),
    /// It was stored before, under this id.
    Duplicate(EventId),
}

/// What the writer is asked to do.
pub(crate) enum Work {
    /// The lines of a request, with what each is recognised by.
    Append(Append, Vec<Identity>),
    Relay(Vec<(String, Line)>),
    /// A step of the keeper; it hears whether there is more to do, or nothing where it failed.
    Upkeep(Upkeep, oneshot::Sender<bool>),
    Close,
}

/// Where a sender waits for what became of its lines.
type Answer = oneshot::Sender<Result<Vec<Stored>, AppendError>>;

pub(crate) struct Job {
    pub work: Work,
    pub answer: Answer,
    /// Its share of the queue, given back when the job is done.
    pub permit: Option<OwnedSemaphorePermit>,
}

/// Whether lines are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// What was stored before is being read back.
    Loading,
    /// Lines are taken and found.
    Ready,
    /// The last write failed; the file is opened anew at the next.
    Failed,
}

pub(crate) struct Writer {
    pub(crate) instance: InstanceId,
    pub(crate) path: PathBuf,
    pub(crate) pool: SqlitePool,
    pub(crate) publish: watch::Sender<State>,
    /// Tells the number of the last line on disk.
    head: watch::Sender<u64>,
    pub(crate) tiers: Arc<Tiers>,
    shelf: Arc<Shelf>,
    kept: Kept,
    pub(crate) lines: Arc<AtomicU64>,
    pub(crate) next_seq: u64,
    /// The lines that are not sealed, by their fingerprint.
    pub(crate) seen: HashMap<Fingerprint, u64>,
    pub(crate) is_loaded: bool,
}

impl Append {
    /// How much of the queue the request takes.
    pub(crate) fn bytes(&self) -> usize {
        let lines: usize = self.lines.iter().map(Line::size).sum();
        lines + self.rejected.iter().map(|(_, rejected)| rejected.line.len() + 256).sum::<usize>()
    }
}

/// Works until the store closes.
pub(crate) async fn run(mut writer: Writer, mut inbox: mpsc::Receiver<Job>) {
    writer.recover().await;
    while let Some(first) = writer.next_job(&mut inbox).await {
        let mut jobs = vec![first];
        let mut bytes = jobs.iter().map(Job::bytes).sum::<usize>();
        while bytes < GROUP_BYTES
            && jobs.len() < GROUP_JOBS
            && let Ok(job) = inbox.try_recv()
        {
            bytes += job.bytes();
            jobs.push(job);
        }
        if writer.work(jobs).await {
            inbox.close();
        }
    }
    writer.pool.close().await;
}

impl Job {
    fn bytes(&self) -> usize {
        match &self.work {
            Work::Append(append, _) => append.bytes(),
            Work::Relay(events) => events.iter().map(|(_, line)| line.text.len()).sum(),
            Work::Upkeep(..) | Work::Close => 0,
        }
    }
}

impl Writer {
    pub fn new(
        instance: InstanceId,
        path: &Path,
        pool: SqlitePool,
        publish: watch::Sender<State>,
        head: watch::Sender<u64>,
        (tiers, shelf, kept): (Arc<Tiers>, Arc<Shelf>, Kept),
        lines: Arc<AtomicU64>,
    ) -> Self {
        Self {
            instance,
            path: path.to_owned(),
            pool,
            publish,
            head,
            tiers,
            shelf,
            kept,
            lines,
            next_seq: 1,
            seen: HashMap::new(),
            is_loaded: false,
        }
    }

    /// Waits for a job. After a failure it also tries by itself whether the file can be
    /// written again, so that whoever goes by readiness comes back.
    async fn next_job(&mut self, inbox: &mut mpsc::Receiver<Job>) -> Option<Job> {
        loop {
            if *self.publish.borrow() != State::Failed {
                return inbox.recv().await;
            }
            match tokio::time::timeout(TRY_AGAIN, inbox.recv()).await {
                Ok(job) => return job,
                Err(_) => self.recover().await,
            }
        }
    }

    /// Does the jobs in one commit; true when one of them was to close.
    async fn work(&mut self, jobs: Vec<Job>) -> bool {
        let mut closing = None;
        let mut waiting = Vec::with_capacity(jobs.len());
        let mut steps = Vec::new();
        for job in jobs {
            match job.work {
                Work::Close => closing = Some(job.answer),
                Work::Upkeep(upkeep, done) => steps.push((upkeep, done)),
                work => waiting.push(Job { work, ..job }),
            }
        }
        if !waiting.is_empty() {
            if *self.publish.borrow() == State::Failed {
                self.recover().await;
            }
            self.commit_group(waiting).await;
        }
        for (upkeep, done) in steps {
            self.keep(upkeep, done).await;
        }
        if let Some(answer) = closing {
            let _ = answer.send(Ok(vec![]));
            return true;
        }
        false
    }

    /// Does one step of the keeper. A failure is the keeper's to try again.
    async fn keep(&mut self, upkeep: Upkeep, done: oneshot::Sender<bool>) {
        if *self.publish.borrow() == State::Failed {
            return;
        }
        let kept = async { segments::keep(&mut *self.pool.acquire().await?, &upkeep).await }.await;
        match kept {
            Ok(again) => {
                match upkeep {
                    Upkeep::Seal { chunks, sealed, last_seq } => {
                        self.tiers.seal(chunks, sealed);
                        // From here on the filter of the segment knows them.
                        self.forget(last_seq);
                    }
                    Upkeep::Expire { last_seq } => {
                        let lines = self.tiers.expire(last_seq);
                        self.lines.fetch_sub(lines, Ordering::Relaxed);
                        // What is gone was never there: who sends it again sends something new.
                        self.forget(last_seq);
                    }
                    _ => {}
                }
                let _ = done.send(again);
            }
            Err(error) => self.fail(&error),
        }
    }

    /// Lines up to here are no longer among those that are not sealed.
    fn forget(&mut self, last_seq: u64) {
        self.seen.retain(|_, seq| *seq > last_seq);
        self.seen.shrink_to(self.seen.len() * 2);
    }

    async fn commit_group(&mut self, waiting: Vec<Job>) {
        if *self.publish.borrow() == State::Failed {
            for job in waiting {
                let _ = job.answer.send(Err(AppendError::NotWritten));
            }
            return;
        }
        let mut group = match self.group(waiting).await {
            Ok(group) => group,
            Err(error) => return self.fail(&error),
        };
        let started = std::time::Instant::now();
        let (line_count, rejected_count) = (group.lines.len() as u64, group.rejected.len() as u64);
        match self.commit(&mut group).await {
            Ok((lines, counts)) => {
                let mut lines = lines.into_iter().map(|(line, identity)| (line, identity.digest));
                let mut first_seq = self.next_seq;
                for count in counts {
                    let (row, digests) = lines.by_ref().take(count).unzip();
                    self.tiers.add(TailGroup::new(first_seq, group.received_ms, row, digests));
                    first_seq += count as u64;
                }
                metrics::histogram!("spoor_commit_seconds").record(started.elapsed().as_secs_f64());
                metrics::counter!("spoor_lines_stored_total").increment(line_count);
                metrics::counter!("spoor_lines_rejected_total").increment(rejected_count);
                self.next_seq += line_count;
                self.publish_head();
                self.lines.fetch_add(line_count, Ordering::Relaxed);
                self.seen.extend(group.seen);
                // Before senders are answered: whose lines are written finds their room free.
                drop(group.permits);
                for (answer, stored) in group.answers {
                    let _ = answer.send(Ok(stored));
                }
            }
            Err(error) => {
                self.fail(&error);
                for (answer, _) in group.answers {
                    let _ = answer.send(Err(AppendError::NotWritten));
                }
            }
        }
    }

    /// Before senders are answered: whose line is stored may look for it behind the head.
    pub(crate) fn publish_head(&self) {
        let last_seq = self.next_seq - 1;
        self.head.send_if_modified(|head| std::mem::replace(head, last_seq) != last_seq);
    }

    pub(crate) fn fail(&self, error: &StoreError) {
        tracing::error!(
            instance.id = %self.instance,
            error = error as &dyn std::error::Error,
            "lines could not be written; senders are told to come again"
        );
        metrics::counter!("spoor_commit_failures_total").increment(1);
        self.publish.send_replace(State::Failed);
    }
}

pub(crate) fn to_i64(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|error| StoreError::damaged("sequence number", error))
}
