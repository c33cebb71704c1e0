//! Secrets on their way to the one page that shows them, once and to nobody but who made them.
//!
//! They stay in memory: no address, event, log or file ever holds one.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use model::id::{KeyId, PersonId};

use crate::{Caller, Desk, NewKey};

/// How long a secret waits to be shown.
const WAITS_MS: i64 = 300_000;

/// The secrets that wait.
#[derive(Default)]
pub(crate) struct Reveals(Mutex<HashMap<(PersonId, KeyId), (String, i64)>>);

/// Keeps the secret of a key that a person just made for their next page.
pub fn keep(desk: &Desk, caller: &Caller, key: &NewKey) {
    let Some(person) = caller.person() else { return };
    let now_ms = desk.now_ms();
    let mut waiting = desk.reveals().0.lock().unwrap_or_else(PoisonError::into_inner);
    waiting.retain(|_, (_, until_ms)| now_ms < *until_ms);
    waiting.insert((person.id.clone(), key.key.id.clone()), (key.secret.clone(), now_ms + WAITS_MS));
}

/// The secret of a key, the first time its maker asks within five minutes.
pub fn take(desk: &Desk, caller: &Caller, key: &KeyId) -> Option<String> {
    let person = caller.person()?;
    let mut waiting = desk.reveals().0.lock().unwrap_or_else(PoisonError::into_inner);
    let (secret, until_ms) = waiting.remove(&(person.id.clone(), key.clone()))?;
    (desk.now_ms() < until_ms).then_some(secret)
}
