//! The scale of values: where it begins and ends, and the round numbers written along it.

use model::graph::Unit;

/// A scale of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// Its least value.
    pub low: f64,
    /// Its greatest.
    pub high: f64,
    /// How far apart its ticks are.
    pub step: f64,
    /// Its ticks, rising.
    pub ticks: Vec<f64>,
}

/// What a scale has to show.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// The least and the greatest value.
    pub values: (f64, f64),
    /// The ends somebody wrote.
    pub ends: (Option<f64>, Option<f64>),
    /// What the numbers are.
    pub unit: Unit,
    /// How many ticks there is room for.
    pub room: usize,
    /// Whether there are only whole numbers.
    pub whole: bool,
}

impl Scale {
    /// Makes the scale that shows what is wished for, and zero with it unless an end is written.
    pub fn of(wish: Wish) -> Self {
        let (least, greatest) = (wish.values.0.min(0.0), wish.values.1.max(0.0));
        let low = wish.ends.0.unwrap_or(least.min(wish.ends.1.map_or(0.0, |end| end.min(0.0))));
        let high = wish.ends.1.unwrap_or(greatest);
        let (low, high) = apart(low, high, wish);
        let room = precise(wish.room.max(1));
        let least_step = if wish.whole && matches!(wish.unit, Unit::None | Unit::Bytes) { 1.0 } else { 0.0 };
        let step = step(((high - low) / room).max(least_step), wish.unit, wish.whole)
            .max(high.abs().max(low.abs()) * 1e-12);
        let low = wish.ends.0.unwrap_or_else(|| (low / step + 1e-9).floor() * step);
        let high = wish.ends.1.unwrap_or_else(|| (high / step - 1e-9).ceil() * step);
        let first = (low / step - 1e-9).ceil();
        let count = ((high / step + 1e-9).floor() - first).clamp(0.0, 4.0 * room);
        let mut ticks = Vec::new();
        let mut place = 0.0;
        while place <= count {
            ticks.push((first + place) * step);
            place += 1.0;
        }
        Self { low, high, step, ticks }
    }

    /// Where a value stands between the ends: 0 at the low one, 1 at the high one, never outside.
    pub fn part(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

/// Ends that are the same are moved apart, the free one first.
fn apart(low: f64, high: f64, wish: Wish) -> (f64, f64) {
    let least = low.abs().max(high.abs()).max(f64::MIN_POSITIVE) * 1e-9;
    if high - low > least {
        return (low, high);
    }
    let by = low.abs().max(if matches!(wish.unit, Unit::Share) { 0.01 } else { 1.0 });
    match wish.ends {
        (_, Some(_)) => (high - by, high),
        _ => (low, low + by),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few ticks")]
fn precise(count: usize) -> f64 {
    count as f64
}

/// The next round distance that is not smaller.
fn step(least: f64, unit: Unit, whole: bool) -> f64 {
    match unit {
        Unit::Bytes => 2_f64.powf(least.log2().ceil()).max(f64::MIN_POSITIVE),
        Unit::Milliseconds => time_step(least),
        Unit::Seconds => time_step(least * 1000.0) / 1000.0,
        Unit::Share => decimal_step(least * 100.0) / 100.0,
        // Between whole numbers there is no half.
        Unit::None if whole && least > 2.0 && least <= 2.5 => 5.0,
        Unit::None | Unit::Percent => decimal_step(least),
    }
}

fn decimal_step(least: f64) -> f64 {
    let ten = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .map(|one| one * ten)
        .into_iter()
        .find(|one| *one >= least * (1.0 - 1e-9))
        .unwrap_or(10.0 * ten)
}

fn time_step(least: f64) -> f64 {
    const DAY: f64 = 86_400_000.0;
    const MINUTE: f64 = 60_000.0;
    if least <= 500.0 {
        return decimal_step(least);
    }
    let seconds = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0];
    let steps = (seconds.map(|one| one * 1000.0).into_iter())
        .chain(seconds.map(|one| one * MINUTE))
        .chain([1.0, 2.0, 3.0, 6.0, 12.0].map(|one| one * 60.0 * MINUTE));
    { steps }.find(|one| *one >= least).unwrap_or_else(|| DAY * decimal_step(least / DAY).max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(least: f64, greatest: f64) -> Wish {
        Wish { values: (least, greatest), ends: (None, None), unit: Unit::None, room: 5, whole: false }
    }

    #[test]
    fn a_scale_ends_at_round_numbers_and_shows_zero() {
        let check = |values: (f64, f64), low: f64, high: f64, step: f64| {
            let scale = Scale::of(wish(values.0, values.1));
            assert_eq!((scale.low, scale.high, scale.step), (low, high, step), "{values:?}");
        };
        check((0.0, 87.0), 0.0, 100.0, 20.0);
        check((3.0, 11.0), 0.0, 12.5, 2.5);
        check((-30.0, 60.0), -40.0, 60.0, 20.0);
        check((-7.0, -2.0), -8.0, 0.0, 2.0);
        check((0.0, 0.0), 0.0, 1.0, 0.2);
        check((0.0, 1e15), 0.0, 1e15, 2e14);
    }

    #[test]
    fn bytes_and_lengths_of_time_have_round_steps_of_their_own() {
        let step = |greatest: f64, unit: Unit| Scale::of(Wish { unit, ..wish(0.0, greatest) }).step;
        assert_eq!(step(10_000.0, Unit::Bytes), 2048.0);
        assert_eq!(step(3_000_000.0, Unit::Milliseconds), 600_000.0);
        assert_eq!(step(200.0, Unit::Seconds), 60.0);
        assert_eq!(step(40_000_000.0, Unit::Seconds), 8_640_000.0);
    }

    #[test]
    fn whole_numbers_have_whole_ticks() {
        let scale = Scale::of(Wish { whole: true, ..wish(0.0, 2.0) });
        assert_eq!(scale.ticks, [0.0, 1.0, 2.0]);
        let narrow = Scale::of(Wish { whole: true, room: 3, ..wish(0.0, 7.0) });
        assert_eq!(narrow.ticks, [0.0, 5.0, 10.0]);
    }

    #[test]
    fn the_ends_somebody_wrote_are_kept() {
        let written = |low, high, values: (f64, f64)| {
            let scale = Scale::of(Wish { ends: (low, high), ..wish(values.0, values.1) });
            (scale.low, scale.high)
        };
        assert_eq!(written(Some(995.0), Some(1005.0), (0.0, 1e6)), (995.0, 1005.0));
        assert_eq!(written(Some(50.0), None, (1.0, 9.0)).0, 50.0);
        assert_eq!(written(None, Some(-5.0), (-3.0, -1.0)).1, -5.0);
        assert!(written(Some(50.0), None, (1.0, 9.0)).1 > 50.0);
    }
}
