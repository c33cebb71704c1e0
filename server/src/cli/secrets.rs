//! `spoor secrets`: what is sealed with the key file of the data folder.

use actions::{Caller, Clock, Desk};
use clap::{Args, Subcommand};
use store::{Forgotten, Store};

use crate::config::DataConfig;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Give up the secrets whose key file is gone for good, so that the server starts without them:
    /// addresses, keys and headers of alerts, the secrets of archives and streams, and views and alerts
    /// that were deleted. Does nothing while the key file opens them. The server must be stopped.
    Forget(Forget),
}

/// What `spoor secrets forget` is told.
#[derive(Debug, Args)]
pub(super) struct Forget {
    #[command(flatten)]
    data: DataConfig,
}

impl Command {
    pub async fn run(self) -> anyhow::Result<()> {
        let Self::Forget(Forget { data }) = self;
        let store = Store::open_without_secrets(&data.folder).await?;
        let desk = Desk::new(store.clone(), Clock::of_machine());
        let forgotten = actions::kept_secret::delete(&desk, &Caller::desk()).await;
        if let Ok(forgotten) = &forgotten {
            for Forgotten { instance, archive, stream, presets, views, deletions } in forgotten {
                let lost = |name: &str, of: &[String]| {
                    of.iter().for_each(|what| println!("{instance}\t{name}\t{what}"));
                };
                let when = |is: bool, what: &str| if is { vec![what.to_owned()] } else { vec![] };
                lost("archive", &when(*archive, "turned off: enter its secrets anew"));
                lost("stream", &when(*stream, "turned off: enter its secret anew"));
                lost("alert", presets);
                lost("alert of the view", views);
                lost("can not be put back", deletions);
            }
        }
        store.close().await;
        forgotten?;
        Ok(())
    }
}
