//! The lines around a line.

use std::{str::FromStr, time::Duration};

use model::{
    event::Event,
    id::EventId,
    line::{Line, StoredLine},
};
use query::{Filters, Query};
use store::{Cursor, Order, Page, Search};

use crate::{Caller, Desk, Error};

/// How many lines one side has at most.
const MOST_LINES: usize = 1000;

/// Where the initiator of an event is told, and what belongs together: the first that is there.
const INITIATOR: [&str; 2] = ["initiator.id", "initiator.name"];
const CORRELATION: [&str; 3] = ["correlationId", "requestData.correlationId", "requestData.requestId"];

/// Which lines around a line belong to its context.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Around {
    /// All of them.
    #[default]
    Everything,
    /// Those of the same source.
    Source,
    /// Those of the same app.
    App,
    /// Those of the same source and app.
    SourceAndApp,
    /// Those of the same initiator, by id or else by name.
    Initiator,
    /// Those of the same request or transaction.
    Correlation,
}

/// A line and those around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// The lines before it, the oldest first.
    pub before: Vec<StoredLine>,
    /// The line itself.
    pub line: StoredLine,
    /// The lines behind it, the oldest first.
    pub after: Vec<StoredLine>,
    /// Why lines may be missing; none when none are.
    pub incomplete: Option<String>,
    /// How long it took.
    pub took: Duration,
}

/// A line with so many of its kind before and behind it.
pub async fn context(
    desk: &Desk,
    caller: &Caller,
    id: &EventId,
    around: Around,
    before: usize,
    after: usize,
) -> Result<Context, Error> {
    let line = super::find(desk, caller, id).await?;
    let (query, filters) = kin(&line.line, around)?;
    let side = async |order, limit: usize| {
        let search = Search {
            query: query.clone(),
            filters: filters.clone(),
            from_ms: i64::MIN,
            to_ms: i64::MAX,
            order,
            limit: limit.min(MOST_LINES),
            after: Some(Cursor { time_ms: line.line.time_ms, seq: line.id.seq }),
        };
        match limit {
            0 => Ok(None),
            _ => super::search(desk, caller, &id.instance, search).await.map(Some),
        }
    };
    let (before, after) = tokio::try_join!(side(Order::Newest, before), side(Order::Oldest, after))?;
    let took = [&before, &after].into_iter().flatten().map(|page: &Page| page.took).max();
    let (mut before, missing_before) = before.map_or_else(Default::default, lines);
    let (after, missing_after) = after.map_or_else(Default::default, lines);
    before.reverse();
    Ok(Context {
        before,
        line,
        after,
        incomplete: missing_before.or(missing_after),
        took: took.unwrap_or_default(),
    })
}

fn lines(page: Page) -> (Vec<StoredLine>, Option<String>) {
    (page.lines, page.incomplete)
}

/// What is asked for to find the lines that belong to the context of a line.
fn kin(line: &Line, around: Around) -> Result<(Query, Filters), Error> {
    let (mut query, mut filters) = (Query::everything(), Filters::default());
    match around {
        Around::Everything => {}
        Around::Source => filters.hosts = named("source", &line.host)?,
        Around::App => filters.apps = named("app", &line.app)?,
        Around::SourceAndApp => {
            filters.hosts = named("source", &line.host)?;
            filters.apps = named("app", &line.app)?;
        }
        Around::Initiator => query = same(line, &INITIATOR, "initiator")?,
        Around::Correlation => query = same(line, &CORRELATION, "correlation id")?,
    }
    Ok((query, filters))
}

fn named(what: &str, value: &str) -> Result<Vec<String>, Error> {
    if value.is_empty() {
        return Err(missing(what));
    }
    Ok(vec![value.to_owned()])
}

/// Asks for what the event has in the first of the fields, as a click on that value would.
fn same(line: &Line, paths: &[&str], what: &str) -> Result<Query, Error> {
    let event = Event::read(&line.text).ok_or_else(|| missing(what))?;
    let found = paths.iter().find_map(|path| Some((path, event.text(path)?)));
    let (path, value) = found.ok_or_else(|| missing(what))?;
    Ok(query::parse(&query::edit::include("", path, value)).query)
}

fn missing(what: &str) -> Error {
    Error::invalid("around", format!("this event has no {what}; look at everything around it instead"))
}

impl FromStr for Around {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "everything" => Ok(Self::Everything),
            "source" => Ok(Self::Source),
            "app" => Ok(Self::App),
            "source-and-app" => Ok(Self::SourceAndApp),
            "initiator" => Ok(Self::Initiator),
            "correlation" => Ok(Self::Correlation),
            _ => Err(Error::invalid(
                "around",
                "\"around\" must be one of [everything, source, app, source-and-app, initiator, correlation]",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, around: Around, expected: Result<&str, &str>) {
        let line = Line { host: "kms".to_owned(), text: text.to_owned(), ..Line::default() };
        let found = kin(&line, around).map(|(query, filters)| format!("{query}{}", filters.hosts.join(",")));
        assert_eq!(found.map_err(|error| error.to_string()), expected.map(str::to_owned).map_err(refused));
    }

    fn refused(what: &str) -> String {
        missing(what).to_string()
    }

    #[test]
    fn the_context_is_made_of_what_the_line_has() {
        let event = r#"{"initiator":{"id":"IBMid-1","name":"a@b.c"},"requestData":{"requestId":"r 1"}}"#;
        check(event, Around::Everything, Ok(""));
        check(event, Around::Source, Ok("kms"));
        check(event, Around::Initiator, Ok("initiator.id:==\"IBMid-1\""));
        check(event, Around::Correlation, Ok("requestData.requestId:==\"r 1\""));
        check(
            r#"{"initiator":{"id":"","name":"a@b.c"}}"#,
            Around::Initiator,
            Ok("initiator.name:==\"a@b.c\""),
        );
        check("plain", Around::Initiator, Err("initiator"));
        check("{}", Around::Correlation, Err("correlation id"));
        check("{}", Around::SourceAndApp, Err("app"));
    }
}
