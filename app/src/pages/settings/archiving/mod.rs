//! Where the lines of an instance are archived to.

mod server;

use actions::account_archive_setting::{self as setting};
use model::{
    archive::{Archive, FieldKind, Provider},
    person::Role,
};
use store::StoredArchive;

use super::inputs::{choice, secret, text};
use crate::{
    desk,
    error::DeskError,
    pages::events::moment,
    sheets::{
        Asked,
        writing::{act, bit, cell, code, faint, hidden, link, plain},
    },
    ui::{Form, Input, Look, Piece, Table},
};

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Vec<Piece>, DeskError> {
    if asked.role < Role::Manager {
        let why = "Where lines are archived is for managers of this instance. This takes the role manager.";
        return Ok(vec![Piece::Fact(vec![plain(why)])]);
    }
    let known = setting::find(&asked.desk, &asked.caller, &asked.instance.id).await.map_err(desk::refuse)?;
    let mut pieces = done(asked);
    pieces.push(Piece::Fact(vec![plain(
        "Nothing is written there yet: what archives comes later. The target is checked and kept, and will be used then.",
    )]));
    match &known {
        None => pieces.push(Piece::Text(vec![plain("This instance has no archive.")])),
        Some(known) => pieces.extend(standing(asked, known)),
    }
    let chosen = Provider::parse(asked.part("provider"));
    let provider = chosen.or(known.as_ref().map(|known| known.archive.provider));
    pieces
        .push(Piece::Head(if known.is_some() { "Change the target" } else { "Set up a target" }.to_owned()));
    pieces.push(Piece::Form(Form {
        path: "/settings/archiving".to_owned(),
        asks: true,
        button: "Choose".to_owned(),
        about: "the kind of storage".to_owned(),
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            choice(
                "provider",
                "Kind of storage",
                provider.map(Provider::as_str).unwrap_or_default(),
                "",
                Provider::ALL.map(|it| (it.as_str().to_owned(), it.label().to_owned())).to_vec(),
            ),
        ],
        ..Form::default()
    }));
    if let Some(provider) = provider {
        pieces.push(Piece::Form(target_form(asked, provider, known.as_ref().map(|known| &known.archive))));
    }
    Ok(pieces)
}

fn done(asked: &Asked) -> Vec<Piece> {
    let (said, action) = match asked.part("done") {
        "save" => ("The target is saved. ", "logdnaat.account-archive-setting.configure"),
        "on" => ("Archiving is turned on. ", "logdnaat.archive-configuration.update"),
        "off" => ("Archiving is turned off. ", "logdnaat.account-archive-setting.configure"),
        "delete" => (
            "The target is forgotten. It can be put back under Deleted. ",
            "logdnaat.account-archive-setting.configure",
        ),
        _ => return vec![],
    };
    let record = format!("/events?instance={}&q=action:{action}", asked.instance.id);
    vec![Piece::Good(vec![plain(said), link("Your act was recorded.", record)])]
}

/// The target there is, and what can be done with it.
fn standing(asked: &Asked, known: &StoredArchive) -> Vec<Piece> {
    let archive = &known.archive;
    let state = match archive.is_enabled {
        true => bit(Look::Chip, "on", ""),
        false => bit(Look::Marked, "off", "Nothing is to be archived"),
    };
    let shown = setting::masked(archive);
    let mut rows = vec![
        vec![cell([plain("Kind of storage")]), cell([plain(archive.provider.label())])],
        vec![cell([plain("State")]), cell([state])],
    ];
    for field in archive.provider.fields() {
        let value = match (field.kind, shown.get(field.name)) {
            (FieldKind::Secret, _) => faint("kept, and never shown"),
            (_, Some(value)) => code(value.clone()),
            (_, None) => faint("—"),
        };
        rows.push(vec![cell([plain(field.label)]), cell([value])]);
    }
    let changed = format!("{} by {}", moment(known.updated_ms, ""), known.updated_by);
    rows.push(vec![cell([plain("Last changed")]), cell([plain(changed)])]);
    let form = |path: &str, button: &str, class: &str| Form {
        class: class.to_owned(),
        ..act(path, button, "archiving", "", vec![hidden("instance", asked.instance.id.to_string())])
    };
    let switch = match archive.is_enabled {
        true => form("/api/archive-off", "Turn off", ""),
        false => form("/api/archive-on", "Turn on", "button--main"),
    };
    vec![
        Piece::Table(Table {
            caption: "Where lines are archived".to_owned(),
            head: ["Setting", "Value"].map(str::to_owned).to_vec(),
            rows,
        }),
        Piece::Form(switch),
        Piece::Form(form("/api/archive-delete", "Forget the target", "button--danger")),
    ]
}

fn target_form(asked: &Asked, provider: Provider, known: Option<&Archive>) -> Form {
    let known = known.filter(|known| known.provider == provider);
    let value = |name: &str| known.and_then(|known| known.fields.get(name)).cloned().unwrap_or_default();
    let input = |field: &model::archive::Field| -> Input {
        match field.kind {
            FieldKind::Secret if known.is_some() => {
                secret(field.name, field.label, "One is kept. Leave this empty to keep it.")
            }
            FieldKind::Secret => secret(field.name, field.label, "It is sealed, and never shown again."),
            FieldKind::Days => text(field.name, field.label, value(field.name), "A number, or nothing."),
            FieldKind::Host => {
                text(field.name, field.label, value(field.name), "A host, such as s3.example.com.")
            }
            FieldKind::Url => text(field.name, field.label, value(field.name), "Begins with https://."),
            FieldKind::Name => text(field.name, field.label, value(field.name), ""),
        }
    };
    let mut inputs =
        vec![hidden("instance", asked.instance.id.to_string()), hidden("provider", provider.as_str())];
    inputs.extend(provider.fields().iter().map(input));
    Form {
        path: "/api/archive-save".to_owned(),
        button: "Save the target".to_owned(),
        about: format!("at {}", provider.label()),
        class: "button--main".to_owned(),
        inputs,
        ..Form::default()
    }
}
