//! Which place a name of a location means, whether or not somebody has listed it.

use super::{Catalog, Region, RegionKind};

/// The location of what names none: nothing can live there, so it is held until somebody says
/// where it is to go.
pub const NOWHERE: &str = "unknown";

impl Catalog {
    /// The listed location that a name means: its id or an alias, the region of a zone
    /// (`us-south-2`), or for a data centre that is not listed (`dal10`) a location in the city
    /// its letters stand for.
    pub fn place(&self, name: &str) -> Option<&Region> {
        let listed = |name: &str| self.region(name);
        listed(name)
            .or_else(|| {
                let (region, zone) = name.rsplit_once('-')?;
                listed(region).filter(|_| is_number(zone))
            })
            .or_else(|| self.city_of(name))
    }

    /// The region that has the city of a location, and takes its events; itself where none has.
    pub(super) fn region_of<'a>(&'a self, place: &'a Region) -> &'a Region {
        let has_city = |region: &&Region| region.kind == RegionKind::Region && region.city == place.city;
        self.regions().iter().find(has_city).unwrap_or(place)
    }

    /// A location in the city of a data centre: three letters, of the city or of another data
    /// centre there, and a number.
    fn city_of(&self, name: &str) -> Option<&Region> {
        let (letters, number) = name.split_at_checked(3)?;
        if !is_number(number) || !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return None;
        }
        let begins = |text: &str| {
            text.split_at_checked(3).is_some_and(|(begin, _)| begin.eq_ignore_ascii_case(letters))
        };
        let is_there = |region: &&Region| {
            begins(&region.city) || region.kind == RegionKind::Datacenter && begins(&region.id)
        };
        self.regions().iter().find(is_there)
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
