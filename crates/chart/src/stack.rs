//! From values to spans: where each value begins and ends on the scale.

use model::{
    figures::Series,
    graph::{GraphKind, Stacking, Unit},
};

use crate::scene::{Scene, value};

/// Where the values of all series begin and end, series by series.
#[derive(Debug)]
pub struct Spans {
    /// For each series, for each slot: from where to where. None leaves a gap.
    pub series: Vec<Vec<Option<(f64, f64)>>>,
    /// The unit of the scale: shares are per cent, whatever is shared.
    pub unit: Unit,
    /// Whether series stand on each other.
    pub is_stacked: bool,
}

impl Spans {
    /// Puts the values of a scene beside or on each other.
    pub fn of(scene: &Scene, slots: usize) -> Self {
        let stacking = match scene.graph.kind {
            GraphKind::Area | GraphKind::Column => scene.graph.stacking,
            _ => Stacking::None,
        };
        let is_stacked = stacking != Stacking::None;
        let is_shared = stacking == Stacking::Share;
        let wholes = is_shared.then(|| wholes(scene, slots));
        let (mut above, mut below) = (vec![0.0_f64; slots], vec![0.0_f64; slots]);
        let mut span = |place: usize, value: f64| {
            if !is_stacked {
                return (0.0, value);
            }
            let value = wholes.as_ref().map_or(value, |wholes| share(value, wholes[place]));
            let end = if value < 0.0 { &mut below[place] } else { &mut above[place] };
            let base = *end;
            *end += value;
            (base, *end)
        };
        let mut row = |(place, series): (usize, &Series)| {
            let seen = |slot| value(series, slot).filter(|_| !scene.is_hidden(place));
            (0..slots).map(|slot| seen(slot).map(|value| span(slot, value))).collect()
        };
        let series = scene.series().iter().enumerate().map(&mut row).collect();
        let unit = if is_shared { Unit::Percent } else { scene.graph.unit };
        Self { series, unit, is_stacked }
    }

    /// The least and the greatest place any value begins or ends at.
    pub fn ends(&self) -> (f64, f64) {
        let spans = self.series.iter().flatten().flatten();
        spans.fold((0.0, 0.0), |(least, greatest): (f64, f64), (from, to)| {
            (least.min(*from).min(*to), greatest.max(*from).max(*to))
        })
    }

    /// Whether all ends are whole numbers.
    pub fn is_whole(&self) -> bool {
        self.series.iter().flatten().flatten().all(|(_, to)| to.fract() == 0.0)
    }
}

/// What all series that are seen have together in each slot. Less than nothing has no share.
pub fn wholes(scene: &Scene, slots: usize) -> Vec<f64> {
    let whole =
        |slot| scene.seen().filter_map(|(_, series)| value(series, slot)).map(|one| one.max(0.0)).sum();
    (0..slots).map(whole).collect()
}

/// A part as per cent of a whole.
pub fn share(value: f64, whole: f64) -> f64 {
    if whole > 0.0 { value.max(0.0) / whole * 100.0 } else { 0.0 }
}
