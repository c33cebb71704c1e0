//! `spoor instance`: what instances there are, and how long each keeps its lines.

use actions::{Caller, Clock, Desk};
use anyhow::Context;
use clap::{Args, Subcommand};
use model::{
    instance::Instance,
    retention::{Period, Retention},
};
use store::Store;

use crate::config::DataConfig;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the instances, the home instance first, and the locations without one whose lines are
    /// held. Works beside a running server.
    List(List),
    /// Say how long an instance keeps its lines. Works beside a running server, which heeds it
    /// within a minute.
    Retain(Retain),
}

/// What `spoor instance list` is told.
#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    data: DataConfig,
}

/// What `spoor instance retain` is told.
#[derive(Debug, Args)]
pub(super) struct Retain {
    #[command(flatten)]
    data: DataConfig,

    /// The location of the instance.
    #[arg(long, env = "SPOOR_LOCATION")]
    location: String,

    /// Keep lines for so many days after their arrival. With 0 they are only for live tail and
    /// never found by a search.
    #[arg(long, value_name = "DAYS", env = "SPOOR_RETENTION_DAYS", required_unless_present = "forever")]
    days: Option<u16>,

    /// Keep lines for good.
    #[arg(long, env = "SPOOR_RETENTION_FOREVER", conflicts_with = "days")]
    forever: bool,

    /// Let imported lines go like all others, instead of keeping them for good.
    #[arg(long, env = "SPOOR_RETENTION_IMPORTS_TOO")]
    imports_too: bool,
}

impl Command {
    pub async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::List(list) => list.run().await,
            Self::Retain(retain) => retain.run().await,
        }
    }
}

impl List {
    async fn run(self) -> anyhow::Result<()> {
        let store = Store::open_beside(&self.data.folder).await?;
        let desk = Desk::new(store.clone(), Clock::of_machine());
        for (instance, _) in actions::instance::list(&desk, &Caller::desk()).await? {
            let (id, location, city) = (&instance.id, &instance.location, &instance.city);
            println!("{location}\t{city}\t{id}\t{}", told(instance.retention));
        }
        for held in actions::holding::list(&desk, &Caller::desk()).await? {
            let holding = held.holding;
            println!("{}\tno instance\t{}\theld until somebody decides", holding.location, holding.id);
        }
        store.close().await;
        Ok(())
    }
}

impl Retain {
    async fn run(self) -> anyhow::Result<()> {
        let store = Store::open_beside(&self.data.folder).await?;
        let desk = Desk::new(store.clone(), Clock::of_machine());
        let found = find(&store, &self.location).await?;
        let lines = if self.forever { Period::Unlimited } else { Period::from(self.days) };
        let retention = Retention { lines, keeps_imports: !self.imports_too };
        let instance = actions::instance::update(&desk, &Caller::desk(), &found.id, retention).await?;
        store.close().await;
        eprintln!("{} keeps lines: {}", instance.location, told(instance.retention));
        Ok(())
    }
}

/// The instance of a location, for whoever named it at the command line.
pub(super) async fn find(store: &Store, location: &str) -> anyhow::Result<Instance> {
    let found = store.read().await?.instances().find_by_location(location).await?;
    found.with_context(|| format!("there is no instance for {location}"))
}

fn told(retention: Retention) -> String {
    let imports = match (retention.lines, retention.keeps_imports) {
        (Period::Unlimited, _) => "",
        (_, true) => ", imported lines forever",
        (_, false) => ", imported lines too",
    };
    format!("{}{imports}", retention.lines)
}
