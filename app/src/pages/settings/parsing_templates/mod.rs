//! Parsing templates: the list, and the steps in which one is made.

#[cfg(feature = "ssr")]
mod begin;
#[cfg(feature = "ssr")]
mod build;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod operators;
mod server;
#[cfg(feature = "ssr")]
mod validate;

#[cfg(feature = "ssr")]
pub use list::tell;
