//! What all kinds of key share: looking at them, and the verbs behind [`ingestion_key`](crate::ingestion_key),
//! [`service_key`](crate::service_key) and [`collector_key`](crate::collector_key).

mod undo;

pub(crate) use undo::restore;

use model::{
    audit::with_change,
    id::{InstanceId, KeyId},
    key::{Key, KeyKind, KeyName, KeyServices},
    person::Role,
    time::format_rfc3339,
};
use serde_json::{Value, json};
use store::{Change, KeySecret};

use crate::{Caller, Desk, Error, attempt::Attempt, desk::key_prefix_len, known_keys, secret};

/// The latest end of a key, in years from now.
const LONGEST_MS: i64 = 100 * 365 * 24 * 60 * 60 * 1000;

/// A key that was just made. The secret is shown once and kept nowhere.
pub struct NewKey {
    /// The key.
    pub key: Key,
    /// 32 hexadecimal digits.
    pub secret: String,
}

impl std::fmt::Debug for NewKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewKey").field("key", &self.key.id).finish_non_exhaustive()
    }
}

/// A key as somebody wishes it, before it is checked. A name alone is a wish, too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyWish {
    /// How it is to be called.
    pub name: String,
    /// From when on it opens nothing, if it is to have an end.
    pub expires_ms: Option<i64>,
    /// As which services it may send; none for all.
    pub services: Vec<String>,
}

impl<T: AsRef<str> + ?Sized> From<&T> for KeyWish {
    fn from(name: &T) -> Self {
        Self { name: name.as_ref().to_owned(), ..Self::default() }
    }
}

/// What is to be different about a key; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyUpdate {
    /// Its name.
    pub name: Option<String>,
    /// Its end; none within for no end.
    pub expires_ms: Option<Option<i64>>,
    /// As which services it may send.
    pub services: Option<Vec<String>>,
}

/// The keys of a kind that an instance has, the oldest first; without an instance, the desk's.
pub async fn list(
    desk: &Desk,
    caller: &Caller,
    instance: Option<&InstanceId>,
    kind: KeyKind,
) -> Result<Vec<Key>, Error> {
    authorise(caller, instance)?;
    let keys = desk.store().read().await?.keys().list(instance, kind).await?;
    Ok(keys.into_iter().map(|key| with_use(desk, key)).collect())
}

/// A key of an instance, of whichever kind; without an instance, of the desk.
pub async fn find(
    desk: &Desk,
    caller: &Caller,
    instance: Option<&InstanceId>,
    id: &KeyId,
) -> Result<Key, Error> {
    authorise(caller, instance)?;
    let found = desk.store().read().await?.keys().find(id).await?.map(|found| found.key);
    let found = found.filter(|key| key.instance.as_ref() == instance);
    Ok(with_use(desk, found.ok_or(Error::NotFound { what: "key" })?))
}

/// Notes when keys were last used. What can not be noted now is noted with the next.
pub async fn flush(desk: &Desk) -> Result<(), Error> {
    known_keys::note_uses(desk).await
}

pub(crate) async fn create(
    desk: &Desk,
    caller: &Caller,
    instance: Option<&InstanceId>,
    kind: KeyKind,
    wish: KeyWish,
) -> Result<NewKey, Error> {
    let action = match kind {
        KeyKind::Ingestion | KeyKind::Collector => "logdnaat.ingestion-key.create",
        KeyKind::Service => "logdnaat.service-key.create",
    };
    let attempt = Attempt { desk, caller, instance, action, data_event: false };
    let result = insert(&attempt, kind, &wish).await;
    attempt.settle(result, &wish.name, to_request(kind, "")).await
}

pub(crate) async fn update(
    desk: &Desk,
    caller: &Caller,
    instance: Option<&InstanceId>,
    kind: KeyKind,
    id: &KeyId,
    update: KeyUpdate,
) -> Result<Key, Error> {
    let action = match kind {
        KeyKind::Ingestion | KeyKind::Collector => "logdnaat.ingestion-key.update",
        KeyKind::Service => "logdnaat.service-key.update",
    };
    let attempt = Attempt { desk, caller, instance, action, data_event: false };
    let result = replace(&attempt, kind, id, &update).await;
    let target = update.name.as_deref().unwrap_or(id.as_str());
    let key = attempt.settle(result, target, to_request(kind, "")).await;
    desk.known_keys().forget(id);
    key
}

pub(crate) async fn delete(
    desk: &Desk,
    caller: &Caller,
    instance: Option<&InstanceId>,
    kind: KeyKind,
    id: &KeyId,
) -> Result<(), Error> {
    let action = match kind {
        KeyKind::Ingestion | KeyKind::Collector => "logdnaat.ingestion-key.delete",
        KeyKind::Service => "logdnaat.service-key.delete",
    };
    let attempt = Attempt { desk, caller, instance, action, data_event: false };
    let result = remove(&attempt, kind, id).await;
    let done = attempt.settle(result, id.as_str(), to_request(kind, "")).await;
    desk.known_keys().forget(id);
    done
}

async fn insert(attempt: &Attempt<'_>, kind: KeyKind, wish: &KeyWish) -> Result<NewKey, Error> {
    authorise(attempt.caller, attempt.instance)?;
    let name = KeyName::parse(&wish.name).map_err(|error| Error::invalid("name", error))?;
    let secret = secret::hex::<16>();
    let now_ms = attempt.desk.now_ms();
    let key = Key {
        id: KeyId::from_bytes(secret::bytes()),
        instance: attempt.instance.cloned(),
        kind,
        name,
        prefix: secret[..key_prefix_len()].to_owned(),
        created_ms: now_ms,
        expires_ms: wish.expires_ms.map(|end_ms| end(end_ms, now_ms)).transpose()?,
        services: services(kind, &wish.services)?,
        last_used_ms: None,
    };
    let mut change = attempt.desk.store().change().await?;
    there_is_room(&mut change, attempt.instance, kind).await?;
    change.insert_key(&key, &secret::hash(&secret)).await?;
    let mut request = to_request(kind, &key.masked());
    if key.expires_ms.is_some() || !key.services.names().is_empty() {
        request["spoor"]["after"] = match request["spoor"]["after"].take() {
            Value::Object(more) => Value::Object(in_full(&key).into_iter().chain(more).collect()),
            _ => Value::Object(in_full(&key)),
        };
    }
    attempt.succeed(change, key.name.as_str(), request).await?;
    Ok(NewKey { key, secret })
}

async fn replace(attempt: &Attempt<'_>, kind: KeyKind, id: &KeyId, update: &KeyUpdate) -> Result<Key, Error> {
    authorise(attempt.caller, attempt.instance)?;
    let mut change = attempt.desk.store().change().await?;
    let before = known(&mut change, attempt.instance, kind, id).await?.key;
    let mut key = before.clone();
    if let Some(name) = &update.name {
        key.name = KeyName::parse(name).map_err(|error| Error::invalid("name", error))?;
    }
    if let Some(names) = &update.services {
        key.services = services(kind, names)?;
    }
    match update.expires_ms {
        // An end that is over already may stand there still.
        Some(expires_ms) if expires_ms != before.expires_ms => {
            let now_ms = attempt.desk.now_ms();
            key.expires_ms = expires_ms.map(|end_ms| end(end_ms, now_ms)).transpose()?;
        }
        _ => {}
    }
    change.update_key(&key).await?;
    let request = to_request(kind, &key.masked());
    let mut after = in_full(&key);
    if kind == KeyKind::Collector {
        after.insert("kind".to_owned(), json!(kind.as_str()));
    }
    let request = with_change(request, Value::Object(in_full(&before)), Value::Object(after));
    attempt.succeed(change, key.name.as_str(), request).await?;
    Ok(with_use(attempt.desk, key))
}

async fn remove(attempt: &Attempt<'_>, kind: KeyKind, id: &KeyId) -> Result<(), Error> {
    authorise(attempt.caller, attempt.instance)?;
    let mut change = attempt.desk.store().change().await?;
    let found = known(&mut change, attempt.instance, kind, id).await?;
    change.delete_key(id).await?;
    let home = change.instances().list().await?.into_iter().next().map(|home| home.id);
    if let Some(instance) = attempt.instance.or(home.as_ref()) {
        undo::keep(attempt, &mut change, instance, &found).await?;
    }
    let request = to_request(kind, &found.key.masked());
    attempt.succeed(change, found.key.name.as_str(), request).await
}

/// Checks that one more key is allowed.
async fn there_is_room(
    change: &mut Change,
    instance: Option<&InstanceId>,
    kind: KeyKind,
) -> Result<(), Error> {
    let most = match kind {
        KeyKind::Ingestion | KeyKind::Collector => 10,
        KeyKind::Service => 20,
    };
    if change.keys().count(instance, kind).await? < most {
        return Ok(());
    }
    let (whose, kind) = (if instance.is_some() { "an instance" } else { "a desk" }, kind.as_str());
    let message = format!("{whose} has at most {most} {kind} keys; delete one that is not used any more");
    Err(Error::Conflict { message })
}

/// Managers of an instance have its keys; owners those of the desk.
fn authorise(caller: &Caller, instance: Option<&InstanceId>) -> Result<(), Error> {
    match instance {
        Some(instance) => caller.require(instance, Role::Manager),
        None => caller.require_owner(),
    }
}

async fn known(
    change: &mut Change,
    instance: Option<&InstanceId>,
    kind: KeyKind,
    id: &KeyId,
) -> Result<KeySecret, Error> {
    let found = change.keys().find(id).await?;
    let is_it = |found: &KeySecret| found.key.kind == kind && found.key.instance.as_ref() == instance;
    found.filter(is_it).ok_or(Error::NotFound { what: "key" })
}

fn end(end_ms: i64, now_ms: i64) -> Result<i64, Error> {
    let message = "a key ends in the future, and within 100 years; leave it empty for one without an end";
    let fits = end_ms > now_ms && end_ms <= now_ms.saturating_add(LONGEST_MS);
    if fits { Ok(end_ms) } else { Err(Error::invalid("expires", message)) }
}

fn services(kind: KeyKind, names: &[String]) -> Result<KeyServices, Error> {
    let services = KeyServices::parse(names).map_err(|error| Error::invalid("services", error))?;
    if kind == KeyKind::Service && !services.names().is_empty() {
        let message = "a service key sends nothing, so it is not limited to services";
        return Err(Error::invalid("services", message));
    }
    Ok(services)
}

/// A key with its last use, where this process knows of a later one.
fn with_use(desk: &Desk, key: Key) -> Key {
    let last_used_ms = key.last_used_ms.max(desk.known_keys().last_used_ms(&key.id));
    Key { last_used_ms, ..key }
}

/// What of a key can be changed, for before and after.
fn in_full(key: &Key) -> serde_json::Map<String, Value> {
    let fields = [
        ("name", json!(key.name)),
        ("expires", json!(key.expires_ms.map(format_rfc3339))),
        ("services", json!(key.services)),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The documented fields of the event. They know two types of key; that one belongs to the whole
/// desk stands beside them.
fn to_request(kind: KeyKind, masked: &str) -> Value {
    match kind {
        KeyKind::Ingestion | KeyKind::Service => json!({"key": masked, "keyType": kind.as_str()}),
        KeyKind::Collector => json!({
            "key": masked,
            "keyType": KeyKind::Ingestion.as_str(),
            "spoor": {"after": {"kind": kind.as_str()}},
        }),
    }
}
