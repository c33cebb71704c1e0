//! Format, clippy and rustdoc, with every warning denied.

use anyhow::Result;

use crate::repository::{self, cargo};

const DENY: [&str; 3] = ["--", "--deny", "warnings"];
const BROWSER: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// Runs what the checks of a change run, in the order in which it fails soonest.
pub fn run() -> Result<()> {
    repository::run(&mut cargo(&["fmt", "--all", "--check"]))?;
    repository::run(cargo(&["clippy", "--workspace", "--all-targets", "--features", "app/ssr"]).args(DENY))?;
    // What runs in the browser compiles differently there: each is looked at for both.
    repository::run(
        cargo(&["clippy", "--package", "app", "--features", "hydrate"]).args(BROWSER).args(DENY),
    )?;
    repository::run(cargo(&["clippy", "--package", "model", "--package", "query"]).args(BROWSER).args(DENY))?;
    repository::run(
        cargo(&["doc", "--workspace", "--no-deps", "--features", "app/ssr"])
            .env("RUSTDOCFLAGS", "--deny warnings"),
    )
}
