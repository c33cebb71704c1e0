//! Passwords: argon2id, two at a time.

use argon2::{
    Argon2, PasswordHasher, PasswordVerifier,
    password_hash::{PasswordHash, SaltString},
};
use model::person::NewPassword;
use tokio::sync::Semaphore;

use crate::Error;

/// Each hashing takes 19 MiB for a moment; a storm of sign-ins must not take the machine.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Hashes a new password.
pub(crate) async fn hash(password: NewPassword) -> Result<String, Error> {
    apart(move || {
        let salt = SaltString::encode_b64(&crate::secret::bytes::<16>()).ok()?;
        Argon2::default().hash_password(password.expose().as_bytes(), &salt).ok().map(|hash| hash.to_string())
    })
    .await?
    .ok_or(Error::Failed(store::StoreError::CutShort))
}

/// Whether a password belongs to a hash. Without a hash the same work is done, so that the
/// time does not tell whether there is such an account.
pub(crate) async fn belongs(password: String, hash: Option<String>) -> Result<bool, Error> {
    apart(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let Ok(parsed) = PasswordHash::new(&hash) else { return false };
        Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known
    })
    .await
}

/// The hash of a password that nobody has.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlzLg$PBkBQZ2gfCD5NpWqiAhY3dWh9lNrDUC5jV4Ff3lM0Vc";

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let cut_short = |_| Error::Failed(store::StoreError::CutShort);
    let _turn = TURNS.acquire().await.map_err(|_| Error::Failed(store::StoreError::CutShort))?;
    tokio::task::spawn_blocking(work).await.map_err(cut_short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_belongs_to_its_own_hash_only() {
        let hash = hash(NewPassword::parse("correct horse battery").unwrap()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(belongs("correct horse battery".into(), Some(hash.clone())).await.unwrap());
        assert!(!belongs("Correct horse battery".into(), Some(hash)).await.unwrap());
        assert!(!belongs("correct horse battery".into(), None).await.unwrap());
    }

    #[test]
    fn the_hash_of_nobody_is_well_formed_so_that_it_costs_the_same() {
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
