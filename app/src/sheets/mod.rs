//! Pages that are told on the server as [`crate::ui::Sheet`] and drawn by one component.
//!
//! A section, such as `sources`, is a module of [`crate::pages`] whose `tell` answers what its
//! addresses ask. The browser knows none of them, so a further page costs it nothing.

#[cfg(feature = "ssr")]
mod asked;
mod page;
mod server;
#[cfg(feature = "ssr")]
pub mod writing;

#[cfg(feature = "ssr")]
pub use asked::{Asked, back, collect, href, overtaken, refuse_change, seen};
pub use page::SheetPage;
