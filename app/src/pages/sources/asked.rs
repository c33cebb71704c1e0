//! What a page about sources is asked, and by whom.

use actions::{Caller, Desk, arrival::Range};
use model::{instance::Instance, person::Role};

use super::writing::{bit, link, plain};
use crate::{
    desk,
    error::DeskError,
    pages::events::{Address, encode},
    ui::{Bit, Look, SheetTab},
};

const DAY_MS: i64 = 86_400_000;

/// The ranges that can be chosen: the address's word, what people read, and its days.
const OVER: [(&str, &str, i64); 4] =
    [("", "24 hours", 1), ("7d", "7 days", 7), ("30d", "30 days", 30), ("1y", "365 days", 365)];

/// Who asks, about which instance, and what the address says.
pub struct Asked {
    pub desk: Desk,
    pub caller: Caller,
    pub instance: Instance,
    pub role: Role,
    /// The part of the address behind `/sources`.
    pub page: String,
    pairs: Vec<(String, String)>,
}

impl Asked {
    /// Reads an address of a page about sources.
    pub async fn read(address: &str) -> Result<Self, DeskError> {
        let (desk, caller) = desk::collect()?;
        let path = address.split('?').next().unwrap_or_default();
        let page = path.trim_start_matches("/sources").trim_matches('/').to_owned();
        let pairs = Address::pairs_of(address);
        let named = pairs.iter().find(|(name, _)| name == "instance").map(|(_, value)| value.as_str());
        let named = named.filter(|name| !name.is_empty());
        let (instance, role) = desk::choose(&desk, &caller, named).await?;
        Ok(Self { desk, caller, instance, role, page, pairs })
    }

    /// What the address says under a name; empty where it says nothing.
    pub fn part(&self, name: &str) -> &str {
        self.pairs.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// The address of one of these pages, about the same instance.
    pub fn href(&self, page: &str, pairs: &[(&str, &str)]) -> String {
        let path = if page.is_empty() { "/sources".to_owned() } else { format!("/sources/{page}") };
        href(&path, &self.instance, pairs)
    }

    /// A search of this instance, over the range the page is about.
    pub fn search(&self, query: &str) -> String {
        let (said, _) = self.said();
        let from = if said == OVER[0].1 { String::new() } else { format!("{said} ago") };
        let address = Address { instance: self.instance.id.to_string(), ..Address::default() };
        address.with_query(query).over(&from, "").href()
    }

    /// What people call the range the page is about, and its days.
    pub fn said(&self) -> (&'static str, i64) {
        let asked = self.part("over");
        let (_, said, days) = OVER.into_iter().find(|(word, ..)| *word == asked).unwrap_or(OVER[0]);
        (said, days)
    }

    /// The range the page is about.
    pub fn range(&self) -> Range {
        let now_ms = self.desk.now_ms();
        // What happened in this very millisecond has happened.
        Range { from_ms: now_ms - self.said().1 * DAY_MS, to_ms: now_ms + 1 }
    }

    /// The ranges that can be chosen, as words and links.
    pub fn ranges(&self) -> Vec<Bit> {
        let (now, _) = self.said();
        let mut bits = vec![plain("Over ")];
        for (place, (word, said, _)) in OVER.into_iter().enumerate() {
            bits.push(plain(if place == 0 { "" } else { " · " }));
            let kept = [("service", self.part("service")), ("search", self.part("search")), ("over", word)];
            bits.push(if said == now {
                bit(Look::Strong, said, "")
            } else {
                link(said, self.href(&self.page, &kept))
            });
        }
        bits
    }

    /// The pages about sources.
    pub fn tabs(&self) -> Vec<SheetTab> {
        let tab = |page: &str, label: &str| SheetTab {
            label: label.to_owned(),
            href: self.href(page, &[]),
            count: String::new(),
            here: self.page == page,
        };
        vec![
            tab("", "Sources"),
            tab("catalog", "Catalogue"),
            tab("conformance", "Conformance"),
            tab("routing", "Routing"),
            tab("data-events", "Data events"),
            tab("quarantine", "Quarantine"),
            tab("starter", "Starter views"),
        ]
    }

    /// Why the caller may not do what only owners do, if so.
    pub fn why_not_owner(&self) -> String {
        let owns = self.caller.person().is_some_and(|person| person.owner);
        if owns { String::new() } else { "This needs an owner of the desk.".to_owned() }
    }

    /// Whether the caller manages an instance, whichever it is, and so may look at what concerns the
    /// whole desk.
    pub fn manages(&self) -> bool {
        self.caller.require_manager_somewhere().is_ok()
    }

    /// Why the caller may not do what takes a role, if so.
    pub fn why_not(&self, role: Role) -> String {
        let why = || format!("This takes the role {}.", role.as_str());
        (self.role < role).then(why).unwrap_or_default()
    }
}

/// Who asks, and the instance a form names.
pub async fn collect(instance: &str) -> Result<(Desk, Caller, Instance), DeskError> {
    let (desk, caller) = desk::collect()?;
    let named = (!instance.is_empty()).then_some(instance);
    let (instance, _) = desk::choose(&desk, &caller, named).await?;
    Ok((desk, caller, instance))
}

/// Goes back to a page.
pub fn back(path: &str, instance: &Instance, pairs: &[(&str, &str)]) {
    leptos_axum::redirect(&href(path, instance, pairs));
}

fn href(path: &str, instance: &Instance, pairs: &[(&str, &str)]) -> String {
    let mut href = format!("{path}?instance={}", instance.id);
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        href.push_str(&format!("&{name}={}", encode(value)));
    }
    href
}
