//! Views: `logdnaat.view.create`, `.update` and `.delete`.

use std::collections::HashSet;

use model::{
    audit::with_change,
    category::Category,
    deletion::{DeletedKind, Deletion},
    id::{CategoryId, InstanceId, ViewId},
    person::Role,
    view::{View, ViewDraft, ViewName},
};
use serde_json::{Value, json};
use store::Change;

use crate::{Caller, Desk, Error, attempt::Attempt, category, deletion, naming, secret};

/// A view as somebody wrote it, before it is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewView {
    /// How it is to be called.
    pub name: String,
    /// The query text.
    pub query: String,
    /// Only lines of these sources, if any are named.
    pub hosts: Vec<String>,
    /// Only lines of these apps, if any are named.
    pub apps: Vec<String>,
    /// Only lines of these levels, if any are named.
    pub levels: Vec<String>,
    /// Only lines with one of these tags, if any are named.
    pub tags: Vec<String>,
    /// The names of the categories it is listed under.
    pub categories: Vec<String>,
    /// Free text about it.
    pub description: String,
    /// The line template, empty for the plain line.
    pub custom_line: String,
}

/// The views of an instance, as one caller sees them.
#[derive(Debug, Clone)]
pub struct Views {
    /// By name.
    pub views: Vec<View>,
    /// The headings, by name.
    pub categories: Vec<Category>,
    /// Those the caller has starred.
    pub starred: HashSet<ViewId>,
}

/// Everything saved in an instance.
pub async fn list(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Views, Error> {
    caller.require(instance, Role::Reader)?;
    let mut read = desk.store().read().await?;
    let views = read.views().list(instance).await?;
    let categories = read.categories().list(instance).await?;
    let starred = match caller.person() {
        Some(person) => read.views().starred_by(&person.id).await?,
        None => HashSet::new(),
    };
    Ok(Views { views, categories, starred })
}

/// One view.
pub async fn find(desk: &Desk, caller: &Caller, instance: &InstanceId, id: &ViewId) -> Result<View, Error> {
    caller.require(instance, Role::Reader)?;
    let found = desk.store().read().await?.views().find(instance, id).await?;
    found.ok_or(Error::NotFound { what: "view" })
}

/// Saves a search under a name.
pub async fn create(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    new: NewView,
) -> Result<View, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.view.create");
    let result = insert(&attempt, instance, &new).await;
    attempt.settle(result, &new.name, new.to_request("")).await
}

/// Replaces everything of a view but its id.
pub async fn update(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &ViewId,
    new: NewView,
) -> Result<View, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.view.update");
    let result = replace(&attempt, instance, id, &new).await;
    attempt.settle(result, &new.name, new.to_request(id.as_str())).await
}

/// Has a view that asks for older names of actions ask for those of today as well. It is an update
/// like any other, and told as one.
pub async fn renew(desk: &Desk, caller: &Caller, instance: &InstanceId, id: &ViewId) -> Result<View, Error> {
    let view = find(desk, caller, instance, id).await?;
    let categories = category::list(desk, caller, instance).await?;
    let categories = category_names(&view, &categories);
    let ViewDraft { name, query, hosts, apps, levels, tags, description, custom_line } = view.draft;
    let query = naming::renewed(&query).map_or(query, |(_, renewed)| renewed);
    let name = name.into();
    let new = NewView { name, query, hosts, apps, levels, tags, categories, description, custom_line };
    update(desk, caller, instance, id, new).await
}

/// Deletes a view.
pub async fn delete(desk: &Desk, caller: &Caller, instance: &InstanceId, id: &ViewId) -> Result<(), Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.view.delete");
    let result = remove(&attempt, instance, id).await;
    attempt.settle(result, "", NewView::default().to_request(id.as_str())).await
}

/// Stars a view for the caller, or takes the star off. A preference: it has no event.
pub async fn star(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &ViewId,
    starred: bool,
) -> Result<(), Error> {
    find(desk, caller, instance, id).await?;
    let person = caller.person().ok_or(Error::SignedOut)?;
    Ok(desk.store().put_view_star(&person.id, id, starred).await?)
}

async fn insert(attempt: &Attempt<'_>, instance: &InstanceId, new: &NewView) -> Result<View, Error> {
    attempt.caller.require(instance, Role::Member)?;
    let draft = new.check()?;
    let mut change = attempt.desk.store().change().await?;
    name_is_free(&mut change, instance, &draft.name, None).await?;
    let categories =
        category::find_or_insert(attempt.desk, attempt.caller, &mut change, instance, &new.categories)
            .await?;
    let view = written(attempt, ViewId::from_bytes(secret::bytes()), draft, ids(&categories));
    change.insert_view(instance, &view).await?;
    attempt.succeed(change, view.draft.name.as_str(), to_request(&view, &categories)).await?;
    Ok(view)
}

async fn replace(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    id: &ViewId,
    new: &NewView,
) -> Result<View, Error> {
    attempt.caller.require(instance, Role::Member)?;
    let draft = new.check()?;
    let mut change = attempt.desk.store().change().await?;
    let before = change.views().find(instance, id).await?.ok_or(Error::NotFound { what: "view" })?;
    name_is_free(&mut change, instance, &draft.name, Some(id)).await?;
    let old_categories = change.categories().list(instance).await?;
    let categories =
        category::find_or_insert(attempt.desk, attempt.caller, &mut change, instance, &new.categories)
            .await?;
    let view = written(attempt, id.clone(), draft, ids(&categories));
    change.update_view(instance, &view).await?;
    let request = with_change(
        to_request(&view, &categories),
        in_full(&before, &old_categories),
        in_full(&view, &categories),
    );
    attempt.succeed(change, view.draft.name.as_str(), request).await?;
    Ok(view)
}

async fn remove(attempt: &Attempt<'_>, instance: &InstanceId, id: &ViewId) -> Result<(), Error> {
    attempt.caller.require(instance, Role::Member)?;
    let mut change = attempt.desk.store().change().await?;
    let before = change.views().find(instance, id).await?.ok_or(Error::NotFound { what: "view" })?;
    let categories = change.categories().list(instance).await?;
    change.delete_view(instance, id).await?;
    let named = (DeletedKind::View, id.as_str(), before.draft.name.as_str());
    deletion::keep(attempt, &mut change, instance, named, &before).await?;
    attempt.succeed(change, before.draft.name.as_str(), to_request(&before, &categories)).await
}

/// Puts a deleted view back, under those of its categories that are still there.
pub(crate) async fn restore(
    attempt: &Attempt<'_>,
    change: &mut Change,
    instance: &InstanceId,
    deletion: &Deletion,
) -> Result<Value, Error> {
    let view: View = deletion::content(deletion)?;
    name_is_free(change, instance, &view.draft.name, None).await?;
    let categories = change.categories().list(instance).await?;
    let there = view.categories.iter().filter(|id| categories.iter().any(|it| it.id == **id));
    let there = there.cloned().collect();
    let view = written(attempt, view.id, view.draft, there);
    change.insert_view(instance, &view).await?;
    Ok(to_request(&view, &categories))
}

fn attempt<'a>(
    desk: &'a Desk,
    caller: &'a Caller,
    instance: &'a InstanceId,
    action: &'static str,
) -> Attempt<'a> {
    Attempt { desk, caller, instance: Some(instance), action, data_event: true }
}

async fn name_is_free(
    change: &mut Change,
    instance: &InstanceId,
    name: &ViewName,
    but: Option<&ViewId>,
) -> Result<(), Error> {
    match change.views().find_by_name(instance, name.as_str()).await? {
        Some(other) if Some(&other) != but => {
            Err(Error::Conflict { message: format!("there is already a view called {}", name.as_str()) })
        }
        _ => Ok(()),
    }
}

fn written(attempt: &Attempt<'_>, id: ViewId, draft: ViewDraft, categories: Vec<CategoryId>) -> View {
    View {
        id,
        draft,
        categories,
        updated_ms: attempt.desk.now_ms(),
        updated_by: attempt.caller.name().to_owned(),
    }
}

fn ids(categories: &[Category]) -> Vec<CategoryId> {
    categories.iter().map(|category| category.id.clone()).collect()
}

impl NewView {
    fn check(&self) -> Result<ViewDraft, Error> {
        let name = ViewName::parse(&self.name).map_err(|error| Error::invalid("name", error))?;
        if let Some(error) = query::parse(&self.query).errors.first() {
            return Err(Error::invalid("query", format!("the query can not be read: {}", error.message)));
        }
        let draft = ViewDraft {
            name,
            query: self.query.clone(),
            hosts: self.hosts.clone(),
            apps: self.apps.clone(),
            levels: self.levels.clone(),
            tags: self.tags.clone(),
            description: self.description.clone(),
            custom_line: self.custom_line.clone(),
        };
        draft.check().map_err(|error| Error::invalid("value", error))
    }

    /// The documented fields of the events, for a view that was not saved.
    fn to_request(&self, id: &str) -> Value {
        json!({
            "name": self.name,
            "query": self.query,
            "hosts": self.hosts,
            "apps": self.apps,
            "levels": self.levels,
            "category": self.categories,
            "viewId": id,
            "description": self.description,
            "customLine": self.custom_line,
        })
    }
}

/// The documented fields of the events (spec 7.3).
fn to_request(view: &View, categories: &[Category]) -> Value {
    json!({
        "name": view.draft.name,
        "query": view.draft.query,
        "hosts": view.draft.hosts,
        "apps": view.draft.apps,
        "levels": view.draft.levels,
        "category": category_names(view, categories),
        "viewId": view.id,
        "description": view.draft.description,
        "customLine": view.draft.custom_line,
    })
}

/// Everything of a view, for before and after.
fn in_full(view: &View, categories: &[Category]) -> Value {
    let mut full = to_request(view, categories);
    full["tags"] = json!(view.draft.tags);
    full
}

/// The names of a view's categories, in the order they were given.
pub fn category_names(view: &View, categories: &[Category]) -> Vec<String> {
    let name = |id: &CategoryId| categories.iter().find(|category| category.id == *id);
    view.categories.iter().filter_map(name).map(|category| category.name.as_str().to_owned()).collect()
}
