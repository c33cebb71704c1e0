//! All boards of an instance, by category, and those to begin with.

use actions::{board::Boards, category};
use model::{board::Board, person::Role, starter_board::StarterBoard};

use super::why_not;
use crate::{
    desk,
    error::DeskError,
    pages::{events::moment, settings::inputs::needed},
    sheets::{
        Asked,
        writing::{act, bit, cell, faint, hidden, link, note_of, number, plain},
    },
    ui::{Cell, Form, Input, Look, Piece, Sheet, Table},
};

/// Where boards without a category stand, always last.
const UNCATEGORIZED: &str = "Uncategorized";

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Sheet, DeskError> {
    let all = actions::board::list(&asked.desk, &asked.caller, &asked.instance.id).await;
    let all = all.map_err(desk::refuse)?;
    let mut pieces: Vec<Piece> = done(asked).into_iter().collect();
    if all.boards.is_empty() {
        pieces.push(Piece::Head("No boards yet".to_owned()));
        pieces.push(Piece::Text(vec![plain(
            "A board is a page of graphs about the events of this instance: to look at every day, to show on a wall, \
             to print as a report. Make one below, take one of those to begin with, or add a search to a board from \
             the events.",
        )]));
    } else {
        pieces.push(search(asked));
        pieces.extend(listed(asked, &all));
    }
    pieces.push(Piece::Head("New board".to_owned()));
    pieces.push(new_board(asked));
    pieces.push(Piece::Head("Boards to begin with".to_owned()));
    pieces.push(starters(asked, &all));
    Ok(Sheet { title: "Boards".to_owned(), tabs: vec![], pieces })
}

/// Says what was just done, and leads to the event that tells of it.
fn done(asked: &Asked) -> Option<Piece> {
    let (said, action) = match asked.part("done") {
        "delete" => ("Deleted. ", "logdnaat.board.delete"),
        _ => return None,
    };
    let mut bits = note_of(asked, said, action);
    let deleted = format!("/settings/deleted?instance={}", asked.instance.id);
    bits.extend([plain(" It can be put back for 7 days: "), link("Deleted", deleted), plain(".")]);
    Some(Piece::Good(bits))
}

fn search(asked: &Asked) -> Piece {
    Piece::Form(Form {
        path: "/boards".to_owned(),
        asks: true,
        button: "Search".to_owned(),
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            Input {
                name: "find".to_owned(),
                label: "Search boards: title, description or graph".to_owned(),
                value: asked.part("find").to_owned(),
                ..Input::default()
            },
        ],
        ..Form::default()
    })
}

fn listed(asked: &Asked, all: &Boards) -> Vec<Piece> {
    let fitting = fitting(all, asked.part("find"));
    if fitting.is_empty() {
        return vec![
            Piece::Head("No board fits".to_owned()),
            Piece::Text(vec![
                plain("Try fewer words, or "),
                link("all boards", asked.href("", &[])),
                plain("."),
            ]),
        ];
    }
    let mut pieces = vec![];
    for (name, boards) in shelves(all, &fitting) {
        pieces.push(Piece::Head(name.clone()));
        pieces.push(Piece::Table(Table {
            caption: format!("Boards: {name}"),
            head: ["Board", "Graphs", "Shows", "Changed", "To do"].map(str::to_owned).to_vec(),
            rows: boards.iter().map(|board| row(asked, board)).collect(),
        }));
    }
    pieces
}

/// The boards that fit what was searched, by title.
fn fitting<'b>(all: &'b Boards, typed: &str) -> Vec<&'b Board> {
    let words: Vec<String> = typed.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let fits = |board: &&Board| {
        let graphs: Vec<&str> = board.graphs.iter().map(|graph| graph.draft.title.as_str()).collect();
        let own = category::names(&board.categories, &all.categories).join(" ");
        let draft = &board.draft;
        let text = format!("{} {} {} {own}", draft.title.as_str(), draft.description, graphs.join(" "))
            .to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    all.boards.iter().filter(fits).collect()
}

/// Boards under each of their categories; those without one come last.
fn shelves<'b>(all: &Boards, fitting: &[&'b Board]) -> Vec<(String, Vec<&'b Board>)> {
    let mut shelves: Vec<(String, Vec<&Board>)> = all
        .categories
        .iter()
        .map(|heading| {
            let own = fitting.iter().filter(|board| board.categories.contains(&heading.id));
            (heading.name.as_str().to_owned(), own.copied().collect())
        })
        .collect();
    let rest = fitting.iter().filter(|board| board.categories.is_empty());
    shelves.push((UNCATEGORIZED.to_owned(), rest.copied().collect()));
    shelves.retain(|(_, boards)| !boards.is_empty());
    shelves
}

fn row(asked: &Asked, board: &Board) -> Vec<Cell> {
    let title = board.draft.title.as_str();
    let why_not = why_not(asked);
    let mut named = vec![link(title, asked.href(board.id.as_str(), &[]))];
    if !board.draft.description.is_empty() {
        named.extend([plain(" "), faint(board.draft.description.clone())]);
    }
    let of_board =
        || vec![hidden("instance", asked.instance.id.to_string()), hidden("id", board.id.to_string())];
    let page = |label: &str, page: &str| {
        let inputs = vec![hidden("instance", asked.instance.id.to_string())];
        Form { asks: true, ..act(&format!("/boards/{}/{page}", board.id), label, title, &why_not, inputs) }
    };
    let forms = vec![
        page("Edit", "edit"),
        act("/api/board-duplicate", "Duplicate", title, &why_not, of_board()),
        page("Delete", "delete"),
    ];
    let quiet = |form: Form| Form { class: "button--quiet".to_owned(), ..form };
    let time = model::time::format_rfc3339(board.updated_ms);
    vec![
        cell(named),
        number(board.graphs.len()),
        cell([plain(board.draft.range.clone())]),
        cell([bit(Look::Time, moment(board.updated_ms, ""), time), faint(format!(" {}", board.updated_by))]),
        Cell { forms: forms.into_iter().map(quiet).collect(), ..Cell::default() },
    ]
}

fn new_board(asked: &Asked) -> Piece {
    Piece::Form(Form {
        path: "/api/board-create".to_owned(),
        button: "Make board".to_owned(),
        class: "button--main".to_owned(),
        why_not: why_not(asked),
        inputs: vec![hidden("instance", asked.instance.id.to_string()), needed("title", "Title", "", "")],
        ..Form::default()
    })
}

fn starters(asked: &Asked, all: &Boards) -> Piece {
    let row = |starter: &StarterBoard| {
        let title = starter.title.as_str();
        let there = all.boards.iter().find(|board| board.draft.title.as_str().eq_ignore_ascii_case(title));
        let why_not = match there {
            Some(_) => "A board of this title is there.".to_owned(),
            // Its category is added on the way.
            None => asked.why_not(Role::Manager),
        };
        let inputs =
            vec![hidden("instance", asked.instance.id.to_string()), hidden("title", starter.title.clone())];
        let name = match there {
            Some(board) => link(title, asked.href(board.id.as_str(), &[])),
            None => plain(title),
        };
        vec![
            cell([name]),
            cell([plain(starter.description.clone())]),
            number(starter.graphs.len()),
            Cell {
                forms: vec![act("/api/board-starter", "Add", title, &why_not, inputs)],
                ..Cell::default()
            },
        ]
    };
    Piece::Table(Table {
        caption: "Boards to begin with".to_owned(),
        head: ["Board", "What it shows", "Graphs", "To do"].map(str::to_owned).to_vec(),
        rows: StarterBoard::all().iter().map(row).collect(),
    })
}
