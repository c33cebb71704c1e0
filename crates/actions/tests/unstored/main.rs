//! Lines that were not stored are told: each once, none too often, whatever fails meanwhile.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod fixture;
mod refused;
mod rules;
