//! A location: a region, or a data centre inside one.

use serde::Deserialize;

/// One location that stands in CRNs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Its id as documents write it; compare without regard to case.
    pub id: String,
    /// The city it stands for.
    pub city: String,
    /// ISO 3166 code of its country.
    pub country: String,
    /// The part of the world, such as `Europe`.
    pub geography: String,
    /// Whether it is still in use.
    pub status: RegionStatus,
    /// Region or data centre.
    pub kind: RegionKind,
    /// Other spellings of the id.
    pub aliases: Vec<String>,
    /// Which documents it comes from.
    pub source: super::Source,
    /// What is worth knowing about it.
    pub note: Option<String>,
}

/// Whether a location is still in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RegionStatus {
    /// It is.
    Active,
    /// It is gone; old events name it.
    Retired,
}

/// How large a location is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RegionKind {
    /// A region; instances live in regions.
    Region,
    /// One data centre.
    Datacenter,
}

impl Region {
    /// Whether this is its id or one of its aliases, whatever the case.
    pub fn is_called(&self, name: &str) -> bool {
        self.id.eq_ignore_ascii_case(name)
            || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    }
}
