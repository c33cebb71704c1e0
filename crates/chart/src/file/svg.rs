//! A drawing as SVG: the inside of it for a page that has its own style, or a file that stands alone.

use std::fmt::{Display, Write};

use super::{
    colours::{patterns, style},
    rows,
};
use crate::{
    canvas::{PLAIN, SMALL, tenth},
    drawing::{Anchor, Drawing, LegendItem, Shape, Text},
    words,
};

/// Room around everything, between lines of words, and before the legend.
pub(super) const EDGE: f64 = 16.0;
pub(super) const LINE: f64 = 17.0;
const TITLE: f64 = 16.0;
const SWATCH: f64 = 24.0;
const APART: f64 = 18.0;
/// More lines than these above a drawing are not read.
const LINES_MAX: usize = 40;
/// The narrowest a file is, so that its title can be read.
const NARROWEST: f64 = 320.0;

/// The shapes of a drawing, as the inside of an `svg`. All that people wrote is escaped.
pub fn markup(drawing: &Drawing) -> String {
    let mut svg = String::with_capacity(drawing.shapes.len() * 90);
    drawing.shapes.iter().for_each(|shape| put_shape(&mut svg, shape));
    svg
}

/// A file that stands alone, with its colours, a title, lines below it, the drawing, and what its colours mean.
pub fn to_svg(drawing: &Drawing, title: &str, lines: &[String]) -> String {
    let inner = drawing.width.max(NARROWEST);
    let mut body = String::new();
    let mut y = EDGE + TITLE * 0.8;
    let title = words::label(title);
    put_words(&mut body, (EDGE, y), TITLE, "chart__title", &title, inner);
    let lines = lines.iter().flat_map(|line| words::wrapped(line, SMALL, inner, LINES_MAX));
    for line in lines.take(LINES_MAX) {
        y += LINE;
        put_words(&mut body, (EDGE, y), SMALL, "chart__sub", &line, inner);
    }
    y += 12.0;
    if let Some(table) = &drawing.rows {
        y = rows::put(&mut body, table, inner, y);
    } else {
        put(&mut body, format_args!("<g transform=\"translate({EDGE} {})\">", tenth(y)));
        body.push_str(&markup(drawing));
        body.push_str("</g>");
        y += drawing.height;
        y = put_legend(&mut body, &drawing.legend, inner, y);
    }
    if let Some(note) = &drawing.note {
        y += LINE;
        put_words(&mut body, (EDGE, y), SMALL, "chart__sub", note, inner);
    }
    let (width, height) = (tenth(inner + 2.0 * EDGE), tenth(y + EDGE));
    let mut svg = String::with_capacity(body.len() + 6000);
    put(
        &mut svg,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" class=\"chart__file\">\
             <title>{}</title><desc>{}</desc><style>{}</style><defs>{}</defs>\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>{body}</svg>\n",
            Escaped(&title),
            Escaped(&drawing.summary),
            style(),
            patterns(),
        ),
    );
    svg
}

/// Puts down the legend, as many items beside each other as have room. Returns where it ends.
fn put_legend(svg: &mut String, legend: &[LegendItem], width: f64, top: f64) -> f64 {
    let (mut x, mut y) = (EDGE, top);
    for (place, item) in legend.iter().filter(|item| !item.is_hidden).enumerate() {
        let told = match item.value.is_empty() {
            true => item.label.clone(),
            false => format!("{}  {}", item.label, item.value),
        };
        let whole = words::width(&told, PLAIN).min(width - SWATCH - 6.0);
        let room = SWATCH + 6.0 + whole;
        if place == 0 || x + room > EDGE + width {
            (x, y) = (EDGE, y + LINE);
        }
        let (class, outline) = item.sign();
        let (left, top) = (tenth(x), tenth(y - 9.0));
        put(
            svg,
            format_args!(
                "<path class=\"{}\" transform=\"translate({left} {top})\" d=\"{outline}\"/>",
                Escaped(&class)
            ),
        );
        put_words(svg, (x + SWATCH + 6.0, y), PLAIN, "chart__name", &told, whole);
        x += room + APART;
    }
    y
}

/// Puts down one line of words, cut to its room; all of them are told where it is pointed at.
pub(super) fn put_words(svg: &mut String, at: (f64, f64), size: f64, class: &str, words: &str, room: f64) {
    let text = words::fit_ends(words, size, room).into_owned();
    let (x, y, class) = (tenth(at.0), tenth(at.1), class.to_owned());
    let full = (text != words).then(|| words.to_owned());
    put_text(svg, &Text { x, y, anchor: Anchor::Start, size, class, text, full });
}

fn put_shape(svg: &mut String, shape: &Shape) {
    match shape {
        Shape::Path { d, class, .. } => {
            put(svg, format_args!("<path class=\"{}\" d=\"{}\"/>", Escaped(class), Escaped(d)));
        }
        Shape::Rect { frame, class, .. } => put(
            svg,
            format_args!(
                "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                Escaped(class),
                frame.x,
                frame.y,
                frame.width,
                frame.height
            ),
        ),
        Shape::Line { from, to, class } => put(
            svg,
            format_args!(
                "<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
                Escaped(class),
                from.0,
                from.1,
                to.0,
                to.1
            ),
        ),
        Shape::Circle { x, y, r, class, .. } => {
            put(svg, format_args!("<circle class=\"{}\" cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>", Escaped(class)));
        }
        Shape::Text(text) => put_text(svg, text),
    }
}

pub(super) fn put_text(svg: &mut String, text: &Text) {
    let (anchor, size) = (text.anchor.as_str(), text.size);
    let (class, told) = (Escaped(&text.class), Escaped(&text.text));
    put(
        svg,
        format_args!(
            "<text class=\"{class}\" x=\"{}\" y=\"{}\" font-size=\"{size}\" text-anchor=\"{anchor}\">",
            text.x, text.y
        ),
    );
    if let Some(full) = &text.full {
        put(svg, format_args!("<title>{}</title>", Escaped(full)));
    }
    put(svg, format_args!("{told}</text>"));
}

/// Writing to a string does not fail.
pub(super) fn put(svg: &mut String, what: std::fmt::Arguments) {
    let _ = svg.write_fmt(what);
}

/// Text as XML takes it. Signs that no XML may hold become the sign for what can not be shown.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut start = 0;
        for (at, character) in self.0.char_indices() {
            let instead = match character {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\n' | '\t' => continue,
                '\u{fffe}' | '\u{ffff}' => "\u{fffd}",
                other if other.is_control() => "\u{fffd}",
                _ => continue,
            };
            f.write_str(&self.0[start..at])?;
            f.write_str(instead)?;
            start = at + character.len_utf8();
        }
        f.write_str(&self.0[start..])
    }
}
