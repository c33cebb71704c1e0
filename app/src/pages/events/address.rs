//! The address of the events page: it holds everything the page shows.

mod choices;
mod moves;

use std::fmt::Write;

use serde::{Deserialize, Serialize};

pub use choices::{Around, Filter, Split, Tab};

/// Everything the events page shows, as its address says it. An empty text means "not said".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Address {
    /// The instance's short id.
    pub instance: String,
    /// The query as written.
    pub query: String,
    /// Only these sources.
    pub hosts: Vec<String>,
    /// Only these apps.
    pub apps: Vec<String>,
    /// Only these levels.
    pub levels: Vec<String>,
    /// Only lines with one of these tags.
    pub tags: Vec<String>,
    /// Where the range begins: a phrase or a moment.
    pub from: String,
    /// Where the range ends; nothing means now.
    pub to: String,
    /// Oldest first instead of newest first.
    pub oldest_first: bool,
    /// Only what stands before this place in the list.
    pub before: String,
    /// Only what stands after this place in the list.
    pub after: String,
    /// The expanded event.
    pub id: String,
    /// Which of its tabs.
    pub tab: Tab,
    /// What the lines around it have in common with it.
    pub around: Around,
    /// How many lines around it are shown on each side; 0 means the usual number.
    pub older: u32,
    /// The same towards now.
    pub newer: u32,
    /// What the bars over the list are split by.
    pub split: Split,
    /// Fields counted beside the usual ones.
    pub pins: Vec<String>,
    /// The field whose values are shown at length.
    pub facet: String,
    /// Only its values that hold this text.
    pub find: String,
    /// The time zone by its IANA name; nothing means UTC.
    pub zone: String,
    /// The view it started from.
    pub view: String,
    /// What was just done to the view, `create` or `update`, for the notice.
    pub saved: String,
}

/// An address travels as the link it is.
impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.href()
    }
}

impl From<String> for Address {
    fn from(href: String) -> Self {
        Self::parse(&href)
    }
}

impl Address {
    /// Reads the parts of an address's query: names and values, decoded. What it does not
    /// know it leaves out.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut address = Self::default();
        for (name, value) in pairs {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            let text = match name {
                "instance" => &mut address.instance,
                "q" => &mut address.query,
                "from" => &mut address.from,
                "to" => &mut address.to,
                "before" => &mut address.before,
                "after" => &mut address.after,
                "id" => &mut address.id,
                "zone" => &mut address.zone,
                "view" => &mut address.view,
                "saved" => &mut address.saved,
                "facet" => &mut address.facet,
                "find" => &mut address.find,
                "order" => {
                    address.oldest_first = value == "oldest";
                    continue;
                }
                _ => {
                    address.read_choice(name, value);
                    continue;
                }
            };
            value.clone_into(text);
        }
        address
    }

    /// Reads what is one word of several, a number or a list.
    fn read_choice(&mut self, name: &str, value: &str) {
        match name {
            "tab" => self.tab = Tab::ALL.into_iter().find(|tab| tab.name() == value).unwrap_or_default(),
            "split" => self.split = if value == "outcome" { Split::Outcome } else { Split::Severity },
            "around" => {
                let known = Around::ALL.into_iter().find(|(around, _)| around.name() == value);
                self.around = known.map(|(around, _)| around).unwrap_or_default();
            }
            "older" => self.older = value.parse().unwrap_or_default(),
            "newer" => self.newer = value.parse().unwrap_or_default(),
            "pin" if !self.pins.iter().any(|pin| pin == value) => self.pins.push(value.to_owned()),
            _ => {
                if let Some(filter) = Filter::ALL.into_iter().find(|filter| filter.name() == name) {
                    self.add(filter, value);
                }
            }
        }
    }

    /// Reads an address as [`Self::href`] writes it.
    pub fn parse(href: &str) -> Self {
        let pairs = Self::pairs_of(href);
        Self::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// The names and values of any address, decoded.
    pub fn pairs_of(href: &str) -> Vec<(String, String)> {
        let query = href.split_once('?').map_or("", |(_, query)| query);
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (decode(name), decode(value))).collect()
    }

    /// The values of a filter.
    pub fn values(&self, filter: Filter) -> &[String] {
        match filter {
            Filter::Host => &self.hosts,
            Filter::App => &self.apps,
            Filter::Level => &self.levels,
            Filter::Tag => &self.tags,
        }
    }

    fn values_mut(&mut self, filter: Filter) -> &mut Vec<String> {
        match filter {
            Filter::Host => &mut self.hosts,
            Filter::App => &mut self.apps,
            Filter::Level => &mut self.levels,
            Filter::Tag => &mut self.tags,
        }
    }

    fn add(&mut self, filter: Filter, value: &str) {
        let values = self.values_mut(filter);
        if !values.iter().any(|old| old == value) {
            values.push(value.to_owned());
        }
    }

    /// All filters with all their values.
    pub fn filters(&self) -> impl Iterator<Item = (Filter, &str)> {
        Filter::ALL
            .into_iter()
            .flat_map(|filter| self.values(filter).iter().map(move |value| (filter, value.as_str())))
    }

    /// Whether anything narrows the search beside the time.
    pub fn narrows(&self) -> bool {
        !self.query.is_empty() || self.filters().next().is_some()
    }

    /// Its names and values, in a fixed order and without what is not said.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let mut pairs = vec![("instance", self.instance.as_str()), ("q", &self.query)];
        pairs.extend(self.filters().map(|(filter, value)| (filter.name(), value)));
        pairs.extend([("from", self.from.as_str()), ("to", &self.to)]);
        pairs.push(("order", if self.oldest_first { "oldest" } else { "" }));
        pairs.extend([("before", self.before.as_str()), ("after", &self.after), ("zone", &self.zone)]);
        pairs.extend([("view", self.view.as_str()), ("id", &self.id)]);
        pairs.extend([
            ("tab", self.tab.name()),
            ("around", self.around.name()),
            ("split", self.split.name()),
        ]);
        pairs.extend(self.pins.iter().map(|pin| ("pin", pin.as_str())));
        pairs.extend([("facet", self.facet.as_str()), ("find", &self.find)]);
        pairs.push(("saved", &self.saved));
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// The address as a link.
    pub fn href(&self) -> String {
        let mut href = String::from("/events");
        let mut add = |name: &str, value: &str| {
            href.push(if href.contains('?') { '&' } else { '?' });
            href.push_str(name);
            href.push('=');
            href.push_str(&encode(value));
        };
        for (name, value) in self.pairs() {
            add(name, value);
        }
        for (name, number) in [("older", self.older), ("newer", self.newer)] {
            if number > 0 {
                add(name, &number.to_string());
            }
        }
        href
    }
}

impl Address {
    /// The page that puts the search on a board, its events grouped by a field.
    pub fn on_board(&self, group: &str, kind: &str) -> String {
        let search = Self { from: String::new(), to: String::new(), ..self.search() }.href();
        let start = search.trim_start_matches("/events").trim_start_matches('?');
        let and = if start.is_empty() { "" } else { "&" };
        let range = if self.to.is_empty() { encode(&self.from) } else { String::new() };
        let range = if range.is_empty() { range } else { format!("&range={range}") };
        format!("/boards/add?{start}{and}group={}&as={kind}{range}", encode(group))
    }
}

/// Escapes a text for the query of an address, alike on the server and in the browser.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' | b',' | b'/' => {
                encoded.push(char::from(byte));
            }
            b' ' => encoded.push_str("%20"),
            // Writing to a string does not fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

/// Takes back what [`encode`] or a browser's form did. What is not UTF-8 is marked as such.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let pair = text.get(at + 1..at + 3).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (byte, pair) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
                continue;
            }
            (b'+', _) => decoded.push(b' '),
            _ => decoded.push(*byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Address {
        Address::read(pairs.iter().copied())
    }

    #[test]
    fn what_an_address_says_survives_being_written_and_read() {
        let address = Address {
            instance: "0a1b2c3d4e".into(),
            query: "outcome:failure -\"a b\" & ü".into(),
            hosts: vec!["kms".into(), "iam-am".into()],
            levels: vec!["critical".into()],
            from: "yesterday 10am".into(),
            oldest_first: true,
            after: "1700000000000-7".into(),
            id: "0a1b2c3d4e-12".into(),
            tab: Tab::Context,
            around: Around::SourceAndApp,
            older: 20,
            newer: 5,
            split: Split::Outcome,
            pins: vec!["reason.reasonType".into(), "observer.name".into()],
            facet: "action".into(),
            find: "delete".into(),
            zone: "Europe/Berlin".into(),
            ..Address::default()
        };
        assert_eq!(Address::parse(&address.href()), address);
    }

    #[test]
    fn an_empty_address_is_the_bare_page() {
        assert_eq!(Address::default().href(), "/events");
        assert_eq!(read(&[("q", " "), ("mauve", "1"), ("order", "newest")]), Address::default());
    }

    #[test]
    fn a_link_is_escaped() {
        let address = Address::default().with_query("a b&c=d#e+\"ü\"");
        assert_eq!(address.href(), "/events?q=a%20b%26c%3Dd%23e%2B%22%C3%BC%22");
    }

    #[test]
    fn an_odd_escape_is_taken_as_it_stands() {
        assert_eq!(decode("a+b%20c%2"), "a b c%2");
        assert_eq!(decode("%zz%C3%BC%"), "%zzü%");
    }

    #[test]
    fn a_value_stands_once_in_a_filter_and_can_be_taken_out() {
        let address = read(&[("hosts", "kms"), ("hosts", "kms"), ("hosts", "is"), ("after", "1-2")]);
        assert_eq!(address.hosts, ["kms", "is"]);
        assert_eq!(address.without(Filter::Host, "kms").href(), "/events?hosts=is");
    }

    #[test]
    fn the_list_is_not_searched_anew_for_what_only_the_pieces_around_it_show() {
        let address = read(&[
            ("q", "a"),
            ("split", "outcome"),
            ("facet", "action"),
            ("pin", "observer.name"),
            ("view", "1"),
        ]);
        assert_eq!(address.search().href(), "/events?q=a&view=1", "a view says how lines are written");
        assert_eq!(address.bars().href(), "/events?q=a&split=outcome");
        assert_eq!(address.facets().href(), "/events?q=a&pin=observer.name&facet=action");
        assert_eq!(address.pinning("observer.name").pins, [""; 0]);
    }

    #[test]
    fn another_query_or_range_begins_at_the_first_page_with_nothing_expanded() {
        let address = read(&[("q", "a"), ("before", "1-2"), ("id", "0a1b2c3d4e-1"), ("tab", "json")]);
        assert_eq!(address.with_query("b").href(), "/events?q=b");
        assert_eq!(address.over("1 hour ago", "").href(), "/events?q=a&from=1%20hour%20ago");
        assert_eq!(address.expanding("0a1b2c3d4e-2").href(), "/events?q=a&before=1-2&id=0a1b2c3d4e-2");
    }
}
