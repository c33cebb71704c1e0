//! Lines, areas and columns over time.

use model::graph::{GraphKind, Stacking};

use crate::{
    axes::Axes,
    canvas::{Trail, number},
    drawing::{Column, Drawing, Frame},
    moment, number as numbers,
    paint::Paint,
    scene::{Scene, value},
    stack::{self, Spans},
    told,
};

/// The radius of a value that stands alone between gaps.
const DOT: f64 = 3.0;
/// The widest column, and the narrowest that is put on whole pixels.
const WIDEST: f64 = 64.0;
const SNAPPED: f64 = 6.0;

type Row = [Option<(f64, f64)>];

/// Draws lines, areas or columns.
pub fn draw(scene: &Scene, drawing: &mut Drawing) {
    let borders = scene.borders();
    let slots = borders.len().saturating_sub(1);
    let paints = scene.paints();
    let spans = Spans::of(scene, slots);
    let is_empty = slots == 0 || scene.is_empty();
    let axes = Axes::lay(scene, drawing, &spans, borders);
    axes.draw_times(drawing, scene, borders);
    if is_empty {
        axes.draw_nothing(drawing, scene.nothing());
    } else {
        axes.draw_values(drawing);
        match scene.graph.kind {
            GraphKind::Column => columns(scene, drawing, &axes, &spans, &paints, borders),
            _ => lines(scene, drawing, &axes, &spans, &paints, borders),
        }
    }
    if scene.graph.stacking != Stacking::Share && !is_empty {
        axes.draw_thresholds(drawing, &scene.graph.thresholds);
    }
    drawing.axis = format!("Time ({})", scene.zone_name);
    // Areas beside each other are told apart by their edges.
    let has_lines = match scene.graph.kind {
        GraphKind::Line => true,
        GraphKind::Area => !spans.is_stacked,
        _ => false,
    };
    drawing.legend = scene.legend(&paints, has_lines);
    drawing.columns = pointed(scene, &axes, borders);
    drawing.summary = told::over_time(scene, borders);
}

/// The stretches one can point at, with the value of each series; what is left out has none.
pub fn pointed(scene: &Scene, axes: &Axes, borders: &[i64]) -> Vec<Column> {
    let slots = borders.len().saturating_sub(1);
    let (Some(first), Some(last)) = (borders.first(), borders.last()) else { return vec![] };
    let zone = moment::steady(*first, *last, scene.zone);
    let wholes = (scene.graph.stacking == Stacking::Share).then(|| stack::wholes(scene, slots));
    let told = |slot: usize, value: Option<f64>| match (&wholes, value) {
        (Some(wholes), Some(one)) => {
            let share = numbers::short(stack::share(one, wholes[slot]), model::graph::Unit::Percent);
            format!("{} ({share})", scene.exact(value))
        }
        _ => scene.exact(value),
    };
    let column = |slot: usize| {
        let (from_ms, to_ms) = (borders[slot], borders[slot + 1]);
        let frame =
            Frame { x: axes.x(from_ms), width: axes.x(to_ms) - axes.x(from_ms), ..axes.plot }.rounded();
        // The first and the last stretch may reach out of the range; what is told does not.
        let within = (from_ms.max(scene.from_ms), to_ms.min(scene.to_ms));
        let (from_ms, to_ms) = if within.0 < within.1 { within } else { (from_ms, to_ms) };
        Column {
            x: frame.x,
            width: frame.width,
            label: moment::stretch(from_ms, to_ms, &zone),
            from_ms,
            to_ms,
            values: (scene.series().iter().enumerate())
                .map(|(place, series)| match scene.is_hidden(place) {
                    true => String::new(),
                    false => told(slot, value(series, slot)),
                })
                .collect(),
        }
    };
    (0..slots).map(column).collect()
}

fn lines(
    scene: &Scene,
    drawing: &mut Drawing,
    axes: &Axes,
    spans: &Spans,
    paints: &[Paint],
    borders: &[i64],
) {
    let middles: Vec<_> = borders.windows(2).map(|pair| axes.x(pair[0] + (pair[1] - pair[0]) / 2)).collect();
    let is_area = scene.graph.kind == GraphKind::Area;
    if is_area {
        for (place, row) in spans.series.iter().enumerate() {
            let class = if spans.is_stacked { "chart__stack" } else { "chart__area" };
            let area = area(axes, row, &middles, spans.is_stacked);
            drawing.path(area, format!("{class} {}", paints[place].class), Some(place));
        }
    }
    // What is earlier lies below what is asked for, and the first series above all others.
    let earlier = |place: &usize| scene.series()[*place].is_earlier;
    let order = (0..spans.series.len()).rev();
    for place in order.clone().filter(earlier).chain(order.filter(|place| !earlier(place))) {
        let row = &spans.series[place];
        let (kind, paint) = (if earlier(&place) { "chart__earlier" } else { "chart__line" }, paints[place]);
        let class = format!("{kind} {} chart__d{}", paint.class, paint.pattern);
        drawing.path(line(axes, row, &middles), class, Some(place));
        for at in alone(row) {
            if let Some((_, end)) = row[at] {
                let class = format!("chart__dot {}", paint.class);
                drawing.dot((middles[at], axes.y(end)), DOT, class, Some(place));
            }
        }
    }
}

/// A line through the values, broken where there are none.
pub fn line(axes: &Axes, row: &Row, middles: &[f64]) -> Trail {
    let mut trail = Trail::default();
    for (at, span) in row.iter().enumerate() {
        let Some((_, end)) = span else { continue };
        let point = (middles[at], axes.y(*end));
        let is_started = at > 0 && row[at - 1].is_some();
        let goes_on = row.get(at + 1).is_some_and(Option::is_some);
        match (is_started, goes_on) {
            (true, _) => trail.draw(point),
            (false, true) => trail.go(point),
            (false, false) => {}
        }
    }
    trail
}

/// The places of values without a neighbour.
pub fn alone(row: &Row) -> impl Iterator<Item = usize> + '_ {
    let is_some = |at: Option<usize>| at.and_then(|at| row.get(at)).is_some_and(Option::is_some);
    (0..row.len())
        .filter(move |at| is_some(Some(*at)) && !is_some(at.checked_sub(1)) && !is_some(Some(at + 1)))
}

/// What lies between the values and where they begin. On each other nothing is a value of zero, so that
/// what lies above does not fall through a gap.
pub fn area(axes: &Axes, row: &Row, middles: &[f64], is_stacked: bool) -> Trail {
    let mut trail = Trail::default();
    let mut start = 0;
    while start < row.len() {
        let run = row[start..].iter().take_while(|span| span.is_some()).count();
        if run == 0 {
            start += 1;
            continue;
        }
        let places = start..start + run;
        if run > 1 || is_stacked {
            let point = |at: usize, end: bool| {
                let (low, high) = row[at].unwrap_or_default();
                (middles[at], axes.y(if end { high } else { low }))
            };
            trail.go(point(start, true));
            places.clone().skip(1).for_each(|at| trail.draw(point(at, true)));
            places.rev().for_each(|at| trail.draw(point(at, false)));
            trail.close();
        }
        start += run;
    }
    trail
}

fn columns(
    scene: &Scene,
    drawing: &mut Drawing,
    axes: &Axes,
    spans: &Spans,
    paints: &[Paint],
    borders: &[i64],
) {
    let beside = if spans.is_stacked { 1 } else { scene.seen().count().max(1) };
    for (at, (place, series)) in scene.seen().enumerate() {
        let row = &spans.series[place];
        let mut trail = Trail::default();
        let at = if spans.is_stacked { 0 } else { at };
        for (slot, span) in row.iter().enumerate() {
            let Some((from, to)) = span else { continue };
            let (top, bottom) = (axes.y(from.max(*to)), axes.y(from.min(*to)));
            let (left, right) = sides(axes.x(borders[slot]), axes.x(borders[slot + 1]), at, beside);
            if bottom > top {
                trail.rect(Frame { x: left, y: top, width: right - left, height: bottom - top });
            }
        }
        let earlier = if series.is_earlier { " chart__faint" } else { "" };
        drawing.path(trail, format!("chart__fill {}{earlier}", paints[place].class), Some(place));
    }
}

/// The left and the right side of one of so many columns in a stretch.
fn sides(left: f64, right: f64, at: usize, beside: usize) -> (f64, f64) {
    let width = right - left;
    let room = (width - (width * 0.16).max(0.5)).min(WIDEST * number(beside));
    let each = room / number(beside);
    let start = left + (width - room) / 2.0 + each * number(at);
    if each < SNAPPED {
        return (start, start + each);
    }
    let gap = if beside > 1 { 1.0 } else { 0.0 };
    (start.round(), (start + each).round() - gap)
}
