//! Work on the desk: build and restart whenever a source changes.
//!
//! File times are polled, twice a second. Nothing is watched that is not a source, and a
//! build that fails leaves the last good server running.

use std::{
    fs,
    path::Path,
    process::Child,
    thread,
    time::{Duration, SystemTime},
};

use anyhow::Result;

use crate::{
    demo,
    front::{self, Profile},
    repository::{self, cargo},
};

const SOURCES: [&str; 7] = ["Cargo.toml", "Cargo.lock", "app", "crates", "migrations", "server", "style"];

/// Runs until it is interrupted.
pub fn run(arguments: &[String]) -> Result<()> {
    let mut server: Option<Child> = None;
    let mut built = Newest::default();
    loop {
        let now = Newest::read();
        if now == built {
            thread::sleep(Duration::from_millis(500));
            continue;
        }
        let only_style = server.is_some() && now.code == built.code;
        built = now;
        let done = if only_style { front::files() } else { build() };
        match done {
            // The server reads the site's files at each request in such a build.
            Ok(()) if only_style => eprintln!("The style is new; load the page again."),
            Ok(()) => {
                stop(server.take());
                server = Some(demo::command(arguments).spawn()?);
            }
            Err(error) => eprintln!("xtask: {error:#}; the last good build stays."),
        }
    }
}

fn build() -> Result<()> {
    front::build(Profile::Dev)?;
    repository::run(&mut cargo(&["build", "--package", "server"]))
}

fn stop(server: Option<Child>) {
    if let Some(mut server) = server {
        // It may have ended by itself, which is as good.
        let _ = server.kill();
        let _ = server.wait();
    }
}

/// The time of the newest source, style apart from code.
#[derive(Default, PartialEq, Eq)]
struct Newest {
    code: Option<SystemTime>,
    style: Option<SystemTime>,
}

impl Newest {
    fn read() -> Self {
        let mut newest = Self::default();
        for source in SOURCES {
            let place = if source == "style" { &mut newest.style } else { &mut newest.code };
            *place = (*place).max(newest_below(&repository::root().join(source)));
        }
        newest
    }
}

fn newest_below(path: &Path) -> Option<SystemTime> {
    let own = fs::metadata(path).ok()?;
    if !own.is_dir() {
        return own.modified().ok();
    }
    let inside = fs::read_dir(path).ok()?.filter_map(|item| newest_below(&item.ok()?.path()));
    inside.max().max(own.modified().ok())
}
