//! The axes of graphs over time: the scale at the left, moments below, thresholds across.

use model::graph::{Threshold, Unit};

use crate::{
    canvas::{ABOVE, PLAIN, SMALL, crisp, number},
    drawing::{Anchor, Drawing, Frame},
    number as numbers, paint,
    scale::{Scale, Wish},
    scene::Scene,
    stack::Spans,
    ticks, words,
};

/// Room above the plot, at its right and below it.
const TOP: f64 = 10.0;
const RIGHT: f64 = 14.0;
const BOTTOM: f64 = 22.0;
/// Room between the words of the scale and the plot.
const BESIDE: f64 = 7.0;
/// How much room each number of the scale has at least.
const ROW: f64 = 34.0;
/// A threshold so many times beyond the values is told at the edge: it would press them flat.
const FAR: f64 = 3.0;
/// The part of the width the words of a threshold take at most.
const WORDS: f64 = 0.45;
/// A day without the hour a change of the clock may take from it.
const DAY: i64 = 23 * 3_600_000;
/// How far a label may be moved to stay within the drawing; less than the gap between two.
const NUDGE: f64 = 10.0;

/// Where values and moments are on the drawing.
#[derive(Debug)]
pub struct Axes {
    /// Where the values stand.
    pub plot: Frame,
    scale: Scale,
    unit: Unit,
    from_ms: i64,
    to_ms: i64,
}

impl Axes {
    /// Lays the axes for values between the ends of their spans. Nothing is drawn yet.
    pub fn lay(scene: &Scene, drawing: &mut Drawing, spans: &Spans, borders: &[i64]) -> Self {
        let height = drawing.height - TOP - BOTTOM;
        let scale = Scale::of(Wish {
            values: with_thresholds(spans.ends(), &scene.graph.thresholds),
            ends: (scene.graph.min, scene.graph.max),
            unit: spans.unit,
            room: rows(height),
            whole: spans.is_whole(),
        });
        let label = |tick: &f64| numbers::tick(*tick, scale.step, spans.unit);
        let widest = scale.ticks.iter().map(|tick| words::width(&label(tick), SMALL)).fold(0.0, f64::max);
        let left = (widest + BESIDE).min(drawing.width / 2.0).ceil();
        let plot = Frame { x: left, y: TOP, width: drawing.width - left - RIGHT, height };
        let from_ms = borders.first().copied().unwrap_or(scene.from_ms);
        let to_ms = borders.last().copied().unwrap_or(scene.to_ms);
        drawing.plot = plot.rounded();
        Self { plot, scale, unit: spans.unit, from_ms, to_ms }
    }

    /// Axes of a small line, of which nothing is drawn.
    pub fn bare(plot: Frame, ends: (f64, f64), borders: &[i64]) -> Self {
        let (low, high) = if ends.1 > ends.0 { ends } else { (ends.0, ends.0 + 1.0) };
        let scale = Scale { low, high, step: high - low, ticks: vec![] };
        let (from_ms, to_ms) = (borders.first().copied().unwrap_or(0), borders.last().copied().unwrap_or(0));
        Self { plot, scale, unit: Unit::None, from_ms, to_ms }
    }

    /// Where a value is.
    pub fn y(&self, value: f64) -> f64 {
        self.plot.bottom() - self.scale.part(value) * self.plot.height
    }

    /// Where a moment is.
    pub fn x(&self, ms: i64) -> f64 {
        let span = self.to_ms.saturating_sub(self.from_ms).max(1);
        let part = length(ms.saturating_sub(self.from_ms)) / length(span);
        self.plot.x + part.clamp(0.0, 1.0) * self.plot.width
    }

    /// Draws the scale of values.
    pub fn draw_values(&self, drawing: &mut Drawing) {
        let mut last = f64::INFINITY;
        for tick in &self.scale.ticks {
            let y = self.y(*tick);
            let line = crisp(y.min(self.plot.bottom() - 0.5));
            let class = if *tick == 0.0 { "chart__base" } else { "chart__grid" };
            drawing.line((self.plot.x, line), (self.plot.right(), line), class);
            let label = numbers::tick(*tick, self.scale.step, self.unit);
            let is_inside = words::width(&label, SMALL) <= self.plot.x - BESIDE / 2.0;
            if last - y >= SMALL + 2.0 && is_inside {
                let at = (self.plot.x - BESIDE, y + SMALL * ABOVE / 2.0 - 0.5);
                drawing.text(at, Anchor::End, SMALL, "chart__tick", label);
                last = y;
            }
        }
    }

    /// Draws the moments below. Where each stretch is a day or more its date stands below the middle of it.
    pub fn draw_times(&self, drawing: &mut Drawing, scene: &Scene, borders: &[i64]) {
        let bottom = self.plot.bottom();
        let ticks = ticks::ticks(self.from_ms, self.to_ms, scene.zone, self.plot.width, SMALL);
        let has_days =
            borders.windows(2).all(|pair| pair[1] - pair[0] >= DAY) && ticks.iter().all(|tick| tick.is_day);
        for tick in ticks {
            let stretch = borders.binary_search(&tick.ms).ok().filter(|_| has_days);
            let end = stretch.and_then(|slot| borders.get(slot + 1));
            let x = end.map_or_else(|| self.x(tick.ms), |end| self.x(tick.ms + (end - tick.ms) / 2));
            let is_last = stretch.is_some() && end.is_none();
            if end.is_none() && !is_last {
                let at = crisp(self.x(tick.ms).min(self.plot.right() - 0.5));
                drawing.line((at, bottom), (at, bottom + 4.0), "chart__mark");
            }
            let half = words::width(&tick.label, SMALL) / 2.0;
            let middle = x.clamp(half, (drawing.width - half).max(half));
            if (middle - x).abs() <= NUDGE && !is_last {
                let class = if tick.is_day { "chart__tick chart__day" } else { "chart__tick" };
                drawing.text((middle, bottom + 16.0), Anchor::Middle, SMALL, class, tick.label);
            }
        }
    }

    /// Draws the thresholds across, each with its word; words that would stand on others are left out.
    pub fn draw_thresholds(&self, drawing: &mut Drawing, thresholds: &[Threshold]) {
        let mut taken: Vec<f64> = Vec::new();
        for threshold in thresholds.iter().rev() {
            let level = paint::level(threshold.level);
            let is_above = threshold.value > self.scale.high;
            if threshold.value < self.scale.low {
                continue;
            }
            let y = self.y(threshold.value);
            if !is_above {
                let line = crisp(y.min(self.plot.bottom() - 0.5));
                drawing.line(
                    (self.plot.x, line),
                    (self.plot.right(), line),
                    &format!("chart__threshold {level}"),
                );
            }
            // Above the line, below it where there is no room.
            let base = if y - self.plot.y < SMALL + 4.0 { y + SMALL + 1.0 } else { y - 4.0 };
            let value = numbers::short(threshold.value, self.unit);
            let word = if threshold.label.is_empty() { threshold.level.told() } else { &threshold.label };
            let arrow = if is_above { "↑ " } else { "" };
            let told = format!("{arrow}{} {value}", words::label(word));
            let told = words::fit(&told, SMALL, self.plot.width * WORDS);
            if taken.iter().all(|other| (other - base).abs() >= SMALL + 2.0) {
                let class = format!("chart__threshold-word {level}");
                drawing.text((self.plot.right() - 4.0, base), Anchor::End, SMALL, &class, told);
                taken.push(base);
            }
        }
    }

    /// Says calmly that there is nothing.
    pub fn draw_nothing(&self, drawing: &mut Drawing, words: &str) {
        let bottom = crisp(self.plot.bottom() - 0.5);
        drawing.line((self.plot.x, bottom), (self.plot.right(), bottom), "chart__base");
        let middle = (self.plot.x + self.plot.width / 2.0, self.plot.y + self.plot.height / 2.0 + 4.0);
        drawing.text(middle, Anchor::Middle, PLAIN, "chart__empty", words);
    }
}

#[expect(clippy::cast_precision_loss, reason = "lengths of a drawing")]
fn length(ms: i64) -> f64 {
    ms as f64
}

/// How many numbers there is room for on a height.
fn rows(height: f64) -> usize {
    (1..=9).rev().find(|count| number(*count) * ROW <= height).unwrap_or(1)
}

fn with_thresholds((least, greatest): (f64, f64), thresholds: &[Threshold]) -> (f64, f64) {
    let far = greatest.abs().max(least.abs()) * FAR;
    let near =
        thresholds.iter().map(|threshold| threshold.value).filter(|value| far == 0.0 || value.abs() <= far);
    near.fold((least, greatest), |(least, greatest), value| (least.min(value), greatest.max(value)))
}
