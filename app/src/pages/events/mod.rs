//! The main page: search, read, expand, save.
//!
//! [`Address`] says everything the page shows; each piece reads it and links to another one.

mod address;
#[cfg(feature = "ssr")]
mod answer;
mod completion;
mod context;
mod detail;
mod empty;
mod facets;
mod field_tree;
mod fields;
mod filters;
#[cfg(feature = "ssr")]
mod form;
mod going;
mod histogram;
mod ink;
mod list;
mod live;
#[cfg(feature = "ssr")]
mod offers;
mod page;
mod pretty;
mod query_bar;
#[cfg(feature = "ssr")]
mod range;
mod row;
mod save_view;
mod server;
mod status_line;
#[cfg(feature = "ssr")]
mod telling;
mod time_range;
mod view_bar;
mod zone;

pub use address::{Address, encode};
#[cfg(feature = "ssr")]
pub use answer::zone_name;
#[cfg(feature = "ssr")]
pub use live::Following;
pub use page::EventsPage;
#[cfg(feature = "ssr")]
pub use range::{Span, read as read_range};
#[cfg(feature = "ssr")]
pub use status_line::grouped;
#[cfg(feature = "ssr")]
pub use zone::{Zone, moment};
