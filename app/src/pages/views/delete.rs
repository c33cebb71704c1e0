//! The page that deletes a view, by name.

use model::view::ViewAlert;

use crate::{
    error::DeskError,
    sheets::{
        Asked,
        writing::{hidden, link, plain},
    },
    ui::{Form, Input, InputKind, Piece, Sheet},
};

/// Says what goes and asks for the name.
pub async fn tell(asked: &Asked, id: &str) -> Result<Sheet, DeskError> {
    let (all, view) = super::found(asked, id).await?;
    let name = view.draft.name.as_str();
    let why_not = super::why_not(asked);
    let mut pieces = vec![];
    if !why_not.is_empty() {
        pieces.push(Piece::Fact(vec![plain(why_not.clone())]));
    }
    pieces.push(Piece::Text(vec![plain(
        "The view goes, for everybody in this instance and from everybody's stars. The events it finds stay, \
         and so does the record of who deleted it. It can be put back for 7 days.",
    )]));
    match &view.alert {
        ViewAlert::None => {}
        ViewAlert::Own(channels) => {
            pieces.push(Piece::Fact(vec![plain("Its alert goes with it:")]));
            pieces.extend(channels.iter().map(|channel| Piece::Text(vec![plain(channel.sentence())])));
        }
        ViewAlert::Preset(id) => {
            let preset = all.presets.iter().find(|preset| preset.id == *id);
            let name = preset.map(|preset| preset.name.as_str()).unwrap_or_default();
            let said = format!("Its alert goes with it; the preset {name} itself stays.");
            pieces.push(Piece::Fact(vec![plain(said)]));
        }
    }
    pieces.push(Piece::Form(Form {
        path: "/api/view-delete".to_owned(),
        button: "Delete view".to_owned(),
        class: "button--danger".to_owned(),
        why_not,
        inputs: vec![
            hidden("id", view.id.to_string()),
            hidden("instance", asked.instance.id.to_string()),
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
