//! A preset: an alert with a name, which several views follow.

use serde::{Deserialize, Serialize};

use crate::{channel::Channel, id::PresetId};

/// The longest name of a preset, in characters.
const NAME_MAX: usize = 200;

/// A named list of channels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preset {
    /// Names the preset for good.
    pub id: PresetId,
    /// How it is called.
    pub name: PresetName,
    /// Whom it tells and when; at least one.
    pub channels: Vec<Channel>,
    /// When it was made, milliseconds since 1970 UTC.
    pub created_ms: i64,
    /// When it was last changed, milliseconds since 1970 UTC.
    pub updated_ms: i64,
    /// Who changed it last, as text for people.
    pub updated_by: String,
}

/// A preset's name: not empty, without space around it, at most 200 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PresetName(String);

/// A text was no name of a preset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the name of a preset has 1 to {NAME_MAX} characters")]
pub struct PresetNameError;

impl PresetName {
    /// Takes the space off both ends and checks the rest.
    pub fn parse(text: &str) -> Result<Self, PresetNameError> {
        let text = text.trim();
        let fits = (1..=NAME_MAX).contains(&text.chars().count());
        fits.then(|| Self(text.to_owned())).ok_or(PresetNameError)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PresetName {
    type Error = PresetNameError;

    fn try_from(text: String) -> Result<Self, PresetNameError> {
        Self::parse(&text)
    }
}

impl From<PresetName> for String {
    fn from(name: PresetName) -> String {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_has_a_name_of_bounded_length() {
        assert_eq!(PresetName::parse("  On call ").unwrap().as_str(), "On call");
        for wrong in ["", " \t", &"x".repeat(201)] {
            assert_eq!(PresetName::parse(wrong), Err(PresetNameError));
        }
    }
}
