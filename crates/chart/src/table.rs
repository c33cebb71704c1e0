//! Rows of figures: a table of the page, not a drawing.

use crate::{
    drawing::{Drawing, Table, TableCell},
    groups::Groups,
    scene::Scene,
    told, words,
};

/// Makes the rows. Bars in the cells compare the figures of a column; where one is below zero there are none.
pub fn draw(scene: &Scene, drawing: &mut Drawing) {
    let groups = Groups::of(scene, scene.series());
    drawing.height = 0.0;
    drawing.axis = words::label(&groups.keys.join(" · "));
    let named = groups
        .rows
        .iter()
        .flat_map(|row| row.values.iter().flatten().filter_map(|(_, value)| Some((row.label(), (*value)?))));
    drawing.summary = told::whole(scene, named, scene.series().iter());
    let values = |column: usize| {
        groups.rows.iter().filter_map(move |row| row.values.get(column).copied().flatten()?.1)
    };
    // Plots without groups may be of different kinds, and others are not one more group: neither is compared.
    let is_compared = !scene.graph.group_by.is_empty();
    let greatest: Vec<_> = (0..groups.names.len())
        .map(|column| values(column).fold(0.0, f64::max))
        .map(|greatest| Some(greatest).filter(|greatest| is_compared && *greatest > 0.0))
        .zip((0..groups.names.len()).map(|column| values(column).all(|value| value >= 0.0)))
        .map(|(greatest, is_positive)| greatest.filter(|_| is_positive))
        .collect();
    let rows = (groups.rows.iter())
        .map(|row| {
            let mut keys: Vec<_> = row.keys.iter().map(|key| TableCell::plain(words::label(key))).collect();
            keys.resize(groups.keys.len(), TableCell::default());
            let cells = row.values.iter().zip(&greatest).map(|(figure, greatest)| {
                let value = figure.and_then(|(_, value)| value);
                let part = value.zip(*greatest).map(|(value, greatest)| round(value / greatest));
                TableCell { text: scene.exact(value), part }
            });
            keys.into_iter().chain(cells).collect()
        })
        .collect();
    let header = groups.keys.iter().chain(&groups.names).map(|name| words::label(name)).collect();
    drawing.rows = Some(Table { header, keys: groups.keys.len(), rows });
}

/// A thousandth is finer than any bar.
fn round(part: f64) -> f64 {
    (part * 1000.0).round() / 1000.0
}
