//! A first look: the desk over sample events, in one command.

use anyhow::{Context, Result};

use crate::{
    front::{self, Profile},
    repository::{self, cargo},
};

/// Builds both halves the quick way and becomes the server, which says where to click.
pub fn run(arguments: &[String]) -> Result<()> {
    eprintln!("The first build takes a few minutes, later ones seconds.");
    front::build(Profile::Dev)?;
    repository::run(&mut cargo(&["build", "--package", "server"]))?;
    let mut server = command(arguments);
    become_it(&mut server).context("the server did not start")
}

/// The server over the demonstration's own data, which stay between runs.
pub fn command(arguments: &[String]) -> std::process::Command {
    let mut server = repository::program(&repository::spoor("debug").to_string_lossy());
    server.args(["serve", "--demo", "--data", "target/demo"]).args(arguments);
    server
}

#[cfg(unix)]
fn become_it(server: &mut std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(server.exec().into())
}

#[cfg(not(unix))]
fn become_it(server: &mut std::process::Command) -> Result<()> {
    repository::run(server)
}
