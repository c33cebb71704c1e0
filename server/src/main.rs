//! `spoor`: a self-hosted desk for audit events.

use std::process::ExitCode;

use clap::Parser;
use server::cli::Cli;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("spoor: {error:#}");
            ExitCode::FAILURE
        }
    }
}
