//! Instances: `logdnaat.instance.create`, `.update` and `.delete`. One for each location.

mod deletion;

pub use deletion::{Leaving, cancel_deletion, delete, leaving, remove_due};

use model::{
    audit::{AuditEvent, Outcome},
    catalog::Catalog,
    holding::Holding,
    id::{AccountId, InstanceId},
    instance::{Instance, InstanceName},
    person::Role,
    retention::Retention,
};
use serde_json::{Value, json};
use store::Change;

use crate::{By, Caller, Desk, Error, attempt::Attempt, secret};

/// The instances the caller may enter, with their role there; the home instance first.
pub async fn list(desk: &Desk, caller: &Caller) -> Result<Vec<(Instance, Role)>, Error> {
    if matches!(caller.by, By::Nobody | By::Unproven { .. }) {
        return Err(Error::SignedOut);
    }
    let all = desk.store().read().await?.instances().list().await?;
    let with_role = |instance: Instance| caller.role_in(&instance.id).map(|role| (instance, role));
    Ok(all.into_iter().filter_map(with_role).collect())
}

/// The home instance, once there is one.
pub async fn home(desk: &Desk) -> Result<Option<InstanceId>, Error> {
    let all = desk.store().read().await?.instances().list().await?;
    Ok(all.into_iter().next().map(|home| home.id))
}

/// How many lines an instance has; none where this process has not opened it.
pub fn lines(desk: &Desk, id: &InstanceId) -> Option<u64> {
    desk.store().events(id).map(|events| events.figures().lines)
}

/// What is to be different about an instance; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InstanceUpdate {
    /// How people call it beside its city.
    pub name: Option<String>,
    /// How long it keeps its lines.
    pub retention: Option<Retention>,
    /// Whether it is meant that lines go for good by this.
    pub is_confirmed: bool,
}

impl From<Retention> for InstanceUpdate {
    fn from(retention: Retention) -> Self {
        Self { name: None, retention: Some(retention), is_confirmed: true }
    }
}

/// Makes the instance of a location, with the lines that are held for it.
pub async fn create(desk: &Desk, caller: &Caller, location: &str, name: &str) -> Result<Instance, Error> {
    let action = "logdnaat.instance.create";
    let attempt = Attempt { desk, caller, instance: None, action, data_event: false };
    let result = make(&attempt, location, name).await;
    let instance = attempt.settle(result, location, json!({"location": location})).await?;
    desk.forget_switchboard();
    Ok(instance)
}

async fn make(attempt: &Attempt<'_>, location: &str, name: &str) -> Result<Instance, Error> {
    attempt.caller.require_owner()?;
    let name = InstanceName::parse(name).map_err(|error| Error::invalid("name", error))?;
    let mut change = attempt.desk.store().change().await?;
    let (mut instance, mut event) = insert(attempt.desk, attempt.caller, &mut change, location).await?;
    if !name.as_str().is_empty() {
        event.request["spoor"]["after"] = json!({"name": name});
        instance.name = name;
        change.update_instance(&instance).await?;
    }
    change.record(Some(&instance.id), &event).await?;
    Ok(instance)
}

/// Changes the name of an instance, or how long it keeps its lines.
pub async fn update(
    desk: &Desk,
    caller: &Caller,
    id: &InstanceId,
    update: impl Into<InstanceUpdate>,
) -> Result<Instance, Error> {
    let update = update.into();
    let action = "logdnaat.instance.update";
    let attempt = Attempt { desk, caller, instance: Some(id), action, data_event: false };
    let result = replace(&attempt, id, &update).await;
    let city = result.as_ref().map_or("", |instance| instance.city.as_str()).to_owned();
    let instance = attempt.settle(result, &city, json!({"spoor": {"after": update.told()}})).await?;
    desk.forget_switchboard();
    enforce(desk, &instance);
    Ok(instance)
}

/// Has every instance give up the lines that are past their time. May be done at any moment, and
/// again: what other processes have changed is heeded from then on.
pub async fn expire(desk: &Desk) -> Result<(), Error> {
    for instance in desk.store().read().await?.instances().list().await? {
        enforce(desk, &instance);
    }
    Ok(())
}

/// The event file does the rest in the background; one that is not open here is left alone.
fn enforce(desk: &Desk, instance: &Instance) {
    if let Some(events) = desk.store().events(&instance.id) {
        events.retain(instance.retention, desk.now_ms());
    }
}

async fn replace(attempt: &Attempt<'_>, id: &InstanceId, update: &InstanceUpdate) -> Result<Instance, Error> {
    attempt.caller.require(id, Role::Manager)?;
    let mut change = attempt.desk.store().change().await?;
    let before = change.instances().find(id).await?.ok_or(Error::NotFound { what: "instance" })?;
    let mut after = before.clone();
    if let Some(name) = &update.name {
        after.name = InstanceName::parse(name).map_err(|error| Error::invalid("name", error))?;
    }
    after.retention = update.retention.unwrap_or(before.retention);
    if !update.is_confirmed && after.retention.takes_more_than(before.retention) {
        let why = format!("lines would go for good by this; write {} to say that it is meant", before.city);
        return Err(Error::invalid("confirmed", why));
    }
    change.update_instance(&after).await?;
    let request = json!({
        "location": before.location,
        "guid": before.guid,
        "spoor": {"before": in_full(&before), "after": in_full(&after)},
    });
    attempt.succeed(change, &before.city, request).await?;
    Ok(after)
}

impl InstanceUpdate {
    /// What the event of a refusal tells.
    fn told(&self) -> Value {
        let days = self.retention.map(|retention| retention.lines.days());
        json!({"name": self.name, "retentionDays": days})
    }
}

/// What of an instance can be changed. Without an end the days are null.
fn in_full(instance: &Instance) -> Value {
    let Retention { lines, keeps_imports } = instance.retention;
    json!({"name": instance.name, "retentionDays": lines.days(), "keepsImports": keeps_imports})
}

/// Adds an instance to a change, with the lines that are held for its location. The event that
/// tells of it is for the caller to record.
pub(crate) async fn insert(
    desk: &Desk,
    caller: &Caller,
    change: &mut Change,
    location: &str,
) -> Result<(Instance, AuditEvent), Error> {
    let unknown = || Error::invalid("location", format!("the catalogue has no location called {location:?}"));
    let region = Catalog::embedded().region(location).ok_or_else(unknown)?;
    if let Some(there) = change.instances().find_by_location(&region.id).await? {
        let more = if there.deletion_ms.is_some() { "; its deletion can still be cancelled" } else { "" };
        let message = format!("there is already an instance for {} ({}){more}", region.city, region.id);
        return Err(Error::Conflict { message });
    }
    let account = match change.desks().account().await? {
        Some(account) => account,
        None => {
            let account = AccountId::from_bytes(secret::bytes());
            change.insert_desk(&account, desk.now_ms()).await?;
            account
        }
    };
    // What is held for the location becomes the instance's own.
    let held = change.holdings().find_by_location(&region.id).await?;
    let is_held = held.is_some();
    let (id, guid) = match held {
        Some(Holding { target: Some(_), .. }) => {
            let message =
                format!("the lines held for {} are being moved; try again when they are over", region.id);
            return Err(Error::Conflict { message });
        }
        Some(held) => {
            change.delete_holding(&held.id).await?;
            (held.id, held.guid)
        }
        None => (InstanceId::from_bytes(secret::bytes()), secret::uuid()),
    };
    let instance = Instance {
        id,
        guid,
        account,
        location: region.id.clone(),
        city: region.city.clone(),
        name: InstanceName::default(),
        retention: Retention::default(),
        deletion_ms: None,
    };
    change.insert_instance(&instance, desk.now_ms()).await?;
    let attempt = Attempt {
        desk,
        caller,
        instance: Some(&instance.id),
        action: "logdnaat.instance.create",
        data_event: false,
    };
    let mut request = json!({"location": instance.location, "guid": instance.guid});
    if is_held {
        request["spoor"] = json!({"reason": "lines were held for this location and are its own now"});
    }
    let event = attempt.event(Outcome::Success, &instance.city, request);
    Ok((instance, event))
}
