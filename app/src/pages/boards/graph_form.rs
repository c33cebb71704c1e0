//! A graph as it is written in a form.

use serde::{Deserialize, Serialize};

/// Everything that the form of a graph holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "the browser sends the form as it is written"))]
pub struct GraphForm {
    /// How it is called.
    pub title: String,
    /// How it is drawn.
    pub kind: String,
    /// What all its lines must match.
    pub query: String,
    /// The fields it is grouped by, with a comma between them.
    pub group_by: String,
    /// How many groups are shown.
    pub top: String,
    /// Whether series stand on each other.
    pub stacking: String,
    /// The earlier time beside it.
    pub compare: String,
    /// Values with a meaning, one a line: `100 critical too many`.
    pub thresholds: String,
    /// What the numbers are.
    pub unit: String,
    /// Whether the names of the series stand below; sent when they do.
    pub legend: String,
    /// Where the scale begins.
    pub min: String,
    /// Where it ends.
    pub max: String,
    /// How many columns it takes.
    pub width: String,
    /// How many rows it takes.
    pub height: String,
    /// Its plots; one without an operation is none.
    pub plots: Vec<PlotForm>,
}

/// Everything that the form of a plot holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlotForm {
    /// What is computed; nothing where there is no plot.
    pub operation: String,
    /// What it is called.
    pub label: String,
    /// The field it is computed of.
    pub field: String,
    /// Which lines.
    pub query: String,
    /// Filters beside the query, one a line: `host: kms`.
    pub filters: String,
    /// Two letters or an expression, for what is computed of other plots.
    pub of: String,
    /// What is made of the values in the order of time.
    pub then: String,
    /// Whether it is only there for others; sent when it is.
    pub hidden: String,
}

#[cfg(feature = "ssr")]
mod reading {
    use model::graph::{
        Compare, GraphDraft, GraphKind, Level, Operation, Plot, Stacking, Then, Threshold, Unit,
    };

    use super::{GraphForm, PlotForm};

    /// The field a form has wrong, and what is wrong with it.
    type Wrong = (&'static str, String);

    impl GraphForm {
        /// The form of a graph that is there.
        pub fn of(draft: &GraphDraft) -> Self {
            let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
            let threshold = |one: &Threshold| format!("{} {} {}", one.value, one.level.as_str(), one.label);
            let thresholds: Vec<String> =
                draft.thresholds.iter().map(|one| threshold(one).trim().to_owned()).collect();
            Self {
                title: draft.title.clone(),
                kind: draft.kind.as_str().to_owned(),
                query: draft.query.clone(),
                group_by: draft.group_by.join(", "),
                top: draft.top.to_string(),
                stacking: draft.stacking.as_str().to_owned(),
                compare: draft.compare.as_str().to_owned(),
                thresholds: thresholds.join("\n"),
                unit: draft.unit.as_str().to_owned(),
                legend: if draft.legend { "true".to_owned() } else { String::new() },
                min: number(draft.min),
                max: number(draft.max),
                width: draft.width.to_string(),
                height: draft.height.to_string(),
                plots: draft.plots.iter().map(PlotForm::of).collect(),
            }
        }

        /// The same, as the names and values of an address have it.
        pub fn read<'a>(part: impl Fn(&str) -> &'a str) -> Self {
            let text = |name: &str| part(&format!("graph[{name}]")).to_owned();
            let plot = |place: usize| {
                let text = |name: &str| part(&format!("graph[plots][{place}][{name}]")).to_owned();
                PlotForm {
                    operation: text("operation"),
                    label: text("label"),
                    field: text("field"),
                    query: text("query"),
                    filters: text("filters"),
                    of: text("of"),
                    then: text("then"),
                    hidden: text("hidden"),
                }
            };
            Self {
                title: text("title"),
                kind: text("kind"),
                query: text("query"),
                group_by: text("group_by"),
                top: text("top"),
                stacking: text("stacking"),
                compare: text("compare"),
                thresholds: text("thresholds"),
                unit: text("unit"),
                legend: text("legend"),
                min: text("min"),
                max: text("max"),
                width: text("width"),
                height: text("height"),
                plots: (0..model::graph::PLOTS_MAX)
                    .map(plot)
                    .filter(|plot| !plot.operation.is_empty())
                    .collect(),
            }
        }

        /// The graph that is written.
        pub fn draft(&self) -> Result<GraphDraft, Wrong> {
            let usual = GraphDraft::default();
            let plots = self.plots.iter().filter(|plot| !plot.operation.is_empty()).map(PlotForm::plot);
            let thresholds = self.thresholds.lines().filter(|line| !line.trim().is_empty()).map(threshold);
            Ok(GraphDraft {
                title: self.title.clone(),
                kind: word("graph[kind]", &self.kind, GraphKind::named)?,
                plots: plots.collect::<Result<_, _>>()?,
                query: self.query.clone(),
                group_by: self.group_by.split(',').map(|field| field.trim().to_owned()).collect(),
                top: whole("graph[top]", &self.top)?.unwrap_or(usual.top),
                stacking: word("graph[stacking]", &self.stacking, Stacking::named)?,
                compare: word("graph[compare]", &self.compare, Compare::named)?,
                thresholds: thresholds.collect::<Result<_, _>>()?,
                unit: word("graph[unit]", &self.unit, Unit::named)?,
                legend: !self.legend.is_empty(),
                min: number("graph[min]", &self.min)?,
                max: number("graph[max]", &self.max)?,
                width: whole("graph[width]", &self.width)?.unwrap_or(usual.width),
                height: whole("graph[height]", &self.height)?.unwrap_or(usual.height),
            })
        }
    }

    impl PlotForm {
        fn of(plot: &Plot) -> Self {
            let filters =
                [("host", &plot.hosts), ("app", &plot.apps), ("level", &plot.levels), ("tag", &plot.tags)];
            let lines = filters
                .iter()
                .flat_map(|(name, values)| values.iter().map(move |value| format!("{name}: {value}")));
            Self {
                operation: plot.operation.as_str().to_owned(),
                label: plot.label.clone(),
                field: plot.field.clone(),
                query: plot.query.clone(),
                filters: lines.collect::<Vec<_>>().join("\n"),
                of: match plot.operation {
                    Operation::Ratio => format!("{} / {}", plot.part, plot.whole),
                    _ => plot.formula.clone(),
                },
                then: plot.then.as_str().to_owned(),
                hidden: if plot.hidden { "true".to_owned() } else { String::new() },
            }
        }

        fn plot(&self) -> Result<Plot, Wrong> {
            let operation = word("graph[plots]", &self.operation, Operation::named)?;
            let mut plot = Plot {
                label: self.label.clone(),
                operation,
                field: self.field.clone(),
                query: self.query.clone(),
                then: word("graph[plots]", &self.then, Then::named)?,
                hidden: !self.hidden.is_empty(),
                ..Plot::default()
            };
            match operation {
                Operation::Ratio => {
                    let wrong = || ("graph[plots]", "a ratio is written as a / b".to_owned());
                    let (part, whole) = self.of.split_once('/').ok_or_else(wrong)?;
                    part.trim().clone_into(&mut plot.part);
                    whole.trim().clone_into(&mut plot.whole);
                }
                Operation::Formula => plot.formula = self.of.clone(),
                _ => {}
            }
            for line in self.filters.lines().map(str::trim).filter(|line| !line.is_empty()) {
                let (name, value) = line.split_once(':').unwrap_or((line, ""));
                let list = match name.trim() {
                    "host" => &mut plot.hosts,
                    "app" => &mut plot.apps,
                    "level" => &mut plot.levels,
                    "tag" => &mut plot.tags,
                    _ => {
                        let why =
                            format!("{line:?} is no filter; write host:, app:, level: or tag: and a value");
                        return Err(("graph[plots]", why));
                    }
                };
                list.push(value.trim().to_owned());
            }
            Ok(plot)
        }
    }

    fn word<T: Default>(
        field: &'static str,
        text: &str,
        named: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Wrong> {
        match text.trim() {
            "" => Ok(T::default()),
            text => named(text).ok_or_else(|| (field, format!("{text:?} is none of the choices"))),
        }
    }

    fn whole<T: std::str::FromStr>(field: &'static str, text: &str) -> Result<Option<T>, Wrong> {
        let text = text.trim();
        let wrong = |_| (field, format!("{text:?} is no whole number in bounds"));
        (!text.is_empty()).then(|| text.parse().map_err(wrong)).transpose()
    }

    fn number(field: &'static str, text: &str) -> Result<Option<f64>, Wrong> {
        let text = text.trim();
        let wrong = |_| (field, format!("{text:?} is no number"));
        (!text.is_empty()).then(|| text.parse().map_err(wrong)).transpose()
    }

    fn threshold(line: &str) -> Result<Threshold, Wrong> {
        let field = "graph[thresholds]";
        let mut words = line.trim().splitn(3, char::is_whitespace);
        let value = number(field, words.next().unwrap_or_default())?.unwrap_or_default();
        let level = word(field, words.next().unwrap_or_default(), Level::named)?;
        Ok(Threshold { value, level, label: words.next().unwrap_or_default().trim().to_owned() })
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_graph_survives_being_written_into_the_form_and_read() {
            let plot = |operation| Plot { operation, ..Plot::default() };
            let draft = GraphDraft {
                title: "Refusals".to_owned(),
                kind: GraphKind::Line,
                plots: vec![
                    Plot {
                        hosts: vec!["kms".to_owned()],
                        levels: vec!["warning".to_owned()],
                        ..plot(Operation::Count)
                    },
                    Plot {
                        field: "reason.reasonCode".to_owned(),
                        then: Then::PerHour,
                        hidden: true,
                        ..plot(Operation::P95)
                    },
                    Plot { part: "a".to_owned(), whole: "b".to_owned(), ..plot(Operation::Ratio) },
                    Plot { formula: "100 * a / b".to_owned(), ..plot(Operation::Formula) },
                ],
                group_by: vec!["action".to_owned(), "outcome".to_owned()],
                thresholds: vec![
                    Threshold { value: -2.5, level: Level::Good, label: String::new() },
                    Threshold { value: 100.0, level: Level::Critical, label: "too many of them".to_owned() },
                ],
                compare: Compare::Week,
                min: Some(0.5),
                legend: false,
                ..GraphDraft::default()
            };
            assert_eq!(GraphForm::of(&draft).draft(), Ok(draft));
        }

        #[test]
        fn what_can_not_be_read_is_said() {
            let form = |top: &str, thresholds: &str| GraphForm {
                top: top.to_owned(),
                thresholds: thresholds.to_owned(),
                ..GraphForm::default()
            };
            assert_eq!(form("ten", "").draft().unwrap_err().0, "graph[top]");
            assert_eq!(form("", "many critical").draft().unwrap_err().0, "graph[thresholds]");
            assert_eq!(form("", "5 mauve").draft().unwrap_err().0, "graph[thresholds]");
        }
    }
}
