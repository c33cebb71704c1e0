//! The desk: the store, the clock and what is remembered between requests.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use model::{
    id::InstanceId,
    instance::Instance,
    key::{Key, KeyKind},
};
use store::{EventStore, Store};
use tokio::sync::Notify;

use crate::{
    Clock, Error, exclusion_rule::Tally, reveal::Reveals, secret, source::Sightings, switchboard::Switchboard,
};

/// How long a key that was looked up is remembered, so that one deleted by another process
/// soon stops working.
const KEY_REMEMBERED_MS: i64 = 15_000;

/// What verbs work on. Cheap to clone.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    keys: RwLock<HashMap<[u8; 32], (Key, i64)>>,
    switchboard: RwLock<Option<Arc<Switchboard>>>,
    /// Rung when held lines are to be moved.
    release_bell: Notify,
    sightings: Sightings,
    tally: Tally,
    reveals: Reveals,
}

impl Desk {
    /// A desk over an open store.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            store,
            clock,
            keys: RwLock::default(),
            switchboard: RwLock::default(),
            release_bell: Notify::new(),
            sightings: Sightings::default(),
            tally: Tally::default(),
            reveals: Reveals::default(),
        }))
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Now, milliseconds since 1970 UTC.
    pub fn now_ms(&self) -> i64 {
        self.0.clock.now_ms()
    }

    /// The instance with this id.
    pub async fn instance(&self, id: &InstanceId) -> Result<Instance, Error> {
        let found = self.0.store.read().await?.instances().find(id).await?;
        found.ok_or(Error::NotFound { what: "instance" })
    }

    pub(crate) async fn events(&self, id: &InstanceId) -> Result<EventStore, Error> {
        match self.0.store.events(id) {
            Some(events) => Ok(events),
            // Made by another process on the same data.
            None => Ok(self.0.store.open_events(&self.instance(id).await?).await?),
        }
    }

    /// Where lines go, as it was a few seconds ago at most.
    pub(crate) async fn switchboard(&self) -> Result<Arc<Switchboard>, Error> {
        let now_ms = self.now_ms();
        let kept = self.0.switchboard.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.as_ref().filter(|kept| kept.is_fresh(now_ms)) {
            return Ok(kept.clone());
        }
        let read = Switchboard::read(&mut self.0.store.read().await?, now_ms, kept.as_deref()).await?;
        let read = Arc::new(read);
        *self.0.switchboard.write().unwrap_or_else(PoisonError::into_inner) = Some(read.clone());
        Ok(read)
    }

    /// Has whoever comes next see what was just changed.
    pub(crate) fn forget_switchboard(&self) {
        *self.0.switchboard.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(crate) fn sightings(&self) -> &Sightings {
        &self.0.sightings
    }

    pub(crate) fn reveals(&self) -> &Reveals {
        &self.0.reveals
    }

    pub(crate) fn tally(&self) -> &Tally {
        &self.0.tally
    }

    pub(crate) fn release_bell(&self) -> &Notify {
        &self.0.release_bell
    }

    /// The key a program sent, if it is known and of the kind that this needs.
    ///
    /// # Errors
    /// [`Error::SignedOut`] for a key that is not known, [`Error::Forbidden`] for one whose kind
    /// does not open this.
    pub async fn key(&self, sent: &str, kind: KeyKind) -> Result<Key, Error> {
        let key = self.look_up_key(sent).await?.ok_or(Error::SignedOut)?;
        if key.kind.opens(kind) {
            return Ok(key);
        }
        Err(Error::Forbidden { why: format!("this needs a key of the type {}", kind.as_str()) })
    }

    async fn look_up_key(&self, sent: &str) -> Result<Option<Key>, Error> {
        if sent.len() < key_prefix_len() || sent.len() > 128 || !sent.is_ascii() {
            return Ok(None);
        }
        let hash = secret::hash(sent);
        let now_ms = self.now_ms();
        {
            let keys = self.0.keys.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((key, until_ms)) = keys.get(&hash)
                && now_ms < *until_ms
            {
                return Ok(Some(key.clone()));
            }
        }
        let candidates = self.0.store.read().await?.keys().find_by_prefix(&sent[..key_prefix_len()]).await?;
        let found = candidates.into_iter().find(|candidate| secret::same(&candidate.secret_hash, &hash));
        let mut keys = self.0.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.retain(|_, (_, until_ms)| now_ms < *until_ms);
        let Some(found) = found else { return Ok(None) };
        keys.insert(hash, (found.key.clone(), now_ms + KEY_REMEMBERED_MS));
        Ok(Some(found.key))
    }
}

/// How many characters of a key's secret are kept to look it up and recognise it.
pub(crate) const fn key_prefix_len() -> usize {
    8
}
