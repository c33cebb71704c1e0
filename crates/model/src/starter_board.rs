//! Boards to begin with: one for each system whose events are known, and one for the desk itself.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::graph::GraphDraft;

/// One board to begin with.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StarterBoard {
    /// The catalogue's id of the service, or `desk`.
    pub system: String,
    /// Its title, by which it is recognised as installed.
    pub title: String,
    /// The heading it is listed under.
    pub category: String,
    /// What it shows.
    pub description: String,
    /// What the events of all its graphs match.
    pub query: String,
    /// The range shown at first.
    pub range: String,
    /// After how many seconds it is drawn anew.
    pub refresh: u32,
    /// Its graphs.
    pub graphs: Vec<GraphDraft>,
}

impl StarterBoard {
    /// All of them, in the order in which they are shown.
    pub fn all() -> &'static [Self] {
        static ALL: OnceLock<Vec<StarterBoard>> = OnceLock::new();
        ALL.get_or_init(|| {
            serde_json::from_str(include_str!("../data/starter_boards.json"))
                .expect("the starter boards are part of the program and every test run reads them")
        })
    }

    /// The one with a title.
    pub fn find(title: &str) -> Option<&'static Self> {
        Self::all().iter().find(|starter| starter.title == title)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{
        board::{BoardTitle, REFRESHES},
        catalog::Catalog,
        category::CategoryName,
    };

    #[test]
    fn every_starter_board_is_one_that_a_person_could_make() {
        let mut titles = HashSet::new();
        for starter in StarterBoard::all() {
            let title = &starter.title;
            let is_known = Catalog::embedded().services().iter().any(|it| it.id == starter.system);
            assert!(is_known || starter.system == "desk", "{title}");
            assert!(BoardTitle::parse(title).is_ok() && CategoryName::parse(&starter.category).is_ok());
            assert!(titles.insert(title.to_lowercase()), "{title} is there twice");
            assert!(starter.description.ends_with('.') && REFRESHES.contains(&starter.refresh));
            for graph in &starter.graphs {
                assert_eq!(graph.clone().check().as_ref(), Ok(graph), "{title}: {}", graph.title);
            }
            assert!(starter.graphs.len() >= 8, "{title}");
        }
        assert_eq!(titles.len(), 6);
    }
}
