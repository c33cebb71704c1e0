//! A board as somebody wrote it, before it is checked.

use model::{
    board::{Board, BoardDraft, BoardTitle},
    category::Category,
    graph::GraphDraft,
    id::GraphId,
};
use serde_json::{Value, json};

use crate::{Error, category, seen::Seen};

/// A board as somebody wrote it, before it is checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewBoard {
    /// How it is to be called.
    pub title: String,
    /// The names of the categories it is listed under.
    pub categories: Vec<String>,
    /// Whether a category that is not there is a mistake, and not one to be added.
    pub only_known_categories: bool,
    /// Free text about it.
    pub description: String,
    /// What every line of every graph must match.
    pub query: String,
    /// The range shown at first.
    pub range: String,
    /// After how many seconds it is drawn anew.
    pub refresh_s: u32,
    /// Its graphs, in order.
    pub graphs: Vec<NewGraph>,
}

/// A graph as somebody wrote it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewGraph {
    /// Which of the board's graphs it is; none for a new one.
    pub id: Option<GraphId>,
    /// What it is to be.
    pub draft: GraphDraft,
}

/// What is to be different about a board; what is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BoardEdit {
    /// How it is to be called.
    pub title: Option<String>,
    /// The names of the categories it is listed under.
    pub categories: Option<Vec<String>>,
    /// Whether a category that is not there is a mistake, and not one to be added.
    pub only_known_categories: bool,
    /// Free text about it.
    pub description: Option<String>,
    /// What every line of every graph must match.
    pub query: Option<String>,
    /// The range shown at first.
    pub range: Option<String>,
    /// After how many seconds it is drawn anew.
    pub refresh_s: Option<u32>,
    /// Its graphs, in order; those that are not named are removed.
    pub graphs: Option<Vec<NewGraph>>,
    /// What was seen of it.
    pub seen: Seen,
}

impl From<NewBoard> for BoardEdit {
    fn from(new: NewBoard) -> Self {
        Self {
            title: Some(new.title),
            categories: Some(new.categories),
            only_known_categories: new.only_known_categories,
            description: Some(new.description),
            query: Some(new.query),
            range: Some(new.range),
            refresh_s: Some(new.refresh_s),
            graphs: Some(new.graphs),
            seen: Seen::default(),
        }
    }
}

impl BoardEdit {
    /// The board as it is to be, of what it was.
    pub fn over(self, before: NewBoard) -> NewBoard {
        NewBoard {
            title: self.title.unwrap_or(before.title),
            categories: self.categories.unwrap_or(before.categories),
            only_known_categories: self.only_known_categories,
            description: self.description.unwrap_or(before.description),
            query: self.query.unwrap_or(before.query),
            range: self.range.unwrap_or(before.range),
            refresh_s: self.refresh_s.unwrap_or(before.refresh_s),
            graphs: self.graphs.unwrap_or(before.graphs),
        }
    }
}

impl NewBoard {
    /// A board that is there, as it would have been written.
    pub fn of(board: &Board, categories: &[Category]) -> Self {
        let BoardDraft { title, description, query, range, refresh_s } = board.draft.clone();
        let graph =
            |graph: &model::graph::Graph| NewGraph { id: Some(graph.id.clone()), draft: graph.draft.clone() };
        Self {
            title: title.into(),
            categories: category::names(&board.categories, categories),
            only_known_categories: true,
            description,
            query,
            range,
            refresh_s,
            graphs: board.graphs.iter().map(graph).collect(),
        }
    }

    /// Checks everything but the graphs.
    pub(super) fn check(&self, now_ms: i64) -> Result<BoardDraft, Error> {
        let title = BoardTitle::parse(&self.title).map_err(|error| Error::invalid("title", error))?;
        readable("query", &self.query)?;
        let draft = BoardDraft {
            title,
            description: self.description.clone(),
            query: self.query.clone(),
            range: self.range.clone(),
            refresh_s: self.refresh_s,
        };
        let draft = draft.check().map_err(|error| Error::invalid("value", error))?;
        query::moment::parse(&draft.range, now_ms, &jiff::tz::TimeZone::UTC)
            .map_err(|error| Error::invalid("range", format!("the range can not be read: {error}")))?;
        Ok(draft)
    }

    /// The documented fields of the events, for a board that was not saved.
    pub(super) fn to_request(&self, id: &str) -> Value {
        json!({"boardId": id, "category": self.categories, "title": self.title, "graphId": ""})
    }
}

/// Refuses a query that can not be read.
pub(crate) fn readable(field: &'static str, text: &str) -> Result<(), Error> {
    match query::parse(text).errors.first() {
        Some(error) => Err(Error::invalid(field, format!("the query can not be read: {}", error.message))),
        None => Ok(()),
    }
}
