//! Refused sign-ins of the last minutes, by which further tries are slowed down.

use crate::{Change, Store, StoreError};

/// How often signing in has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct FailureCounts {
    /// For this account from this address.
    pub pair: i64,
    /// For this account, from anywhere.
    pub account: i64,
    /// From this address, for any account.
    pub address: i64,
    /// The latest of all these, milliseconds since 1970 UTC.
    pub latest_ms: i64,
    /// Whether the account has an open session from this address.
    pub known: bool,
}

impl Store {
    /// Notes a try of this account from this address, counted under its `source`, unless `wait`
    /// finds in what failed since a moment that it has to wait. The check and the note are one, so tries at the same time
    /// count each other; a try that succeeds is taken back.
    ///
    /// The refusal itself has its own event, which is recorded apart.
    pub async fn try_sign_in(
        &self,
        email: &str,
        address: &str,
        source: &str,
        now_ms: i64,
        since_ms: i64,
        wait: impl FnOnce(FailureCounts) -> Option<i64>,
    ) -> Result<Option<i64>, StoreError> {
        let mut transaction = self.writer().begin_with("begin immediate").await?;
        let counts: FailureCounts = sqlx::query_as(
            "select
               count(*) filter (where email = ?1 and address = ?2) as pair,
               count(*) filter (where email = ?1) as account,
               count(*) filter (where address = ?2) as address,
               coalesce(max(failed_ms), 0) as latest_ms,
               exists (
                 select 1 from sessions join people using (person_id)
                 where people.email = ?1 and sessions.address = ?4
               ) as known
             from sign_in_failures
             where failed_ms >= ?3 and (email = ?1 or address = ?2)",
        )
        .bind(email)
        .bind(source)
        .bind(since_ms)
        .bind(address)
        .fetch_one(&mut *transaction)
        .await?;
        if let Some(wait) = wait(counts) {
            return Ok(Some(wait));
        }
        sqlx::query("delete from sign_in_failures where failed_ms < ?")
            .bind(since_ms)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("insert into sign_in_failures (email, address, failed_ms) values (?, ?, ?)")
            .bind(email)
            .bind(source)
            .bind(now_ms)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(None)
    }
}

impl Change {
    /// Forgets the failures of an account, because its owner has signed in.
    pub async fn delete_sign_in_failures_of(&mut self, email: &str) -> Result<(), StoreError> {
        sqlx::query("delete from sign_in_failures where email = ?")
            .bind(email)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
