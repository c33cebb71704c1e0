//! The channels of an alert, whoever has it: their sentences, and the form for one.

use model::{
    channel::{Channel, Integration},
    preset::Preset,
    view::View,
};

use super::inputs::inputs;
use crate::{
    sheets::{
        Asked, seen,
        writing::{act, bit, cell, hidden, link, plain},
    },
    ui::{Bit, Cell, Form, Input, Look, Piece, Table},
};

/// Whose alert it is.
pub enum Of<'a> {
    /// A view's own.
    View(&'a View),
    /// A preset's.
    Preset(&'a Preset),
}

impl Of<'_> {
    fn page(&self, asked: &Asked, pairs: &[(&str, &str)]) -> String {
        match self {
            Self::View(view) => asked.href(&format!("{}/alert", view.id), pairs),
            Self::Preset(preset) => asked.href("", &[&[("preset", preset.id.as_str())], pairs].concat()),
        }
    }

    fn inputs(&self, asked: &Asked) -> Vec<Input> {
        let (id, now) = match self {
            Self::View(view) => (view.id.to_string(), actions::view::seen(view)),
            Self::Preset(preset) => (preset.id.to_string(), actions::alert::seen(preset)),
        };
        vec![hidden("instance", asked.instance.id.to_string()), hidden("id", id), seen(asked, &now)]
    }

    fn path(&self, verb: &str) -> String {
        match self {
            Self::View(_) => format!("/api/view-channel-{verb}"),
            Self::Preset(_) => format!("/api/preset-channel-{verb}"),
        }
    }
}

/// Says what the desk does not do yet.
pub fn not_sent_yet() -> Piece {
    Piece::Fact(vec![plain(
        "This desk keeps alerts and checks them, and does not send anything yet: nobody is told of a match so far.",
    )])
}

/// The channels with what can be done about them, and the form for the one that the address names.
pub fn channels(asked: &Asked, of: &Of<'_>, channels: &[Channel], why_not: &str) -> Vec<Piece> {
    let mut pieces = vec![];
    if !channels.is_empty() {
        pieces.push(Piece::Table(Table {
            caption: "Channels".to_owned(),
            head: ["Channel", "What it does", "To do"].map(str::to_owned).to_vec(),
            rows: channels.iter().map(|channel| row(asked, of, channel, why_not)).collect(),
        }));
    }
    let edited = channels.iter().find(|channel| channel.id.as_str() == asked.part("channel"));
    let added = kind(asked.part("new"));
    match edited.map(|channel| channel.draft.target.integration()).or(added) {
        Some(kind) if why_not.is_empty() => {
            let said = if edited.is_some() { "Change the channel" } else { "Add a channel" };
            pieces.push(Piece::Head(format!("{said}: {}", kind.label())));
            let mut fields = of.inputs(asked);
            fields.push(hidden("alertid", edited.map(|it| it.id.to_string()).unwrap_or_default()));
            fields.extend(inputs(kind, edited));
            pieces.push(Piece::Form(Form {
                path: of.path("put"),
                button: "Save the channel".to_owned(),
                class: "button--main".to_owned(),
                inputs: fields,
                ..Form::default()
            }));
            pieces.push(Piece::Text(vec![link("Leave it as it is", of.page(asked, &[]))]));
        }
        _ if why_not.is_empty() => {
            pieces.push(Piece::Text(kinds("Add a channel: ", |kind| {
                of.page(asked, &[("new", kind.as_str())])
            })));
        }
        _ => {}
    }
    pieces
}

/// Every way to tell somebody, as links.
pub fn kinds(said: &str, href: impl Fn(Integration) -> String) -> Vec<Bit> {
    let mut bits = vec![plain(said)];
    for kind in Integration::ALL {
        bits.extend([bit(Look::Button, kind.label(), href(kind)), plain(" ")]);
    }
    bits
}

/// The way to tell somebody that an address names.
pub fn kind(name: &str) -> Option<Integration> {
    Integration::ALL.into_iter().find(|kind| kind.as_str() == name)
}

fn row(asked: &Asked, of: &Of<'_>, channel: &Channel, why_not: &str) -> Vec<Cell> {
    let label = channel.draft.target.integration().label();
    let mut remove = of.inputs(asked);
    remove.push(hidden("alertid", channel.id.to_string()));
    let remove = act(&of.path("remove"), "Delete", label, why_not, remove);
    let mut change = vec![];
    if why_not.is_empty() {
        change.push(link("Change", of.page(asked, &[("channel", channel.id.as_str())])));
    }
    vec![
        cell([plain(label)]),
        cell([plain(channel.sentence())]),
        Cell { bits: change, forms: vec![Form { class: "button--quiet".to_owned(), ..remove }] },
    ]
}
