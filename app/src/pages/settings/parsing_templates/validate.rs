//! The third step: what the template makes of real lines, and switching it on.

use actions::parsing_template::{LINES_MAX, Validated};
use model::parsing_template::{ParsingTemplate, TemplateState};

use super::list::state_button;
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{bit, cell, code, faint, link, plain},
    },
    ui::{Bit, Cell, Form, Look, Piece, Table},
};

/// The most characters of a line that are shown.
const TEXT_MAX: usize = 200;

/// Tells it.
pub async fn tell(asked: &Asked, template: &ParsingTemplate) -> Result<Vec<Piece>, DeskError> {
    let mut pieces = vec![
        Piece::Head("3. Validate".to_owned()),
        Piece::Text(vec![plain(format!(
            "The newest lines that the query finds, {LINES_MAX} at most. All of them must be valid before the template \
             can be activated."
        ))]),
    ];
    let Asked { desk, caller, instance, .. } = asked;
    let draft = &template.draft;
    let validated =
        actions::parsing_template::validate(desk, caller, &instance.id, (&draft.query, ""), &draft.steps)
            .await;
    match validated {
        Ok(told) if told.lines.is_empty() => {
            pieces.push(Piece::Fact(vec![plain("No stored line matches the query.")]));
        }
        Ok(told) => pieces.push(Piece::Table(Table {
            caption: "What the template makes of each line".to_owned(),
            head: ["Line", "Valid", "Fields, or why not"].map(str::to_owned).to_vec(),
            rows: told.lines.iter().map(|line| row(asked, line)).collect(),
        })),
        Err(error @ (actions::Error::Invalid { .. } | actions::Error::Forbidden { .. })) => {
            pieces.push(Piece::Bad(vec![plain(format!("Not validated: {error}."))]));
        }
        Err(error) => return Err(desk::refuse(error)),
    }
    pieces.push(Piece::Head("4. Use".to_owned()));
    if template.state == TemplateState::Active {
        pieces.push(Piece::Text(vec![plain("It adds fields to what comes.")]));
        pieces.push(Piece::Form(state_button(asked, template, TemplateState::Inactive, "Switch off")));
    } else {
        pieces.push(Piece::Text(vec![plain(
            "It is saved and adds nothing. Activated, it adds fields to the lines that come from then on.",
        )]));
        let activate = state_button(asked, template, TemplateState::Active, "Activate");
        pieces.push(Piece::Form(Form { class: "button--main".to_owned(), ..activate }));
    }
    Ok(pieces)
}

fn row(asked: &Asked, line: &Validated) -> Vec<Cell> {
    let text: String = line.text.chars().take(TEXT_MAX).collect();
    let mut shown = vec![code(text)];
    if let Some(id) = &line.event {
        let href = format!("/events?instance={}&id={id}", asked.instance.id);
        shown.extend([plain(" "), link("Show", href)]);
    }
    let is_valid = line.problems.is_empty();
    let mark = if is_valid { bit(Look::Chip, "valid", "") } else { bit(Look::Marked, "not valid", "") };
    let found: Vec<Bit> = if is_valid {
        let field = |(name, value): (&String, &serde_json::Value)| {
            [code(name.as_str()), plain(" "), code(value.to_string()), plain(" ")]
        };
        line.fields.iter().flat_map(field).collect()
    } else {
        let problem = |problem: &actions::parsing_template::Problem| {
            [code(problem.place.as_str()), plain(format!(" {}: {}. ", problem.operator, problem.why))]
        };
        line.problems.iter().flat_map(problem).collect()
    };
    let found = if found.is_empty() { vec![faint("no fields")] } else { found };
    vec![cell(shown), cell([mark]), cell(found)]
}
