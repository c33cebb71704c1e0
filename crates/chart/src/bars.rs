//! Horizontal bars of a whole range, with their names at the left and their values at the end.

use crate::{
    canvas::{ABOVE, PLAIN, Trail, crisp, number},
    drawing::{Anchor, Cell, Drawing, Frame, LegendItem, Shape},
    groups::{Group, Groups},
    paint::{self, Paint},
    scene::Scene,
    told, words,
};

/// Room at the edges, and beside names and values.
const EDGE: f64 = 4.0;
const BESIDE: f64 = 8.0;
/// The lowest and the highest row, and the lowest bar where a row has several.
const LOWEST: f64 = 19.0;
const HIGHEST: f64 = 32.0;
const BAR: f64 = 6.0;
/// The part of the width names may take in any case, and what they leave to bars and values where there is
/// more.
const NAMES: f64 = 0.42;
const REST: f64 = 440.0;

/// Where bars stand.
struct Bars {
    /// The figures of a row that are drawn.
    columns: Vec<usize>,
    zero: f64,
    per_one: f64,
    left: f64,
    right: f64,
    row: f64,
}

/// Draws bars.
pub fn draw(scene: &Scene, drawing: &mut Drawing) {
    let groups = Groups::of(scene, scene.series());
    drawing.axis =
        if groups.names.len() > 1 { "Bar".to_owned() } else { words::label(&groups.keys.join(" · ")) };
    let named = groups.rows.iter().flat_map(|row| {
        let seen = row.values.iter().flatten().filter(|(series, _)| !scene.is_hidden(*series));
        seen.filter_map(|(_, value)| Some((row.label(), (*value)?)))
    });
    drawing.summary = told::whole(scene, named, scene.seen().map(|(_, series)| series));
    // A plot that is hidden has no other way back.
    if groups.names.len() > 1 || !scene.hidden.is_empty() {
        drawing.legend = legend(scene, &groups);
    }
    if scene.is_empty() {
        let middle = (drawing.width / 2.0, drawing.height / 2.0);
        drawing.text(middle, Anchor::Middle, PLAIN, "chart__empty", scene.nothing());
        return;
    }
    let is_hidden = |place: usize| drawing.legend.get(place).is_some_and(|item| item.is_hidden);
    let columns: Vec<usize> = (0..groups.names.len()).filter(|place| !is_hidden(*place)).collect();
    let lowest = LOWEST.max(number(columns.len()) * BAR + 5.0);
    let room = drawing.height - 2.0 * EDGE;
    let fitting = (1..=groups.rows.len()).rev().find(|count| number(*count) * lowest <= room).unwrap_or(1);
    let shown = if fitting < groups.rows.len() { fitting.saturating_sub(1).max(1) } else { fitting };
    let highest = HIGHEST.max(number(columns.len()) * 15.0 + 6.0);
    let bars = lay(scene, drawing, &groups.rows[..shown], (room / number(fitting)).min(highest), columns);
    for (place, group) in groups.rows[..shown].iter().enumerate() {
        bars.draw_row(scene, drawing, group, EDGE + number(place) * bars.row, &groups.names);
    }
    let bottom = EDGE + number(shown) * bars.row;
    drawing.line((crisp(bars.zero), EDGE), (crisp(bars.zero), bottom), "chart__base");
    for threshold in &scene.graph.thresholds {
        let x = bars.zero + threshold.value * bars.per_one;
        if (bars.left..=bars.right).contains(&x) {
            let class = format!("chart__threshold {}", paint::level(threshold.level));
            drawing.line((crisp(x), EDGE), (crisp(x), bottom), &class);
        }
    }
    if shown < groups.rows.len() {
        let more = format!("and {} more", groups.rows.len() - shown);
        let at = (bars.left + 2.0, bottom + PLAIN + 2.0);
        let room = drawing.width - at.0;
        drawing.text(at, Anchor::Start, PLAIN, "chart__tick", words::fit(&more, PLAIN, room));
    }
    drawing.plot =
        Frame { x: bars.left, y: EDGE, width: bars.right - bars.left, height: bottom - EDGE }.rounded();
}

fn lay(scene: &Scene, drawing: &Drawing, rows: &[Group], row: f64, columns: Vec<usize>) -> Bars {
    let seen = |row: &Group| columns.iter().filter_map(|place| row.values[*place]?.1).collect::<Vec<_>>();
    let figures = || rows.iter().flat_map(seen);
    let widest = |texts: &mut dyn Iterator<Item = String>| {
        texts.map(|text| words::width(&text, PLAIN)).fold(0.0, f64::max)
    };
    let most = (drawing.width * NAMES).max(drawing.width - REST);
    let names = widest(&mut rows.iter().map(Group::label)).min(most) + BESIDE + EDGE;
    let values = widest(&mut figures().map(|value| scene.short(value)));
    let values = values.min(drawing.width * 0.3) + BESIDE + EDGE;
    let (left, right) = (names.ceil(), drawing.width - values);
    let ends = figures().fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    let low = scene.graph.min.unwrap_or(ends.0).min(0.0);
    let high = scene.graph.max.unwrap_or(ends.1).max(0.0);
    let span = if high > low { high - low } else { 1.0 };
    let per_one = (right - left) / span;
    Bars { zero: left - low * per_one, per_one, left, right, row, columns }
}

impl Bars {
    fn draw_row(&self, scene: &Scene, drawing: &mut Drawing, group: &Group, top: f64, names: &[String]) {
        let base = top + self.row / 2.0 + PLAIN * ABOVE / 2.0 - 0.5;
        let label = group.label();
        let short = words::fit_ends(&label, PLAIN, self.left - BESIDE - EDGE).into_owned();
        let is_cut = short != label;
        drawing.text((self.left - BESIDE, base), Anchor::End, PLAIN, "chart__name", short);
        if is_cut && let Some(Shape::Text(text)) = drawing.shapes.last_mut() {
            text.full = Some(label.clone());
        }
        let several = self.columns.len() > 1;
        let gap = if several { 2.0 } else { (self.row * 0.2).min(6.0) };
        let each = ((self.row - 2.0 * gap) / number(self.columns.len().max(1))).max(2.0);
        for (at, place) in self.columns.iter().copied().enumerate() {
            let Some((series, Some(value))) = &group.values[place] else { continue };
            let end = (self.zero + value * self.per_one).clamp(self.left, self.right);
            let y = top + gap + each * number(at);
            let (left, right) = (end.min(self.zero), end.max(self.zero));
            let height = if several { each - 1.0 } else { each };
            let frame = Frame { x: left, y, width: right - left, height };
            let paint = if group.is_others { "chart__sx" } else { Paint::numbered(place).class };
            let mut trail = Trail::default();
            trail.rect(frame);
            drawing.path(trail, format!("chart__fill {paint}"), Some(*series));
            if !several || each >= PLAIN {
                let told = scene.short(*value);
                let base = y + each / 2.0 + PLAIN * ABOVE / 2.0 - 0.5;
                let room = drawing.width - right - BESIDE;
                let told = words::fit(&told, PLAIN, room).into_owned();
                drawing.text((right + BESIDE - 2.0, base), Anchor::Start, PLAIN, "chart__value", told);
            }
            let label = if names.len() > 1 { format!("{label} · {}", names[place]) } else { label.clone() };
            let whole = Frame { x: 0.0, y, width: drawing.width, height: each }.rounded();
            drawing.cells.push(Cell {
                frame: whole,
                series: *series,
                label,
                value: scene.exact(Some(*value)),
            });
        }
    }
}

/// Where a row has several bars, their colours are told; else each bar has its name beside it.
fn legend(scene: &Scene, groups: &Groups) -> Vec<LegendItem> {
    let item = |(place, name): (usize, &String)| {
        let series = groups.rows.iter().find_map(|row| row.values.get(place)?.map(|(series, _)| series))?;
        let paint = Paint::numbered(place);
        let (class, pattern) = (paint.class.to_owned(), paint.pattern);
        let (label, value) = (name.clone(), String::new());
        let is_hidden = scene.is_hidden(series);
        Some(LegendItem {
            series,
            class,
            pattern,
            is_line: false,
            is_earlier: false,
            label,
            value,
            is_hidden,
        })
    };
    groups.names.iter().enumerate().filter_map(item).collect()
}
