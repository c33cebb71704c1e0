//! Views to begin with, system by system.

use model::{person::Role, starter::Starter};

use super::over;
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{act, cell, code, faint, hidden, link, number, plain},
    },
    ui::{Cell, Form, Piece, Sheet, Table},
};

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Sheet, DeskError> {
    let Asked { desk, caller, instance, .. } = asked;
    let installed = actions::starter::installed(desk, caller, &instance.id).await.map_err(desk::refuse)?;
    let mut pieces: Vec<Piece> = done(asked).into_iter().collect();
    pieces.push(Piece::Text(vec![plain(
        "Searches worth having from the first day. Installing saves them as views of this instance, under headings of \
         their own; a view whose name is taken stays as it is.",
    )]));
    let rows = Starter::all().iter().zip(installed).map(|(starter, there)| row(asked, starter, there));
    pieces.push(Piece::Table(Table {
        caption: "Systems with views to begin with".to_owned(),
        head: ["System", "About", "Views", "Installed", "To do"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }));
    if let Some(starter) = Starter::find(asked.part("show")) {
        pieces.extend(views(starter));
    }
    Ok(Sheet { title: "Starter views".to_owned(), tabs: over::tabs(asked), pieces })
}

fn done(asked: &Asked) -> Option<Piece> {
    let starter = Starter::find(asked.part("system"))?;
    let said = match asked.part("saved") {
        "0" | "" => format!("Every view of {} was there already. ", starter.name),
        "1" => format!("1 view of {} was saved. ", starter.name),
        count => format!("{count} views of {} were saved. ", starter.name),
    };
    let views = format!("/views?instance={}", asked.instance.id);
    Some(Piece::Good(vec![
        plain(said),
        link("See the views", views),
        plain(". Each was recorded as "),
        link("logdnaat.view.create", over::search(asked, "action:logdnaat.view.create")),
        plain("."),
    ]))
}

fn row(asked: &Asked, starter: &Starter, there: usize) -> Vec<Cell> {
    let inputs =
        vec![hidden("instance", asked.instance.id.to_string()), hidden("system", starter.system.clone())];
    let all = there == starter.views.len();
    let why_not = if all { "All of them are there.".to_owned() } else { asked.why_not(Role::Manager) };
    let install = act("/api/starter-install", "Install", &starter.name, &why_not, inputs);
    let show = asked.href("starter", &[("show", &starter.system)]);
    vec![
        cell([link(starter.name.clone(), show)]),
        cell([plain(starter.about.clone())]),
        number(starter.views.len()),
        number(there),
        Cell { bits: vec![], forms: vec![Form { class: "button--main".to_owned(), ..install }] },
    ]
}

fn views(starter: &Starter) -> [Piece; 2] {
    let row = |view: &model::starter::StarterView| {
        vec![
            cell([plain(view.name.clone())]),
            cell([plain(view.description.clone())]),
            cell([faint(view.category.clone())]),
            cell([code(view.query.clone())]),
        ]
    };
    [
        Piece::Head(starter.name.clone()),
        Piece::Table(Table {
            caption: format!("Views for {}", starter.name),
            head: ["View", "What it finds", "Heading", "Query"].map(str::to_owned).to_vec(),
            rows: starter.views.iter().map(row).collect(),
        }),
    ]
}
