//! Headings under which views are listed.

use model::{
    category::{Category, CategoryName},
    id::{CategoryId, InstanceId},
};
use sqlx::SqliteConnection;

use crate::{Change, StoreError, change::stored};

/// Reads categories.
pub struct Categories<'c>(pub(crate) &'c mut SqliteConnection);

#[derive(sqlx::FromRow)]
struct CategoryRow {
    category_id: String,
    name: String,
}

impl TryFrom<CategoryRow> for Category {
    type Error = StoreError;

    fn try_from(row: CategoryRow) -> Result<Self, StoreError> {
        Ok(Self { id: stored("category id", row.category_id)?, name: stored("category name", row.name)? })
    }
}

impl Categories<'_> {
    /// The categories of an instance, by name.
    pub async fn list(&mut self, instance: &InstanceId) -> Result<Vec<Category>, StoreError> {
        let rows: Vec<CategoryRow> = sqlx::query_as(
            "select category_id, name
             from categories
             where instance_id = ?
             order by folded_name",
        )
        .bind(instance.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(Category::try_from).collect()
    }

    /// The category of this name, whatever its case.
    pub async fn find_by_name(
        &mut self,
        instance: &InstanceId,
        name: &CategoryName,
    ) -> Result<Option<Category>, StoreError> {
        let row: Option<CategoryRow> = sqlx::query_as(
            "select category_id, name
             from categories
             where instance_id = ? and folded_name = ?",
        )
        .bind(instance.as_str())
        .bind(name.as_str().to_lowercase())
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(Category::try_from).transpose()
    }
}

impl Change {
    /// Adds a category.
    pub async fn insert_category(
        &mut self,
        instance: &InstanceId,
        category: &Category,
    ) -> Result<(), StoreError> {
        let Category { id, name }: &Category = category;
        let id: &CategoryId = id;
        sqlx::query(
            "insert into categories (category_id, instance_id, name, folded_name)
             values (?, ?, ?, ?)",
        )
        .bind(id.as_str())
        .bind(instance.as_str())
        .bind(name.as_str())
        .bind(name.as_str().to_lowercase())
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
