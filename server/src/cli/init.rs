//! `spoor init`: an owner and an instance, without a browser.

use std::io::Read;

use actions::{Clock, Desk, setup::FirstRun};
use anyhow::{Context, bail};
use clap::Args;
use model::person::{Email, NewPassword};
use store::Store;

use crate::config::DataConfig;

/// What `spoor init` is told.
#[derive(Debug, Args)]
pub(super) struct Init {
    #[command(flatten)]
    data: DataConfig,

    /// The location of the instance, such as us-south or eu-de.
    #[arg(long, env = "SPOOR_LOCATION")]
    location: String,

    /// The owner's e-mail address. An owner who is there already keeps their password and
    /// gets the further instance.
    #[arg(long, env = "SPOOR_EMAIL")]
    email: String,

    /// Read the owner's password from standard input (12 characters or more). There is no
    /// other way to give it: flags and variables are seen by others.
    #[arg(long, env = "SPOOR_PASSWORD_STDIN")]
    password_stdin: bool,
}

impl Init {
    pub async fn run(self) -> anyhow::Result<()> {
        if !self.password_stdin {
            bail!("say --password-stdin and write the password to standard input");
        }
        let mut password = String::new();
        std::io::stdin().read_to_string(&mut password).context("the password could not be read")?;
        let first = FirstRun {
            email: Email::parse(&self.email)?,
            password: NewPassword::parse(password.trim_end_matches(['\r', '\n']))?,
            location: self.location,
        };
        let store = Store::open_beside(&self.data.folder).await?;
        let desk = Desk::new(store.clone(), Clock::of_machine());
        let person = actions::setup::run(&desk, first).await?;
        store.close().await;
        eprintln!("{} can sign in now", person.email.as_str());
        Ok(())
    }
}
