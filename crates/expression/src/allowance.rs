//! What all looks at one line may cost together.

use std::cell::Cell;

use crate::LINE_WORK_MAX;

/// How much looking at one line is still allowed. Each line has its own.
#[derive(Debug)]
pub struct Allowance {
    left: Cell<usize>,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { left: Cell::new(LINE_WORK_MAX) }
    }
}

impl Allowance {
    /// Takes as much as is wanted for so many bytes at so many places each, or what is left. Tells for how
    /// many bytes that is enough.
    pub(crate) fn draw(&self, places: usize, bytes: usize) -> usize {
        let granted = bytes.min(self.left.get() / places);
        self.left.set(self.left.get() - granted * places);
        granted
    }
}
