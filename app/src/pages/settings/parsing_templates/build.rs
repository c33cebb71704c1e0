//! The second step: the tree of operators, told from top to bottom, and what each makes of the line.

use model::{
    parsing_template::{Operator, ParsingTemplate, Step, TemplateState, place::places},
    person::Role,
};

use super::{
    list::{PAGE, of, state, state_button},
    operators, validate,
};
use crate::{
    error::DeskError,
    sheets::{
        Asked,
        writing::{act, bit, cell, code, faint, hidden, link, plain},
    },
    ui::{Bit, Cell, Form, Look, Piece, Table},
};

/// What the address says for adding an operator that reads the line itself.
const TOP: &str = "top";

/// Tells it, with the steps that follow.
pub async fn tell(asked: &Asked, template: &ParsingTemplate) -> Result<Vec<Piece>, DeskError> {
    let draft = &template.draft;
    let mut pieces = vec![
        Piece::Text(vec![link("All templates", asked.href(PAGE, &[]))]),
        Piece::Text(vec![
            bit(Look::Strong, draft.name.as_str(), ""),
            plain(" "),
            state(template),
            plain(" for "),
            if draft.query.is_empty() { faint("every line") } else { code(draft.query.as_str()) },
        ]),
        Piece::Form(operators::about_form(asked, template)),
        Piece::Head("2. Build".to_owned()),
    ];
    if template.state != TemplateState::Draft {
        pieces.push(Piece::Fact(vec![plain(
            "Operators are added and removed while the template is a draft, which adds no fields.",
        )]));
        pieces.push(Piece::Form(state_button(asked, template, TemplateState::Draft, "Make it a draft")));
    }
    if draft.steps.is_empty() {
        pieces.push(Piece::Text(vec![faint("There is no operator yet.")]));
    } else {
        pieces.push(Piece::Table(tree(asked, template)));
    }
    if template.state == TemplateState::Draft {
        pieces.extend(adding(asked, template));
    }
    pieces.extend(validate::tell(asked, template).await?);
    Ok(pieces)
}

fn tree(asked: &Asked, template: &ParsingTemplate) -> Table {
    let draft = &template.draft;
    let outcome = parsing(&draft.steps, &draft.sample);
    let row = |(place, depth, step): (String, usize, &Step)| {
        let mut operator = vec![plain("\u{2003}".repeat(depth)), plain(step.operator.name()), plain(" ")];
        operator.extend(operators::told(step));
        let found = match (&outcome, &step.operator) {
            (Err(why), _) => faint(why.clone()),
            (Ok(outcome), operator) => {
                let problem = outcome.problems.iter().find(|problem| problem.place == place);
                match (problem, operator) {
                    (Some(problem), _) => bit(Look::Marked, problem.why.clone(), ""),
                    (None, Operator::Capture { field }) => outcome
                        .fields
                        .get(field)
                        .map_or_else(|| faint("not reached"), |value| code(value.to_string())),
                    (None, _) => faint(""),
                }
            }
        };
        vec![cell([code(place.clone())]), cell(operator), cell([found]), to_do(asked, template, &place, step)]
    };
    Table {
        caption: "Operators, each above those that read what it finds".to_owned(),
        head: ["Place", "Operator", "On the chosen line", "To do"].map(str::to_owned).to_vec(),
        rows: places(&draft.steps).into_iter().map(row).collect(),
    }
}

fn to_do(asked: &Asked, template: &ParsingTemplate, place: &str, step: &Step) -> Cell {
    if template.state != TemplateState::Draft {
        return Cell::default();
    }
    let mut inputs = of(asked, template);
    inputs.push(hidden("place", place));
    let beneath = places(&step.steps).len();
    let says = match beneath {
        0 => "Remove".to_owned(),
        1 => "Remove with the one beneath".to_owned(),
        _ => format!("Remove with the {beneath} beneath"),
    };
    let why_not = asked.why_not(Role::Manager);
    let remove = act("/api/parsing-template-remove", &says, &format!("operator {place}"), &why_not, inputs);
    let bits = match step.operator {
        Operator::Capture { .. } => vec![],
        _ => vec![link(format!("Add beneath {place}"), href(asked, template, place, ""))],
    };
    Cell { bits, forms: vec![Form { class: "button--quiet".to_owned(), ..remove }] }
}

/// The operators that may be added where the address says, or the form of the one that was chosen.
fn adding(asked: &Asked, template: &ParsingTemplate) -> Vec<Piece> {
    let at = asked.part("at");
    if at.is_empty() {
        let says = "Add an operator that reads the line";
        return vec![Piece::Text(vec![bit(Look::Button, says, href(asked, template, TOP, ""))])];
    }
    let place = if at == TOP { "" } else { at };
    let head = if place.is_empty() {
        "Add an operator that reads the line".to_owned()
    } else {
        format!("Add an operator beneath {place}")
    };
    let mut pieces = vec![Piece::Head(head)];
    let chosen = asked.part("operator");
    if let Some(form) = operators::form(asked, template, place, chosen) {
        pieces.push(Piece::Form(form));
        return pieces;
    }
    let choices = operators::beneath(&template.draft.steps, place);
    let mut bits: Vec<Bit> = vec![];
    for (word, name) in choices {
        bits.extend([bit(Look::Button, name, href(asked, template, at, word)), plain(" ")]);
    }
    pieces.push(Piece::Text(bits));
    pieces
}

fn href(asked: &Asked, template: &ParsingTemplate, at: &str, operator: &str) -> String {
    asked.href(PAGE, &[("edit", template.id.as_str()), ("at", at), ("operator", operator)])
}

fn parsing(steps: &[Step], sample: &str) -> Result<actions::parsing_template::Outcome, String> {
    if sample.is_empty() {
        return Err("no line was chosen".to_owned());
    }
    actions::parsing_template::try_on(steps, sample).map_err(|error| error.to_string())
}
