//! The figures of a graph as rows for a spreadsheet.

use jiff::tz::TimeZone;
use model::{
    figures::{Figures, Series, Slots},
    graph::GraphDraft,
};

use crate::{groups::Groups, moment, scene::Scene};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Writes rows with commas between (RFC 4180): a row for each stretch of time, hour of the week, or group.
/// Numbers are whole, and no text is a formula to whoever opens it.
pub fn to_csv(graph: &GraphDraft, figures: &Figures, zone: &TimeZone) -> String {
    let scene =
        Scene { graph, figures, zone, zone_name: "", size: (0.0, 0.0), from_ms: 0, to_ms: 0, hidden: &[] };
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
    // Memory takes all that is written, and all rows are as long as the first.
    let mut put = |row: Vec<String>| {
        let _ = rows.write_record(row);
    };
    let labels = || figures.series.iter().map(|series| text(&scene.whole_name(series)));
    let values = |slot: usize| {
        figures.series.iter().map(move |series| number(series.values.get(slot).copied().flatten()))
    };
    match &figures.slots {
        Slots::Times(borders) => {
            put(["from", "to"].map(str::to_owned).into_iter().chain(labels()).collect());
            for (slot, pair) in borders.windows(2).enumerate() {
                let ends = [moment::iso(pair[0], zone), moment::iso(pair[1], zone)];
                put(ends.into_iter().chain(values(slot)).collect());
            }
        }
        Slots::Week => {
            put(["day", "hour"].map(str::to_owned).into_iter().chain(labels()).collect());
            for slot in 0..168 {
                let place = [DAYS[slot / 24].to_owned(), (slot % 24).to_string()];
                put(place.into_iter().chain(values(slot)).collect());
            }
        }
        Slots::Whole if graph.group_by.is_empty() => {
            put(["plot", "value"].map(str::to_owned).to_vec());
            for series in &figures.series {
                put(vec![text(&scene.whole_name(series)), number(series.total)]);
            }
        }
        Slots::Whole => {
            let groups = Groups::of(&scene, &figures.series);
            put(groups.keys.iter().chain(&groups.names).map(|name| text(name)).collect());
            for group in &groups.rows {
                let mut row: Vec<_> = group.keys.iter().map(|key| text(key)).collect();
                row.resize(groups.keys.len(), String::new());
                let total = |series: &Series| number(series.total);
                let figure = |figure: &Option<(usize, _)>| {
                    figure.and_then(|(series, _)| figures.series.get(series)).map_or_else(String::new, total)
                };
                row.extend(group.values.iter().map(figure));
                put(row);
            }
        }
    }
    rows.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// Text that a spreadsheet would take for a formula stands behind an apostrophe.
fn text(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
