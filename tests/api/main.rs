//! What programs and browsers are promised, asked from outside: the real program, its real
//! doors, and senders that nobody here wrote.

#![expect(clippy::unwrap_used, clippy::panic, reason = "this crate holds nothing but tests")]

mod asks;
mod audit;
mod clients;
mod cloudant;
mod context;
mod events;
mod holding;
mod import;
mod ingest;
mod routing;
mod samples;
mod serve;
mod session;
mod sources;
mod support;
mod tail;
mod views;
