//! What can go wrong in the store, by what the caller can do about it.

/// The store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite or the file system refused.
    #[error("the database refused")]
    Database(#[from] sqlx::Error),
    /// SQLite refused a question about sealed lines.
    #[error("the database refused")]
    Sealed(#[from] rusqlite::Error),
    /// Sealed lines could not be read.
    #[error("sealed lines could not be read")]
    Index(#[from] segment::Error),
    /// The tables could not be brought to this version's form.
    #[error("the database could not be migrated")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A file or folder could not be made or read.
    #[error("the data folder could not be used")]
    Folder(#[from] std::io::Error),
    /// What was read is not what was written.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    /// A sealed secret can not be opened: the key file is missing or another.
    #[error(
        "a kept secret can not be used: {0} is missing or not the file it was sealed with; nothing was changed, put the file back from its backup"
    )]
    Unsealed(String),
    /// Secrets are sealed with a key that is not in the key file: the folder is not opened.
    #[error(
        "{path} is missing or not the file that {sealed} kept secrets are sealed with; nothing was changed: put the file back from its backup, or give these secrets up with `spoor secrets forget`"
    )]
    WrongKey {
        /// Where the key file has to be.
        path: String,
        /// How many alerts, archives, streams and deletions are sealed.
        sealed: i64,
    },
    /// A change was to touch one row and touched none.
    #[error("what was to be changed is gone")]
    Gone,
    /// The desk has no row yet: `init` has not run.
    #[error("this data folder holds no desk yet")]
    NoDesk,
    /// No instance has the location that was named.
    #[error("there is no instance for {0}")]
    NoInstance(String),
    /// A histogram was asked for in more buckets than one has.
    #[error("that makes {0} buckets and at most {most} are counted; ask for a wider interval or a shorter time", most = crate::ask::MAX_BUCKETS)]
    TooManyBuckets(u64),
    /// Work on another thread was cut short.
    #[error("the work was cut short")]
    CutShort,
}

impl StoreError {
    /// Wraps a fault of reading back what was written.
    pub fn damaged(what: &str, error: impl std::fmt::Display) -> Self {
        Self::Damaged(format!("{what}: {error}"))
    }
}

/// Why lines were not taken. Nothing of the request is stored then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Too much is waiting already; the sender should come again.
    #[error("too many lines are waiting to be stored")]
    QueueFull,
    /// The disk is full or failing; the sender should come again.
    #[error("the lines could not be written to disk")]
    NotWritten,
    /// The server is going down.
    #[error("the store is closing")]
    Closing,
}
