//! What the frame asks the server.

use leptos::{server, server_fn::codec::GetUrl};
use model::person::Role;
use serde::{Deserialize, Serialize};

use super::look::Look;
use crate::{error::DeskError, told::Told};

/// Everything the frame shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameFacts {
    /// Who is signed in.
    pub email: String,
    /// Whether they own the desk.
    pub owner: bool,
    /// The instances they may enter.
    pub instances: Vec<InstanceLink>,
    /// The short id of the one the page is about; empty when there is none.
    pub instance: String,
    /// What they may do there.
    pub role: Role,
    /// Its views, by name.
    pub views: Vec<ViewLink>,
    /// The names of its categories, by name.
    pub categories: Vec<String>,
    /// The pages that the finder knows: their names and their paths.
    pub pages: Vec<(String, String)>,
    /// How many locations wait for a decision about their lines, as far as it is theirs to know.
    pub waiting: u32,
    /// The look they chose.
    pub look: Look,
}

/// One instance in the switcher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceLink {
    /// Its short id.
    pub id: String,
    /// The city.
    pub city: String,
    /// The region's id.
    pub location: String,
}

/// One view as the sidebar and the finder know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewLink {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The names of its categories.
    pub categories: Vec<String>,
    /// Whether this person starred it.
    pub starred: bool,
    /// Where it opens.
    pub href: String,
}

/// The pages that the finder knows.
#[cfg(feature = "ssr")]
const PAGES: &[(&str, &str)] = &[
    ("Events", "events"),
    ("Views", "views"),
    ("Boards", "boards"),
    ("Alerts", "alerts"),
    ("Sources", "sources"),
    ("Catalogue of actions", "sources/catalog"),
    ("Conformance", "sources/conformance"),
    ("Routing", "sources/routing"),
    ("Data events", "sources/data-events"),
    ("Quarantine", "sources/quarantine"),
    ("Starter views", "sources/starter"),
    ("Activity: what was done on this desk", "activity"),
    ("Settings of this instance", "settings/general"),
    ("Keys", "settings/keys"),
    ("Archiving", "settings/archiving"),
    ("Streaming", "settings/streaming"),
    ("Instances", "settings/instances"),
    ("Categories", "settings/categories"),
    ("Exclusion rules", "settings/exclusion-rules"),
    ("Parsing templates", "settings/parsing-templates"),
    ("Deleted", "settings/deleted"),
    ("The API, for programs", "docs"),
];

impl FrameFacts {
    /// The instance the page is about.
    pub fn current(&self) -> Option<&InstanceLink> {
        self.instances.iter().find(|instance| instance.id == self.instance)
    }
}

/// Reads what the frame shows around a page about an instance.
#[server(prefix = "/api", endpoint = "frame", input = GetUrl)]
pub async fn frame(instance: String) -> Result<Told, DeskError> {
    use crate::{desk, pages::views};
    let (desk, caller) = desk::collect()?;
    let instances = actions::instance::list(&desk, &caller).await.map_err(desk::refuse)?;
    let named = (!instance.is_empty()).then_some(instance.as_str());
    let (current, role) = desk::choose(&desk, &caller, named).await?;
    let saved = views::saved(&desk, &caller, &current.id).await?;
    let waiting = match caller.require_manager_somewhere() {
        Ok(()) => actions::holding::list(&desk, &caller).await.map_err(desk::refuse)?,
        Err(_) => vec![],
    };
    let waiting = waiting.iter().filter(|held| held.holding.target.is_none()).count();
    Told::of(&FrameFacts {
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        email: caller.person().map(|person| person.email.as_str().to_owned()).unwrap_or_default(),
        owner: caller.person().is_some_and(|person| person.owner),
        instances: instances
            .iter()
            .map(|(instance, _)| InstanceLink {
                id: instance.id.to_string(),
                city: match instance.gone_ms() {
                    Some(_) => format!("{} (being deleted)", instance.title()),
                    None => instance.title(),
                },
                location: instance.location.clone(),
            })
            .collect(),
        instance: current.id.to_string(),
        role,
        pages: PAGES.iter().map(|(name, path)| ((*name).to_owned(), format!("/{path}"))).collect(),
        views: saved
            .views
            .into_iter()
            .map(|view| ViewLink {
                href: view.address.href(),
                id: view.id,
                name: view.name,
                categories: view.categories,
                starred: view.starred,
            })
            .collect(),
        categories: saved.categories,
        look: Look::read(desk::cookie),
    })
}

/// Remembers a look. Either part may be left out.
#[server(prefix = "/api", endpoint = "look")]
pub async fn set_look(
    #[server(default)] theme: String,
    #[server(default)] density: String,
) -> Result<(), DeskError> {
    use super::look::{Density, Theme};
    for (name, word, known) in [
        ("theme", &theme, theme.parse::<Theme>().is_ok()),
        ("density", &density, density.parse::<Density>().is_ok()),
    ] {
        if known {
            crate::desk::set_cookie(&format!("{name}={word}; Path=/; Max-Age=31536000; SameSite=Lax"));
        }
    }
    Ok(())
}
