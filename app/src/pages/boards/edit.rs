//! The page that changes a board: all but its graphs.

use actions::category;
use model::board::REFRESHES;

use super::why_not;
use crate::{
    error::DeskError,
    pages::settings::inputs::{choice, long, needed, text},
    sheets::{
        Asked, seen,
        writing::{bit, hidden, link, plain},
    },
    ui::{Form, Input, InputKind, Look, Piece, Sheet},
};

/// Tells the page.
pub async fn tell(asked: &Asked, id: &str) -> Result<Sheet, DeskError> {
    let (board, categories) = super::found(asked, id).await?;
    let draft = &board.draft;
    let own = category::names(&board.categories, &categories);
    let refresh = |seconds: u32| match seconds {
        0 => "never by itself".to_owned(),
        seconds if seconds < 60 => format!("every {seconds} seconds"),
        60 => "every minute".to_owned(),
        seconds => format!("every {} minutes", seconds / 60),
    };
    let mut inputs = vec![
        hidden("id", board.id.to_string()),
        hidden("instance", asked.instance.id.to_string()),
        seen(asked, &actions::board::seen(&board)),
        needed("title", "Title", draft.title.as_str(), ""),
        long("description", "Description", draft.description.clone(), "It stands over the graphs."),
        text(
            "query",
            "Filter",
            draft.query.clone(),
            "What the events of every graph must match; nothing means all.",
        ),
        text("range", "Range", draft.range.clone(), "Shown at first: last 24 hours, yesterday, last 7 days."),
        choice(
            "refresh",
            "Drawn anew",
            draft.refresh_s.to_string(),
            "",
            REFRESHES.iter().map(|seconds| (seconds.to_string(), refresh(*seconds))).collect(),
        ),
    ];
    for category in &categories {
        let name = category.name.as_str().to_owned();
        inputs.push(Input {
            kind: InputKind::Check,
            name: "categories[]".to_owned(),
            label: format!("Listed under {name}"),
            value: own.contains(&name).to_string(),
            options: vec![(name, String::new())],
            ..Input::default()
        });
    }
    inputs.push(text("category", "New category", "", "Optional; only a manager adds one."));
    let why_not = why_not(asked);
    let mut pieces = vec![];
    if !why_not.is_empty() {
        pieces.push(Piece::Fact(vec![plain(why_not.clone())]));
    }
    pieces.push(Piece::Form(Form {
        path: "/api/board-edit".to_owned(),
        button: "Save".to_owned(),
        class: "button--main".to_owned(),
        why_not,
        inputs,
        ..Form::default()
    }));
    pieces.push(Piece::Text(vec![
        link("Back to the board", asked.href(id, &[])),
        plain(" "),
        bit(Look::Link, "Delete it", asked.href(&format!("{id}/delete"), &[])),
    ]));
    Ok(Sheet { title: format!("Edit {}", draft.title.as_str()), tabs: vec![], pieces })
}
