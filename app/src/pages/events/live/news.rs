//! What the server pushes to a page that follows its list.

use serde::{Deserialize, Serialize};

use crate::pages::events::row::Row;

/// Events that were stored since the last news.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// The oldest first; none where they were only counted.
    pub rows: Vec<Row>,
    /// How many they are.
    pub count: u32,
    /// How many come just now, such as `0.8 / s`.
    pub rate: String,
}
