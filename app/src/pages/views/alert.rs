//! The alert of a view: none, that of a preset, or its own.

use actions::view::Views;
use model::view::{View, ViewAlert};

use crate::{
    error::DeskError,
    pages::alerts::telling::{self, Of},
    sheets::{
        Asked, seen,
        writing::{hidden, link, note_of, plain},
    },
    ui::{Form, Input, InputKind, Piece, Sheet},
};

/// Tells the page.
pub async fn tell(asked: &Asked, id: &str) -> Result<Sheet, DeskError> {
    let (all, view) = super::found(asked, id).await?;
    let why_not = super::why_not(asked);
    let mut pieces = vec![];
    if !why_not.is_empty() {
        pieces.push(Piece::Fact(vec![plain(why_not.clone())]));
    }
    if !asked.part("done").is_empty() {
        pieces.push(Piece::Good(note_of(asked, "Saved. ", "logdnaat.view.update")));
    }
    pieces.push(telling::not_sent_yet());
    pieces.extend(state(asked, &all, &view, &why_not));
    let of = Of::View(&view);
    pieces.push(Piece::Head("Channels of its own".to_owned()));
    pieces.push(Piece::Text(vec![plain(match &view.alert {
        ViewAlert::Preset(_) => "With the first channel of its own the view stops following the preset.",
        _ => "Each channel tells somebody, by a condition of its own.",
    })]));
    pieces.extend(telling::channels(asked, &of, view.alert.channels(), &why_not));
    pieces.push(Piece::Text(vec![link("Back to the views", asked.href("", &[]))]));
    Ok(Sheet { title: format!("Alert of {}", view.draft.name.as_str()), tabs: vec![], pieces })
}

/// What the alert is now, and the form that attaches a preset or takes the alert off.
fn state(asked: &Asked, all: &Views, view: &View, why_not: &str) -> Vec<Piece> {
    let preset = view.alert.preset();
    let named = all.presets.iter().find(|it| Some(&it.id) == preset);
    let said = match (&view.alert, named) {
        (ViewAlert::None, _) => "This view tells nobody.".to_owned(),
        (ViewAlert::Own(_), _) => "This view has an alert of its own.".to_owned(),
        (ViewAlert::Preset(_), named) => {
            format!("This view follows the preset {}.", named.map_or("", |preset| preset.name.as_str()))
        }
    };
    let mut pieces = vec![Piece::Text(vec![plain(said)])];
    if let Some(preset) = named {
        pieces.extend(preset.channels.iter().map(|channel| Piece::Text(vec![plain(channel.sentence())])));
    }
    let of_view = || {
        vec![
            hidden("id", view.id.to_string()),
            hidden("instance", asked.instance.id.to_string()),
            seen(asked, &actions::view::seen(view)),
        ]
    };
    if !all.presets.is_empty() {
        let options = all.presets.iter().map(|it| (it.id.to_string(), it.name.as_str().to_owned()));
        let mut inputs = of_view();
        inputs.push(Input {
            kind: InputKind::Choice,
            name: "preset".to_owned(),
            label: "Preset to follow".to_owned(),
            value: preset.map(ToString::to_string).unwrap_or_default(),
            options: options.collect(),
            hint: match view.alert {
                ViewAlert::Own(_) => "Its own channels go with that.".to_owned(),
                _ => String::new(),
            },
        });
        pieces.push(Piece::Form(Form {
            path: "/api/view-alert".to_owned(),
            button: "Follow this preset".to_owned(),
            why_not: why_not.to_owned(),
            inputs,
            ..Form::default()
        }));
    }
    if view.alert != ViewAlert::None {
        pieces.push(Piece::Form(Form {
            path: "/api/view-alert".to_owned(),
            button: "Take the alert off".to_owned(),
            class: "button--danger".to_owned(),
            why_not: why_not.to_owned(),
            inputs: of_view(),
            ..Form::default()
        }));
    }
    pieces
}
