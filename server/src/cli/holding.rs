//! `spoor holding`: what becomes of lines whose location has no instance.

use actions::{Caller, Clock, Desk};
use clap::{Args, Subcommand};
use model::time::format_rfc3339;
use store::Store;

use crate::{cli::instance, config::DataConfig};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the locations whose lines are held. Works beside a running server.
    List(List),
    /// Make the instance of a location; what is held for it is in it from then on. Works beside a
    /// running server.
    Adopt(Adopt),
    /// Route a location to an instance; what is held for it is moved there by the server. Works
    /// beside a running server.
    Release(Release),
}

/// What `spoor holding list` is told.
#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    data: DataConfig,
}

/// What `spoor holding adopt` is told.
#[derive(Debug, Args)]
pub(super) struct Adopt {
    #[command(flatten)]
    data: DataConfig,

    /// The location whose lines are held.
    #[arg(long, env = "SPOOR_LOCATION")]
    location: String,
}

/// What `spoor holding release` is told.
#[derive(Debug, Args)]
pub(super) struct Release {
    #[command(flatten)]
    data: DataConfig,

    /// The location whose lines are held; `unknown` for lines that name none.
    #[arg(long, env = "SPOOR_LOCATION")]
    location: String,

    /// The location of the instance they go to.
    #[arg(long, value_name = "LOCATION", env = "SPOOR_TO")]
    to: String,
}

impl Command {
    pub async fn run(self) -> anyhow::Result<()> {
        let folder = match &self {
            Self::List(List { data })
            | Self::Adopt(Adopt { data, .. })
            | Self::Release(Release { data, .. }) => &data.folder,
        };
        let store = Store::open_beside(folder).await?;
        let desk = Desk::new(store.clone(), Clock::of_machine());
        let caller = Caller::desk();
        match &self {
            Self::List(_) => {
                for held in actions::holding::list(&desk, &caller).await? {
                    let holding = held.holding;
                    let state = if holding.target.is_some() { "is being moved" } else { "waits" };
                    println!("{}\t{state}\tsince {}", holding.location, format_rfc3339(holding.since_ms));
                }
            }
            Self::Adopt(adopt) => {
                let made = actions::holding::adopt(&desk, &caller, &adopt.location).await?;
                eprintln!("{} has an instance now, and in it what was held", made.location);
            }
            Self::Release(release) => {
                let to = instance::find(&store, &release.to).await?;
                actions::holding::release(&desk, &caller, &release.location, &to.id).await?;
                eprintln!("the server moves what is held for {} to {}", release.location, to.location);
            }
        }
        store.close().await;
        Ok(())
    }
}
