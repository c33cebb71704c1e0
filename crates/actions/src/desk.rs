//! The desk: the store, the clock and what is remembered between requests.

use std::sync::{Arc, PoisonError, RwLock};

use model::{
    id::InstanceId,
    instance::Instance,
    key::{Key, KeyKind},
};
use store::{EventStore, Store};
use tokio::sync::{Notify, watch};

use crate::{
    Clock, Error, exclusion_rule::Tally, known_keys::KnownKeys, reveal::Reveals, secret, source::Sightings,
    switchboard::Switchboard, turns::Turns,
};

/// What verbs work on. Cheap to clone.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    keys: KnownKeys,
    switchboard: RwLock<Board>,
    /// Rung when held lines are to be moved.
    release_bell: Notify,
    sightings: Sightings,
    tally: Tally,
    reveals: Reveals,
    /// Turns at asking expressions of lines.
    turns: Turns,
}

/// The switchboard as it was read last, of which what stayed the same is used again.
#[derive(Clone, Default)]
struct Board {
    kept: Option<Arc<Switchboard>>,
    /// How often something was changed that it shows.
    changes: u64,
    is_stale: bool,
}

impl Desk {
    /// A desk over an open store.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            store,
            clock,
            keys: KnownKeys::default(),
            switchboard: RwLock::default(),
            release_bell: Notify::new(),
            sightings: Sightings::default(),
            tally: Tally::default(),
            reveals: Reveals::default(),
            turns: Turns::of_cores(),
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
        let known = self.0.switchboard.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = known.kept.as_ref().filter(|kept| !known.is_stale && kept.is_fresh(now_ms)) {
            return Ok(kept.clone());
        }
        let before = known.kept.as_deref();
        let read = Arc::new(Switchboard::read(&mut self.0.store.read().await?, now_ms, before).await?);
        let mut board = self.0.switchboard.write().unwrap_or_else(PoisonError::into_inner);
        // What was changed while it was read may not be in it.
        if board.changes == known.changes {
            *board = Board { kept: Some(read.clone()), is_stale: false, ..known };
        }
        Ok(read)
    }

    /// Has whoever comes next see what was just changed.
    pub(crate) fn forget_switchboard(&self) {
        let mut board = self.0.switchboard.write().unwrap_or_else(PoisonError::into_inner);
        board.changes += 1;
        board.is_stale = true;
    }

    pub(crate) fn sightings(&self) -> &Sightings {
        &self.0.sightings
    }

    pub(crate) fn reveals(&self) -> &Reveals {
        &self.0.reveals
    }

    pub(crate) fn turns(&self) -> &Turns {
        &self.0.turns
    }

    pub(crate) fn tally(&self) -> &Tally {
        &self.0.tally
    }

    pub(crate) fn release_bell(&self) -> &Notify {
        &self.0.release_bell
    }

    pub(crate) fn known_keys(&self) -> &KnownKeys {
        &self.0.keys
    }

    /// Word of keys that are changed or deleted from now on: who follows events with one looks
    /// whether it is still good.
    pub fn key_changes(&self) -> watch::Receiver<()> {
        self.0.keys.changes()
    }

    /// The key a program sent, if it is known, its time is not over, and it is of the kind that
    /// this needs.
    ///
    /// # Errors
    /// [`Error::SignedOut`] for a key that is not known, [`Error::KeyExpired`] for one whose time is
    /// over, [`Error::Forbidden`] for one whose kind does not open this.
    pub async fn key(&self, sent: &str, kind: KeyKind) -> Result<Key, Error> {
        let key = self.look_up_key(sent).await?.ok_or(Error::SignedOut)?;
        if !key.kind.opens(kind) {
            return Err(Error::Forbidden { why: format!("this needs a key of the type {}", kind.as_str()) });
        }
        self.admit(key)
    }

    /// Lets a key in whose time is not over, and notes that it was used.
    pub(crate) fn admit(&self, key: Key) -> Result<Key, Error> {
        let now_ms = self.now_ms();
        match key.expires_ms {
            Some(at_ms) if key.is_expired(now_ms) => Err(Error::KeyExpired { at_ms }),
            _ => {
                self.0.keys.used(&key.id, now_ms);
                Ok(key)
            }
        }
    }

    async fn look_up_key(&self, sent: &str) -> Result<Option<Key>, Error> {
        if sent.len() < key_prefix_len() || sent.len() > 128 || !sent.is_ascii() {
            return Ok(None);
        }
        let hash = secret::hash(sent);
        let now_ms = self.now_ms();
        let mark = match self.0.keys.find(&hash, now_ms) {
            Ok(key) => return Ok(Some(key)),
            Err(mark) => mark,
        };
        let candidates = self.0.store.read().await?.keys().find_by_prefix(&sent[..key_prefix_len()]).await?;
        let found = candidates.into_iter().find(|candidate| secret::same(&candidate.secret_hash, &hash));
        let Some(found) = found else { return Ok(None) };
        self.0.keys.remember(hash, &found.key, now_ms, mark);
        Ok(Some(found.key))
    }
}

/// How many characters of a key's secret are kept to look it up and recognise it.
pub(crate) const fn key_prefix_len() -> usize {
    8
}
