//! The pages, each in a folder named for the first part of its address.

#[cfg(feature = "ssr")]
pub mod activity;
pub mod alerts;
pub mod boards;
pub mod docs;
pub mod events;
pub mod not_found;
pub mod settings;
pub mod setup;
pub mod sign_in;
pub mod sources;
pub mod views;
