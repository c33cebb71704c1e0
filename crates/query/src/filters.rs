//! The drop-downs beside the query.

use serde::{Deserialize, Serialize};

/// Chosen identifiers: a line must have one of each list that is not empty. They are compared
/// as a whole, whatever their case, and only with what stands beside the text of a line, never
/// with fields inside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filters {
    /// Sources.
    pub hosts: Vec<String>,
    /// Service instances.
    pub apps: Vec<String>,
    /// Severities.
    pub levels: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
}

impl Filters {
    /// Whether nothing is chosen.
    pub fn is_empty(&self) -> bool {
        self.lists().all(|(_, values)| values.is_empty())
    }

    /// Each list with the name of its identifier.
    pub(crate) fn lists(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        let lists =
            [("host", &self.hosts), ("app", &self.apps), ("level", &self.levels), ("tag", &self.tags)];
        lists.into_iter().map(|(name, values)| (name, values.as_slice()))
    }
}
