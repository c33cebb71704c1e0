//! A drawing in one sentence, for those who do not see it.

use model::{
    figures::Series,
    graph::{GraphKind, Operation, Then},
};

use crate::{
    moment,
    scene::{Scene, sane, value},
};

/// Tells a graph over time: what, when, the greatest value, and all together where that makes sense.
pub fn over_time(scene: &Scene, borders: &[i64]) -> String {
    let begin = begin(scene);
    if scene.is_empty() || borders.len() < 2 {
        return format!("{begin}: {}.", lower(scene.nothing()));
    }
    let later = scene.seen().map(|(_, series)| series).filter(|series| !series.is_earlier);
    let count = later.clone().count();
    let hidden = |(place, series): &(usize, &Series)| scene.is_hidden(*place) && !series.is_earlier;
    let hidden = scene.series().iter().enumerate().filter(hidden).count();
    let mut told = match (count, hidden) {
        (1, 0) => begin,
        (count, 0) => format!("{begin}: {count} series"),
        (count, hidden) => format!("{begin}: {count} series, {hidden} hidden"),
    };
    let count = count + hidden;
    let values = later.clone().flat_map(|series| {
        (0..borders.len() - 1).filter_map(move |slot| Some((series, slot, value(series, slot)?)))
    });
    if let Some((series, slot, greatest)) =
        values.reduce(|one, other| if other.2 > one.2 { other } else { one })
    {
        let when = moment::stretch(borders[slot], borders[slot + 1], scene.zone);
        let who = if count > 1 { format!("{}, ", scene.named(series)) } else { String::new() };
        let joint = if count > 1 { "; " } else { ": " };
        told = format!("{told}{joint}greatest {} ({who}{when})", scene.exact(Some(greatest)));
    }
    if let Some(total) = together(scene, later) {
        told = format!("{told}; total {}", scene.exact(Some(total)));
    }
    told.push('.');
    told
}

/// Tells a graph of the whole range by its greatest and all together.
pub fn whole<'a>(
    scene: &Scene,
    named: impl Iterator<Item = (String, f64)>,
    series: impl Iterator<Item = &'a Series>,
) -> String {
    let begin = begin(scene);
    let mut count = 0;
    let greatest =
        named.inspect(|_| count += 1).reduce(|one, other| if other.1 > one.1 { other } else { one });
    let Some((label, greatest)) = greatest else { return format!("{begin}: {}.", lower(scene.nothing())) };
    let total = together(scene, series)
        .map_or_else(String::new, |total| format!("; total {}", scene.exact(Some(total))));
    let noun = if count == 1 { "value" } else { "values" };
    format!("{begin}: {count} {noun}; greatest {} ({label}){total}.", scene.exact(Some(greatest)))
}

/// What the graph is, how it is called, and of which time.
pub fn begin(scene: &Scene) -> String {
    let kind = match scene.graph.kind {
        GraphKind::Line => "Line graph",
        GraphKind::Area => "Area graph",
        GraphKind::Column => "Column graph",
        GraphKind::Bar => "Bar graph",
        GraphKind::Heat => "Heat map of the week",
        GraphKind::Table => "Table",
        GraphKind::Number => "Number",
        GraphKind::Gauge => "Gauge",
    };
    format!("{kind} “{}” of {}", scene.title(), scene.range())
}

/// The sum of totals, where each counts something of its own. Groups do not: a line with several values is
/// in each of theirs.
fn together<'a>(scene: &Scene, series: impl Iterator<Item = &'a Series>) -> Option<f64> {
    if !scene.graph.group_by.is_empty() {
        return None;
    }
    let mut sum = None;
    let mut first = None;
    for one in series {
        if *first.get_or_insert(one.plot) != one.plot {
            return None;
        }
        let plot = scene.graph.plots.get(one.plot)?;
        if !matches!(plot.operation, Operation::Count | Operation::Sum) || plot.then != Then::Nothing {
            return None;
        }
        sum = Some(sum.unwrap_or(0.0) + sane(one.total)?);
    }
    sum
}

fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
