//! Which fields are counted, and how their counts are shown.

use query::edit;
use store::ask::FacetAsk;

use super::server::{Facet, Value};
use crate::pages::events::{address::Address, status_line::grouped};

/// The fields that are always counted, and what people call them.
const USUAL: [(&str, &str); 10] = [
    ("source", "Source"),
    ("app", "App"),
    ("level", "Severity"),
    ("outcome", "Outcome"),
    ("action", "Action"),
    ("initiator.name", "Initiator"),
    ("target.typeURI", "Target type"),
    ("initiator.host.address", "Address"),
    ("reason.reasonCode", "Reason code"),
    ("requestData.dry_run", "Dry run"),
];
/// How many values a facet shows, at first and at length.
const FEW: usize = 5;
const MANY: usize = 60;
/// A page asks for no more pinned fields than this.
const PINS: usize = 8;

/// What is counted for an address.
pub fn asks(address: &Address) -> Vec<FacetAsk> {
    let pinned = address.pins.iter().take(PINS).map(String::as_str);
    let usual = USUAL
        .into_iter()
        .map(|(field, _)| field)
        .filter(|field| !address.pins.iter().any(|pin| pin == field));
    let ask = |field: &str| {
        let long = field == address.facet;
        FacetAsk {
            field: field.to_owned(),
            limit: if long { MANY } else { FEW },
            search: if long { address.find.clone() } else { String::new() },
        }
    };
    pinned.chain(usual).map(ask).collect()
}

/// A counted facet as it is shown.
pub fn show(facet: &store::ask::Facet, address: &Address) -> Facet {
    let most = facet.values.iter().map(|(_, count)| *count).max().unwrap_or_default().max(1);
    let shown = u64::try_from(facet.values.len()).unwrap_or(u64::MAX);
    let hidden = facet.distinct.saturating_sub(shown);
    let value = |(text, count): &(String, u64)| Value {
        text: text.clone(),
        shown: short(text),
        count: grouped(*count),
        d: format!("M0 0h{}", (count * 100).div_ceil(most)),
        chosen: edit::include(&address.query, &facet.field, text) == address.query.trim(),
    };
    let label = USUAL.iter().find(|(field, _)| *field == facet.field).map(|(_, label)| *label);
    Facet {
        field: facet.field.clone(),
        label: label.unwrap_or(&facet.field).to_owned(),
        values: facet.values.iter().map(value).collect(),
        note: match (hidden, facet.exact) {
            (0, true) => String::new(),
            (hidden, true) => format!("{} more", grouped(hidden)),
            (hidden, false) => format!("up to {} more, not all are counted", grouped(hidden)),
        },
        more: hidden > 0,
        pinned: address.pins.contains(&facet.field),
    }
}

/// Names of resources begin alike: their service and their last part tell them apart.
fn short(text: &str) -> String {
    let last = text.rsplit(':').find(|part| !part.is_empty()).unwrap_or_default();
    match model::event::crn_part(text, 4) {
        Some(service) if service != last => format!("{service} … {last}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facet(exact: bool) -> store::ask::Facet {
        let values = vec![("kms".to_owned(), 1_200), ("iam".to_owned(), 3)];
        store::ask::Facet { field: "source".into(), values, distinct: 9, lines: 1_400, exact }
    }

    #[test]
    fn a_value_is_chosen_when_the_query_asks_for_it() {
        let address = Address::default().with_query(&edit::include("a", "source", "kms"));
        let shown = show(&facet(true), &address);
        assert_eq!(shown.label, "Source");
        assert_eq!((shown.values[0].chosen, shown.values[1].chosen), (true, false));
        assert_eq!((shown.values[0].count.as_str(), shown.values[0].d.as_str()), ("1,200", "M0 0h100"));
        assert_eq!(shown.values[1].d, "M0 0h1");
    }

    #[test]
    fn what_is_not_shown_or_not_counted_is_said() {
        assert_eq!(show(&facet(true), &Address::default()).note, "7 more");
        assert_eq!(show(&facet(false), &Address::default()).note, "up to 7 more, not all are counted");
    }

    #[test]
    fn a_resource_is_shown_by_its_service_and_its_own_part() {
        assert_eq!(short("crn:v1:bluemix:public:kms:us-south:a/1:9f2c::"), "kms … 9f2c");
        assert_eq!(short("kms"), "kms");
    }

    #[test]
    fn a_pinned_field_comes_first_and_once() {
        let address =
            Address::default().pinning("observer.name").pinning("outcome").with_facet("outcome", "fail");
        let asks = asks(&address);
        assert_eq!((asks[0].field.as_str(), asks[0].limit), ("observer.name", FEW));
        assert_eq!(
            (asks[1].field.as_str(), asks[1].limit, asks[1].search.as_str()),
            ("outcome", MANY, "fail")
        );
        assert_eq!(asks.len(), 11);
    }
}
