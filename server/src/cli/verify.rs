//! `spoor verify`: whether what lies on disk is what was stored.

use std::{
    io::{IsTerminal, Write},
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use clap::Args;
use model::id::EventId;
use store::verify::{Fault, Told};

use crate::config::DataConfig;

/// How often it tells how far it is where nobody watches.
const EVERY: Duration = Duration::from_secs(10);

/// What `spoor verify` is told.
#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    data: DataConfig,

    /// The location of the one instance to verify; all of them where it is not given.
    #[arg(long, env = "SPOOR_LOCATION")]
    location: Option<String>,
}

/// What has been told so far.
struct Summary {
    is_terminal: bool,
    told: Instant,
    segments: u64,
    lines: u64,
    faults: usize,
    first: Option<EventId>,
}

impl Verify {
    pub fn run(self) -> anyhow::Result<()> {
        let folder = &self.data.folder;
        let is_terminal = std::io::stderr().is_terminal();
        let mut summary =
            Summary { is_terminal, told: Instant::now(), segments: 0, lines: 0, faults: 0, first: None };
        store::verify::verify(folder, self.location.as_deref(), |told| summary.hear(told))
            .with_context(|| format!("the data folder {} can not be verified", folder.display()))?;
        let Summary { segments, lines, faults, first, .. } = summary;
        if faults == 0 {
            println!("{segments} segments, {lines} lines: everything is as it was stored");
            return Ok(());
        }
        let first = first.map_or_else(String::new, |event| format!(", the first at event {event}"));
        bail!("{segments} segments, {lines} lines read: {faults} faults{first}");
    }
}

impl Summary {
    fn hear(&mut self, told: Told) {
        match told {
            Told::Pages { location } => {
                self.progress(&format!("{}: looking at the pages of the file", name(location.as_deref())));
            }
            Told::Progress { location, lines, of } => {
                self.progress(&format!("{location}: {lines} of {of} lines"));
            }
            Told::File { location, faults } => self.part(&name(location.as_deref()), "pages", "", &faults),
            Told::Unsealed { location, checked } => {
                self.lines += checked.lines;
                let what = format!("{} lines that are not sealed yet", checked.lines);
                self.part(&location, &what, "", &checked.faults);
            }
            Told::Segment { location, segment_id, seqs, root, checked } => {
                self.segments += 1;
                self.lines += checked.lines;
                let what =
                    format!("segment {segment_id}, {} lines of {} to {}", checked.lines, seqs.0, seqs.1);
                let root = root.map_or_else(
                    || ", root unknown".to_owned(),
                    |root| {
                        let hex: String = root.iter().map(|byte| format!("{byte:02x}")).collect();
                        format!(", root {hex}")
                    },
                );
                self.part(&location, &what, &root, &checked.faults);
            }
        }
    }

    /// One line for what is whole; what is not has a further line for each fault.
    fn part(&mut self, place: &str, what: &str, more: &str, faults: &[Fault]) {
        self.progress("");
        let verdict = if faults.is_empty() { "ok" } else { "DAMAGED" };
        println!("{place}: {what}{more}: {verdict}");
        for Fault { what, event } in faults {
            let first = event.as_ref().map_or_else(String::new, |event| format!(" (first event: {event})"));
            println!("{place}: {what}{first}");
            self.faults += 1;
            if self.first.is_none() {
                self.first.clone_from(event);
            }
        }
    }

    /// Only for the moment: it goes when something else is said.
    fn progress(&mut self, text: &str) {
        if self.is_terminal {
            eprint!("\r\x1b[K{text}");
            let _ = std::io::stderr().flush();
        } else if !text.is_empty() && self.told.elapsed() > EVERY {
            self.told = Instant::now();
            eprintln!("{text}");
        }
    }
}

fn name(location: Option<&str>) -> String {
    location.unwrap_or("control.db").to_owned()
}
