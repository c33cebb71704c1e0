//! What is promised of keys, settings, targets and instances: who may change them, what is told of
//! it, and that no secret is.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod account;
mod archive;
mod fixture;
mod instances;
mod keys;
mod secrets;
mod stream;
