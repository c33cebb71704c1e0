//! Views: `logdnaat.view.create`, `.update` and `.delete`. Attaching an alert to a view, and taking it
//! off, is an update of the view.

mod telling;
mod writing;

pub use writing::{NewAlert, NewView, ViewEdit};

use std::collections::HashSet;

use model::{
    category::{Category, CategoryKind},
    deletion::{DeletedKind, Deletion},
    id::{InstanceId, PersonId, ViewId},
    person::Role,
    preset::Preset,
    view::{View, ViewAlert, ViewDraft, ViewName},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Change;

use crate::{Caller, Desk, Error, attempt::Attempt, category, copy, deletion, naming, secret, seen::Seen};

/// How many views an instance may have.
const MOST: usize = 5000;

/// The views of an instance, as one caller sees them.
#[derive(Debug, Clone)]
pub struct Views {
    /// By name.
    pub views: Vec<View>,
    /// The headings, by name.
    pub categories: Vec<Category>,
    /// The alerts that views may follow, by name.
    pub presets: Vec<Preset>,
    /// Those the caller has starred.
    pub starred: HashSet<ViewId>,
}

/// What is kept of a view that was deleted, to bring it back.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    view: View,
    stars: Vec<PersonId>,
}

/// What a form for a view notes of it.
pub fn seen(view: &View) -> Seen {
    Seen::of(&(view.updated_ms, &view.updated_by, &view.draft))
}

/// Everything saved in an instance.
pub async fn list(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Views, Error> {
    caller.require(instance, Role::Reader)?;
    let mut read = desk.store().read().await?;
    let views = read.views().list(instance).await?;
    let categories = read.categories().list(instance, CategoryKind::Views).await?;
    let presets = read.presets().list(instance).await?;
    let starred = match caller.person() {
        Some(person) => read.views().starred_by(&person.id).await?,
        None => HashSet::new(),
    };
    Ok(Views { views, categories, presets, starred })
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
    edit(desk, caller, instance, id, new.into()).await
}

/// Changes a view; what the edit leaves out stays as it is when the change is made.
pub async fn edit(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &ViewId,
    edit: ViewEdit,
) -> Result<View, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.view.update");
    let result = replace(&attempt, instance, id, edit.clone()).await;
    let asked = edit.over(NewView::default());
    attempt.settle(result, &asked.name, asked.to_request(id.as_str())).await
}

/// Has a view that asks for older names of actions ask for those of today as well. It is an update
/// like any other, and told as one.
pub async fn renew(desk: &Desk, caller: &Caller, instance: &InstanceId, id: &ViewId) -> Result<View, Error> {
    let view = find(desk, caller, instance, id).await?;
    let query = naming::renewed(&view.draft.query).map(|(_, renewed)| renewed);
    let name = Some(view.draft.name.into());
    edit(desk, caller, instance, id, ViewEdit { name, query, ..ViewEdit::default() }).await
}

/// Saves a second view that differs from one in its name and id alone.
pub async fn duplicate(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &ViewId,
) -> Result<View, Error> {
    let all = list(desk, caller, instance).await?;
    let view = all.views.iter().find(|view| view.id == *id).ok_or(Error::NotFound { what: "view" })?;
    let others = all.views.iter().map(|view| view.draft.name.as_str());
    let name = copy::name(view.draft.name.as_str(), others);
    create(desk, caller, instance, NewView { name, ..NewView::of(view, &all.categories) }).await
}

/// Deletes a view, and its own alert with it.
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
    there_is_room(&mut change, instance).await?;
    let alert = alert_of(&mut change, instance, &new.alert, &ViewAlert::None).await?;
    let known = new.only_known_categories;
    let categories =
        category::find_or_insert(attempt, &mut change, instance, CategoryKind::Views, &new.categories, known)
            .await?;
    let view = written(attempt, ViewId::from_bytes(secret::bytes()), draft, &categories, alert);
    change.insert_view(instance, &view).await?;
    let request = telling::with_alert(&view, &categories, "after");
    attempt.succeed(change, view.draft.name.as_str(), request).await?;
    Ok(view)
}

async fn replace(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    id: &ViewId,
    edit: ViewEdit,
) -> Result<View, Error> {
    attempt.caller.require(instance, Role::Member)?;
    let mut change = attempt.desk.store().change().await?;
    let before = change.views().find(instance, id).await?.ok_or(Error::NotFound { what: "view" })?;
    let old_categories = change.categories().list(instance, CategoryKind::Views).await?;
    edit.seen.is_still(&seen(&before))?;
    let new = edit.over(NewView::of(&before, &old_categories));
    let draft = new.check()?;
    name_is_free(&mut change, instance, &draft.name, Some(id)).await?;
    let alert = alert_of(&mut change, instance, &new.alert, &before.alert).await?;
    let known = new.only_known_categories;
    let categories =
        category::find_or_insert(attempt, &mut change, instance, CategoryKind::Views, &new.categories, known)
            .await?;
    let view = written(attempt, id.clone(), draft, &categories, alert);
    change.update_view(instance, &view).await?;
    let request = telling::changed(&before, &old_categories, &view, &categories);
    attempt.succeed(change, view.draft.name.as_str(), request).await?;
    Ok(view)
}

async fn remove(attempt: &Attempt<'_>, instance: &InstanceId, id: &ViewId) -> Result<(), Error> {
    attempt.caller.require(instance, Role::Member)?;
    let mut change = attempt.desk.store().change().await?;
    let view = change.views().find(instance, id).await?.ok_or(Error::NotFound { what: "view" })?;
    let categories = change.categories().list(instance, CategoryKind::Views).await?;
    let kept = Kept { stars: change.views().stars_of(id).await?, view };
    change.delete_view(instance, id).await?;
    let named = (DeletedKind::View, id.as_str(), kept.view.draft.name.as_str());
    deletion::keep(attempt, &mut change, instance, named, &kept).await?;
    let request = telling::with_alert(&kept.view, &categories, "before");
    attempt.succeed(change, kept.view.draft.name.as_str(), request).await
}

/// Puts a deleted view back with its stars, its own alert, and what of its categories and its preset
/// is still there.
pub(crate) async fn restore(
    attempt: &Attempt<'_>,
    change: &mut Change,
    instance: &InstanceId,
    deletion: &Deletion,
) -> Result<Value, Error> {
    let Kept { mut view, stars } = deletion::content(deletion)?;
    name_is_free(change, instance, &view.draft.name, None).await?;
    there_is_room(change, instance).await?;
    let categories = change.categories().list(instance, CategoryKind::Views).await?;
    view.categories.retain(|id| categories.iter().any(|category| category.id == *id));
    if let ViewAlert::Preset(id) = &view.alert
        && change.presets().find(instance, id).await?.is_none()
    {
        view.alert = ViewAlert::None;
    }
    let there: Vec<Category> =
        categories.into_iter().filter(|category| view.categories.contains(&category.id)).collect();
    let (ids, alert) = (view.categories.clone(), view.alert.clone());
    let view = View { categories: ids, ..written(attempt, view.id, view.draft, &[], alert) };
    change.insert_view(instance, &view).await?;
    for person in &stars {
        change.restore_view_star(person, &view.id).await?;
    }
    Ok(telling::with_alert(&view, &there, "after"))
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

async fn there_is_room(change: &mut Change, instance: &InstanceId) -> Result<(), Error> {
    if change.views().count(instance).await? < MOST as i64 {
        return Ok(());
    }
    Err(Error::Conflict { message: format!("there are {MOST} views already; delete one first") })
}

/// The alert that was written, with the ids its channels had before.
async fn alert_of(
    change: &mut Change,
    instance: &InstanceId,
    new: &NewAlert,
    before: &ViewAlert,
) -> Result<ViewAlert, Error> {
    match new {
        NewAlert::None => Ok(ViewAlert::None),
        NewAlert::Own(sent) => {
            let channels = sent.over(before.channels())?;
            Ok(if channels.is_empty() { ViewAlert::None } else { ViewAlert::Own(channels) })
        }
        NewAlert::Preset(id) => {
            let missing = || Error::NotFound { what: "preset" };
            let id = id.parse().map_err(|_| missing())?;
            let preset = change.presets().find(instance, &id).await?.ok_or_else(missing)?;
            Ok(ViewAlert::Preset(preset.id))
        }
    }
}

fn written(
    attempt: &Attempt<'_>,
    id: ViewId,
    draft: ViewDraft,
    categories: &[Category],
    alert: ViewAlert,
) -> View {
    View {
        id,
        draft,
        categories: categories.iter().map(|category| category.id.clone()).collect(),
        alert,
        updated_ms: attempt.desk.now_ms(),
        updated_by: attempt.caller.name().to_owned(),
    }
}
