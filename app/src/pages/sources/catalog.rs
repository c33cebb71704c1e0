//! The catalogue: services, their actions, and what arrived that nobody has listed.

use std::collections::BTreeMap;

use actions::arrival::{self, Actions};
use model::{
    catalog::{Action, ActionStatus, Catalog, Class, Service},
    catalog_action::CatalogAction,
    person::Role,
};

use super::over;
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{act, bit, cell, code, faint, grouped, hidden, link, note, number, plain, time},
    },
    ui::{Bit, Cell, Form, Input, InputKind, Look, Piece, Sheet, Table},
};

/// Where the actions nobody has listed stand among the services.
const UNKNOWN: &str = "unknown";
/// And those people have added.
const ADDED: &str = "added";
/// How many actions one page shows.
const MOST: usize = 150;

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Sheet, DeskError> {
    let Asked { desk, caller, instance, .. } = asked;
    let arrived =
        arrival::actions(desk, caller, &instance.id, over::range(asked)).await.map_err(desk::refuse)?;
    let added = actions::catalog_action::list(desk, caller, &instance.id).await.map_err(desk::refuse)?;
    let (service, search) = (asked.part("service"), asked.part("search"));
    let mut pieces = notices(asked);
    let explains = !asked.part("explain").is_empty();
    if !explains {
        pieces.push(Piece::Form(search_form(asked)));
        pieces.push(Piece::Text(over::ranges(asked)));
    }
    pieces
        .extend(arrived.incomplete.iter().map(|why| Piece::Bad(vec![plain(format!("Incomplete: {why}."))])));
    match (service, search) {
        _ if explains => pieces.push(explain(asked, &added)),
        (UNKNOWN, _) => pieces.extend(unknown(asked, &arrived)),
        (ADDED, _) => pieces.extend(added_pieces(asked, &added, &arrived)),
        ("", "") => pieces.push(Piece::Table(services(asked, &arrived, &added))),
        _ => pieces.extend(found(asked, &arrived)),
    }
    Ok(Sheet { title: "Catalogue".to_owned(), tabs: over::tabs(asked), pieces })
}

/// Says what was just done, and leads to the event that tells of it.
fn notices(asked: &Asked) -> Vec<Piece> {
    let done = [("added", "create"), ("changed", "update"), ("taken", "delete")];
    let told = done.into_iter().filter_map(|(part, verb)| {
        let name = asked.part(part);
        let event = format!("logdnaat.catalog-action.{verb}");
        let what = match part {
            "added" => "Added ",
            "changed" => "Changed ",
            _ => "Taken out: ",
        };
        (!name.is_empty()).then(|| {
            Piece::Good(vec![
                plain(what),
                code(name),
                plain(". Your act was recorded as "),
                link(event.clone(), over::search(asked, &format!("action:{event}"))),
                plain("."),
            ])
        })
    });
    told.collect()
}

fn search_form(asked: &Asked) -> Form {
    let text = |name: &str, label: &str| Input {
        name: name.to_owned(),
        label: label.to_owned(),
        value: asked.part(name).to_owned(),
        ..Input::default()
    };
    Form {
        path: "/sources/catalog".to_owned(),
        asks: true,
        button: "Search".to_owned(),
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            hidden("over", asked.part("over")),
            text("search", "Search the catalogue: names of today and before, headings, meanings"),
        ],
        ..Form::default()
    }
}

/// One line for each service.
fn services(asked: &Asked, arrived: &Actions, added: &[CatalogAction]) -> Table {
    let counts = by_action(arrived);
    let row = |service: &'static Service| {
        let events: u64 = service.actions.iter().filter_map(|it| counts.get(it.action.as_str())).sum();
        let seen = service.actions.iter().filter(|it| counts.contains_key(it.action.as_str())).count();
        vec![
            cell([link(service.name.clone(), here(asked, &service.id))]),
            cell([code(service.id.clone())]),
            number(service.actions.len()),
            number(seen),
            number(events),
            cell(service.note.as_deref().map(note).unwrap_or_default()),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = Catalog::embedded().services().iter().map(row).collect();
    let events = added.iter().filter_map(|it| arrived.events.get(it.name.as_str()));
    let seen = added.iter().filter(|it| arrived.events.contains_key(it.name.as_str())).count();
    rows.push(vec![
        cell([link("Added here", here(asked, ADDED))]),
        cell([]),
        number(added.len()),
        number(seen),
        number(events.sum::<u64>()),
        cell([faint("Actions people of this instance have explained.")]),
    ]);
    rows.push(vec![
        cell([link("Unknown actions", here(asked, UNKNOWN))]),
        cell([]),
        number(arrived.unknown.len()),
        number(arrived.unknown.len()),
        number(arrived.unknown.iter().map(|it| it.events).sum::<u64>()),
        cell([faint("They arrived, and nobody has listed them.")]),
    ]);
    Table {
        caption: "Services whose actions are known".to_owned(),
        head: ["Service", "Id", "Actions", "Arrived", "Events", "Note"].map(str::to_owned).to_vec(),
        rows,
    }
}

fn here(asked: &Asked, service: &str) -> String {
    asked.href("catalog", &[("service", service), ("over", asked.part("over"))])
}

/// Actions of one service, or those that fit some words.
fn found(asked: &Asked, arrived: &Actions) -> Vec<Piece> {
    let (service, search) = (asked.part("service"), asked.part("search"));
    let counts = by_action(arrived);
    let mut pieces =
        vec![Piece::Text(vec![link("All services", asked.href("catalog", &[("over", asked.part("over"))]))])];
    let mut left = MOST;
    for (of, actions) in Catalog::embedded().search(search) {
        if !service.is_empty() && of.id != service {
            continue;
        }
        let rows: Vec<_> = actions
            .iter()
            .take(left)
            .map(|action| row(asked, action, counts.get(action.action.as_str())))
            .collect();
        if rows.is_empty() {
            continue;
        }
        left -= rows.len();
        pieces.push(Piece::Head(of.name.clone()));
        pieces.extend(of.note.as_deref().map(|text| Piece::Text(note(text))));
        pieces.push(Piece::Table(Table {
            caption: format!("Actions of {}", of.name),
            head: ["Action", "Meaning", "Class", "Usually", "Older names", "Events"]
                .map(str::to_owned)
                .to_vec(),
            rows,
        }));
    }
    match (pieces.len(), left) {
        (1, _) => pieces.push(Piece::Text(vec![plain("No action fits. Try fewer words.")])),
        (_, 0) => pieces.push(Piece::Text(vec![faint(format!(
            "Only the first {MOST} are shown; search for more words."
        ))])),
        _ => {}
    }
    pieces
}

fn row(asked: &Asked, action: &Action, events: Option<&u64>) -> Vec<Cell> {
    let mut name = vec![code(action.action.clone()), plain(" "), faint(action.group.clone())];
    if action.status == ActionStatus::Retired {
        name.extend([plain(" "), bit(Look::Marked, "retired", "The service has stopped sending it")]);
    }
    let mut meaning = vec![plain(action.summary.clone())];
    meaning.extend(action.note.iter().flat_map(|text| std::iter::once(plain(" ")).chain(note(text))));
    let older =
        action.legacy.iter().chain(&action.variants).flat_map(|name| [code(name.clone()), plain(" ")]);
    let query = action.action.replace("{service}", "*");
    let query = match query == action.action {
        true => query::edit::include("", "action", &action.action),
        false => format!("action:{query}"),
    };
    let events = match events {
        Some(count) => cell([bit(Look::Link, grouped(*count), over::search(asked, &query))]),
        None => number(0_u64),
    };
    vec![
        cell(name),
        cell(meaning),
        cell([bit(Look::Chip, action.class.as_str(), "")]),
        cell([bit(Look::Chip, action.severity_hint.as_str(), "The usual severity when it succeeds")]),
        cell(older.collect::<Vec<Bit>>()),
        events,
    ]
}

/// Events of each listed action, under whichever of its names they came.
fn by_action(arrived: &Actions) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for (name, events) in &arrived.events {
        // Lives as long as the program, unlike the name.
        let listed = Catalog::embedded().listed(name);
        if let Some(action) = listed {
            *counts.entry(action.action.as_str()).or_default() += events;
        }
    }
    counts
}

fn unknown(asked: &Asked, arrived: &Actions) -> Vec<Piece> {
    let about = "Nobody has listed these. What is added here is explained wherever it is shown.";
    let mut pieces = vec![Piece::Head("Unknown actions".to_owned()), Piece::Text(vec![plain(about)])];
    if arrived.unknown.is_empty() {
        pieces.push(Piece::Text(vec![plain("Every action that arrived is known.")]));
        return pieces;
    }
    let why_not = asked.why_not(Role::Manager);
    let row = |it: &arrival::Unknown| {
        let explain = match why_not.is_empty() {
            true => cell([link("Explain it", asked.href("catalog", &[("explain", &it.action)]))]),
            false => cell([faint(why_not.clone())]),
        };
        let query = query::edit::include("", "action", &it.action);
        vec![
            cell([code(it.action.clone())]),
            time(it.first_ms),
            time(it.last_ms),
            cell([link(grouped(it.events), over::search(asked, &query))]),
            explain,
        ]
    };
    pieces.push(Piece::Table(Table {
        caption: "Unknown actions".to_owned(),
        head: ["Action", "First seen", "Last seen", "Events", "To do"].map(str::to_owned).to_vec(),
        rows: arrived.unknown.iter().map(row).collect(),
    }));
    pieces
}

fn added_pieces(asked: &Asked, added: &[CatalogAction], arrived: &Actions) -> Vec<Piece> {
    let mut pieces = vec![Piece::Head("Added here".to_owned())];
    let why_not = asked.why_not(Role::Manager);
    let row = |it: &CatalogAction| {
        let name = it.name.as_str();
        let class = if it.data_event { Class::Data } else { Class::Management };
        let out = act(
            "/api/catalog-action-delete",
            "Take out",
            name,
            &why_not,
            vec![hidden("instance", asked.instance.id.to_string()), hidden("name", name)],
        );
        vec![
            cell([code(name)]),
            cell([plain(it.summary.as_str())]),
            cell([bit(Look::Chip, class.as_str(), "")]),
            number(arrived.events.get(name).copied().unwrap_or_default()),
            cell([plain(it.updated_by.clone())]),
            Cell {
                bits: vec![link("Change", asked.href("catalog", &[("explain", name)]))],
                forms: vec![Form { class: "button--quiet".to_owned(), ..out }],
            },
        ]
    };
    if added.is_empty() {
        pieces.push(Piece::Text(vec![plain("Nothing was added yet. Unknown actions can be explained.")]));
    } else {
        pieces.push(Piece::Table(Table {
            caption: "Actions added here".to_owned(),
            head: ["Action", "Meaning", "Class", "Events", "By", "To do"].map(str::to_owned).to_vec(),
            rows: added.iter().map(row).collect(),
        }));
    }
    pieces
}

/// The form that explains an action, or explains it otherwise.
fn explain(asked: &Asked, added: &[CatalogAction]) -> Piece {
    let name = asked.part("explain");
    let known = added.iter().find(|it| it.name.as_str() == name);
    let class = known.is_some_and(|it| it.data_event).to_string();
    let (path, button) = match known {
        Some(_) => ("/api/catalog-action-update", "Save"),
        None => ("/api/catalog-action-create", "Add to the catalogue"),
    };
    Piece::Form(Form {
        path: path.to_owned(),
        button: button.to_owned(),
        class: "button--main".to_owned(),
        why_not: asked.why_not(Role::Manager),
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            hidden("name", name),
            Input {
                kind: InputKind::Needed,
                name: "summary".to_owned(),
                label: format!("What does {name} mean?"),
                value: known.map(|it| it.summary.as_str().to_owned()).unwrap_or_default(),
                hint: "A few words, such as: Reads a key.".to_owned(),
                ..Input::default()
            },
            Input {
                kind: InputKind::Choice,
                name: "data_event".to_owned(),
                label: "Class".to_owned(),
                value: class,
                hint: "What an event says of itself wins over this.".to_owned(),
                options: [("false", "management"), ("true", "data")]
                    .map(|(a, b)| (a.to_owned(), b.to_owned()))
                    .to_vec(),
            },
        ],
        ..Form::default()
    })
}
