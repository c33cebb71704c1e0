//! A graph as a file: its picture, or its figures.

use actions::{Caller, Desk, Error};
use model::{figures::Figures, graph::Graph, id::InstanceId};

use super::{
    drawn::{self, Drawn, Glance},
    telling,
};
use crate::pages::events::Address;

/// How many pixels of the picture one of the drawing has.
const SCALE: f64 = 2.0;
/// How large it is drawn, in CSS pixels.
const SIZE: (f64, f64) = (960.0, 420.0);

/// A file.
pub struct GraphFile {
    /// What its browser takes it for.
    pub content_type: &'static str,
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A graph with its figures, on its way into a file.
pub struct GraphToWrite {
    kind: FileKind,
    ending: &'static str,
    content_type: &'static str,
    board: String,
    graph: Graph,
    drawn: Drawn,
}

/// What a file is.
#[derive(Clone, Copy)]
enum FileKind {
    Svg,
    Png,
    Csv,
    Json,
}

impl FileKind {
    const ALL: [(&str, Self, &str); 4] = [
        ("svg", Self::Svg, "image/svg+xml"),
        ("png", Self::Png, "image/png"),
        ("csv", Self::Csv, "text/csv; charset=utf-8"),
        ("json", Self::Json, "application/json"),
    ];
}

/// Computes what the file of a graph shows; `address` is that of the board as it is looked at.
pub async fn graph_to_write(
    (desk, caller): (&Desk, &Caller),
    (board, file): (&str, &str),
    address: &str,
) -> Result<GraphToWrite, Error> {
    let missing = || Error::NotFound { what: "graph" };
    let (graph, kind) = file.rsplit_once('.').ok_or_else(missing)?;
    let known = FileKind::ALL.into_iter().find(|(ending, ..)| *ending == kind);
    let (ending, kind, content_type) = known.ok_or_else(missing)?;
    let pairs = Address::pairs_of(address);
    let part = |name: &str| pairs.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
    let instance: InstanceId = part("instance").parse().map_err(|_| Error::NotFound { what: "instance" })?;
    let id = board.parse().map_err(|_| Error::NotFound { what: "board" })?;
    let board = actions::board::find(desk, caller, &instance, &id).await?;
    let graph = board.graphs.iter().find(|own| own.id.as_str() == graph).ok_or_else(missing)?.clone();
    let glance = Glance::read(part);
    let its = (board.draft.query.as_str(), board.draft.range.as_str());
    let drawn =
        drawn::compute((desk, caller, &instance), its, std::slice::from_ref(&graph.draft), &glance).await?;
    let board = board.draft.title.as_str().to_owned();
    Ok(GraphToWrite { kind, ending, content_type, board, graph, drawn })
}

impl GraphToWrite {
    /// Makes the file. A picture of pixels takes a tenth of a second: not for a thread that answers others.
    pub fn write(self) -> Result<GraphFile, Error> {
        let Self { kind, ending, drawn, graph, .. } = &self;
        let figures = drawn.figures.first().ok_or(Error::NotFound { what: "graph" })?;
        let zone = drawn.zone.time_zone();
        let bytes = match kind {
            FileKind::Svg => self.svg(figures).into_bytes(),
            FileKind::Png => {
                chart::to_png(&self.svg(figures), SCALE).map_err(|error| Error::invalid("graph", error))?
            }
            FileKind::Csv => chart::to_csv(&graph.draft, figures, zone).into_bytes(),
            FileKind::Json => chart::to_json(&graph.draft, figures, zone).to_string().into_bytes(),
        };
        let mark = match (&figures.incomplete, figures.error_percent) {
            (Some(_), _) => "-incomplete",
            (None, Some(_)) => "-about",
            (None, None) => "",
        };
        let name = format!("{}{mark}.{ending}", plain_name(&graph.draft.title));
        Ok(GraphFile { content_type: self.content_type, name, bytes })
    }

    fn svg(&self, figures: &Figures) -> String {
        let Self { board, graph, drawn, .. } = self;
        let drawing = telling::drawing((graph.id.as_str(), &graph.draft), figures, drawn, SIZE);
        let made =
            format!("Drawn {} {}", drawn.zone.weekday(drawn.made_ms), drawn.zone.second(drawn.made_ms));
        let mut lines = vec![format!("{board} · {}", drawn.range())];
        lines.extend(telling::report(&graph.draft, figures, drawn));
        lines.extend(telling::left_out(&drawing));
        lines.extend(figures.incomplete.iter().map(|why| format!("Incomplete: {why}")));
        lines.extend(figures.inexact());
        lines.push(made);
        chart::to_svg(&drawing, &graph.draft.title, &lines)
    }
}

/// A name that every file system takes.
fn plain_name(title: &str) -> String {
    let plain: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let name: String = words.join("-").chars().take(60).collect();
    if name.is_empty() { "graph".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_name_that_every_file_system_takes() {
        assert_eq!(plain_name("Refusals / all: 24 h"), "refusals-all-24-h");
        assert_eq!(plain_name("../../etc"), "etc");
        assert_eq!(plain_name("Überblick"), "berblick");
        assert_eq!(plain_name("…"), "graph");
    }
}
