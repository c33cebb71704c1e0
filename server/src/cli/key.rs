//! `spoor key`: keys for programs.

use actions::{Caller, Clock, Desk, KeyUpdate, KeyWish, collector_key, ingestion_key, service_key};
use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use model::{
    id::{InstanceId, KeyId},
    key::{Key, KeyKind},
    time::{format_rfc3339, parse_event_time},
};
use store::Store;

use crate::{cli::instance, config::DataConfig};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a key and print it, once; nothing else goes to standard output. Works beside a
    /// running server.
    Create(Create),
    /// List the keys of an instance, or the collector keys: id, type, first characters, name, end
    /// and last use.
    List(List),
    /// Give a key another name. Works beside a running server.
    Rename(Rename),
    /// Delete a key. A running server heeds it within 15 seconds.
    Delete(Delete),
}

/// Whose keys are meant.
#[derive(Debug, Args)]
struct Whose {
    #[command(flatten)]
    data: DataConfig,

    /// The location of the instance the key is of. A collector key is for all instances and
    /// has none.
    #[arg(long, env = "SPOOR_LOCATION")]
    location: Option<String>,
}

/// What `spoor key create` is told.
#[derive(Debug, Args)]
pub(super) struct Create {
    #[command(flatten)]
    whose: Whose,

    /// What the key is for.
    #[arg(long = "type", env = "SPOOR_KEY_TYPE", value_enum)]
    kind: Kind,

    /// How the key is called, at most 30 characters.
    #[arg(long, env = "SPOOR_KEY_NAME")]
    name: String,

    /// From when on it opens nothing, such as 2027-01-31 or 2027-01-31T12:00:00Z.
    #[arg(long, value_name = "DATE", env = "SPOOR_KEY_EXPIRES", value_parser = moment)]
    expires: Option<i64>,

    /// A service it may send as, by the name in its CRN; may be given several times. Without one it
    /// sends as any.
    #[arg(long = "service", value_name = "SERVICE", env = "SPOOR_KEY_SERVICES", value_delimiter = ',')]
    services: Vec<String>,
}

/// What `spoor key list` is told.
#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    whose: Whose,
}

/// What `spoor key rename` is told.
#[derive(Debug, Args)]
pub(super) struct Rename {
    #[command(flatten)]
    whose: Whose,

    /// The id of the key, as `spoor key list` prints it.
    #[arg(long, env = "SPOOR_KEY_ID")]
    id: KeyId,

    /// How it is to be called, at most 30 characters.
    #[arg(long, env = "SPOOR_KEY_NAME")]
    name: String,
}

/// What `spoor key delete` is told.
#[derive(Debug, Args)]
pub(super) struct Delete {
    #[command(flatten)]
    whose: Whose,

    /// The id of the key, as `spoor key list` prints it.
    #[arg(long, env = "SPOOR_KEY_ID")]
    id: KeyId,
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
        match self {
            Self::Create(create) => create.run().await,
            Self::List(list) => list.run().await,
            Self::Rename(rename) => rename.run().await,
            Self::Delete(delete) => delete.run().await,
        }
    }
}

impl Whose {
    async fn open(&self) -> anyhow::Result<(Desk, Option<InstanceId>)> {
        let store = Store::open_beside(&self.data.folder).await?;
        let instance = match &self.location {
            Some(location) => Some(instance::find(&store, location).await?.id),
            None => None,
        };
        Ok((Desk::new(store, Clock::of_machine()), instance))
    }
}

impl Create {
    async fn run(self) -> anyhow::Result<()> {
        let (desk, instance) = self.whose.open().await?;
        let caller = Caller::desk();
        let wish = KeyWish { name: self.name, expires_ms: self.expires, services: self.services };
        let instance = || instance.as_ref().context("say which instance it is for with --location");
        let new = match self.kind {
            Kind::Ingestion => ingestion_key::create(&desk, &caller, instance()?, wish).await?,
            Kind::Service => service_key::create(&desk, &caller, instance()?, wish).await?,
            Kind::Collector => collector_key::create(&desk, &caller, wish).await?,
        };
        desk.store().close().await;
        println!("{}", new.secret);
        Ok(())
    }
}

impl List {
    async fn run(self) -> anyhow::Result<()> {
        let (desk, instance) = self.whose.open().await?;
        let kinds: &[KeyKind] = match instance {
            Some(_) => &[KeyKind::Ingestion, KeyKind::Service],
            None => &[KeyKind::Collector],
        };
        for kind in kinds {
            for key in actions::key::list(&desk, &Caller::desk(), instance.as_ref(), *kind).await? {
                println!("{}", told(&key));
            }
        }
        desk.store().close().await;
        Ok(())
    }
}

impl Rename {
    async fn run(self) -> anyhow::Result<()> {
        let (desk, instance) = self.whose.open().await?;
        let (caller, id) = (Caller::desk(), &self.id);
        let update = KeyUpdate { name: Some(self.name), ..KeyUpdate::default() };
        let kind = actions::key::find(&desk, &caller, instance.as_ref(), id).await?.kind;
        let key = match (kind, &instance) {
            (KeyKind::Service, Some(instance)) => {
                service_key::update(&desk, &caller, instance, id, update).await?
            }
            (_, Some(instance)) => ingestion_key::update(&desk, &caller, instance, id, update).await?,
            (_, None) => collector_key::update(&desk, &caller, id, update).await?,
        };
        desk.store().close().await;
        println!("{}", told(&key));
        Ok(())
    }
}

impl Delete {
    async fn run(self) -> anyhow::Result<()> {
        let (desk, instance) = self.whose.open().await?;
        let (caller, id) = (Caller::desk(), &self.id);
        let kind = actions::key::find(&desk, &caller, instance.as_ref(), id).await?.kind;
        match (kind, &instance) {
            (KeyKind::Service, Some(instance)) => service_key::delete(&desk, &caller, instance, id).await?,
            (_, Some(instance)) => ingestion_key::delete(&desk, &caller, instance, id).await?,
            (_, None) => collector_key::delete(&desk, &caller, id).await?,
        }
        desk.store().close().await;
        eprintln!("the key {id} is deleted; it can be put back for 7 days in the settings");
        Ok(())
    }
}

fn told(key: &Key) -> String {
    let moment = |ms: Option<i64>, none: &str| ms.map_or_else(|| none.to_owned(), format_rfc3339);
    let (id, kind, prefix, name) = (&key.id, key.kind.as_str(), &key.prefix, key.name.as_str());
    let (end, used) = (moment(key.expires_ms, "no end"), moment(key.last_used_ms, "never used"));
    format!("{id}\t{kind}\t{prefix}…\t{name}\t{end}\t{used}")
}

fn moment(text: &str) -> Result<i64, String> {
    parse_event_time(text).ok_or_else(|| "a date such as 2027-01-31 is wanted".to_owned())
}
