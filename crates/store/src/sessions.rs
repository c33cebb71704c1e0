//! Who is signed in.

use model::id::PersonId;
use sqlx::SqliteConnection;

use crate::{Change, Store, StoreError, change::stored};

/// Reads who is signed in.
pub struct Sessions<'c>(pub(crate) &'c mut SqliteConnection);

/// One signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie's value.
    pub token_hash: [u8; 32],
    /// Who signed in.
    pub person: PersonId,
    /// When, milliseconds since 1970 UTC.
    pub created_ms: i64,
    /// When it was last used, to the minute.
    pub seen_ms: i64,
    /// The address it was opened from.
    pub address: String,
    /// The browser it was opened with.
    pub agent: String,
}

impl Sessions<'_> {
    /// The session of a cookie, however old.
    pub async fn find(&mut self, token_hash: &[u8; 32]) -> Result<Option<Session>, StoreError> {
        let row: Option<(String, i64, i64, String, String)> = sqlx::query_as(
            "select person_id, created_ms, seen_ms, address, agent
             from sessions
             where token_hash = ?",
        )
        .bind(token_hash.as_slice())
        .fetch_optional(&mut *self.0)
        .await?;
        let Some((person, created_ms, seen_ms, address, agent)) = row else { return Ok(None) };
        let person = stored("person id", person)?;
        Ok(Some(Session { token_hash: *token_hash, person, created_ms, seen_ms, address, agent }))
    }
}

impl Store {
    /// Notes that a session was used. Not a change of administration, so it has no event.
    pub async fn touch_session(&self, token_hash: &[u8; 32], seen_ms: i64) -> Result<(), StoreError> {
        sqlx::query("update sessions set seen_ms = ? where token_hash = ?")
            .bind(seen_ms)
            .bind(token_hash.as_slice())
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// Drops sessions opened before one moment or unused since another.
    pub async fn drop_old_sessions(
        &self,
        opened_before_ms: i64,
        unused_since_ms: i64,
    ) -> Result<(), StoreError> {
        sqlx::query("delete from sessions where created_ms < ? or seen_ms < ?")
            .bind(opened_before_ms)
            .bind(unused_since_ms)
            .execute(self.writer())
            .await?;
        Ok(())
    }
}

impl Change {
    /// Opens a session.
    pub async fn insert_session(&mut self, session: &Session) -> Result<(), StoreError> {
        sqlx::query(
            "insert into sessions (token_hash, person_id, created_ms, seen_ms, address, agent)
             values (?, ?, ?, ?, ?, ?)",
        )
        .bind(session.token_hash.as_slice())
        .bind(session.person.as_str())
        .bind(session.created_ms)
        .bind(session.seen_ms)
        .bind(&session.address)
        .bind(&session.agent)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Closes one session; whether it was open does not matter.
    pub async fn delete_session(&mut self, token_hash: &[u8; 32]) -> Result<(), StoreError> {
        sqlx::query("delete from sessions where token_hash = ?")
            .bind(token_hash.as_slice())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Closes every session of a person and says how many there were.
    pub async fn delete_sessions_of(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        let result = sqlx::query("delete from sessions where person_id = ?")
            .bind(person.as_str())
            .execute(self.connection())
            .await?;
        Ok(result.rows_affected())
    }
}
