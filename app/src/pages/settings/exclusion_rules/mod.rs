//! Exclusion rules: what is not stored and what is not streamed.

#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod preview;
mod server;

#[cfg(feature = "ssr")]
pub use list::tell;

#[cfg(feature = "ssr")]
mod list;
