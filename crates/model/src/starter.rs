//! Views to begin with, for each system whose events are known.

use std::sync::OnceLock;

use serde::Deserialize;

/// The views for the events of one system.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Starter {
    /// The catalogue's id of the service.
    pub system: String,
    /// What people call it.
    pub name: String,
    /// What its views are about.
    pub about: String,
    /// The views.
    pub views: Vec<StarterView>,
}

/// One view to begin with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StarterView {
    /// Its name, by which it is recognised as installed.
    pub name: String,
    /// The heading it is listed under.
    pub category: String,
    /// What it finds and why that matters.
    pub description: String,
    /// The query.
    pub query: String,
}

impl Starter {
    /// All of them, in the order in which they are shown.
    pub fn all() -> &'static [Self] {
        static ALL: OnceLock<Vec<Starter>> = OnceLock::new();
        ALL.get_or_init(|| {
            serde_json::from_str(include_str!("../data/starter.json"))
                .expect("the starter views are part of the program and every test run reads them")
        })
    }

    /// The views of a system.
    pub fn find(system: &str) -> Option<&'static Self> {
        Self::all().iter().find(|starter| starter.system == system)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{catalog::Catalog, category::CategoryName, view::ViewName};

    #[test]
    fn every_starter_is_of_a_known_service_and_its_views_have_names_of_their_own() {
        let mut names = HashSet::new();
        for starter in Starter::all() {
            assert!(Catalog::embedded().services().iter().any(|it| it.id == starter.system));
            for view in &starter.views {
                assert!(ViewName::parse(&view.name).is_ok() && CategoryName::parse(&view.category).is_ok());
                assert!(names.insert(view.name.to_lowercase()), "{} is there twice", view.name);
                assert!(view.description.ends_with('.') && !view.query.is_empty(), "{}", view.name);
            }
        }
        assert!(names.len() >= 40);
    }
}
