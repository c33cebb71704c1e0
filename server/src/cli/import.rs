//! `spoor import`: what lies in files, taken into an instance.

mod lines;
mod progress;

use std::path::PathBuf;

use actions::{Caller, Clock, Desk, events::Import as Brought, line::Receipt};
use anyhow::{Context, bail};
use clap::Args;
use model::{id::InstanceId, instance::Instance};
use store::{Limits, Store};
use tokio::signal::unix::{SignalKind, signal};

use crate::config::DataConfig;
use lines::Part;
use progress::Progress;

/// How many broken lines are named; the others are counted and kept all the same.
const NAMED: usize = 100;

/// What `spoor import` is told.
#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(flatten)]
    data: DataConfig,

    /// The location of the instance the lines go to, whatever location they name themselves.
    #[arg(long, env = "SPOOR_LOCATION")]
    location: String,

    /// The longest line taken, in bytes. Longer ones are refused and kept in quarantine.
    #[arg(long, value_name = "BYTES", env = "SPOOR_MAX_LINE", default_value_t = 1 << 20)]
    max_line: usize,

    /// The files, in the order they are to be read; - for standard input. Each holds one event a
    /// line, as JSON or plain text, and may be packed with gzip or zstd.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

/// An import on its way.
struct Importing {
    desk: Desk,
    caller: Caller,
    instance: InstanceId,
    max_line: usize,
    brought: Brought,
    /// Files that could not be read to their end.
    failed: usize,
    named: usize,
}

impl Import {
    pub async fn run(self) -> anyhow::Result<()> {
        let folder = &self.data.folder;
        let store = Store::open(folder, Limits::default()).await.with_context(|| {
            format!(
                "can not open the data folder {}; an import needs it for itself: stop the server first",
                folder.display()
            )
        })?;
        let result = self.import(&store).await;
        // What tells of the import still reaches its instance.
        while store.relay_step().await.unwrap_or(false) {}
        store.close().await;
        result
    }

    async fn import(self, store: &Store) -> anyhow::Result<()> {
        let clock = Clock::of_machine();
        let desk = Desk::new(store.clone(), clock.clone());
        let instance = self.instance(store).await?;
        store.open_events(&instance).await?.ready().await?;
        let mut importing = Importing {
            desk,
            caller: Caller::desk(),
            instance: instance.id,
            max_line: self.max_line,
            brought: Brought::default(),
            failed: 0,
            named: 0,
        };
        for path in self.files {
            if importing.brought.cut_short.is_none() {
                importing.file(path, clock.clone()).await;
            }
        }
        importing.finish().await
    }

    async fn instance(&self, store: &Store) -> anyhow::Result<Instance> {
        let found = store.read().await?.instances().find_by_location(&self.location).await?;
        found.with_context(|| format!("there is no instance for {}", self.location))
    }
}

impl Importing {
    /// Takes one file in, and says what of it could not be taken.
    async fn file(&mut self, path: PathBuf, clock: Clock) {
        let name = name_of(&path);
        self.brought.files.push(name.clone());
        let opened = lines::open(&path, clock, self.max_line);
        let (mut parts, done) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                self.failed += 1;
                eprintln!("{name}: can not be read: {error}");
                return;
            }
        };
        let mut progress = Progress::new(&name, done);
        let asked = asked_to_stop();
        tokio::pin!(asked);
        loop {
            let part = tokio::select! {
                part = parts.recv() => part,
                () = &mut asked => {
                    self.brought.cut_short = Some("it was asked to stop".to_owned());
                    break;
                }
            };
            match part {
                None => break,
                Some(Part::Lines(lines)) => {
                    if let Err(error) = self.append(&name, lines, &mut progress).await {
                        self.brought.cut_short = Some(error.to_string());
                        break;
                    }
                }
                Some(Part::Failed { number, why }) => {
                    self.failed += 1;
                    progress.say(&format!("{name}:{number}: the rest of the file can not be read: {why}"));
                }
            }
        }
        progress.end();
    }

    async fn append(
        &mut self,
        name: &str,
        lines: lines::Lines,
        progress: &mut Progress,
    ) -> Result<(), actions::Error> {
        let receipts =
            actions::events::append(&self.desk, &self.caller, &self.instance, lines.incoming).await?;
        for (receipt, number) in receipts.iter().zip(&lines.numbers) {
            self.brought.lines += 1;
            match receipt {
                Receipt::Stored(_) => self.brought.stored += 1,
                Receipt::Duplicate(_) => self.brought.duplicates += 1,
                // What is taken in by hand is meant to be found.
                Receipt::Excluded { .. } => {}
                Receipt::Rejected { reason } => {
                    self.brought.rejected += 1;
                    self.named += 1;
                    if self.named <= NAMED {
                        progress.say(&format!("{name}:{number}: {reason}"));
                    } else if self.named == NAMED + 1 {
                        progress.say("further broken lines are only counted");
                    }
                }
            }
        }
        progress.tell(&self.brought);
        Ok(())
    }

    /// Records the import and says how it ended.
    async fn finish(self) -> anyhow::Result<()> {
        let Self { desk, caller, instance, brought, failed, .. } = self;
        let recorded = actions::events::import(&desk, &caller, &instance, &brought).await;
        let Brought { files, lines, stored, duplicates, rejected, cut_short } = brought;
        eprintln!(
            "{} files, {lines} lines: {stored} stored, {duplicates} were there already, {rejected} broken",
            files.len()
        );
        if let Some(why) = cut_short {
            bail!("the import ended early: {why}; what was counted is kept; run it again to go on");
        }
        recorded.context("the import is done, but could not be recorded")?;
        if failed > 0 {
            bail!("{failed} files could not be read to their end");
        }
        Ok(())
    }
}

/// A file by its name alone: folders are nobody's business.
fn name_of(path: &std::path::Path) -> String {
    match path.file_name() {
        Some(name) if path.as_os_str() != "-" => name.to_string_lossy().into_owned(),
        _ => "standard input".to_owned(),
    }
}

async fn asked_to_stop() {
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
