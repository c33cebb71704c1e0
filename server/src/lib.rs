//! The wires of the desk: HTTP in both directions, workers and the command line.
//!
//! What is done behind a wire stands in `actions`; here requests become calls and results
//! become answers. Routes appear in [`router`] only, settings in [`config`] only.

pub mod api;
pub mod cli;
pub mod config;
mod demo;
mod figures;
mod origin;
pub mod router;
mod serve;
pub mod site;
mod state;
