//! What is promised of lines that come with a collector key: each goes where it should, and none
//! is lost where nothing has been decided.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests too")]

mod fixture;
mod holdings;
mod routes;
