//! What exclusion rules and parsing templates do to what is sent.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod fixture;
mod rules;
mod templates;
