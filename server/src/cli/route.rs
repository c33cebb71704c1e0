//! `spoor route`: the desk's own routes for lines of collector keys.

use std::io::Read;

use actions::{Caller, Clock, Desk, route::NewRoute};
use anyhow::Context;
use clap::{Args, Subcommand};
use model::{id::RouteId, route::Route};
use store::Store;

use crate::{cli::instance, config::DataConfig};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the routes, the one that decides first in front. Works beside a running server.
    List(List),
    /// Add a route and print its id. Works beside a running server, which heeds it within 15
    /// seconds.
    Create(Create),
    /// Delete a route. Works beside a running server, which heeds it within 15 seconds.
    Delete(Delete),
    /// Say where a line from standard input would go, and why. Works beside a running server.
    Test(List),
}

/// What `spoor route list` and `test` are told.
#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    data: DataConfig,
}

/// What `spoor route create` is told. A condition that is not given asks for nothing.
#[derive(Debug, Args)]
pub(super) struct Create {
    #[command(flatten)]
    data: DataConfig,

    /// How the route is called.
    #[arg(long, env = "SPOOR_ROUTE_NAME")]
    name: String,

    /// Only lines of this source, or of this service by their CRN.
    #[arg(long, default_value = "", env = "SPOOR_ROUTE_SOURCE")]
    source: String,

    /// Only lines that happened in this location, or that the catalogue sends there; `unknown`
    /// for lines that name none.
    #[arg(long, default_value = "", env = "SPOOR_LOCATION")]
    location: String,

    /// Only lines that match this query.
    #[arg(long, default_value = "", env = "SPOOR_ROUTE_QUERY")]
    query: String,

    /// The location of the instance they go to.
    #[arg(long, value_name = "LOCATION", env = "SPOOR_TO")]
    to: String,

    /// Its place among the routes, counted from 1; the last where it is not given.
    #[arg(long, env = "SPOOR_ROUTE_POSITION")]
    position: Option<usize>,
}

/// What `spoor route delete` is told.
#[derive(Debug, Args)]
pub(super) struct Delete {
    #[command(flatten)]
    data: DataConfig,

    /// The id that `spoor route list` prints.
    #[arg(long, env = "SPOOR_ROUTE_ID")]
    id: RouteId,
}

impl Command {
    pub async fn run(self) -> anyhow::Result<()> {
        let folder = match &self {
            Self::List(List { data }) | Self::Test(List { data }) => &data.folder,
            Self::Create(create) => &create.data.folder,
            Self::Delete(delete) => &delete.data.folder,
        };
        let store = Store::open_beside(folder).await?;
        let desk = Desk::new(store.clone(), Clock::of_machine());
        let caller = Caller::desk();
        match self {
            Self::List(_) => {
                let instances = store.read().await?.instances().list().await?;
                for Route { id, draft } in actions::route::list(&desk, &caller).await? {
                    let to = instances.iter().find(|instance| instance.id == draft.target);
                    let to = to.map_or("", |instance| instance.location.as_str());
                    let (name, state) = (draft.name.as_str(), if draft.is_active { "on" } else { "off" });
                    let conditions = [&draft.source, &draft.location, &draft.query];
                    println!("{id}\t{state}\t{name}\t{}\t{to}", conditions.map(String::as_str).join("\t"));
                }
            }
            Self::Create(create) => {
                let new = NewRoute {
                    name: create.name,
                    source: create.source,
                    location: create.location,
                    query: create.query,
                    target: instance::find(&store, &create.to).await?.id,
                    is_active: true,
                    only_held: false,
                    position: create.position,
                };
                println!("{}", actions::route::create(&desk, &caller, new).await?.id);
            }
            Self::Delete(delete) => actions::route::delete(&desk, &caller, &delete.id).await?,
            Self::Test(_) => {
                let mut text = String::new();
                std::io::stdin().read_to_string(&mut text).context("the line could not be read")?;
                let trial = actions::route::test(&desk, &caller, text.trim_end_matches(['\r', '\n'])).await?;
                for step in &trial.steps {
                    println!("{}", step.why);
                }
                println!("{}\t{}", trial.location, if trial.instance.is_some() { "stored" } else { "held" });
            }
        }
        store.close().await;
        Ok(())
    }
}
