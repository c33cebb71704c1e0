//! The doors for programs. A key stands for the caller; nothing here looks at cookies.

pub mod archiving;
pub mod boards;
mod body;
pub mod catalog;
pub mod categories;
mod channels;
pub mod cloudant;
mod credential;
pub mod deletions;
pub mod error;
pub mod events;
pub mod exclusions;
mod fields;
pub mod health;
pub mod identity;
pub mod ingest;
pub mod keys;
pub mod openapi;
pub mod parsing_templates;
pub mod presets;
pub mod rate;
mod receipts;
pub mod refusal;
pub mod routes;
pub mod sources;
pub mod stream;
pub mod views;
