//! The wires of the desk: HTTP in both directions, workers and the command line.
//!
//! What is done behind a wire stands in `actions`; here requests become calls and results
//! become answers. Routes appear in `router` only, settings in `config` only.

// The types of whole pages nest deeper than the default allows.
#![recursion_limit = "256"]

mod api;
pub mod cli;
mod config;
mod demo;
mod doors;
mod figures;
mod origin;
mod router;
mod serve;
mod site;
mod state;
mod workers;
