//! Everything that is kept: the one crate with SQL.
//!
//! A data folder holds `control.db` (the desk, its people, keys and saved objects) and one
//! `events.db` for each instance. [`Store`] opens them.
//!
//! - Reading the control database: [`Store::read`] gives a [`Read`], whose nouns
//!   (`read.views()`, `read.people()`, …) hold the queries.
//! - Changing it: [`Store::change`] gives a [`Change`], which only [`Change::record`] commits,
//!   together with the audit event that tells of it.
//! - Events: [`Store::events`] gives the [`EventStore`] of an instance.
//! - Whether all of it is whole: [`verify`].
//!
//! Nothing here decides who may do what; that is the business of `actions`.

pub mod ask;
pub mod verify;

mod account_settings;
mod archives;
mod batch;
mod boards;
mod catalog_actions;
mod categories;
mod change;
mod database;
mod deletions;
mod desks;
mod error;
mod event_store;
mod exclusion_rules;
mod find;
mod fingerprint;
mod holdings;
mod instances;
mod keys;
mod limits;
mod outbox;
mod page;
mod parsing_templates;
mod patience;
mod people;
mod presets;
mod quarantine;
mod recovery;
mod rejections;
mod relay;
mod removals;
mod routes;
mod safe;
mod search;
mod sessions;
mod setup_links;
mod sign_in_failures;
mod sources;
mod store;
mod streams;
mod tier;
mod tiers;
mod tokens;
mod views;
mod writer;

pub use account_settings::AccountSettings;
pub use archives::{Archives, StoredArchive};
pub use boards::Boards;
pub use catalog_actions::CatalogActions;
pub use categories::Categories;
pub use change::{Change, Read};
pub use deletions::Deletions;
pub use desks::Desks;
pub use error::{AppendError, StoreError};
pub use event_store::{EventStore, Figures, Reserved};
pub use exclusion_rules::{ExclusionRules, RuleCount, Untold};
pub use holdings::Holdings;
pub use instances::Instances;
pub use keys::{KeySecret, Keys};
pub use limits::Limits;
pub use parsing_templates::ParsingTemplates;
pub use people::{People, StoredPerson};
pub use presets::Presets;
pub use quarantine::{Quarantined, Rejected};
pub use rejections::{Rejections, Tellings, ToldRejections};
pub use removals::Belonging;
pub use routes::Routes;
pub use safe::{Forgotten, GivenUp};
pub use search::{Cursor, CursorError, Order, Page, Reader, Search};
pub use sessions::{Session, Sessions};
pub use setup_links::SetupLinks;
pub use sign_in_failures::FailureCounts;
pub use sources::{Sighting, Sources};
pub use store::Store;
pub use streams::{StoredStream, Streams};
pub use tokens::Tokens;
pub use views::Views;
pub use writer::{Append, Stored};
