//! The numbers of a board: what its graphs show of a range of time. Reading changes nothing, so
//! it has no audit event of its own.

mod asks;
mod axis;
mod compute;
mod labels;
mod lines;
mod warm;

use jiff::tz::TimeZone;
use model::{
    board::GRAPHS_MAX,
    figures::Figures,
    graph::{GraphDraft, PLOTS_MAX},
    id::InstanceId,
    person::Role,
};
use query::Query;
use store::Reader;

use crate::{Caller, Desk, Error};

use asks::Asked;
pub use lines::query_of;
pub use warm::warm;

/// The time a board shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first moment, milliseconds since 1970 UTC.
    pub from_ms: i64,
    /// The moment after the last.
    pub to_ms: i64,
}

/// The figures of graphs of one board, in their order. Days and hours are those of the zone.
///
/// # Errors
/// A query or a formula that can not be read, and more graphs than a board has.
pub async fn of(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    board_query: &str,
    graphs: &[GraphDraft],
    range: Range,
    zone: &TimeZone,
) -> Result<Vec<Figures>, Error> {
    caller.require(instance, Role::Reader)?;
    computed(desk, instance, board_query, graphs, range, zone).await
}

async fn computed(
    desk: &Desk,
    instance: &InstanceId,
    board_query: &str,
    graphs: &[GraphDraft],
    range: Range,
    zone: &TimeZone,
) -> Result<Vec<Figures>, Error> {
    if graphs.len() > GRAPHS_MAX || graphs.iter().any(|graph| graph.plots.len() > PLOTS_MAX) {
        let message =
            format!("at most {GRAPHS_MAX} graphs of at most {PLOTS_MAX} plots are computed at once");
        return Err(Error::invalid("graphs", message));
    }
    if range.from_ms >= range.to_ms {
        return Err(Error::invalid("range", "the range ends before it begins"));
    }
    let asked = |(place, graph)| Asked::new(board_query, graph, place, range, zone);
    let asked: Vec<Result<Asked<'_>, Error>> = graphs.iter().enumerate().map(asked).collect();
    let reader = Reader { instance: instance.clone(), scope: Query::everything() };
    let asks = asked.iter().flatten().map(|asked| asked.ask.clone()).collect();
    let mut answers = desk.events(instance).await?.graphs(&reader, asks).await?.into_iter();
    let figures = asked.into_iter().map(|asked| match asked {
        Ok(asked) => {
            Ok(answers.next().map(|answer| compute::figures(&asked, answer, range)).unwrap_or_default())
        }
        // One graph that can not be computed does not take the others along.
        Err(Error::Invalid { message, .. }) => {
            Ok(Figures { incomplete: Some(message), ..Figures::default() })
        }
        Err(error) => Err(error),
    });
    figures.collect()
}
