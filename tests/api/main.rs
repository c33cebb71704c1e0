//! What programs and browsers are promised, asked from outside: the real program, its real
//! doors, and senders that nobody here wrote.

#![expect(clippy::unwrap_used, clippy::panic, reason = "this crate holds nothing but tests")]

mod asks;
mod audit;
mod clients;
mod context;
mod events;
mod import;
mod ingest;
mod samples;
mod serve;
mod session;
mod support;
mod tail;
mod views;
