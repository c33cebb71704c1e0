//! Deleting an instance: asked for, cancelled within seven days, or done.
//!
//! From the moment it is asked for, nothing more is taken for the instance, and everything in it can
//! still be read. What happens is told in the instance and in the home instance: the one goes, the
//! other stays. The home instance holds the desk's own events, so it is never deleted.

use model::{audit::Outcome, id::InstanceId, instance::Instance, time::format_rfc3339};
use serde_json::{Value, json};
use store::Belonging;

use crate::{Caller, Desk, Error, attempt::Attempt};

/// What goes with an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// How many lines it has; none where this process has not opened them.
    pub lines: Option<u64>,
    /// What of the desk belongs to it.
    pub belongings: Vec<Belonging>,
}

/// What goes with an instance when it is deleted.
pub async fn leaving(desk: &Desk, caller: &Caller, id: &InstanceId) -> Result<Leaving, Error> {
    caller.require_owner()?;
    let lines = super::lines(desk, id);
    let belongings = desk.store().read().await?.instances().belongings(id).await?;
    Ok(Leaving { lines, belongings })
}

/// Asks for an instance to be deleted, by naming it once more. It goes for good after
/// [`CANCEL_MS`](model::instance::CANCEL_MS), unless somebody cancels that.
pub async fn delete(desk: &Desk, caller: &Caller, id: &InstanceId, named: &str) -> Result<Instance, Error> {
    let attempt = attempt(desk, caller, "logdnaat.instance.delete");
    let result = ask(&attempt, id, named).await;
    let instance = attempt.settle(result, id.as_str(), json!({})).await;
    desk.forget_switchboard();
    instance
}

/// Has an instance stay that was to be deleted.
pub async fn cancel_deletion(desk: &Desk, caller: &Caller, id: &InstanceId) -> Result<Instance, Error> {
    let attempt = attempt(desk, caller, "logdnaat.instance.update");
    let result = keep(&attempt, id).await;
    let change = json!({"spoor": {"change": "deletion cancelled"}});
    let instance = attempt.settle(result, id.as_str(), change).await;
    desk.forget_switchboard();
    instance
}

/// Removes the instances whose time to cancel is over, and what files are left of earlier ones. May
/// be cut short at any moment and run again.
pub async fn remove_due(desk: &Desk) -> Result<(), Error> {
    let instances = desk.store().read().await?.instances().list().await?;
    let now_ms = desk.now_ms();
    for instance in instances {
        if instance.gone_ms().is_some_and(|gone_ms| gone_ms <= now_ms) {
            remove(desk, &instance.id).await?;
        }
    }
    let removed = desk.store().read().await?.instances().removed().await?;
    for id in removed {
        desk.store().remove_files(&id).await?;
    }
    Ok(())
}

async fn ask(attempt: &Attempt<'_>, id: &InstanceId, named: &str) -> Result<Instance, Error> {
    attempt.caller.require_owner()?;
    let mut change = attempt.desk.store().change().await?;
    let instances = change.instances().list().await?;
    let home = instances.first().map(|home| home.id.clone());
    let found = instances.into_iter().find(|instance| instance.id == *id);
    let before = found.ok_or(Error::NotFound { what: "instance" })?;
    if home.as_ref() == Some(id) {
        let message =
            "this is the home instance: it holds the desk's own events and can not be deleted".to_owned();
        return Err(Error::Conflict { message });
    }
    if before.deletion_ms.is_some() {
        return Err(Error::Conflict { message: "this instance is being deleted already".to_owned() });
    }
    if change.instances().is_awaited(id).await? {
        let message =
            "held lines are on their way into this instance; try again when they are there".to_owned();
        return Err(Error::Conflict { message });
    }
    if named.trim() != before.title() {
        return Err(Error::invalid(
            "named",
            format!("write {} to say that you mean this instance", before.title()),
        ));
    }
    let belongings = change.instances().belongings(id).await?;
    let after = Instance { deletion_ms: Some(attempt.desk.now_ms()), ..before };
    change.update_instance(&after).await?;
    let spoor = json!({
        "change": "asked",
        "before": with(&belongings),
        "after": {"goneAt": after.gone_ms().map(format_rfc3339)},
    });
    let event = attempt.event(Outcome::Success, &after.city, request(&after, spoor));
    change.also(Some(id), &event).await?;
    change.record(None, &event).await?;
    Ok(after)
}

async fn keep(attempt: &Attempt<'_>, id: &InstanceId) -> Result<Instance, Error> {
    attempt.caller.require_owner()?;
    let mut change = attempt.desk.store().change().await?;
    let before = change.instances().find(id).await?.ok_or(Error::NotFound { what: "instance" })?;
    if before.deletion_ms.is_none() {
        return Err(Error::Conflict { message: "this instance is not being deleted".to_owned() });
    }
    let gone_at = before.gone_ms().map(format_rfc3339);
    let after = Instance { deletion_ms: None, ..before };
    change.update_instance(&after).await?;
    let spoor = json!({
        "change": "deletion cancelled",
        "before": {"goneAt": gone_at},
        "after": {"goneAt": null},
    });
    let event = attempt.event(Outcome::Success, &after.city, request(&after, spoor));
    change.also(Some(id), &event).await?;
    change.record(None, &event).await?;
    Ok(after)
}

async fn remove(desk: &Desk, id: &InstanceId) -> Result<(), Error> {
    let caller = Caller::desk();
    let attempt = attempt(desk, &caller, "logdnaat.instance.delete");
    let mut change = desk.store().change().await?;
    let Some(instance) = change.instances().find(id).await? else { return Ok(()) };
    let is_due = instance.gone_ms().is_some_and(|gone_ms| gone_ms <= desk.now_ms());
    if !is_due || change.instances().is_awaited(id).await? {
        return Ok(());
    }
    let belongings = change.instances().belongings(id).await?;
    let keys = change.keys().of_instance(id).await?;
    change.delete_instance(id).await?;
    let spoor = json!({"change": "removed", "before": with(&belongings)});
    let event = attempt.event(Outcome::Success, &instance.city, request(&instance, spoor));
    change.record(None, &event).await?;
    desk.forget_switchboard();
    for key in keys {
        desk.known_keys().forget(&key);
    }
    tracing::info!(instance.id = %id, location = instance.location, "an instance was deleted for good");
    Ok(())
}

fn attempt<'a>(desk: &'a Desk, caller: &'a Caller, action: &'static str) -> Attempt<'a> {
    Attempt { desk, caller, instance: None, action, data_event: false }
}

fn request(instance: &Instance, spoor: Value) -> Value {
    json!({"location": instance.location, "guid": instance.guid, "spoor": spoor})
}

/// What goes with it, counted.
fn with(belongings: &[Belonging]) -> Value {
    let pairs = belongings.iter().map(|belonging| (belonging.what.clone(), json!(belonging.count)));
    Value::Object(pairs.collect())
}
