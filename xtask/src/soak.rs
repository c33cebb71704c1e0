//! The long versions of what `test` does in seconds.

use anyhow::{Result, bail};

use crate::{
    front::{self, Profile},
    repository::{self, cargo, program},
};

const USAGE: &str = "usage: cargo xtask soak [ROUNDS] [SECONDS]";

/// Kills a desk under load some hundred times, then lets the fuzzers run; either not at all for 0.
pub fn run(arguments: &[String]) -> Result<()> {
    let [rounds, seconds] = match arguments {
        [] => [200, 600],
        [rounds] => [rounds.parse()?, 600],
        [rounds, seconds] => [rounds.parse()?, seconds.parse()?],
        _ => bail!(USAGE),
    };
    if rounds > 0 {
        crash(rounds)?;
    }
    fuzz(seconds)
}

fn crash(rounds: u32) -> Result<()> {
    front::build(Profile::Dev)?;
    repository::run(&mut cargo(&["build", "--workspace", "--features", "app/ssr"]))?;
    let mut test = cargo(&["test", "--package", "tests", "--test", "crash", "--", "--nocapture", "kill"]);
    repository::run(test.env("SPOOR_CRASH_ROUNDS", rounds.to_string()))
}

/// Fuzzing needs flags that only an unstable compiler takes; the variable makes the stable one
/// take them, so that nothing names another toolchain.
fn fuzz(seconds: u32) -> Result<()> {
    if seconds == 0 {
        return Ok(());
    }
    if !repository::has("cargo-fuzz", "--version") {
        repository::run(&mut cargo(&["install", "cargo-fuzz", "--locked"]))?;
    }
    for (library, target) in [
        ("model", "formula"),
        ("parsing", "read"),
        ("query", "parse"),
        ("query", "moment"),
        ("segment", "decode"),
        ("segment", "evaluate"),
    ] {
        // What is found on the way goes here, and not among the inputs that are kept.
        let found = repository::target().join("fuzz").join(target);
        std::fs::create_dir_all(&found)?;
        let mut fuzz = program("cargo-fuzz");
        fuzz.current_dir(repository::root().join("crates").join(library)).env("RUSTC_BOOTSTRAP", "1");
        fuzz.args(["run", target]).arg(&found).arg(format!("fuzz/corpus/{target}"));
        fuzz.args(["--", &format!("-max_total_time={seconds}"), "-max_len=4096", "-timeout=10"]);
        repository::run(&mut fuzz)?;
    }
    Ok(())
}
