//! Headings under which views, boards and screens are listed.

use model::{
    category::{Category, CategoryKind, CategoryName},
    id::{CategoryId, InstanceId, ViewId},
};
use sqlx::SqliteConnection;

use crate::{
    Change, StoreError,
    change::{stored, touched_one},
};

/// Reads categories.
pub struct Categories<'c>(pub(crate) &'c mut SqliteConnection);

#[derive(sqlx::FromRow)]
struct CategoryRow {
    category_id: String,
    kind: String,
    name: String,
}

impl TryFrom<CategoryRow> for Category {
    type Error = StoreError;

    fn try_from(row: CategoryRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: stored("category id", row.category_id)?,
            kind: stored("category kind", row.kind)?,
            name: stored("category name", row.name)?,
        })
    }
}

impl Categories<'_> {
    /// The categories of one kind in an instance, by name.
    pub async fn list(
        &mut self,
        instance: &InstanceId,
        kind: CategoryKind,
    ) -> Result<Vec<Category>, StoreError> {
        let rows: Vec<CategoryRow> = sqlx::query_as(
            "select category_id, kind, name
             from categories
             where instance_id = ? and kind = ?
             order by folded_name",
        )
        .bind(instance.as_str())
        .bind(kind.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(Category::try_from).collect()
    }

    /// The category with this id, if it is of this kind.
    pub async fn find(
        &mut self,
        instance: &InstanceId,
        kind: CategoryKind,
        id: &CategoryId,
    ) -> Result<Option<Category>, StoreError> {
        let row: Option<CategoryRow> = sqlx::query_as(
            "select category_id, kind, name
             from categories
             where instance_id = ? and kind = ? and category_id = ?",
        )
        .bind(instance.as_str())
        .bind(kind.as_str())
        .bind(id.as_str())
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(Category::try_from).transpose()
    }

    /// The category of this kind and name, whatever the name's case.
    pub async fn find_by_name(
        &mut self,
        instance: &InstanceId,
        kind: CategoryKind,
        name: &CategoryName,
    ) -> Result<Option<Category>, StoreError> {
        let row: Option<CategoryRow> = sqlx::query_as(
            "select category_id, kind, name
             from categories
             where instance_id = ? and kind = ? and folded_name = ?",
        )
        .bind(instance.as_str())
        .bind(kind.as_str())
        .bind(name.as_str().to_lowercase())
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(Category::try_from).transpose()
    }

    /// The views listed under a category, each with the category's place among those it has.
    pub async fn views_of(&mut self, id: &CategoryId) -> Result<Vec<(ViewId, i64)>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "select view_id, position
             from view_categories
             where category_id = ?
             order by view_id",
        )
        .bind(id.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(|(view, position)| Ok((stored("view id", view)?, position))).collect()
    }
}

impl Change {
    /// Adds a category.
    pub async fn insert_category(
        &mut self,
        instance: &InstanceId,
        category: &Category,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into categories (category_id, instance_id, kind, name, folded_name)
             values (?, ?, ?, ?, ?)",
        )
        .bind(category.id.as_str())
        .bind(instance.as_str())
        .bind(category.kind.as_str())
        .bind(category.name.as_str())
        .bind(category.name.as_str().to_lowercase())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Gives a category another name.
    pub async fn update_category(
        &mut self,
        instance: &InstanceId,
        category: &Category,
    ) -> Result<(), StoreError> {
        let result = sqlx::query(
            "update categories
             set name = ?, folded_name = ?
             where instance_id = ? and kind = ? and category_id = ?",
        )
        .bind(category.name.as_str())
        .bind(category.name.as_str().to_lowercase())
        .bind(instance.as_str())
        .bind(category.kind.as_str())
        .bind(category.id.as_str())
        .execute(self.connection())
        .await?;
        touched_one(&result)
    }

    /// Removes a category; what is listed under it stays.
    pub async fn delete_category(
        &mut self,
        instance: &InstanceId,
        id: &CategoryId,
    ) -> Result<(), StoreError> {
        let result = sqlx::query("delete from categories where instance_id = ? and category_id = ?")
            .bind(instance.as_str())
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }

    /// Lists a view under a category again, unless one of them is gone.
    pub async fn relist_view(
        &mut self,
        view: &ViewId,
        category: &CategoryId,
        position: i64,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into view_categories (view_id, category_id, position)
             select view_id, category_id, ?
             from views cross join categories
             where view_id = ? and category_id = ? and views.instance_id = categories.instance_id
             on conflict do nothing",
        )
        .bind(position)
        .bind(view.as_str())
        .bind(category.as_str())
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
