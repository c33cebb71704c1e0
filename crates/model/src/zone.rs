//! A time zone by its IANA name.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// The name of a time zone that is known, spelled as the IANA spells it.
///
/// Which names are known is in tables that come with the feature `zones`; without it only UTC is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ZoneName(String);

/// No zone has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no time zone has this name; write it as Europe/London, or UTC")]
pub struct UnknownZone;

impl ZoneName {
    /// Looks a name up, whatever its case.
    pub fn parse(text: &str) -> Result<Self, UnknownZone> {
        let text = text.trim();
        if text.len() > 64 {
            return Err(UnknownZone);
        }
        if text.eq_ignore_ascii_case("utc") {
            return Ok(Self("UTC".to_owned()));
        }
        let zone = TimeZone::get(text).map_err(|_| UnknownZone)?;
        zone.iana_name().map(|name| Self(name.to_owned())).ok_or(UnknownZone)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ZoneName {
    type Error = UnknownZone;

    fn try_from(text: String) -> Result<Self, UnknownZone> {
        Self::parse(&text)
    }
}

impl From<ZoneName> for String {
    fn from(name: ZoneName) -> String {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_known_by_its_name_and_spelled_as_the_tables_spell_it() {
        assert_eq!(ZoneName::parse(" europe/london ").unwrap().as_str(), "Europe/London");
        assert_eq!(ZoneName::parse("utc").unwrap().as_str(), "UTC");
        for wrong in ["", "Mars/Olympus", "+01:00", "../etc/passwd", &"x".repeat(9000)] {
            assert_eq!(ZoneName::parse(wrong), Err(UnknownZone), "{wrong}");
        }
    }
}
