//! Numbers as people read them: short on axes, whole beside them, each in its unit.

use model::graph::Unit;

const KILO: [&str; 6] = ["", " k", " M", " G", " T", " P"];
const KIBI: [&str; 7] = [" B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"];
/// Milliseconds of each unit of time, the longest first.
const LENGTHS: [(f64, &str); 5] =
    [(86_400_000.0, "d"), (3_600_000.0, "h"), (60_000.0, "min"), (1000.0, "s"), (1.0, "ms")];
/// Beyond these, digits are told as a power of ten.
const LEAST: f64 = 1e-4;
const GREATEST: f64 = 1e18;

/// Three digits or so: `1.2 k`, `3.4 MiB`, `2 min 30 s`, `12.5 %`.
pub fn short(value: f64, unit: Unit) -> String {
    match unit {
        Unit::None => scaled(value, 1000.0, &KILO),
        Unit::Bytes => scaled(value, 1024.0, &KIBI),
        Unit::Milliseconds => length(value),
        Unit::Seconds => length(value * 1000.0),
        Unit::Percent => format!("{} %", digits(value)),
        Unit::Share => format!("{} %", digits(value * 100.0)),
    }
}

/// All digits there are, up to what a computation can promise: `1,234,567 B`.
pub fn exact(value: f64, unit: Unit) -> String {
    match unit {
        Unit::None => all(value),
        Unit::Bytes => format!("{} B", all(value)),
        Unit::Milliseconds => format!("{} ms", all(value)),
        Unit::Seconds => format!("{} s", all(value)),
        Unit::Percent => format!("{} %", all(value)),
        Unit::Share => format!("{} %", all(value * 100.0)),
    }
}

/// A number of an axis, with as many decimals as tell it from the next.
pub fn tick(value: f64, step: f64, unit: Unit) -> String {
    let power = |base: f64, names: &[&str]| {
        let place = place(value, base, names.len());
        let one = base.powi(i32::try_from(place).unwrap_or_default());
        format!("{}{}", decimals(value / one, step / one), names[place])
    };
    match unit {
        _ if value != 0.0 && (value.abs() >= GREATEST || step.abs() < LEAST) => short(value, unit),
        Unit::None => power(1000.0, &KILO),
        Unit::Bytes => power(1024.0, &KIBI),
        Unit::Milliseconds | Unit::Seconds => short(value, unit),
        Unit::Percent => format!("{} %", decimals(value, step)),
        Unit::Share => format!("{} %", decimals(value * 100.0, step * 100.0)),
    }
}

fn place(value: f64, base: f64, count: usize) -> usize {
    let mut rest = value.abs();
    let mut place = 0;
    while rest >= base * (1.0 - 1e-9) && place + 1 < count {
        rest /= base;
        place += 1;
    }
    place
}

fn scaled(value: f64, base: f64, names: &[&str]) -> String {
    let rounded = if value.abs() < base { value } else { significant(value, 3) };
    let place = place(rounded, base, names.len());
    let one = base.powi(i32::try_from(place).unwrap_or_default());
    format!("{}{}", digits(value / one), names[place])
}

/// A length of time in its two longest units.
fn length(ms: f64) -> String {
    let size = ms.abs();
    let minus = if ms < 0.0 { "−" } else { "" };
    if !(60_000.0..GREATEST).contains(&size) {
        return match size {
            0.0 => "0".to_owned(),
            _ if size < 1000.0 => format!("{} ms", digits(ms)),
            _ if size < GREATEST => format!("{} s", digits(ms / 1000.0)),
            _ => format!("{} d", digits(ms / 86_400_000.0)),
        };
    }
    let (first, rest) = LENGTHS.split_at(LENGTHS.iter().position(|(one, _)| size >= *one).unwrap_or(2) + 1);
    let ((long, long_name), (part, part_name)) = (first[first.len() - 1], rest[0]);
    let parts = (size / part).round();
    let per = long / part;
    let (whole, left) = ((parts / per).floor(), parts % per);
    match left {
        0.0 => format!("{minus}{} {long_name}", all(whole)),
        _ => format!("{minus}{} {long_name} {} {part_name}", all(whole), all(left)),
    }
}

/// Three digits, more where the whole part has more.
fn digits(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        return "0".to_owned();
    }
    if !(LEAST..GREATEST).contains(&size) {
        return power(value, 2);
    }
    let behind = (2 - exponent(size)).clamp(0, 7);
    grouped(value, usize::try_from(behind).unwrap_or_default())
}

/// As many decimals as the step has.
fn decimals(value: f64, step: f64) -> String {
    let is_told = |behind: &usize| {
        let moved = step * 10_f64.powi(i32::try_from(*behind).unwrap_or_default());
        (moved - moved.round()).abs() < 1e-6 * moved.abs().max(1e-6)
    };
    grouped(value, (0..8).find(is_told).unwrap_or(8))
}

fn all(value: f64) -> String {
    let size = value.abs();
    if size < 1e15 && value.fract() == 0.0 {
        return whole(value);
    }
    if value != 0.0 && !(1e-6..1e16).contains(&size) {
        return power(value, 11);
    }
    let behind = if value.fract() == 0.0 { 0 } else { (11 - exponent(size)).clamp(0, 15) };
    grouped(value, usize::try_from(behind).unwrap_or_default())
}

fn exponent(size: f64) -> i32 {
    if size == 0.0 {
        return 0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "an exponent of ten is small")]
    let exponent = size.log10().floor() as i32;
    exponent
}

fn significant(value: f64, count: i32) -> f64 {
    let one = 10_f64.powi(exponent(value.abs()) + 1 - count);
    (value / one).round() * one
}

fn power(value: f64, behind: usize) -> String {
    let text = format!("{value:.behind$e}");
    let (number, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let number = if number.contains('.') { number.trim_end_matches('0') } else { number };
    format!("{}e{exponent}", number.trim_end_matches('.')).replace('-', "−")
}

/// A whole number; nearly all figures are, and floats are slow to write.
fn whole(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "the caller knows that it is whole and small")]
    let digits = (value.abs() as i64).to_string();
    let mut told = String::with_capacity(digits.len() + 8);
    if value < 0.0 {
        told.push('−');
    }
    put_grouped(&mut told, &digits);
    told
}

fn put_grouped(told: &mut String, digits: &str) {
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            told.push(',');
        }
        told.push(digit);
    }
}

/// Commas between thousands; no zeros at the end of the decimals.
fn grouped(value: f64, behind: usize) -> String {
    let text = format!("{:.behind$}", value.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let decimals = decimals.trim_end_matches('0');
    let is_zero = decimals.is_empty() && whole == "0";
    let mut told = String::with_capacity(text.len() + 8);
    if value < 0.0 && !is_zero {
        told.push('−');
    }
    put_grouped(&mut told, whole);
    if !decimals.is_empty() {
        told.push('.');
        told.push_str(decimals);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_in_their_unit() {
        let check = |value: f64, unit: Unit, expected: &str| assert_eq!(short(value, unit), expected);
        check(0.0, Unit::None, "0");
        check(999.0, Unit::None, "999");
        check(1204.0, Unit::None, "1.2 k");
        check(999_960.0, Unit::None, "1 M");
        check(-3_400_000.0, Unit::None, "−3.4 M");
        check(1e15, Unit::None, "1 P");
        check(1e21, Unit::None, "1,000,000 P");
        check(0.125, Unit::None, "0.125");
        check(1.23e-7, Unit::None, "1.23e−7");
        check(1536.0, Unit::Bytes, "1.5 KiB");
        check(1023.0, Unit::Bytes, "1,023 B");
        check(250.0, Unit::Milliseconds, "250 ms");
        check(1500.0, Unit::Milliseconds, "1.5 s");
        check(150.0, Unit::Seconds, "2 min 30 s");
        check(7_199_999.0, Unit::Milliseconds, "2 h");
        check(-90_000.0, Unit::Seconds, "−1 d 1 h");
        check(12.5, Unit::Percent, "12.5 %");
        check(0.125, Unit::Share, "12.5 %");
    }

    #[test]
    fn beside_the_axis_no_digit_is_lost() {
        let check = |value: f64, unit: Unit, expected: &str| assert_eq!(exact(value, unit), expected);
        check(1_234_567.0, Unit::Bytes, "1,234,567 B");
        check(9_007_199_254_740_991.0, Unit::None, "9,007,199,254,740,991");
        check(0.1 + 0.2, Unit::None, "0.3");
        check(-0.0, Unit::None, "0");
        check(1e300, Unit::None, "1e300");
        check(2.0 / 3.0, Unit::Share, "66.6666666667 %");
    }

    #[test]
    fn neighbours_on_an_axis_are_told_apart() {
        for (step, unit) in
            [(2.5, Unit::None), (0.002, Unit::None), (2.5e6, Unit::None), (512.0, Unit::Bytes)]
        {
            let ticks: Vec<_> = (0..6).map(|place| tick(f64::from(place) * step, step, unit)).collect();
            assert!(ticks.windows(2).all(|pair| pair[0] != pair[1]), "{ticks:?}");
        }
        assert_eq!(tick(1000.0, 500.0, Unit::None), "1 k");
        assert_eq!(tick(1000.2, 0.2, Unit::None), "1.0002 k");
    }
}
