//! What somebody saw of an object when they began to change it, so that saving does not undo what
//! somebody else has saved meanwhile.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::Error;

/// The state of an object in a word, which a form sends back; nothing asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen(String);

impl Seen {
    /// What a form has sent back.
    pub fn sent(text: String) -> Self {
        Self(text)
    }

    /// The word for a state; another state has another.
    pub(crate) fn of(state: &impl Serialize) -> Self {
        let text = serde_json::to_vec(state).unwrap_or_default();
        Self(Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect())
    }

    /// The word itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Makes sure, within the change, that the object is still what was seen.
    ///
    /// # Errors
    /// [`Error::Overtaken`] when it is another by now.
    pub(crate) fn is_still(&self, now: &Self) -> Result<(), Error> {
        if self.0.is_empty() || self == now { Ok(()) } else { Err(Error::Overtaken) }
    }
}
