//! A category: a heading under which views are listed.

use serde::{Deserialize, Serialize};

use crate::id::CategoryId;

/// A heading under which views are listed. Two headings never differ by case alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Names the category for good.
    pub id: CategoryId,
    /// How it is called.
    pub name: CategoryName,
}

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
