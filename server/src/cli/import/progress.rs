//! How far an import has come, for the person who waits.

use std::{
    io::{IsTerminal, Write},
    sync::atomic::Ordering,
    time::Duration,
};

use actions::events::Import;
use tokio::time::Instant;

use super::lines::Done;

/// Tells how far one file has been read: often at a terminal, now and then in a log.
pub(super) struct Progress {
    name: String,
    done: Done,
    every: Duration,
    is_terminal: bool,
    started: Instant,
    told: Instant,
    lines_before: Option<u64>,
    is_open: bool,
}

impl Progress {
    pub fn new(name: &str, done: Done) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let every = if is_terminal { Duration::from_millis(200) } else { Duration::from_secs(10) };
        let now = Instant::now();
        let name = name.to_owned();
        Self { name, done, every, is_terminal, started: now, told: now, lines_before: None, is_open: false }
    }

    /// Tells how far it has come, if it is time to.
    pub fn tell(&mut self, brought: &Import) {
        let before = *self.lines_before.get_or_insert(brought.lines);
        if self.told.elapsed() < self.every {
            return;
        }
        self.told = Instant::now();
        let rate = (brought.lines - before) as f64 / self.started.elapsed().as_secs_f64().max(0.001);
        let bytes = self.done.bytes.load(Ordering::Relaxed);
        let done = match self.done.of {
            Some(of) if of > 0 => format!("{} % of {} MB", 100 * bytes / of, of >> 20),
            _ => format!("{} MB", bytes >> 20),
        };
        let Import { lines, duplicates, rejected, .. } = brought;
        let text = format!(
            "{}: {done}; {lines} lines, {rate:.0} a second, {duplicates} were there already, {rejected} broken",
            self.name
        );
        if self.is_terminal {
            eprint!("\r\x1b[K{text}");
            let _ = std::io::stderr().flush();
            self.is_open = true;
        } else {
            eprintln!("{text}");
        }
    }

    /// Says something that stays.
    pub fn say(&mut self, text: &str) {
        self.end();
        eprintln!("{text}");
    }

    /// Clears what is only for the moment.
    pub fn end(&mut self) {
        if std::mem::take(&mut self.is_open) {
            eprint!("\r\x1b[K");
        }
    }
}
