//! Where events of a service are delivered, as a table. Nothing here routes.

use serde::Deserialize;

use crate::time;

/// One row of the routing table; the first row that fits an event wins.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The service name, which may end in `*`.
    pub service: String,
    /// What `from` names.
    pub from_kind: FromKind,
    /// The place the event happened in; `*` for any.
    pub from: String,
    /// The region before `effective`.
    pub before: Option<String>,
    /// The region the event goes to.
    pub to: String,
    /// The day (`YYYY-MM-DD`, UTC) from which `to` holds; always, if there is none.
    pub effective: Option<String>,
    /// Which documents it comes from.
    pub source: super::Source,
    /// What is worth knowing about it.
    pub note: Option<String>,
}

/// What the `from` of a route names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FromKind {
    /// A region or data centre, by id.
    Location,
    /// A part of the world.
    Geography,
    /// A city.
    City,
    /// A country, by its ISO 3166 code.
    Country,
    /// Every place.
    Any,
}

impl Route {
    /// Whether the row speaks of this service.
    pub fn covers(&self, service: &str) -> bool {
        match self.service.strip_suffix('*') {
            Some(prefix) => service.starts_with(prefix),
            None => self.service == service,
        }
    }

    /// The moment from which `to` holds, milliseconds since 1970 UTC.
    pub fn effective_ms(&self) -> Option<i64> {
        self.effective.as_deref().and_then(time::parse_event_time)
    }
}
