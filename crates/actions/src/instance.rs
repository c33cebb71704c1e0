//! Instances: `logdnaat.instance.create`. One for each location.

use model::{
    audit::{AuditEvent, Outcome},
    catalog::Catalog,
    id::{AccountId, InstanceId},
    instance::Instance,
    person::Role,
};
use serde_json::json;
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

/// Adds an instance to a change. The event that tells of it is for the caller to record.
pub(crate) async fn insert(
    desk: &Desk,
    caller: &Caller,
    change: &mut Change,
    location: &str,
) -> Result<(Instance, AuditEvent), Error> {
    let unknown = || Error::invalid("location", format!("the catalogue has no location called {location:?}"));
    let region = Catalog::embedded().region(location).ok_or_else(unknown)?;
    if change.instances().find_by_location(&region.id).await?.is_some() {
        return Err(Error::Conflict {
            message: format!("there is already an instance for {} ({})", region.city, region.id),
        });
    }
    let account = match change.desks().account().await? {
        Some(account) => account,
        None => {
            let account = AccountId::from_bytes(secret::bytes());
            change.insert_desk(&account, desk.now_ms()).await?;
            account
        }
    };
    let instance = Instance {
        id: InstanceId::from_bytes(secret::bytes()),
        guid: secret::uuid(),
        account,
        location: region.id.clone(),
        city: region.city.clone(),
    };
    change.insert_instance(&instance, desk.now_ms()).await?;
    let attempt = Attempt {
        desk,
        caller,
        instance: Some(&instance.id),
        action: "logdnaat.instance.create",
        data_event: false,
    };
    let request = json!({"location": instance.location, "guid": instance.guid});
    let event = attempt.event(Outcome::Success, &instance.city, request);
    Ok((instance, event))
}
