//! How long a question may take, and how much it may read.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

/// What is left of a question's time.
pub(crate) struct Patience<'a> {
    started: Instant,
    most: Duration,
    most_lines: u64,
    lines_read: Cell<u64>,
    given_up: &'a (dyn Fn() -> bool + Sync),
}

impl<'a> Patience<'a> {
    /// So much time and so many lines; less when whoever asks has gone.
    pub fn new(most: Duration, most_lines: u64, given_up: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self { started: Instant::now(), most, most_lines, lines_read: Cell::new(0), given_up }
    }

    pub fn is_over(&self) -> bool {
        self.elapsed() > self.most || self.lines_read.get() > self.most_lines || (self.given_up)()
    }

    /// Counts a line that had to be read.
    pub fn has_read(&self) {
        self.lines_read.set(self.lines_read.get() + 1);
    }

    pub fn lines_read(&self) -> u64 {
        self.lines_read.get()
    }

    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    pub fn most(&self) -> Duration {
        self.most
    }

    /// Why it is over, for people.
    pub fn reason(&self) -> String {
        if self.lines_read.get() > self.most_lines {
            format!("stopped after reading {} lines", self.lines_read.get())
        } else {
            format!("stopped after {} s", self.most.as_secs_f32())
        }
    }
}
