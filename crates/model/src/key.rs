//! Keys: how programs prove who they are.

use serde::{Deserialize, Serialize};

use crate::id::{InstanceId, KeyId};

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyKind {
    /// Sends lines.
    Ingestion,
    /// Reads events and configures.
    Service,
    /// Sends lines of any location; each goes to the instance that routing finds for it.
    Collector,
}

impl KeyKind {
    /// The word used in URLs and events.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ingestion => "ingestion",
            Self::Service => "service",
            Self::Collector => "collector",
        }
    }

    /// Whether a key of this kind opens what one of the other kind opens. Who sends does not
    /// read, and who reads does not send.
    pub fn opens(self, wanted: Self) -> bool {
        self == wanted || self == Self::Collector && wanted == Self::Ingestion
    }
}

/// A key as it may be shown after its making: never with its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Names the key for good.
    pub id: KeyId,
    /// The instance it belongs to; none for a collector key, which is the whole desk's.
    pub instance: Option<InstanceId>,
    /// What it is for.
    pub kind: KeyKind,
    /// How it is called.
    pub name: KeyName,
    /// The first characters of the secret, by which it is looked up and recognised.
    pub prefix: String,
    /// When it was made, milliseconds since 1970 UTC.
    pub created_ms: i64,
}

impl Key {
    /// The key as events show it: its first characters, the rest masked.
    pub fn masked(&self) -> String {
        format!("{}{}", self.prefix, "*".repeat(32_usize.saturating_sub(self.prefix.len())))
    }
}

/// A key's name: 1 to 30 characters, without space around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyName(String);

/// A text was no key name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a key name has 1 to 30 characters")]
pub struct KeyNameError;

impl KeyName {
    /// Takes the space off both ends and checks the rest.
    pub fn parse(text: &str) -> Result<Self, KeyNameError> {
        let text = text.trim();
        match text.chars().count() {
            1..=30 => Ok(Self(text.to_owned())),
            _ => Err(KeyNameError),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for KeyName {
    type Error = KeyNameError;

    fn try_from(text: String) -> Result<Self, KeyNameError> {
        Self::parse(&text)
    }
}

impl From<KeyName> for String {
    fn from(name: KeyName) -> String {
        name.0
    }
}
