//! The rules of a graph.

use super::{COLUMNS, Compare, GraphDraft, GraphKind, Operation, Plot, ROWS, Stacking, Then, letter};
use crate::formula::Formula;

/// How many plots a graph may have.
pub const PLOTS_MAX: usize = 10;
/// How many groups are shown by themselves at most.
pub const TOP_MAX: u16 = 50;
/// How many fields it may be grouped by, and how many thresholds it may have.
const FIELDS_MAX: usize = 2;
const THRESHOLDS_MAX: usize = 8;
/// The longest title and label, query, field, and filter value, in characters.
const TITLE_MAX: usize = 200;
const QUERY_MAX: usize = 8000;
const FIELD_MAX: usize = 200;
const VALUE_MAX: usize = 512;
/// How many sources, apps, levels or tags a plot may name.
const FILTER_MAX: usize = 100;
/// The longest formula.
const FORMULA_MAX: usize = 500;
/// How long all texts of a graph are together, in bytes.
const TEXTS_MAX: usize = 16_000;
/// The narrowest graph, in columns.
pub const NARROWEST: u8 = 3;

/// Why what was written is not a graph, in words for people, and which part of it is meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct GraphError {
    /// The part, as it is sent: `title`, `plots[1].field`.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

impl GraphDraft {
    /// Checks all rules and takes the space off both ends of texts. Whether queries and formulas can be
    /// read is for the caller, who has the parsers.
    pub fn check(mut self) -> Result<Self, GraphError> {
        trim(&mut self.title);
        trim(&mut self.query);
        self.group_by.iter_mut().for_each(trim);
        self.group_by.retain(|field| !field.is_empty());
        self.plots.iter_mut().for_each(Plot::trim);
        self.thresholds.iter_mut().for_each(|threshold| trim(&mut threshold.label));
        self.thresholds.sort_by(|one, other| one.value.total_cmp(&other.value));
        if self.title.is_empty() {
            return wrong("title", "a graph needs a title");
        }
        bounded("title", &self.title, TITLE_MAX)?;
        bounded("query", &self.query, QUERY_MAX)?;
        self.plots_fit()?;
        self.groups_fit()?;
        self.drawing_fits()?;
        if self.plots.iter().map(Plot::len).sum::<usize>() + self.query.len() > TEXTS_MAX {
            return wrong(
                "plots",
                format!("the texts of a graph are longer than {TEXTS_MAX} bytes together"),
            );
        }
        Ok(self)
    }

    /// The places of the plots that are shown.
    pub fn shown(&self) -> impl Iterator<Item = usize> + '_ {
        self.plots.iter().enumerate().filter(|(_, plot)| !plot.hidden).map(|(place, _)| place)
    }

    fn plots_fit(&self) -> Result<(), GraphError> {
        if self.plots.is_empty() || self.plots.len() > PLOTS_MAX {
            return wrong("plots", format!("a graph has 1 to {PLOTS_MAX} plots"));
        }
        match self.shown().count() {
            0 => return wrong("plots", "every plot is hidden; show at least one"),
            2.. if self.kind.is_single() => {
                let message =
                    format!("a graph of the kind {} shows one plot; hide the others", self.kind.as_str());
                return wrong("plots", message);
            }
            _ => {}
        }
        if self.plots.iter().all(|plot| plot.operation.is_of_plots()) {
            return wrong("plots", "at least one plot has to count lines");
        }
        (self.plots.iter().enumerate()).try_for_each(|(place, plot)| self.plot_fits(place, plot))
    }

    fn plot_fits(&self, place: usize, plot: &Plot) -> Result<(), GraphError> {
        let part = |name: &str| format!("plots[{place}].{name}");
        bounded(&part("label"), &plot.label, TITLE_MAX)?;
        bounded(&part("query"), &plot.query, QUERY_MAX)?;
        bounded(&part("field"), &plot.field, FIELD_MAX)?;
        bounded(&part("formula"), &plot.formula, FORMULA_MAX)?;
        for (name, filter) in
            [("hosts", &plot.hosts), ("apps", &plot.apps), ("levels", &plot.levels), ("tags", &plot.tags)]
        {
            if filter.len() > FILTER_MAX || filter.iter().any(|value| value.chars().count() > VALUE_MAX) {
                let message = format!("at most {FILTER_MAX} values of at most {VALUE_MAX} characters");
                return wrong(part(name), message);
            }
        }
        if plot.operation.needs_field() && plot.field.is_empty() {
            let message = format!("{} needs a field", plot.operation.told().to_lowercase());
            return wrong(part("field"), message);
        }
        // Plots may only look back, so that none is computed of itself.
        let is_before = |text: &str| (0..place).any(|earlier| text.chars().eq([letter(earlier)]));
        match plot.operation {
            Operation::Ratio => {
                for (name, text) in [("part", &plot.part), ("whole", &plot.whole)] {
                    if !is_before(text) {
                        return wrong(part(name), "a ratio names the letters of two plots before it");
                    }
                }
            }
            Operation::Formula if plot.formula.is_empty() => {
                return wrong(part("formula"), "a formula is something like 100 * a / b");
            }
            Operation::Formula => {
                let formula = Formula::parse(&plot.formula);
                let formula = formula.or_else(|error| wrong(part("formula"), error.to_string()))?;
                if let Some(own) = formula.letters().into_iter().find(|own| !is_before(&own.to_string())) {
                    return wrong(part("formula"), format!("there is no plot {own} before it"));
                }
            }
            _ => {}
        }
        let over_time = matches!(plot.then, Then::Cumulative | Then::Difference);
        let by_length = plot.then.rate_ms().is_some();
        if (over_time && !self.kind.is_over_time()) || (by_length && self.kind == GraphKind::Heat) {
            let message = format!(
                "a graph of the kind {} has no {}",
                self.kind.as_str(),
                plot.then.told().to_lowercase()
            );
            return wrong(part("then"), message);
        }
        Ok(())
    }

    fn groups_fit(&self) -> Result<(), GraphError> {
        if self.group_by.len() > FIELDS_MAX {
            return wrong("groupBy", format!("a graph is grouped by at most {FIELDS_MAX} fields"));
        }
        for field in &self.group_by {
            bounded("groupBy", field, FIELD_MAX)?;
        }
        if self.kind.is_single() && !self.group_by.is_empty() {
            return wrong("groupBy", format!("a graph of the kind {} has no groups", self.kind.as_str()));
        }
        if !(1..=TOP_MAX).contains(&self.top) {
            return wrong("top", format!("1 to {TOP_MAX} groups can be shown"));
        }
        Ok(())
    }

    fn drawing_fits(&self) -> Result<(), GraphError> {
        let stacks = matches!(self.kind, GraphKind::Area | GraphKind::Column);
        if self.stacking != Stacking::None && !stacks {
            return wrong("stacking", "only areas and columns stand on each other");
        }
        let compares = matches!(self.kind, GraphKind::Line | GraphKind::Number);
        if self.compare != Compare::None && !compares {
            return wrong("compare", "only lines and numbers are compared with an earlier time");
        }
        if self.thresholds.len() > THRESHOLDS_MAX {
            return wrong("thresholds", format!("at most {THRESHOLDS_MAX} thresholds"));
        }
        for (place, threshold) in self.thresholds.iter().enumerate() {
            bounded(&format!("thresholds[{place}].label"), &threshold.label, TITLE_MAX)?;
        }
        let scale = [self.min, self.max].into_iter().flatten();
        let numbers = self.thresholds.iter().map(|threshold| threshold.value).chain(scale);
        if { numbers }.any(|number| !number.is_finite() || number.abs() > 1e15) {
            return wrong("thresholds", "a number is too far from zero to be drawn");
        }
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min >= max
        {
            return wrong("max", "the scale ends before it begins");
        }
        if !(NARROWEST..=COLUMNS).contains(&self.width) {
            return wrong("width", format!("a graph takes {NARROWEST} to {COLUMNS} columns"));
        }
        if !(1..=ROWS).contains(&self.height) {
            return wrong("height", format!("a graph takes 1 to {ROWS} rows"));
        }
        Ok(())
    }
}

impl Plot {
    fn len(&self) -> usize {
        let filters = [&self.hosts, &self.apps, &self.levels, &self.tags];
        let texts = [&self.label, &self.field, &self.query, &self.formula];
        texts.into_iter().chain(filters.into_iter().flatten()).map(String::len).sum()
    }

    fn trim(&mut self) {
        let texts = [
            &mut self.label,
            &mut self.field,
            &mut self.query,
            &mut self.part,
            &mut self.whole,
            &mut self.formula,
        ];
        texts.into_iter().for_each(trim);
        for filter in [&mut self.hosts, &mut self.apps, &mut self.levels, &mut self.tags] {
            filter.iter_mut().for_each(trim);
            filter.retain(|value| !value.is_empty());
        }
    }
}

fn trim(text: &mut String) {
    let trimmed = text.trim();
    if trimmed.len() != text.len() {
        *text = trimmed.to_owned();
    }
}

fn bounded(field: &str, text: &str, most: usize) -> Result<(), GraphError> {
    if text.chars().count() <= most {
        return Ok(());
    }
    wrong(field, format!("it is longer than {most} characters"))
}

fn wrong<T>(field: impl Into<String>, message: impl Into<String>) -> Result<T, GraphError> {
    Err(GraphError { field: field.into(), message: message.into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Level, Threshold};

    fn counting() -> GraphDraft {
        GraphDraft { title: "Refusals".to_owned(), plots: vec![Plot::default()], ..GraphDraft::default() }
    }

    fn ratio(part: &str, whole: &str) -> Plot {
        let (part, whole) = (part.to_owned(), whole.to_owned());
        Plot { operation: Operation::Ratio, part, whole, ..Plot::default() }
    }

    fn refused(draft: GraphDraft) -> String {
        draft.check().unwrap_err().field
    }

    #[test]
    fn plots_are_computed_of_plots_before_them_alone() {
        let with = |plots: Vec<Plot>| GraphDraft { plots, ..counting() };
        assert!(with(vec![Plot::default(), Plot::default(), ratio("a", "b")]).check().is_ok());
        assert_eq!(refused(with(vec![Plot::default(), ratio("a", "b")])), "plots[1].whole");
        assert_eq!(refused(with(vec![Plot::default(), ratio("", "a")])), "plots[1].part");
        assert_eq!(refused(with(vec![ratio("a", "a")])), "plots");
        assert_eq!(refused(with(vec![])), "plots");
        let formula = |text: &str| {
            let formula = text.to_owned();
            with(vec![Plot::default(), Plot { operation: Operation::Formula, formula, ..Plot::default() }])
        };
        assert!(formula("100 * a / (a + 1)").check().is_ok());
        for wrong in ["", "a +", "a + b", "100 * c"] {
            assert_eq!(refused(formula(wrong)), "plots[1].formula", "{wrong}");
        }
    }

    #[test]
    fn a_kind_is_not_asked_for_what_it_can_not_show() {
        let of = |kind| GraphDraft { kind, ..counting() };
        let grouped = vec!["action".to_owned()];
        assert_eq!(refused(GraphDraft { group_by: grouped.clone(), ..of(GraphKind::Gauge) }), "groupBy");
        assert!(GraphDraft { group_by: grouped, ..of(GraphKind::Bar) }.check().is_ok());
        assert_eq!(refused(GraphDraft { stacking: Stacking::Share, ..of(GraphKind::Line) }), "stacking");
        assert_eq!(refused(GraphDraft { compare: Compare::Day, ..of(GraphKind::Table) }), "compare");
        let sums = vec![Plot { then: Then::Cumulative, ..Plot::default() }];
        assert_eq!(refused(GraphDraft { plots: sums, ..of(GraphKind::Bar) }), "plots[0].then");
        assert_eq!(refused(GraphDraft { plots: vec![Plot::default(); 2], ..of(GraphKind::Number) }), "plots");
    }

    #[test]
    fn figures_of_values_need_a_field() {
        let plots = |field: &str| {
            vec![Plot { operation: Operation::P95, field: field.to_owned(), ..Plot::default() }]
        };
        assert_eq!(refused(GraphDraft { plots: plots(" "), ..counting() }), "plots[0].field");
        assert!(GraphDraft { plots: plots("reason.reasonCode"), ..counting() }.check().is_ok());
    }

    #[test]
    fn thresholds_stand_in_order_and_are_numbers() {
        let at = |value| Threshold { value, level: Level::Critical, label: String::new() };
        let draft = GraphDraft { thresholds: vec![at(9.0), at(2.0)], ..counting() };
        assert_eq!(draft.check().unwrap().thresholds, [at(2.0), at(9.0)]);
        assert_eq!(refused(GraphDraft { thresholds: vec![at(f64::NAN)], ..counting() }), "thresholds");
        assert_eq!(refused(GraphDraft { min: Some(1.0), max: Some(1.0), ..counting() }), "max");
        assert_eq!(refused(GraphDraft { width: 13, ..counting() }), "width");
    }
}
