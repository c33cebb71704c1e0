//! Giving up sealed secrets whose key file is gone for good.

use model::id::InstanceId;
use serde_json::Value;
use sqlx::SqliteConnection;

use super::{
    Safe,
    start::{Fit, count},
};
use crate::{Change, StoreError};

/// What one instance lost with the key file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// The instance.
    pub instance: InstanceId,
    /// Whether its archive lost its secrets; it is turned off.
    pub archive: bool,
    /// Whether its stream lost its secret; it is turned off.
    pub stream: bool,
    /// The names of the presets that lost channels; they stay, with what they tell by mail.
    pub presets: Vec<String>,
    /// The names of the views that lost channels; they stay alike.
    pub views: Vec<String>,
    /// The names of what was deleted and can not be put back any more.
    pub deletions: Vec<String>,
}

/// What came of giving up secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenUp {
    /// Nothing, as nothing is sealed.
    NothingSealed,
    /// Nothing, as the key file is the right one.
    KeyFits,
    /// What each instance lost that lost something.
    Lost(Vec<Forgotten>),
}

impl Change {
    /// Takes away every secret that the key file can not open, and what can not be without it, in all
    /// instances. The next start uses the key file that is there then, or makes one.
    ///
    /// Nothing is taken where the key file is the right one, or nothing is sealed.
    pub async fn forget_secrets(&mut self) -> Result<GivenUp, StoreError> {
        let safe = Safe::read(self.folder())?;
        if count(self.connection()).await? == 0 {
            return Ok(GivenUp::NothingSealed);
        }
        if safe.fit(self.connection()).await? != Fit::Wrong {
            return Ok(GivenUp::KeyFits);
        }
        let mut all = vec![];
        for instance in self.instances().list().await? {
            let forgotten = forget(self.connection(), instance.id).await?;
            let Forgotten { archive, stream, presets, views, deletions, .. } = &forgotten;
            if *archive || *stream || !(presets.is_empty() && views.is_empty() && deletions.is_empty()) {
                all.push(forgotten);
            }
        }
        sqlx::query("update safes set probe = null").execute(self.connection()).await?;
        Ok(GivenUp::Lost(all))
    }
}

async fn forget(connection: &mut SqliteConnection, instance: InstanceId) -> Result<Forgotten, StoreError> {
    let archives = sqlx::query(
        "update archives
         set sealed = x'', archive = json_set(archive, '$.is_enabled', json('false'))
         where instance_id = ? and length(sealed) > 0",
    );
    let archive = archives.bind(instance.as_str()).execute(&mut *connection).await?.rows_affected() > 0;
    let streams = sqlx::query(
        "update streams
         set sealed = x'', stream = json_set(stream, '$.is_active', json('false'))
         where instance_id = ? and length(sealed) > 0",
    );
    let stream = streams.bind(instance.as_str()).execute(&mut *connection).await?.rows_affected() > 0;
    let presets = forget_channels(
        connection,
        &instance,
        "select preset_id, name, channels
         from presets
         where instance_id = ?
           and exists (select 1
                       from json_each(iif(json_valid(channels), channels, '[]')) as channel
                       where json_type(channels, channel.fullkey || '.sealed') = 'text')",
        "update presets set channels = ? where preset_id = ?",
    );
    let presets = presets.await?;
    let views = forget_channels(
        connection,
        &instance,
        "select view_id, name, channels
         from views
         where instance_id = ?
           and exists (select 1
                       from json_each(iif(json_valid(channels), channels, '[]')) as channel
                       where json_type(channels, channel.fullkey || '.sealed') = 'text')",
        "update views set channels = ? where view_id = ?",
    );
    let views = views.await?;
    let deletions = sqlx::query_scalar(
        "delete from deletions
         where instance_id = ?
           and (kind in ('archive', 'stream')
                or (kind in ('preset', 'view')
                    and iif(json_valid(content), json_type(content, '$.sealed') is 'text', false)))
         returning name",
    );
    let deletions = deletions.bind(instance.as_str()).fetch_all(connection).await?;
    Ok(Forgotten { instance, archive, stream, presets, views, deletions })
}

/// Leaves the channels that are not sealed; answers the names of what lost some.
async fn forget_channels(
    connection: &mut SqliteConnection,
    instance: &InstanceId,
    select: &'static str,
    update: &'static str,
) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query_as(select).bind(instance.as_str());
    let rows: Vec<(String, String, String)> = rows.fetch_all(&mut *connection).await?;
    let mut names = Vec::with_capacity(rows.len());
    for (id, name, channels) in rows {
        let mut channels: Vec<Value> =
            serde_json::from_str(&channels).map_err(|error| StoreError::damaged("channels", error))?;
        channels.retain(|channel| !channel["sealed"].is_string());
        let channels = Value::Array(channels).to_string();
        sqlx::query(update).bind(channels).bind(id).execute(&mut *connection).await?;
        names.push(name);
    }
    Ok(names)
}
