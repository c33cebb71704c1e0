//! An instance that is to go: asking for it, and what everybody who is in it is told.

use actions::instance;
use model::instance::Instance;

use crate::{
    desk,
    error::DeskError,
    pages::{events::moment, settings::inputs::needed},
    sheets::{
        Asked,
        writing::{act, bit, grouped, hidden, link, plain},
    },
    ui::{Form, Look, Piece},
};

/// Tells whoever looks at something of an instance that it is to go, and how it stays.
pub fn notice(asked: &Asked) -> Vec<Piece> {
    let Some(gone_ms) = asked.instance.gone_ms() else { return vec![] };
    vec![
        Piece::Bad(vec![
            bit(Look::Strong, format!("{} is being deleted. ", asked.instance.title()), ""),
            plain(format!(
                "It takes no more lines. On {} it goes for good, with all events in it; until then everything can be read.",
                moment(gone_ms, "")
            )),
        ]),
        Piece::Form(cancel_form(&asked.instance, &asked.why_not_owner())),
    ]
}

/// Has an instance stay.
pub fn cancel_form(instance: &Instance, why_not: &str) -> Form {
    let inputs = vec![hidden("instance", instance.id.to_string())];
    act("/api/instance-cancel", "Cancel the deletion", &format!("of {}", instance.title()), why_not, inputs)
}

/// Asks whether an instance is to go, and says what goes with it.
pub async fn ask(asked: &Asked, instance: &Instance) -> Result<Vec<Piece>, DeskError> {
    let leaving = instance::leaving(&asked.desk, &asked.caller, &instance.id).await.map_err(desk::refuse)?;
    let mut goes: Vec<String> =
        leaving.lines.map(|lines| format!("{} events", grouped(lines))).into_iter().collect();
    goes.extend(leaving.belongings.iter().map(|it| format!("{} {}", grouped(it.count), it.what)));
    let goes = if goes.is_empty() { "nothing else".to_owned() } else { goes.join(", ") };
    Ok(vec![
        Piece::Head(format!("Delete {}?", instance.title())),
        Piece::Bad(vec![
            plain("With it goes: "),
            bit(Look::Strong, goes, ""),
            plain(
                ". Senders are refused at once. For 7 days everything can be read and the deletion be cancelled; \
                   then all of it is gone for good.",
            ),
        ]),
        Piece::Form(Form {
            path: "/api/instance-delete".to_owned(),
            button: "Delete the instance".to_owned(),
            about: instance.title(),
            class: "button--danger".to_owned(),
            inputs: vec![
                hidden("instance", instance.id.to_string()),
                needed("named", &format!("Write “{}” to say that you mean it", instance.title()), "", ""),
            ],
            ..Form::default()
        }),
        Piece::Text(vec![link("Keep it", asked.href("instances", &[]))]),
    ])
}
