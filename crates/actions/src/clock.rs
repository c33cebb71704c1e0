//! The clock, which is a parameter everywhere else.

use std::sync::Arc;

/// Tells the time, in milliseconds since 1970 UTC.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// The machine's own clock: the one place where it is read.
    #[expect(clippy::disallowed_methods, reason = "this is the place")]
    pub fn of_machine() -> Self {
        Self(Arc::new(|| {
            let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
        }))
    }

    /// A clock that a test moves.
    pub fn moved_by(now_ms: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now_ms))
    }

    /// A clock that goes so many days ahead of this one.
    #[must_use]
    pub fn ahead_by(self, days: u16) -> Self {
        const DAY_MS: i64 = 24 * 60 * 60 * 1000;
        Self::moved_by(move || self.now_ms().saturating_add(i64::from(days) * DAY_MS))
    }

    /// Now.
    pub fn now_ms(&self) -> i64 {
        (self.0)()
    }
}
