//! A board with its figures, as an address asks for it.

use actions::{Caller, Desk, Error, board_figures::Range};
use model::{
    board::Board,
    figures::Figures,
    graph::{Graph, GraphDraft},
    id::InstanceId,
};

use super::hiding;
use crate::{
    desk,
    error::DeskError,
    pages::events::{Span, Zone, read_range},
};

/// What an address says about how a board is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glance {
    /// Where the range begins; empty for the board's own range.
    pub from: String,
    /// Where it ends; empty for now.
    pub to: String,
    /// The time zone by its IANA name; empty for UTC.
    pub zone: String,
    /// What lines must match beside all else.
    pub query: String,
    /// The names of the series that are left out.
    pub hidden: Vec<String>,
}

/// Graphs with the figures of a range.
pub struct Drawn {
    /// The range.
    pub span: Span,
    /// Whose clock is shown.
    pub zone: Zone,
    /// What every line must match: the board's query and that of the glance.
    pub query: String,
    /// The names of the series that are left out.
    pub hidden: Vec<String>,
    /// The figures of each graph.
    pub figures: Vec<Figures>,
    /// When it was drawn, milliseconds since 1970 UTC.
    pub made_ms: i64,
}

impl Glance {
    /// Reads it from the names and values of an address.
    pub fn read<'a>(part: impl Fn(&str) -> &'a str) -> Self {
        let text = |name| part(name).trim().to_owned();
        Self {
            from: text("from"),
            to: text("to"),
            zone: text("zone"),
            query: text("q"),
            hidden: hiding::read(part(hiding::PART)),
        }
    }

    /// The names and values that say it, but for the range.
    pub fn beside_range(&self) -> [(&'static str, String); 3] {
        [("q", self.query.clone()), ("zone", self.zone.clone()), (hiding::PART, hiding::said(&self.hidden))]
    }

    /// The names and values that say it.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let range = [("from", self.from.clone()), ("to", self.to.clone())];
        range.into_iter().chain(self.beside_range()).collect()
    }

    /// The range, or what is wrong with it.
    pub fn span(&self, range: &str, now_ms: i64) -> Result<Span, String> {
        if !self.zone.is_empty() {
            model::zone::ZoneName::parse(&self.zone).map_err(|error| error.to_string())?;
        }
        let zone = Zone::find(&self.zone);
        // The field for the start holds the board's range until another is written.
        let own = if self.from == range { "" } else { self.from.as_str() };
        let from = if own.is_empty() && self.to.is_empty() { range } else { own };
        read_range(from, &self.to, now_ms, zone.time_zone())
    }
}

/// Computes the figures of graphs for a page.
pub async fn draw(
    of: (&Desk, &Caller, &InstanceId),
    its: (&str, &str),
    graphs: &[GraphDraft],
    glance: &Glance,
) -> Result<Drawn, DeskError> {
    compute(of, its, graphs, glance).await.map_err(desk::refuse)
}

/// Computes the figures of graphs of a board with this query and range.
pub async fn compute(
    (desk, caller, instance): (&Desk, &Caller, &InstanceId),
    (query, range): (&str, &str),
    graphs: &[GraphDraft],
    glance: &Glance,
) -> Result<Drawn, Error> {
    let now_ms = desk.now_ms();
    let span = glance.span(range, now_ms).map_err(|message| Error::invalid("from", message))?;
    let zone = Zone::find(&glance.zone);
    let query = both(query, &glance.query);
    let range = Range { from_ms: span.from_ms, to_ms: span.to_ms };
    let figures =
        actions::board_figures::of(desk, caller, instance, &query, graphs, range, zone.time_zone()).await;
    let hidden = glance.hidden.clone();
    Ok(Drawn { span, zone, query, hidden, figures: figures?, made_ms: now_ms })
}

/// The same for all graphs of a board.
pub async fn draw_board(
    of: (&Desk, &Caller, &InstanceId),
    board: &Board,
    glance: &Glance,
) -> Result<Drawn, Error> {
    compute(of, (&board.draft.query, &board.draft.range), &drafts(board), glance).await
}

/// The drafts of a board's graphs.
pub fn drafts(board: &Board) -> Vec<GraphDraft> {
    board.graphs.iter().map(|graph: &Graph| graph.draft.clone()).collect()
}

/// One query that asks for what two ask for.
fn both(one: &str, other: &str) -> String {
    match (one.trim(), other.trim()) {
        ("", only) | (only, "") => only.to_owned(),
        (one, other) => format!("({one}) ({other})"),
    }
}

impl Drawn {
    /// The range in words, with the zone.
    pub fn range(&self) -> String {
        let Span { from_ms, to_ms, open } = self.span;
        let moment = |ms: i64| format!("{} {}", self.zone.weekday(ms), self.zone.hour(ms));
        let end = if open { "now".to_owned() } else { moment(to_ms) };
        format!("{} – {end}, {}", moment(from_ms), self.zone.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_shows_its_own_range_unless_the_address_names_another() {
        let now_ms = 1_700_000_000_000;
        let glance = |from: &str| Glance { from: from.to_owned(), ..Glance::default() };
        let from = |glance: Glance| glance.span("last 2 hours", now_ms).map(|span| now_ms - span.from_ms);
        assert_eq!(from(glance("")), Ok(7_200_000));
        assert_eq!(from(glance("last 15 minutes")), Ok(900_000));
        assert!(from(glance("mauve")).is_err());
        assert!(from(Glance { zone: "Europe/Berln".to_owned(), ..glance("") }).is_err());
        let until = Glance { to: "1 hour ago".to_owned(), ..glance("last 2 hours") };
        assert_eq!(from(until), Ok(90_000_000), "a day up to then");
    }

    #[test]
    fn two_queries_are_asked_together() {
        assert_eq!(both("a OR b", " c "), "(a OR b) (c)");
        assert_eq!((both("", "c"), both("a", ""), both("", "")), ("c".into(), "a".into(), String::new()));
    }
}
