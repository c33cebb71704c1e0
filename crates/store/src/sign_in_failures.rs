//! Refused sign-ins of the last minutes, by which further tries are slowed down.

use sqlx::SqliteConnection;

use crate::{Change, Store, StoreError};

/// Reads refused sign-ins.
pub struct SignInFailures<'c>(pub(crate) &'c mut SqliteConnection);

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
}

impl SignInFailures<'_> {
    /// What failed since a moment, for a try of this account from this address.
    pub async fn since(
        &mut self,
        email: &str,
        address: &str,
        since_ms: i64,
    ) -> Result<FailureCounts, StoreError> {
        Ok(sqlx::query_as(
            "select
               count(*) filter (where email = ?1 and address = ?2) as pair,
               count(*) filter (where email = ?1) as account,
               count(*) filter (where address = ?2) as address,
               coalesce(max(failed_ms), 0) as latest_ms
             from sign_in_failures
             where failed_ms >= ?3 and (email = ?1 or address = ?2)",
        )
        .bind(email)
        .bind(address)
        .bind(since_ms)
        .fetch_one(&mut *self.0)
        .await?)
    }
}

impl Store {
    /// Notes a refused sign-in and forgets those from before a moment. The refusal has its
    /// own event, which is recorded apart.
    pub async fn note_sign_in_failure(
        &self,
        email: &str,
        address: &str,
        failed_ms: i64,
        forget_before_ms: i64,
    ) -> Result<(), StoreError> {
        sqlx::query("delete from sign_in_failures where failed_ms < ?")
            .bind(forget_before_ms)
            .execute(self.writer())
            .await?;
        sqlx::query("insert into sign_in_failures (email, address, failed_ms) values (?, ?, ?)")
            .bind(email)
            .bind(address)
            .bind(failed_ms)
            .execute(self.writer())
            .await?;
        Ok(())
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
