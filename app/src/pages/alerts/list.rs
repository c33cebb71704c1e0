//! All presets of an instance, and the form for a further one.

use actions::alert::Followed;

use super::{
    inputs::inputs,
    telling::{self, kind, kinds},
};
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{bit, cell, faint, hidden, link, note_of, plain},
    },
    ui::{Bit, Cell, Form, Input, InputKind, Look, Piece, Sheet, Table},
};

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Sheet, DeskError> {
    let presets = actions::alert::followed(&asked.desk, &asked.caller, &asked.instance.id).await;
    let presets = presets.map_err(desk::refuse)?;
    let why_not = super::why_not(asked);
    let mut pieces: Vec<Piece> = done(asked).into_iter().collect();
    if !why_not.is_empty() {
        pieces.push(Piece::Fact(vec![plain(why_not.clone())]));
    }
    pieces.push(telling::not_sent_yet());
    pieces.push(Piece::Text(vec![plain(
        "A preset is an alert with a name: it says who is told, and when. Views follow it, and what is changed here \
         is changed for all of them.",
    )]));
    if presets.is_empty() {
        pieces.push(Piece::Head("No presets yet".to_owned()));
    } else {
        pieces.push(Piece::Table(Table {
            caption: "Presets".to_owned(),
            head: ["Preset", "What it does", "Views that follow it", "Changed", "To do"]
                .map(str::to_owned)
                .to_vec(),
            rows: presets.iter().map(|it| row(asked, it, &why_not)).collect(),
        }));
    }
    if why_not.is_empty() {
        pieces.extend(adding(asked));
    }
    Ok(Sheet { title: "Alerts".to_owned(), tabs: vec![], pieces })
}

/// Says what was just done, and leads to the event that tells of it.
fn done(asked: &Asked) -> Option<Piece> {
    let mut bits = match asked.part("done") {
        "create" => note_of(asked, "Saved. ", "logdnaat.alert.create"),
        "delete" => note_of(asked, "Deleted. ", "logdnaat.alert.delete"),
        _ => return None,
    };
    if asked.part("done") == "delete" {
        let deleted = format!("/settings/deleted?instance={}", asked.instance.id);
        bits.extend([plain(" It can be put back for 7 days: "), link("Deleted", deleted), plain(".")]);
    }
    Some(Piece::Good(bits))
}

fn row(asked: &Asked, followed: &Followed, why_not: &str) -> Vec<Cell> {
    let Followed { preset, views } = followed;
    let id = preset.id.as_str();
    let mut sentences: Vec<Bit> = vec![];
    for channel in &preset.channels {
        sentences.push(plain(format!("{} ", channel.sentence())));
    }
    let views = match views.as_slice() {
        [] => faint("none"),
        views => plain(views.join(", ")),
    };
    let time = model::time::format_rfc3339(preset.updated_ms);
    let mut acts = vec![link("Show", asked.href("", &[("preset", id)]))];
    if why_not.is_empty() {
        acts.extend([plain(" · "), link("Delete", asked.href("", &[("delete", id)]))]);
    }
    vec![
        cell([link(preset.name.as_str(), asked.href("", &[("preset", id)]))]),
        cell(sentences),
        cell([views]),
        cell([
            bit(Look::Time, crate::pages::events::moment(preset.updated_ms, ""), time),
            faint(format!(" {}", preset.updated_by)),
        ]),
        cell(acts),
    ]
}

/// The form for a further preset with its first channel, of the kind that the address names.
fn adding(asked: &Asked) -> Vec<Piece> {
    let Some(kind) = kind(asked.part("new")) else {
        let href = |kind: model::channel::Integration| asked.href("", &[("new", kind.as_str())]);
        return vec![Piece::Text(kinds("Add a preset whose first channel is ", href))];
    };
    let mut fields = vec![
        hidden("instance", asked.instance.id.to_string()),
        Input {
            kind: InputKind::Needed,
            name: "name".to_owned(),
            label: "Name of the preset".to_owned(),
            ..Input::default()
        },
    ];
    fields.extend(inputs(kind, None));
    vec![
        Piece::Head(format!("Add a preset: {}", kind.label())),
        Piece::Form(Form {
            path: "/api/preset-create".to_owned(),
            button: "Add the preset".to_owned(),
            class: "button--main".to_owned(),
            inputs: fields,
            ..Form::default()
        }),
        Piece::Text(vec![link("Add none", asked.href("", &[]))]),
    ]
}
