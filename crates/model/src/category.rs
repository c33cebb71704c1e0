//! A category: a heading under which views, boards or screens are listed.

use serde::{Deserialize, Serialize};

use crate::id::CategoryId;

/// A heading under which things of one kind are listed. Two headings of a kind never differ by case
/// alone; those of different kinds have nothing to do with each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Names the category for good.
    pub id: CategoryId,
    /// What is listed under it.
    pub kind: CategoryKind,
    /// How it is called.
    pub name: CategoryName,
}

/// What is listed under a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CategoryKind {
    /// Saved searches.
    Views,
    /// Pages of graphs.
    Boards,
    /// Pages of single numbers.
    Screens,
}

impl CategoryKind {
    /// Every kind, in the order people read them.
    pub const ALL: [Self; 3] = [Self::Views, Self::Boards, Self::Screens];

    /// The kind as addresses and events name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Views => "views",
            Self::Boards => "boards",
            Self::Screens => "screens",
        }
    }
}

impl TryFrom<String> for CategoryKind {
    type Error = UnknownKind;

    fn try_from(text: String) -> Result<Self, UnknownKind> {
        text.parse()
    }
}

impl std::str::FromStr for CategoryKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownKind)
    }
}

/// A text names nothing that has categories.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("categories are of views, boards or screens")]
pub struct UnknownKind;

/// A category's name: not empty, without space around it, at most 100 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CategoryName(String);

/// Why a text is no category name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CategoryNameError {
    /// Nothing was written.
    #[error("the category name is empty")]
    Empty,
    /// The name is too long.
    #[error("the category name is longer than 100 characters")]
    Long,
}

impl CategoryName {
    /// Takes the space off both ends and checks the rest.
    pub fn parse(text: &str) -> Result<Self, CategoryNameError> {
        let text = text.trim();
        match text.chars().count() {
            0 => Err(CategoryNameError::Empty),
            1..=100 => Ok(Self(text.to_owned())),
            _ => Err(CategoryNameError::Long),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CategoryName {
    type Error = CategoryNameError;

    fn try_from(text: String) -> Result<Self, CategoryNameError> {
        Self::parse(&text)
    }
}

impl From<CategoryName> for String {
    fn from(name: CategoryName) -> String {
        name.0
    }
}
