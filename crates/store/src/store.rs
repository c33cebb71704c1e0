//! The data folder, opened.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use model::{id::InstanceId, instance::Instance};
use sqlx::SqlitePool;
use tokio::sync::Notify;

use crate::{
    Change, EventStore, Limits, Read, StoreError,
    ask::{self, Remembered},
    database,
    safe::Safe,
    tiers::shelf::{self, PieceCache},
};

static CONTROL: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/control");

/// The data folder, opened. Cheap to clone; all clones share the same connections.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    limits: Limits,
    cache: Arc<PieceCache>,
    remembered: Arc<Remembered>,
    safe: Safe,
    readers: SqlitePool,
    writer: SqlitePool,
    events: RwLock<Opened>,
    opening: tokio::sync::Mutex<()>,
    outbox_bell: Notify,
    // Held until the store goes: only one process may write the event files.
    _lock: Option<std::fs::File>,
}

/// The files of events that are open.
#[derive(Default)]
struct Opened {
    instances: HashMap<InstanceId, EventStore>,
    /// Those of locations that have no instance; none where one has been closed for good.
    held: HashMap<InstanceId, Option<EventStore>>,
    /// Instances that are gone, and are not opened again.
    gone: HashSet<InstanceId>,
}

impl Store {
    /// Opens a data folder, making it where it is missing, and brings its tables up to date.
    ///
    /// # Errors
    /// When the folder is in use by another process, can not be written, or is damaged;
    /// [`StoreError::WrongKey`] when it holds secrets and not the key they are sealed with.
    pub async fn open(folder: &Path, limits: Limits) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder)?;
        let lock = lock(folder)?;
        let writer = migrated(folder).await?;
        let safe = Safe::at_start(folder, &writer).await?;
        let store = Self::connect(folder, limits, (writer, safe), Some(lock)).await?;
        let mut read = store.read().await?;
        for instance in read.instances().list().await? {
            store.open_events(&instance).await?;
        }
        for holding in read.holdings().list().await? {
            store.open_held(&holding.id).await?;
        }
        drop(read);
        Ok(store)
    }

    /// Opens the control database alone, beside a server that may be running. Audit events
    /// of changes made this way wait in the outbox for the server.
    pub async fn open_beside(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder)?;
        let parts = (migrated(folder).await?, Safe::read(folder)?);
        Self::connect(folder, Limits::default(), parts, None).await
    }

    /// Opens the control database alone, with no other process beside: for a folder that [`open`](Self::open)
    /// refuses because its key file is gone.
    ///
    /// # Errors
    /// When the folder is in use by another process, can not be written, or is damaged.
    pub async fn open_without_secrets(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder)?;
        let lock = lock(folder)?;
        let parts = (migrated(folder).await?, Safe::read(folder)?);
        Self::connect(folder, Limits::default(), parts, Some(lock)).await
    }

    async fn connect(
        folder: &Path,
        limits: Limits,
        (writer, safe): (SqlitePool, Safe),
        lock: Option<std::fs::File>,
    ) -> Result<Self, StoreError> {
        Ok(Self(Arc::new(Inner {
            folder: folder.to_owned(),
            cache: shelf::cache(limits.cache_bytes),
            remembered: ask::remembered(limits.remembered_bytes),
            limits,
            safe,
            readers: database::readers(&control(folder), 4).await?,
            writer,
            events: RwLock::new(Opened::default()),
            opening: tokio::sync::Mutex::new(()),
            outbox_bell: Notify::new(),
            _lock: lock,
        })))
    }

    /// A connection for reading the control database.
    pub async fn read(&self) -> Result<Read, StoreError> {
        Ok(Read::new(self.clone(), self.0.readers.acquire().await?))
    }

    /// Opens a change of the control database. Changes happen one after the other.
    pub async fn change(&self) -> Result<Change, StoreError> {
        Ok(Change::new(self.clone(), self.0.writer.begin_with("begin immediate").await?))
    }

    /// The events of an instance, if there is such an instance.
    pub fn events(&self, instance: &InstanceId) -> Option<EventStore> {
        self.opened(|opened| opened.instances.get(instance).cloned())
    }

    /// The events of every instance.
    pub fn all_events(&self) -> Vec<EventStore> {
        self.opened(|opened| opened.instances.values().cloned().collect())
    }

    /// The lines of every location that has no instance.
    pub fn all_held(&self) -> Vec<EventStore> {
        self.opened(|opened| opened.held.values().flatten().cloned().collect())
    }

    /// Bytes of pieces of sealed segments that are in memory, of all instances together.
    pub fn piece_cache_bytes(&self) -> u64 {
        self.0.cache.weight()
    }

    /// Bytes of what tiers contributed to graphs that are in memory, of all instances together.
    pub fn remembered_bytes(&self) -> u64 {
        self.0.remembered.weight()
    }

    /// How much one instance takes on at a time.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Opens (or makes) the event file of an instance that the control database knows.
    ///
    /// # Errors
    /// [`StoreError::Gone`] for one that has been removed meanwhile.
    pub async fn open_events(&self, instance: &Instance) -> Result<EventStore, StoreError> {
        // One at a time: an instance has one writer, however many ask for it first.
        let _opening = self.0.opening.lock().await;
        if let Some(events) = self.events(&instance.id) {
            return Ok(events);
        }
        if self.opened(|opened| opened.gone.contains(&instance.id)) {
            return Err(StoreError::Gone);
        }
        let held = self.change_opened(|opened| opened.held.remove(&instance.id)).flatten();
        let events = match held {
            // What was held for its location is its own from now on.
            Some(events) => events,
            None => self.open_file(&instance.id).await?,
        };
        events.heed(instance.retention);
        self.change_opened(|opened| opened.instances.insert(instance.id.clone(), events.clone()));
        Ok(events)
    }

    /// Opens (or makes) the event file of a location that has no instance.
    ///
    /// # Errors
    /// [`StoreError::Gone`] where it has been closed for good.
    pub async fn open_held(&self, id: &InstanceId) -> Result<EventStore, StoreError> {
        let _opening = self.0.opening.lock().await;
        // Its instance may have come into being a moment ago.
        if let Some(events) = self.events(id) {
            return Ok(events);
        }
        match self.opened(|opened| opened.held.get(id).cloned()) {
            Some(held) => held.ok_or(StoreError::Gone),
            None => {
                let events = self.open_file(id).await?;
                self.change_opened(|opened| opened.held.insert(id.clone(), Some(events.clone())));
                Ok(events)
            }
        }
    }

    /// Takes no more lines for a location and closes its file; the number of the last line that
    /// was taken is its answer. None where it was not open.
    pub async fn close_held(&self, id: &InstanceId) -> Option<u64> {
        let held = self.change_opened(|opened| opened.held.insert(id.clone(), None)).flatten()?;
        held.close().await;
        held.ended().await;
        Some(*held.head().borrow())
    }

    /// Lets the file of a location be opened again that [`close_held`](Self::close_held) closed.
    pub fn reopen_held(&self, id: &InstanceId) {
        self.change_opened(|opened| opened.held.remove(id));
    }

    /// Closes the event file of an instance for good.
    pub(crate) async fn close_gone(&self, id: &InstanceId) {
        let _opening = self.0.opening.lock().await;
        let events = self.change_opened(|opened| {
            opened.gone.insert(id.clone());
            opened.instances.remove(id)
        });
        if let Some(events) = events {
            events.close().await;
            events.ended().await;
        }
    }

    async fn open_file(&self, id: &InstanceId) -> Result<EventStore, StoreError> {
        let folder = self.events_folder(id);
        std::fs::create_dir_all(&folder)?;
        let (limits, cache, remembered) =
            (self.0.limits.clone(), self.0.cache.clone(), self.0.remembered.clone());
        EventStore::open(id, &folder.join("events.db"), limits, cache, remembered).await
    }

    /// What seals secrets.
    pub(crate) fn safe(&self) -> &Safe {
        &self.0.safe
    }

    /// The data folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.0.folder
    }

    pub(crate) fn events_folder(&self, id: &InstanceId) -> PathBuf {
        self.0.folder.join("instances").join(id.as_str())
    }

    fn opened<T>(&self, look: impl FnOnce(&Opened) -> T) -> T {
        look(&self.0.events.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn change_opened<T>(&self, change: impl FnOnce(&mut Opened) -> T) -> T {
        change(&mut self.0.events.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Stops taking lines, waits until what was taken is on disk, and closes the files.
    pub async fn close(&self) {
        for events in self.all_events().into_iter().chain(self.all_held()) {
            events.close().await;
        }
        self.0.readers.close().await;
        self.0.writer.close().await;
    }

    pub(crate) fn outbox_bell(&self) -> &Notify {
        &self.0.outbox_bell
    }

    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.0.readers
    }

    pub(crate) fn writer(&self) -> &SqlitePool {
        &self.0.writer
    }
}

fn control(folder: &Path) -> PathBuf {
    folder.join("control.db")
}

/// The writing connection of the control database, its tables up to date.
async fn migrated(folder: &Path) -> Result<SqlitePool, StoreError> {
    let writer = database::writer(&control(folder)).await?;
    CONTROL.run(&writer).await?;
    Ok(writer)
}

fn lock(folder: &Path) -> Result<std::fs::File, StoreError> {
    let file = std::fs::File::create(folder.join("lock"))?;
    file.try_lock().map_err(|_| {
        StoreError::Folder(std::io::Error::new(
            std::io::ErrorKind::ResourceBusy,
            "the data folder is in use by another spoor process",
        ))
    })?;
    Ok(file)
}
