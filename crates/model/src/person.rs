//! People who sign in, and what they may do.

use serde::{Deserialize, Serialize};

use crate::id::{InstanceId, PersonId};

/// What a person may do in one instance. Each role holds those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Searches and uses what others saved.
    Reader,
    /// Saves views and exports.
    Member,
    /// Administers the instance.
    Manager,
}

impl Role {
    /// The word used in events, forms and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Member => "member",
            Self::Manager => "manager",
        }
    }

    /// The role a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Reader, Self::Member, Self::Manager].into_iter().find(|role| role.as_str() == word)
    }
}

/// A person who may sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Names the person for good.
    pub id: PersonId,
    /// The address they sign in with.
    pub email: Email,
    /// Whether they also create instances and people.
    pub owner: bool,
    /// Their role in each instance they may enter.
    pub roles: Vec<(InstanceId, Role)>,
}

impl Person {
    /// The person's role in an instance, if they may enter it. An owner manages them all.
    pub fn role_in(&self, instance: &InstanceId) -> Option<Role> {
        if self.owner {
            return Some(Role::Manager);
        }
        self.roles.iter().find(|(id, _)| id == instance).map(|(_, role)| *role)
    }
}

/// An e-mail address, in lower case, good enough to sign in with.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// A text was no e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not an e-mail address")]
pub struct EmailError;

impl Email {
    /// Checks that there is one `@` with something on both sides, no space, at most 254 bytes.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim().to_lowercase();
        let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
        match text.split_once('@') {
            Some((name, domain))
                if plain
                    && !name.is_empty()
                    && !domain.is_empty()
                    && !domain.contains('@')
                    && text.len() <= 254 =>
            {
                Ok(Self(text))
            }
            _ => Err(EmailError),
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Email {
    type Error = EmailError;

    fn try_from(text: String) -> Result<Self, EmailError> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> String {
        email.0
    }
}

/// A password to be set: 12 to 256 characters. It is never written anywhere.
#[derive(Clone)]
pub struct NewPassword(String);

/// Why a password can not be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NewPasswordError {
    /// Too easily guessed.
    #[error("the password is shorter than 12 characters")]
    Short,
    /// Longer than anybody types.
    #[error("the password is longer than 256 characters")]
    Long,
}

impl NewPassword {
    /// Checks the length; every character counts, spaces too.
    pub fn parse(text: &str) -> Result<Self, NewPasswordError> {
        match text.chars().count() {
            0..12 => Err(NewPasswordError::Short),
            12..=256 => Ok(Self(text.to_owned())),
            _ => Err(NewPasswordError::Long),
        }
    }

    /// The password itself, for hashing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_manages_every_instance_and_others_only_their_own() {
        let (dallas, london) = (InstanceId::from_bytes([1; 5]), InstanceId::from_bytes([2; 5]));
        let mut person = Person {
            id: PersonId::from_bytes([0; 5]),
            email: Email::parse("A@Example.com").unwrap(),
            owner: false,
            roles: vec![(dallas.clone(), Role::Reader)],
        };
        assert_eq!(person.role_in(&dallas), Some(Role::Reader));
        assert_eq!(person.role_in(&london), None);
        person.owner = true;
        assert_eq!(person.role_in(&london), Some(Role::Manager));
        assert_eq!(person.email.as_str(), "a@example.com");
    }

    #[test]
    fn what_can_not_be_an_address_is_refused() {
        for text in ["", "a", "@b", "a@", "a@b@c", "a b@c"] {
            assert_eq!(Email::parse(text), Err(EmailError), "{text}");
        }
    }

    #[test]
    fn a_password_is_never_printed() {
        let password = NewPassword::parse("correct horse battery").unwrap();
        assert!(!format!("{password:?}").contains("horse"));
    }
}
