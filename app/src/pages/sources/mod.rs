//! The pages about what sends events: sources, catalogue, rules, quarantine, views to begin with.
//!
//! They are written on the server, a module for each, and drawn as [`crate::ui::Sheet`].

#[cfg(feature = "ssr")]
mod asked;
#[cfg(feature = "ssr")]
mod catalog;
#[cfg(feature = "ssr")]
mod conformance;
#[cfg(feature = "ssr")]
mod data_events;
#[cfg(feature = "ssr")]
mod holding;
#[cfg(feature = "ssr")]
mod overview;
mod page;
#[cfg(feature = "ssr")]
mod quarantine;
#[cfg(feature = "ssr")]
mod routing;
mod server;
#[cfg(feature = "ssr")]
mod starter;
mod switching;
#[cfg(feature = "ssr")]
pub mod writing;

pub use page::SourcesPage;
