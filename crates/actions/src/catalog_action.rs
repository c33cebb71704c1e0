//! Actions people add to the catalogue of their instance: `logdnaat.catalog-action.create`,
//! `.update` and `.delete`.

use model::{
    audit::with_change,
    catalog::Catalog,
    catalog_action::{ActionName, ActionSummary, CatalogAction},
    id::InstanceId,
    person::Role,
};
use serde_json::{Value, json};

use crate::{Caller, Desk, Error, attempt::Attempt};

/// What somebody wrote about an action, before it is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewCatalogAction {
    /// What events call it.
    pub name: String,
    /// Whether it is usually a data event.
    pub data_event: bool,
    /// What it means.
    pub summary: String,
}

/// The actions that were added to an instance, by name.
pub async fn list(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Vec<CatalogAction>, Error> {
    caller.require(instance, Role::Reader)?;
    Ok(desk.store().read().await?.catalog_actions().list(instance).await?)
}

/// What was added about an action, if anything was.
pub async fn find(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    name: &str,
) -> Result<Option<CatalogAction>, Error> {
    caller.require(instance, Role::Reader)?;
    Ok(desk.store().read().await?.catalog_actions().find(instance, name).await?)
}

/// Adds an action that the built-in catalogue does not list.
pub async fn create(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    new: NewCatalogAction,
) -> Result<CatalogAction, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.catalog-action.create");
    let result = insert(&attempt, instance, &new).await;
    attempt.settle(result, &new.name, new.to_request()).await
}

/// Says something else about an added action.
pub async fn update(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    new: NewCatalogAction,
) -> Result<CatalogAction, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.catalog-action.update");
    let result = replace(&attempt, instance, &new).await;
    attempt.settle(result, &new.name, new.to_request()).await
}

/// Takes an added action out again. Events keep it; it is unknown from then on.
pub async fn delete(desk: &Desk, caller: &Caller, instance: &InstanceId, name: &str) -> Result<(), Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.catalog-action.delete");
    let result = remove(&attempt, instance, name).await;
    attempt.settle(result, name, json!({"name": name})).await
}

async fn insert(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    new: &NewCatalogAction,
) -> Result<CatalogAction, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let action = new.check(attempt)?;
    let name = action.name.as_str();
    if Catalog::embedded().find(name).is_some_and(|known| known.action.is_some()) {
        return Err(Error::Conflict { message: format!("the catalogue lists {name} already") });
    }
    let mut change = attempt.desk.store().change().await?;
    if change.catalog_actions().find(instance, name).await?.is_some() {
        return Err(Error::Conflict { message: format!("{name} was added already") });
    }
    change.insert_catalog_action(instance, &action).await?;
    attempt.succeed(change, name, to_request(&action)).await?;
    Ok(action)
}

async fn replace(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    new: &NewCatalogAction,
) -> Result<CatalogAction, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let action = new.check(attempt)?;
    let mut change = attempt.desk.store().change().await?;
    let before = change.catalog_actions().find(instance, action.name.as_str()).await?;
    let before = before.ok_or(Error::NotFound { what: "added action" })?;
    change.update_catalog_action(instance, &action).await?;
    let request = with_change(to_request(&action), to_request(&before), to_request(&action));
    attempt.succeed(change, action.name.as_str(), request).await?;
    Ok(action)
}

async fn remove(attempt: &Attempt<'_>, instance: &InstanceId, name: &str) -> Result<(), Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let mut change = attempt.desk.store().change().await?;
    let before = change.catalog_actions().find(instance, name).await?;
    let before = before.ok_or(Error::NotFound { what: "added action" })?;
    change.delete_catalog_action(instance, name).await?;
    attempt.succeed(change, name, to_request(&before)).await
}

fn attempt<'a>(
    desk: &'a Desk,
    caller: &'a Caller,
    instance: &'a InstanceId,
    action: &'static str,
) -> Attempt<'a> {
    Attempt { desk, caller, instance: Some(instance), action, data_event: false }
}

impl NewCatalogAction {
    fn check(&self, attempt: &Attempt<'_>) -> Result<CatalogAction, Error> {
        Ok(CatalogAction {
            name: ActionName::parse(&self.name).map_err(|error| Error::invalid("name", error))?,
            data_event: self.data_event,
            summary: ActionSummary::parse(&self.summary).map_err(|error| Error::invalid("summary", error))?,
            updated_ms: attempt.desk.now_ms(),
            updated_by: attempt.caller.name().to_owned(),
        })
    }

    fn to_request(&self) -> Value {
        json!({"name": self.name, "dataEvent": self.data_event, "summary": self.summary})
    }
}

fn to_request(action: &CatalogAction) -> Value {
    json!({"name": action.name, "dataEvent": action.data_event, "summary": action.summary})
}
