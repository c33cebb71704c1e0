//! What is drawn, and how much of it at most.

use jiff::tz::TimeZone;
use model::{
    figures::{Figures, Series, Slots},
    graph::{Compare, GraphDraft, GraphKind, Level, Operation},
};

use crate::{
    canvas::tenth,
    drawing::LegendItem,
    moment, number,
    paint::{self, Paint},
    words,
};

/// What nobody could tell apart is not drawn: so many series and stretches are.
const SERIES_MAX: usize = 120;
const SLOTS_MAX: usize = 2000;
/// The smallest and the largest drawing.
const SMALLEST: (f64, f64) = (160.0, 90.0);
const LARGEST: (f64, f64) = (4000.0, 3000.0);
/// Beyond this, sums of values are no numbers any more.
const VALUE_MAX: f64 = 1e100;

/// A graph with its figures, and the place where it is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// What a person wrote.
    pub graph: &'a GraphDraft,
    /// What was computed.
    pub figures: &'a Figures,
    /// The zone moments are told in.
    pub zone: &'a TimeZone,
    /// What the zone is called.
    pub zone_name: &'a str,
    /// Width and height, CSS pixels.
    pub size: (f64, f64),
    /// Where the range begins.
    pub from_ms: i64,
    /// Where it ends.
    pub to_ms: i64,
    /// The places of the series that are left out, as if they were nothing; the legend names them all.
    pub hidden: &'a [usize],
}

impl<'a> Scene<'a> {
    pub(crate) fn bounded_size(&self) -> (f64, f64) {
        let bound = |size: f64, least: f64, most: f64| match size.is_finite() {
            true => tenth(size.clamp(least, most)),
            false => least,
        };
        (bound(self.size.0, SMALLEST.0, LARGEST.0), bound(self.size.1, SMALLEST.1, LARGEST.1))
    }

    /// The series that are drawn.
    pub(crate) fn series(&self) -> &'a [Series] {
        let series = &self.figures.series;
        &series[..series.len().min(self.most())]
    }

    /// Rows of a table are read one by one and may be many.
    fn most(&self) -> usize {
        if self.graph.kind == GraphKind::Table { 10 * SERIES_MAX } else { SERIES_MAX }
    }

    /// What is left out, in words.
    pub(crate) fn note(&self) -> Option<String> {
        let all = (self.figures.series.len(), self.figures.slots.count());
        let (most, is_over) = (self.most(), all.1 > SLOTS_MAX);
        match (all.0 > most, is_over) {
            (false, false) => None,
            (true, _) => Some(format!("{most} of {} series are drawn; the file has all", all.0)),
            (_, true) => Some(format!("{SLOTS_MAX} of {} stretches are drawn; the file has all", all.1)),
        }
    }

    /// Whether a series is left out.
    pub(crate) fn is_hidden(&self, place: usize) -> bool {
        self.hidden.contains(&place)
    }

    /// The series that are not left out, each with its place.
    pub(crate) fn seen(&self) -> impl Iterator<Item = (usize, &'a Series)> + Clone {
        self.series().iter().enumerate().filter(|(place, _)| !self.is_hidden(*place))
    }

    pub(crate) fn paints(&self) -> Vec<Paint> {
        paint::of(self.graph, self.figures, self.series().len())
    }

    /// The borders of the stretches that are drawn; none where they are not a rising row of moments.
    pub(crate) fn borders(&self) -> &'a [i64] {
        match &self.figures.slots {
            Slots::Times(borders)
                if borders.len() > 1 && borders.windows(2).all(|pair| pair[0] < pair[1]) =>
            {
                &borders[..borders.len().min(SLOTS_MAX + 1)]
            }
            _ => &[],
        }
    }

    /// Whether nothing was found at all.
    pub(crate) fn is_empty(&self) -> bool {
        let is_nothing = |value: &Option<f64>| match self.figures.lines {
            0 => value.is_none_or(|value| value == 0.0),
            _ => value.is_none(),
        };
        let mut values = self.seen().flat_map(|(_, series)| series.values.iter().chain([&series.total]));
        values.all(is_nothing)
    }

    /// What is said where nothing was found.
    pub(crate) fn nothing(&self) -> &'static str {
        if !self.series().is_empty() && self.seen().next().is_none() {
            return "All series are hidden";
        }
        if self.figures.lines == 0 { "No events in this time" } else { "No values in this time" }
    }

    pub(crate) fn short(&self, value: f64) -> String {
        number::short(value, self.graph.unit)
    }

    pub(crate) fn exact(&self, value: Option<f64>) -> String {
        value.map_or_else(|| "–".to_owned(), |value| number::exact(value, self.graph.unit))
    }

    /// The range in words, with its years and zone.
    pub(crate) fn range(&self) -> String {
        let (from, to) = (moment::dated(self.from_ms, self.zone), moment::dated(self.to_ms, self.zone));
        format!("{from} to {to} ({})", self.zone_name)
    }

    /// The title as it is told.
    pub(crate) fn title(&self) -> String {
        words::label(&self.graph.title)
    }

    pub(crate) fn legend(&self, paints: &[Paint], is_line: bool) -> Vec<LegendItem> {
        let item = |(place, (series, paint)): (usize, (&Series, &Paint))| LegendItem {
            series: place,
            class: paint.class.to_owned(),
            pattern: paint.pattern,
            is_line: is_line || series.is_earlier,
            is_earlier: series.is_earlier,
            label: self.named(series),
            value: sane(series.total).map_or_else(|| "–".to_owned(), |total| self.short(total)),
            is_hidden: self.is_hidden(place),
        };
        self.series().iter().zip(paints).enumerate().map(item).collect()
    }

    /// What a series is called; the earlier time says that it is.
    pub(crate) fn named(&self, series: &Series) -> String {
        words::label(&self.whole_name(series))
    }

    /// The same, however long.
    pub(crate) fn whole_name(&self, series: &Series) -> String {
        let label = &series.label;
        match (series.is_earlier, self.graph.compare) {
            (false, _) => label.clone(),
            (true, Compare::None | Compare::Previous) => format!("{label}, the time before"),
            (true, compare) => format!("{label}, {}", compare.told().to_lowercase()),
        }
    }

    /// What a plot is called: its label, or what it computes.
    pub(crate) fn plot_named(&self, place: usize) -> String {
        let Some(plot) = self.graph.plots.get(place) else { return "Value".to_owned() };
        let told = match plot.operation {
            _ if !plot.label.is_empty() => plot.label.clone(),
            Operation::Formula => plot.formula.clone(),
            Operation::Ratio => format!("{} / {}", plot.part, plot.whole),
            operation if plot.field.is_empty() => operation.told().to_owned(),
            operation => format!("{}: {}", operation.told(), plot.field),
        };
        words::label(&told)
    }

    /// The gravest threshold a value has come to.
    pub(crate) fn reached(&self, value: f64) -> Option<(Level, String)> {
        let reached = self.graph.thresholds.iter().filter(|threshold| value >= threshold.value);
        let highest = reached.max_by(|one, other| one.value.total_cmp(&other.value))?;
        let word = match highest.label.is_empty() {
            true => highest.level.told().to_owned(),
            false => format!("{}: {}", highest.level.told(), words::label(&highest.label)),
        };
        Some((highest.level, word))
    }
}

/// A value that can be drawn: what is no number is none.
pub fn sane(value: Option<f64>) -> Option<f64> {
    value.filter(|value| !value.is_nan()).map(|value| value.clamp(-VALUE_MAX, VALUE_MAX))
}

/// The value of a series in a slot.
pub fn value(series: &Series, slot: usize) -> Option<f64> {
    sane(series.values.get(slot).copied().flatten())
}
