//! What an instance does for everybody in it.

use model::{account, id::InstanceId};
use sqlx::SqliteConnection;

use crate::{Change, StoreError, change::stored};

/// Reads the settings of instances.
pub struct AccountSettings<'c>(pub(crate) &'c mut SqliteConnection);

#[derive(sqlx::FromRow)]
struct SettingsRow {
    shows_raw: bool,
    allows_export: bool,
    access_control: bool,
    line_format: String,
    zone: String,
}

impl TryFrom<SettingsRow> for account::AccountSettings {
    type Error = StoreError;

    fn try_from(row: SettingsRow) -> Result<Self, StoreError> {
        Ok(Self {
            shows_raw: row.shows_raw,
            allows_export: row.allows_export,
            access_control: row.access_control,
            line_format: stored("line format", row.line_format)?,
            zone: stored("zone", row.zone)?,
        })
    }
}

impl AccountSettings<'_> {
    /// The settings of an instance; what nobody has changed is as it is at first.
    pub async fn find(&mut self, instance: &InstanceId) -> Result<account::AccountSettings, StoreError> {
        let row: Option<SettingsRow> = sqlx::query_as(
            "select shows_raw, allows_export, access_control, line_format, zone
             from account_settings
             where instance_id = ?",
        )
        .bind(instance.as_str())
        .fetch_optional(&mut *self.0)
        .await?;
        row.map_or_else(|| Ok(account::AccountSettings::default()), account::AccountSettings::try_from)
    }
}

impl Change {
    /// Puts the settings of an instance in the place of those it had.
    pub async fn put_account_settings(
        &mut self,
        instance: &InstanceId,
        settings: &account::AccountSettings,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert or replace into account_settings
               (instance_id, shows_raw, allows_export, access_control, line_format, zone)
             values (?, ?, ?, ?, ?, ?)",
        )
        .bind(instance.as_str())
        .bind(settings.shows_raw)
        .bind(settings.allows_export)
        .bind(settings.access_control)
        .bind(settings.line_format.to_string())
        .bind(settings.zone.as_str())
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
