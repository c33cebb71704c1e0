//! What a template makes of real lines, told before it is used.

use model::{
    id::{EventId, InstanceId},
    parsing_template::{Step, TemplateDraft, TemplateError, check_steps},
    person::Role,
};
use parsing::{Outcome, Problem, Reader, Text};
use query::Filters;
use serde_json::{Map, Value};
use store::{Order, Search};

use crate::{Caller, Desk, Error, event};

/// On how many lines a template is validated at most.
pub const LINES_MAX: usize = 10;

/// What a template makes of lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Validation {
    /// Each line looked at.
    pub lines: Vec<Validated>,
}

/// What a template makes of one line. It is valid where there is no problem.
#[derive(Debug, Clone, PartialEq)]
pub struct Validated {
    /// The line's id; none for one that somebody pasted.
    pub event: Option<EventId>,
    /// Its text.
    pub text: String,
    /// The fields that would be added.
    pub fields: Map<String, Value>,
    /// Why fields are missing.
    pub problems: Vec<Problem>,
}

impl Validation {
    /// Whether the template may be used: there are lines, and all of them are valid.
    pub fn is_valid(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(|line| line.problems.is_empty())
    }
}

/// Reads fields out of the newest lines a query finds, and out of one that somebody pasted. Nothing
/// is saved.
pub async fn validate(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    (query, pasted): (&str, &str),
    steps: &[Step],
) -> Result<Validation, Error> {
    caller.require(instance, Role::Manager)?;
    check_steps(steps).map_err(|error| Error::invalid("steps", error))?;
    let mut lines = match pasted {
        "" => vec![],
        text => vec![(None, text.to_owned())],
    };
    lines.extend(self::lines(desk, caller, instance, query).await?);
    lines.truncate(LINES_MAX);
    read(desk, steps, lines).await
}

/// Reads fields out of one text, for whoever is making the operators.
pub fn try_on(steps: &[Step], text: &str) -> Result<Outcome, Error> {
    let reader = Reader::new(steps).map_err(|error| Error::invalid("steps", error))?;
    Ok(reader.read(&Text::new(text)))
}

/// Reads fields out of these lines.
pub(super) async fn read(
    desk: &Desk,
    steps: &[Step],
    lines: Vec<(Option<EventId>, String)>,
) -> Result<Validation, Error> {
    let reader = Reader::new(steps).map_err(|error| Error::invalid("steps", error))?;
    let one = move |(event, text): (Option<EventId>, String)| {
        let outcome = reader.read(&Text::new(&text));
        Validated { event, text, fields: outcome.fields, problems: outcome.problems }
    };
    let lines = desk.turns().take(move || lines.into_iter().map(one).collect()).await?;
    Ok(Validation { lines })
}

/// The newest lines a query finds.
pub(super) async fn lines(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    query: &str,
) -> Result<Vec<(Option<EventId>, String)>, Error> {
    let search = Search {
        query: parsed(query)?,
        filters: Filters::default(),
        from_ms: i64::MIN,
        to_ms: i64::MAX,
        order: Order::Newest,
        limit: LINES_MAX,
        after: None,
    };
    let page = event::search(desk, caller, instance, search).await?;
    Ok(page.lines.into_iter().map(|stored| (Some(stored.id), stored.line.text)).collect())
}

/// The draft, if it keeps every rule and its expressions can be used.
pub(super) fn check(draft: TemplateDraft) -> Result<TemplateDraft, Error> {
    let draft = draft.check().map_err(|error| {
        let field = match &error {
            TemplateError::Name => "name",
            TemplateError::QueryLong => "query",
            TemplateError::SampleLong => "sample",
            TemplateError::Step(_) => "steps",
        };
        Error::invalid(field, error)
    })?;
    parsed(&draft.query)?;
    Reader::new(&draft.steps).map_err(|error| Error::invalid("steps", error))?;
    Ok(draft)
}

fn parsed(query: &str) -> Result<query::Query, Error> {
    let parsed = query::parse(query);
    match parsed.errors.first() {
        None => Ok(parsed.query),
        Some(error) => Err(Error::invalid("query", format!("the query can not be read: {}", error.message))),
    }
}
