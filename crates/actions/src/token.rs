//! Bearer tokens: what a program that speaks the vendor's sign-in gets for a service key.
//!
//! A token opens less than its key does: only doors that ask for one. It is kept as a hash and
//! lasts an hour, through restarts of the server.

use model::key::{Key, KeyKind};

use crate::{Desk, Error, secret};

/// How long a token is good.
const GOOD_MS: i64 = 60 * 60 * 1000;

/// A token that was just made. Its secret is shown once and kept nowhere.
pub struct NewToken {
    /// 64 hexadecimal digits.
    pub secret: String,
    /// The key it stands for.
    pub key: Key,
    /// When it was made, milliseconds since 1970 UTC.
    pub issued_ms: i64,
    /// When it ends.
    pub expires_ms: i64,
}

/// Makes a token for a service key.
///
/// # Errors
/// [`Error::SignedOut`] or [`Error::Forbidden`] for what is no service key, [`Error::KeyExpired`] for
/// one whose time is over.
pub async fn create(desk: &Desk, api_key: &str) -> Result<NewToken, Error> {
    let key = desk.key(api_key, KeyKind::Service).await?;
    let secret = secret::hex::<32>();
    let issued_ms = desk.now_ms();
    // It does not outlive its key.
    let expires_ms = (issued_ms + GOOD_MS).min(key.expires_ms.unwrap_or(i64::MAX));
    desk.store().put_token(&secret::hash(&secret), &key.id, issued_ms, expires_ms).await?;
    Ok(NewToken { secret, key, issued_ms, expires_ms })
}

/// The key a token stands for, while both are good.
pub async fn find(desk: &Desk, secret: &str) -> Result<Key, Error> {
    let now_ms = desk.now_ms();
    let found = desk.store().read().await?.tokens().find_key(&secret::hash(secret), now_ms).await?;
    desk.admit(found.ok_or(Error::SignedOut)?)
}
