//! What is left after the worst: a kill at any instant, a disk that fails, a disk that is full.
//!
//! `SPOOR_CRASH_ROUNDS` says how often the server is killed; `cargo xtask soak` asks for more.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests too")]

mod faults;
mod full_disk;
mod held;
mod kill;
mod load;
mod objects;
mod unstored;
