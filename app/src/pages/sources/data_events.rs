//! Which service instances send here, and whether their data events are stored.

use model::{person::Role, source::Source};

use super::over;
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{act, bit, cell, code, faint, hidden, link, number, plain, time},
    },
    ui::{Cell, Look, Piece, Sheet, Table},
};

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Sheet, DeskError> {
    let Asked { desk, caller, instance, .. } = asked;
    let sources = actions::source::list(desk, caller, &instance.id).await.map_err(desk::refuse)?;
    let mut pieces: Vec<Piece> = done(asked).into_iter().collect();
    pieces.push(Piece::Text(vec![plain(
        "Management events are always stored. Data events of a service instance are stored where somebody wants them: \
         Cloudant's have to be asked for, all others come until somebody switches them off.",
    )]));
    if sources.is_empty() {
        pieces.push(Piece::Text(vec![plain("No event that names its service instance has come yet.")]));
    } else {
        let why_not = asked.why_not(Role::Manager);
        pieces.push(Piece::Table(Table {
            caption: format!("Service instances that send to {}", instance.city),
            head: [
                "Service instance",
                "First event",
                "Last event",
                "Events",
                "Data events",
                "Not stored",
                "State",
                "To do",
            ]
            .map(str::to_owned)
            .to_vec(),
            rows: sources.iter().map(|source| row(asked, source, &why_not)).collect(),
        }));
    }
    Ok(Sheet { title: "Data events".to_owned(), tabs: over::tabs(asked), pieces })
}

fn done(asked: &Asked) -> Option<Piece> {
    let source = asked.part("switched");
    let action = "logdnaat.source.update";
    (!source.is_empty()).then(|| {
        Piece::Good(vec![
            code(source),
            plain(" was switched. Your act was recorded as "),
            link(action, over::search(asked, &format!("action:{action}"))),
            plain("."),
        ])
    })
}

fn row(asked: &Asked, source: &Source, why_not: &str) -> Vec<Cell> {
    let sent = &source.sent;
    let state = match (source.data_events, sent.excluded) {
        (true, _) => bit(Look::Chip, "data events on", ""),
        (false, 0) => bit(Look::Chip, "data events off", "None has come since they are off"),
        (false, _) => bit(Look::Marked, "data events off", "Some came and were not stored"),
    };
    let inputs = vec![
        hidden("instance", asked.instance.id.to_string()),
        hidden("id", source.id.clone()),
        hidden("data_events", (!source.data_events).to_string()),
    ];
    let button = if source.data_events { "Switch off" } else { "Switch on" };
    let switch = act("/api/source-update", button, &format!("data events of {}", source.id), why_not, inputs);
    vec![
        cell([code(source.id.clone()), plain(" "), faint(source.service.clone())]),
        time(sent.first_ms),
        time(sent.last_ms),
        number(sent.events),
        number(sent.data_events),
        number(sent.excluded),
        cell([state]),
        Cell { bits: vec![], forms: vec![switch] },
    ]
}
