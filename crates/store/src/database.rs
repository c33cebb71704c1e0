//! How a database file is opened.

use std::{path::Path, time::Duration};

use sqlx::{
    Connection, SqliteConnection, SqlitePool,
    sqlite::{
        SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
    },
};

use crate::StoreError;

/// How a file of ours is opened: write-ahead log, and a commit is on disk when it returns.
fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        // KiB, each connection: the page cache is small because blobs are read once.
        .pragma("cache_size", "-2048")
}

/// Connections that can only read.
pub(crate) async fn readers(path: &Path, most: u32) -> Result<SqlitePool, StoreError> {
    Ok(SqlitePoolOptions::new()
        .max_connections(most)
        .min_connections(0)
        .idle_timeout(Duration::from_secs(60))
        .connect_with(options(path).pragma("query_only", "on"))
        .await?)
}

/// The one connection that writes; makes the file where it is missing.
pub(crate) async fn writer(path: &Path) -> Result<SqlitePool, StoreError> {
    let mut options = options(path);
    // Only then: SQLite writes to the file each time the vacuum mode is named.
    if !path.try_exists()? {
        options =
            options.create_if_missing(true).page_size(16 * 1024).auto_vacuum(SqliteAutoVacuum::Incremental);
    }
    Ok(SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(|connection, _| Box::pin(is_at_rest(connection)))
        .connect_with(options)
        .await?)
}

/// Whether a connection may be used again. When a commit fails SQLite takes the transaction
/// back by itself, and the driver goes on counting one: such a connection is given up.
async fn is_at_rest(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}
