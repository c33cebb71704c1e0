//! What the desk costs: generated events sent to a release build over HTTP, and searched.
//!
//! The figures are for comparing one build with another on the same machine; the load of the
//! machine is printed beside them. Nothing here fails on a figure.

mod board;
mod desk;
mod ingest;
mod intake;
mod search;

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{
    front::{self, Profile},
    repository::{self, cargo},
};

const USAGE: &str = "usage: cargo xtask bench [EVENTS] [--seed SEED] [--jsonl FILE]";

/// How much is measured.
struct Plan {
    events: usize,
    seed: u64,
    /// Events from elsewhere, one a line, instead of generated ones.
    jsonl: Option<PathBuf>,
}

/// Builds the release executable, measures it and prints a table.
pub fn run(arguments: &[String]) -> Result<()> {
    let plan = read(arguments).context(USAGE)?;
    front::build(Profile::Release)?;
    repository::run(&mut cargo(&["build", "--package", "server", "--release"]))?;
    println!("{} events, seed {}, machine load {}\n", plan.events, plan.seed, load());
    let mut desk = desk::Desk::start()?;
    row("listening after", format!("{} ms", desk.listening_after.as_millis()));
    row("resident when idle", format!("{:.1} MB", desk.resident()? / 1e6));
    let sent = ingest::many_lines(&desk, &plan)?;
    ingest::one_line(&desk, plan.seed)?;
    row("resident after ingest", format!("{:.1} MB", desk.resident()? / 1e6));
    row("disk, per event of 1.25 KB", format!("{:.0} bytes", desk.disk()? as f64 / sent as f64));
    search::all(&desk)?;
    board::opened(&desk, &plan)?;
    row("resident after all questions", format!("{:.1} MB", desk.resident()? / 1e6));
    row("ready again after a restart", format!("{} ms", desk.restart()?.as_millis()));
    drop(desk);
    intake::compared(&plan)?;
    println!("\nmachine load at the end {}", load());
    Ok(())
}

/// Prints one line of the table.
fn row(what: &str, figure: String) {
    println!("{what:<58} {figure}");
}

fn read(arguments: &[String]) -> Result<Plan> {
    let mut plan = Plan { events: 1_000_000, seed: 7, jsonl: None };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if argument == "--seed" {
            plan.seed = arguments.next().context("--seed wants a number")?.parse()?;
        } else if argument == "--jsonl" {
            plan.jsonl = Some(arguments.next().context("--jsonl wants a file")?.into());
        } else {
            plan.events = argument.replace('_', "").parse()?;
        }
    }
    Ok(plan)
}

fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}
