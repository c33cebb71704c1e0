//! What a person meets: every page in a real browser, and the same pages without scripts.
//!
//! Elements are found by role and label, as people and their aids find them. Only
//! [`browser`] and [`visitor`] know how.

#![expect(clippy::unwrap_used, clippy::panic, reason = "this crate holds nothing but tests")]

mod account;
mod acts;
mod alerts;
mod axe;
mod boards;
mod browser;
mod categories;
mod completion;
mod context;
mod documented;
mod exclusion_rules;
mod facets;
mod histogram;
mod keys;
mod live;
mod parsing_templates;
mod people;
mod plain;
mod query_bar;
mod reader;
mod routing;
mod samples;
mod scenes;
mod screens;
mod settings;
mod sources;
mod views;
mod visitor;
mod walk;
