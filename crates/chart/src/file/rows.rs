//! The rows of a table as lines of words, for a file that is a picture.

use super::svg::{self, EDGE, LINE, put_text, put_words};
use crate::{
    canvas::{PLAIN, SMALL, number, tenth},
    drawing::{Anchor, Table, Text},
    words,
};

/// A picture longer than this is not looked at.
const ROWS_MAX: usize = 100;
/// Room between two columns.
const APART: f64 = 16.0;

/// Puts down the rows, words at the left and figures at the right of their columns. Returns where they end.
pub fn put(svg: &mut String, table: &Table, width: f64, top: f64) -> f64 {
    let columns = table.header.len().max(1);
    let rights = rights(table, width);
    let mut y = top + LINE;
    let put_row = |svg: &mut String,
                   y: f64,
                   size: f64,
                   class: &str,
                   texts: &mut dyn Iterator<Item = &str>| {
        for (place, text) in texts.take(columns).enumerate() {
            let left = if place == 0 { 0.0 } else { rights[place - 1] + APART };
            let room = (rights[place] - left).max(0.0);
            if place < table.keys {
                put_words(svg, (EDGE + left, y), size, class, text, room);
                continue;
            }
            let (x, text, class) =
                (tenth(EDGE + rights[place]), words::fit(text, size, room).into_owned(), class.to_owned());
            put_text(svg, &Text { x, y: tenth(y), anchor: Anchor::End, size, class, text, full: None });
        }
    };
    put_row(svg, y, SMALL, "chart__sub", &mut table.header.iter().map(String::as_str));
    for row in table.rows.iter().take(ROWS_MAX) {
        let line = (y + 6.0).floor() + 0.5;
        let right = tenth(EDGE + width);
        put_line(svg, line, right);
        y += LINE + 4.0;
        put_row(svg, y, PLAIN, "chart__name", &mut row.iter().map(|cell| cell.text.as_str()));
    }
    let left_out = table.rows.len().saturating_sub(ROWS_MAX);
    if left_out > 0 {
        y += LINE + 4.0;
        put_words(svg, (EDGE, y), SMALL, "chart__sub", &format!("and {left_out} more rows"), width);
    }
    y
}

fn put_line(page: &mut String, y: f64, right: f64) {
    svg::put(
        page,
        format_args!("<line class=\"chart__row\" x1=\"{EDGE}\" y1=\"{y}\" x2=\"{right}\" y2=\"{y}\"/>"),
    );
}

/// The right side of each column: as wide as its words, all narrower where that is too much.
fn rights(table: &Table, width: f64) -> Vec<f64> {
    let rows = || table.rows.iter().take(ROWS_MAX);
    let wish = |(place, name): (usize, &String)| {
        let cells = rows().filter_map(|row| row.get(place)).map(|cell| words::width(&cell.text, PLAIN));
        cells.fold(words::width(name, SMALL), f64::max)
    };
    let wishes: Vec<_> = table.header.iter().enumerate().map(wish).collect();
    let room = (width - APART * number(wishes.len().saturating_sub(1))).max(1.0);
    let all: f64 = wishes.iter().sum();
    let part = if all > 0.0 { room / all } else { 1.0 };
    let mut at = -APART;
    (wishes.iter())
        .map(|wish| {
            at += APART + wish * part;
            at
        })
        .collect()
}
