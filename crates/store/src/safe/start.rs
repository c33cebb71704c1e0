//! The key file at the start: whether it is the one that secrets are sealed with, and sealing what
//! was kept before alerts were sealed.

use std::path::Path;

use serde_json::Value;
use sqlx::{SqliteConnection, SqlitePool};

use super::Safe;
use crate::StoreError;

const PROBE: &str = "probe";

/// How a key file stands to what is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// It is the key everything was sealed with.
    Right,
    /// It is missing or another.
    Wrong,
    /// Nothing tells yet: it may be used, or made.
    Open,
}

impl Safe {
    /// The key of a folder that this process alone writes. The first start makes it; where nothing is sealed a
    /// file that holds no key is set aside and another made.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] when something is sealed that it can not open; nothing is changed then.
    pub(crate) async fn at_start(folder: &Path, writer: &SqlitePool) -> Result<Self, StoreError> {
        let mut transaction = writer.begin_with("begin immediate").await?;
        let mut safe = Self::read(folder)?;
        match safe.fit(&mut transaction).await? {
            Fit::Right => {}
            Fit::Wrong => {
                let sealed = count(&mut transaction).await?;
                return Err(StoreError::WrongKey { path: safe.path.display().to_string(), sealed });
            }
            Fit::Open => {
                safe = Self::read_or_make(folder)?;
                sqlx::query("update safes set probe = ?")
                    .bind(safe.seal(PROBE, b"")?)
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        let is_swept: bool =
            sqlx::query_scalar("select is_swept from safes").fetch_one(&mut *transaction).await?;
        transaction.commit().await?;
        // A desk that still holds old alerts in the clear is better than one that does not start.
        if !is_swept && let Err(error) = safe.seal_older(writer).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "alerts of an older version may be left in the clear; the next start tries again"
            );
        }
        Ok(safe)
    }

    /// Seals what an older version kept in the clear, and leaves no copy of it. It is done again at the next
    /// start if it was cut short, or if something could not be read.
    async fn seal_older(&self, writer: &SqlitePool) -> Result<(), StoreError> {
        let mut transaction = writer.begin_with("begin immediate").await?;
        let is_whole =
            self.seal_alerts(&mut transaction).await? & self.seal_deletions(&mut transaction).await?;
        transaction.commit().await?;
        if sweep(writer).await? && is_whole {
            sqlx::query("update safes set is_swept = 1").execute(writer).await?;
        }
        Ok(())
    }

    /// How it stands to what is sealed.
    pub(super) async fn fit(&self, connection: &mut SqliteConnection) -> Result<Fit, StoreError> {
        let probe: Option<Vec<u8>> =
            sqlx::query_scalar("select probe from safes").fetch_one(&mut *connection).await?;
        match probe {
            Some(probe) if self.open(PROBE, &probe).is_ok() => return Ok(Fit::Right),
            _ if count(&mut *connection).await? == 0 => return Ok(Fit::Open),
            Some(_) => return Ok(Fit::Wrong),
            None => {}
        }
        // Sealed before there was a probe: what it opens tells.
        let sealed: Vec<(String, Vec<u8>)> = sqlx::query_as(
            "select 'archive:' || instance_id, sealed from archives where length(sealed) > 0
             union all
             select 'stream:' || instance_id, sealed from streams where length(sealed) > 0",
        )
        .fetch_all(connection)
        .await?;
        let opens = sealed.iter().any(|(purpose, sealed)| self.open(purpose, sealed).is_ok());
        Ok(if opens || (sealed.is_empty() && self.key.is_some()) { Fit::Open } else { Fit::Wrong })
    }

    /// Seals the alerts that are not sealed yet; answers whether all could be read.
    async fn seal_alerts(&self, connection: &mut SqliteConnection) -> Result<bool, StoreError> {
        let tables = [
            (
                "select preset_id, channels from presets",
                "update presets set channels = ? where preset_id = ?",
            ),
            (
                "select view_id, channels from views where channels <> '[]'",
                "update views set channels = ? where view_id = ?",
            ),
        ];
        let mut is_whole = true;
        for (select, update) in tables {
            let rows: Vec<(String, String)> = sqlx::query_as(select).fetch_all(&mut *connection).await?;
            for (id, channels) in rows {
                let sealed = self.channels_from_text(&channels).and_then(|read| self.seal_channels(&read));
                let Some(sealed) = or_skip(sealed, &id) else {
                    is_whole = false;
                    continue;
                };
                sqlx::query(update).bind(sealed).bind(id).execute(&mut *connection).await?;
            }
        }
        Ok(is_whole)
    }

    /// Seals the views and alerts that were deleted and are not sealed yet; answers whether all could be read.
    async fn seal_deletions(&self, connection: &mut SqliteConnection) -> Result<bool, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "select deletion_id, content
             from deletions
             where kind in ('preset', 'view')
               and not iif(json_valid(content), json_type(content, '$.sealed') is 'text', false)",
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut is_whole = true;
        for (id, content) in rows {
            let content: Result<Value, _> = serde_json::from_str(&content);
            let sealed = content
                .map_err(|error| StoreError::damaged("deleted content", error))
                .and_then(|content| self.seal_deletion(&id, &content));
            let Some(sealed) = or_skip(sealed, &id) else {
                is_whole = false;
                continue;
            };
            sqlx::query("update deletions set content = ? where deletion_id = ?")
                .bind(sealed)
                .bind(id)
                .execute(&mut *connection)
                .await?;
        }
        Ok(is_whole)
    }
}

/// Says of a row that can not be sealed that it stays as it is.
fn or_skip(sealed: Result<String, StoreError>, id: &str) -> Option<String> {
    let skip = |error: &StoreError| {
        tracing::error!(
            row.id = id,
            error = error as &dyn std::error::Error,
            "an alert of an older version can not be read; it stays as it is, not sealed"
        );
    };
    sealed.inspect_err(skip).ok()
}

/// How much is sealed. What only looks sealed, such as a header of that name, does not count.
pub(super) async fn count(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar(
        "select (select count(*) from archives where length(sealed) > 0)
           + (select count(*) from streams where length(sealed) > 0)
           + (select count(*)
              from presets
              where exists (select 1
                            from json_each(iif(json_valid(channels), channels, '[]')) as channel
                            where json_type(channels, channel.fullkey || '.sealed') = 'text'))
           + (select count(*)
              from views
              where exists (select 1
                            from json_each(iif(json_valid(channels), channels, '[]')) as channel
                            where json_type(channels, channel.fullkey || '.sealed') = 'text'))
           + (select count(*)
              from deletions
              where kind in ('archive', 'stream')
                or (kind in ('preset', 'view')
                    and iif(json_valid(content), json_type(content, '$.sealed') is 'text', false)))",
    )
    .fetch_one(connection)
    .await?;
    Ok(count)
}

/// Writes the database anew, so that no page that is free now holds what was not sealed; answers whether
/// that is done, since somebody who reads meanwhile keeps old pages.
async fn sweep(writer: &SqlitePool) -> Result<bool, StoreError> {
    sqlx::query("vacuum").execute(writer).await?;
    let (is_busy, _, _): (bool, i64, i64) =
        sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(writer).await?;
    Ok(!is_busy)
}
