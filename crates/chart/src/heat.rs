//! The hours of a week: days below each other, hours beside each other, more is darker.

use crate::{
    canvas::{ABOVE, SMALL, Trail, number},
    drawing::{Anchor, Cell, Drawing, Frame},
    paint::HEAT,
    scene::{Scene, value},
    told, words,
};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const HOURS: usize = 24;
/// Room for hours and for the scale, below the cells.
const BELOW: f64 = 18.0;
const KEY: f64 = 20.0;
/// The side of a step of the scale.
const STEP: f64 = 11.0;
/// How much room an hour takes that is written.
const HOUR: f64 = 38.0;

/// Draws the hours of a week.
pub fn draw(scene: &Scene, drawing: &mut Drawing) {
    let values: Vec<_> = match scene.series().first() {
        Some(series) => (0..DAYS.len() * HOURS).map(|place| value(series, place)).collect(),
        None => vec![],
    };
    let some = || values.iter().enumerate().filter_map(|(place, value)| Some((place, (*value)?)));
    drawing.axis = format!("Hour of the week ({})", scene.zone_name);
    drawing.summary =
        told::whole(scene, some().map(|(place, value)| (named(place), value)), scene.series().iter());
    let left = DAYS.iter().map(|day| words::width(day, SMALL)).fold(0.0, f64::max).ceil() + 6.0;
    let plot = Frame {
        x: left,
        y: 4.0,
        width: drawing.width - left - 6.0,
        height: drawing.height - 4.0 - BELOW - KEY,
    };
    drawing.plot = plot.rounded();
    draw_names(drawing, &plot);
    if scene.is_empty() {
        let middle = (plot.x + plot.width / 2.0, plot.y + plot.height / 2.0);
        drawing.text(middle, Anchor::Middle, crate::canvas::PLAIN, "chart__empty", scene.nothing());
        return;
    }
    let (least, greatest) = some()
        .fold((0.0_f64, 0.0_f64), |(least, greatest), (_, value)| (least.min(value), greatest.max(value)));
    let (low, high) = (scene.graph.min.unwrap_or(least), scene.graph.max.unwrap_or(greatest));
    let mut trails: Vec<Trail> = HEAT.iter().map(|_| Trail::default()).collect();
    for (place, value) in some() {
        let frame = cell(&plot, place);
        trails[step(value, low, high)].rect(frame);
        let told = scene.exact(Some(value));
        drawing.cells.push(Cell { frame: frame.rounded(), series: 0, label: named(place), value: told });
    }
    for (trail, class) in trails.into_iter().zip(HEAT) {
        drawing.path(trail, format!("chart__heat {class}"), Some(0));
    }
    draw_key(scene, drawing, low, high);
}

/// Which step of the scale a value is on; nothing, or the least, has one of its own.
fn step(value: f64, low: f64, high: f64) -> usize {
    let steps = HEAT.len() - 1;
    if value <= low || high <= low {
        return 0;
    }
    let part = (value - low) / (high - low) * number(steps);
    (1..=steps).find(|step| part <= number(*step)).unwrap_or(steps)
}

fn cell(plot: &Frame, place: usize) -> Frame {
    let (day, hour) = (place / HOURS, place % HOURS);
    let edge =
        |at: usize, of: usize, start: f64, length: f64| (start + length * number(at) / number(of)).round();
    let (left, right) = (edge(hour, HOURS, plot.x, plot.width), edge(hour + 1, HOURS, plot.x, plot.width));
    let (top, bottom) =
        (edge(day, DAYS.len(), plot.y, plot.height), edge(day + 1, DAYS.len(), plot.y, plot.height));
    // A pixel of the ground between two.
    Frame { x: left, y: top, width: right - left - 1.0, height: bottom - top - 1.0 }
}

fn named(place: usize) -> String {
    let (day, hour) = (DAYS[place / HOURS % DAYS.len()], place % HOURS);
    format!("{day} {hour:02}:00 – {:02}:00", (hour + 1) % HOURS)
}

fn draw_names(drawing: &mut Drawing, plot: &Frame) {
    let row = plot.height / number(DAYS.len());
    if row >= SMALL {
        for (place, day) in DAYS.iter().enumerate() {
            let y = plot.y + row * (number(place) + 0.5) + SMALL * ABOVE / 2.0 - 0.5;
            drawing.text((plot.x - 6.0, y), Anchor::End, SMALL, "chart__tick", *day);
        }
    }
    let per_hour = plot.width / number(HOURS);
    let every = [1, 2, 3, 6, 12].into_iter().find(|every| number(*every) * per_hour >= HOUR).unwrap_or(12);
    for hour in (0..HOURS).step_by(every) {
        let at = (plot.x + per_hour * number(hour), plot.bottom() + 13.0);
        drawing.text(at, Anchor::Start, SMALL, "chart__tick", format!("{hour:02}:00"));
    }
}

/// The steps from the least to the greatest, with both.
fn draw_key(scene: &Scene, drawing: &mut Drawing, low: f64, high: f64) {
    let base = drawing.height - 5.0;
    let most = drawing.width / 3.0;
    let (from, to) = (scene.short(low), scene.short(high));
    let (from, to) = (words::fit(&from, SMALL, most), words::fit(&to, SMALL, most));
    let mut x = drawing.width - 6.0 - words::width(&to, SMALL);
    drawing.text((x, base), Anchor::Start, SMALL, "chart__tick", to);
    x -= 6.0;
    for class in HEAT.iter().rev() {
        x -= STEP + 1.0;
        let frame = Frame { x: x.round(), y: base - STEP + 1.0, width: STEP, height: STEP };
        drawing.rect(frame, format!("chart__heat {class}"), None);
    }
    drawing.text((x - 6.0, base), Anchor::End, SMALL, "chart__tick", from);
}
