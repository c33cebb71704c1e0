//! From a drawing to what the page shows: outlines, words, places to point at, links.

use std::ops::RangeInclusive;

use chart::{Drawing, Frame, Scene, Shape, TableCell};
use model::{
    figures::{Figures, Series},
    graph::{Compare, GraphDraft, GraphKind},
    id::InstanceId,
};

use super::{drawn::Drawn, hiding};
use crate::{
    pages::events::Address,
    sheets::writing::{cell, faint, link, plain},
    ui::{Bit, Cell, GraphShown, Key, Look, Mark, Spot, Table},
};

/// The cookie by which the browser says how wide a board is, in CSS pixels.
const COOKIE: &str = "spoor-width";
/// How wide a board is drawn where it has not said, and the least and the most.
const WIDTH: u32 = 1040;
const WIDTHS: RangeInclusive<u32> = 300..=2800;
/// Up to here graphs stand below each other, up to the other one also single numbers; the style sheet says
/// the same.
const NARROW: u32 = 740;
const NARROWEST: u32 = 420;
/// What lies between two graphs, and between a graph and its frame.
const GAP: f64 = 12.0;
const PADDING: f64 = 28.0;
/// How high a drawing is for each number of rows.
const HEIGHTS: [f64; 4] = [110.0, 210.0, 330.0, 450.0];

/// The hatches on paper.
pub fn hatches() -> Vec<(String, String)> {
    chart::hatches().map(|(name, outline)| (name.to_owned(), outline.to_owned())).collect()
}

/// How wide the browser's board is.
pub fn board_width() -> u32 {
    let said = crate::desk::cookie(COOKIE).and_then(|width| width.parse::<u32>().ok());
    said.map_or(WIDTH, |width| width.clamp(*WIDTHS.start(), *WIDTHS.end()))
}

/// How large a graph is drawn on a board of a width.
fn size(graph: &GraphDraft, board: u32) -> (f64, f64) {
    let is_small = matches!(graph.kind, GraphKind::Number | GraphKind::Gauge);
    let columns = match board <= NARROW {
        true if is_small && board > NARROWEST => 6,
        true => 12,
        false => graph.width.clamp(1, 12),
    };
    let width = (f64::from(board) + GAP) / 12.0 * f64::from(columns) - GAP - PADDING;
    let rows = usize::from(graph.height.clamp(1, 4));
    (width.round(), HEIGHTS[rows - 1])
}

/// Draws one graph, without what is hidden of it.
pub fn drawing(its: (&str, &GraphDraft), figures: &Figures, drawn: &Drawn, size: (f64, f64)) -> Drawing {
    let graph = its.1;
    chart::draw(&Scene {
        hidden: &hiding::places(&drawn.hidden, its, figures),
        graph,
        figures,
        zone: drawn.zone.time_zone(),
        zone_name: &drawn.zone.name,
        size,
        from_ms: drawn.span.from_ms,
        to_ms: drawn.span.to_ms,
    })
}

/// A graph as the page shows it, without what can be done with it. `toggle` makes the address that hides a
/// series, or shows it again.
pub fn shown(
    instance: &InstanceId,
    (id, graph): (&str, &GraphDraft),
    figures: &Figures,
    drawn: &Drawn,
    toggle: Option<&dyn Fn(&str) -> String>,
) -> GraphShown {
    let drawing = drawing((id, graph), figures, drawn, size(graph, board_width()));
    let there = There { instance, graph, figures, drawn };
    let is_drawn = !drawing.shapes.is_empty();
    let spots = there.spots(&drawing);
    // A number says all of it by itself.
    let keys = if graph.kind.is_single() { vec![] } else { there.keys(&drawing, id, toggle) };
    let mut report = report(graph, figures, drawn);
    report.extend(left_out(&drawing));
    GraphShown {
        id: id.to_owned(),
        title: graph.title.clone(),
        class: format!(
            "graph graph--{} graph--w{} graph--h{}{}",
            graph.kind.as_str(),
            graph.width,
            graph.height,
            if graph.legend { "" } else { " graph--plain" }
        ),
        view_box: if is_drawn { format!("0 0 {} {}", drawing.width, drawing.height) } else { String::new() },
        marks: drawing.shapes.iter().map(mark).collect(),
        table: drawing.rows.as_ref().map(|rows| there.table(rows)),
        note: note(figures, &drawing),
        report,
        summary: {
            let incomplete = figures.incomplete.as_ref().map(|why| format!("Incomplete: {why}"));
            let more = incomplete.into_iter().chain(figures.inexact());
            more.fold(drawing.summary.clone(), |summary, more| format!("{summary} {more}."))
        },
        spots,
        keys,
        ..GraphShown::default()
    }
}

/// What the links of a graph are made of.
struct There<'a> {
    instance: &'a InstanceId,
    graph: &'a GraphDraft,
    figures: &'a Figures,
    drawn: &'a Drawn,
}

impl There<'_> {
    fn spots(&self, drawing: &Drawing) -> Vec<Spot> {
        let first = self.figures.series.iter().find(|series| !series.is_earlier);
        let columns = drawing.columns.iter().map(|column| {
            let named = drawing.legend.iter().zip(&column.values);
            let several = drawing.legend.len() > 1;
            let told = named.filter(|(_, value)| !value.is_empty()).map(|(item, value)| match several {
                true => format!("{}: {value}", item.label),
                false => value.clone(),
            });
            let frame = Frame { x: column.x, width: column.width, ..drawing.plot };
            Spot {
                outline: rectangle(&frame),
                told: format!("{}\n{}", column.label, told.collect::<Vec<_>>().join("\n")),
                // All groups of the first plot together: what one sees standing there.
                href: first
                    .map(|series| self.href(series.plot, &[], Some((column.from_ms, column.to_ms))))
                    .unwrap_or_default(),
                range: Some((column.from_ms.to_string(), column.to_ms.to_string())),
            }
        });
        let is_week = self.graph.kind == GraphKind::Heat;
        let cells = drawing.cells.iter().map(|cell| {
            let series = self.figures.series.get(cell.series);
            Spot {
                outline: rectangle(&cell.frame),
                told: format!("{}\n{}", cell.label, cell.value),
                // No query asks for an hour of the week.
                href: series.filter(|_| !is_week).map(|series| self.href_of(series)).unwrap_or_default(),
                range: None,
            }
        });
        columns.chain(cells).collect()
    }

    fn keys(&self, drawing: &Drawing, id: &str, toggle: Option<&dyn Fn(&str) -> String>) -> Vec<Key> {
        let key = |item: &chart::LegendItem| {
            let series = self.figures.series.get(item.series);
            let (sign, outline) = item.sign();
            let toggle = toggle.zip(series).map(|(toggle, series)| {
                let act = if item.is_hidden { "Show" } else { "Hide" };
                (format!("{act} {}", item.label), toggle(&hiding::name((id, self.graph), series)))
            });
            Key {
                class: format!("graph__key{}", if item.is_hidden { " graph__key--hidden" } else { "" }),
                sign,
                outline: outline.to_owned(),
                label: item.label.clone(),
                value: item.value.clone(),
                href: series.map(|series| self.href_of(series)).unwrap_or_default(),
                toggle,
            }
        };
        drawing.legend.iter().map(key).collect()
    }

    fn table(&self, rows: &chart::Table) -> Table {
        let row = |(place, cells): (usize, &Vec<TableCell>)| {
            let words = |(column, it): (usize, &TableCell)| -> Cell {
                match (column, self.row_href(place)) {
                    (0, href) if !href.is_empty() => cell([link(it.text.clone(), href)]),
                    (column, _) if column < rows.keys => cell([plain(it.text.clone())]),
                    _ => cell([Bit { look: Look::Number, text: it.text.clone(), more: String::new() }]),
                }
            };
            cells.iter().enumerate().map(words).collect()
        };
        Table {
            caption: self.graph.title.clone(),
            head: rows.header.clone(),
            rows: rows.rows.iter().enumerate().map(row).collect(),
        }
    }

    /// The events behind a row: those of the group, as the first plot counts them.
    fn row_href(&self, place: usize) -> String {
        let plot = self.graph.shown().next().unwrap_or_default();
        let mut rows = self.figures.series.iter().filter(|series| series.plot == plot && !series.is_earlier);
        if self.graph.group_by.is_empty() {
            return self.figures.series.get(place).map(|series| self.href_of(series)).unwrap_or_default();
        }
        rows.nth(place).map(|series| self.href_of(series)).unwrap_or_default()
    }

    fn href_of(&self, series: &Series) -> String {
        if series.is_others {
            return String::new();
        }
        let length_ms = self.drawn.span.to_ms - self.drawn.span.from_ms;
        let shift_ms =
            if series.is_earlier { self.graph.compare.shift_ms(length_ms).unwrap_or(0) } else { 0 };
        let range = (self.drawn.span.from_ms - shift_ms, self.drawn.span.to_ms - shift_ms);
        self.href(series.plot, &series.by, Some(range))
    }

    fn href(&self, plot: usize, by: &[Option<String>], range: Option<(i64, i64)>) -> String {
        let asked = actions::board_figures::query_of(&self.drawn.query, self.graph, plot, by);
        let Some((query, filters)) = asked else { return String::new() };
        let (from_ms, to_ms) = range.unwrap_or((self.drawn.span.from_ms, self.drawn.span.to_ms));
        let zone = &self.drawn.zone;
        Address {
            instance: self.instance.to_string(),
            query,
            hosts: filters.hosts,
            apps: filters.apps,
            levels: filters.levels,
            tags: filters.tags,
            from: zone.exact(from_ms),
            to: zone.exact(to_ms),
            zone: if zone.name == "UTC" { String::new() } else { zone.name.clone() },
            ..Address::default()
        }
        .href()
    }
}

/// The events of a graph's first plot over the whole range.
pub fn events(instance: &InstanceId, graph: &GraphDraft, figures: &Figures, drawn: &Drawn) -> String {
    There { instance, graph, figures, drawn }.href(graph.shown().next().unwrap_or_default(), &[], None)
}

fn mark(shape: &Shape) -> Mark {
    match shape {
        Shape::Path { d, class, .. } => Mark { outline: d.clone(), class: class.clone(), ..Mark::default() },
        Shape::Rect { frame, class, .. } => {
            Mark { outline: rectangle(frame), class: class.clone(), ..Mark::default() }
        }
        Shape::Line { from, to, class } => Mark {
            outline: format!("M{} {}L{} {}", from.0, from.1, to.0, to.1),
            class: class.clone(),
            ..Mark::default()
        },
        Shape::Circle { x, y, r, class, .. } => Mark {
            outline: format!("M{} {y}a{r} {r} 0 1 0 {} 0a{r} {r} 0 1 0 {} 0", x - r, 2.0 * r, -2.0 * r),
            class: class.clone(),
            ..Mark::default()
        },
        Shape::Text(words) => Mark {
            x: words.x.to_string(),
            y: words.y.to_string(),
            anchor: words.anchor.as_str().to_owned(),
            size: words.size.to_string(),
            class: words.class.clone(),
            text: words.text.clone(),
            full: words.full.clone().unwrap_or_default(),
            ..Mark::default()
        },
    }
}

fn rectangle(frame: &Frame) -> String {
    let Frame { x, y, width, height } = frame;
    format!("M{x} {y}h{width}v{height}h{}z", -width)
}

/// What is said of series that are left out.
pub fn left_out(drawing: &Drawing) -> Option<String> {
    let names: Vec<&str> =
        drawing.legend.iter().filter(|item| item.is_hidden).map(|item| item.label.as_str()).collect();
    (!names.is_empty()).then(|| format!("Left out of the drawing: {}", names.join(", ")))
}

fn note(figures: &Figures, drawing: &Drawing) -> Vec<Bit> {
    let mut bits = vec![];
    if let Some(why) = &figures.incomplete {
        bits.push(Bit { look: Look::Strong, text: format!("Incomplete: {why}. "), more: String::new() });
    }
    bits.extend(figures.inexact().map(|inexact| faint(format!("{inexact}. "))));
    bits.extend(drawing.note.as_ref().map(|note| faint(note.clone())));
    bits
}

/// What stands below a graph on paper.
pub fn report(graph: &GraphDraft, figures: &Figures, drawn: &Drawn) -> Vec<String> {
    let mut lines = vec![];
    for (place, plot) in graph.plots.iter().enumerate() {
        let mut said = format!("{}: {}", model::graph::letter(place), plot.operation.told());
        if !plot.field.is_empty() {
            said.push_str(&format!(" of {}", plot.field));
        }
        let more = [&plot.part, &plot.whole, &plot.formula].into_iter().filter(|text| !text.is_empty());
        for text in more {
            said.push_str(&format!(" {text}"));
        }
        if !plot.operation.is_of_plots() {
            let queries = [drawn.query.as_str(), &graph.query, &plot.query];
            let queries: Vec<&str> = queries.into_iter().filter(|query| !query.is_empty()).collect();
            said.push_str(&match queries.as_slice() {
                [] => ", of all events".to_owned(),
                queries => format!(", of the events that match {}", queries.join(" ")),
            });
            let filters =
                [("source", &plot.hosts), ("app", &plot.apps), ("level", &plot.levels), ("tag", &plot.tags)];
            for (name, values) in filters.into_iter().filter(|(_, values)| !values.is_empty()) {
                said.push_str(&format!(", {name} {}", values.join(" or ")));
            }
        }
        lines.push(said);
    }
    if !graph.group_by.is_empty() {
        lines.push(format!("Grouped by {}, the first {} shown", graph.group_by.join(" and "), graph.top));
    }
    if graph.compare != Compare::None && matches!(graph.kind, GraphKind::Line | GraphKind::Number) {
        lines.push(format!("Compared with: {}", graph.compare.told().to_lowercase()));
    }
    lines.push(format!(
        "{}; {} events counted, for each plot by itself",
        drawn.range(),
        crate::pages::events::grouped(figures.lines)
    ));
    lines
}
