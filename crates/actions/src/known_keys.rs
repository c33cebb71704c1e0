//! Keys that were looked up: remembered for a moment, and when each was last used.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError, RwLock},
};

use model::{id::KeyId, key::Key};
use tokio::sync::watch;

use crate::{Desk, Error};

/// How long a key that was looked up is remembered, so that one deleted by another process
/// soon stops working.
const REMEMBERED_MS: i64 = 15_000;

/// Keys that were looked up.
#[derive(Default)]
pub(crate) struct KnownKeys {
    remembered: RwLock<Remembered>,
    uses: Mutex<HashMap<KeyId, Use>>,
    /// Rung when keys were changed or deleted.
    bell: watch::Sender<()>,
}

/// By the hash of their secrets, and until when each is believed.
#[derive(Default)]
struct Remembered {
    keys: HashMap<[u8; 32], (Key, i64)>,
    /// How often keys were forgotten: what was read before that is not to be remembered after it.
    forgotten: u64,
}

#[derive(Clone, Copy, Default)]
struct Use {
    last_ms: i64,
    noted_ms: i64,
}

impl KnownKeys {
    /// The key of this hash, if it was looked up a moment ago; else the mark to come back with.
    pub fn find(&self, hash: &[u8; 32], now_ms: i64) -> Result<Key, u64> {
        let remembered = self.remembered.read().unwrap_or_else(PoisonError::into_inner);
        match remembered.keys.get(hash) {
            Some((key, until_ms)) if now_ms < *until_ms => Ok(key.clone()),
            _ => Err(remembered.forgotten),
        }
    }

    /// Remembers a key that was looked up since `mark` was given.
    pub fn remember(&self, hash: [u8; 32], key: &Key, now_ms: i64, mark: u64) {
        let mut remembered = self.remembered.write().unwrap_or_else(PoisonError::into_inner);
        remembered.keys.retain(|_, (_, until_ms)| now_ms < *until_ms);
        if remembered.forgotten == mark {
            remembered.keys.insert(hash, (key.clone(), now_ms + REMEMBERED_MS));
        }
    }

    /// Has a key looked up anew by whoever comes next, and tells whoever follows with one.
    pub fn forget(&self, id: &KeyId) {
        let mut remembered = self.remembered.write().unwrap_or_else(PoisonError::into_inner);
        remembered.forgotten += 1;
        remembered.keys.retain(|_, (key, _)| key.id != *id);
        drop(remembered);
        self.bell.send_replace(());
    }

    /// Notes that a key has opened something.
    pub fn used(&self, id: &KeyId, now_ms: i64) {
        let mut uses = self.uses();
        match uses.get_mut(id) {
            Some(known) => known.last_ms = known.last_ms.max(now_ms),
            None => {
                uses.insert(id.clone(), Use { last_ms: now_ms, noted_ms: i64::MIN });
            }
        }
    }

    /// When a key was last used, as far as this process knows.
    pub fn last_used_ms(&self, id: &KeyId) -> Option<i64> {
        self.uses().get(id).map(|known| known.last_ms)
    }

    /// Word of keys that are changed or deleted from now on.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.bell.subscribe()
    }

    fn uses(&self) -> MutexGuard<'_, HashMap<KeyId, Use>> {
        self.uses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes when keys were last used, as far as that is not noted yet.
pub(crate) async fn note_uses(desk: &Desk) -> Result<(), Error> {
    let known = desk.known_keys();
    let new: Vec<(KeyId, i64)> = {
        let uses = known.uses();
        let is_new = |known: &Use| known.last_ms > known.noted_ms;
        uses.iter()
            .filter(|(_, known)| is_new(known))
            .map(|(id, known)| (id.clone(), known.last_ms))
            .collect()
    };
    if new.is_empty() {
        return Ok(());
    }
    desk.store().note_key_uses(&new).await?;
    let mut uses = known.uses();
    for (id, noted_ms) in new {
        if let Some(known) = uses.get_mut(&id) {
            known.noted_ms = noted_ms;
        }
    }
    // Those of today are few; who has not come for a day is known from the table.
    let day_ago_ms = desk.now_ms() - 24 * 60 * 60 * 1000;
    uses.retain(|_, known| known.last_ms > day_ago_ms || known.last_ms > known.noted_ms);
    Ok(())
}
