//! Which lines of an instance are past their time, as its keeper and its writer know it.

use std::sync::{Arc, PoisonError, RwLock};

/// What of an instance is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Keep {
    /// Lines that arrived before this moment are past their time.
    pub before_ms: Option<i64>,
    /// Whether imported lines stay all the same.
    pub imports: bool,
    /// Whether lines that come now are for live tail alone.
    pub is_live_only: bool,
}

/// What is kept now; whoever holds a clone sees what is changed through another.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept(Arc<RwLock<Keep>>);

impl Keep {
    /// Whether lines stay that all arrived until a moment.
    pub fn keeps(self, last_received_ms: i64, has_imports: bool) -> bool {
        self.before_ms.is_none_or(|before_ms| last_received_ms >= before_ms) || has_imports && self.imports
    }
}

impl Kept {
    pub fn get(&self) -> Keep {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn change(&self, change: impl FnOnce(&mut Keep)) {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }
}
