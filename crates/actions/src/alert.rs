//! Presets, alerts that views follow: `logdnaat.alert.create`, `.update` and `.delete`.
//!
//! The thing is called a preset; its events have the name the original gave them. Nothing is sent
//! from here: an alert is kept, checked and attached.

mod channels;

pub use channels::Channels;
pub(crate) use channels::{masked, masked_after};

use model::{
    audit::with_change,
    channel::Channel,
    deletion::{DeletedKind, Deletion},
    id::{InstanceId, PresetId, ViewId},
    person::Role,
    preset::{Preset, PresetName},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Change;

use crate::{Caller, Desk, Error, attempt::Attempt, deletion, secret, seen::Seen};

/// How many presets an instance may have.
const MOST: i64 = 200;

/// A preset as somebody wrote it; what is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PresetEdit {
    /// How it is to be called.
    pub name: Option<String>,
    /// Its channels.
    pub channels: Option<Channels>,
    /// What was seen of it.
    pub seen: Seen,
}

/// What a form for a preset notes of it.
pub fn seen(preset: &Preset) -> Seen {
    Seen::of(&(preset.updated_ms, &preset.updated_by, &preset.name))
}

/// A preset with the names of the views that follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The preset.
    pub preset: Preset,
    /// The names of the views, by name.
    pub views: Vec<String>,
}

/// What is kept of a preset that was deleted, to bring it back.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    preset: Preset,
    views: Vec<ViewId>,
}

/// The presets of an instance, by name. They hold secrets: pages show their sentences.
pub async fn list(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Vec<Preset>, Error> {
    caller.require(instance, Role::Reader)?;
    Ok(desk.store().read().await?.presets().list(instance).await?)
}

/// The same with the views that follow each.
pub async fn followed(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Vec<Followed>, Error> {
    caller.require(instance, Role::Reader)?;
    let mut read = desk.store().read().await?;
    let presets = read.presets().list(instance).await?;
    let views = read.views().list(instance).await?;
    let with_views = |preset: Preset| {
        let own = views.iter().filter(|view| view.alert.preset() == Some(&preset.id));
        Followed { views: own.map(|view| view.draft.name.as_str().to_owned()).collect(), preset }
    };
    Ok(presets.into_iter().map(with_views).collect())
}

/// One preset.
pub async fn find(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &PresetId,
) -> Result<Preset, Error> {
    caller.require(instance, Role::Reader)?;
    let found = desk.store().read().await?.presets().find(instance, id).await?;
    found.ok_or(Error::NotFound { what: "preset" })
}

/// Adds a preset.
pub async fn create(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    name: String,
    channels: Channels,
) -> Result<Preset, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.alert.create");
    let result = insert(&attempt, instance, &name, &channels).await;
    attempt.settle(result, &name, asked(&name, "", &channels)).await
}

/// Changes a preset; what is left out stays as it is.
pub async fn update(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &PresetId,
    edit: PresetEdit,
) -> Result<Preset, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.alert.update");
    let result = replace(&attempt, instance, id, &edit).await;
    let name = edit.name.as_deref().unwrap_or_default();
    let channels = edit.channels.unwrap_or_default();
    attempt.settle(result, name, asked(name, id.as_str(), &channels)).await
}

/// Deletes a preset; the views that follow it have no alert then.
pub async fn delete(desk: &Desk, caller: &Caller, instance: &InstanceId, id: &PresetId) -> Result<(), Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.alert.delete");
    let result = remove(&attempt, instance, id).await;
    attempt.settle(result, "", asked("", id.as_str(), &Channels::default())).await
}

async fn insert(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    name: &str,
    sent: &Channels,
) -> Result<Preset, Error> {
    attempt.caller.require(instance, Role::Member)?;
    let name = PresetName::parse(name).map_err(|error| Error::invalid("name", error))?;
    let channels = at_least_one(sent.over(&[])?)?;
    let mut change = attempt.desk.store().change().await?;
    name_is_free(&mut change, instance, &name, None).await?;
    there_is_room(&mut change, instance).await?;
    let now_ms = attempt.desk.now_ms();
    let preset = Preset {
        id: PresetId::from_bytes(secret::bytes()),
        name,
        channels,
        created_ms: now_ms,
        updated_ms: now_ms,
        updated_by: attempt.caller.name().to_owned(),
    };
    change.insert_preset(instance, &preset).await?;
    attempt.succeed(change, preset.name.as_str(), to_request(&preset)).await?;
    Ok(preset)
}

async fn replace(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    id: &PresetId,
    edit: &PresetEdit,
) -> Result<Preset, Error> {
    attempt.caller.require(instance, Role::Member)?;
    let mut change = attempt.desk.store().change().await?;
    let before = change.presets().find(instance, id).await?.ok_or(Error::NotFound { what: "preset" })?;
    edit.seen.is_still(&seen(&before))?;
    let mut preset = before.clone();
    if let Some(name) = &edit.name {
        preset.name = PresetName::parse(name).map_err(|error| Error::invalid("name", error))?;
    }
    if let Some(sent) = &edit.channels {
        preset.channels = at_least_one(sent.over(&before.channels)?)?;
    }
    preset.updated_ms = attempt.desk.now_ms();
    attempt.caller.name().clone_into(&mut preset.updated_by);
    name_is_free(&mut change, instance, &preset.name, Some(id)).await?;
    change.update_preset(instance, &preset).await?;
    let mut after = to_request(&preset);
    after["channels"] = channels::masked_after(&before.channels, &preset.channels);
    let request = with_change(to_request(&preset), to_request(&before), after);
    attempt.succeed(change, preset.name.as_str(), request).await?;
    Ok(preset)
}

async fn remove(attempt: &Attempt<'_>, instance: &InstanceId, id: &PresetId) -> Result<(), Error> {
    attempt.caller.require(instance, Role::Member)?;
    let mut change = attempt.desk.store().change().await?;
    let preset = change.presets().find(instance, id).await?.ok_or(Error::NotFound { what: "preset" })?;
    let kept = Kept { views: change.views().following(id).await?, preset };
    change.delete_preset(instance, id).await?;
    let named = (DeletedKind::Preset, id.as_str(), kept.preset.name.as_str());
    deletion::keep(attempt, &mut change, instance, named, &kept).await?;
    let mut request = to_request(&kept.preset);
    if !kept.views.is_empty() {
        // The views lose their alert with it, and nothing else tells so.
        request["spoor"] = json!({"before": {"viewIds": kept.views}});
    }
    attempt.succeed(change, kept.preset.name.as_str(), request).await
}

/// Puts a deleted preset back; the views that followed it do so again, unless they have another alert
/// by now.
pub(crate) async fn restore(
    attempt: &Attempt<'_>,
    change: &mut Change,
    instance: &InstanceId,
    deletion: &Deletion,
) -> Result<Value, Error> {
    let Kept { mut preset, views } = deletion::content(deletion)?;
    name_is_free(change, instance, &preset.name, None).await?;
    there_is_room(change, instance).await?;
    preset.updated_ms = attempt.desk.now_ms();
    attempt.caller.name().clone_into(&mut preset.updated_by);
    change.insert_preset(instance, &preset).await?;
    for view in &views {
        change.follow_preset(instance, view, &preset.id).await?;
    }
    let mut request = to_request(&preset);
    let attached = change.views().following(&preset.id).await?;
    if !attached.is_empty() {
        request["spoor"] = json!({"after": {"viewIds": attached}});
    }
    Ok(request)
}

fn attempt<'a>(
    desk: &'a Desk,
    caller: &'a Caller,
    instance: &'a InstanceId,
    action: &'static str,
) -> Attempt<'a> {
    Attempt { desk, caller, instance: Some(instance), action, data_event: true }
}

fn at_least_one(channels: Vec<Channel>) -> Result<Vec<Channel>, Error> {
    let none = || Error::invalid("channels", "\"channels\" must contain at least 1 items");
    if channels.is_empty() { Err(none()) } else { Ok(channels) }
}

async fn there_is_room(change: &mut Change, instance: &InstanceId) -> Result<(), Error> {
    if change.presets().count(instance).await? < MOST {
        return Ok(());
    }
    Err(Error::Conflict { message: format!("there are {MOST} presets already; delete one first") })
}

async fn name_is_free(
    change: &mut Change,
    instance: &InstanceId,
    name: &PresetName,
    but: Option<&PresetId>,
) -> Result<(), Error> {
    match change.presets().find_by_name(instance, name.as_str()).await? {
        Some(other) if Some(&other) != but => {
            Err(Error::Conflict { message: format!("there is already a preset called {}", name.as_str()) })
        }
        _ => Ok(()),
    }
}

/// The documented fields of the events (spec 7.3).
fn to_request(preset: &Preset) -> Value {
    json!({
        "alertId": preset.id,
        "name": preset.name,
        "preset": true,
        "channels": masked(&preset.channels),
    })
}

/// The same for a preset that was not saved.
fn asked(name: &str, id: &str, channels: &Channels) -> Value {
    json!({"alertId": id, "name": name, "preset": true, "channels": channels.masked()})
}
