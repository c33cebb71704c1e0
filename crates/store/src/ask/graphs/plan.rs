//! A plot made ready to be asked of tiers.

use query::{Matcher, Query};

use crate::ask::{GraphAsk, Operation, PlotAsk, Stretches, graphs::remembered::Wording, values::Field};

/// How many fields a graph is grouped by at most.
const FIELDS: usize = 2;

/// One plot of a graph.
pub(super) struct Plan {
    pub matcher: Matcher,
    /// First moment and the moment after the last.
    pub range: (i64, i64),
    pub operation: Operation,
    /// None for a figure of the lines themselves.
    pub field: Option<Field>,
    pub by: Vec<Field>,
    pub stretches: Stretches,
    pub wording: Wording,
    /// The number of its lines: plots of the same query, filters and range share them.
    pub lines: usize,
}

/// What has been asked before, so that what is the same is found once.
#[derive(Default)]
pub(super) struct Plans {
    lines: Vec<(String, (i64, i64))>,
}

impl Plans {
    /// Makes the plots of a graph ready.
    pub fn of(&mut self, ask: &GraphAsk, scope: &Query) -> Vec<Plan> {
        let by: Vec<Field> = ask.by.iter().take(FIELDS).map(|path| Field::new(path)).collect();
        ask.plots.iter().map(|plot| self.plan(plot, &by, scope)).collect()
    }

    fn plan(&mut self, plot: &PlotAsk, by: &[Field], scope: &Query) -> Plan {
        let selection = &plot.selection;
        let field = (!plot.field.is_empty()).then(|| Field::new(&plot.field));
        let range = plot.stretches.within(selection.from_ms, selection.to_ms);
        let asked = [selection.query.to_string(), format!("{:?}", selection.filters), scope.to_string()];
        let mut texts: Vec<&str> = asked.iter().map(String::as_str).collect();
        texts.push(field.as_ref().map_or("", Field::name));
        texts.extend(by.iter().map(Field::name));
        let wording = Wording::new(&texts, plot.operation);
        let lines = (asked.join("\0"), range);
        let known = self.lines.iter().position(|known| *known == lines);
        let lines = known.unwrap_or_else(|| {
            self.lines.push(lines);
            self.lines.len() - 1
        });
        Plan {
            matcher: Matcher::new(&selection.query).with_filters(&selection.filters).and(Matcher::new(scope)),
            range,
            operation: plot.operation,
            field,
            by: by.to_vec(),
            stretches: plot.stretches.clone(),
            wording,
            lines,
        }
    }
}

impl Plan {
    /// Whether an index knows the values of all its fields.
    pub fn is_known(&self) -> bool {
        self.by.iter().chain(&self.field).all(Field::is_known)
    }
}
