//! How long a graph may take, and how much it may read, beside others.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use crate::Limits;

/// How many times as long as one graph all of a board may take together.
const ALL: u32 = 5;

/// What has been spent on a graph, by whichever thread. Each graph has its own, so that one that
/// takes long costs the others nothing.
pub(super) struct Budget<'a> {
    limits: &'a Limits,
    started: Instant,
    spent_us: AtomicU64,
    lines_read: AtomicU64,
    given_up: &'a (dyn Fn() -> bool + Sync),
    ended: Mutex<Option<String>>,
}

impl<'a> Budget<'a> {
    pub fn new(limits: &'a Limits, started: Instant, given_up: &'a (dyn Fn() -> bool + Sync)) -> Self {
        let (spent_us, lines_read) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { limits, started, spent_us, lines_read, given_up, ended: Mutex::default() }
    }

    /// Notes time that has passed for it.
    pub fn spend(&self, time: Duration) {
        self.spent_us.fetch_add(time.as_micros() as u64, Ordering::Relaxed);
    }

    pub fn has_read(&self, lines: u64) {
        self.lines_read.fetch_add(lines, Ordering::Relaxed);
    }

    pub fn lines_read(&self) -> u64 {
        self.lines_read.load(Ordering::Relaxed)
    }

    /// Whether it is over, with the time since something was begun.
    pub fn is_over(&self, since: Instant) -> bool {
        self.spent() + since.elapsed() > self.limits.count_time
            || self.started.elapsed() > ALL * self.limits.count_time
            || self.lines_read() > self.limits.search_lines
            || (self.given_up)()
    }

    /// Ends it, once, for the reason given or as its time or its lines are over.
    pub fn end(&self, reason: Option<&str>) {
        let told = || match self.lines_read() {
            lines if lines > self.limits.search_lines => format!("stopped after reading {lines} lines"),
            _ => format!("stopped after {} s", self.limits.count_time.as_secs_f32()),
        };
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.get_or_insert_with(|| reason.map_or_else(told, str::to_owned));
    }

    /// Why it ended before all was counted.
    pub fn ended(&self) -> Option<String> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn spent(&self) -> Duration {
        Duration::from_micros(self.spent_us.load(Ordering::Relaxed))
    }
}
