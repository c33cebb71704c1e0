//! From counts to bars: colours, heights, the scale and the axis.

use store::ask::{Answer, Histogram, SeriesOf};

use super::server::{Bar, Bars, Series};
use crate::{
    pages::events::{address::Split, answer::Asked, range::Span, status_line::grouped, zone::Zone},
    ui::Severity,
};

/// How many bars at most: as many as can be told apart and hit.
pub const BARS: usize = 100;
/// How many moments at most are written along the axis.
const TICKS: i64 = 12;
/// What there is at all is seen, even beside much more.
const LEAST: f64 = 2.5;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// The distances between moments that people find round.
const STEPS: [i64; 20] = [
    SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    28 * DAY,
];

/// The name and class of each colour, the gravest first: it stands lowest, where it is seen.
type Palette = [(&'static str, &'static str); 4];
const SEVERITIES: Palette = [
    ("critical", "histogram__part--critical"),
    ("warning", "histogram__part--warning"),
    ("normal", "histogram__part--normal"),
    ("other", "histogram__part--other"),
];
const OUTCOMES: Palette = [
    ("failure", "histogram__part--critical"),
    ("pending", "histogram__part--warning"),
    ("success", "histogram__part--good"),
    ("other", "histogram__part--other"),
];

/// The field the bars are split by.
pub fn field(split: Split) -> &'static str {
    match split {
        Split::Severity => "level",
        Split::Outcome => "outcome",
    }
}

/// Which colour of the palette a series has.
fn colour(split: Split, of: &SeriesOf) -> usize {
    let SeriesOf::Value(value) = of else { return 3 };
    match split {
        Split::Severity => match Severity::of(value) {
            Severity::Critical => 0,
            Severity::Warning => 1,
            Severity::Normal => 2,
            Severity::Other => 3,
        },
        Split::Outcome => OUTCOMES.iter().position(|(name, _)| name == value).unwrap_or(3),
    }
}

/// Draws what was counted.
pub fn draw(answer: &Answer<Histogram>, asked: &Asked) -> Bars {
    let (histogram, zone, span) = (&answer.found, &asked.zone, &asked.span);
    let split = asked.address.split;
    let palette = match split {
        Split::Severity => SEVERITIES,
        Split::Outcome => OUTCOMES,
    };
    let width = histogram.interval_ms.max(1);
    // Empty intervals are part of the picture, also where nothing was found in any.
    let ends = usize::try_from((span.to_ms - 1 - histogram.first_ms) / width + 1).unwrap_or_default();
    let mut counts = vec![[0_u64; 4]; ends.min(2 * BARS)];
    for series in &histogram.series {
        let colour = colour(split, &series.of);
        for (bar, count) in counts.iter_mut().zip(&series.counts) {
            bar[colour] += count;
        }
    }
    let top = round_up(counts.iter().map(|bar| bar.iter().sum()).max().unwrap_or_default());
    let step = step(span, width);
    let bar = |(place, counts): (usize, &[u64; 4])| {
        let start_ms = histogram.first_ms + width * i64::try_from(place).unwrap_or_default();
        let (from_ms, to_ms) = (start_ms.max(span.from_ms), (start_ms + width).min(span.to_ms));
        Bar {
            from: zone.exact(from_ms),
            to: zone.exact(to_ms),
            time: time(zone, from_ms, to_ms),
            told: told(counts, &palette),
            tick: tick(zone, start_ms, from_ms, step),
            parts: parts(counts, top, &palette),
        }
    };
    let named = |(place, (name, class)): (usize, &(&str, &str))| {
        let count: u64 = counts.iter().map(|bar| bar[place]).sum();
        let series = Series { name: (*name).into(), count: grouped(count), class: (*class).into() };
        (count > 0).then_some(series)
    };
    Bars {
        total: grouped(histogram.total),
        single: histogram.total == 1,
        series: palette.iter().enumerate().filter_map(named).collect(),
        bars: counts.iter().enumerate().map(bar).collect(),
        scale: [grouped(top), if top > 1 { grouped(top / 2) } else { String::new() }],
        interval: length(width),
        wider: wider(span, asked.now_ms, zone),
        incomplete: answer.incomplete.clone(),
    }
}

/// The next number that is even and easy to read: 2, 4, 6, 10, 20, 40, 60, 100 and so on.
fn round_up(count: u64) -> u64 {
    let mut ten = 1;
    loop {
        for step in [2, 4, 6, 10] {
            if count <= step * ten {
                return step * ten;
            }
        }
        ten *= 10;
    }
}

#[expect(clippy::cast_precision_loss, reason = "heights of a drawing")]
fn parts(counts: &[u64; 4], top: u64, palette: &Palette) -> Vec<(String, String)> {
    let mut base = 100.0_f64;
    let mut parts = Vec::new();
    for (count, (_, class)) in counts.iter().zip(palette).filter(|(count, _)| **count > 0) {
        let height = (*count as f64 / top as f64 * 100.0).max(LEAST).min(base);
        base -= height;
        parts.push(((*class).to_owned(), format!("M0 {base:.1}h1v{height:.1}h-1z")));
    }
    parts
}

fn told(counts: &[u64; 4], palette: &Palette) -> String {
    let total: u64 = counts.iter().sum();
    let one = |(count, (name, _)): (&u64, &(&str, &str))| format!("{} {name}", grouped(*count));
    let each: Vec<_> = counts.iter().zip(palette).filter(|(count, _)| **count > 0).map(one).collect();
    let events = if total == 1 { "event" } else { "events" };
    match each.len() {
        0 => "no events".to_owned(),
        _ => format!("{} {events}: {}", grouped(total), each.join(", ")),
    }
}

fn time(zone: &Zone, from_ms: i64, to_ms: i64) -> String {
    let seconds = from_ms % MINUTE != 0 || to_ms % MINUTE != 0;
    let end = if seconds { zone.second(to_ms) } else { zone.hour(to_ms) };
    let start = if seconds { zone.second(from_ms) } else { zone.hour(from_ms) };
    format!("{} {start} – {end}", zone.weekday(from_ms))
}

/// How far apart the moments on the axis stand: as close as they may, on the borders of bars.
fn step(span: &Span, width: i64) -> i64 {
    let fits = |step: &&i64| **step % width == 0 && (span.to_ms - span.from_ms) / **step < TICKS;
    STEPS.iter().find(fits).copied().unwrap_or(width * ((span.to_ms - span.from_ms) / width / TICKS + 1))
}

/// What is written where a bar begins. A step of days is counted from midnight of the zone.
fn tick(zone: &Zone, start_ms: i64, from_ms: i64, step: i64) -> String {
    let local_ms = start_ms + zone.offset_ms(start_ms);
    if start_ms < from_ms || local_ms.rem_euclid(step) != 0 {
        return String::new();
    }
    match (local_ms.rem_euclid(DAY), step) {
        (0, _) => zone.short_day(start_ms),
        (_, step) if step < MINUTE => zone.second(start_ms),
        _ => zone.hour(start_ms),
    }
}

fn length(width: i64) -> String {
    let units = [(DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s"), (1, "ms")];
    let unit = units.iter().find(|(unit, _)| width % unit == 0).unwrap_or(&units[4]);
    format!("{} {}", width / unit.0, unit.1)
}

/// A range twice as long around this one. What would end in the future ends now.
fn wider(span: &Span, now_ms: i64, zone: &Zone) -> (String, String) {
    let half = (span.to_ms - span.from_ms) / 2;
    let to_ms = span.to_ms + half;
    let from_ms = if to_ms > now_ms { span.from_ms - 2 * half } else { span.from_ms - half };
    let to = if to_ms > now_ms { String::new() } else { zone.exact(to_ms) };
    (zone.exact(from_ms), to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_number_that_is_easy_to_read_and_to_halve() {
        let rounded: Vec<_> = [0, 1, 3, 5, 7, 11, 41, 99, 601].into_iter().map(round_up).collect();
        assert_eq!(rounded, [2, 2, 4, 6, 10, 20, 60, 100, 1000]);
    }

    #[test]
    fn moments_on_the_axis_are_round_in_the_zone() {
        let span = |hours: i64| Span { from_ms: 0, to_ms: hours * HOUR, open: false };
        assert_eq!((step(&span(24), 15 * MINUTE), step(&span(1), MINUTE)), (3 * HOUR, 10 * MINUTE));
        assert_eq!(step(&span(24 * 30), 8 * HOUR), 7 * DAY);
        let berlin = Zone::find("Europe/Berlin");
        assert_eq!(tick(&berlin, 1_704_409_200_000, 0, 6 * HOUR), "5 Jan");
        assert_eq!(tick(&berlin, 1_704_409_200_000 + 6 * HOUR, 0, 6 * HOUR), "06:00");
        assert_eq!(tick(&berlin, 1_704_409_200_000 + HOUR, 0, 6 * HOUR), "");
    }

    #[test]
    fn a_bar_says_what_it_is_made_of_and_shows_the_little_beside_the_much() {
        let counts = [1, 0, 999, 0];
        assert_eq!(told(&counts, &SEVERITIES), "1,000 events: 1 critical, 999 normal");
        assert_eq!(told(&[0; 4], &SEVERITIES), "no events");
        let parts = parts(&counts, 1000, &SEVERITIES);
        assert_eq!(parts[0].1, "M0 97.5h1v2.5h-1z");
        assert_eq!(parts[1].1, "M0 0.0h1v97.5h-1z");
    }

    #[test]
    fn zooming_out_of_a_range_that_ends_now_keeps_its_end() {
        let zone = Zone::find("");
        let ends = |to_ms| wider(&Span { from_ms: to_ms - HOUR, to_ms, open: true }, 10 * DAY, &zone);
        assert_eq!(ends(10 * DAY), ("1970-01-10T22:00:00+00:00".into(), String::new()));
        assert_eq!(ends(9 * DAY), ("1970-01-09T22:30:00+00:00".into(), "1970-01-10T00:30:00+00:00".into()));
    }
}
