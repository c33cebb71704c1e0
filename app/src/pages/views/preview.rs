//! What a line template makes of the newest events a search finds.

use model::line_template::LineTemplate;
use query::Filters;
use store::{Order, Search};

use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{cell, faint, plain, time},
    },
    ui::{Piece, Table},
};

/// How many events are shown.
const LINES: usize = 5;
/// The longest text that is shown of one.
const TEXT_MAX: usize = 400;

/// What is searched, and how its lines are written.
pub struct Sample {
    /// The query.
    pub query: String,
    /// The filters beside it.
    pub filters: Filters,
    /// The line template; empty for the plain line.
    pub custom_line: String,
}

/// Shows the newest events as the template writes them.
pub async fn tell(asked: &Asked, sample: Sample) -> Result<Vec<Piece>, DeskError> {
    let mut pieces = vec![Piece::Head("Preview".to_owned())];
    let parsed = query::parse(&sample.query);
    if let Some(error) = parsed.errors.first() {
        pieces.push(Piece::Bad(vec![plain(format!("The query can not be read: {}.", error.message))]));
        return Ok(pieces);
    }
    let search = Search {
        query: parsed.query,
        filters: sample.filters,
        from_ms: i64::MIN,
        to_ms: i64::MAX,
        order: Order::Newest,
        limit: LINES,
        after: None,
    };
    let page = actions::event::search(&asked.desk, &asked.caller, &asked.instance.id, search).await;
    let page = page.map_err(desk::refuse)?;
    if page.lines.is_empty() {
        pieces.push(Piece::Text(vec![faint("No event was found that could be shown.")]));
        return Ok(pieces);
    }
    let written = if sample.custom_line.trim().is_empty() { "{{line}}" } else { &sample.custom_line };
    let template = LineTemplate::parse(written);
    let text = |line| match template.render(line, TEXT_MAX) {
        text if text.trim().is_empty() => faint("nothing; the list shows the usual columns instead"),
        text => plain(text),
    };
    pieces.push(Piece::Table(Table {
        caption: "The newest events, as the template writes them".to_owned(),
        head: ["Time", "Line"].map(str::to_owned).to_vec(),
        rows: (page.lines.iter())
            .map(|stored| vec![time(Some(stored.line.time_ms)), cell([text(&stored.line)])])
            .collect(),
    }));
    Ok(pieces)
}
