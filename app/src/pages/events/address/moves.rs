//! From one address to the next: what links and forms of the page lead to.

use super::{Address, Around, Filter, Split, Tab};

impl Address {
    /// The same without one value of a filter, from its first page.
    pub fn without(&self, filter: Filter, value: &str) -> Self {
        let mut address = self.first_page();
        address.values_mut(filter).retain(|old| old != value);
        address
    }

    /// The same with another query, from its first page.
    pub fn with_query(&self, query: &str) -> Self {
        Self { query: query.trim().to_owned(), ..self.first_page() }
    }

    /// The same over another range, from its first page.
    pub fn over(&self, from: &str, to: &str) -> Self {
        Self { from: from.trim().to_owned(), to: to.trim().to_owned(), ..self.first_page() }
    }

    /// The same with an event expanded, or with none.
    pub fn expanding(&self, id: &str) -> Self {
        Self { id: id.to_owned(), saved: String::new(), ..self.tabbed(Tab::Fields) }
    }

    /// The same with another tab of the expanded event.
    pub fn tabbed(&self, tab: Tab) -> Self {
        Self { tab, around: Around::Everything, older: 0, newer: 0, ..self.clone() }
    }

    /// The same with other lines around the expanded event.
    pub fn around(&self, around: Around) -> Self {
        Self { around, older: 0, newer: 0, ..self.clone() }
    }

    /// The same with so many lines before and after the expanded event.
    pub fn reaching(&self, older: u32, newer: u32) -> Self {
        Self { older, newer, ..self.clone() }
    }

    /// The same with the bars split by something else.
    pub fn split_by(&self, split: Split) -> Self {
        Self { split, ..self.clone() }
    }

    /// The same with another field shown at length, or with none.
    pub fn with_facet(&self, facet: &str, find: &str) -> Self {
        Self { facet: facet.to_owned(), find: find.trim().to_owned(), ..self.clone() }
    }

    /// The same with a field counted beside the usual ones, or no longer.
    pub fn pinning(&self, field: &str) -> Self {
        let mut address = self.clone();
        match address.pins.iter().position(|pin| pin == field) {
            Some(place) => drop(address.pins.remove(place)),
            None => address.pins.push(field.to_owned()),
        }
        address
    }

    /// Whether it is the list that new events come to the top of.
    pub fn is_current(&self) -> bool {
        let now = self.to.is_empty() || self.to.eq_ignore_ascii_case("now");
        now && !self.oldest_first && self.before.is_empty() && self.after.is_empty()
    }

    /// The same as the list that new events come to the top of.
    pub fn current(&self) -> Self {
        Self { to: String::new(), oldest_first: false, ..self.first_page() }
    }

    /// The same in another time zone.
    pub fn in_zone(&self, zone: &str) -> Self {
        Self { zone: zone.to_owned(), ..self.clone() }
    }

    /// The same the other way round, from its first page.
    pub fn ordered(&self, oldest_first: bool) -> Self {
        Self { oldest_first, ..self.first_page() }
    }

    /// The same, on the page that ends before a place or begins after one.
    pub fn paged(&self, before: &str, after: &str) -> Self {
        Self { before: before.to_owned(), after: after.to_owned(), ..self.first_page() }
    }

    /// What the links around the list keep: all but the page and the expanded event.
    pub fn kept(&self) -> Self {
        Self { find: self.find.clone(), ..self.first_page() }
    }

    fn first_page(&self) -> Self {
        let none = String::new;
        Self { before: none(), after: none(), find: none(), ..self.expanding("") }
    }

    /// What the list has to be searched anew for when it changes. A view says how its lines are
    /// written.
    pub fn search(&self) -> Self {
        let none = String::new;
        Self { split: Split::Severity, pins: vec![], facet: none(), find: none(), ..self.expanding("") }
    }

    /// What the bars over the list have to be counted anew for.
    pub fn bars(&self) -> Self {
        Self { split: self.split, view: String::new(), ..self.search().ordered(false) }
    }

    /// What the values of fields have to be counted anew for.
    pub fn facets(&self) -> Self {
        let (pins, facet, find) = (self.pins.clone(), self.facet.clone(), self.find.clone());
        Self { pins, facet, find, view: String::new(), ..self.search().ordered(false) }
    }
}
