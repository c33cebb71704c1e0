//! How a database file is opened.

use std::{path::Path, time::Duration};

use sqlx::{
    SqlitePool,
    sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::StoreError;

/// How a file of ours is opened: write-ahead log, and a commit is on disk when it returns.
pub(crate) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .page_size(16 * 1024)
        .auto_vacuum(SqliteAutoVacuum::Incremental)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        // KiB, each connection: the page cache is small because blobs are read once.
        .pragma("cache_size", "-2048")
}

/// Connections that can only read.
pub(crate) async fn readers(path: &Path, most: u32) -> Result<SqlitePool, StoreError> {
    let options = options(path).create_if_missing(false).pragma("query_only", "on");
    Ok(SqlitePoolOptions::new()
        .max_connections(most)
        .min_connections(0)
        .idle_timeout(Duration::from_secs(60))
        .connect_with(options)
        .await?)
}

/// The one connection that writes.
pub(crate) async fn writer(path: &Path) -> Result<SqlitePool, StoreError> {
    Ok(SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options(path))
        .await?)
}
