//! Headings for views: `logdnaat.category.create`.

use model::{
    audit::Outcome,
    category::{Category, CategoryName},
    id::{CategoryId, InstanceId},
    person::Role,
};
use serde_json::json;
use store::Change;

use crate::{Caller, Desk, Error, attempt::Attempt, secret};

/// How many headings one view may be listed under.
const MOST: usize = 50;

/// The categories of an instance, by name.
pub async fn list(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Vec<Category>, Error> {
    caller.require(instance, Role::Reader)?;
    Ok(desk.store().read().await?.categories().list(instance).await?)
}

/// The categories of these names, in this order and each once. Names that are new become
/// categories within the same change, which only a manager may do.
pub(crate) async fn find_or_insert(
    desk: &Desk,
    caller: &Caller,
    change: &mut Change,
    instance: &InstanceId,
    names: &[String],
) -> Result<Vec<Category>, Error> {
    if names.len() > MOST {
        return Err(Error::invalid("category", format!("a view is listed under at most {MOST} categories")));
    }
    let mut categories: Vec<Category> = Vec::with_capacity(names.len());
    for name in names {
        let name = CategoryName::parse(name).map_err(|error| Error::invalid("category", error))?;
        let category = match change.categories().find_by_name(instance, &name).await? {
            Some(category) => category,
            None => insert(desk, caller, change, instance, name).await?,
        };
        if categories.iter().all(|other| other.id != category.id) {
            categories.push(category);
        }
    }
    Ok(categories)
}

async fn insert(
    desk: &Desk,
    caller: &Caller,
    change: &mut Change,
    instance: &InstanceId,
    name: CategoryName,
) -> Result<Category, Error> {
    if caller.role_in(instance) < Some(Role::Manager) {
        let why = format!("only a manager may add the category {}", name.as_str());
        return Err(Error::Forbidden { why });
    }
    let category = Category { id: CategoryId::from_bytes(secret::bytes()), name };
    change.insert_category(instance, &category).await?;
    let attempt = Attempt {
        desk,
        caller,
        instance: Some(instance),
        action: "logdnaat.category.create",
        data_event: false,
    };
    let request = json!({"name": category.name, "type": "views", "categoryId": category.id});
    change.also(Some(instance), &attempt.event(Outcome::Success, category.name.as_str(), request)).await?;
    Ok(category)
}
