//! What the facets ask the server.

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{error::DeskError, told::Told};

/// The values of several fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Each field.
    pub facets: Vec<Facet>,
    /// Why events may be missing from the counts, if they may.
    pub incomplete: Option<String>,
}

/// The values of one field in the events that match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// The field as queries name it.
    pub field: String,
    /// What people call it.
    pub label: String,
    /// The most frequent first.
    pub values: Vec<Value>,
    /// What is not shown, or not certain; empty when that is nothing.
    pub note: String,
    /// Whether there are more values than are shown.
    pub more: bool,
    /// Whether it was pinned from an event.
    pub pinned: bool,
}

/// One value, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// The value as text.
    pub text: String,
    /// What of it tells it from the others.
    pub shown: String,
    /// How many events have it.
    pub count: String,
    /// The same as an outline on a line of length 100.
    pub d: String,
    /// Whether the query asks for it already.
    pub chosen: bool,
}

/// Counts the values of the usual fields, and of those the address pins. An address that can
/// not be read has none.
#[server(prefix = "/api", endpoint = "facets", input = GetUrl)]
pub async fn facets(address: String) -> Result<Told, DeskError> {
    use super::counting;
    use crate::{
        desk,
        pages::events::answer::{self, Question},
    };
    let Question { desk, caller, instance, asked } = answer::collect(&address).await?;
    let Ok(asked) = asked else { return Told::of(&Counted::default()) };
    let asks = counting::asks(&asked.address);
    let counted = actions::event::facets(&desk, &caller, &instance.id, &asked.selection(), &asks)
        .await
        .map_err(desk::refuse)?;
    let shown = counted.found.iter().map(|facet| counting::show(facet, &asked.address));
    Told::of(&Counted { facets: shown.collect(), incomplete: counted.incomplete })
}
