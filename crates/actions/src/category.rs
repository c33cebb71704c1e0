//! Headings for views, boards and screens: `logdnaat.category.create`, `.update` and `.delete`.

use model::{
    audit::{Outcome, with_change},
    category::{Category, CategoryKind, CategoryName},
    deletion::{DeletedKind, Deletion},
    id::{BoardId, CategoryId, InstanceId, ViewId},
    person::Role,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Change;

use crate::{Caller, Desk, Error, attempt::Attempt, deletion, secret};

/// How many headings one view may be listed under.
const OF_ONE: usize = 50;
/// How many headings of a kind an instance may have.
const MOST: usize = 500;

/// A category with the names of what is listed under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    /// The category.
    pub category: Category,
    /// The names of the views or boards under it, by name.
    pub names: Vec<String>,
}

/// What is kept of a category that was deleted, to bring it back.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    category: Category,
    views: Vec<(ViewId, i64)>,
    #[serde(default)]
    boards: Vec<(BoardId, i64)>,
}

/// The categories of a kind in an instance, by name.
pub async fn list(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: CategoryKind,
) -> Result<Vec<Category>, Error> {
    caller.require(instance, Role::Reader)?;
    Ok(desk.store().read().await?.categories().list(instance, kind).await?)
}

/// The same with what is listed under each.
pub async fn shelves(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: CategoryKind,
) -> Result<Vec<Shelf>, Error> {
    caller.require(instance, Role::Reader)?;
    let mut read = desk.store().read().await?;
    let categories = read.categories().list(instance, kind).await?;
    let mut listed: Vec<(String, Vec<CategoryId>)> = match kind {
        CategoryKind::Views => {
            let views = read.views().list(instance).await?;
            views.into_iter().map(|view| (view.draft.name.into(), view.categories)).collect()
        }
        CategoryKind::Boards => {
            let boards = read.boards().list(instance).await?;
            boards.into_iter().map(|board| (board.draft.title.into(), board.categories)).collect()
        }
        CategoryKind::Screens => vec![],
    };
    listed.retain(|(_, categories)| !categories.is_empty());
    let shelf = |category: Category| {
        let own = listed.iter().filter(|(_, categories)| categories.contains(&category.id));
        Shelf { names: own.map(|(name, _)| name.clone()).collect(), category }
    };
    Ok(categories.into_iter().map(shelf).collect())
}

/// One category.
pub async fn find(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: CategoryKind,
    id: &CategoryId,
) -> Result<Category, Error> {
    caller.require(instance, Role::Reader)?;
    let found = desk.store().read().await?.categories().find(instance, kind, id).await?;
    found.ok_or(Error::NotFound { what: "category" })
}

/// The names of those that are listed by id, in the order they were given.
pub fn names(of: &[CategoryId], categories: &[Category]) -> Vec<String> {
    let found = |id: &CategoryId| categories.iter().find(|category| category.id == *id);
    of.iter().filter_map(found).map(|category| category.name.as_str().to_owned()).collect()
}

/// Adds a category.
pub async fn create(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: CategoryKind,
    name: &str,
) -> Result<Category, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.category.create");
    let result = insert(&attempt, instance, kind, name).await;
    attempt.settle(result, name, json!({"name": name, "type": kind.as_str(), "categoryId": ""})).await
}

/// Gives a category another name.
pub async fn update(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: CategoryKind,
    id: &CategoryId,
    name: &str,
) -> Result<Category, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.category.update");
    let result = rename(&attempt, instance, kind, id, name).await;
    attempt.settle(result, name, json!({"name": name, "type": kind.as_str(), "categoryId": id})).await
}

/// Deletes a category; what is listed under it stays.
pub async fn delete(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: CategoryKind,
    id: &CategoryId,
) -> Result<(), Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.category.delete");
    let result = remove(&attempt, instance, kind, id).await;
    attempt.settle(result, "", json!({"name": "", "type": kind.as_str(), "categoryId": id})).await
}

/// The categories of a kind that have these names, in this order and each once. Names that are new
/// become categories within the same change, which only a manager may do, unless only known ones
/// are wanted.
pub(crate) async fn find_or_insert(
    attempt: &Attempt<'_>,
    change: &mut Change,
    instance: &InstanceId,
    kind: CategoryKind,
    names: &[String],
    only_known: bool,
) -> Result<Vec<Category>, Error> {
    if names.len() > OF_ONE {
        return Err(Error::invalid(
            "category",
            format!("nothing is listed under more than {OF_ONE} categories"),
        ));
    }
    let mut categories: Vec<Category> = Vec::with_capacity(names.len());
    let mut unknown: Vec<&str> = Vec::new();
    for written in names {
        let name = CategoryName::parse(written).map_err(|error| Error::invalid("category", error))?;
        let category = match change.categories().find_by_name(instance, kind, &name).await? {
            Some(category) => category,
            None if only_known => {
                unknown.push(written);
                continue;
            }
            None => add_on_the_way(attempt, change, instance, kind, name).await?,
        };
        if categories.iter().all(|other| other.id != category.id) {
            categories.push(category);
        }
    }
    match unknown.as_slice() {
        [] => Ok(categories),
        unknown => {
            Err(Error::invalid("category", format!("Invalid category name(s): {}", unknown.join(", "))))
        }
    }
}

/// Adds a category on the way to what is listed under it, with an event of its own.
async fn add_on_the_way(
    attempt: &Attempt<'_>,
    change: &mut Change,
    instance: &InstanceId,
    kind: CategoryKind,
    name: CategoryName,
) -> Result<Category, Error> {
    if attempt.caller.role_in(instance) < Some(Role::Manager) {
        let why = format!("only a manager may add the category {}", name.as_str());
        return Err(Error::Forbidden { why });
    }
    let category = add(change, instance, kind, name).await?;
    let own = self::attempt(attempt.desk, attempt.caller, instance, "logdnaat.category.create");
    let event = own.event(Outcome::Success, category.name.as_str(), to_request(&category));
    change.also(Some(instance), &event).await?;
    Ok(category)
}

async fn insert(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    kind: CategoryKind,
    name: &str,
) -> Result<Category, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let name = CategoryName::parse(name).map_err(|error| Error::invalid("name", error))?;
    let mut change = attempt.desk.store().change().await?;
    name_is_free(&mut change, instance, kind, &name, None).await?;
    let category = add(&mut change, instance, kind, name).await?;
    attempt.succeed(change, category.name.as_str(), to_request(&category)).await?;
    Ok(category)
}

async fn add(
    change: &mut Change,
    instance: &InstanceId,
    kind: CategoryKind,
    name: CategoryName,
) -> Result<Category, Error> {
    there_is_room(change, instance, kind).await?;
    let category = Category { id: CategoryId::from_bytes(secret::bytes()), kind, name };
    change.insert_category(instance, &category).await?;
    Ok(category)
}

async fn rename(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    kind: CategoryKind,
    id: &CategoryId,
    name: &str,
) -> Result<Category, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let name = CategoryName::parse(name).map_err(|error| Error::invalid("name", error))?;
    let mut change = attempt.desk.store().change().await?;
    let before = change.categories().find(instance, kind, id).await?;
    let before = before.ok_or(Error::NotFound { what: "category" })?;
    name_is_free(&mut change, instance, kind, &name, Some(id)).await?;
    let category = Category { name, ..before.clone() };
    change.update_category(instance, &category).await?;
    let request = with_change(to_request(&category), to_request(&before), to_request(&category));
    attempt.succeed(change, category.name.as_str(), request).await?;
    Ok(category)
}

async fn remove(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    kind: CategoryKind,
    id: &CategoryId,
) -> Result<(), Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let mut change = attempt.desk.store().change().await?;
    let category = change.categories().find(instance, kind, id).await?;
    let category = category.ok_or(Error::NotFound { what: "category" })?;
    let views = change.categories().views_of(id).await?;
    let kept = Kept { views, boards: change.boards().listed_under(id).await?, category };
    change.delete_category(instance, id).await?;
    let named = (DeletedKind::Category, id.as_str(), kept.category.name.as_str());
    deletion::keep(attempt, &mut change, instance, named, &kept).await?;
    attempt.succeed(change, kept.category.name.as_str(), to_request(&kept.category)).await
}

/// Puts a deleted category back; what was listed under it is so again.
pub(crate) async fn restore(
    change: &mut Change,
    instance: &InstanceId,
    deletion: &Deletion,
) -> Result<Value, Error> {
    let Kept { category, views, boards } = deletion::content(deletion)?;
    name_is_free(change, instance, category.kind, &category.name, None).await?;
    there_is_room(change, instance, category.kind).await?;
    change.insert_category(instance, &category).await?;
    for (view, position) in &views {
        change.relist_view(view, &category.id, *position).await?;
    }
    for (board, position) in &boards {
        change.relist_board(board, &category.id, *position).await?;
    }
    Ok(to_request(&category))
}

fn attempt<'a>(
    desk: &'a Desk,
    caller: &'a Caller,
    instance: &'a InstanceId,
    action: &'static str,
) -> Attempt<'a> {
    Attempt { desk, caller, instance: Some(instance), action, data_event: false }
}

async fn there_is_room(change: &mut Change, instance: &InstanceId, kind: CategoryKind) -> Result<(), Error> {
    if change.categories().list(instance, kind).await?.len() < MOST {
        return Ok(());
    }
    let message = format!("there are {MOST} categories of {} already; delete one first", kind.as_str());
    Err(Error::Conflict { message })
}

async fn name_is_free(
    change: &mut Change,
    instance: &InstanceId,
    kind: CategoryKind,
    name: &CategoryName,
    but: Option<&CategoryId>,
) -> Result<(), Error> {
    match change.categories().find_by_name(instance, kind, name).await? {
        Some(other) if Some(&other.id) != but => Err(Error::Conflict {
            message: format!("there is already a category of {} called {}", kind.as_str(), name.as_str()),
        }),
        _ => Ok(()),
    }
}

fn to_request(category: &Category) -> Value {
    json!({"name": category.name, "type": category.kind, "categoryId": category.id})
}
