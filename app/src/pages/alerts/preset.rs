//! One preset: its name, its channels, and the page that deletes it.

use actions::alert::Followed;

use super::telling::{self, Of};
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked, seen,
        writing::{bit, hidden, link, note_of, plain},
    },
    ui::{Form, Input, InputKind, Look, Piece, Sheet},
};

/// Tells the page of one preset.
pub async fn tell(asked: &Asked, id: &str) -> Result<Sheet, DeskError> {
    let Followed { preset, views } = found(asked, id).await?;
    let why_not = super::why_not(asked);
    let mut pieces = vec![];
    if !why_not.is_empty() {
        pieces.push(Piece::Fact(vec![plain(why_not.clone())]));
    }
    if !asked.part("done").is_empty() {
        pieces.push(Piece::Good(note_of(asked, "Saved. ", "logdnaat.alert.update")));
    }
    pieces.push(telling::not_sent_yet());
    let followers = match views.as_slice() {
        [] => "No view follows it.".to_owned(),
        views => format!("Views that follow it: {}.", views.join(", ")),
    };
    pieces.push(Piece::Text(vec![plain(followers)]));
    pieces.push(Piece::Head("Channels".to_owned()));
    pieces.extend(telling::channels(asked, &Of::Preset(&preset), &preset.channels, &why_not));
    pieces.push(Piece::Head("Name".to_owned()));
    pieces.push(Piece::Form(Form {
        path: "/api/preset-rename".to_owned(),
        button: "Rename".to_owned(),
        why_not,
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            hidden("id", id),
            seen(asked, &actions::alert::seen(&preset)),
            Input {
                kind: InputKind::Needed,
                name: "name".to_owned(),
                label: "Name of the preset".to_owned(),
                value: preset.name.as_str().to_owned(),
                ..Input::default()
            },
        ],
        ..Form::default()
    }));
    pieces.push(Piece::Text(vec![
        bit(Look::Button, "Delete the preset", asked.href("", &[("delete", id)])),
        plain(" "),
        link("Back to the alerts", asked.href("", &[])),
    ]));
    Ok(Sheet { title: format!("Preset {}", preset.name.as_str()), tabs: vec![], pieces })
}

/// Tells the page that deletes a preset: what goes with it, and its name to be typed.
pub async fn tell_delete(asked: &Asked, id: &str) -> Result<Sheet, DeskError> {
    let Followed { preset, views } = found(asked, id).await?;
    let name = preset.name.as_str();
    let why_not = super::why_not(asked);
    let mut pieces = vec![];
    if !why_not.is_empty() {
        pieces.push(Piece::Fact(vec![plain(why_not.clone())]));
    }
    pieces.push(Piece::Text(vec![plain(
        "The preset goes with its channels, keys and addresses. It can be put back for 7 days, and then the views that \
         have no other alert follow it again.",
    )]));
    if !views.is_empty() {
        pieces.push(Piece::Bad(vec![plain(format!("These views lose their alert: {}.", views.join(", ")))]));
    }
    pieces.push(Piece::Form(Form {
        path: "/api/preset-delete".to_owned(),
        button: "Delete preset".to_owned(),
        class: "button--danger".to_owned(),
        why_not,
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            hidden("id", id),
            Input {
                kind: InputKind::Needed,
                name: "confirmed".to_owned(),
                label: "Type its name to confirm".to_owned(),
                hint: name.to_owned(),
                ..Input::default()
            },
        ],
        ..Form::default()
    }));
    pieces.push(Piece::Text(vec![link("Keep it", asked.href("", &[]))]));
    Ok(Sheet { title: format!("Delete {name}"), tabs: vec![], pieces })
}

async fn found(asked: &Asked, id: &str) -> Result<Followed, DeskError> {
    let all = actions::alert::followed(&asked.desk, &asked.caller, &asked.instance.id).await;
    let found = all.map_err(desk::refuse)?.into_iter().find(|it| it.preset.id.as_str() == id);
    found.ok_or_else(|| desk::refuse(actions::Error::NotFound { what: "preset" }))
}
