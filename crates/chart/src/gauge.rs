//! One number on its scale: half a ring, with the thresholds as bands around it.

use std::f64::consts::{FRAC_PI_2, PI};

use crate::{
    canvas::{PLAIN, SMALL, Trail},
    drawing::{Anchor, Drawing, Frame},
    number, paint,
    scale::{Scale, Wish},
    scene::{Scene, sane},
    told, words,
};

/// How thick the ring is, of its radius.
const THICK: f64 = 0.2;
/// The bands: how far from the ring, and how thick.
const BAND: (f64, f64) = (3.0, 5.0);
/// Room below the ring for the ends of the scale and a word.
const BELOW: f64 = 38.0;
const ABOVE: f64 = 22.0;

/// A ring around a middle.
struct Ring {
    middle: (f64, f64),
    radius: f64,
    scale: Scale,
}

/// Draws one number on its scale.
pub fn draw(scene: &Scene, drawing: &mut Drawing) {
    let series = scene.series().iter().position(|series| !series.is_earlier).unwrap_or_default();
    let value = scene.series().get(series).and_then(|series| sane(series.total));
    let scale = scale(scene, value);
    let radius = ((drawing.width - 2.0 * 34.0) / 2.0).min(drawing.height - BELOW - ABOVE).max(20.0);
    let top = (drawing.height - BELOW - ABOVE - radius) / 2.0 + ABOVE;
    let ring = Ring { middle: (drawing.width / 2.0, top + radius), radius, scale };
    let (low, high) = (ring.scale.low, ring.scale.high);
    let inner = radius * (1.0 - THICK);
    drawing.path(ring.piece(low, high, inner, radius), "chart__track", None);
    let reached = value.and_then(|value| scene.reached(value));
    if let Some(value) = value {
        let class = reached.as_ref().map_or("chart__s0", |(level, _)| paint::level(*level));
        drawing.path(ring.piece(low, value, inner, radius), format!("chart__fill {class}"), Some(series));
    }
    ring.draw_bands(scene, drawing);
    let told = value.map_or_else(|| "–".to_owned(), |value| scene.short(value));
    let size = (radius * 0.34).min(inner * 1.35 / words::width(&told, 1.0)).clamp(11.0, 44.0).floor();
    let middle = ring.middle;
    drawing.text(
        (middle.0, middle.1 - 2.0),
        Anchor::Middle,
        size,
        "chart__number",
        words::fit(&told, size, inner * 1.9),
    );
    let ends = middle.1 + SMALL + 4.0;
    let side = radius * (1.0 - THICK / 2.0);
    for (x, end) in [(middle.0 - side, low), (middle.0 + side, high)] {
        let told = number::tick(end, ring.scale.step, scene.graph.unit);
        let room = 2.0 * (x.min(drawing.width - x)).min(side * 0.9);
        drawing.text((x, ends), Anchor::Middle, SMALL, "chart__tick", words::fit(&told, SMALL, room));
    }
    if let Some((level, word)) = &reached {
        let class = format!("chart__word {}", paint::level(*level));
        let at = (middle.0, ends + PLAIN + 5.0);
        drawing.text(at, Anchor::Middle, PLAIN, &class, words::fit(word, PLAIN, drawing.width - 8.0));
    }
    drawing.plot = Frame { x: middle.0 - radius, y: top, width: 2.0 * radius, height: radius }.rounded();
    let told = value.map_or_else(|| "no value".to_owned(), |value| scene.exact(Some(value)));
    let word = reached.map_or_else(String::new, |(_, word)| format!("; {word}"));
    let ends = format!("on a scale from {} to {}", scene.short(low), scene.short(high));
    drawing.summary = format!("{}: {told} {ends}{word}.", told::begin(scene));
    drawing.axis = "Plot".to_owned();
    if let Some(one) = scene.series().get(series) {
        let (frame, label) = (drawing.plot, scene.named(one));
        drawing.cells.push(crate::drawing::Cell { frame, series, label, value: told });
    }
}

/// From zero to the next round number past the value and the thresholds, unless an end is written. What is
/// a share ends at the whole.
fn scale(scene: &Scene, value: Option<f64>) -> Scale {
    let whole = match scene.graph.unit {
        model::graph::Unit::Percent => 100.0,
        model::graph::Unit::Share => 1.0,
        _ => 0.0,
    };
    let values = scene.graph.thresholds.iter().map(|threshold| threshold.value).chain(value).chain([whole]);
    let values =
        values.fold((0.0_f64, 0.0_f64), |(least, greatest), one| (least.min(one), greatest.max(one)));
    let ends = (scene.graph.min, scene.graph.max);
    Scale::of(Wish { values, ends, unit: scene.graph.unit, room: 4, whole: false })
}

impl Ring {
    fn draw_bands(&self, scene: &Scene, drawing: &mut Drawing) {
        let (inner, outer) = (self.radius + BAND.0, self.radius + BAND.0 + BAND.1);
        let thresholds = &scene.graph.thresholds;
        for (place, threshold) in thresholds.iter().enumerate() {
            let end = thresholds.get(place + 1).map_or(self.scale.high, |next| next.value);
            let class = format!("chart__fill {}", paint::level(threshold.level));
            drawing.path(self.piece(threshold.value, end, inner, outer), class, None);
        }
        let mut taken: Vec<(f64, f64)> = Vec::new();
        for threshold in thresholds {
            let angle = self.angle(threshold.value);
            let at = self.point(angle, outer + 5.0);
            let told = scene.short(threshold.value);
            let width = words::width(&told, SMALL);
            // To the left of the middle words end at the ring, to the right they begin there.
            let lean = (1.0 + angle.cos()) / 2.0;
            let (left, right) = (at.0 - width * (1.0 - lean), at.0 + width * lean);
            let is_inside = threshold.value > self.scale.low && threshold.value < self.scale.high;
            let is_free =
                taken.iter().all(|(x, y)| (x - at.0).abs() > width + 6.0 || (y - at.1).abs() > SMALL + 2.0);
            if is_inside
                && is_free
                && left >= 2.0
                && right <= drawing.width - 2.0
                && at.1 < self.middle.1 - 4.0
            {
                drawing.text((left, at.1), Anchor::Start, SMALL, "chart__tick", told);
                taken.push(at);
            }
        }
    }

    fn angle(&self, value: f64) -> f64 {
        PI * (1.0 - self.scale.part(value))
    }

    fn point(&self, angle: f64, radius: f64) -> (f64, f64) {
        (self.middle.0 + radius * angle.cos(), self.middle.1 - radius * angle.sin())
    }

    /// A piece of the ring between two values. A half ring is two turns: one would not say which way.
    fn piece(&self, from: f64, to: f64, inner: f64, outer: f64) -> Trail {
        let (start, end) = (self.angle(from), self.angle(to));
        let mut trail = Trail::default();
        if start - end < 1e-3 {
            return trail;
        }
        let between = (start > FRAC_PI_2 && end < FRAC_PI_2).then_some(FRAC_PI_2);
        trail.go(self.point(start, outer));
        for angle in between.into_iter().chain([end]) {
            trail.turn(outer, self.point(angle, outer), true);
        }
        trail.draw(self.point(end, inner));
        for angle in between.into_iter().chain([start]) {
            trail.turn(inner, self.point(angle, inner), false);
        }
        trail.close();
        trail
    }
}
