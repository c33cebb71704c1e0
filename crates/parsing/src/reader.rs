//! A template made ready, and what it reads out of a line.

use expression::Expression;
use model::parsing_template::{Operator, Step};
use serde_json::{Map, Number, Value};

use crate::{FIELD_MAX, FIELDS_MAX, TEXT_MAX, extract, found::Found, line::Text};

/// How much memory an expression may take once it is compiled, in bytes.
const EXPRESSION_MEMORY: usize = 64 * 1024;

/// A template made ready to read many lines.
#[derive(Debug)]
pub struct Reader {
    steps: Vec<Ready>,
}

/// An expression that can not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the expression of operator {place} can not be used: {why}")]
pub struct ReaderError {
    /// Where the operator stands, such as `2.1`: the first beneath the second.
    pub place: String,
    /// What is wrong with it.
    pub why: String,
}

/// What a template has read out of one line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// The fields by their name: texts and numbers.
    pub fields: Map<String, Value>,
    /// Why fields are missing.
    pub problems: Vec<Problem>,
}

/// Why an operator has found nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where the operator stands, such as `2.1`.
    pub place: String,
    /// What it is called.
    pub operator: &'static str,
    /// Why.
    pub why: String,
}

#[derive(Debug)]
struct Ready {
    place: String,
    step: Step,
    expression: Option<Expression>,
    beneath: Vec<Ready>,
}

impl Reader {
    /// Makes a template ready.
    ///
    /// # Errors
    /// When an expression is none, is too large, or names no group.
    pub fn new(steps: &[Step]) -> Result<Self, ReaderError> {
        Ok(Self { steps: ready(steps, "")? })
    }

    /// Reads the fields of one line.
    pub fn read(&self, text: &Text<'_>) -> Outcome {
        let mut reading = Reading { text, outcome: Outcome::default(), bytes: 0 };
        if text.line.len() > TEXT_MAX {
            reading.outcome.problems.push(Problem {
                place: String::new(),
                operator: "Line",
                why: format!("the line is longer than {TEXT_MAX} bytes"),
            });
            return reading.outcome;
        }
        let whole = Found::One(Value::from(text.line));
        self.steps.iter().for_each(|step| reading.step(step, &whole, true));
        reading.outcome
    }
}

fn ready(steps: &[Step], above: &str) -> Result<Vec<Ready>, ReaderError> {
    let one = |(number, step): (usize, &Step)| {
        let place = if above.is_empty() { number.to_string() } else { format!("{above}.{number}") };
        let expression = match &step.operator {
            Operator::Regex { expression } => {
                let compiled = compile(expression);
                Some(compiled.map_err(|why| ReaderError { place: place.clone(), why })?)
            }
            _ => None,
        };
        let beneath = ready(&step.steps, &place)?;
        Ok(Ready { place, step: Step { steps: vec![], ..step.clone() }, expression, beneath })
    };
    (1..).zip(steps).map(one).collect()
}

fn compile(text: &str) -> Result<Expression, String> {
    let compiled = Expression::new(text, true, EXPRESSION_MEMORY).map_err(|error| error.to_string())?;
    if !compiled.has_names() {
        return Err("it names no group; write one as (?<name>…)".to_owned());
    }
    Ok(compiled)
}

struct Reading<'t, 'l> {
    text: &'t Text<'l>,
    outcome: Outcome,
    /// What the fields take.
    bytes: usize,
}

impl Reading<'_, '_> {
    /// Does one operator and those beneath it. `is_line`: what stands above is the line itself.
    fn step(&mut self, ready: &Ready, above: &Found<'_, '_>, is_line: bool) {
        let text = self.text;
        let done = match &ready.step.operator {
            Operator::Capture { field } => self.capture(field, &ready.step.take, above).map(|()| None),
            Operator::ParseJson if is_line && ready.step.take.is_empty() => {
                text.check_json().map(|()| Some(Found::Line(text)))
            }
            _ => find(ready, above).map(Some),
        };
        match done {
            Ok(Some(found)) => ready.beneath.iter().for_each(|step| self.step(step, &found, false)),
            Ok(None) => {}
            Err(why) => self.outcome.problems.push(Problem {
                place: ready.place.clone(),
                operator: ready.step.operator.name(),
                why,
            }),
        }
    }

    fn capture(&mut self, field: &str, take: &str, above: &Found<'_, '_>) -> Result<(), String> {
        let value = match above {
            Found::List(_) => Value::from(above.text(take)?),
            _ => match above.take(take)?.as_ref() {
                Value::Number(number) => settled(number),
                Value::Bool(_) => {
                    return Err("the value is true or false, which can not be captured in a field".to_owned());
                }
                _ => Value::from(above.text(take)?),
            },
        };
        let length = value.as_str().map_or(24, str::len);
        if length == 0 {
            return Err("the value is empty".to_owned());
        }
        if length > FIELD_MAX {
            return Err(format!("the value is longer than {FIELD_MAX} bytes"));
        }
        self.bytes += field.len() + length;
        if self.bytes > FIELDS_MAX {
            return Err(format!("the fields together are longer than {FIELDS_MAX} bytes"));
        }
        self.outcome.fields.insert(field.to_owned(), value);
        Ok(())
    }
}

/// A number as it will be read again; one that would be read as another, by its last digit, is kept
/// as the text it was.
fn settled(number: &serde_json::Number) -> Value {
    let text = number.to_string();
    match serde_json::from_str::<serde_json::Number>(&text) {
        Ok(again) if again == *number => Value::Number(again),
        _ => Value::String(text),
    }
}

fn find<'t, 'l>(ready: &Ready, above: &Found<'_, '_>) -> Result<Found<'t, 'l>, String> {
    let text = || above.text(&ready.step.take);
    Ok(match &ready.step.operator {
        Operator::Split { delimiter, preserve } => {
            Found::List(extract::split(&text()?, delimiter, preserve.as_ref())?)
        }
        Operator::Between { start, end } => Found::List(extract::between(&text()?, start, end)?),
        Operator::ParseJson => Found::Named(extract::json(&text()?)?),
        Operator::ParseCsv => Found::List(extract::csv(&text()?)?),
        Operator::KeyValue { pairs, separator } => {
            Found::Named(extract::key_value(&text()?, pairs, separator)?)
        }
        Operator::Regex { .. } => Found::Named(groups(ready.expression.as_ref(), &text()?)?),
        Operator::Concatenate { delimiter, values } => {
            let mut whole = String::new();
            for (number, take) in values.iter().enumerate() {
                if number > 0 {
                    whole.push_str(delimiter);
                }
                whole.push_str(&above.text(take)?);
                if whole.len() > TEXT_MAX {
                    return Err(format!("the values together are longer than {TEXT_MAX} bytes"));
                }
            }
            Found::One(whole.into())
        }
        Operator::Trim { start, end } => Found::One(trim(&text()?, *start, *end).into()),
        Operator::ToNumber => Found::One(Value::Number(number(&text()?)?)),
        Operator::Capture { .. } => return Err("nothing stands beneath a field".to_owned()),
    })
}

fn groups(expression: Option<&Expression>, text: &str) -> Result<Value, String> {
    let expression = expression.ok_or("the expression can not be used")?;
    let found = expression.groups(text).ok_or_else(|| match expression.reach() {
        reach if reach < text.len() => {
            format!("the expression finds nothing in the first {reach} bytes, and looks at no more")
        }
        _ => "the expression finds nothing".to_owned(),
    })?;
    Ok(Value::Object(found.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()))
}

/// The characters from one place up to another; a place before 0 is counted from the end.
fn trim(text: &str, start: i32, end: Option<i32>) -> String {
    let count = text.chars().count() as i64;
    let place = |place: i32| {
        let place = i64::from(place);
        (if place < 0 { count + place } else { place }).clamp(0, count) as usize
    };
    let (start, end) = (place(start), end.map_or(count as usize, place));
    text.chars().skip(start).take(end.saturating_sub(start)).collect()
}

fn number(text: &str) -> Result<Number, String> {
    let text = text.trim();
    let whole = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    let found = whole.ok().or_else(|| Number::from_f64(text.parse().ok()?));
    found.ok_or_else(|| format!("{:?} is no number", text.chars().take(40).collect::<String>()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_number_that_is_kept_is_read_again_as_it_was(number in any::<f64>()) {
            let Some(number) = serde_json::Number::from_f64(number) else { return Ok(()) };
            let kept = settled(&number);
            let again: Value = serde_json::from_str(&kept.to_string()).unwrap();
            prop_assert_eq!(again, kept);
        }
    }
}
