//! A board: a page of graphs about the lines of one instance.

use serde::{Deserialize, Serialize};

use crate::{
    graph::Graph,
    id::{BoardId, CategoryId},
};

/// The longest title and description, in characters.
const TITLE_MAX: usize = 200;
const TEXT_MAX: usize = 4000;
/// The longest query and range.
const QUERY_MAX: usize = 8000;
const RANGE_MAX: usize = 200;
/// How many graphs a board may have.
pub const GRAPHS_MAX: usize = 40;
/// After how many seconds a board may be drawn anew; 0 for never.
pub const REFRESHES: [u32; 6] = [0, 10, 30, 60, 300, 900];
/// The range of a board that names none.
pub const RANGE: &str = "last 24 hours";

/// A page of graphs with its name and where it is listed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// Names the board for good.
    pub id: BoardId,
    /// What a person wrote of it.
    pub draft: BoardDraft,
    /// The categories it is listed under; none means "Uncategorized".
    pub categories: Vec<CategoryId>,
    /// The graphs, in the order they stand.
    pub graphs: Vec<Graph>,
    /// When it or one of its graphs was last changed, milliseconds since 1970 UTC.
    pub updated_ms: i64,
    /// Who changed it last, as text for people.
    pub updated_by: String,
}

/// Everything of a board that a person writes, but its graphs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardDraft {
    /// How the board is called.
    pub title: BoardTitle,
    /// Free text about it.
    pub description: String,
    /// What every line of every graph must match.
    pub query: String,
    /// The range shown at first, as a phrase such as `last 24 hours`.
    pub range: String,
    /// After how many seconds it is drawn anew: one of [`REFRESHES`].
    pub refresh_s: u32,
}

/// A board's title: not empty, without space around it, at most 200 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BoardTitle(String);

/// Why what was written is not a board.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BoardError {
    /// The title is missing.
    #[error("the board's title is empty")]
    TitleEmpty,
    /// The title is too long.
    #[error("the board's title is longer than {TITLE_MAX} characters")]
    TitleLong,
    /// One of the texts is too long.
    #[error("the {0} of the board is too long")]
    TextLong(&'static str),
    /// It would be drawn anew at times that are not offered.
    #[error("a board is drawn anew after 10, 30, 60, 300 or 900 seconds, or after 0: never")]
    Refresh,
}

impl BoardTitle {
    /// Takes the space off both ends and checks the rest.
    pub fn parse(text: &str) -> Result<Self, BoardError> {
        let text = text.trim();
        match text.chars().count() {
            0 => Err(BoardError::TitleEmpty),
            1..=TITLE_MAX => Ok(Self(text.to_owned())),
            _ => Err(BoardError::TitleLong),
        }
    }

    /// The title as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for BoardTitle {
    type Error = BoardError;

    fn try_from(text: String) -> Result<Self, BoardError> {
        Self::parse(&text)
    }
}

impl From<BoardTitle> for String {
    fn from(title: BoardTitle) -> String {
        title.0
    }
}

impl BoardDraft {
    /// Checks that it stays within bounds. Whether the query and the range can be read is for the
    /// caller, who has the parsers.
    pub fn check(mut self) -> Result<Self, BoardError> {
        for text in [&mut self.query, &mut self.range, &mut self.description] {
            *text = text.trim().to_owned();
        }
        if self.range.is_empty() {
            RANGE.clone_into(&mut self.range);
        }
        for (what, text, most) in [
            ("query", &self.query, QUERY_MAX),
            ("range", &self.range, RANGE_MAX),
            ("description", &self.description, TEXT_MAX),
        ] {
            if text.chars().count() > most {
                return Err(BoardError::TextLong(what));
            }
        }
        if !REFRESHES.contains(&self.refresh_s) {
            return Err(BoardError::Refresh);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> BoardDraft {
        BoardDraft {
            title: BoardTitle::parse(" Refusals ").unwrap(),
            description: String::new(),
            query: " outcome:failure ".to_owned(),
            range: " ".to_owned(),
            refresh_s: 60,
        }
    }

    #[test]
    fn a_board_without_a_range_shows_the_last_day() {
        let checked = draft().check().unwrap();
        assert_eq!((checked.title.as_str(), checked.query.as_str()), ("Refusals", "outcome:failure"));
        assert_eq!(checked.range, "last 24 hours");
    }

    #[test]
    fn what_is_out_of_bounds_is_refused() {
        assert_eq!(BoardTitle::parse(" \n"), Err(BoardError::TitleEmpty));
        assert_eq!(BoardTitle::parse(&"x".repeat(201)), Err(BoardError::TitleLong));
        assert_eq!(BoardDraft { refresh_s: 1, ..draft() }.check(), Err(BoardError::Refresh));
        let long = BoardDraft { query: "x".repeat(8001), ..draft() };
        assert_eq!(long.check(), Err(BoardError::TextLong("query")));
    }
}
