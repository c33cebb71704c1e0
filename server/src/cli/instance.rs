//! `spoor instance`: what instances there are, how long each keeps its lines, and which go.

use actions::{Caller, Clock, Desk, instance::InstanceUpdate};
use anyhow::Context;
use clap::{Args, Subcommand};
use model::{
    instance::Instance,
    retention::{Period, Retention},
    time::format_rfc3339,
};
use store::Store;

use crate::config::DataConfig;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the instances, the home instance first, and the locations without one whose lines are
    /// held. Works beside a running server.
    List(List),
    /// Make the instance of a location, with the lines that are held for it. A running server serves it
    /// within 15 seconds.
    Create(Create),
    /// Give an instance a name beside its city. Works beside a running server.
    Rename(Create),
    /// Have an instance go in 7 days, with everything in it. A running server heeds it within 15
    /// seconds, and takes no more lines for it.
    Delete(Delete),
    /// Have an instance stay that was to go.
    Keep(Keep),
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

/// What `spoor instance create` and `rename` are told.
#[derive(Debug, Args)]
pub(super) struct Create {
    #[command(flatten)]
    data: DataConfig,

    /// The location of the instance.
    #[arg(long, env = "SPOOR_LOCATION")]
    location: String,

    /// How people call it beside its city; without it there is only the city.
    #[arg(long, env = "SPOOR_INSTANCE_NAME", default_value = "")]
    name: String,
}

/// What `spoor instance delete` is told.
#[derive(Debug, Args)]
pub(super) struct Delete {
    #[command(flatten)]
    data: DataConfig,

    /// The location of the instance.
    #[arg(long, env = "SPOOR_LOCATION")]
    location: String,

    /// The instance once more, by its city and its name, such as "Dallas" or "Dallas · Tests".
    #[arg(long, env = "SPOOR_INSTANCE_NAMED")]
    named: String,
}

/// What `spoor instance keep` is told.
#[derive(Debug, Args)]
pub(super) struct Keep {
    #[command(flatten)]
    data: DataConfig,

    /// The location of the instance.
    #[arg(long, env = "SPOOR_LOCATION")]
    location: String,
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
            Self::Create(create) => create.run().await,
            Self::Rename(rename) => rename.rename().await,
            Self::Delete(delete) => delete.run().await,
            Self::Keep(keep) => keep.run().await,
            Self::Retain(retain) => retain.run().await,
        }
    }
}

impl List {
    async fn run(self) -> anyhow::Result<()> {
        let store = Store::open_beside(&self.data.folder).await?;
        let desk = Desk::new(store.clone(), Clock::of_machine());
        for (instance, _) in actions::instance::list(&desk, &Caller::desk()).await? {
            let (id, location, title) = (&instance.id, &instance.location, instance.title());
            let going = instance.gone_ms().map(format_rfc3339);
            let going = going.map(|at| format!("\tgone from {at} on")).unwrap_or_default();
            println!("{location}\t{title}\t{id}\t{}{going}", told(instance.retention));
        }
        for held in actions::holding::list(&desk, &Caller::desk()).await? {
            let holding = held.holding;
            println!("{}\tno instance\t{}\theld until somebody decides", holding.location, holding.id);
        }
        store.close().await;
        Ok(())
    }
}

impl Create {
    async fn run(self) -> anyhow::Result<()> {
        let store = Store::open_beside(&self.data.folder).await?;
        let desk = Desk::new(store.clone(), Clock::of_machine());
        let made = actions::instance::create(&desk, &Caller::desk(), &self.location, &self.name).await?;
        store.close().await;
        println!("{}\t{}\t{}", made.location, made.title(), made.id);
        Ok(())
    }

    async fn rename(self) -> anyhow::Result<()> {
        let store = Store::open_beside(&self.data.folder).await?;
        let desk = Desk::new(store.clone(), Clock::of_machine());
        let found = find(&store, &self.location).await?;
        let update = InstanceUpdate { name: Some(self.name), ..InstanceUpdate::default() };
        let instance = actions::instance::update(&desk, &Caller::desk(), &found.id, update).await?;
        store.close().await;
        println!("{}\t{}\t{}", instance.location, instance.title(), instance.id);
        Ok(())
    }
}

impl Delete {
    async fn run(self) -> anyhow::Result<()> {
        let store = Store::open_beside(&self.data.folder).await?;
        let desk = Desk::new(store.clone(), Clock::of_machine());
        let found = find(&store, &self.location).await?;
        let going = actions::instance::delete(&desk, &Caller::desk(), &found.id, &self.named).await?;
        store.close().await;
        let at = going.gone_ms().map(format_rfc3339).unwrap_or_default();
        eprintln!(
            "{} takes no more lines and goes for good at {at}; `spoor instance keep` has it stay",
            going.location
        );
        Ok(())
    }
}

impl Keep {
    async fn run(self) -> anyhow::Result<()> {
        let store = Store::open_beside(&self.data.folder).await?;
        let desk = Desk::new(store.clone(), Clock::of_machine());
        let found = find(&store, &self.location).await?;
        actions::instance::cancel_deletion(&desk, &Caller::desk(), &found.id).await?;
        store.close().await;
        eprintln!("{} stays", found.location);
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
