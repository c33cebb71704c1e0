//! A graph as a file: its picture, or its figures.

use actions::{Caller, Desk, Error};
use model::{graph::Graph, id::InstanceId};

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

/// Makes the file of a graph; `address` is that of the board as it is looked at.
pub async fn graph_file(
    (desk, caller): (&Desk, &Caller),
    (board, file): (&str, &str),
    address: &str,
) -> Result<GraphFile, Error> {
    let missing = || Error::NotFound { what: "graph" };
    let (graph, kind) = file.rsplit_once('.').ok_or_else(missing)?;
    let pairs = Address::pairs_of(address);
    let part = |name: &str| pairs.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
    let instance: InstanceId = part("instance").parse().map_err(|_| Error::NotFound { what: "instance" })?;
    let id = board.parse().map_err(|_| Error::NotFound { what: "board" })?;
    let board = actions::board::find(desk, caller, &instance, &id).await?;
    let graph = board.graphs.iter().find(|own| own.id.as_str() == graph).ok_or_else(missing)?;
    let glance = Glance::read(part);
    let its = (board.draft.query.as_str(), board.draft.range.as_str());
    let drawn =
        drawn::compute((desk, caller, &instance), its, std::slice::from_ref(&graph.draft), &glance).await?;
    let bytes = written(board.draft.title.as_str(), graph, kind, &drawn)?.ok_or_else(missing)?;
    let content_type = match kind {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "csv" => "text/csv; charset=utf-8",
        _ => "application/json",
    };
    let is_incomplete = drawn.figures.iter().any(|figures| figures.incomplete.is_some());
    let incomplete = if is_incomplete { "-incomplete" } else { "" };
    let name = format!("{}{incomplete}.{kind}", plain_name(&graph.draft.title));
    Ok(GraphFile { content_type, name, bytes })
}

fn written(board: &str, graph: &Graph, kind: &str, drawn: &Drawn) -> Result<Option<Vec<u8>>, Error> {
    let Some(figures) = drawn.figures.first() else { return Ok(None) };
    let draft = &graph.draft;
    let zone = drawn.zone.time_zone();
    let svg = || {
        let drawing = telling::drawing((graph.id.as_str(), draft), figures, drawn, SIZE);
        let made =
            format!("Drawn {} {}", drawn.zone.weekday(drawn.made_ms), drawn.zone.second(drawn.made_ms));
        let mut lines = vec![format!("{board} · {}", drawn.range())];
        lines.extend(telling::report(draft, figures, drawn));
        lines.extend(telling::left_out(&drawing));
        lines.extend(figures.incomplete.iter().map(|why| format!("Incomplete: {why}")));
        lines.push(made);
        chart::to_svg(&drawing, &draft.title, &lines)
    };
    Ok(Some(match kind {
        "svg" => svg().into_bytes(),
        "png" => chart::to_png(&svg(), SCALE).map_err(|error| Error::invalid("graph", error))?,
        "csv" => chart::to_csv(draft, figures, zone).into_bytes(),
        "json" => chart::to_json(draft, figures, zone).to_string().into_bytes(),
        _ => return Ok(None),
    }))
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
