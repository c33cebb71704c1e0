//! What both kinds of key share.

use model::{
    id::{InstanceId, KeyId},
    key::{Key, KeyKind, KeyName},
    person::Role,
};
use serde_json::json;

use crate::{Caller, Desk, Error, attempt::Attempt, desk::key_prefix_len, secret};

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

pub(crate) async fn create(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: KeyKind,
    name: &str,
) -> Result<NewKey, Error> {
    let action = match kind {
        KeyKind::Ingestion => "logdnaat.ingestion-key.create",
        KeyKind::Service => "logdnaat.service-key.create",
    };
    let attempt = Attempt { desk, caller, instance: Some(instance), action, data_event: false };
    let result = insert(&attempt, instance, kind, name).await;
    attempt.settle(result, name, json!({"key": "", "keyType": kind.as_str()})).await
}

async fn insert(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    kind: KeyKind,
    name: &str,
) -> Result<NewKey, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let name = KeyName::parse(name).map_err(|error| Error::invalid("name", error))?;
    let secret = secret::hex::<16>();
    let key = Key {
        id: KeyId::from_bytes(secret::bytes()),
        instance: instance.clone(),
        kind,
        name,
        prefix: secret[..key_prefix_len()].to_owned(),
        created_ms: attempt.desk.now_ms(),
    };
    let mut change = attempt.desk.store().change().await?;
    let most = match kind {
        KeyKind::Ingestion => 10,
        KeyKind::Service => 20,
    };
    if change.keys().count(instance, kind).await? >= most {
        return Err(Error::Conflict {
            message: format!("an instance has at most {most} {} keys", kind.as_str()),
        });
    }
    change.insert_key(&key, &secret::hash(&secret)).await?;
    let request = json!({"key": key.masked(), "keyType": kind.as_str()});
    attempt.succeed(change, key.name.as_str(), request).await?;
    Ok(NewKey { key, secret })
}
