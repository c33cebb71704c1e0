//! What the pages about views ask and tell the server.

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{error::DeskError, pages::events::Address, told::Told};

/// A view as pages show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The search it stands for.
    pub address: Address,
    /// The names of its categories.
    pub categories: Vec<String>,
    /// Whether this person starred it.
    pub starred: bool,
}

/// Everything saved in an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// The views, by name.
    pub views: Vec<SavedView>,
    /// The names of the categories, by name.
    pub categories: Vec<String>,
    /// Why this person may not change any of it, if so.
    pub why_not: Option<String>,
}

#[cfg(feature = "ssr")]
mod reading {
    use actions::{Caller, Desk};
    use model::{id::InstanceId, instance::Instance, person::Role, view::View};

    use super::{Address, DeskError, Saved, SavedView};
    use crate::desk;

    pub async fn saved(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Saved, DeskError> {
        let all = actions::view::list(desk, caller, instance).await.map_err(desk::refuse)?;
        let show = |view: &View| SavedView {
            id: view.id.to_string(),
            name: view.draft.name.as_str().to_owned(),
            address: address_of(view, instance),
            categories: actions::category::names(&view.categories, &all.categories),
            starred: all.starred.contains(&view.id),
        };
        Ok(Saved {
            views: all.views.iter().map(show).collect(),
            categories: all.categories.iter().map(|category| category.name.as_str().to_owned()).collect(),
            why_not: why_not_save(caller.role_in(instance).unwrap_or(Role::Reader)),
        })
    }

    /// The search a view stands for.
    pub fn address_of(view: &View, instance: &InstanceId) -> Address {
        let draft = view.draft.clone();
        Address {
            instance: instance.to_string(),
            query: draft.query,
            hosts: draft.hosts,
            apps: draft.apps,
            levels: draft.levels,
            tags: draft.tags,
            view: view.id.to_string(),
            ..Address::default()
        }
    }

    /// Why a role may not save views, if so.
    pub fn why_not_save(role: Role) -> Option<String> {
        let why = "Readers use views; saving and changing them takes the role member.";
        (role < Role::Member).then(|| why.to_owned())
    }

    /// The instance an address names, or the first.
    pub async fn instance_of(desk: &Desk, caller: &Caller, name: &str) -> Result<Instance, DeskError> {
        let named = (!name.is_empty()).then_some(name);
        desk::choose(desk, caller, named).await.map(|(instance, _)| instance)
    }
}

#[cfg(feature = "ssr")]
pub use reading::{address_of, instance_of, saved, why_not_save};

/// Reads everything saved in an instance.
#[server(prefix = "/api", endpoint = "views", input = GetUrl)]
pub async fn views(#[server(default)] instance: String) -> Result<Told, DeskError> {
    let (desk, caller) = crate::desk::collect()?;
    let instance = instance_of(&desk, &caller, &instance).await?;
    Told::of(&saved(&desk, &caller, &instance.id).await?)
}

/// Saves a search as a view and goes back to it.
#[server(prefix = "/api", endpoint = "view-create")]
pub async fn create_view(
    search: String,
    #[server(default)] name: String,
    #[server(default)] categories: Vec<String>,
    #[server(default)] description: String,
    #[server(default)] custom_line: String,
) -> Result<(), DeskError> {
    use crate::desk;
    let (desk, caller) = desk::collect()?;
    let address = Address::parse(&search);
    let instance = instance_of(&desk, &caller, &address.instance).await?;
    let new = written(&address, name, categories, description, custom_line);
    let view = actions::view::create(&desk, &caller, &instance.id, new).await.map_err(desk::refuse)?;
    let address = Address { view: view.id.to_string(), saved: "create".to_owned(), ..address };
    leptos_axum::redirect(&address.href());
    Ok(())
}

/// Has a view stand for another search, and shows it. All else of it stays.
#[server(prefix = "/api", endpoint = "view-update")]
pub async fn update_view(id: String, search: String) -> Result<(), DeskError> {
    use crate::desk;
    let (desk, caller) = desk::collect()?;
    let address = Address::parse(&search);
    let instance = instance_of(&desk, &caller, &address.instance).await?;
    let edit = actions::view::ViewEdit {
        query: Some(address.query.clone()),
        hosts: Some(address.hosts.clone()),
        apps: Some(address.apps.clone()),
        levels: Some(address.levels.clone()),
        tags: Some(address.tags.clone()),
        ..Default::default()
    };
    let id = view_id(&id)?;
    let view = actions::view::edit(&desk, &caller, &instance.id, &id, edit).await.map_err(desk::refuse)?;
    let address = Address { view: view.id.to_string(), saved: "update".to_owned(), ..address };
    leptos_axum::redirect(&address.href());
    Ok(())
}

/// Has a view ask for the names actions have today as well.
#[server(prefix = "/api", endpoint = "view-renew")]
pub async fn renew_view(id: String, #[server(default)] instance: String) -> Result<(), DeskError> {
    use crate::desk;
    let (desk, caller) = desk::collect()?;
    let instance = instance_of(&desk, &caller, &instance).await?;
    let id = view_id(&id)?;
    actions::view::renew(&desk, &caller, &instance.id, &id).await.map_err(desk::refuse)?;
    crate::sheets::back("/views", &instance, &[("done", "renew")]);
    Ok(())
}

/// Deletes a view whose name was typed to confirm it.
#[server(prefix = "/api", endpoint = "view-delete")]
pub async fn delete_view(
    id: String,
    #[server(default)] instance: String,
    #[server(default)] confirmed: String,
) -> Result<(), DeskError> {
    use crate::desk;
    let (desk, caller) = desk::collect()?;
    let instance = instance_of(&desk, &caller, &instance).await?;
    let id = view_id(&id)?;
    let view = actions::view::find(&desk, &caller, &instance.id, &id).await.map_err(desk::refuse)?;
    if confirmed.trim() != view.draft.name.as_str() {
        let why = format!("type the name exactly as it stands: {}", view.draft.name.as_str());
        return Err(desk::refuse(actions::Error::invalid("confirmed", why)));
    }
    actions::view::delete(&desk, &caller, &instance.id, &id).await.map_err(desk::refuse)?;
    crate::sheets::back("/views", &instance, &[("done", "delete")]);
    Ok(())
}

/// Stars a view for the person who is signed in, or takes the star off.
#[server(prefix = "/api", endpoint = "view-star")]
pub async fn star_view(
    id: String,
    #[server(default)] instance: String,
    starred: bool,
) -> Result<(), DeskError> {
    use crate::desk;
    let (desk, caller) = desk::collect()?;
    let instance = instance_of(&desk, &caller, &instance).await?;
    let id = view_id(&id)?;
    actions::view::star(&desk, &caller, &instance.id, &id, starred).await.map_err(desk::refuse)
}

#[cfg(feature = "ssr")]
pub fn view_id(text: &str) -> Result<model::id::ViewId, DeskError> {
    text.parse().map_err(|_| crate::desk::refuse(actions::Error::NotFound { what: "view" }))
}

#[cfg(feature = "ssr")]
fn written(
    address: &Address,
    name: String,
    mut categories: Vec<String>,
    description: String,
    custom_line: String,
) -> actions::view::NewView {
    // The field for a new category comes among the chosen ones, and is mostly empty.
    categories.retain(|name| !name.trim().is_empty());
    actions::view::NewView {
        name,
        query: address.query.clone(),
        hosts: address.hosts.clone(),
        apps: address.apps.clone(),
        levels: address.levels.clone(),
        tags: address.tags.clone(),
        categories,
        description,
        custom_line,
        ..Default::default()
    }
}
