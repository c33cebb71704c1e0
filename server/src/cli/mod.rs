//! The command line.

mod holding;
mod import;
mod init;
mod instance;
mod key;
mod route;
mod secrets;
mod verify;

use clap::{Parser, Subcommand};

use crate::{config::ServeConfig, serve};

/// A self-hosted desk for audit events: takes them in, finds them, shows them, and audits its
/// own administration.
///
/// Begin with `spoor serve --data ./data` and open the link it prints, or look around with
/// `spoor serve --demo`. Senders deliver to POST /logs/ingest (what LogDNA and Mezmo clients
/// speak) or POST /v1/events (CADF events as JSON or NDJSON) with an ingestion key.
#[derive(Debug, Parser)]
#[command(name = "spoor", version, after_help = MANUAL)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

const MANUAL: &str = "\
Every flag can be given as the variable named beside it. The log goes to standard error; how \
much of it is set by SPOOR_LOG (error, warn, info, debug), by default info.

Examples:
  spoor serve --data ./data
  spoor init --data ./data --location us-south --email you@example.com --password-stdin
  spoor key create --data ./data --location us-south --type ingestion --name ci
  spoor key create --data ./data --type collector --name fleet
  spoor holding adopt --data ./data --location eu-de
  spoor instance retain --data ./data --location us-south --days 30
  spoor import --data ./data --location us-south events.ndjson.gz
  spoor verify --data ./data

SIGTERM ends running requests, writes what was taken and exits with 0.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the desk.
    Serve(ServeConfig),
    /// Make an owner and an instance without a browser.
    Init(init::Init),
    /// List instances, and say how long they keep their lines.
    #[command(subcommand)]
    Instance(instance::Command),
    /// Say what becomes of lines whose location has no instance.
    #[command(subcommand)]
    Holding(holding::Command),
    /// Say where lines of collector keys go before the catalogue does.
    #[command(subcommand)]
    Route(route::Command),
    /// Take in what lies in files. The server must be stopped meanwhile. May be run again after it
    /// was cut short: lines that have a time of their own are recognised.
    Import(import::Import),
    /// Read everything that is stored and compare it with the hashes it was sealed with. Writes
    /// nothing, and works beside a running server.
    Verify(verify::Verify),
    /// Make keys for programs.
    #[command(subcommand)]
    Key(key::Command),
    /// Say what becomes of kept secrets when the key file of the data folder is lost.
    #[command(subcommand)]
    Secrets(secrets::Command),
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// With a text for the person at the keyboard.
    pub fn run(self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        match self.command {
            Command::Serve(config) => {
                log(config.log_json);
                runtime.block_on(serve::run(config))
            }
            Command::Init(init) => runtime.block_on(init.run()),
            Command::Instance(command) => runtime.block_on(command.run()),
            Command::Holding(command) => runtime.block_on(command.run()),
            Command::Route(command) => runtime.block_on(command.run()),
            Command::Import(import) => runtime.block_on(import.run()),
            Command::Verify(verify) => verify.run(),
            Command::Key(command) => runtime.block_on(command.run()),
            Command::Secrets(command) => runtime.block_on(command.run()),
        }
    }
}

fn log(json: bool) {
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_default_directive(tracing::level_filters::LevelFilter::INFO.into())
        .with_env_var("SPOOR_LOG")
        .from_env_lossy();
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { subscriber.json().init() } else { subscriber.init() }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_manual_in_docs_is_the_one_the_program_prints() {
        let mut cli = Cli::command();
        cli.build();
        let serve = cli.find_subcommand_mut("serve").unwrap().clone();
        let printed = serve.mut_args(|flag| flag.hide_env_values(true)).render_long_help().to_string();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/serve.txt");
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        if printed != kept {
            std::fs::write(path, &printed).unwrap();
        }
        assert_eq!(printed, kept, "docs/serve.txt was written anew: read it and commit it");
    }

    #[test]
    fn every_flag_has_a_variable() {
        let cli = Cli::command();
        let commands =
            cli.get_subcommands().flat_map(|command| [command].into_iter().chain(command.get_subcommands()));
        for flag in commands.flat_map(|command| command.get_arguments()) {
            assert!(
                flag.is_positional() || flag.get_env().is_some() || flag.get_id() == "help",
                "{}",
                flag.get_id()
            );
        }
    }
}
