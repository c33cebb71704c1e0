//! Where an instance streams its lines to: `logdnaat.streaming-configuration.validate`, when a target
//! is saved and found to be whole, and `.deactivate`. Starting is
//! [`account_streaming_setting`](crate::account_streaming_setting).
//!
//! Nothing is sent yet, and no broker is asked: what streams comes later.

use model::{
    audit::Outcome,
    deletion::{DeletedKind, Deletion},
    fault::Fault,
    id::InstanceId,
    person::Role,
    secret::Secret,
    stream::{Stream, StreamDraft, StreamTarget},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Change, Store, StoreError, StoredStream};

use crate::{
    Caller, Desk, Error,
    account_archive_setting::{Put, first},
    attempt::Attempt,
    deletion,
};

/// The stream of an instance, if it has one. Its secret is not told.
pub async fn find(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
) -> Result<Option<StoredStream>, Error> {
    caller.require(instance, Role::Manager)?;
    Ok(desk.store().read().await?.streams().find(instance).await?)
}

/// What is wrong with a target, field by field, beside what is kept already.
pub async fn faults(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    draft: &StreamDraft,
) -> Result<Vec<Fault>, Error> {
    let known = find(desk, caller, instance).await?;
    let kept = kept(desk.store(), instance, known.as_ref(), draft).await?;
    Ok(draft.check(kept.as_ref()).err().unwrap_or_default())
}

/// Saves a target that is whole. A new one that programs make is started at once, one that people
/// make when they say so.
pub async fn validate(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    draft: &StreamDraft,
    put: Put,
) -> Result<Stream, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.streaming-configuration.validate");
    let result = save(&attempt, instance, draft, put).await;
    attempt.settle(result, "", json!({})).await
}

/// Stops streaming. The target stays.
pub async fn deactivate(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Stream, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.streaming-configuration.deactivate");
    let result = switch(&attempt, instance, false).await;
    attempt.settle(result, "", json!({})).await
}

/// Forgets the target with its secret; that stops streaming.
pub async fn delete(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<(), Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.streaming-configuration.deactivate");
    let result = remove(&attempt, instance).await;
    attempt.settle(result, "", json!({})).await
}

async fn save(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    draft: &StreamDraft,
    put: Put,
) -> Result<Stream, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let store = attempt.desk.store();
    let known = store.read().await?.streams().find(instance).await?;
    match (put, &known) {
        (Put::New, Some(_)) => {
            let message = "a streaming configuration exists already; change it instead, or delete it first";
            return Err(Error::Conflict { message: message.to_owned() });
        }
        (Put::Known, None) => return Err(Error::NotFound { what: "streaming configuration" }),
        _ => {}
    }
    let kept = kept(store, instance, known.as_ref(), draft).await?;
    let fields = ["brokers", "topic", "user", "password", "url", "key"];
    let (target, secret) = draft.check(kept.as_ref()).map_err(|faults| first(faults, fields))?;
    let is_active = known.as_ref().map_or(put == Put::New, |known| known.stream.is_active);
    let stored = StoredStream {
        stream: Stream { target, is_active },
        sealed: store.seal(&purpose(instance), secret.expose().as_bytes()).await?,
        updated_ms: attempt.desk.now_ms(),
        updated_by: attempt.caller.name().to_owned(),
    };
    let mut change = store.change().await?;
    if change.streams().find(instance).await?.map(|now| now.sealed)
        != known.as_ref().map(|known| known.sealed.clone())
    {
        let message = "somebody else has just changed the streaming configuration; look at it and try again";
        return Err(Error::Conflict { message: message.to_owned() });
    }
    change.put_stream(instance, &stored).await?;
    let stream = stored.stream;
    let mut spoor = json!({"after": stream});
    if let Some(known) = &known {
        spoor = json!({"before": known.stream, "after": stream});
        if kept.is_some_and(|kept| kept != secret) {
            spoor["change"] = json!("secret replaced");
        }
    }
    let target = name_of(&stream.target).to_owned();
    if put == Put::New {
        let validated = attempt.event(Outcome::Success, &target, json!({"spoor": spoor}));
        change.also(Some(instance), &validated).await?;
        let started = Attempt { action: "logdnaat.account-streaming-setting.configure", ..*attempt };
        started.succeed(change, &target, json!({})).await?;
    } else {
        attempt.succeed(change, &target, json!({"spoor": spoor})).await?;
    }
    Ok(stream)
}

/// Starts or stops.
pub(crate) async fn switch(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    is_active: bool,
) -> Result<Stream, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let mut change = attempt.desk.store().change().await?;
    let mut stored = known(&mut change, instance).await?;
    let before = stored.stream.clone();
    stored.stream.is_active = is_active;
    stored.updated_ms = attempt.desk.now_ms();
    attempt.caller.name().clone_into(&mut stored.updated_by);
    change.put_stream(instance, &stored).await?;
    let request = json!({"spoor": {"before": before, "after": stored.stream}});
    attempt.succeed(change, name_of(&stored.stream.target), request).await?;
    Ok(stored.stream)
}

async fn remove(attempt: &Attempt<'_>, instance: &InstanceId) -> Result<(), Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let mut change = attempt.desk.store().change().await?;
    let stored = known(&mut change, instance).await?;
    change.delete_stream(instance).await?;
    let named = (DeletedKind::Stream, instance.as_str(), name_of(&stored.stream.target));
    deletion::keep(attempt, &mut change, instance, named, &Kept::of(&stored)).await?;
    let request = json!({"spoor": {"change": "deleted", "before": stored.stream}});
    attempt.succeed(change, name_of(&stored.stream.target), request).await
}

/// A deleted target, its secrets sealed as they were.
#[derive(Serialize, Deserialize)]
struct Kept {
    stream: Stream,
    sealed: Vec<u8>,
    updated_ms: i64,
    updated_by: String,
}

impl Kept {
    fn of(stored: &StoredStream) -> Self {
        let StoredStream { stream, sealed, updated_ms, updated_by } = stored.clone();
        Self { stream, sealed, updated_ms, updated_by }
    }
}

/// Puts a deleted target back, turned off: whoever wants it on says so.
pub(crate) async fn restore(
    change: &mut Change,
    instance: &InstanceId,
    deletion: &Deletion,
) -> Result<Value, Error> {
    let mut kept: Kept = deletion::content(deletion)?;
    if change.streams().find(instance).await?.is_some() {
        let message = "a streaming configuration exists already; delete it first to put the former one back";
        return Err(Error::Conflict { message: message.to_owned() });
    }
    kept.stream.is_active = false;
    let request = json!({"spoor": {"after": kept.stream}});
    let Kept { stream, sealed, updated_ms, updated_by } = kept;
    change.put_stream(instance, &StoredStream { stream, sealed, updated_ms, updated_by }).await?;
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

async fn known(change: &mut Change, instance: &InstanceId) -> Result<StoredStream, Error> {
    change.streams().find(instance).await?.ok_or(Error::NotFound { what: "streaming configuration" })
}

/// The secret that is kept, if it is of the same kind of target. Where the key file is gone it has
/// to be entered anew.
async fn kept(
    store: &Store,
    instance: &InstanceId,
    known: Option<&StoredStream>,
    draft: &StreamDraft,
) -> Result<Option<Secret>, Error> {
    // A secret goes where it was meant to go, and nowhere else.
    let goes_there = |known: &&StoredStream| match (draft, &known.stream.target) {
        (StreamDraft::Kafka { brokers: Some(brokers), .. }, StreamTarget::Kafka { brokers: known, .. }) => {
            brokers.iter().all(|broker| known.iter().any(|known| known == broker.trim()))
        }
        (StreamDraft::SelfStream { url: Some(url), .. }, StreamTarget::SelfStream { url: known }) => {
            url.trim() == known
        }
        _ => false,
    };
    let Some(known) = known.filter(goes_there) else { return Ok(None) };
    match store.unseal(&purpose(instance), &known.sealed).await {
        Err(StoreError::Unsealed(_)) => Ok(None),
        opened => Ok(String::from_utf8(opened?).ok().map(Secret::new)),
    }
}

fn purpose(instance: &InstanceId) -> String {
    format!("stream:{instance}")
}

/// What people know a target by.
fn name_of(target: &StreamTarget) -> &str {
    match target {
        StreamTarget::Kafka { topic, .. } => topic,
        StreamTarget::SelfStream { url } => url,
    }
}
