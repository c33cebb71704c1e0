//! What programs and browsers are promised, asked from outside: the real program, its real
//! doors, and senders that nobody here wrote.

#![expect(clippy::unwrap_used, clippy::panic, reason = "this crate holds nothing but tests")]

mod activity_tracker;
mod archiving;
mod asks;
mod audit;
mod boards;
mod catalog;
mod categories;
mod clients;
mod cloud_databases;
mod cloudant;
mod context;
mod deletion;
mod doors;
mod dr_automation;
mod events;
mod exclusions;
mod holding;
mod import;
mod ingest;
mod instances;
mod keys;
mod parsing_templates;
mod power_virtual_server;
mod presets;
mod routing;
mod samples;
mod serve;
mod session;
mod sources;
mod stream;
mod support;
mod systems;
mod tail;
mod unstored;
mod views;
