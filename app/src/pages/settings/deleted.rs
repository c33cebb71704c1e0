//! What was deleted and can be put back.

use model::{deletion::Deletion, person::Role};

use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{act, cell, faint, hidden, plain, time},
    },
    ui::{Cell, Piece, Table},
};

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Vec<Piece>, DeskError> {
    let Asked { desk, caller, instance, .. } = asked;
    if asked.role < Role::Member {
        let why = "What was deleted is for those who may delete: it takes the role member.";
        return Ok(vec![Piece::Fact(vec![plain(why)])]);
    }
    let kept = actions::deletion::list(desk, caller, &instance.id).await.map_err(desk::refuse)?;
    let mut pieces = vec![];
    if !asked.part("undone").is_empty() {
        pieces.push(Piece::Good(vec![plain("It is there again, as it was.")]));
    }
    pieces.push(Piece::Text(vec![plain(
        "What is deleted can be put back for 7 days, with what was deleted along with it.",
    )]));
    if kept.is_empty() {
        pieces.push(Piece::Text(vec![faint("Nothing was deleted in the last 7 days.")]));
        return Ok(pieces);
    }
    pieces.push(Piece::Table(Table {
        caption: "What was deleted, the newest first".to_owned(),
        head: ["Name", "What it was", "Deleted", "By", "Can be put back until", "To do"]
            .map(str::to_owned)
            .to_vec(),
        rows: kept.iter().map(|deletion| row(asked, deletion)).collect(),
    }));
    Ok(pieces)
}

fn row(asked: &Asked, deletion: &Deletion) -> Vec<Cell> {
    let inputs =
        vec![hidden("instance", asked.instance.id.to_string()), hidden("id", deletion.id.to_string())];
    vec![
        cell([plain(deletion.name.clone())]),
        cell([plain(deletion.kind.noun())]),
        time(Some(deletion.deleted_ms)),
        cell([plain(deletion.deleted_by.clone())]),
        time(Some(deletion.ends_ms())),
        Cell {
            forms: vec![act("/api/deletion-undo", "Put back", &deletion.name, "", inputs)],
            ..Cell::default()
        },
    ]
}
