//! Where an instance archives its lines to: `logdnaat.account-archive-setting.configure`, when the
//! target is set up or changed, and when archiving is turned off. Turning it on is
//! [`archive_configuration`](crate::archive_configuration).
//!
//! Nothing is written there yet: what archives comes later.

use std::collections::BTreeMap;

use model::{
    archive::{Archive, ArchiveDraft, Secrets},
    audit::Outcome,
    deletion::{DeletedKind, Deletion},
    fault::Fault,
    id::InstanceId,
    person::Role,
    secret::{MASK, Secret},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Change, Store, StoreError, StoredArchive};

use crate::{Caller, Desk, Error, attempt::Attempt, deletion};

const ACTION: &str = "logdnaat.account-archive-setting.configure";

/// Whether there may be a target already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// There must be none; it is turned on at once, as programs expect.
    New,
    /// There must be one; whether it is on stays.
    Known,
    /// Either; a new one is off until somebody turns it on.
    Any,
}

/// The target of an instance, if it has one. Its secrets are not told.
pub async fn find(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
) -> Result<Option<StoredArchive>, Error> {
    caller.require(instance, Role::Manager)?;
    Ok(desk.store().read().await?.archives().find(instance).await?)
}

/// What is wrong with a target, field by field, beside what is kept already.
pub async fn faults(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    draft: &ArchiveDraft,
) -> Result<Vec<Fault>, Error> {
    let known = find(desk, caller, instance).await?;
    Ok(draft.check(&kept(desk.store(), instance, known.as_ref(), draft).await?).err().unwrap_or_default())
}

/// Sets up the target of an instance, or changes it.
pub async fn configure(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    draft: &ArchiveDraft,
    put: Put,
) -> Result<Archive, Error> {
    let attempt = attempt(desk, caller, instance, ACTION);
    let result = save(&attempt, instance, draft, put).await;
    let provider: String = draft.provider.chars().take(64).collect();
    attempt.settle(result, &provider, json!({"feature": "archive", "provider": provider})).await
}

/// Turns archiving off. The target stays.
pub async fn turn_off(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Archive, Error> {
    let attempt = attempt(desk, caller, instance, ACTION);
    let result = switch(&attempt, instance, false).await;
    attempt.settle(result, "", json!({"feature": "archive", "isEnabled": false})).await
}

/// Forgets the target with its secrets; that turns archiving off.
pub async fn delete(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<(), Error> {
    let attempt = attempt(desk, caller, instance, ACTION);
    let result = remove(&attempt, instance).await;
    attempt.settle(result, "", json!({"feature": "archive", "isEnabled": false})).await
}

async fn save(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    draft: &ArchiveDraft,
    put: Put,
) -> Result<Archive, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let store = attempt.desk.store();
    let known = store.read().await?.archives().find(instance).await?;
    match (put, &known) {
        (Put::New, Some(_)) => {
            let message = "an archiving configuration exists already; change it instead, or delete it first";
            return Err(Error::Conflict { message: message.to_owned() });
        }
        (Put::Known, None) => return Err(Error::NotFound { what: "archiving configuration" }),
        _ => {}
    }
    let kept = kept(store, instance, known.as_ref(), draft).await?;
    let (provider, fields, secrets) = draft.check(&kept).map_err(|faults| first(faults, FIELDS))?;
    let is_enabled = known.as_ref().map_or(put == Put::New, |known| known.archive.is_enabled);
    let archive = Archive { provider, fields, is_enabled };
    // Sealing may have to make a file: that is done before the change begins.
    let sealed = seal(store, instance, &secrets).await?;
    let stored = StoredArchive {
        archive,
        sealed,
        updated_ms: attempt.desk.now_ms(),
        updated_by: attempt.caller.name().to_owned(),
    };
    let mut change = store.change().await?;
    if change.archives().find(instance).await?.map(|now| now.sealed)
        != known.as_ref().map(|known| known.sealed.clone())
    {
        let message = "somebody else has just changed the archiving configuration; look at it and try again";
        return Err(Error::Conflict { message: message.to_owned() });
    }
    change.put_archive(instance, &stored).await?;
    let archive = stored.archive;
    let is_same = |name: &String| secrets.get(name) == kept.get(name);
    let replaced: Vec<&String> = secrets.keys().filter(|name| !is_same(name)).collect();
    let mut request = to_request(&archive);
    request["spoor"] = json!({"after": in_full(&archive)});
    if let Some(known) = &known {
        request["spoor"] = json!({"before": in_full(&known.archive), "after": in_full(&archive)});
        if !replaced.is_empty() {
            request["spoor"]["change"] = json!({"secretsReplaced": replaced});
        }
    }
    if put == Put::New {
        let configured = attempt.event(Outcome::Success, archive.provider.as_str(), request);
        change.also(Some(instance), &configured).await?;
        let turned_on = Attempt { action: "logdnaat.archive-configuration.update", ..*attempt };
        turned_on.succeed(change, archive.provider.as_str(), to_request(&archive)).await?;
    } else {
        attempt.succeed(change, archive.provider.as_str(), request).await?;
    }
    Ok(archive)
}

/// Turns archiving on or off.
pub(crate) async fn switch(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    is_enabled: bool,
) -> Result<Archive, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let mut change = attempt.desk.store().change().await?;
    let mut stored = known(&mut change, instance).await?;
    let before = stored.archive.clone();
    stored.archive.is_enabled = is_enabled;
    stored.updated_ms = attempt.desk.now_ms();
    attempt.caller.name().clone_into(&mut stored.updated_by);
    change.put_archive(instance, &stored).await?;
    let mut request = to_request(&stored.archive);
    request["spoor"] = json!({"before": in_full(&before), "after": in_full(&stored.archive)});
    attempt.succeed(change, stored.archive.provider.as_str(), request).await?;
    Ok(stored.archive)
}

async fn remove(attempt: &Attempt<'_>, instance: &InstanceId) -> Result<(), Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let mut change = attempt.desk.store().change().await?;
    let mut stored = known(&mut change, instance).await?;
    change.delete_archive(instance).await?;
    let named = (DeletedKind::Archive, instance.as_str(), stored.archive.provider.label());
    deletion::keep(attempt, &mut change, instance, named, &Kept::of(&stored)).await?;
    let before = in_full(&stored.archive);
    stored.archive.is_enabled = false;
    let mut request = to_request(&stored.archive);
    request["spoor"] = json!({"change": "deleted", "before": before});
    attempt.succeed(change, stored.archive.provider.as_str(), request).await
}

/// A deleted target, its secrets sealed as they were.
#[derive(Serialize, Deserialize)]
struct Kept {
    archive: Archive,
    sealed: Vec<u8>,
    updated_ms: i64,
    updated_by: String,
}

impl Kept {
    fn of(stored: &StoredArchive) -> Self {
        let StoredArchive { archive, sealed, updated_ms, updated_by } = stored.clone();
        Self { archive, sealed, updated_ms, updated_by }
    }
}

/// Puts a deleted target back, turned off: whoever wants it on says so.
pub(crate) async fn restore(
    change: &mut Change,
    instance: &InstanceId,
    deletion: &Deletion,
) -> Result<Value, Error> {
    let mut kept: Kept = deletion::content(deletion)?;
    if change.archives().find(instance).await?.is_some() {
        let message = "an archiving configuration exists already; delete it first to put the former one back";
        return Err(Error::Conflict { message: message.to_owned() });
    }
    kept.archive.is_enabled = false;
    let mut request = to_request(&kept.archive);
    request["spoor"] = json!({"after": in_full(&kept.archive)});
    let Kept { archive, sealed, updated_ms, updated_by } = kept;
    change.put_archive(instance, &StoredArchive { archive, sealed, updated_ms, updated_by }).await?;
    Ok(request)
}

pub(crate) fn attempt<'a>(
    desk: &'a Desk,
    caller: &'a Caller,
    instance: &'a InstanceId,
    action: &'static str,
) -> Attempt<'a> {
    Attempt { desk, caller, instance: Some(instance), action, data_event: false }
}

async fn known(change: &mut Change, instance: &InstanceId) -> Result<StoredArchive, Error> {
    change.archives().find(instance).await?.ok_or(Error::NotFound { what: "archiving configuration" })
}

/// The secrets that are kept, if they are of the same kind of storage. Where the key file is gone
/// they have to be entered anew.
async fn kept(
    store: &Store,
    instance: &InstanceId,
    known: Option<&StoredArchive>,
    draft: &ArchiveDraft,
) -> Result<Secrets, Error> {
    // A secret goes where it was meant to go, and nowhere else.
    let written = |name: &str| draft.fields.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let goes_there = |known: &&StoredArchive| {
        known.archive.provider.as_str() == draft.provider
            && ["endpoint", "authurl"]
                .iter()
                .all(|name| known.archive.fields.get(*name).map(String::as_str) == written(name))
    };
    let Some(known) = known.filter(goes_there) else {
        return Ok(Secrets::new());
    };
    match store.unseal(&purpose(instance), &known.sealed).await {
        Err(StoreError::Unsealed(_)) => Ok(Secrets::new()),
        opened => {
            let texts: Result<BTreeMap<String, String>, _> = serde_json::from_slice(&opened?);
            let texts = texts.unwrap_or_default();
            Ok(texts.into_iter().map(|(name, text)| (name, Secret::new(text))).collect())
        }
    }
}

async fn seal(store: &Store, instance: &InstanceId, secrets: &Secrets) -> Result<Vec<u8>, Error> {
    let texts: serde_json::Map<_, _> =
        secrets.iter().map(|(name, secret)| (name.clone(), json!(secret.expose()))).collect();
    Ok(store.seal(&purpose(instance), Value::Object(texts).to_string().as_bytes()).await?)
}

fn purpose(instance: &InstanceId) -> String {
    format!("archive:{instance}")
}

/// The names errors have for fields.
const FIELDS: [&str; 16] = [
    "integration",
    "bucket",
    "endpoint",
    "apikey",
    "resourceinstanceid",
    "accountname",
    "accountkey",
    "projectid",
    "space",
    "accesskey",
    "secretkey",
    "authurl",
    "expires",
    "username",
    "password",
    "tenantname",
];

/// The first of several faults, for people; programs are told all of them.
pub(crate) fn first<const N: usize>(faults: Vec<Fault>, fields: [&'static str; N]) -> Error {
    let fault = faults.into_iter().next();
    let (key, message) = fault.map(|fault| (fault.key, fault.message)).unwrap_or_default();
    let name = key.split('[').next().unwrap_or_default().to_owned();
    Error::Invalid { field: fields.into_iter().find(|field| *field == name).unwrap_or("value"), message }
}

/// The documented fields of the events.
fn to_request(archive: &Archive) -> Value {
    json!({"feature": "archive", "isEnabled": archive.is_enabled, "provider": archive.provider.as_str()})
}

/// A target with masks where its secrets would be.
pub fn masked(archive: &Archive) -> BTreeMap<&'static str, String> {
    let value = |field: &model::archive::Field| match field.kind {
        model::archive::FieldKind::Secret => Some(MASK.to_owned()),
        _ => archive.fields.get(field.name).cloned(),
    };
    archive.provider.fields().iter().filter_map(|field| Some((field.name, value(field)?))).collect()
}

/// Everything of a target but its secrets, for before and after.
fn in_full(archive: &Archive) -> Value {
    json!({"provider": archive.provider.as_str(), "fields": archive.fields, "isEnabled": archive.is_enabled})
}
