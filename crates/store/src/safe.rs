//! Secrets at rest: sealed with a key that lies in a file of its own, so that a copy of the
//! database alone does not reveal them.
//!
//! XChaCha20-Poly1305 with a random nonce each time. What is sealed names what it is for, so that
//! it can not be put in the place of another secret. Whoever has the whole data folder has both:
//! the file keeps secrets from those who come by a backup or a copy of `control.db`.

use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
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

impl Store {
    /// Seals a secret. `purpose` says what it is for, and has to be named again to open it.
    ///
    /// # Errors
    /// When the key file can not be made or read.
    pub async fn seal(&self, purpose: &str, secret: &[u8]) -> Result<Vec<u8>, StoreError> {
        let (folder, purpose, secret) = (self.folder().to_owned(), purpose.to_owned(), secret.to_vec());
        apart(move || seal(&key(&folder, true)?, &purpose, &secret)).await
    }

    /// Opens a sealed secret.
    ///
    /// # Errors
    /// [`StoreError::Unsealed`] when the key file is missing or another, or the secret is not whole.
    pub async fn unseal(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let (folder, purpose, sealed) = (self.folder().to_owned(), purpose.to_owned(), sealed.to_vec());
        apart(move || {
            let unsealed = || StoreError::Unsealed(path(&folder).display().to_string());
            let (nonce, text) = sealed.split_at_checked(NONCE).ok_or_else(unsealed)?;
            let payload = Payload { msg: text, aad: purpose.as_bytes() };
            key(&folder, false)?.decrypt(XNonce::from_slice(nonce), payload).map_err(|_| unsealed())
        })
        .await
    }
}

async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::CutShort)?
}

fn seal(key: &XChaCha20Poly1305, purpose: &str, secret: &[u8]) -> Result<Vec<u8>, StoreError> {
    let nonce: [u8; NONCE] = rand::rng().random();
    let payload = Payload { msg: secret, aad: purpose.as_bytes() };
    let text = key
        .encrypt(XNonce::from_slice(&nonce), payload)
        .map_err(|_| StoreError::damaged("secret", "it is too long to be sealed"))?;
    Ok([nonce.as_slice(), &text].concat())
}

fn path(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

/// The key of a data folder. The first secret that is sealed makes it.
fn key(folder: &Path, may_make: bool) -> Result<XChaCha20Poly1305, StoreError> {
    let path = path(folder);
    let bytes = match fs::read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound && may_make => make(folder, &path)?,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(StoreError::Unsealed(path.display().to_string()));
        }
        read => read?,
    };
    XChaCha20Poly1305::new_from_slice(&bytes).map_err(|_| StoreError::Unsealed(path.display().to_string()))
}

/// Makes the file whole or not at all; of two processes that make it at once both use the first.
fn make(folder: &Path, path: &Path) -> Result<Vec<u8>, StoreError> {
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
        _ => Ok(fs::read(path)?),
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
    async fn the_key_file_is_for_its_owner_alone_and_comes_with_the_first_secret() {
        let (folder, store) = store().await;
        assert!(!path(folder.path()).exists());
        store.seal("a", b"b").await.unwrap();
        let mode = fs::metadata(path(folder.path())).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let left: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(
            left.iter().filter(|name| name.to_string_lossy().starts_with(FILE)).count(),
            1,
            "{left:?}"
        );
    }

    #[tokio::test]
    async fn without_its_key_file_or_with_another_nothing_is_revealed() {
        let (folder, store) = store().await;
        let sealed = store.seal("a", b"hush").await.unwrap();
        fs::remove_file(path(folder.path())).unwrap();
        let said = store.unseal("a", &sealed).await.unwrap_err();
        assert!(said.to_string().contains("secrets.key"), "{said}");
        assert!(!path(folder.path()).exists(), "reading makes no new one");
        store.seal("a", b"other").await.unwrap();
        assert!(matches!(store.unseal("a", &sealed).await, Err(StoreError::Unsealed(_))));
        fs::write(path(folder.path()), b"short").unwrap();
        assert!(matches!(store.seal("a", b"b").await, Err(StoreError::Unsealed(_))));
    }
}
