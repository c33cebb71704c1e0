//! Saved views, the categories they are listed under, and who starred them.

use std::collections::HashSet;

use model::{
    channel::Channel,
    id::{InstanceId, PersonId, PresetId, ViewId},
    view::{View, ViewAlert, ViewDraft},
};
use sqlx::SqliteConnection;

use crate::{
    Change, Store, StoreError,
    change::{stored, touched_one},
    safe::Safe,
};

/// Reads views.
pub struct Views<'c>(pub(crate) &'c mut SqliteConnection, pub(crate) &'c Safe);

#[derive(sqlx::FromRow)]
struct ViewRow {
    view_id: String,
    name: String,
    query: String,
    hosts: String,
    apps: String,
    levels: String,
    tags: String,
    description: String,
    custom_line: String,
    updated_ms: i64,
    updated_by: String,
    channels: String,
    preset_id: Option<String>,
    categories: String,
}

impl ViewRow {
    fn read(self, safe: &Safe) -> Result<View, StoreError> {
        Ok(View {
            id: stored("view id", self.view_id)?,
            draft: ViewDraft {
                name: stored("view name", self.name)?,
                query: self.query,
                hosts: from_json(&self.hosts)?,
                apps: from_json(&self.apps)?,
                levels: from_json(&self.levels)?,
                tags: from_json(&self.tags)?,
                description: self.description,
                custom_line: self.custom_line,
            },
            categories: from_json(&self.categories)?,
            alert: match self.preset_id {
                Some(preset) => ViewAlert::Preset(stored("preset id", preset)?),
                None => own_alert(safe.channels_from_text(&self.channels)?),
            },
            updated_ms: self.updated_ms,
            updated_by: self.updated_by,
        })
    }
}

fn own_alert(channels: Vec<Channel>) -> ViewAlert {
    if channels.is_empty() { ViewAlert::None } else { ViewAlert::Own(channels) }
}

impl Views<'_> {
    /// The views of an instance, by name.
    pub async fn list(&mut self, instance: &InstanceId) -> Result<Vec<View>, StoreError> {
        let rows: Vec<ViewRow> = sqlx::query_as(
            "select view_id, name, query, hosts, apps, levels, tags, description, custom_line,
               updated_ms, updated_by, channels, preset_id,
               (select json_group_array(category_id order by position)
                from view_categories
                where view_categories.view_id = views.view_id) as categories
             from views
             where instance_id = ?
             order by folded_name",
        )
        .bind(instance.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(|row| row.read(self.1)).collect()
    }

    /// The view with this id, in this instance.
    pub async fn find(&mut self, instance: &InstanceId, id: &ViewId) -> Result<Option<View>, StoreError> {
        let row: Option<ViewRow> = sqlx::query_as(
            "select view_id, name, query, hosts, apps, levels, tags, description, custom_line,
               updated_ms, updated_by, channels, preset_id,
               (select json_group_array(category_id order by position)
                from view_categories
                where view_categories.view_id = views.view_id) as categories
             from views
             where instance_id = ? and view_id = ?",
        )
        .bind(instance.as_str())
        .bind(id.as_str())
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(|row| row.read(self.1)).transpose()
    }

    /// The view that has this name, whatever its case.
    pub async fn find_by_name(
        &mut self,
        instance: &InstanceId,
        name: &str,
    ) -> Result<Option<ViewId>, StoreError> {
        let row: Option<String> =
            sqlx::query_scalar("select view_id from views where instance_id = ? and folded_name = ?")
                .bind(instance.as_str())
                .bind(name.to_lowercase())
                .fetch_optional(&mut *self.0)
                .await?;
        row.map(|text| stored("view id", text)).transpose()
    }

    /// How many views an instance has.
    pub async fn count(&mut self, instance: &InstanceId) -> Result<i64, StoreError> {
        let count = sqlx::query_scalar("select count(*) from views where instance_id = ?")
            .bind(instance.as_str())
            .fetch_one(&mut *self.0)
            .await?;
        Ok(count)
    }

    /// The views that follow a preset, by name.
    pub async fn following(&mut self, preset: &PresetId) -> Result<Vec<ViewId>, StoreError> {
        let rows: Vec<String> =
            sqlx::query_scalar("select view_id from views where preset_id = ? order by folded_name")
                .bind(preset.as_str())
                .fetch_all(&mut *self.0)
                .await?;
        rows.into_iter().map(|text| stored("view id", text)).collect()
    }

    /// The people who have starred a view.
    pub async fn stars_of(&mut self, view: &ViewId) -> Result<Vec<PersonId>, StoreError> {
        let rows: Vec<String> =
            sqlx::query_scalar("select person_id from view_stars where view_id = ? order by person_id")
                .bind(view.as_str())
                .fetch_all(&mut *self.0)
                .await?;
        rows.into_iter().map(|text| stored("person id", text)).collect()
    }

    /// The views a person has starred.
    pub async fn starred_by(&mut self, person: &PersonId) -> Result<HashSet<ViewId>, StoreError> {
        let rows: Vec<String> = sqlx::query_scalar("select view_id from view_stars where person_id = ?")
            .bind(person.as_str())
            .fetch_all(&mut *self.0)
            .await?;
        rows.into_iter().map(|text| stored("view id", text)).collect()
    }
}

impl Change {
    /// Adds a view.
    pub async fn insert_view(&mut self, instance: &InstanceId, view: &View) -> Result<(), StoreError> {
        let draft = &view.draft;
        let channels = self.safe().channels_to_text(view.alert.channels()).await?;
        sqlx::query(
            "insert into views (view_id, instance_id, name, folded_name, query, hosts, apps, levels, tags,
               description, custom_line, updated_ms, updated_by, channels, preset_id)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(view.id.as_str())
        .bind(instance.as_str())
        .bind(draft.name.as_str())
        .bind(draft.name.as_str().to_lowercase())
        .bind(&draft.query)
        .bind(to_json(&draft.hosts)?)
        .bind(to_json(&draft.apps)?)
        .bind(to_json(&draft.levels)?)
        .bind(to_json(&draft.tags)?)
        .bind(&draft.description)
        .bind(&draft.custom_line)
        .bind(view.updated_ms)
        .bind(&view.updated_by)
        .bind(channels)
        .bind(view.alert.preset().map(PresetId::as_str))
        .execute(self.connection())
        .await?;
        self.put_view_categories(view).await
    }

    /// Replaces everything of a view but its id.
    pub async fn update_view(&mut self, instance: &InstanceId, view: &View) -> Result<(), StoreError> {
        let draft = &view.draft;
        let channels = self.safe().channels_to_text(view.alert.channels()).await?;
        let result = sqlx::query(
            "update views
             set name = ?, folded_name = ?, query = ?, hosts = ?, apps = ?, levels = ?, tags = ?,
               description = ?, custom_line = ?, updated_ms = ?, updated_by = ?,
               channels = ?, preset_id = ?
             where instance_id = ? and view_id = ?",
        )
        .bind(draft.name.as_str())
        .bind(draft.name.as_str().to_lowercase())
        .bind(&draft.query)
        .bind(to_json(&draft.hosts)?)
        .bind(to_json(&draft.apps)?)
        .bind(to_json(&draft.levels)?)
        .bind(to_json(&draft.tags)?)
        .bind(&draft.description)
        .bind(&draft.custom_line)
        .bind(view.updated_ms)
        .bind(&view.updated_by)
        .bind(channels)
        .bind(view.alert.preset().map(PresetId::as_str))
        .bind(instance.as_str())
        .bind(view.id.as_str())
        .execute(self.connection())
        .await?;
        touched_one(&result)?;
        sqlx::query("delete from view_categories where view_id = ?")
            .bind(view.id.as_str())
            .execute(self.connection())
            .await?;
        self.put_view_categories(view).await
    }

    /// Removes a view.
    pub async fn delete_view(&mut self, instance: &InstanceId, id: &ViewId) -> Result<(), StoreError> {
        let result = sqlx::query("delete from views where instance_id = ? and view_id = ?")
            .bind(instance.as_str())
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }

    /// Has a view that is still there, and has no alert, follow a preset.
    pub async fn follow_preset(
        &mut self,
        instance: &InstanceId,
        view: &ViewId,
        preset: &PresetId,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "update views
             set preset_id = ?
             where instance_id = ? and view_id = ? and preset_id is null and channels = '[]'",
        )
        .bind(preset.as_str())
        .bind(instance.as_str())
        .bind(view.as_str())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Gives a view back the star of a person who is still there.
    pub async fn restore_view_star(&mut self, person: &PersonId, view: &ViewId) -> Result<(), StoreError> {
        sqlx::query(
            "insert into view_stars (person_id, view_id)
             select person_id, ?
             from people
             where person_id = ?
             on conflict do nothing",
        )
        .bind(view.as_str())
        .bind(person.as_str())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    async fn put_view_categories(&mut self, view: &View) -> Result<(), StoreError> {
        for (position, category) in (0_i64..).zip(&view.categories) {
            sqlx::query(
                "insert into view_categories (view_id, category_id, position)
                 values (?, ?, ?)
                 on conflict (view_id, category_id) do nothing",
            )
            .bind(view.id.as_str())
            .bind(category.as_str())
            .bind(position)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }
}

impl Store {
    /// Stars a view for one person, or takes the star off. A preference, not administration,
    /// so it has no event.
    pub async fn put_view_star(
        &self,
        person: &PersonId,
        view: &ViewId,
        starred: bool,
    ) -> Result<(), StoreError> {
        let statement = if starred {
            "insert into view_stars (person_id, view_id) values (?, ?) on conflict do nothing"
        } else {
            "delete from view_stars where person_id = ? and view_id = ?"
        };
        sqlx::query(statement).bind(person.as_str()).bind(view.as_str()).execute(self.writer()).await?;
        Ok(())
    }
}

pub(crate) fn to_json<T: serde::Serialize>(list: &[T]) -> Result<String, StoreError> {
    serde_json::to_string(list).map_err(|error| StoreError::damaged("list", error))
}

pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::damaged("list", error))
}
