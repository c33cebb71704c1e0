//! The first step: the line a template is made for, pasted or found.

use actions::event;
use model::{line::StoredLine, person::Role};
use query::Filters;
use store::{Order, Search};

use super::list::PAGE;
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{act, cell, code, hidden, link, plain, time},
    },
    ui::{Cell, Form, Input, InputKind, Piece, Table},
};

/// How many lines are offered, and how much of each is shown.
const OFFERED: usize = 10;
const TEXT_MAX: usize = 300;

/// Tells it.
pub async fn tell(asked: &Asked) -> Result<Vec<Piece>, DeskError> {
    let (name, query, line) = (asked.part("name"), asked.part("query"), asked.part("sample"));
    let input = |kind, name: &str, label: &str, value: &str, hint: &str| Input {
        kind,
        name: name.to_owned(),
        label: label.to_owned(),
        value: value.to_owned(),
        hint: hint.to_owned(),
        ..Input::default()
    };
    let mut pieces = vec![
        Piece::Text(vec![link("All templates", asked.href(PAGE, &[]))]),
        Piece::Head("1. Choose a line".to_owned()),
        Piece::Text(vec![plain(
            "Say which lines the template is for, and paste one of them or choose one that was stored.",
        )]),
        Piece::Form(Form {
            path: "/api/parsing-template-create".to_owned(),
            button: "Go on with this line".to_owned(),
            class: "button--main".to_owned(),
            why_not: asked.why_not(Role::Manager),
            inputs: vec![
                hidden("instance", asked.instance.id.to_string()),
                hidden("new", "template"),
                input(InputKind::Needed, "name", "Name of the template", name, ""),
                input(
                    InputKind::Text,
                    "query",
                    "Only lines that match this query",
                    query,
                    "Nothing means all.",
                ),
                input(InputKind::Long, "sample", "A line, as a sender sends it", line, ""),
            ],
            asking: vec![(format!("/settings/{PAGE}"), "Find lines".to_owned())],
            ..Form::default()
        }),
    ];
    // The form was sent to look for lines.
    if !name.is_empty() || !query.is_empty() {
        pieces.extend(offered(asked, name, query).await?);
    }
    Ok(pieces)
}

async fn offered(asked: &Asked, name: &str, query: &str) -> Result<Vec<Piece>, DeskError> {
    let parsed = query::parse(query);
    if let Some(error) = parsed.errors.first() {
        let why = format!("The query can not be read: {}. Nothing was saved.", error.message);
        return Ok(vec![Piece::Bad(vec![plain(why)])]);
    }
    let search = Search {
        query: parsed.query,
        filters: Filters::default(),
        from_ms: i64::MIN,
        to_ms: i64::MAX,
        order: Order::Newest,
        limit: OFFERED,
        after: None,
    };
    let page = event::search(&asked.desk, &asked.caller, &asked.instance.id, search).await;
    let lines = page.map_err(desk::refuse)?.lines;
    if lines.is_empty() {
        let why = "No stored line matches this query: paste one, or ask for others.";
        return Ok(vec![Piece::Fact(vec![plain(why)])]);
    }
    Ok(vec![Piece::Table(Table {
        caption: "The newest lines that match".to_owned(),
        head: ["Happened", "Source", "Line", "To do"].map(str::to_owned).to_vec(),
        rows: lines.iter().map(|stored| row(asked, stored, name, query)).collect(),
    })])
}

fn row(asked: &Asked, stored: &StoredLine, name: &str, query: &str) -> Vec<Cell> {
    let line = &stored.line;
    let inputs = vec![
        hidden("instance", asked.instance.id.to_string()),
        hidden("name", name),
        hidden("query", query),
        hidden("sample", line.text.as_str()),
    ];
    let why_not = if name.is_empty() {
        "Give the template a name first.".to_owned()
    } else {
        asked.why_not(Role::Manager)
    };
    let about = format!("{} of {}", stored.id, line.host);
    vec![
        time(Some(line.time_ms)),
        cell([plain(line.host.as_str())]),
        cell([code(line.text.chars().take(TEXT_MAX).collect::<String>())]),
        Cell {
            forms: vec![act("/api/parsing-template-create", "Use this line", &about, &why_not, inputs)],
            ..Cell::default()
        },
    ]
}
