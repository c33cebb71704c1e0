//! What the context of an event asks the server.

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use super::super::row::Row;
use crate::{error::DeskError, told::Told};

/// The lines around an event, itself among them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// The oldest first.
    pub rows: Vec<Row>,
    /// How many of them are older than the event, and how many newer.
    pub sides: (u32, u32),
    /// Whether there may be more of either.
    pub more: (bool, bool),
    /// Why lines may be missing, or why there are none.
    pub missing: Option<String>,
}

/// Reads the lines around the event an address expands.
#[server(prefix = "/api", endpoint = "event-context", input = GetUrl)]
pub async fn event_context(address: String) -> Result<Told, DeskError> {
    use crate::{
        desk,
        pages::events::{address::Address, answer},
    };
    /// How many lines there are on each side when nothing is said, and at most.
    const USUAL: u32 = 8;
    const MOST: u32 = 500;
    let (desk, caller) = desk::collect()?;
    let address = Address::parse(&address);
    let id = address.id.parse().map_err(|_| desk::refuse(actions::Error::NotFound { what: "event" }))?;
    let many = |wanted: u32| if wanted == 0 { USUAL } else { wanted.min(MOST) };
    let (older, newer) = (many(address.older), many(address.newer));
    let around = address.around.name().parse().unwrap_or_default();
    let size = |count: u32| usize::try_from(count).unwrap_or_default();
    let found = actions::event::context(&desk, &caller, &id, around, size(older), size(newer)).await;
    let context = match found {
        // That an event has no initiator is an answer, not a failure of the page.
        Err(actions::Error::Invalid { message, .. }) => {
            return Told::of(&Lines { missing: Some(message), ..Lines::default() });
        }
        found => found.map_err(desk::refuse)?,
    };
    let zone = answer::zone_of(&desk, &caller, &id.instance, &address.zone).await.map_err(desk::refuse)?;
    let now_ms = desk.now_ms();
    let count = |lines: &[_]| u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let sides = (count(&context.before), count(&context.after));
    let lines = context.before.iter().chain([&context.line]).chain(&context.after);
    Told::of(&Lines {
        rows: lines.map(|line| answer::row(line, &zone, now_ms)).collect(),
        sides,
        more: (sides.0 == older, sides.1 == newer),
        missing: context.incomplete,
    })
}
