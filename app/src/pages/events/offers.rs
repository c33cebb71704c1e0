//! What stands over the list: what the view is for, and other names of the actions a query asks for.

use actions::naming;
use model::view::View;

use super::address::Address;
use crate::{
    sheets::writing::{code, faint, link, plain},
    ui::Piece,
};

/// One offer for each action that has other names, with the way to ask for all of them.
pub fn offers(address: &Address) -> Vec<Piece> {
    let widened = address.with_query(&naming::widened(&address.query)).href();
    let offer = |offer: naming::Offer| {
        let mut bits = vec![code(offer.asked), plain(" is also known as ")];
        for (place, name) in offer.names.into_iter().enumerate() {
            bits.extend([plain(if place == 0 { "" } else { ", " }), code(name)]);
        }
        bits.extend([plain(". "), link("Include other names", widened.clone()), plain(".")]);
        bits.extend(offer.note.map(|note| plain(format!(" {note}"))));
        Piece::Fact(bits)
    };
    naming::offers(&address.query).into_iter().map(offer).collect()
}

/// What somebody wrote about a view, and how it writes its lines.
pub fn about(view: &View) -> Option<Piece> {
    let draft = &view.draft;
    let mut bits = vec![];
    if !draft.description.trim().is_empty() {
        bits.push(plain(format!("{} ", draft.description.trim())));
    }
    if !draft.custom_line.trim().is_empty() {
        bits.extend([faint("Its lines are written as "), code(draft.custom_line.clone())]);
    }
    (!bits.is_empty()).then_some(Piece::Text(bits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Look;

    #[test]
    fn the_way_to_all_names_keeps_the_rest_of_the_address() {
        let address = Address::parse("/events?q=action:pcloud.volume.read&from=7%20days%20ago&after=1.2");
        let offers = offers(&address);
        let [Piece::Fact(bits)] = &offers[..] else { panic!("{offers:?}") };
        let link = bits.iter().find(|bit| bit.look == Look::Link).unwrap();
        let wider = Address::parse(&link.more);
        assert_eq!(wider.query, "action:[pcloud.volume.read,power-iaas.volume.read]");
        assert_eq!((wider.from.as_str(), wider.after.as_str()), ("7 days ago", ""));
        assert!(super::offers(&wider).is_empty());
    }
}
