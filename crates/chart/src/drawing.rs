//! What a graph looks like, without a pixel: shapes, places to point at, and what is told of them.
//!
//! Names are short where a drawing travels. Coordinates are CSS pixels, rounded to a tenth.

use serde::{Deserialize, Serialize};

/// A graph that is drawn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// How wide it is.
    #[serde(rename = "w")]
    pub width: f64,
    /// How high it is. None where nothing is drawn but a table.
    #[serde(rename = "h")]
    pub height: f64,
    /// Where the values stand; the rest is for axes and words.
    #[serde(rename = "p")]
    pub plot: Frame,
    /// The shapes, the lowest first.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub shapes: Vec<Shape>,
    /// What the colours mean.
    #[serde(rename = "l", default, skip_serializing_if = "Vec::is_empty")]
    pub legend: Vec<LegendItem>,
    /// The stretches of time one can point at.
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
    /// The bars and hours one can point at.
    #[serde(rename = "b", default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<Cell>,
    /// One sentence for those who do not see it.
    #[serde(rename = "d")]
    pub summary: String,
    /// What is not drawn because it is too much; none where all is.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the stretches, bars or hours are called together.
    #[serde(rename = "a")]
    pub axis: String,
    /// The rows of a graph that is a table and has no shapes.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Table>,
}

/// A rectangle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// How wide it is.
    #[serde(rename = "w")]
    pub width: f64,
    /// How high it is.
    #[serde(rename = "h")]
    pub height: f64,
}

/// One shape. Colours are classes; the style sheet and the file know what they look like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Shape {
    /// A path, mostly all of a series at once.
    #[serde(rename = "p")]
    Path {
        /// Its commands, as SVG writes them.
        d: String,
        /// How it looks.
        #[serde(rename = "c")]
        class: String,
        /// The series it belongs to.
        #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
        series: Option<usize>,
    },
    /// A rectangle.
    #[serde(rename = "r")]
    Rect {
        /// Where it is.
        #[serde(flatten)]
        frame: Frame,
        /// How it looks.
        #[serde(rename = "c")]
        class: String,
        /// The series it belongs to.
        #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
        series: Option<usize>,
    },
    /// A straight line that belongs to no series.
    #[serde(rename = "l")]
    Line {
        /// Where it starts.
        #[serde(rename = "f")]
        from: (f64, f64),
        /// Where it ends.
        #[serde(rename = "t")]
        to: (f64, f64),
        /// How it looks.
        #[serde(rename = "c")]
        class: String,
    },
    /// A dot.
    #[serde(rename = "o")]
    Circle {
        /// Its middle.
        x: f64,
        /// Its middle.
        y: f64,
        /// Its radius.
        r: f64,
        /// How it looks.
        #[serde(rename = "c")]
        class: String,
        /// The series it belongs to.
        #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
        series: Option<usize>,
    },
    /// Words in one line.
    #[serde(rename = "t")]
    Text(Text),
}

/// Words in one line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// Where they stand, see `anchor`.
    pub x: f64,
    /// Their base line.
    pub y: f64,
    /// Which end of them stands at `x`.
    #[serde(rename = "a", default, skip_serializing_if = "Anchor::is_start")]
    pub anchor: Anchor,
    /// How high the letters are, in pixels.
    #[serde(rename = "z")]
    pub size: f64,
    /// How they look.
    #[serde(rename = "c")]
    pub class: String,
    /// The words.
    #[serde(rename = "v")]
    pub text: String,
    /// All of the words, where they did not fit.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub full: Option<String>,
}

/// Which end of words stands at their place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Anchor {
    /// The first letter.
    #[default]
    #[serde(rename = "s")]
    Start,
    /// The middle.
    #[serde(rename = "m")]
    Middle,
    /// The last letter.
    #[serde(rename = "e")]
    End,
}

impl Anchor {
    /// The word SVG has for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }

    fn is_start(&self) -> bool {
        *self == Self::Start
    }
}

/// What a colour means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LegendItem {
    /// The place of the series among those that are drawn.
    #[serde(rename = "s")]
    pub series: usize,
    /// The class of its colour.
    #[serde(rename = "c")]
    pub class: String,
    /// The number of its dashes.
    #[serde(rename = "p")]
    pub pattern: usize,
    /// Whether it is drawn as a line and not as a surface.
    #[serde(rename = "i", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_line: bool,
    /// Whether it is the earlier time.
    #[serde(rename = "e", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_earlier: bool,
    /// What it is called.
    #[serde(rename = "l")]
    pub label: String,
    /// Its value over the whole range.
    #[serde(rename = "v")]
    pub value: String,
    /// Whether it is left out of the drawing.
    #[serde(rename = "h", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_hidden: bool,
}

impl LegendItem {
    /// The sign beside its name, painted as the series is: a class, and an outline on a ground of 24 by 10, room for a whole hatch or dash.
    pub fn sign(&self) -> (String, &'static str) {
        let Self { class, pattern, .. } = self;
        match (self.is_line, self.is_earlier) {
            (_, true) => (format!("chart__earlier {class}"), "M0 5H24"),
            (true, _) => (format!("chart__line {class} chart__d{pattern}"), "M0 5H24"),
            _ => (format!("chart__fill {class}"), "M0 0H24V10H0Z"),
        }
    }
}

/// A stretch of time one can point at, as high as the plot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its left edge.
    pub x: f64,
    /// How wide it is.
    #[serde(rename = "w")]
    pub width: f64,
    /// The stretch in words, in the zone.
    #[serde(rename = "l")]
    pub label: String,
    /// Where it begins.
    #[serde(rename = "f")]
    pub from_ms: i64,
    /// Where it ends.
    #[serde(rename = "t")]
    pub to_ms: i64,
    /// The value of each series, in the order of the legend.
    #[serde(rename = "v")]
    pub values: Vec<String>,
}

/// A bar, or an hour of the week, one can point at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Where it is.
    #[serde(flatten)]
    pub frame: Frame,
    /// The series it belongs to.
    #[serde(rename = "s")]
    pub series: usize,
    /// What it is called.
    #[serde(rename = "l")]
    pub label: String,
    /// Its value.
    #[serde(rename = "v")]
    pub value: String,
}

/// Figures in rows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// What the columns are called.
    #[serde(rename = "h")]
    pub header: Vec<String>,
    /// How many columns at the left are words and not figures.
    #[serde(rename = "k")]
    pub keys: usize,
    /// The rows, each as long as the header.
    #[serde(rename = "r")]
    pub rows: Vec<Vec<TableCell>>,
}

/// One cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TableCell {
    /// What is written in it.
    #[serde(rename = "v")]
    pub text: String,
    /// How long the bar in it is, of one; none where it has no bar.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub part: Option<f64>,
}

impl TableCell {
    /// A cell without a bar.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), part: None }
    }
}
