//! The page that deletes a board, by title.

use super::why_not;
use crate::{
    error::DeskError,
    pages::settings::inputs::needed,
    sheets::{
        Asked,
        writing::{hidden, link, plain},
    },
    ui::{Form, Piece, Sheet},
};

/// Says what goes and asks for the title.
pub async fn tell(asked: &Asked, id: &str) -> Result<Sheet, DeskError> {
    let (board, _) = super::found(asked, id).await?;
    let title = board.draft.title.as_str();
    let why_not = why_not(asked);
    let mut pieces = vec![];
    if !why_not.is_empty() {
        pieces.push(Piece::Fact(vec![plain(why_not.clone())]));
    }
    let goes = match board.graphs.len() {
        0 => String::new(),
        1 => " Its graph goes with it.".to_owned(),
        count => format!(" Its {count} graphs go with it."),
    };
    pieces.push(Piece::Text(vec![plain(format!(
        "The board goes, for everybody in this instance.{goes} The events it shows stay, and so does the record of who \
         deleted it. It can be put back for 7 days.",
    ))]));
    pieces.push(Piece::Form(Form {
        path: "/api/board-delete".to_owned(),
        button: "Delete board".to_owned(),
        class: "button--danger".to_owned(),
        why_not,
        inputs: vec![
            hidden("id", board.id.to_string()),
            hidden("instance", asked.instance.id.to_string()),
            needed("confirmed", "Type its title to confirm", "", title),
        ],
        ..Form::default()
    }));
    pieces.push(Piece::Text(vec![link("Keep it", asked.href(id, &[]))]));
    Ok(Sheet { title: format!("Delete {title}"), tabs: vec![], pieces })
}
