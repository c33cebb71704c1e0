//! A formula over the plots of a graph, such as `100 * (a - b) / c`.
//!
//! ```text
//! sum      := product { ( "+" | "-" ) product }
//! product  := unary { ( "*" | "/" ) unary }
//! unary    := "-" unary | atom
//! atom     := number | letter | "(" sum ")" | function "(" sum { "," sum } ")"
//! number   := digits [ "." digits ]
//! letter   := "a" … "j"                              the plots, in their order
//! function := "min" | "max"                          of one or more
//!           | "abs" | "round"                        of one
//! ```

mod read;

use std::fmt;

/// The longest formula, in bytes.
pub const LONGEST: usize = 500;

/// A formula that has been read.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula(Node);

/// Why a text is no formula, and the byte of it where that shows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FormulaError {
    /// What is wrong, for people.
    pub message: String,
    /// Where.
    pub at: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Number(f64),
    Letter(char),
    Minus(Box<Node>),
    Pair(Sign, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plus,
    Minus,
    Times,
    Over,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Function {
    Min,
    Max,
    Abs,
    Round,
}

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// What can not be read, and where.
    pub fn parse(text: &str) -> Result<Self, FormulaError> {
        read::read(text).map(Self)
    }

    /// The plots it is computed of, each once, in the order of the alphabet.
    pub fn letters(&self) -> Vec<char> {
        let mut letters = vec![];
        self.0.letters(&mut letters);
        letters.sort_unstable();
        letters.dedup();
        letters
    }

    /// Its value, with the value of each letter. None where one has none, where it divides by zero,
    /// and where the numbers become too large to be any.
    pub fn value(&self, of: &impl Fn(char) -> Option<f64>) -> Option<f64> {
        self.0.value(of).map(|value| value + 0.0)
    }
}

impl Node {
    fn letters(&self, letters: &mut Vec<char>) {
        match self {
            Self::Number(_) => {}
            Self::Letter(letter) => letters.push(*letter),
            Self::Minus(node) => node.letters(letters),
            Self::Pair(_, one, other) => [one, other].into_iter().for_each(|node| node.letters(letters)),
            Self::Call(_, nodes) => nodes.iter().for_each(|node| node.letters(letters)),
        }
    }

    fn value(&self, of: &impl Fn(char) -> Option<f64>) -> Option<f64> {
        let value = match self {
            Self::Number(number) => *number,
            Self::Letter(letter) => of(*letter)?,
            Self::Minus(node) => -node.value(of)?,
            Self::Pair(sign, one, other) => {
                let (one, other) = (one.value(of)?, other.value(of)?);
                match sign {
                    Sign::Plus => one + other,
                    Sign::Minus => one - other,
                    Sign::Times => one * other,
                    Sign::Over => one / other,
                }
            }
            Self::Call(function, nodes) => {
                let values = nodes.iter().map(|node| node.value(of)).collect::<Option<Vec<_>>>()?;
                let first = *values.first()?;
                match function {
                    Function::Min => values.into_iter().fold(first, f64::min),
                    Function::Max => values.into_iter().fold(first, f64::max),
                    Function::Abs => first.abs(),
                    Function::Round => first.round(),
                }
            }
        };
        value.is_finite().then_some(value)
    }
}

impl Sign {
    fn as_str(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Over => "/",
        }
    }

    /// How strongly it binds.
    fn strength(self) -> u8 {
        match self {
            Self::Plus | Self::Minus => 1,
            Self::Times | Self::Over => 2,
        }
    }
}

impl Function {
    const ALL: [(&str, Self); 4] =
        [("min", Self::Min), ("max", Self::Max), ("abs", Self::Abs), ("round", Self::Round)];

    fn as_str(self) -> &'static str {
        match self {
            Self::Min => "min",
            Self::Max => "max",
            Self::Abs => "abs",
            Self::Round => "round",
        }
    }

    fn takes_one(self) -> bool {
        matches!(self, Self::Abs | Self::Round)
    }
}

/// Without white space, and with no more parentheses than it needs.
impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, 0)
    }
}

impl Node {
    /// In parentheses where it binds less strongly than what stands around it.
    fn write(&self, f: &mut fmt::Formatter<'_>, around: u8) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Letter(letter) => write!(f, "{letter}"),
            Self::Minus(node) => {
                f.write_str("-")?;
                node.write(f, 3)
            }
            Self::Pair(sign, one, other) => {
                let own = sign.strength();
                let (open, close) = if own < around { ("(", ")") } else { ("", "") };
                f.write_str(open)?;
                one.write(f, own)?;
                f.write_str(sign.as_str())?;
                other.write(f, own + 1)?;
                f.write_str(close)
            }
            Self::Call(function, nodes) => {
                write!(f, "{}(", function.as_str())?;
                for (place, node) in nodes.iter().enumerate() {
                    f.write_str(if place > 0 { "," } else { "" })?;
                    node.write(f, 0)?;
                }
                f.write_str(")")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<f64>) {
        let of = |letter| match letter {
            'a' => Some(6.0),
            'b' => Some(4.0),
            'c' => Some(0.0),
            'h' => Some(f64::MAX),
            _ => None,
        };
        assert_eq!(Formula::parse(text).map(|formula| formula.value(&of)), Ok(expected), "{text}");
    }

    fn refused(text: &str, at: usize) {
        assert_eq!(Formula::parse(text).unwrap_err().at, at, "{text}");
    }

    #[test]
    fn formulas_are_computed_as_at_school() {
        check("100 * (a - b) / a", Some(100.0 / 3.0));
        check("a - b - 1", Some(1.0));
        check("a / b / 2", Some(0.75));
        check("-a + 2 * b", Some(2.0));
        check("--a", Some(6.0));
        check("min(a, b, 9) + max(a,b)", Some(10.0));
        check("round(abs(0 - 2.4)) * abs(-b)", Some(8.0));
    }

    #[test]
    fn what_has_no_value_is_none_and_never_zero() {
        check("a / c", None);
        check("c / c", None);
        check("a + d", None);
        check("min(a, d)", None);
        check("h * 2 - h * 2", None);
        check("0 * d", None);
    }

    #[test]
    fn what_can_not_be_read_is_told_with_its_place() {
        refused("", 0);
        refused("a +", 3);
        refused("a b", 2);
        refused("1e3", 1);
        refused("2 * (a", 6);
        refused("a)", 1);
        refused("k", 0);
        refused("sqrt(a)", 0);
        refused("abs(a, b)", 0);
        refused("min()", 4);
        refused("1.", 0);
        refused("a €", 2);
        refused(&"(".repeat(100), 32);
        refused(&"9".repeat(400), 0);
        refused(&"a+".repeat(300), LONGEST);
    }

    #[test]
    fn letters_are_told_once_in_their_order() {
        assert_eq!(Formula::parse("c / (a + c) - min(b, 2)").unwrap().letters(), ['a', 'b', 'c']);
    }
}
