//! Every test, with the real clients and the real browser they need.

use std::path::Path;

use anyhow::{Result, bail};

use crate::{
    front::{self, Profile},
    repository::{self, cargo, program},
};

/// Sees to what the tests need, builds what they start, runs them all.
pub fn run(arguments: &[String]) -> Result<()> {
    browser()?;
    node_packages("tests/api/clients")?;
    node_packages("tests/browser")?;
    python_clients()?;
    front::build(Profile::Dev)?;
    // The tests start the executable itself; the same features as below, so it is built once.
    repository::run(&mut cargo(&["build", "--workspace", "--features", "app/ssr"]))?;
    let runner: &[&str] = if repository::has("cargo-nextest", "--version") {
        &["nextest", "run"]
    } else {
        eprintln!("cargo-nextest is not installed: `cargo test` takes its place, more slowly.");
        &["test"]
    };
    repository::run(
        cargo(runner).args(["--workspace", "--no-fail-fast", "--features", "app/ssr"]).args(arguments),
    )
}

fn browser() -> Result<()> {
    let missing = |name: &str| !repository::has(name, "--version");
    if !missing("chromium") && !missing("chromedriver") {
        return Ok(());
    }
    let install = "apt-get install --yes --no-install-recommends chromium chromium-driver";
    let root = repository::output(program("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    if !root || !repository::has("apt-get", "--version") {
        bail!(
            "the tests click through pages in Chromium, which is not here; install Chromium and its \
             driver first, on Debian with `sudo {install}`"
        );
    }
    repository::run(program("apt-get").arg("update"))?;
    repository::run(program("apt-get").args(install.split(' ').skip(1)))
}

/// What a folder of the tests has from npm, at the versions its lock file names: senders, and
/// what runs inside the pages.
fn node_packages(folder: &str) -> Result<()> {
    let folder = repository::root().join(folder);
    let lock = folder.join("package-lock.json");
    if !lock.exists() || is_newer(&folder.join("node_modules/.package-lock.json"), &lock) {
        return Ok(());
    }
    if !repository::has("npm", "--version") {
        bail!(
            "the tests use packages from npm; install Node.js first, on Debian with `sudo apt-get install nodejs npm`"
        );
    }
    repository::run(program("npm").current_dir(&folder).args(["ci", "--no-audit", "--no-fund"]))
}

/// Senders from PyPI, in an environment of their own.
fn python_clients() -> Result<()> {
    let wanted = repository::root().join("tests/api/clients/requirements.txt");
    let environment = repository::root().join("target/clients-venv");
    let mark = environment.join("spoor-installed");
    if !wanted.exists() || is_newer(&mark, &wanted) {
        return Ok(());
    }
    if !repository::has("python3", "--version") {
        bail!(
            "the tests send with clients from PyPI; install Python first, on Debian with `sudo apt-get install python3-venv`"
        );
    }
    let (environment, wanted) = (environment.to_string_lossy(), wanted.to_string_lossy());
    repository::run(program("python3").args(["-m", "venv", &environment]))?;
    let pip = format!("{environment}/bin/pip");
    repository::run(program(&pip).args(["install", "--quiet", "--requirement", &wanted]))?;
    std::fs::write(&mark, "")?;
    Ok(())
}

fn is_newer(file: &Path, than: &Path) -> bool {
    let time = |file: &Path| std::fs::metadata(file).and_then(|file| file.modified()).ok();
    matches!((time(file), time(than)), (Some(file), Some(than)) if file >= than)
}
