//! Series of a whole range as rows: one for each group, with a figure for each plot.

use std::collections::BTreeMap;

use model::figures::Series;

use crate::{
    scene::{Scene, sane},
    words,
};

/// Rows, and what their figures are called.
#[derive(Debug)]
pub struct Groups {
    /// What the words at the left are called: the fields, or nothing where nothing is grouped.
    pub keys: Vec<String>,
    /// What the figures are called.
    pub names: Vec<String>,
    /// One for each group.
    pub rows: Vec<Group>,
}

/// A row.
#[derive(Debug)]
pub struct Group {
    /// The words of its key columns, as they came.
    pub keys: Vec<String>,
    /// Whether it is all groups that are not shown by themselves.
    pub is_others: bool,
    /// The series of each figure, and its value.
    pub values: Vec<Option<(usize, Option<f64>)>>,
}

impl Group {
    /// The words of its keys in one, as they are drawn.
    pub fn label(&self) -> String {
        words::label(&self.keys.join(" · "))
    }
}

impl Groups {
    /// Puts series into rows. Where nothing is grouped each plot is a row of its own.
    pub fn of(scene: &Scene, all: &[Series]) -> Self {
        let series = || all.iter().enumerate().filter(|(_, series)| !series.is_earlier);
        if scene.graph.group_by.is_empty() {
            let row = |(place, series): (usize, &Series)| Group {
                keys: vec![series.label.clone()],
                is_others: false,
                values: vec![Some((place, sane(series.total)))],
            };
            let rows = series().map(row).collect();
            return Self { keys: vec!["Plot".to_owned()], names: vec!["Value".to_owned()], rows };
        }
        let mut plots: Vec<usize> = Vec::new();
        let mut places: BTreeMap<(bool, &[Option<String>]), usize> = BTreeMap::new();
        let mut rows: Vec<Group> = Vec::new();
        for (place, series) in series() {
            let column = plots.iter().position(|plot| *plot == series.plot).unwrap_or_else(|| {
                plots.push(series.plot);
                plots.len() - 1
            });
            let row = *places.entry((series.is_others, &series.by)).or_insert_with(|| {
                let (keys, is_others) = (keys(scene, series), series.is_others);
                rows.push(Group { keys, is_others, values: vec![] });
                rows.len() - 1
            });
            let values = &mut rows[row].values;
            values.resize(values.len().max(column + 1), None);
            values[column] = Some((place, sane(series.total)));
        }
        rows.iter_mut().for_each(|row| row.values.resize(plots.len(), None));
        rows.sort_by_key(|row| row.is_others);
        Self {
            keys: scene.graph.group_by.clone(),
            names: plots.into_iter().map(|plot| scene.plot_named(plot)).collect(),
            rows,
        }
    }
}

fn keys(scene: &Scene, series: &Series) -> Vec<String> {
    let key = |place: usize| match series.by.get(place) {
        _ if series.is_others && place == 0 => "Others".to_owned(),
        _ if series.is_others => String::new(),
        Some(Some(value)) => value.clone(),
        _ => "(none)".to_owned(),
    };
    let mut keys: Vec<_> = (0..scene.graph.group_by.len()).map(key).collect();
    if series.is_others {
        keys.truncate(1);
    }
    keys
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use model::{
        figures::Figures,
        graph::{GraphDraft, Plot},
    };

    use super::*;

    #[test]
    fn a_group_of_two_fields_is_one_row_with_a_figure_for_each_plot() {
        let one = |plot: usize, by: [Option<&str>; 2], total: f64| Series {
            plot,
            by: by.map(|value| value.map(str::to_owned)).to_vec(),
            total: Some(total),
            ..Series::default()
        };
        let others = Series { is_others: true, by: vec![], total: Some(9.0), ..Series::default() };
        let (iam, none) = ([Some("iam"), Some("eu-de")], [Some("iam"), None]);
        let series = vec![others, one(0, iam, 5.0), one(0, none, 3.0), one(1, none, 2.0)];
        let figures = Figures { series, ..Figures::default() };
        let plot = |label: &str| Plot { label: label.to_owned(), ..Plot::default() };
        let graph = GraphDraft {
            plots: vec![plot("all"), plot("refused")],
            group_by: vec!["app".to_owned(), "region".to_owned()],
            ..GraphDraft::default()
        };
        let zone = TimeZone::UTC;
        let size = (400.0, 200.0);
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
        let groups = Groups::of(&scene, &figures.series);
        let rows: Vec<_> = groups.rows.iter().map(|row| (row.label(), row.values.clone())).collect();
        let expected = [
            ("iam · eu-de".to_owned(), vec![Some((1, Some(5.0))), None]),
            ("iam · (none)".to_owned(), vec![Some((2, Some(3.0))), Some((3, Some(2.0)))]),
            ("Others".to_owned(), vec![Some((0, Some(9.0))), None]),
        ];
        assert_eq!(rows, expected);
        assert_eq!(groups.names, ["all", "refused"]);
    }
}
