//! The page that makes a graph, or changes one, with a preview.

use model::graph::{Compare, GraphKind, Operation, PLOTS_MAX, Stacking, Then, Unit, letter};

use super::{
    drawn::{self, Glance},
    graph_form::{GraphForm, PlotForm},
    telling, why_not,
};
use crate::{
    desk,
    error::DeskError,
    pages::{
        events::zone_name,
        settings::inputs::{check, choice, long, needed, text},
    },
    sheets::{
        Asked, seen,
        writing::{faint, hidden, link, plain},
    },
    ui::{Form, Graphs, Input, InputKind, Piece, Sheet},
};

/// Tells the page.
pub async fn tell(asked: &Asked, id: &str) -> Result<Sheet, DeskError> {
    let (board, _) = super::found(asked, id).await?;
    // After a preview the form says which graph it is.
    let name = if asked.part("graph").is_empty() { asked.part("graph_id") } else { asked.part("graph") };
    let missing = || desk::refuse(actions::Error::NotFound { what: "graph" });
    let graph = match name {
        "" => None,
        name => Some(board.graphs.iter().find(|graph| graph.id.as_str() == name).ok_or_else(missing)?),
    };
    let tried = !asked.part("tried").is_empty();
    let form = match (tried, graph) {
        (true, _) => GraphForm::read(|name| asked.part(name)),
        (false, Some(graph)) => GraphForm::of(&graph.draft),
        (false, None) => GraphForm {
            plots: vec![PlotForm { operation: Operation::Count.as_str().to_owned(), ..PlotForm::default() }],
            legend: "true".to_owned(),
            ..GraphForm::default()
        },
    };
    let mut pieces = vec![];
    let why_not = why_not(asked);
    if !why_not.is_empty() {
        pieces.push(Piece::Fact(vec![plain(why_not.clone())]));
    }
    if tried {
        pieces.push(Piece::Fact(vec![faint("This is a preview; nothing is saved yet.")]));
    }
    let its = (board.draft.query.as_str(), board.draft.range.as_str());
    pieces.extend(preview(asked, its, &form, tried || graph.is_some()).await?);
    let mut inputs = vec![
        hidden("instance", asked.instance.id.to_string()),
        hidden("id", board.id.to_string()),
        hidden("tried", "1"),
    ];
    if let Some(graph) = graph {
        inputs.push(hidden("graph_id", graph.id.to_string()));
        inputs.push(seen(asked, &actions::board_graph::seen(&graph.draft)));
    }
    inputs.extend(self::inputs(&form));
    pieces.push(Piece::Form(Form {
        path: "/api/board-graph-save".to_owned(),
        button: if graph.is_some() { "Save".to_owned() } else { "Put on the board".to_owned() },
        class: "button--main".to_owned(),
        why_not,
        inputs,
        asking: vec![(format!("/boards/{}/graph", board.id), "Preview".to_owned())],
        ..Form::default()
    }));
    pieces.push(Piece::Text(vec![link("Back to the board", asked.href(id, &[]))]));
    let title = match graph {
        Some(graph) => format!("Edit {}", graph.draft.title),
        None => format!("New graph on {}", board.draft.title.as_str()),
    };
    Ok(Sheet { title, tabs: vec![], pieces })
}

/// The graph as it would be, or why it would not.
pub async fn preview(
    asked: &Asked,
    its: (&str, &str),
    form: &GraphForm,
    wanted: bool,
) -> Result<Vec<Piece>, DeskError> {
    if !wanted {
        return Ok(vec![]);
    }
    let bad = |why: String| Ok(vec![Piece::Bad(vec![plain(format!("It can not be drawn yet: {why}."))])]);
    let draft = match form.draft() {
        Ok(draft) => draft,
        Err((_, why)) => return bad(why),
    };
    let draft = match actions::board_graph::checked(draft) {
        Ok(draft) => draft,
        Err(error) => return bad(error.to_string()),
    };
    let zone = zone_name(&asked.desk, &asked.caller, &asked.instance.id).await?;
    let glance = Glance { zone, ..Glance::default() };
    let of = (&asked.desk, &asked.caller, &asked.instance.id);
    let drawn = drawn::draw(of, its, std::slice::from_ref(&draft), &glance).await?;
    let shown = drawn
        .figures
        .first()
        .map(|figures| telling::shown(&asked.instance.id, ("preview", &draft), figures, &drawn, None));
    Ok(vec![Piece::Graphs(Graphs {
        class: "graphs".to_owned(),
        width: telling::board_width(),
        hatches: telling::hatches(),
        graphs: shown.into_iter().collect(),
        ..Graphs::default()
    })])
}

/// What is written of a graph.
pub fn inputs(form: &GraphForm) -> Vec<Input> {
    let part = |label: &str, hint: &str| Input {
        kind: InputKind::Part,
        label: label.to_owned(),
        hint: hint.to_owned(),
        ..Input::default()
    };
    let named = |name: &str| format!("graph[{name}]");
    let mut inputs = vec![
        needed(&named("title"), "Title", form.title.clone(), ""),
        choice(
            &named("kind"),
            "Drawn as",
            form.kind.clone(),
            "",
            words(GraphKind::ALL, GraphKind::as_str, GraphKind::told),
        ),
        text(
            &named("group_by"),
            "Group by",
            form.group_by.clone(),
            "A field, or two: action, initiator.name. Nothing for none.",
        ),
        text(&named("top"), "Groups shown", or(&form.top, "10"), "1 to 50; the others are told together."),
        text(&named("query"), "Filter", form.query.clone(), "What the events of all plots must match."),
    ];
    let shown = (form.plots.len() + 1).min(PLOTS_MAX);
    for place in 0..shown {
        let plot = form.plots.get(place).cloned().unwrap_or_default();
        let is_new = place == form.plots.len();
        let hint = if is_new { "One more thing to show; leave the operation empty for none." } else { "" };
        inputs.push(part(&format!("Plot {}", letter(place)), hint));
        inputs.extend(of_plot(place, &plot));
    }
    inputs.push(part("How it looks", ""));
    inputs.extend([
        choice(
            &named("stacking"),
            "Areas and columns stand",
            form.stacking.clone(),
            "",
            words(Stacking::ALL, Stacking::as_str, Stacking::told),
        ),
        choice(
            &named("compare"),
            "Lines and numbers beside",
            form.compare.clone(),
            "",
            words(Compare::ALL, Compare::as_str, Compare::told),
        ),
        choice(
            &named("unit"),
            "The numbers are",
            form.unit.clone(),
            "",
            words(Unit::ALL, Unit::as_str, Unit::told),
        ),
        long(
            &named("thresholds"),
            "Thresholds",
            form.thresholds.clone(),
            "One a line: 100 critical too many. Or good, or warning.",
        ),
        text(&named("min"), "Scale from", form.min.clone(), "Nothing: by itself."),
        text(&named("max"), "Scale to", form.max.clone(), "A gauge needs one to fill."),
        text(&named("width"), "Columns of the board", or(&form.width, "6"), "3 to 12."),
        text(&named("height"), "Rows of the board", or(&form.height, "2"), "1 to 4."),
        check(&named("legend"), "Names of the series below", !form.legend.is_empty(), ""),
    ]);
    inputs
}

fn of_plot(place: usize, plot: &PlotForm) -> [Input; 8] {
    let named = |name: &str| format!("graph[plots][{place}][{name}]");
    let of = |label: &str| format!("{label} of {}", letter(place));
    let mut operations = words(Operation::ALL, Operation::as_str, Operation::told);
    operations.insert(0, (String::new(), "— no plot —".to_owned()));
    [
        choice(&named("operation"), &of("Operation"), plot.operation.clone(), "", operations),
        text(&named("field"), &of("Field"), plot.field.clone(), "Such as initiator.id. Counting needs none."),
        text(&named("query"), &of("Query"), plot.query.clone(), "Which events; nothing means all."),
        long(
            &named("filters"),
            &of("Filters"),
            plot.filters.clone(),
            "One a line: host: kms, app: …, level: …, tag: …",
        ),
        text(
            &named("of"),
            &of("Formula"),
            plot.of.clone(),
            "For a ratio a / b; for a formula 100 * (a - b) / c.",
        ),
        choice(
            &named("then"),
            &of("Then"),
            plot.then.clone(),
            "",
            words(Then::ALL, Then::as_str, Then::told),
        ),
        text(&named("label"), &of("Label"), plot.label.clone(), "Told from the rest where it is empty."),
        check(
            &named("hidden"),
            &format!("Hide {}: it is only for others to compute with", letter(place)),
            !plot.hidden.is_empty(),
            "",
        ),
    ]
}

fn words<T: Copy>(
    all: &[T],
    word: fn(T) -> &'static str,
    told: fn(T) -> &'static str,
) -> Vec<(String, String)> {
    all.iter().map(|one| (word(*one).to_owned(), told(*one).to_owned())).collect()
}

fn or(text: &str, usual: &str) -> String {
    if text.is_empty() { usual.to_owned() } else { text.to_owned() }
}
