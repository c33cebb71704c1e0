//! Ids as types: a view's id can not be passed where a key's is wanted.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// An id was not of the form its kind has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {expected}")]
pub struct IdError {
    text: String,
    expected: &'static str,
}

macro_rules! hex_id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// How many random bytes make one.
            pub const BYTES: usize = $bytes;

            /// Makes the id from random bytes.
            pub fn from_bytes(bytes: [u8; $bytes]) -> Self {
                Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
                if text.len() == 2 * $bytes && text.bytes().all(hex) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(IdError { text: text.chars().take(64).collect(), expected: $expected })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    };
}

hex_id!(
    /// The account the whole desk stands for, as it appears in CRNs (`a/<account>`).
    AccountId, 16, "32 hexadecimal digits"
);
hex_id!(
    /// The short id of an instance, known to senders as `logdnaId`.
    InstanceId, 5, "10 hexadecimal digits"
);
hex_id!(
    /// A saved view.
    ViewId, 5, "10 hexadecimal digits"
);
hex_id!(
    /// A preset: an alert with a name, for views to follow.
    PresetId, 5, "10 hexadecimal digits"
);
hex_id!(
    /// A board.
    BoardId, 5, "10 hexadecimal digits"
);
hex_id!(
    /// A graph of a board.
    GraphId, 5, "10 hexadecimal digits"
);
hex_id!(
    /// One channel of an alert.
    AlertId, 5, "10 hexadecimal digits"
);
hex_id!(
    /// A category of views, boards or screens.
    CategoryId, 5, "10 hexadecimal digits"
);
hex_id!(
    /// A route of the desk's own.
    RouteId, 5, "10 hexadecimal digits"
);
hex_id!(
    /// An exclusion rule.
    ExclusionRuleId, 5, "10 hexadecimal digits"
);
hex_id!(
    /// A parsing template.
    ParsingTemplateId, 5, "10 hexadecimal digits"
);
hex_id!(
    /// Something that was deleted and can be put back.
    DeletionId, 5, "10 hexadecimal digits"
);
hex_id!(
    /// A person who may sign in.
    PersonId, 5, "10 hexadecimal digits"
);
hex_id!(
    /// A key, by which it is named once its secret has been shown.
    KeyId, 12, "24 hexadecimal digits"
);

/// Names one stored line for good: the instance's short id and the line's sequence number.
///
/// ```
/// use model::id::EventId;
/// let id: EventId = "3a941d8e7c-1204".parse()?;
/// assert_eq!(id.seq, 1204);
/// # Ok::<(), model::id::IdError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventId {
    /// The instance that stores the line.
    pub instance: InstanceId,
    /// The line's place in that instance's commit order.
    pub seq: u64,
}

impl FromStr for EventId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let error = || IdError {
            text: text.chars().take(64).collect(),
            expected: "an event id like 3a941d8e7c-1204",
        };
        let (instance, seq) = text.split_once('-').ok_or_else(error)?;
        if !seq.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(error());
        }
        Ok(Self { instance: instance.parse().map_err(|_| error())?, seq: seq.parse().map_err(|_| error())? })
    }
}

impl TryFrom<String> for EventId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<EventId> for String {
    fn from(id: EventId) -> String {
        id.to_string()
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.instance, self.seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_only_made_from_its_own_form() {
        assert!("0a1b2c3d4e".parse::<ViewId>().is_ok());
        for wrong in ["", "0a1b2c3d4", "0A1B2C3D4E", "0a1b2c3d4g", "0a1b2c3d4e5f"] {
            assert!(wrong.parse::<ViewId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_event_id_survives_being_written_and_read() {
        let id = EventId { instance: InstanceId::from_bytes([1, 2, 3, 4, 255]), seq: u64::MAX };
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["", "-", "01020304ff", "01020304ff-", "01020304ff-+1", "01020304ff-1x"] {
            assert!(wrong.parse::<EventId>().is_err(), "{wrong}");
        }
    }
}
