//! A view as somebody wrote it, before it is checked.

use model::{
    category::Category,
    view::{View, ViewAlert, ViewDraft, ViewName},
};
use serde_json::{Value, json};

use crate::{Error, alert::Channels, category, seen::Seen};

/// A view as somebody wrote it, before it is checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewView {
    /// How it is to be called.
    pub name: String,
    /// The query text.
    pub query: String,
    /// Only lines of these sources, if any are named.
    pub hosts: Vec<String>,
    /// Only lines of these apps, if any are named.
    pub apps: Vec<String>,
    /// Only lines of these levels, if any are named.
    pub levels: Vec<String>,
    /// Only lines with one of these tags, if any are named.
    pub tags: Vec<String>,
    /// The names of the categories it is listed under.
    pub categories: Vec<String>,
    /// Whether a category that is not there is a mistake, and not one to be added.
    pub only_known_categories: bool,
    /// Free text about it.
    pub description: String,
    /// The line template, empty for the plain line.
    pub custom_line: String,
    /// Who is told.
    pub alert: NewAlert,
}

/// The alert of a view as somebody wrote it.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum NewAlert {
    /// None.
    #[default]
    None,
    /// That of the preset with this id.
    Preset(String),
    /// Channels of its own; those it had are gone unless they are named.
    Own(Channels),
}

/// What is to be different about a view; what is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ViewEdit {
    /// How it is to be called.
    pub name: Option<String>,
    /// The query text.
    pub query: Option<String>,
    /// Only lines of these sources.
    pub hosts: Option<Vec<String>>,
    /// Only lines of these apps.
    pub apps: Option<Vec<String>>,
    /// Only lines of these levels.
    pub levels: Option<Vec<String>>,
    /// Only lines with one of these tags.
    pub tags: Option<Vec<String>>,
    /// The names of the categories it is listed under.
    pub categories: Option<Vec<String>>,
    /// Whether a category that is not there is a mistake, and not one to be added.
    pub only_known_categories: bool,
    /// Free text about it.
    pub description: Option<String>,
    /// The line template.
    pub custom_line: Option<String>,
    /// Who is told.
    pub alert: Option<NewAlert>,
    /// What was seen of it.
    pub seen: Seen,
}

impl From<NewView> for ViewEdit {
    fn from(new: NewView) -> Self {
        Self {
            name: Some(new.name),
            query: Some(new.query),
            hosts: Some(new.hosts),
            apps: Some(new.apps),
            levels: Some(new.levels),
            tags: Some(new.tags),
            categories: Some(new.categories),
            only_known_categories: new.only_known_categories,
            description: Some(new.description),
            custom_line: Some(new.custom_line),
            alert: Some(new.alert),
            seen: Seen::default(),
        }
    }
}

impl ViewEdit {
    /// The view as it is to be, of what it was.
    pub fn over(self, before: NewView) -> NewView {
        NewView {
            name: self.name.unwrap_or(before.name),
            query: self.query.unwrap_or(before.query),
            hosts: self.hosts.unwrap_or(before.hosts),
            apps: self.apps.unwrap_or(before.apps),
            levels: self.levels.unwrap_or(before.levels),
            tags: self.tags.unwrap_or(before.tags),
            categories: self.categories.unwrap_or(before.categories),
            only_known_categories: self.only_known_categories,
            description: self.description.unwrap_or(before.description),
            custom_line: self.custom_line.unwrap_or(before.custom_line),
            alert: self.alert.unwrap_or(before.alert),
        }
    }
}

impl NewView {
    /// A view that is there, as it would have been written.
    pub fn of(view: &View, categories: &[Category]) -> Self {
        let ViewDraft { name, query, hosts, apps, levels, tags, description, custom_line } =
            view.draft.clone();
        Self {
            name: name.into(),
            query,
            hosts,
            apps,
            levels,
            tags,
            categories: category::names(&view.categories, categories),
            only_known_categories: true,
            description,
            custom_line,
            alert: match &view.alert {
                ViewAlert::None => NewAlert::None,
                ViewAlert::Preset(id) => NewAlert::Preset(id.to_string()),
                ViewAlert::Own(channels) => {
                    NewAlert::Own(Channels::All(channels.iter().map(|it| it.to_json()).collect()))
                }
            },
        }
    }

    pub(super) fn check(&self) -> Result<ViewDraft, Error> {
        let name = ViewName::parse(&self.name).map_err(|error| Error::invalid("name", error))?;
        if let Some(error) = query::parse(&self.query).errors.first() {
            return Err(Error::invalid("query", format!("the query can not be read: {}", error.message)));
        }
        let draft = ViewDraft {
            name,
            query: self.query.clone(),
            hosts: self.hosts.clone(),
            apps: self.apps.clone(),
            levels: self.levels.clone(),
            tags: self.tags.clone(),
            description: self.description.clone(),
            custom_line: self.custom_line.clone(),
        };
        draft.check().map_err(|error| Error::invalid("value", error))
    }

    /// The documented fields of the events, for a view that was not saved.
    pub(super) fn to_request(&self, id: &str) -> Value {
        json!({
            "name": self.name,
            "query": self.query,
            "hosts": self.hosts,
            "apps": self.apps,
            "levels": self.levels,
            "category": self.categories,
            "viewId": id,
            "description": self.description,
            "customLine": self.custom_line,
        })
    }
}
