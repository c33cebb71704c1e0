//! The doors for programs. A key stands for the caller; nothing here looks at cookies.

mod body;
pub mod catalog;
pub mod cloudant;
mod credential;
pub mod error;
pub mod events;
pub mod health;
pub mod identity;
pub mod ingest;
mod receipts;
pub mod routes;
pub mod sources;
pub mod views;
