//! Presets: alerts with a name, for views to follow.

use model::{
    id::{InstanceId, PresetId},
    preset::Preset,
};
use sqlx::SqliteConnection;

use crate::{
    Change, StoreError,
    change::{stored, touched_one},
    safe::Safe,
};

/// Reads presets.
pub struct Presets<'c>(pub(crate) &'c mut SqliteConnection, pub(crate) &'c Safe);

#[derive(sqlx::FromRow)]
struct PresetRow {
    preset_id: String,
    name: String,
    channels: String,
    created_ms: i64,
    updated_ms: i64,
    updated_by: String,
}

impl PresetRow {
    fn read(self, safe: &Safe) -> Result<Preset, StoreError> {
        Ok(Preset {
            id: stored("preset id", self.preset_id)?,
            name: stored("preset name", self.name)?,
            channels: safe.channels_from_text(&self.channels)?,
            created_ms: self.created_ms,
            updated_ms: self.updated_ms,
            updated_by: self.updated_by,
        })
    }
}

impl Presets<'_> {
    /// The presets of an instance, by name.
    pub async fn list(&mut self, instance: &InstanceId) -> Result<Vec<Preset>, StoreError> {
        let rows: Vec<PresetRow> = sqlx::query_as(
            "select preset_id, name, channels, created_ms, updated_ms, updated_by
             from presets
             where instance_id = ?
             order by folded_name",
        )
        .bind(instance.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(|row| row.read(self.1)).collect()
    }

    /// The preset with this id, in this instance.
    pub async fn find(&mut self, instance: &InstanceId, id: &PresetId) -> Result<Option<Preset>, StoreError> {
        let row: Option<PresetRow> = sqlx::query_as(
            "select preset_id, name, channels, created_ms, updated_ms, updated_by
             from presets
             where instance_id = ? and preset_id = ?",
        )
        .bind(instance.as_str())
        .bind(id.as_str())
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(|row| row.read(self.1)).transpose()
    }

    /// The preset that has this name, whatever its case.
    pub async fn find_by_name(
        &mut self,
        instance: &InstanceId,
        name: &str,
    ) -> Result<Option<PresetId>, StoreError> {
        let row: Option<String> =
            sqlx::query_scalar("select preset_id from presets where instance_id = ? and folded_name = ?")
                .bind(instance.as_str())
                .bind(name.to_lowercase())
                .fetch_optional(&mut *self.0)
                .await?;
        row.map(|text| stored("preset id", text)).transpose()
    }

    /// How many presets an instance has.
    pub async fn count(&mut self, instance: &InstanceId) -> Result<i64, StoreError> {
        let count = sqlx::query_scalar("select count(*) from presets where instance_id = ?")
            .bind(instance.as_str())
            .fetch_one(&mut *self.0)
            .await?;
        Ok(count)
    }
}

impl Change {
    /// Adds a preset.
    pub async fn insert_preset(&mut self, instance: &InstanceId, preset: &Preset) -> Result<(), StoreError> {
        let channels = self.safe().channels_to_text(&preset.channels).await?;
        sqlx::query(
            "insert into presets
               (preset_id, instance_id, name, folded_name, channels, created_ms, updated_ms, updated_by)
             values (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(preset.id.as_str())
        .bind(instance.as_str())
        .bind(preset.name.as_str())
        .bind(preset.name.as_str().to_lowercase())
        .bind(channels)
        .bind(preset.created_ms)
        .bind(preset.updated_ms)
        .bind(&preset.updated_by)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Replaces everything of a preset but its id and when it was made.
    pub async fn update_preset(&mut self, instance: &InstanceId, preset: &Preset) -> Result<(), StoreError> {
        let channels = self.safe().channels_to_text(&preset.channels).await?;
        let result = sqlx::query(
            "update presets
             set name = ?, folded_name = ?, channels = ?, updated_ms = ?, updated_by = ?
             where instance_id = ? and preset_id = ?",
        )
        .bind(preset.name.as_str())
        .bind(preset.name.as_str().to_lowercase())
        .bind(channels)
        .bind(preset.updated_ms)
        .bind(&preset.updated_by)
        .bind(instance.as_str())
        .bind(preset.id.as_str())
        .execute(self.connection())
        .await?;
        touched_one(&result)
    }

    /// Removes a preset; the views that followed it have no alert then.
    pub async fn delete_preset(&mut self, instance: &InstanceId, id: &PresetId) -> Result<(), StoreError> {
        let result = sqlx::query("delete from presets where instance_id = ? and preset_id = ?")
            .bind(instance.as_str())
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }
}
