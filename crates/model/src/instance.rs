//! The desk and its instances: one instance for each location.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AccountId, InstanceId},
    retention::Retention,
};

/// One audit instance: the events of one location and what is saved beside them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// Short id, sent to clients as `logdnaId`.
    pub id: InstanceId,
    /// The instance's GUID, as it stands in its CRN.
    pub guid: String,
    /// The account of the desk.
    pub account: AccountId,
    /// Region id of the catalogue, such as `us-south`; no two instances share one.
    pub location: String,
    /// The city of that location, for people.
    pub city: String,
    /// How people call it beside the city; empty while nobody has given it a name.
    pub name: InstanceName,
    /// How long it keeps its lines.
    pub retention: Retention,
    /// When somebody asked for it to be deleted, milliseconds since 1970 UTC; none for one that stays.
    pub deletion_ms: Option<i64>,
}

/// How long the deletion of an instance can be cancelled.
pub const CANCEL_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// The longest name of an instance, in characters.
const NAME_MAX: usize = 60;

/// A name for an instance: without space around it and at most 60 characters; it may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InstanceName(String);

/// A text was no name for an instance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the name of an instance has at most {NAME_MAX} characters and no line breaks")]
pub struct InstanceNameError;

impl InstanceName {
    /// Takes the space off both ends and checks the rest.
    pub fn parse(text: &str) -> Result<Self, InstanceNameError> {
        let text = text.trim();
        let fits = text.chars().count() <= NAME_MAX && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned())).ok_or(InstanceNameError)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for InstanceName {
    type Error = InstanceNameError;

    fn try_from(text: String) -> Result<Self, InstanceNameError> {
        Self::parse(&text)
    }
}

impl From<InstanceName> for String {
    fn from(name: InstanceName) -> String {
        name.0
    }
}

impl Instance {
    /// The city, with the name where it has one.
    pub fn title(&self) -> String {
        match self.name.as_str() {
            "" => self.city.clone(),
            name => format!("{} · {name}", self.city),
        }
    }

    /// When it goes for good, if somebody has asked for that.
    pub fn gone_ms(&self) -> Option<i64> {
        self.deletion_ms.map(|asked_ms| asked_ms.saturating_add(CANCEL_MS))
    }

    /// The instance's own CRN, which stands in the events it writes about itself.
    pub fn crn(&self) -> String {
        self.crn_of("logdnaat", &self.guid)
    }

    /// The CRN of a service's instance in the same location and account.
    pub fn crn_of(&self, service: &str, guid: &str) -> String {
        let Self { account, location, .. } = self;
        format!("crn:v1:bluemix:public:{service}:{location}:a/{account}:{guid}::")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_beside_the_city_and_may_be_missing() {
        let mut instance = Instance {
            id: InstanceId::from_bytes([1; 5]),
            guid: String::new(),
            account: AccountId::from_bytes([1; 16]),
            location: "us-south".to_owned(),
            city: "Dallas".to_owned(),
            name: InstanceName::default(),
            retention: Retention::default(),
            deletion_ms: None,
        };
        assert_eq!((instance.title().as_str(), instance.gone_ms()), ("Dallas", None));
        instance.name = InstanceName::parse(" Production ").unwrap();
        instance.deletion_ms = Some(5);
        assert_eq!(
            (instance.title().as_str(), instance.gone_ms()),
            ("Dallas · Production", Some(5 + CANCEL_MS))
        );
    }

    #[test]
    fn a_name_has_its_limits() {
        assert!(InstanceName::parse(&"é".repeat(60)).is_ok());
        for wrong in ["é".repeat(61), "a\nb".to_owned(), "a\u{202e}\u{0}".to_owned()] {
            assert_eq!(InstanceName::parse(&wrong), Err(InstanceNameError), "{wrong:?}");
        }
    }
}
