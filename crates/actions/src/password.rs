//! Passwords: argon2id, one at a time and always in the same memory.

use std::sync::{Mutex, PoisonError};

use argon2::{
    ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version,
    password_hash::{Output, ParamsString, PasswordHash, SaltString},
};
use model::person::NewPassword;
use tokio::sync::Semaphore;

use crate::Error;

/// A storm of sign-ins must not take the machine: they wait for each other.
static TURN: Semaphore = Semaphore::const_new(1);

/// The 19 MiB each hashing works in. Taken anew each time they would stay with whichever
/// thread took them, and a storm would leave a gigabyte behind.
static MEMORY: Mutex<Vec<Block>> = Mutex::new(Vec::new());

/// The hash of a password that nobody has.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlzLg$PBkBQZ2gfCD5NpWqiAhY3dWh9lNrDUC5jV4Ff3lM0Vc";

/// Hashes a new password.
pub(crate) async fn hash(password: NewPassword) -> Result<String, Error> {
    let cut_short = || Error::Failed(store::StoreError::CutShort);
    apart(move || write(password.expose())).await?.ok_or_else(cut_short)
}

/// Whether a password belongs to a hash. Without a hash the same work is done, so that the
/// time does not tell whether there is such an account.
pub(crate) async fn belongs(password: String, hash: Option<String>) -> Result<bool, Error> {
    apart(move || {
        let known = hash.is_some();
        check(&password, hash.as_deref().unwrap_or(NOBODY)).unwrap_or(false) && known
    })
    .await
}

fn write(password: &str) -> Option<String> {
    let bytes = crate::secret::bytes::<16>();
    let salt = SaltString::encode_b64(&bytes).ok()?;
    let params = Params::default();
    let hash = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).ok()?,
        salt: Some(salt.as_salt()),
        hash: Some(work(password, &bytes, params)?),
    };
    Some(hash.to_string())
}

fn check(password: &str, hash: &str) -> Option<bool> {
    let hash = PasswordHash::new(hash).ok()?;
    let mut bytes = [0; 64];
    let salt = hash.salt?.decode_b64(&mut bytes).ok()?;
    let found = work(password, salt, Params::try_from(&hash).ok()?)?;
    Some(crate::secret::same(found.as_bytes(), hash.hash?.as_bytes()))
}

fn work(password: &str, salt: &[u8], params: Params) -> Option<Output> {
    let mut memory = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    let blocks = params.block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::default());
    }
    let mut output = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut output, memory.as_mut_slice())
        .ok()?;
    Output::new(&output).ok()
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let cut_short = || Error::Failed(store::StoreError::CutShort);
    let turn = TURN.acquire().await.map_err(|_| cut_short())?;
    // The turn ends with the work, even when whoever asked has left.
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    })
    .await
    .map_err(|_| cut_short())
}

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier;

    use super::*;

    #[tokio::test]
    async fn a_password_belongs_to_its_own_hash_only() {
        let hash = hash(NewPassword::parse("correct horse battery").unwrap()).await.unwrap();
        assert!(belongs("correct horse battery".into(), Some(hash.clone())).await.unwrap());
        assert!(!belongs("Correct horse battery".into(), Some(hash)).await.unwrap());
        assert!(!belongs("correct horse battery".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_hash_is_one_that_others_can_check() {
        let hash = hash(NewPassword::parse("correct horse battery").unwrap()).await.unwrap();
        let parsed = PasswordHash::new(&hash).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(Argon2::default().verify_password(b"correct horse battery", &parsed).is_ok());
    }

    #[test]
    fn the_hash_of_nobody_is_well_formed_so_that_it_costs_the_same() {
        assert_eq!(check("anything", NOBODY), Some(false));
    }
}
