//! Numbers that compare exactly, whether they came as JSON numbers or as decimal text.

use std::{cmp::Ordering, fmt};

use serde_json::Value;

/// A number of a comparison or of a stored value.
///
/// Integers that fit 64 bits are kept exactly; everything else is the nearest double. Both
/// kinds compare with each other by their true value, so `9007199254740993` is greater than
/// `9007199254740992.0`.
#[derive(Debug, Clone, Copy)]
pub struct Number(Kind);

/// Whole values in the range of 64-bit integers are always `Integer`.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Integer(i128),
    Float(f64),
}

impl Number {
    /// Reads decimal text: a sign, digits, a fraction, an exponent; nothing else around it.
    pub fn parse(text: &str) -> Option<Self> {
        if !is_decimal(text) {
            return None;
        }
        if let Ok(integer) = text.parse::<i128>()
            && in_range(integer)
        {
            return Some(Self(Kind::Integer(integer)));
        }
        Self::of_float(text.parse().ok()?)
    }

    /// The number a stored value stands for: a JSON number, or text that is wholly a decimal
    /// number but for white space around it.
    pub fn of_value(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => Self::of_json(number),
            Value::String(text) => Self::parse(text.trim()),
            _ => None,
        }
    }

    /// The number a JSON number stands for.
    pub fn of_json(number: &serde_json::Number) -> Option<Self> {
        if let Some(integer) = number.as_i64() {
            Some(Self(Kind::Integer(integer.into())))
        } else if let Some(integer) = number.as_u64() {
            Some(Self(Kind::Integer(integer.into())))
        } else {
            Self::of_float(number.as_f64()?)
        }
    }

    /// The nearest double, for sums and averages.
    pub fn as_f64(self) -> f64 {
        match self.0 {
            Kind::Integer(integer) => integer as f64,
            Kind::Float(float) => float,
        }
    }

    fn of_float(float: f64) -> Option<Self> {
        if !float.is_finite() {
            return None;
        }
        // The range is checked on the double first: the cast would saturate.
        if float.fract() == 0.0 && float.abs() < 1e20 && in_range(float as i128) {
            return Some(Self(Kind::Integer(float as i128)));
        }
        Some(Self(Kind::Float(float)))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.0, other.0) {
            (Kind::Integer(left), Kind::Integer(right)) => left.cmp(&right),
            (Kind::Float(left), Kind::Float(right)) => left.total_cmp(&right),
            (Kind::Integer(left), Kind::Float(right)) => integer_to_float(left, right),
            (Kind::Float(left), Kind::Integer(right)) => integer_to_float(right, left).reverse(),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Integer(integer) => write!(f, "{integer}"),
            Kind::Float(float) => write!(f, "{float}"),
        }
    }
}

/// Compares by the float's whole part, and by its fraction where the whole parts agree.
fn integer_to_float(integer: i128, float: f64) -> Ordering {
    // A double past this range saturates to the extreme, which orders it rightly.
    let whole = float.trunc() as i128;
    integer.cmp(&whole).then_with(|| 0.0_f64.total_cmp(&(float.fract() + 0.0)))
}

fn in_range(integer: i128) -> bool {
    i128::from(i64::MIN) <= integer && integer <= i128::from(u64::MAX)
}

fn is_decimal(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = match mantissa.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(mantissa),
    };
    whole && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap_or_else(|| panic!("{text} is a number"))
    }

    #[test]
    fn integers_above_two_to_the_53rd_compare_exactly() {
        assert!(number("9007199254740993") > number("9007199254740992"));
        assert!(number("9007199254740993") > number("9007199254740992.0"));
        assert!(number("18446744073709551615") > number("18446744073709551614"));
        assert!(number("-9223372036854775808") < number("-9223372036854775807"));
    }

    #[test]
    fn integers_and_fractions_compare_by_value() {
        assert!(number("1") < number("1.5"));
        assert!(number("-1") > number("-1.5"));
        assert!(number("0") > number("-0.5"));
        assert!(number("0") < number("0.5"));
        assert_eq!(number("5"), number("5.0"));
        assert_eq!(number("0"), number("-0.0"));
        assert_eq!(number("100"), number("1e2"));
        assert!(number("1e300") > number("18446744073709551615"));
        assert!(number("-1e300") < number("-9223372036854775808"));
    }

    #[test]
    fn what_is_not_wholly_decimal_is_no_number() {
        for text in ["", "-", "1.", ".5", "1e", "0x10", "1_000", "inf", "NaN", "1 2", " 1", "1e999", "--1"] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
        assert!(Number::of_value(&Value::from(" 12 ")).is_some());
        assert!(Number::of_value(&Value::from("12a")).is_none());
        assert!(Number::of_value(&Value::from(true)).is_none());
    }

    #[test]
    fn a_printed_number_reads_back_as_the_same() {
        for text in ["0", "-0.0", "1e300", "1e19", "1e20", "0.1", "-7", "18446744073709551616", "1e-300"] {
            assert_eq!(number(&number(text).to_string()), number(text), "{text}");
            assert_eq!(number(text).as_f64().abs(), text.parse::<f64>().unwrap().abs(), "{text}");
        }
    }
}
