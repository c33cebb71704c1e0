//! A route of the desk's own: which lines go to which instance, whatever the catalogue says.

use serde::{Deserialize, Serialize};

use crate::id::{InstanceId, RouteId};

/// The longest name, source and query, in characters.
const NAME_MAX: usize = 100;
const SOURCE_MAX: usize = 256;
const QUERY_MAX: usize = 8000;

/// One route. Of those that fit a line the first decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Names the route for good.
    pub id: RouteId,
    /// What a person wrote.
    pub draft: RouteDraft,
}

/// Everything of a route that a person writes. Conditions that are empty ask for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteDraft {
    /// How it is called.
    pub name: RouteName,
    /// Only lines of this source, or of this service by their CRN.
    pub source: String,
    /// Only lines that happened in this location, or that the catalogue sends there.
    pub location: String,
    /// Only lines that match this query.
    pub query: String,
    /// Where they go.
    pub target: InstanceId,
    /// Whether it decides anything now.
    pub is_active: bool,
    /// Whether it is only for lines that would be held: whose location, as the catalogue has it,
    /// has no instance. It rests as soon as there is one.
    pub only_held: bool,
}

/// A route's name: not empty, without space around it, at most 100 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RouteName(String);

/// Why what was written is not a route.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RouteError {
    /// The name is missing or too long.
    #[error("a route name has 1 to {NAME_MAX} characters")]
    Name,
    /// One of the texts is too long.
    #[error("the {0} of the route is too long")]
    TextLong(&'static str),
}

impl RouteName {
    /// Takes the space off both ends and checks the rest.
    pub fn parse(text: &str) -> Result<Self, RouteError> {
        let text = text.trim();
        let fits = (1..=NAME_MAX).contains(&text.chars().count());
        fits.then(|| Self(text.to_owned())).ok_or(RouteError::Name)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RouteName {
    type Error = RouteError;

    fn try_from(text: String) -> Result<Self, RouteError> {
        Self::parse(&text)
    }
}

impl From<RouteName> for String {
    fn from(name: RouteName) -> String {
        name.0
    }
}

impl RouteDraft {
    /// Takes the space off the conditions and checks their size.
    pub fn check(mut self) -> Result<Self, RouteError> {
        for text in [&mut self.source, &mut self.location, &mut self.query] {
            text.trim().to_owned().clone_into(text);
        }
        let is_longer = |text: &str, most| text.chars().count() > most;
        if is_longer(&self.source, SOURCE_MAX) {
            return Err(RouteError::TextLong("source"));
        }
        if is_longer(&self.query, QUERY_MAX) {
            return Err(RouteError::TextLong("query"));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(source: &str) -> RouteDraft {
        RouteDraft {
            name: RouteName::parse(" To London ").unwrap(),
            source: source.to_owned(),
            location: " osl01 ".to_owned(),
            query: String::new(),
            target: InstanceId::from_bytes([1; 5]),
            is_active: true,
            only_held: false,
        }
    }

    #[test]
    fn a_route_keeps_its_limits_and_no_space_around_its_texts() {
        let route = draft(" kms ").check().unwrap();
        assert_eq!([route.name.as_str(), &route.source, &route.location], ["To London", "kms", "osl01"]);
        assert_eq!(draft(&"x".repeat(257)).check(), Err(RouteError::TextLong("source")));
        for wrong in [" ", &"x".repeat(101)] {
            assert_eq!(RouteName::parse(wrong), Err(RouteError::Name));
        }
    }
}
