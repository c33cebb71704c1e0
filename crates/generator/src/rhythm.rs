//! When events happen: working hours are busy, nights and weekends quiet.

use crate::dice::Dice;

/// How busy each hour (UTC) is, in percent; the mean is 100.
const HOURS: [i64; 24] = [
    40, 36, 60, 36, 40, 52, 76, 116, 152, 168, 172, 160, 140, 156, 168, 164, 148, 120, 96, 80, 68, 60, 52, 40,
];

const HOUR_US: i64 = 3_600_000_000;

/// The time to the next event, in microseconds: even between nothing and twice the mean.
pub(crate) fn gap_us(dice: &mut Dice, mean_ms: f64, clock_us: i64, rhythm: bool) -> i64 {
    // Bounded, so that the sums below can not overflow: at most a year.
    let mean_us = (mean_ms * 1000.0).clamp(1.0, 3.2e13) as i64;
    let share = if rhythm { busyness(clock_us) } else { 100 };
    dice.between(0, 2 * mean_us + 1) * 100 / share
}

/// How busy this moment is, in percent of the mean over a week.
fn busyness(clock_us: i64) -> i64 {
    let hours = clock_us.div_euclid(HOUR_US);
    // 1970 began on a Thursday.
    let weekend = matches!((hours.div_euclid(24) + 3).rem_euclid(7), 5 | 6);
    HOURS[hours.rem_euclid(24) as usize] * if weekend { 45 } else { 122 } / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_as_busy_as_it_should_be() {
        let week: i64 = (0..7 * 24).map(|hour| busyness(hour * HOUR_US)).sum();
        assert!((97..=101).contains(&(week / (7 * 24))), "{}", week / (7 * 24));
        assert!(busyness(10 * HOUR_US) > 3 * busyness(HOUR_US));
        // 1970-01-03 was a Saturday.
        assert!(busyness((48 + 10) * HOUR_US) < busyness(10 * HOUR_US) / 2);
    }
}
