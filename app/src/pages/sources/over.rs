//! The range a page about sources is about, and the pages beside it.

use actions::arrival::Range;

use crate::{
    pages::events::Address,
    sheets::{
        Asked,
        writing::{bit, link, plain},
    },
    ui::{Bit, Look, SheetTab},
};

const DAY_MS: i64 = 86_400_000;

/// The ranges that can be chosen: the address's word, what people read, and its days.
const OVER: [(&str, &str, i64); 4] =
    [("", "24 hours", 1), ("7d", "7 days", 7), ("30d", "30 days", 30), ("1y", "365 days", 365)];

/// A search of the instance, over the range the page is about.
pub fn search(asked: &Asked, query: &str) -> String {
    let (said, _) = said(asked);
    let from = if said == OVER[0].1 { String::new() } else { format!("{said} ago") };
    let address = Address { instance: asked.instance.id.to_string(), ..Address::default() };
    address.with_query(query).over(&from, "").href()
}

/// What people call the range the page is about, and its days.
pub fn said(asked: &Asked) -> (&'static str, i64) {
    let over = asked.part("over");
    let (_, said, days) = OVER.into_iter().find(|(word, ..)| *word == over).unwrap_or(OVER[0]);
    (said, days)
}

/// The range the page is about.
pub fn range(asked: &Asked) -> Range {
    let now_ms = asked.desk.now_ms();
    // What happened in this very millisecond has happened.
    Range { from_ms: now_ms - said(asked).1 * DAY_MS, to_ms: now_ms + 1 }
}

/// The ranges that can be chosen, as words and links.
pub fn ranges(asked: &Asked) -> Vec<Bit> {
    let (now, _) = said(asked);
    let mut bits = vec![plain("Over ")];
    for (place, (word, said, _)) in OVER.into_iter().enumerate() {
        bits.push(plain(if place == 0 { "" } else { " · " }));
        let kept = [("service", asked.part("service")), ("search", asked.part("search")), ("over", word)];
        bits.push(if said == now {
            bit(Look::Strong, said, "")
        } else {
            link(said, asked.href(&asked.page, &kept))
        });
    }
    bits
}

/// The pages about sources.
pub fn tabs(asked: &Asked) -> Vec<SheetTab> {
    [
        ("", "Sources"),
        ("catalog", "Catalogue"),
        ("conformance", "Conformance"),
        ("routing", "Routing"),
        ("data-events", "Data events"),
        ("quarantine", "Quarantine"),
        ("starter", "Starter views"),
    ]
    .map(|(page, label)| asked.tab(page, label))
    .to_vec()
}
