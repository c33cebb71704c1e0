//! Where shapes are put down, their coordinates rounded.

use crate::drawing::{Anchor, Drawing, Frame, Shape, Text};

/// The size of the letters on axes.
pub const SMALL: f64 = 11.0;
/// The size of the letters beside bars and in legends.
pub const PLAIN: f64 = 12.0;
/// How far above the base line letters reach, as a part of their size.
pub const ABOVE: f64 = 0.8;

/// Rounds to a tenth. What is no number stands at zero.
pub fn tenth(value: f64) -> f64 {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded.is_finite() { rounded + 0.0 } else { 0.0 }
}

/// The middle of the nearest pixel, where a thin line is crisp.
pub fn crisp(value: f64) -> f64 {
    value.floor() + 0.5
}

/// A count as a length.
#[expect(clippy::cast_precision_loss, reason = "counts of what is drawn")]
pub fn number(count: usize) -> f64 {
    count as f64
}

impl Frame {
    /// The same, rounded.
    pub(crate) fn rounded(self) -> Self {
        let (left, top) = (tenth(self.x), tenth(self.y));
        let (right, bottom) = (tenth(self.x + self.width), tenth(self.y + self.height));
        Self { x: left, y: top, width: tenth(right - left), height: tenth(bottom - top) }
    }

    /// Its right edge.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Its lower edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }
}

impl Drawing {
    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let round = |(x, y): (f64, f64)| (tenth(x), tenth(y));
        self.shapes.push(Shape::Line { from: round(from), to: round(to), class: class.to_owned() });
    }

    pub(crate) fn path(&mut self, trail: Trail, class: impl Into<String>, series: Option<usize>) {
        if !trail.d.is_empty() {
            self.shapes.push(Shape::Path { d: trail.d, class: class.into(), series });
        }
    }

    pub(crate) fn rect(&mut self, frame: Frame, class: impl Into<String>, series: Option<usize>) {
        self.shapes.push(Shape::Rect { frame: frame.rounded(), class: class.into(), series });
    }

    pub(crate) fn dot(&mut self, at: (f64, f64), r: f64, class: impl Into<String>, series: Option<usize>) {
        self.shapes.push(Shape::Circle { x: tenth(at.0), y: tenth(at.1), r, class: class.into(), series });
    }

    pub(crate) fn text(
        &mut self,
        at: (f64, f64),
        anchor: Anchor,
        size: f64,
        class: &str,
        text: impl Into<String>,
    ) {
        let text = text.into();
        if !text.is_empty() {
            let (x, y, class) = (tenth(at.0), tenth(at.1), class.to_owned());
            self.shapes.push(Shape::Text(Text { x, y, anchor, size, class, text, full: None }));
        }
    }
}

/// A path on its way.
#[derive(Debug, Default)]
pub struct Trail {
    d: String,
}

impl Trail {
    /// Lifts the pen and puts it down elsewhere.
    pub fn go(&mut self, (x, y): (f64, f64)) {
        self.command('M', &[x, y]);
    }

    /// Draws a straight line.
    pub fn draw(&mut self, (x, y): (f64, f64)) {
        self.command('L', &[x, y]);
    }

    /// Draws a part of a circle, clockwise, less than half of it.
    pub fn turn(&mut self, r: f64, (x, y): (f64, f64), is_clockwise: bool) {
        self.command('A', &[r, r, 0.0, 0.0, f64::from(u8::from(is_clockwise)), x, y]);
    }

    /// Draws a line back to where the pen was put down.
    pub fn close(&mut self) {
        self.d.push('Z');
    }

    /// Draws a whole rectangle.
    pub fn rect(&mut self, frame: Frame) {
        let frame = frame.rounded();
        self.command('M', &[frame.x, frame.y]);
        self.command('h', &[frame.width]);
        self.command('v', &[frame.height]);
        self.command('h', &[-frame.width]);
        self.close();
    }

    fn command(&mut self, letter: char, numbers: &[f64]) {
        self.d.push(letter);
        for (place, number) in numbers.iter().enumerate() {
            if place > 0 {
                self.d.push(' ');
            }
            put(&mut self.d, *number);
        }
    }
}

/// Writes a number with at most one decimal; the formatting of floats took half the time of a drawing.
fn put(text: &mut String, value: f64) {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "coordinates are small, and a cast of floats is bounded"
    )]
    let tenths = (tenth(value) * 10.0).round() as i64;
    if tenths < 0 {
        text.push('-');
    }
    let size = tenths.unsigned_abs();
    let mut unit = 1;
    while size / 10 / unit >= 10 {
        unit *= 10;
    }
    while unit > 0 {
        text.push(digit(size / 10 / unit));
        unit /= 10;
    }
    if !size.is_multiple_of(10) {
        text.push('.');
        text.push(digit(size));
    }
}

fn digit(number: u64) -> char {
    char::from(b'0' + u8::try_from(number % 10).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_to_a_tenth() {
        let check = |value: f64, expected: &str| {
            let mut text = String::new();
            put(&mut text, value);
            assert_eq!(text, expected);
        };
        check(0.0, "0");
        check(-0.04, "0");
        check(12.34, "12.3");
        check(-0.55, "-0.6");
        check(1399.96, "1400");
        check(f64::NAN, "0");
    }
}
