//! What can be meant at a place: fields, values with counts, known actions, views.

use model::catalog::Catalog;
use query::edit;
use store::ask::{FacetAsk, Selection};

use super::{place::Place, server::Suggestion};
use crate::{
    desk,
    error::DeskError,
    pages::{
        events::{
            address::Address,
            answer::{Asked, Question},
            status_line::grouped,
        },
        views::saved,
    },
};

/// How many suggestions of each kind, and in all.
const EACH: usize = 6;
const MOST: usize = 12;

/// Suggests what may be meant. A question that can not be read is asked without its query.
pub async fn at(question: &Question, place: &Place) -> Result<Vec<Suggestion>, DeskError> {
    let Ok(asked) = &question.asked else { return Ok(vec![]) };
    let mut found = match &place.field {
        Some(field) => values(question, asked, place, field).await?,
        None => fields(question, asked, place).await?,
    };
    let about_actions = place.field.as_deref().is_none_or(|field| field == "action");
    if about_actions && place.begun.len() >= 2 {
        let wanted: Vec<String> = found.iter().map(|known| known.label.clone()).collect();
        found.extend(actions(place).filter(|action| !wanted.contains(&action.label)).take(EACH));
    }
    if place.field.is_none() && !place.begun.is_empty() {
        let all = saved(&question.desk, &question.caller, &question.instance.id).await?.views;
        let begun = place.begun.to_lowercase();
        let views = all.into_iter().filter(|view| view.name.to_lowercase().contains(&begun));
        found.extend(views.take(EACH).map(|view| Suggestion {
            note: view.address.query.clone(),
            href: Address { zone: asked.address.zone.clone(), ..view.address }.href(),
            ..suggestion("view", &view.name, String::new(), (String::new(), 0))
        }));
    }
    found.truncate(MOST);
    Ok(found)
}

fn suggestion(kind: &str, label: &str, note: String, (query, cursor): (String, u32)) -> Suggestion {
    Suggestion { kind: kind.to_owned(), label: label.to_owned(), note, query, cursor, href: String::new() }
}

/// The events that are counted: those of the range and the filters that match what else is
/// typed, if that can be read.
fn selection(asked: &Asked, place: &Place) -> Selection {
    let rest = query::parse(&place.rest());
    let query = if rest.errors.is_empty() { rest.query } else { query::Query::everything() };
    Selection { query, ..asked.selection() }
}

async fn fields(question: &Question, asked: &Asked, place: &Place) -> Result<Vec<Suggestion>, DeskError> {
    let (desk, caller, instance) = (&question.desk, &question.caller, &question.instance.id);
    let everything = Selection { query: query::Query::everything(), ..asked.selection() };
    let known =
        actions::event::fields(desk, caller, instance, &everything).await.map_err(desk::refuse)?.found;
    let begun = place.begun.to_lowercase();
    let mut fitting: Vec<_> =
        known.into_iter().filter(|field| field.name.to_lowercase().contains(&begun)).collect();
    // What begins with it is meant before what only holds it, and what many have before what few do.
    fitting.sort_by_key(|field| {
        let inside = !field.name.to_lowercase().starts_with(&begun);
        (inside, std::cmp::Reverse(field.lines), field.name.clone())
    });
    let one = |field: &store::ask::FieldInfo| {
        let note = format!("in {} events", grouped(field.lines));
        suggestion("field", &field.name, note, place.with(&format!("{}:", name(&field.name))))
    };
    Ok(fitting.iter().take(EACH).map(one).collect())
}

async fn values(
    question: &Question,
    asked: &Asked,
    place: &Place,
    field: &str,
) -> Result<Vec<Suggestion>, DeskError> {
    let ask = FacetAsk { field: field.to_owned(), limit: MOST, search: place.begun.clone() };
    let (desk, caller, instance) = (&question.desk, &question.caller, &question.instance.id);
    let counted = actions::event::facets(desk, caller, instance, &selection(asked, place), &[ask]).await;
    let counted = counted.map_err(desk::refuse)?;
    let values = counted.found.into_iter().flat_map(|facet| facet.values);
    Ok(values
        .map(|(value, count)| suggestion("value", &value, grouped(count), place.with(&test(field, &value))))
        .collect())
}

/// Actions of the catalogue that have what is written in their name.
fn actions(place: &Place) -> impl Iterator<Item = Suggestion> {
    let begun = place.begun.to_lowercase();
    let known = Catalog::embedded().actions().filter(|(_, action)| !action.action.contains('{'));
    known.filter(move |(_, action)| action.action.to_lowercase().contains(&begun)).map(|(_, action)| {
        let test = test("action", &action.action);
        let written = if place.field.is_some() { test } else { format!("action:{test}") };
        suggestion("action", &action.action, action.summary.clone(), place.with(&written))
    })
}

/// A field's name as a query has it.
fn name(field: &str) -> String {
    let asked = edit::exists("", field);
    asked.strip_suffix(":*").unwrap_or(&asked).to_owned()
}

/// The value as a query has it, behind the colon.
fn test(field: &str, value: &str) -> String {
    let asked = edit::include("", field, value);
    asked.strip_prefix(&format!("{}:", name(field))).unwrap_or(&asked).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_a_click_on_it_would_write_it() {
        assert_eq!(test("outcome", "failure"), "==\"failure\"");
        assert_eq!((name("a b").as_str(), test("a b", "x").as_str()), ("\"a b\"", "==\"x\""));
    }

    #[test]
    fn an_action_is_found_by_a_part_of_its_name_and_comes_with_its_summary() {
        let place = Place::find("cloudantnosqldb.database.del", 28);
        let action = actions(&place).next().unwrap();
        assert_eq!(action.query, "action:==\"cloudantnosqldb.database.delete\"");
        assert!(!action.note.is_empty());
    }
}
