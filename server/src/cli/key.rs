//! `spoor key`: keys for programs.

use actions::{Caller, Clock, Desk};
use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use store::Store;

use crate::{cli::instance, config::DataConfig};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a key and print it, once; nothing else goes to standard output. Works beside a
    /// running server.
    Create(Create),
}

/// What `spoor key create` is told.
#[derive(Debug, Args)]
pub(super) struct Create {
    #[command(flatten)]
    data: DataConfig,

    /// The location of the instance the key is for. A collector key is for all instances and
    /// has none.
    #[arg(long, env = "SPOOR_LOCATION")]
    location: Option<String>,

    /// What the key is for.
    #[arg(long = "type", env = "SPOOR_KEY_TYPE", value_enum)]
    kind: Kind,

    /// How the key is called, at most 30 characters.
    #[arg(long, env = "SPOOR_KEY_NAME")]
    name: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// Sends lines.
    Ingestion,
    /// Reads events and configures.
    Service,
    /// Sends lines of any location; each goes where routing finds.
    Collector,
}

impl Command {
    pub async fn run(self) -> anyhow::Result<()> {
        let Self::Create(create) = self;
        let store = Store::open_beside(&create.data.folder).await?;
        let desk = Desk::new(store.clone(), Clock::of_machine());
        let (caller, name) = (Caller::desk(), create.name.as_str());
        let instance = async || {
            let location =
                create.location.as_deref().context("say which instance it is for with --location")?;
            instance::find(&store, location).await
        };
        let new = match create.kind {
            Kind::Ingestion => {
                actions::ingestion_key::create(&desk, &caller, &instance().await?.id, name).await?
            }
            Kind::Service => {
                actions::service_key::create(&desk, &caller, &instance().await?.id, name).await?
            }
            Kind::Collector => actions::collector_key::create(&desk, &caller, name).await?,
        };
        store.close().await;
        println!("{}", new.secret);
        Ok(())
    }
}
