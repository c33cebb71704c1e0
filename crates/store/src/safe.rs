//! Secrets at rest: sealed with a key that lies in a file of its own, so that a copy of the
//! database alone does not reveal them.
//!
//! XChaCha20-Poly1305 with a random nonce each time. What is sealed names what it is for, so that
//! it can not be put in the place of another secret. Whoever has the whole data folder has both:
//! the file keeps secrets from those who come by a backup or a copy of `control.db`.
//!
//! The file is made once, at the first start. While anything is sealed no other takes its place:
//! without it the folder is not opened, until it is back or [`crate::Change::forget_secrets`] has given
//! up what it would have opened. Where nothing is sealed, a file of that name that holds no key is set aside.

mod alerts;
mod forget;
mod start;

pub use forget::{Forgotten, GivenUp};

use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use rand::RngExt;

use crate::{Store, StoreError};

/// The name of the key file in the data folder.
const FILE: &str = "secrets.key";
const NONCE: usize = 24;

/// The key of a data folder, as it was when the folder was opened.
#[derive(Clone)]
pub(crate) struct Safe {
    path: PathBuf,
    /// None where the file is missing or holds no key.
    key: Option<[u8; 32]>,
}

impl Store {
    /// Seals a secret. `purpose` says what it is for, and has to be named again to open it.
    ///
    /// # Errors
    /// [`StoreError::Unsealed`] when the key file is not there any more.
    pub async fn seal(&self, purpose: &str, secret: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.safe().still_there().await?;
        self.safe().seal(purpose, secret)
    }

    /// Opens a sealed secret.
    ///
    /// # Errors
    /// [`StoreError::Unsealed`] when it was sealed with another key or for another purpose, or is not whole.
    pub async fn unseal(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.safe().open(purpose, sealed)
    }
}

impl Safe {
    /// Reads the key of a data folder, if it has one.
    pub(crate) fn read(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => vec![],
            read => read?,
        };
        Ok(Self { key: bytes.try_into().ok(), path })
    }

    /// Reads the key, and makes it first where there is none; a file that holds no key is kept beside it.
    fn read_or_make(folder: &Path) -> Result<Self, StoreError> {
        let safe = Self::read(folder)?;
        if safe.key.is_some() {
            return Ok(safe);
        }
        if safe.path.try_exists()? {
            set_aside(folder, &safe.path)?;
        }
        make(folder, &safe.path)?;
        Self::read(folder)
    }

    /// Makes sure that what is sealed now can be opened after the next start.
    pub(crate) async fn still_there(&self) -> Result<(), StoreError> {
        let (path, key) = (self.path.clone(), self.key);
        let read = tokio::task::spawn_blocking(move || fs::read(path));
        match (read.await.map_err(|_| StoreError::CutShort)?, key) {
            (Ok(bytes), Some(key)) if bytes == key => Ok(()),
            (Err(error), _) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Err(self.unsealed()),
        }
    }

    pub(crate) fn seal(&self, purpose: &str, secret: &[u8]) -> Result<Vec<u8>, StoreError> {
        let nonce: [u8; NONCE] = rand::rng().random();
        let payload = Payload { msg: secret, aad: purpose.as_bytes() };
        let text = self
            .cipher()?
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| StoreError::damaged("secret", "it is too long to be sealed"))?;
        Ok([nonce.as_slice(), &text].concat())
    }

    pub(crate) fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let (nonce, text) = sealed.split_at_checked(NONCE).ok_or_else(|| self.unsealed())?;
        let payload = Payload { msg: text, aad: purpose.as_bytes() };
        self.cipher()?.decrypt(XNonce::from_slice(nonce), payload).map_err(|_| self.unsealed())
    }

    fn cipher(&self) -> Result<XChaCha20Poly1305, StoreError> {
        let key = self.key.ok_or_else(|| self.unsealed())?;
        XChaCha20Poly1305::new_from_slice(&key).map_err(|_| self.unsealed())
    }

    fn unsealed(&self) -> StoreError {
        StoreError::Unsealed(self.path.display().to_string())
    }
}

/// Names a file that holds no key by the moment it was written, beside any that was set aside before.
fn set_aside(folder: &Path, path: &Path) -> Result<(), StoreError> {
    let written = fs::metadata(path)?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut aside_ms = written.as_millis();
    let aside = loop {
        let aside = folder.join(format!("{FILE}.unusable-{aside_ms}"));
        if !aside.try_exists()? {
            break aside;
        }
        aside_ms += 1;
    };
    fs::rename(path, &aside)?;
    tracing::warn!(
        file = %aside.display(),
        "the key file held no key; nothing is sealed, so it was set aside and another is made"
    );
    Ok(())
}

/// Makes the file whole or not at all; of two processes that make it at once both use the first.
fn make(folder: &Path, path: &Path) -> Result<(), StoreError> {
    let bytes: [u8; 32] = rand::rng().random();
    let name: [u8; 8] = rand::rng().random();
    let draft = folder.join(format!("{FILE}.{:016x}", u64::from_le_bytes(name)));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    let linked = file
        .write_all(&bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(&draft, path))
        .and_then(|()| fs::File::open(folder)?.sync_all());
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::Limits;

    async fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Limits::default()).await.unwrap();
        (folder, store)
    }

    #[tokio::test]
    async fn what_was_sealed_is_opened_for_its_purpose_and_no_other() {
        let (_folder, store) = store().await;
        let sealed = store.seal("archive:1", b"hush").await.unwrap();
        assert!(!sealed.windows(4).any(|window| window == b"hush"));
        assert_ne!(
            sealed,
            store.seal("archive:1", b"hush").await.unwrap(),
            "the same secret looks different"
        );
        assert_eq!(store.unseal("archive:1", &sealed).await.unwrap(), b"hush");
        assert!(matches!(store.unseal("archive:2", &sealed).await, Err(StoreError::Unsealed(_))));
        for at in [0, NONCE, sealed.len() - 1] {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(matches!(store.unseal("archive:1", &bent).await, Err(StoreError::Unsealed(_))), "{at}");
        }
        assert!(matches!(store.unseal("archive:1", b"").await, Err(StoreError::Unsealed(_))));
    }

    #[tokio::test]
    async fn the_key_file_is_for_its_owner_alone_and_stays_the_same() {
        let (folder, store) = store().await;
        let path = folder.path().join(FILE);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let left: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(
            left.iter().filter(|name| name.to_string_lossy().starts_with(FILE)).count(),
            1,
            "{left:?}"
        );
        let sealed = store.seal("a", b"hush").await.unwrap();
        let key = fs::read(&path).unwrap();
        store.close().await;
        drop(store);
        let again = Store::open(folder.path(), Limits::default()).await.unwrap();
        assert_eq!(fs::read(&path).unwrap(), key);
        assert_eq!(again.unseal("a", &sealed).await.unwrap(), b"hush");
    }

    #[tokio::test]
    async fn nothing_is_sealed_with_a_key_that_the_next_start_would_not_have() {
        let (folder, store) = store().await;
        let path = folder.path().join(FILE);
        let (sealed, key) = (store.seal("a", b"hush").await.unwrap(), fs::read(&path).unwrap());
        fs::remove_file(&path).unwrap();
        let said = store.seal("a", b"other").await.unwrap_err();
        assert!(said.to_string().contains("secrets.key"), "{said}");
        assert!(!path.exists(), "no other is made");
        for wrong in [&[7; 32], b"short".as_slice(), b""] {
            fs::write(&path, wrong).unwrap();
            assert!(matches!(store.seal("a", b"b").await, Err(StoreError::Unsealed(_))));
        }
        fs::write(&path, key).unwrap();
        store.seal("a", b"b").await.unwrap();
        assert_eq!(store.unseal("a", &sealed).await.unwrap(), b"hush");
    }
}
