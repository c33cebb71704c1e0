//! The page of one board: its graphs with the figures of a range.

use model::{board::Board, graph::Graph, person::Role};

use super::{
    drawn::{self, Drawn, Glance},
    hiding, telling, why_not,
};
use crate::{
    desk,
    error::DeskError,
    pages::{
        events::{encode, zone_name},
        settings::inputs::text,
    },
    sheets::{
        Asked,
        writing::{act, bit, faint, hidden, link, note_of, plain},
    },
    ui::{Bit, Form, GraphShown, Graphs, InputKind, Look, Piece, Sheet},
};

/// Tells the page.
pub async fn tell(asked: &Asked, id: &str) -> Result<Sheet, DeskError> {
    let (board, _) = super::found(asked, id).await?;
    let mut glance = Glance::read(|name| asked.part(name));
    if glance.zone.is_empty() {
        glance.zone = zone_name(&asked.desk, &asked.caller, &asked.instance.id).await?;
    }
    let mut pieces: Vec<Piece> = done(asked).into_iter().collect();
    if !board.draft.description.is_empty() {
        pieces.push(Piece::Text(vec![plain(board.draft.description.clone())]));
    }
    pieces.push(look(asked, &board, &glance));
    if let Err(why) = glance.span(&board.draft.range, asked.desk.now_ms()) {
        pieces.push(Piece::Bad(vec![plain(format!("The range can not be read: {why}. Nothing is drawn."))]));
    } else if let Some(error) = query::parse(&glance.query).errors.first() {
        pieces.push(Piece::Bad(vec![plain(format!(
            "The filter can not be read: {}. Nothing is drawn.",
            error.message
        ))]));
    } else {
        let of = (&asked.desk, &asked.caller, &asked.instance.id);
        let drawn = drawn::draw_board(of, &board, &glance).await.map_err(desk::refuse)?;
        pieces.push(status(&board, &drawn));
        pieces.push(graphs(asked, &board, &glance, &drawn));
    }
    if board.graphs.is_empty() {
        pieces.push(Piece::Head("No graphs yet".to_owned()));
        pieces.push(Piece::Text(vec![plain(
            "Add the first one: count events over time, by their source, or as a single number.",
        )]));
    }
    let add = asked.href(&format!("{id}/graph"), &[]);
    pieces.push(Piece::Text(match why_not(asked) {
        why if why.is_empty() => vec![bit(Look::Button, "Add graph", add)],
        why => vec![faint(why)],
    }));
    Ok(Sheet { title: board.draft.title.as_str().to_owned(), tabs: vec![], pieces })
}

/// Says what was just done, and leads to the event that tells of it.
fn done(asked: &Asked) -> Option<Piece> {
    let (said, action) = match asked.part("done") {
        "create" => ("The board is made. ", "logdnaat.board.create"),
        "update" => ("The board is changed. ", "logdnaat.board.update"),
        "graph" => ("The graph stands on the board. ", "logdnaat.board-graph.update"),
        "removed" => ("The graph is removed. ", "logdnaat.board-graph.update"),
        _ => return None,
    };
    let mut bits = note_of(asked, said, action);
    if asked.part("done") == "removed" {
        let deleted = format!("/settings/deleted?instance={}", asked.instance.id);
        bits.extend([plain(" It can be put back for 7 days: "), link("Deleted", deleted), plain(".")]);
    }
    Some(Piece::Good(bits))
}

/// The form that narrows what is shown; all of it stands in the address then.
fn look(asked: &Asked, board: &Board, glance: &Glance) -> Piece {
    let from = if glance.from.is_empty() { board.draft.range.clone() } else { glance.from.clone() };
    Piece::Form(Form {
        path: format!("/boards/{}", board.id),
        asks: true,
        button: "Show".to_owned(),
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            hidden(hiding::PART, hiding::said(&glance.hidden)),
            text("q", "Filter", glance.query.clone(), ""),
            text("from", "From", from, ""),
            text("to", "To", glance.to.clone(), ""),
            text("zone", "Time zone", glance.zone.clone(), ""),
        ],
        class: "board__look".to_owned(),
        ..Form::default()
    })
}

/// What the graphs are of: range, filter, when and how fast they were made.
fn status(board: &Board, drawn: &Drawn) -> Piece {
    let took_us: u64 = drawn.figures.iter().map(|figures| figures.took_us).max().unwrap_or_default();
    let incomplete = drawn.figures.iter().any(|figures| figures.incomplete.is_some());
    let mut bits = vec![bit(Look::Strong, drawn.range(), "")];
    if !drawn.query.is_empty() {
        bits.extend([plain(" · events that match "), bit(Look::Code, drawn.query.clone(), "")]);
    }
    let made = format!("{} {}", drawn.zone.weekday(drawn.made_ms), drawn.zone.second(drawn.made_ms));
    let complete = if incomplete { "incomplete, see the graphs" } else { "complete" };
    let took = format!("{:.1} ms", took_us as f64 / 1000.0);
    bits.push(faint(format!(" · drawn {made} in {took} · {complete}")));
    if board.draft.refresh_s > 0 {
        bits.push(faint(format!(" · again every {} s", board.draft.refresh_s)));
    }
    Piece::Text(bits)
}

fn graphs(asked: &Asked, board: &Board, glance: &Glance, drawn: &Drawn) -> Piece {
    let wall = !asked.part("wall").is_empty();
    let may = why_not(asked).is_empty();
    let wall_pair = || ("wall", if wall { "1".to_owned() } else { String::new() });
    let own = |pairs: &[(&'static str, String)]| {
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        asked.href(board.id.as_str(), &pairs)
    };
    let shown = board.graphs.iter().zip(&drawn.figures).enumerate().map(|(place, (graph, figures))| {
        let toggle = |name: &str| {
            let glance = Glance { hidden: hiding::toggled(&glance.hidden, name), ..glance.clone() };
            own(&glance.pairs().into_iter().chain([wall_pair()]).collect::<Vec<_>>())
        };
        let its = (graph.id.as_str(), &graph.draft);
        let told = telling::shown(&asked.instance.id, its, figures, drawn, Some(&toggle));
        let events = telling::events(&asked.instance.id, &graph.draft, figures, drawn);
        GraphShown {
            links: links(asked, board, graph, glance, events),
            forms: if may { forms(asked, board, graph, place) } else { vec![] },
            ..told
        }
    });
    let pairs = glance.pairs();
    let on_the_wall: Vec<_> = pairs.iter().cloned().chain([("wall", "1".to_owned())]).collect();
    let mut tools: Vec<Bit> = match wall {
        true => vec![bit(Look::Button, "Leave the wall", own(&pairs))],
        false => vec![bit(Look::Button, "Wall", own(&on_the_wall)), bit(Look::Button, "Print", "#print")],
    };
    tools.push(bit(Look::Button, "Full screen", "#full"));
    if may && !wall {
        tools.push(bit(Look::Button, "Edit board", asked.href(&format!("{}/edit", board.id), &[])));
    }
    Piece::Graphs(Graphs {
        class: if wall { "graphs graphs--wall".to_owned() } else { "graphs".to_owned() },
        // A wall that nobody touches is no use when it stands still.
        refresh_s: if wall && board.draft.refresh_s == 0 { 60 } else { board.draft.refresh_s },
        width: telling::board_width(),
        hatches: telling::hatches(),
        arrange: may && !wall,
        zoom: own(&glance.beside_range()),
        tools,
        graphs: shown.collect(),
    })
}

fn links(asked: &Asked, board: &Board, graph: &Graph, glance: &Glance, events: String) -> Vec<Bit> {
    let mut pairs = format!("instance={}", asked.instance.id);
    for (name, value) in glance.pairs() {
        if !value.is_empty() {
            pairs.push_str(&format!("&{name}={}", encode(&value)));
        }
    }
    let file = |kind: &str| format!("/boards/{}/graphs/{}.{kind}?{pairs}", board.id, graph.id);
    let mut links = vec![];
    if !events.is_empty() {
        links.push(link("Events behind it", events));
    }
    for (name, kind) in [("SVG", "svg"), ("PNG", "png"), ("CSV", "csv"), ("JSON", "json")] {
        links.extend([plain(" "), link(name, file(kind))]);
    }
    if asked.role >= Role::Member {
        let edit = asked.href(&format!("{}/graph", board.id), &[("graph", graph.id.as_str())]);
        links.extend([plain(" "), link("Edit", edit)]);
    }
    links
}

/// What can be done with a graph: without scripts by these buttons, with them by dragging and keys too.
fn forms(asked: &Asked, board: &Board, graph: &Graph, place: usize) -> Vec<Form> {
    let title = graph.draft.title.as_str();
    let of_graph = || {
        vec![
            hidden("instance", asked.instance.id.to_string()),
            hidden("id", board.id.to_string()),
            hidden("graph", graph.id.to_string()),
        ]
    };
    let quiet = |form: Form| Form { class: "button--quiet".to_owned(), ..form };
    let step = |label: &str, step: &str| {
        let mut inputs = of_graph();
        inputs.push(hidden("step", step));
        quiet(act("/api/board-graph-step", label, title, "", inputs))
    };
    let mut place_inputs = of_graph();
    let mut position = text("position", "Place on the board", (place + 1).to_string(), "");
    position.kind = InputKind::Needed;
    place_inputs.push(position);
    vec![
        step("Earlier", "earlier"),
        step("Later", "later"),
        step("Wider", "wider"),
        step("Narrower", "narrower"),
        step("Taller", "taller"),
        step("Shorter", "shorter"),
        quiet(act("/api/board-graph-place", "Move", title, "", place_inputs)),
        quiet(act("/api/board-graph-duplicate", "Duplicate", title, "", of_graph())),
        quiet(act("/api/board-graph-remove", "Remove", title, "", of_graph())),
    ]
}
