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

    /// The kind this word names.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Ingestion, Self::Service, Self::Collector].into_iter().find(|kind| kind.as_str() == word)
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
    /// From when on it opens nothing; none for one without an end.
    pub expires_ms: Option<i64>,
    /// As which services it may send.
    pub services: KeyServices,
    /// When it was last used, as far as that has been noted: a minute late at most.
    pub last_used_ms: Option<i64>,
}

impl Key {
    /// The key as events show it: its first characters, the rest masked.
    pub fn masked(&self) -> String {
        format!("{}{}", self.prefix, "*".repeat(32_usize.saturating_sub(self.prefix.len())))
    }

    /// Whether its time is over.
    pub fn is_expired(&self, now_ms: i64) -> bool {
        self.expires_ms.is_some_and(|expires_ms| expires_ms <= now_ms)
    }
}

/// The services a key may send as, by the names in their CRNs; none for all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct KeyServices(Vec<String>);

/// Texts were no services a key can be limited to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyServicesError {
    /// One is no name of a service.
    #[error(
        "{0:?} is no name of a service: it has 1 to {SERVICE_MAX} small letters, digits, hyphens, dots and underscores"
    )]
    Name(String),
    /// There are too many.
    #[error("a key is limited to at most {SERVICES_MAX} services")]
    Many,
}

/// The longest name of a service, and the most of them.
const SERVICE_MAX: usize = 64;
const SERVICES_MAX: usize = 50;

impl KeyServices {
    /// Reads names, each once and in small letters; empty ones are left out.
    pub fn parse<T: AsRef<str>>(names: &[T]) -> Result<Self, KeyServicesError> {
        let mut services: Vec<String> = Vec::new();
        for name in names.iter().map(|name| name.as_ref().trim().to_lowercase()) {
            let fits =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._".contains(&byte);
            if name.len() > SERVICE_MAX || !name.bytes().all(fits) {
                return Err(KeyServicesError::Name(name.chars().take(SERVICE_MAX).collect()));
            }
            if !name.is_empty() && !services.contains(&name) {
                services.push(name);
            }
        }
        if services.len() > SERVICES_MAX { Err(KeyServicesError::Many) } else { Ok(Self(services)) }
    }

    /// Whether lines of this service may be sent; of a line that names none the service is empty.
    pub fn allow(&self, service: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|allowed| allowed.eq_ignore_ascii_case(service))
    }

    /// The names.
    pub fn names(&self) -> &[String] {
        &self.0
    }
}

impl TryFrom<Vec<String>> for KeyServices {
    type Error = KeyServicesError;

    fn try_from(names: Vec<String>) -> Result<Self, KeyServicesError> {
        Self::parse(&names)
    }
}

impl From<KeyServices> for Vec<String> {
    fn from(services: KeyServices) -> Vec<String> {
        services.0
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_without_services_sends_as_any_and_one_with_them_as_no_other() {
        let any = KeyServices::parse::<&str>(&[]).unwrap();
        assert!(any.allow("kms") && any.allow(""));
        let two = KeyServices::parse(&[" KMS ", "", "iam-identity", "kms"]).unwrap();
        assert_eq!(two.names(), ["kms", "iam-identity"]);
        assert!(two.allow("kms") && two.allow("Kms") && two.allow("iam-identity"));
        assert!(!two.allow("") && !two.allow("kms2") && !two.allow("is"));
    }

    #[test]
    fn services_of_a_key_have_their_limits() {
        for wrong in ["a b", "käse", "<b>", &"x".repeat(65)] {
            assert!(matches!(KeyServices::parse(&[wrong]), Err(KeyServicesError::Name(_))), "{wrong}");
        }
        let many: Vec<String> = (0..51).map(|number| format!("s{number}")).collect();
        assert_eq!(KeyServices::parse(&many), Err(KeyServicesError::Many));
        assert!(KeyServices::parse(&many[..50]).is_ok());
    }
}
