//! Where lines of collector keys go: own routes, the table of the catalogue, and a trial.

use actions::route::{self, Trial};
use model::{
    catalog::{self, Catalog, FromKind},
    instance::Instance,
    route::Route,
};

use super::{
    holding::{self, choices},
    over,
};
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{self, act, bit, cell, code, faint, hidden, link, plain},
    },
    ui::{Cell, Form, Input, InputKind, Look, Piece, Sheet, Table},
};

/// What the address says for a route that is still to be made.
const NEW: &str = "new";

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Sheet, DeskError> {
    let sheet = |pieces| Sheet { title: "Routing".to_owned(), tabs: over::tabs(asked), pieces };
    if !asked.manages() {
        let why = "Routing concerns the whole desk: it takes the role manager in an instance to look at it.";
        return Ok(sheet(vec![Piece::Fact(vec![plain(why)])]));
    }
    let Asked { desk, caller, .. } = asked;
    let routes = route::list(desk, caller).await.map_err(desk::refuse)?;
    let instances = actions::instance::list(desk, caller).await.map_err(desk::refuse)?;
    let instances: Vec<Instance> = instances.into_iter().map(|(instance, _)| instance).collect();
    let mut pieces: Vec<Piece> = done(asked, &instances).into_iter().collect();
    pieces.extend(holding::banner(asked).await?);
    pieces.push(Piece::Text(vec![plain(
        "A collector key belongs to the desk: each of its lines goes where the first own route that fits sends it, \
         else where the table does. A key of an instance always stores there.",
    )]));
    pieces.extend(trial(asked, &instances).await?);
    pieces.extend(own(asked, &routes, &instances));
    pieces.push(Piece::Head("The table".to_owned()));
    pieces.push(Piece::Text(vec![plain(
        "The first row that fits decides. What no row speaks of stays where it happened; what belongs to no location \
         goes to Frankfurt.",
    )]));
    pieces.push(Piece::Table(table(&instances)));
    Ok(sheet(pieces))
}

/// Says what was just done, and leads to the event that tells of it in the home instance.
fn done(asked: &Asked, instances: &[Instance]) -> Option<Piece> {
    let (said, action) = match asked.part("done") {
        "route" => ("Saved. ", "logdnaat.route"),
        "route-delete" => ("Deleted. ", "logdnaat.route.delete"),
        "adopt" => ("The instance is there, with the lines that waited for it. ", "logdnaat.instance.create"),
        "release" => ("The lines are on their way. ", "logdnaat.route.create"),
        _ => return None,
    };
    let home = instances.first().map(|it| it.id.to_string()).unwrap_or_default();
    let record = format!("/events?instance={home}&q=action:{action}");
    Some(Piece::Good(vec![plain(said), plain("Your act was recorded as "), link(action, record), plain(".")]))
}

/// The form that tries a line, and what came of it.
async fn trial(asked: &Asked, instances: &[Instance]) -> Result<Vec<Piece>, DeskError> {
    let line = asked.part("line");
    let mut pieces = vec![
        Piece::Head("Where would this go?".to_owned()),
        Piece::Form(Form {
            path: "/sources/routing".to_owned(),
            asks: true,
            button: "Try it".to_owned(),
            inputs: vec![
                hidden("instance", asked.instance.id.to_string()),
                Input {
                    kind: InputKind::Long,
                    name: "line".to_owned(),
                    label: "A line, as a sender sends it".to_owned(),
                    value: line.to_owned(),
                    ..Input::default()
                },
            ],
            ..Form::default()
        }),
    ];
    if line.is_empty() {
        return Ok(pieces);
    }
    let trial = route::test(&asked.desk, &asked.caller, line).await.map_err(desk::refuse)?;
    let city = instances.iter().find(|it| Some(&it.id) == trial.instance.as_ref());
    pieces.push(match city {
        Some(city) => Piece::Good(vec![
            plain("It would be stored in "),
            bit(Look::Strong, format!("{} ({})", city.city, city.location), ""),
            plain("."),
        ]),
        None => Piece::Bad(vec![
            plain("It would be held for "),
            bit(Look::Strong, trial.location.clone(), ""),
            plain("."),
        ]),
    });
    pieces.push(Piece::Table(steps(&trial)));
    Ok(pieces)
}

fn steps(trial: &Trial) -> Table {
    let row = |(place, step): (usize, &route::Step)| {
        let mark = if step.decides { bit(Look::Marked, "decides", "") } else { faint("does not decide") };
        vec![cell([plain((place + 1).to_string())]), cell([plain(step.why.clone())]), cell([mark])]
    };
    Table {
        caption: "What was looked at, in order".to_owned(),
        head: ["Step", "What was found", "Outcome"].map(str::to_owned).to_vec(),
        rows: trial.steps.iter().enumerate().map(row).collect(),
    }
}

/// The desk's own routes, with the form for one.
fn own(asked: &Asked, routes: &[Route], instances: &[Instance]) -> Vec<Piece> {
    let why_not = asked.why_not_owner();
    let mut pieces = vec![Piece::Head("Own routes".to_owned())];
    if routes.is_empty() {
        pieces.push(Piece::Text(vec![plain("There is none: the table decides.")]));
    } else {
        pieces.push(Piece::Table(Table {
            caption: "Own routes, the one that decides first in front".to_owned(),
            head: ["Route", "Only source", "Only location", "Only query", "Goes to", "State", "To do"]
                .map(str::to_owned)
                .to_vec(),
            rows: routes.iter().map(|route| row(asked, route, instances, &why_not)).collect(),
        }));
    }
    let edited = routes.iter().find(|route| route.id.as_str() == asked.part("edit"));
    if edited.is_none() && asked.part("edit") != NEW {
        pieces.push(Piece::Text(vec![bit(
            Look::Button,
            "Add a route",
            asked.href("routing", &[("edit", NEW)]),
        )]));
        return pieces;
    }
    let place = edited.and_then(|edited| routes.iter().position(|route| route.id == edited.id));
    pieces.push(Piece::Form(route_form(asked, edited, place, instances, &why_not)));
    pieces
}

fn row(asked: &Asked, route: &Route, instances: &[Instance], why_not: &str) -> Vec<Cell> {
    let draft = &route.draft;
    let any = |text: &str| if text.is_empty() { faint("any") } else { code(text) };
    let target = instances.iter().find(|it| it.id == draft.target);
    let target = target.map_or_else(
        || faint("an instance you may not enter"),
        |it| plain(format!("{} ({})", it.city, it.location)),
    );
    let mut state = vec![match draft.is_active {
        true => bit(Look::Chip, "on", ""),
        false => bit(Look::Marked, "off", "It decides nothing"),
    }];
    if actions::unread(&draft.query).is_some() {
        let why = "Its query can not be read any more: it sends no line until that is written anew";
        state.extend([plain(" "), bit(Look::Marked, "not readable", why)]);
    }
    if draft.only_held {
        state.extend([plain(" "), bit(Look::Chip, "only what would be held", "")]);
    }
    let inputs = vec![hidden("instance", asked.instance.id.to_string()), hidden("id", route.id.to_string())];
    let delete = act("/api/route-delete", "Delete", draft.name.as_str(), why_not, inputs);
    vec![
        cell([plain(draft.name.as_str())]),
        cell([any(&draft.source)]),
        cell([any(&draft.location)]),
        cell([any(&draft.query)]),
        cell([target]),
        cell(state),
        Cell {
            bits: vec![link("Edit", asked.href("routing", &[("edit", route.id.as_str())]))],
            forms: vec![Form { class: "button--quiet".to_owned(), ..delete }],
        },
    ]
}

fn route_form(
    asked: &Asked,
    edited: Option<&Route>,
    place: Option<usize>,
    instances: &[Instance],
    why_not: &str,
) -> Form {
    let draft = edited.map(|route| &route.draft);
    let text = |name: &str, label: &str, value: Option<&str>, hint: &str| Input {
        kind: if name == "name" { InputKind::Needed } else { InputKind::Text },
        name: name.to_owned(),
        label: label.to_owned(),
        value: value.unwrap_or_default().to_owned(),
        hint: hint.to_owned(),
        ..Input::default()
    };
    let choice = |name: &str, label: &str, value: String, options: Vec<(String, String)>| Input {
        kind: InputKind::Choice,
        name: name.to_owned(),
        label: label.to_owned(),
        value,
        options,
        ..Input::default()
    };
    let yes_no =
        |yes: &str, no: &str| vec![("true".to_owned(), yes.to_owned()), ("false".to_owned(), no.to_owned())];
    let active = draft.is_none_or(|draft| draft.is_active).to_string();
    let held = draft.is_some_and(|draft| draft.only_held).to_string();
    let target = draft.map(|draft| draft.target.to_string()).unwrap_or_default();
    let position = place.map(|place| (place + 1).to_string());
    Form {
        path: "/api/route-save".to_owned(),
        button: if edited.is_some() { "Save the route" } else { "Add the route" }.to_owned(),
        class: "button--main".to_owned(),
        why_not: why_not.to_owned(),
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            hidden("id", edited.map(|route| route.id.to_string()).unwrap_or_default()),
            text("name", "Name of the route", draft.map(|it| it.name.as_str()), ""),
            text(
                "source",
                "Only this source or service",
                draft.map(|it| it.source.as_str()),
                "Nothing means any.",
            ),
            text(
                "location",
                "Only this location",
                draft.map(|it| it.location.as_str()),
                "Nothing means any; as the catalogue spells it, such as osl01.",
            ),
            text(
                "query",
                "Only what matches this query",
                draft.map(|it| it.query.as_str()),
                "Nothing means all.",
            ),
            choice("target", "Goes to", target, choices(instances)),
            choice("active", "State", active, yes_no("on", "off")),
            choice(
                "only_held",
                "For which lines",
                held,
                yes_no("only those that would be held", "all that fit"),
            ),
            text(
                "position",
                "Its place among the routes",
                position.as_deref(),
                "Counted from 1; nothing means the last.",
            ),
        ],
        ..Form::default()
    }
}

/// The routing table of the catalogue, row by row.
fn table(instances: &[Instance]) -> Table {
    let there = |location: &str| {
        let region = Catalog::embedded().region(location).map_or(location, |region| region.id.as_str());
        let found = instances.iter().any(|it| it.location == region);
        let mark = if found {
            bit(Look::Chip, "has an instance", "")
        } else {
            bit(Look::Marked, "no instance", "Its lines are held")
        };
        vec![code(location), plain(" "), mark]
    };
    let row = |row: &catalog::Route| {
        let from = match row.from_kind {
            FromKind::Any => faint("anywhere"),
            _ => code(row.from.clone()),
        };
        let since = match (&row.effective, &row.before) {
            (Some(day), Some(before)) => vec![plain(format!("since {day}; before, ")), code(before.clone())],
            _ => vec![faint("always")],
        };
        vec![
            cell([code(row.service.clone())]),
            cell([from]),
            cell(there(&row.to)),
            cell(since),
            cell(row.note.as_deref().map(writing::note).unwrap_or_default()),
        ]
    };
    Table {
        caption: "Where events of a service go".to_owned(),
        head: ["Service", "From", "Goes to", "Since", "Note"].map(str::to_owned).to_vec(),
        rows: Catalog::embedded().routing().iter().map(row).collect(),
    }
}
