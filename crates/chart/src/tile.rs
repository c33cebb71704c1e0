//! One number: large, beside what it was before, above a small line of how it came about.

use model::graph::{Compare, Unit};

use crate::{
    axes::Axes,
    canvas::{PLAIN, crisp},
    drawing::{Anchor, Drawing, Frame},
    over_time, paint,
    scene::{Scene, sane},
    stack::Spans,
    told, words,
};

/// Room at the left and the right.
const SIDE: f64 = 4.0;
/// The smallest and the largest digits, and the part of the height they take.
const DIGITS: (f64, f64) = (18.0, 44.0);
const PART: f64 = 0.26;
/// The height below which the small line would tell nothing, and the part it takes at most.
const LINE: f64 = 18.0;
const LINE_PART: f64 = 0.5;
/// From here on it is told how many times as much it is, and not by how many per cent it is more.
const TIMES: f64 = 10.0;

/// Draws one number.
pub fn draw(scene: &Scene, drawing: &mut Drawing) {
    drawing.axis = format!("Time ({})", scene.zone_name);
    let total = |is_earlier: bool| {
        scene
            .series()
            .iter()
            .find(|series| series.is_earlier == is_earlier)
            .and_then(|series| sane(series.total))
    };
    let (now, before) = (total(false), total(true));
    let told = now.map_or_else(|| "–".to_owned(), |value| scene.short(value));
    let room = drawing.width - 2.0 * SIDE;
    let size = (drawing.height * PART).min(room / words::width(&told, 1.0)).clamp(DIGITS.0, DIGITS.1).floor();
    let mut base = size * 0.86;
    let reached = now.and_then(|value| scene.reached(value));
    let class = match &reached {
        Some((level, _)) => format!("chart__number {}", paint::level(*level)),
        None => "chart__number".to_owned(),
    };
    drawing.text((SIDE, base), Anchor::Start, size, &class, words::fit(&told, size, room));
    let line = |drawing: &mut Drawing, base: &mut f64, class: &str, text: &str| {
        *base += PLAIN + 8.0;
        drawing.text((SIDE, *base), Anchor::Start, PLAIN, class, words::fit(text, PLAIN, room));
    };
    if let Some((level, word)) = &reached {
        line(drawing, &mut base, &format!("chart__word {}", paint::level(*level)), word);
    }
    let compared = (scene.graph.compare != Compare::None).then(|| compared(scene, now, before));
    if let Some((long, short)) = &compared {
        let told = if words::width(long, PLAIN) > room { short } else { long };
        line(drawing, &mut base, "chart__word", told);
    }
    draw_line(scene, drawing, base + 10.0);
    let total = now.map_or_else(|| "no value".to_owned(), |value| scene.exact(Some(value)));
    let compared = compared.map_or_else(String::new, |(compared, _)| format!("; {compared}"));
    drawing.summary = format!("{}: {total}{compared}.", told::begin(scene));
}

/// How the number differs from the earlier one, in words, and in few words; the arrow is no more than a
/// sign of it.
fn compared(scene: &Scene, now: Option<f64>, before: Option<f64>) -> (String, String) {
    let when = match scene.graph.compare {
        Compare::None | Compare::Previous => "the time before",
        Compare::Day => "the day before",
        Compare::Week => "the week before",
        Compare::Month => "four weeks before",
    };
    let (Some(now), Some(before)) = (now, before) else {
        return (format!("nothing to compare from {when}"), "nothing before".to_owned());
    };
    let was = scene.short(before);
    let difference = now - before;
    let arrow = match difference {
        0.0 => return (format!("= same as {when}"), "= same as before".to_owned()),
        more if more > 0.0 => "▲",
        _ => "▼",
    };
    let word = if difference > 0.0 { "more" } else { "less" };
    let by = match scene.graph.unit {
        Unit::Percent => format!("{} points", crate::number::short(difference.abs(), Unit::None)),
        Unit::Share => format!("{} points", crate::number::short(difference.abs() * 100.0, Unit::None)),
        _ if before == 0.0 => scene.short(difference.abs()),
        _ if now / before >= TIMES => {
            let times = crate::number::short(now / before, Unit::None);
            return (
                format!("{arrow} {times} times {when} ({was})"),
                format!("{arrow} {times} times, was {was}"),
            );
        }
        _ => {
            let percent = difference.abs() / before.abs() * 100.0;
            let percent = if percent >= 10.0 { percent.round() } else { (percent * 10.0).round() / 10.0 };
            crate::number::short(percent, Unit::Percent)
        }
    };
    (format!("{arrow} {by} {word} than {when} ({was})"), format!("{arrow} {by} {word}, was {was}"))
}

fn draw_line(scene: &Scene, drawing: &mut Drawing, top: f64) {
    let borders = scene.borders();
    let height = (drawing.height - top - 2.0).min(drawing.height * LINE_PART);
    let top = drawing.height - 2.0 - height;
    if borders.len() < 3 || height < LINE {
        return;
    }
    let spans = Spans::of(scene, borders.len() - 1);
    let plot = Frame { x: SIDE, y: top, width: drawing.width - 2.0 * SIDE, height };
    let axes = Axes::bare(plot, spans.ends(), borders);
    let middles: Vec<_> = borders.windows(2).map(|pair| axes.x(pair[0] + (pair[1] - pair[0]) / 2)).collect();
    let base = crisp((axes.y(0.0)).min(plot.bottom() - 0.5));
    drawing.line((plot.x, base), (plot.right(), base), "chart__grid");
    for (place, (series, row)) in scene.series().iter().zip(&spans.series).enumerate().rev() {
        if series.is_earlier {
            drawing.path(over_time::line(&axes, row, &middles), "chart__earlier chart__s0", Some(place));
            continue;
        }
        drawing.path(over_time::area(&axes, row, &middles, false), "chart__area chart__s0", Some(place));
        drawing.path(over_time::line(&axes, row, &middles), "chart__line chart__s0", Some(place));
        for at in over_time::alone(row) {
            if let Some((_, end)) = row[at] {
                drawing.dot((middles[at], axes.y(end)), 2.0, "chart__dot chart__s0", Some(place));
            }
        }
    }
    drawing.plot = plot.rounded();
    drawing.legend = scene.legend(&scene.paints(), true);
    drawing.columns = over_time::pointed(scene, &axes, borders);
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use model::{
        figures::{Figures, Series},
        graph::{GraphDraft, GraphKind},
    };

    use super::*;

    #[test]
    fn a_number_says_in_words_how_it_differs_and_from_when() {
        let told = |compare: Compare, unit: Unit, now: f64, before: Option<f64>| {
            let total =
                |total: Option<f64>, is_earlier: bool| Series { total, is_earlier, ..Series::default() };
            let series = vec![total(Some(now), false), total(before, true)];
            let figures = Figures { series, lines: 1, ..Figures::default() };
            let graph = GraphDraft { kind: GraphKind::Number, compare, unit, ..GraphDraft::default() };
            let (zone, size) = (TimeZone::UTC, (400.0, 200.0));
            let scene = Scene {
                graph: &graph,
                figures: &figures,
                zone: &zone,
                zone_name: "UTC",
                size,
                from_ms: 0,
                to_ms: 1,
                hidden: &[],
            };
            compared(&scene, Some(now), before).0
        };
        let check = |told: String, expected: &str| assert_eq!(told, expected);
        check(
            told(Compare::Week, Unit::None, 1120.0, Some(1000.0)),
            "▲ 12 % more than the week before (1 k)",
        );
        check(told(Compare::Day, Unit::None, 995.0, Some(1000.0)), "▼ 0.5 % less than the day before (1 k)");
        check(told(Compare::Previous, Unit::None, 7.0, Some(7.0)), "= same as the time before");
        check(told(Compare::Previous, Unit::None, 1396.0, Some(2.0)), "▲ 698 times the time before (2)");
        check(
            told(Compare::Month, Unit::Bytes, 2048.0, Some(0.0)),
            "▲ 2 KiB more than four weeks before (0 B)",
        );
        check(told(Compare::Day, Unit::Share, 0.15, Some(0.1)), "▲ 5 points more than the day before (10 %)");
        check(told(Compare::Day, Unit::None, -5.0, Some(-10.0)), "▲ 50 % more than the day before (−10)");
        check(told(Compare::Week, Unit::None, 7.0, None), "nothing to compare from the week before");
    }
}
