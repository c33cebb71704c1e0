//! A deletion that can be undone.

use serde::{Deserialize, Serialize};

use crate::id::DeletionId;

/// For how long it can be, in milliseconds.
pub const KEPT_MS: i64 = 7 * 86_400_000;

/// Something that was deleted, with all that is needed to put it back.
#[derive(Debug, Clone, PartialEq)]
pub struct Deletion {
    /// Names the deletion.
    pub id: DeletionId,
    /// What sort of thing it was.
    pub kind: DeletedKind,
    /// The id it had and will have again.
    pub object: String,
    /// How it was called.
    pub name: String,
    /// All of it, as its noun wrote it.
    pub content: serde_json::Value,
    /// When it was deleted, milliseconds since 1970 UTC.
    pub deleted_ms: i64,
    /// Who deleted it, as text for people.
    pub deleted_by: String,
}

/// What can be put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeletedKind {
    /// A heading.
    Category,
    /// An alert with a name.
    Preset,
    /// A saved search.
    View,
    /// A page of graphs.
    Board,
    /// One graph of a board.
    Graph,
    /// A rule of what is not stored or not streamed.
    ExclusionRule,
    /// A way to read fields out of lines.
    ParsingTemplate,
    /// A key that sends.
    IngestionKey,
    /// A key that reads and configures.
    ServiceKey,
    /// A key of the whole desk; it is kept with the home instance.
    CollectorKey,
    /// Where lines are archived.
    Archive,
    /// Where lines are streamed to.
    Stream,
}

impl DeletedKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Category,
        Self::Preset,
        Self::View,
        Self::Board,
        Self::Graph,
        Self::ExclusionRule,
        Self::ParsingTemplate,
        Self::IngestionKey,
        Self::ServiceKey,
        Self::CollectorKey,
        Self::Archive,
        Self::Stream,
    ];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Preset => "preset",
            Self::View => "view",
            Self::Board => "board",
            Self::Graph => "graph",
            Self::ExclusionRule => "exclusion_rule",
            Self::ParsingTemplate => "parsing_template",
            Self::IngestionKey => "ingestion_key",
            Self::ServiceKey => "service_key",
            Self::CollectorKey => "collector_key",
            Self::Archive => "archive",
            Self::Stream => "stream",
        }
    }

    /// What people call it.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Preset => "preset",
            Self::View => "view",
            Self::Board => "board",
            Self::Graph => "graph",
            Self::ExclusionRule => "exclusion rule",
            Self::ParsingTemplate => "parsing template",
            Self::IngestionKey => "ingestion key",
            Self::ServiceKey => "service key",
            Self::CollectorKey => "collector key",
            Self::Archive => "archiving target",
            Self::Stream => "streaming target",
        }
    }
}

/// A text was no kind of thing that can be put back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is nothing that can be put back")]
pub struct DeletedKindError(String);

impl TryFrom<String> for DeletedKind {
    type Error = DeletedKindError;

    fn try_from(text: String) -> Result<Self, DeletedKindError> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or(DeletedKindError(text))
    }
}

impl Deletion {
    /// The moment from which it can not be undone any more, milliseconds since 1970 UTC.
    pub fn ends_ms(&self) -> i64 {
        self.deleted_ms.saturating_add(KEPT_MS)
    }
}
