//! Where events of a service are delivered: a table, and the reading of it.
//!
//! A row decides by the time of the event, not by the day it arrives: what happened before a
//! table changed goes where it went then.

use std::{borrow::Cow, fmt};

use serde::Deserialize;

use super::{Catalog, NOWHERE, Region, Scope};
use crate::{event, origin::Origin, time};

/// Where all events go that belong to no location.
const GLOBAL_HOME: &str = "eu-de";
/// The location of such events.
const GLOBAL: &str = "global";

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

/// Where an event goes by the catalogue, and why. Printed it is a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination<'a> {
    /// The location, as the catalogue spells it; [`NOWHERE`] when the event names none that is
    /// known.
    pub location: Cow<'a, str>,
    /// What decided.
    pub reason: Reason<'a>,
}

/// What decided where an event goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason<'a> {
    /// A row of the table.
    Row {
        /// The row.
        row: &'a Route,
        /// Whether the event happened before the day of the row.
        is_before: bool,
    },
    /// It belongs to no location.
    Global,
    /// No row speaks of its service: it stays where it happened.
    Own,
    /// It names a location that nobody has listed.
    Unlisted {
        /// The name.
        name: &'a str,
    },
    /// It names no location, and its service goes by it.
    Nowhere,
}

impl Catalog {
    /// Where an event goes that happened at this moment (milliseconds since 1970 UTC).
    ///
    /// An action that a global service reports is that service's, whatever its CRN names: making
    /// a database is told by the resource controller. Otherwise the CRN's service counts, and
    /// where the table does not have it, the service the action belongs to.
    pub fn route<'a>(&'a self, origin: &'a Origin, time_ms: i64) -> Destination<'a> {
        let place = self.place(&origin.location);
        for service in self.services_of(origin).into_iter().flatten() {
            let fits = |row: &&Route| row.covers(service) && row.is_from(place);
            if let Some(row) = self.routing.iter().find(fits) {
                let is_before = row.effective_ms().is_some_and(|effective_ms| time_ms < effective_ms);
                let before = row.before.as_deref().filter(|_| is_before);
                return Destination {
                    location: Cow::Borrowed(before.unwrap_or(&row.to)),
                    reason: Reason::Row { row, is_before: before.is_some() },
                }
                .spelled_by(self);
            }
        }
        match place {
            _ if origin.location.eq_ignore_ascii_case(GLOBAL) => {
                Destination { location: Cow::Borrowed(GLOBAL_HOME), reason: Reason::Global }
            }
            Some(place) => {
                Destination { location: Cow::Borrowed(&self.region_of(place).id), reason: Reason::Own }
            }
            None if origin.location.is_empty() => {
                Destination { location: Cow::Borrowed(NOWHERE), reason: Reason::Nowhere }
            }
            None => Destination {
                location: Cow::Borrowed(NOWHERE),
                reason: Reason::Unlisted { name: &origin.location },
            },
        }
    }

    /// The names under which the table may have the event's service, in the order they count.
    fn services_of<'a>(&'a self, origin: &'a Origin) -> [Option<&'a str>; 3] {
        let reported_by = self.service_of(&origin.action);
        let named = Some(origin.service.as_str()).filter(|service| !service.is_empty());
        let global = reported_by.filter(|service| service.scope == Scope::Global);
        [
            global.map(|service| service.id.as_str()),
            named.or_else(|| event::service_of_action(&origin.action)),
            reported_by.map(|service| service.id.as_str()),
        ]
    }
}

impl Route {
    fn is_from(&self, place: Option<&Region>) -> bool {
        if self.from_kind == FromKind::Any {
            return true;
        }
        place.is_some_and(|place| match self.from_kind {
            FromKind::Location => place.is_called(&self.from),
            FromKind::Geography => place.geography == self.from,
            FromKind::City => place.city == self.from,
            FromKind::Country => place.country == self.from,
            FromKind::Any => true,
        })
    }
}

impl<'a> Destination<'a> {
    /// A row may spell a location as older documents do; instances have the id of today.
    fn spelled_by(mut self, catalog: &'a Catalog) -> Self {
        if let Some(region) = catalog.region(&self.location) {
            self.location = Cow::Borrowed(&region.id);
        }
        self
    }
}

impl fmt::Display for Destination<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = &self.location;
        match &self.reason {
            Reason::Row { row, is_before } => {
                let day = row.effective.as_deref().unwrap_or_default();
                match (row.from_kind, row.effective.is_some(), is_before) {
                    (FromKind::Any, ..) => {
                        write!(f, "{} is a global service: its events go to {to}", row.service)
                    }
                    (_, false, _) => write!(f, "{} from {} goes to {to}", row.service, row.from),
                    (_, true, false) => {
                        write!(f, "{} from {} goes to {to} since {day}", row.service, row.from)
                    }
                    (_, true, true) => {
                        write!(f, "{} from {} went to {to} before {day}", row.service, row.from)
                    }
                }
            }
            Reason::Global => write!(f, "it belongs to no location: such events go to {to}"),
            Reason::Own => write!(f, "no row of the table speaks of its service: it stays in {to}"),
            Reason::Unlisted { name } => write!(f, "no location is called {name:?}"),
            Reason::Nowhere => write!(f, "it names no location"),
        }
    }
}
