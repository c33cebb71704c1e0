//! An action the built-in catalogue does not list, explained by the people of an instance.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest name and summary, in characters.
const NAME_MAX: usize = 200;
const SUMMARY_MAX: usize = 300;

/// An action that was added to the catalogue of one instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogAction {
    /// What events call it.
    pub name: ActionName,
    /// Whether it is usually a data event; otherwise it is a management event.
    pub data_event: bool,
    /// What it means.
    pub summary: ActionSummary,
    /// When it was last changed, milliseconds since 1970 UTC.
    pub updated_ms: i64,
    /// Who changed it last, as text for people.
    pub updated_by: String,
}

/// The name of an action: not empty, without space, at most 200 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActionName(String);

/// What an action means: not empty, without space around it, at most 300 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActionSummary(String);

/// Why what was written explains no action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogActionError {
    /// The name is missing.
    #[error("the action has no name")]
    NameEmpty,
    /// No event can have such a name.
    #[error("the name of an action has no space in it and at most {NAME_MAX} characters")]
    NameOdd,
    /// The summary is missing.
    #[error("say in a few words what the action means")]
    SummaryEmpty,
    /// The summary is too long.
    #[error("the summary is longer than {SUMMARY_MAX} characters")]
    SummaryLong,
}

impl ActionName {
    /// Takes the space off both ends and checks the rest.
    pub fn parse(text: &str) -> Result<Self, CatalogActionError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(CatalogActionError::NameEmpty);
        }
        let odd = |c: char| c.is_whitespace() || c.is_control();
        if text.chars().count() > NAME_MAX || text.chars().any(odd) {
            return Err(CatalogActionError::NameOdd);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ActionSummary {
    /// Takes the space off both ends and checks the rest.
    pub fn parse(text: &str) -> Result<Self, CatalogActionError> {
        let text = text.trim();
        match text.chars().count() {
            0 => Err(CatalogActionError::SummaryEmpty),
            1..=SUMMARY_MAX => Ok(Self(text.to_owned())),
            _ => Err(CatalogActionError::SummaryLong),
        }
    }

    /// The summary as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ActionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ActionName {
    type Error = CatalogActionError;

    fn try_from(text: String) -> Result<Self, CatalogActionError> {
        Self::parse(&text)
    }
}

impl From<ActionName> for String {
    fn from(name: ActionName) -> String {
        name.0
    }
}

impl TryFrom<String> for ActionSummary {
    type Error = CatalogActionError;

    fn try_from(text: String) -> Result<Self, CatalogActionError> {
        Self::parse(&text)
    }
}

impl From<ActionSummary> for String {
    fn from(summary: ActionSummary) -> String {
        summary.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_an_event_can_have() {
        assert_eq!(ActionName::parse(" kms.secrets.read ").unwrap().as_str(), "kms.secrets.read");
        assert_eq!(ActionName::parse(" "), Err(CatalogActionError::NameEmpty));
        for odd in ["a b", "a\tb", &"x".repeat(201)] {
            assert_eq!(ActionName::parse(odd), Err(CatalogActionError::NameOdd), "{odd}");
        }
    }

    #[test]
    fn a_summary_says_something_and_not_too_much() {
        assert_eq!(ActionSummary::parse(" Reads a key. ").unwrap().as_str(), "Reads a key.");
        assert_eq!(ActionSummary::parse(""), Err(CatalogActionError::SummaryEmpty));
        assert_eq!(ActionSummary::parse(&"é".repeat(301)), Err(CatalogActionError::SummaryLong));
    }
}
