//! The desk's own row.

use model::id::AccountId;
use sqlx::SqliteConnection;

use crate::{Change, StoreError, change::stored};

/// Reads the desk's own row.
pub struct Desks<'c>(pub(crate) &'c mut SqliteConnection);

impl Desks<'_> {
    /// The account the desk stands for; none before the first set-up.
    pub async fn account(&mut self) -> Result<Option<AccountId>, StoreError> {
        let row: Option<String> =
            sqlx::query_scalar("select account_id from desks").fetch_optional(&mut *self.0).await?;
        row.map(|text| stored("account id", text)).transpose()
    }
}

impl Change {
    /// Writes the desk's own row, once.
    pub async fn insert_desk(&mut self, account: &AccountId, created_ms: i64) -> Result<(), StoreError> {
        sqlx::query("insert into desks (desk_id, account_id, created_ms) values (1, ?, ?)")
            .bind(account.as_str())
            .bind(created_ms)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
