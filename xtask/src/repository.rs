//! Where things lie, and how programs are started there.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

/// The repository's root folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The site as the server embeds it. Always in the repository, wherever cargo builds.
pub fn site() -> PathBuf {
    root().join("target/site")
}

/// The server's executable.
pub fn spoor(profile: &str) -> PathBuf {
    target().join(profile).join(format!("spoor{}", env::consts::EXE_SUFFIX))
}

/// A program, to be run at the root of the repository.
pub fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// The cargo that runs this, to be run at the root of the repository.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = program(&env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    command.args(arguments);
    command
}

/// Runs a program to its end and fails if it does.
pub fn run(command: &mut Command) -> Result<()> {
    let words = written(command);
    eprintln!("$ {words}");
    let status = command.status().with_context(|| format!("`{words}` did not start"))?;
    if !status.success() {
        bail!("`{words}` failed ({status})");
    }
    Ok(())
}

/// Runs a program silently and gives what it printed, if it could be run and succeeded.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// Whether a program can be started.
pub fn has(name: &str, argument: &str) -> bool {
    output(program(name).arg(argument)).is_some()
}

fn written(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut words = vec![name.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy().into_owned()));
    words.join(" ")
}
