//! The events of one instance: one file, one writer, many readers.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use model::{
    id::InstanceId,
    line::{Line, StoredLine},
    retention::Retention,
};
use segment::Builder;
use sqlx::SqlitePool;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit, mpsc, oneshot, watch};

use crate::{
    Append, AppendError, Limits, Page, Reader, Search, StoreError, Stored,
    ask::Remembered,
    database, find, fingerprint, page,
    tiers::{
        Snapshot, Tiers,
        keep::{Keep, Kept},
        keeper::Keeper,
        shelf::{PieceCache, Shelf},
    },
    writer::{self, Job, Work},
};

pub(crate) static EVENTS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/events");

/// How long a sender waits for room before it is told to come again.
const SLOWED: Duration = Duration::from_secs(5);

/// The events of one instance. Cheap to clone.
#[derive(Clone)]
pub struct EventStore(Arc<Inner>);

struct Inner {
    instance: InstanceId,
    path: PathBuf,
    limits: Limits,
    readers: SqlitePool,
    tiers: Arc<Tiers>,
    shelf: Arc<Shelf>,
    kept: Kept,
    jobs: mpsc::Sender<Job>,
    queue: Arc<Semaphore>,
    searches: Semaphore,
    state: watch::Receiver<writer::State>,
    head: watch::Receiver<u64>,
    rounds_done: watch::Receiver<u64>,
    lines: Arc<AtomicU64>,
}

/// Room for the lines of one request, given back when it is dropped.
#[derive(Debug)]
pub struct Reserved {
    permit: OwnedSemaphorePermit,
    place: mpsc::OwnedPermit<Job>,
}

impl Reserved {
    fn send(self, work: Work) -> impl Future<Output = Result<Vec<Stored>, AppendError>> + use<> {
        let (answer, receipt) = oneshot::channel();
        self.place.send(Job { work, answer, permit: Some(self.permit) });
        async { receipt.await.map_err(|_| AppendError::NotWritten)? }
    }
}

/// What an instance reports about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Whether it takes and finds lines.
    pub ready: bool,
    /// How many lines it holds.
    pub lines: u64,
    /// How many of them are sealed.
    pub sealed_lines: u64,
    /// How many of them are not, and lie in memory.
    pub hot_lines: u64,
    /// How many sealed segments it has.
    pub segments: u64,
    /// Bytes of lines that wait to be written.
    pub queued_bytes: usize,
    /// Bytes of its files on disk.
    pub disk_bytes: u64,
}

impl EventStore {
    /// Opens the event file. Returns at once; lines are taken when what was stored before has
    /// been read back.
    pub(crate) async fn open(
        instance: &InstanceId,
        path: &Path,
        limits: Limits,
        cache: Arc<PieceCache>,
        remembered: Arc<Remembered>,
    ) -> Result<Self, StoreError> {
        let pool = database::writer(path).await?;
        EVENTS.run(&pool).await?;
        let readers = database::readers(path, 4).await?;
        let (jobs, inbox) = mpsc::channel(4096);
        let (publish, state) = watch::channel(writer::State::Loading);
        let (publish_head, head) = watch::channel(0);
        let (publish_rounds, rounds_done) = watch::channel(0);
        let lines = Arc::new(AtomicU64::new(0));
        let tiers = Arc::new(Tiers::default());
        let shelf = Arc::new(Shelf::new(path, cache, remembered));
        let kept = Kept::default();
        let instance = instance.clone();
        let shared = (tiers.clone(), shelf.clone(), kept.clone());
        tokio::spawn(writer::run(
            writer::Writer::new(instance.clone(), path, pool, publish, publish_head, shared, lines.clone()),
            inbox,
        ));
        let keeper = Keeper {
            tiers: tiers.clone(),
            shelf: shelf.clone(),
            jobs: jobs.clone(),
            limits: limits.clone(),
            kept: kept.clone(),
            lines: lines.clone(),
            builder: Builder::default(),
            last_segment_id: 0,
            half_done: vec![],
            written: None,
            rounds_done: publish_rounds,
        };
        tokio::spawn(keeper.run(state.clone()));
        Ok(Self(Arc::new(Inner {
            instance,
            path: path.to_owned(),
            queue: Arc::new(Semaphore::new(limits.queue_bytes.min(Semaphore::MAX_PERMITS))),
            limits,
            readers,
            tiers,
            shelf,
            kept,
            jobs,
            searches: Semaphore::new(4),
            state,
            head,
            rounds_done,
            lines,
        })))
    }

    /// The instance these events belong to.
    pub fn instance(&self) -> &InstanceId {
        &self.0.instance
    }

    /// Stores the lines of one request, all or none, and answers for each when they are on
    /// disk. Lines that were stored before are recognised.
    ///
    /// # Errors
    /// Then nothing of the request is stored.
    pub async fn append(&self, append: Append) -> Result<Vec<Stored>, AppendError> {
        let place = self.slowly(append.bytes()).await?;
        self.begin(place, append).await
    }

    /// Reserves room for the lines of a request, for whoever has to know that there is room in
    /// several instances before anything is stored in one.
    ///
    /// # Errors
    /// When there is no room, or lines can not be written just now.
    pub async fn reserve(&self, append: &Append) -> Result<Reserved, AppendError> {
        if *self.0.state.borrow() == writer::State::Failed {
            return Err(AppendError::NotWritten);
        }
        self.slowly(append.bytes()).await
    }

    /// Stores lines for which there is room, as [`append`](Self::append) does. They are on their
    /// way when this returns, whether or not anybody waits for the answer.
    pub fn begin(
        &self,
        place: Reserved,
        append: Append,
    ) -> impl Future<Output = Result<Vec<Stored>, AppendError>> + use<> {
        // Here and not in the writer, so that senders do it side by side.
        let identity = |(index, line): (usize, &Line)| match append.places.get(index) {
            None => fingerprint::of(line, &append.request),
            Some(place) => {
                fingerprint::of(line, &[&append.request[..], &usize::to_le_bytes(*place)].concat())
            }
        };
        let identities = append.lines.iter().enumerate().map(identity).collect();
        place.send(Work::Append(append, identities))
    }

    /// Appends events of the desk itself; those that have arrived before are left out.
    pub(crate) async fn append_relayed(&self, events: Vec<(String, Line)>) -> Result<(), AppendError> {
        let bytes = events.iter().map(|(_, line)| line.text.len()).sum();
        self.place(bytes)?.send(Work::Relay(events)).await.map(|_| ())
    }

    /// A place for lines, once there is room for them.
    async fn slowly(&self, bytes: usize) -> Result<Reserved, AppendError> {
        let place = self.place(bytes)?;
        tokio::time::timeout(SLOWED, self.room()).await.map_err(|_| AppendError::QueueFull)?;
        Ok(place)
    }

    fn place(&self, bytes: usize) -> Result<Reserved, AppendError> {
        // A single request larger than the queue takes the whole of it.
        let permits = u32::try_from(bytes.min(self.0.limits.queue_bytes).max(1)).unwrap_or(u32::MAX);
        let permit =
            self.0.queue.clone().try_acquire_many_owned(permits).map_err(|_| AppendError::QueueFull)?;
        let place = self.0.jobs.clone().try_reserve_owned().map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => AppendError::QueueFull,
            mpsc::error::TrySendError::Closed(_) => AppendError::Closing,
        })?;
        Ok(Reserved { permit, place })
    }

    /// Finds lines, one page at a time.
    pub async fn search(&self, reader: &Reader, search: Search) -> Result<Page, StoreError> {
        debug_assert_eq!(reader.instance, self.0.instance, "a reader reads its own instance");
        let _turn = self.turn().await?;
        let (reader, limits) = (reader.clone(), self.0.limits.clone());
        self.apart(move |snapshot, shelf, given_up| {
            page::find(snapshot, shelf, &reader, &search, &limits, given_up)
        })
        .await
    }

    /// The line with this number, if the reader may see it.
    pub async fn find(&self, reader: &Reader, seq: u64) -> Result<Option<StoredLine>, StoreError> {
        debug_assert_eq!(reader.instance, self.0.instance, "a reader reads its own instance");
        let reader = reader.clone();
        self.apart(move |snapshot, shelf, _| find::find(snapshot, shelf, &reader, seq)).await
    }

    /// Asks on a thread that may wait. When whoever asks goes away, the question is given up.
    pub(crate) async fn apart<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Snapshot, &Shelf, &(dyn Fn() -> bool + Sync)) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (snapshot, shelf) = (self.0.tiers.snapshot(), self.0.shelf.clone());
        let asking = Arc::new(());
        let gone = Arc::downgrade(&asking);
        tokio::task::spawn_blocking(move || ask(&snapshot, &shelf, &|| gone.strong_count() == 0))
            .await
            .map_err(|_| StoreError::CutShort)
            .inspect(|_| drop(asking))?
    }

    /// Gives lines up that arrived before this moment, whole segments at a time.
    pub fn expire(&self, before_ms: i64) {
        self.0.kept.change(|keep| keep.before_ms = Some(before_ms));
        self.0.tiers.bell.notify_one();
    }

    /// Heeds what the instance says before the first line is taken: they may be for live tail
    /// alone. What is past its time is for [`retain`](Self::retain).
    pub(crate) fn heed(&self, retention: Retention) {
        self.0.kept.change(|keep| keep.is_live_only = retention.lines.is_live_only());
    }

    /// Keeps lines as long as the instance says, from now on: those that are past their time go
    /// in the background.
    pub fn retain(&self, retention: Retention, now_ms: i64) {
        let wanted = Keep {
            before_ms: retention.lines.before_ms(now_ms),
            imports: retention.keeps_imports,
            is_live_only: retention.lines.is_live_only(),
        };
        self.0.kept.change(|keep| *keep = wanted);
        self.0.tiers.bell.notify_one();
    }

    /// What the instance reports about itself now.
    pub fn figures(&self) -> Figures {
        let size = |suffix: &str| {
            let mut path = self.0.path.clone().into_os_string();
            path.push(suffix);
            std::fs::metadata(path).map_or(0, |file| file.len())
        };
        let snapshot = self.0.tiers.snapshot();
        Figures {
            ready: *self.0.state.borrow() == writer::State::Ready,
            lines: self.0.lines.load(Ordering::Relaxed),
            sealed_lines: snapshot.sealed.iter().map(|sealed| sealed.directory.len() as u64).sum(),
            hot_lines: (snapshot.chunk_lines() + snapshot.tail_lines()) as u64,
            segments: snapshot.sealed.len() as u64,
            queued_bytes: self.0.limits.queue_bytes.saturating_sub(self.0.queue.available_permits()),
            disk_bytes: size("") + size("-wal"),
        }
    }

    /// Waits until what was stored before has been read back.
    pub async fn ready(&self) -> Result<(), StoreError> {
        let mut state = self.0.state.clone();
        state.wait_for(|state| *state == writer::State::Ready).await.map_err(|_| StoreError::CutShort)?;
        Ok(())
    }

    /// Waits until every line that is on disk now has been moved on as far as it goes, and what
    /// is past its time is gone. Nobody has to wait for that to find lines.
    pub async fn settled(&self) -> Result<(), StoreError> {
        let round = self.0.tiers.rounds_asked.fetch_add(1, Ordering::Relaxed) + 1;
        self.0.tiers.bell.notify_one();
        let mut done = self.0.rounds_done.clone();
        done.wait_for(|done| *done >= round).await.map_err(|_| StoreError::CutShort)?;
        Ok(())
    }

    /// Waits until so few lines are in memory that there is room for more: whoever sends faster
    /// than lines can be sealed is slowed down. Returns at once while lines can not be written:
    /// storing them tells why.
    pub async fn room(&self) {
        loop {
            let eased = self.0.tiers.eased.notified();
            tokio::pin!(eased);
            // From here on nothing is missed that happens while the lines are counted.
            eased.as_mut().enable();
            if self.has_room() || *self.0.state.borrow() != writer::State::Ready {
                return;
            }
            eased.await;
        }
    }

    fn has_room(&self) -> bool {
        let (snapshot, limits) = (self.0.tiers.snapshot(), &self.0.limits);
        snapshot.tail_lines() <= 16 * limits.chunk_lines
            && snapshot.tail_bytes() <= 16 * limits.chunk_bytes
            && snapshot.chunk_lines() <= 2 * limits.segment_lines
            && snapshot.chunk_bytes() <= 2 * limits.segment_bytes
    }

    /// Waits until one more may read many lines.
    pub(crate) async fn turn(&self) -> Result<SemaphorePermit<'_>, StoreError> {
        self.0.searches.acquire().await.map_err(|_| StoreError::CutShort)
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn head_seq(&self) -> &watch::Receiver<u64> {
        &self.0.head
    }

    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.0.readers
    }

    /// Waits, after [`close`](Self::close), for the last of the lines that were on their way: what
    /// came between the word to close and the closing is still taken.
    pub(crate) async fn ended(&self) {
        let mut state = self.0.state.clone();
        // The writer tells its state for as long as it works.
        while state.changed().await.is_ok() {}
    }

    /// Waits until what was taken is on disk, and closes the file.
    pub(crate) async fn close(&self) {
        let (answer, done) = oneshot::channel();
        let permit = self.0.queue.clone().acquire_many_owned(1).await;
        if let Ok(permit) = permit {
            let job = Job { work: Work::Close, answer, permit: Some(permit) };
            if self.0.jobs.send(job).await.is_ok() {
                let _ = done.await;
            }
        }
        self.0.shelf.close();
        self.0.readers.close().await;
    }
}
