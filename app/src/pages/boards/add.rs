//! The page that puts a search, a facet or a histogram on a board, with a preview.

use model::graph::{GraphKind, Operation, Stacking};

use super::{
    graph,
    graph_form::{GraphForm, PlotForm},
    why_not,
};
use crate::{
    desk,
    error::DeskError,
    pages::settings::inputs::{choice, text},
    sheets::{
        Asked,
        writing::{faint, hidden, link, plain},
    },
    ui::{Form, Piece, Sheet},
};

/// Tells the page. The address is that of the search; `group` names the field of a facet, or what a
/// histogram is split by, and `as` how it is drawn.
pub async fn tell(asked: &Asked) -> Result<Sheet, DeskError> {
    let all = actions::board::list(&asked.desk, &asked.caller, &asked.instance.id).await;
    let boards = all.map_err(desk::refuse)?.boards;
    let tried = !asked.part("tried").is_empty();
    let form = if tried { GraphForm::read(|name| asked.part(name)) } else { of_search(asked) };
    let why_not = why_not(asked);
    let mut pieces = vec![];
    if !why_not.is_empty() {
        pieces.push(Piece::Fact(vec![plain(why_not.clone())]));
    }
    pieces.push(Piece::Fact(vec![faint("This is a preview; nothing is saved yet.")]));
    let range = asked.part("range");
    pieces.extend(
        graph::preview(asked, ("", if range.is_empty() { model::board::RANGE } else { range }), &form, true)
            .await?,
    );
    let named = |board: &model::board::Board| (board.id.to_string(), board.draft.title.as_str().to_owned());
    let mut inputs = vec![hidden("instance", asked.instance.id.to_string()), hidden("tried", "1")];
    if !boards.is_empty() {
        let options = boards.iter().map(named).collect();
        inputs.push(choice("board", "Board", asked.part("board"), "", options));
    }
    let hint = if boards.is_empty() { "There is none yet." } else { "Or the title of a new one." };
    inputs.push(text("new_board", "New board", asked.part("new_board"), hint));
    inputs.extend(graph::inputs(&form));
    pieces.push(Piece::Form(Form {
        path: "/api/board-add".to_owned(),
        button: "Put on the board".to_owned(),
        class: "button--main".to_owned(),
        why_not,
        inputs,
        asking: vec![("/boards/add".to_owned(), "Preview".to_owned())],
        ..Form::default()
    }));
    pieces.push(Piece::Text(vec![link("Boards", asked.href("", &[]))]));
    Ok(Sheet { title: "Add to board".to_owned(), tabs: vec![], pieces })
}

/// The graph of a search: its events over time, split if that is named, or the values of a field.
fn of_search(asked: &Asked) -> GraphForm {
    let list = |name: &str, word: &str| {
        asked.parts(name).into_iter().map(|value| format!("{word}: {value}")).collect()
    };
    let filters: [Vec<String>; 4] =
        [list("hosts", "host"), list("apps", "app"), list("levels", "level"), list("tags", "tag")];
    let (group, is_facet) = (asked.part("group"), asked.part("as") == GraphKind::Bar.as_str());
    let kind = if is_facet { GraphKind::Bar } else { GraphKind::Column };
    let query = asked.part("q");
    let title = match (query, group) {
        ("", "") => "Events".to_owned(),
        ("", group) => format!("Events by {group}"),
        (query, "") => query.chars().take(120).collect(),
        (query, group) => format!("{} by {group}", query.chars().take(120).collect::<String>()),
    };
    GraphForm {
        title,
        kind: kind.as_str().to_owned(),
        group_by: group.to_owned(),
        stacking: if is_facet { Stacking::None } else { Stacking::Stacked }.as_str().to_owned(),
        legend: "true".to_owned(),
        plots: vec![PlotForm {
            operation: Operation::Count.as_str().to_owned(),
            query: query.to_owned(),
            filters: filters.concat().join("\n"),
            ..PlotForm::default()
        }],
        ..GraphForm::default()
    }
}
