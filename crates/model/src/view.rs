//! A view: a search that was given a name.

use serde::{Deserialize, Serialize};

use crate::{
    channel::Channel,
    id::{CategoryId, PresetId, ViewId},
};

/// The longest name, description and line template a view may have, in characters.
const NAME_MAX: usize = 200;
const TEXT_MAX: usize = 4000;
/// The longest query, and how many sources, apps, levels or tags a filter may name.
const QUERY_MAX: usize = 8000;
const FILTER_MAX: usize = 100;
/// The longest source, app, level or tag a filter may name.
const VALUE_MAX: usize = 512;

/// A saved search with its name and where it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Names the view for good.
    pub id: ViewId,
    /// What the person who saved it wrote.
    pub draft: ViewDraft,
    /// The categories it is listed under; none means "Uncategorized".
    pub categories: Vec<CategoryId>,
    /// Who is told when lines match, or fail to.
    pub alert: ViewAlert,
    /// When it was last changed, milliseconds since 1970 UTC.
    pub updated_ms: i64,
    /// Who changed it last, as text for people.
    pub updated_by: String,
}

/// The alert of a view: at most one, its own or one it shares with others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ViewAlert {
    /// Nobody is told.
    #[default]
    None,
    /// Channels of its own, at least one.
    Own(Vec<Channel>),
    /// Whatever the preset says.
    Preset(PresetId),
}

impl ViewAlert {
    /// Its own channels; a preset's are not its own.
    pub fn channels(&self) -> &[Channel] {
        match self {
            Self::Own(channels) => channels,
            Self::None | Self::Preset(_) => &[],
        }
    }

    /// The preset it follows, if it follows one.
    pub fn preset(&self) -> Option<&PresetId> {
        match self {
            Self::Preset(id) => Some(id),
            Self::None | Self::Own(_) => None,
        }
    }
}

/// Everything of a view that a person writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewDraft {
    /// How the view is called.
    pub name: ViewName,
    /// The query text as written.
    pub query: String,
    /// Only lines of these sources, if any are named.
    pub hosts: Vec<String>,
    /// Only lines of these apps, if any are named.
    pub apps: Vec<String>,
    /// Only lines of these levels, if any are named.
    pub levels: Vec<String>,
    /// Only lines with one of these tags, if any are named.
    pub tags: Vec<String>,
    /// Free text about the view.
    pub description: String,
    /// The line template, empty for the plain line.
    pub custom_line: String,
}

/// A view's name: not empty, without space around it, at most 200 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ViewName(String);

/// Why what was written is not a view.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ViewError {
    /// The name is missing.
    #[error("the view name is empty")]
    NameEmpty,
    /// The name is too long.
    #[error("the view name is longer than {NAME_MAX} characters")]
    NameLong,
    /// Neither a query nor a filter is there.
    #[error("a view needs a query or at least one source, app, level or tag")]
    NoCriteria,
    /// One of the texts is too long.
    #[error("the {0} of the view is too long")]
    TextLong(&'static str),
}

impl ViewName {
    /// Takes the space off both ends and checks the rest.
    pub fn parse(text: &str) -> Result<Self, ViewError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ViewError::NameEmpty);
        }
        if text.chars().count() > NAME_MAX {
            return Err(ViewError::NameLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ViewName {
    type Error = ViewError;

    fn try_from(text: String) -> Result<Self, ViewError> {
        Self::parse(&text)
    }
}

impl From<ViewName> for String {
    fn from(name: ViewName) -> String {
        name.0
    }
}

impl ViewDraft {
    /// Checks that the view says what to find and stays within bounds. Empty filter values
    /// are dropped. Whether the query parses is for the caller, who has the parser.
    pub fn check(mut self) -> Result<Self, ViewError> {
        self.query = self.query.trim().to_owned();
        for filter in [&mut self.hosts, &mut self.apps, &mut self.levels, &mut self.tags] {
            filter.iter_mut().for_each(|value| *value = value.trim().to_owned());
            filter.retain(|value| !value.is_empty());
            if filter.len() > FILTER_MAX || filter.iter().any(|value| value.chars().count() > VALUE_MAX) {
                return Err(ViewError::TextLong("filter"));
            }
        }
        let filters = [&self.hosts, &self.apps, &self.levels, &self.tags];
        if self.query.is_empty() && filters.iter().all(|filter| filter.is_empty()) {
            return Err(ViewError::NoCriteria);
        }
        for (what, text, most) in [
            ("query", &self.query, QUERY_MAX),
            ("description", &self.description, TEXT_MAX),
            ("line template", &self.custom_line, TEXT_MAX),
        ] {
            if text.chars().count() > most {
                return Err(ViewError::TextLong(what));
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(query: &str, hosts: &[&str]) -> ViewDraft {
        ViewDraft {
            name: ViewName::parse("Errors").unwrap(),
            query: query.to_owned(),
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            apps: vec![],
            levels: vec![],
            tags: vec![],
            description: String::new(),
            custom_line: String::new(),
        }
    }

    #[test]
    fn a_view_must_say_what_to_find() {
        assert_eq!(draft("  ", &[" "]).check(), Err(ViewError::NoCriteria));
        assert!(draft("outcome:failure", &[]).check().is_ok());
        assert_eq!(draft("", &[" kms ", ""]).check().unwrap().hosts, ["kms"]);
    }

    #[test]
    fn a_name_is_trimmed_and_never_empty() {
        assert_eq!(ViewName::parse("  Errors ").unwrap().as_str(), "Errors");
        assert_eq!(ViewName::parse(" \t"), Err(ViewError::NameEmpty));
        assert_eq!(ViewName::parse(&"x".repeat(201)), Err(ViewError::NameLong));
    }
}
