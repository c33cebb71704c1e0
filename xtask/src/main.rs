//! `cargo xtask`: everything one does to this repository, in one place and with cargo alone.
//!
//! - `demo`: builds the desk and starts it over sample events; for a first look.
//! - `dev`: the same, built anew and restarted whenever a source changes.
//! - `build`: the one executable, for use.
//! - `soak`: the long versions of the crash and fuzz runs.
//! - `bench`: what the desk costs, as a table.
//! - `lint`, `test`: what must be green before a change lands.
//!
//! It installs nothing without saying so and keeps everything below `target/`.

mod bench;
mod build;
mod demo;
mod dev;
mod front;
mod glue;
mod lint;
mod reach;
mod repository;
mod soak;
mod style;
mod test;
mod trim;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask <command>

  demo     build the desk, start it over sample events and say where to click
  dev      like demo, and build and restart again whenever a source changes
  build    build the one executable, with everything inside, for use
  lint     format, clippy for host and browser, rustdoc; all warnings denied
  bench    what the desk costs, on generated events, as a table
  soak     the long crash and fuzz runs: [ROUNDS] [SECONDS a fuzz target]
  test     everything that can be checked here, with real clients and a real browser

Arguments after `demo` and `dev` go to `spoor serve`; arguments after `test` to the test runner.";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let done = match command.as_str() {
        "demo" => demo::run(&rest),
        "dev" => dev::run(&rest),
        "bench" => bench::run(&rest),
        "build" => build::run(),
        "lint" => lint::run(),
        "soak" => soak::run(&rest),
        "test" => test::run(&rest),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
