//! The templates in their order, with what to do with them.

use model::{
    parsing_template::{Operator, ParsingTemplate, TemplateState, place::places},
    person::Role,
};

use super::{begin, build};
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked, seen,
        writing::{act, bit, cell, code, faint, hidden, link, plain},
    },
    ui::{Bit, Cell, Form, Input, Look, Piece, Table},
};

/// Where the page is, behind the section.
pub(super) const PAGE: &str = "parsing-templates";

/// Tells the list, or the template that is being made.
pub async fn tell(asked: &Asked) -> Result<Vec<Piece>, DeskError> {
    let Asked { desk, caller, instance, .. } = asked;
    let listed = actions::parsing_template::list(desk, caller, &instance.id).await;
    let all = listed.map_err(desk::refuse)?;
    let mut pieces: Vec<Piece> = done(asked).into_iter().collect();
    if let Some(template) = all.iter().find(|template| template.id.as_str() == asked.part("edit")) {
        pieces.extend(build::tell(asked, template).await?);
        return Ok(pieces);
    }
    if !asked.part("new").is_empty() {
        pieces.extend(begin::tell(asked).await?);
        return Ok(pieces);
    }
    pieces.push(Piece::Text(vec![plain(
        "A template reads fields out of lines as they come, beside the text, which stays as it was sent. All active \
         templates whose query finds a line add theirs, from top to bottom; of two with the same field the lower one \
         counts. The desk's own record stays as it is.",
    )]));
    if all.is_empty() {
        pieces.push(Piece::Text(vec![faint("There is none.")]));
    } else {
        pieces.push(Piece::Table(Table {
            caption: "Parsing templates, in the order in which they add fields".to_owned(),
            head: ["Template", "Only lines of", "Fields", "State", "Order", "To do"]
                .map(str::to_owned)
                .to_vec(),
            rows: all.iter().enumerate().map(|(at, it)| row(asked, it, at + 1, all.len())).collect(),
        }));
    }
    let href = asked.href(PAGE, &[("new", "template")]);
    pieces.push(Piece::Text(vec![bit(Look::Button, "Make a template", href)]));
    Ok(pieces)
}

/// Says what was just done, and leads to the event that tells of it.
fn done(asked: &Asked) -> Option<Piece> {
    let (said, verb) = match asked.part("done") {
        "made" => ("Saved as a draft. ", "create"),
        "changed" => ("Saved. ", "update"),
        "deleted" => ("Deleted; it can be put back for 7 days. ", "delete"),
        _ => return None,
    };
    let action = format!("logdnaat.parsing-template.{verb}");
    let record = format!("/events?instance={}&q=action:{action}", asked.instance.id);
    let mut bits = vec![plain(said), plain("Your act was recorded as "), link(action, record), plain(".")];
    if verb == "delete" {
        bits.extend([plain(" "), link("What was deleted", asked.href("deleted", &[]))]);
    }
    Some(Piece::Good(bits))
}

/// What every form about a template sends.
pub(super) fn of(asked: &Asked, template: &ParsingTemplate) -> Vec<Input> {
    vec![
        hidden("instance", asked.instance.id.to_string()),
        hidden("id", template.id.to_string()),
        seen(asked, &actions::parsing_template::seen(template)),
    ]
}

/// A button that gives a template another state.
pub(super) fn state_button(
    asked: &Asked,
    template: &ParsingTemplate,
    state: TemplateState,
    says: &str,
) -> Form {
    let mut inputs = of(asked, template);
    inputs.push(hidden("state", state.as_str()));
    let about = template.draft.name.as_str();
    act("/api/parsing-template-state", says, about, &asked.why_not(Role::Manager), inputs)
}

fn row(asked: &Asked, template: &ParsingTemplate, position: usize, count: usize) -> Vec<Cell> {
    let draft = &template.draft;
    let (name, why_not) = (draft.name.as_str(), asked.why_not(Role::Manager));
    let quiet = |form: Form| Form { class: "button--quiet".to_owned(), ..form };
    let to_place = |says: &str, place: usize, fits: bool, at_end: &str| {
        let mut inputs = of(asked, template);
        inputs.push(hidden("position", place.to_string()));
        let why_not = if why_not.is_empty() && !fits { at_end.to_owned() } else { why_not.clone() };
        quiet(act("/api/parsing-template-place", says, name, &why_not, inputs))
    };
    let delete = act("/api/parsing-template-delete", "Delete", name, &why_not, of(asked, template));
    let switch = match template.state {
        TemplateState::Active => state_button(asked, template, TemplateState::Inactive, "Switch off"),
        _ => state_button(asked, template, TemplateState::Active, "Activate"),
    };
    vec![
        cell([plain(name)]),
        cell([if draft.query.is_empty() { faint("any") } else { code(draft.query.as_str()) }]),
        cell(fields(template)),
        cell([state(template)]),
        Cell {
            bits: vec![plain(position.to_string())],
            forms: vec![
                to_place("Move up", position.saturating_sub(1), position > 1, "It is the first."),
                to_place("Move down", position + 1, position < count, "It is the last."),
            ],
        },
        Cell {
            bits: vec![link("Edit", asked.href(PAGE, &[("edit", template.id.as_str())]))],
            forms: vec![quiet(switch), quiet(delete)],
        },
    ]
}

fn fields(template: &ParsingTemplate) -> Vec<Bit> {
    let captured =
        places(&template.draft.steps).into_iter().filter_map(|(_, _, step)| match &step.operator {
            Operator::Capture { field } => Some(field.clone()),
            _ => None,
        });
    let mut bits: Vec<Bit> = captured.flat_map(|field| [code(field), plain(" ")]).collect();
    if bits.is_empty() {
        bits.push(faint("none yet"));
    }
    bits
}

pub(super) fn state(template: &ParsingTemplate) -> Bit {
    match template.state {
        TemplateState::Active => bit(Look::Chip, "active", "It adds fields to what comes"),
        TemplateState::Inactive => bit(Look::Marked, "inactive", "It adds nothing"),
        TemplateState::Draft => bit(Look::Marked, "draft", "It is being made and adds nothing"),
    }
}
