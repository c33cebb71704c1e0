//! Known services, actions and locations.
//!
//! The catalogue explains; it never decides what is accepted. An event with an action, a
//! location or a reason code that is not here is still an event. What a line may say about
//! itself wins over the catalogue: its own `severity` and `dataEvent` are the truth, the
//! [`Action::severity_hint`] and [`Action::class`] are what is usual.
//!
//! ```
//! use model::catalog::Catalog;
//!
//! let catalog = Catalog::embedded();
//! let known = catalog.find("pcloud.volume.delete").expect("Power names keep their old prefix");
//! assert_eq!(known.current, "power-iaas.volume.delete");
//! assert!(known.old);
//! assert_eq!(catalog.region("CHE01").map(|region| region.city.as_str()), Some("Chennai"));
//! ```

mod expected;
mod label;
mod lookup;
mod names;
mod place;
mod region;
mod routing;
mod search;
mod service;
mod vocabulary;

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

pub use lookup::Known;
pub use names::{Lost, Names};
pub use place::NOWHERE;
pub use region::{Region, RegionKind, RegionStatus};
pub use routing::{Destination, FromKind, Reason, Route};
pub use service::{Action, ActionStatus, Class, Field, FieldType, Scope, Service, Severity, Source};
pub use vocabulary::Vocabulary;

/// Everything known about services, their actions, locations and routing.
#[derive(Debug)]
pub struct Catalog {
    services: Vec<Service>,
    regions: Vec<Region>,
    routing: Vec<Route>,
    members: Vec<Member>,
    vocabulary: Vocabulary,
    index: lookup::Index,
}

/// One service of a family that shares the actions of one catalogue service, such as
/// `databases-for-redis`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Its service name as CRNs and actions have it.
    pub id: String,
    /// What people call it.
    pub name: String,
}

impl Catalog {
    /// The catalogue built into the program, read on first use.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Catalog> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            Self::parse(include_str!("../../data/catalog.json"))
                .expect("the catalogue is part of the program and every test run reads it")
        })
    }

    /// Reads a catalogue; an unknown key or a wrong type is an error.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let file: File = serde_json::from_str(text)?;
        let index = lookup::Index::build(&file);
        Ok(Self {
            services: file.services,
            regions: file.regions,
            routing: file.routing,
            members: file.service_ids.databases,
            vocabulary: file.cadf,
            index,
        })
    }

    /// The services, in the order of their documents.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// Every action with its service; names may hold the placeholder `{service}`.
    pub fn actions(&self) -> impl Iterator<Item = (&Service, &Action)> {
        self.services.iter().flat_map(|service| service.actions.iter().map(move |it| (service, it)))
    }

    /// The locations, regions first.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The location with this id or alias, whatever its case.
    pub fn region(&self, id_or_alias: &str) -> Option<&Region> {
        self.regions.iter().find(|region| region.is_called(id_or_alias))
    }

    /// Where events of a service go; the first row that fits wins.
    pub fn routing(&self) -> &[Route] {
        &self.routing
    }

    /// The words of the event standard: outcomes, severities, kinds of credentials and so on.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The services of the database family, which share the actions of `cloud-databases`.
    pub fn databases(&self) -> &[Member] {
        &self.members
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "read so that a file without it is refused")]
    schema: u32,
    services: Vec<Service>,
    legacy_prefixes: Vec<LegacyPrefix>,
    service_ids: ServiceIds,
    regions: Vec<Region>,
    routing: Vec<Route>,
    cadf: Vocabulary,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceIds {
    databases: Vec<Member>,
}

/// A prefix that stands for another one: object and verb stayed when the service was renamed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LegacyPrefix {
    #[expect(dead_code, reason = "the new prefix names the service as well")]
    service: String,
    from: String,
    to: String,
    #[expect(dead_code, reason = "old names still arrive after the day of the change")]
    effective: String,
}
