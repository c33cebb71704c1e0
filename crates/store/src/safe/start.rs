//! The key file at the start: whether it is the one that secrets are sealed with, and sealing what
//! was kept before alerts were sealed.

use std::path::Path;

use serde_json::Value;
use sqlx::{SqliteConnection, SqlitePool};

use super::{Safe, alerts::MARK};
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
    /// The key of a folder that this process alone writes. The first start makes it.
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
        if !is_swept {
            safe.seal_alerts(&mut transaction).await?;
            safe.seal_deletions(&mut transaction).await?;
        }
        transaction.commit().await?;
        if !is_swept {
            sweep(writer).await?;
        }
        Ok(safe)
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

    /// Seals the alerts that are not sealed yet.
    async fn seal_alerts(&self, connection: &mut SqliteConnection) -> Result<(), StoreError> {
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
        for (select, update) in tables {
            let rows: Vec<(String, String)> = sqlx::query_as(select).fetch_all(&mut *connection).await?;
            for (id, channels) in rows {
                let sealed = self.seal_channels(&self.channels_from_text(&channels)?)?;
                sqlx::query(update).bind(sealed).bind(id).execute(&mut *connection).await?;
            }
        }
        Ok(())
    }

    /// Seals the views and alerts that were deleted and are not sealed yet.
    async fn seal_deletions(&self, connection: &mut SqliteConnection) -> Result<(), StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "select deletion_id, content
             from deletions
             where kind in ('preset', 'view') and instr(content, ?) = 0",
        )
        .bind(MARK)
        .fetch_all(&mut *connection)
        .await?;
        for (id, content) in rows {
            let content: Value = serde_json::from_str(&content)
                .map_err(|error| StoreError::damaged("deleted content", error))?;
            sqlx::query("update deletions set content = ? where deletion_id = ?")
                .bind(self.seal_deletion(&id, &content)?)
                .bind(id)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }
}

/// How much is sealed.
async fn count(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar(
        "select (select count(*) from archives where length(sealed) > 0)
           + (select count(*) from streams where length(sealed) > 0)
           + (select count(*) from presets where instr(channels, ?1) > 0)
           + (select count(*) from views where instr(channels, ?1) > 0)
           + (select count(*) from deletions
              where kind in ('archive', 'stream') or (kind in ('preset', 'view') and instr(content, ?1) > 0))",
    )
    .bind(MARK)
    .fetch_one(connection)
    .await?;
    Ok(count)
}

/// Writes the database anew, so that no page that is free now holds what was not sealed. It is done
/// again at the next start if it was cut short, or if somebody was reading meanwhile.
async fn sweep(writer: &SqlitePool) -> Result<(), StoreError> {
    sqlx::query("vacuum").execute(writer).await?;
    let (is_busy, _, _): (bool, i64, i64) =
        sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(writer).await?;
    if !is_busy {
        sqlx::query("update safes set is_swept = 1").execute(writer).await?;
    }
    Ok(())
}
