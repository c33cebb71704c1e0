//! The operators of a template, and which of them may stand where.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// How many operators a template has at most, and how deep they nest.
pub const STEPS_MAX: usize = 100;
/// How deep operators nest at most.
pub const DEPTH_MAX: usize = 12;
/// The longest name of a field, and how many fields one template captures.
pub const FIELD_MAX: usize = 100;
const FIELDS_MAX: usize = 50;
/// The longest delimiter and expression, in bytes; of how many values one is put together.
const DELIMITER_MAX: usize = 64;
const EXPRESSION_MAX: usize = 1000;
const VALUES_MAX: usize = 20;
/// The longest name of a value to take.
const TAKE_MAX: usize = 256;
/// Names that lines have already, for what a field must not be taken for.
const TAKEN: [&str; 17] = [
    "host",
    "source",
    "app",
    "level",
    "file",
    "env",
    "tag",
    "tags",
    "meta",
    "label",
    "line",
    "eventTime",
    "time",
    "timestamp",
    "id",
    "seq",
    "received",
];

/// One operator, what it reads, and what reads what it finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which of the values found above it reads: a number counted from 0, or from the end with a
    /// minus; the path of a JSON field; the name of a key or group. Empty where there is one value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub take: String,
    /// What it does.
    #[serde(flatten)]
    pub operator: Operator,
    /// What is done with the values it finds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// What is done with a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "operator", rename_all = "snake_case")]
pub enum Operator {
    /// Finds the values between delimiters.
    Split {
        /// What stands between the values.
        delimiter: String,
        /// Sections in which the delimiter is text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        preserve: Option<Preserved>,
    },
    /// Finds every value that stands between two texts.
    Between {
        /// The text before a value.
        start: String,
        /// The text behind it.
        end: String,
    },
    /// Finds the fields of JSON.
    ParseJson,
    /// Finds the values of one row with commas between them and quotes around some.
    ParseCsv,
    /// Finds the values of pairs, by their key.
    KeyValue {
        /// What stands between the pairs.
        pairs: String,
        /// What stands between key and value.
        separator: String,
    },
    /// Finds the named groups of an expression.
    Regex {
        /// The expression, such as `(?<code>\d+)`.
        expression: String,
    },
    /// Puts values together.
    Concatenate {
        /// What is put between them.
        delimiter: String,
        /// Which of the values found above.
        values: Vec<String>,
    },
    /// Keeps the characters from one place up to another.
    Trim {
        /// The first that is kept, counted from 0; with a minus counted from the end.
        start: i32,
        /// The first that is not kept any more; none: all to the end are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        end: Option<i32>,
    },
    /// Makes a number of a text.
    ToNumber,
    /// Keeps the value as a field of the line.
    Capture {
        /// The field.
        field: String,
    },
}

/// Where a section begins and ends in which a delimiter is text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Preserved {
    pub start: String,
    pub end: String,
}

/// Why an operator can not stand where it stands, or not as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the texts say it")]
pub enum StepError {
    #[error("a template has at most {STEPS_MAX} operators, nested at most {DEPTH_MAX} deep")]
    TooMany,
    #[error("{0} has at least 1 character and at most {1}")]
    Text(&'static str, usize),
    #[error("the name of a value to take has at most {TAKE_MAX} characters")]
    Take,
    #[error("values are put together of 1 to {VALUES_MAX} others")]
    Values,
    #[error("after a value was changed nothing can be extracted from it any more: extract first")]
    ExtractAfterTransform,
    #[error("capturing in a field ends a branch; nothing can stand beneath it")]
    BeneathCapture,
    #[error("two operators capture in the field {0}; each field has one")]
    SameField(String),
    #[error(
        "{0:?} can not name a field: up to {FIELD_MAX} letters, digits, dots, hyphens and underscores, a letter first, and no name that lines have already"
    )]
    Field(String),
    #[error("a template captures at most {FIELDS_MAX} fields")]
    TooManyFields,
    #[error("{0} finds values of which nothing captures any: capture one in a field, or remove it")]
    Idle(&'static str),
    #[error("the template captures no field")]
    NoField,
}

impl Operator {
    /// What it is called.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Split { .. } => "Extract values by delimiter",
            Self::Between { .. } => "Extract values between delimiters",
            Self::ParseJson => "Parse JSON",
            Self::ParseCsv => "Parse CSV",
            Self::KeyValue { .. } => "Extract key and value pairs",
            Self::Regex { .. } => "Extract groups of an expression",
            Self::Concatenate { .. } => "Concatenate values",
            Self::Trim { .. } => "Trim value",
            Self::ToNumber => "Convert to number",
            Self::Capture { .. } => "Capture in field",
        }
    }

    /// Whether it finds several values.
    pub fn is_extract(&self) -> bool {
        !self.is_transform() && !matches!(self, Self::Capture { .. })
    }

    fn is_transform(&self) -> bool {
        matches!(self, Self::Concatenate { .. } | Self::Trim { .. } | Self::ToNumber)
    }

    fn check(&self) -> Result<(), StepError> {
        let fits = |text: &str, most| (1..=most).contains(&text.len());
        let delimiters = match self {
            Self::Split { delimiter, preserve: None } => vec![delimiter],
            Self::Split { delimiter, preserve: Some(kept) } => vec![delimiter, &kept.start, &kept.end],
            Self::Between { start, end } => vec![start, end],
            Self::KeyValue { pairs, separator } => vec![pairs, separator],
            Self::Regex { expression } if !fits(expression, EXPRESSION_MAX) => {
                return Err(StepError::Text("an expression", EXPRESSION_MAX));
            }
            Self::Concatenate { delimiter, .. } if delimiter.len() > DELIMITER_MAX => {
                return Err(StepError::Text("a delimiter", DELIMITER_MAX));
            }
            Self::Concatenate { values, .. } => {
                let all_fit = values.iter().all(|take| take.len() <= TAKE_MAX);
                return match (1..=VALUES_MAX).contains(&values.len()) {
                    true if all_fit => Ok(()),
                    true => Err(StepError::Take),
                    false => Err(StepError::Values),
                };
            }
            Self::Capture { field } if !may_name_field(field) => {
                return Err(StepError::Field(field.chars().take(FIELD_MAX).collect()));
            }
            _ => vec![],
        };
        match delimiters.iter().all(|text| fits(text, DELIMITER_MAX)) {
            true => Ok(()),
            false => Err(StepError::Text("a delimiter", DELIMITER_MAX)),
        }
    }
}

/// Whether lines can have a field of this name that is nothing else.
fn may_name_field(field: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let first = field.split('.').next().unwrap_or_default();
    field.len() <= FIELD_MAX
        && field.starts_with(|c: char| c.is_ascii_alphabetic())
        && field.chars().all(part)
        && !field.split('.').any(str::is_empty)
        && !TAKEN.contains(&first)
}

/// Checks that every operator keeps its limits and may stand where it stands.
pub fn check_steps(steps: &[Step]) -> Result<(), StepError> {
    let (mut count, mut fields) = (0, HashSet::new());
    check_beneath(steps, (1, false), &mut count, &mut fields)
}

fn check_beneath<'a>(
    steps: &'a [Step],
    (depth, is_changed): (usize, bool),
    count: &mut usize,
    fields: &mut HashSet<&'a str>,
) -> Result<(), StepError> {
    for Step { take, operator, steps } in steps {
        *count += 1;
        if *count > STEPS_MAX || depth > DEPTH_MAX {
            return Err(StepError::TooMany);
        }
        if take.len() > TAKE_MAX {
            return Err(StepError::Take);
        }
        operator.check()?;
        if is_changed && operator.is_extract() {
            return Err(StepError::ExtractAfterTransform);
        }
        if let Operator::Capture { field } = operator {
            if !steps.is_empty() {
                return Err(StepError::BeneathCapture);
            }
            if !fields.insert(field) {
                return Err(StepError::SameField(field.clone()));
            }
            if fields.len() > FIELDS_MAX {
                return Err(StepError::TooManyFields);
            }
        }
        check_beneath(steps, (depth + 1, is_changed || operator.is_transform()), count, fields)?;
    }
    Ok(())
}

/// Checks that every branch ends in a field.
pub fn check_complete(steps: &[Step]) -> Result<(), StepError> {
    if steps.is_empty() {
        return Err(StepError::NoField);
    }
    steps.iter().try_for_each(|step| match (&step.operator, step.steps.as_slice()) {
        (Operator::Capture { .. }, _) => Ok(()),
        (operator, []) => Err(StepError::Idle(operator.name())),
        (_, beneath) => check_complete(beneath),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn steps(value: serde_json::Value) -> Vec<Step> {
        serde_json::from_value(value).unwrap()
    }

    fn capture(field: &str) -> serde_json::Value {
        json!({"operator": "capture", "field": field})
    }

    #[test]
    fn operators_stand_only_where_they_may() {
        let beneath = |operator: serde_json::Value, below: serde_json::Value| {
            let mut step = operator;
            step["steps"] = json!([below]);
            check_steps(&steps(json!([step])))
        };
        let trim = || json!({"operator": "trim", "start": 1});
        let json = || json!({"operator": "parse_json"});
        assert_eq!(beneath(json(), trim()), Ok(()));
        assert_eq!(beneath(trim(), trim()), Ok(()));
        assert_eq!(beneath(trim(), json()), Err(StepError::ExtractAfterTransform));
        assert_eq!(beneath(capture("a"), capture("b")), Err(StepError::BeneathCapture));
        assert_eq!(
            check_steps(&steps(json!([capture("a"), capture("a")]))),
            Err(StepError::SameField("a".to_owned()))
        );
        let mut deep = capture("a");
        for _ in 0..DEPTH_MAX {
            deep = json!({"operator": "trim", "start": 0, "steps": [deep]});
        }
        assert_eq!(check_steps(&steps(json!([deep]))), Err(StepError::TooMany));
        let wide: Vec<_> = (0..=STEPS_MAX).map(|_| json!({"operator": "to_number"})).collect();
        assert_eq!(check_steps(&steps(json!(wide))), Err(StepError::TooMany));
    }

    #[test]
    fn a_field_has_a_name_of_its_own() {
        for good in ["region", "rc.code", "a-b_1"] {
            assert_eq!(check_steps(&steps(json!([capture(good)]))), Ok(()), "{good}");
        }
        for wrong in ["", "host", "meta.a", "_x", "1a", "a b", "a..b", "a.", "é", &"x".repeat(101)] {
            let found = check_steps(&steps(json!([capture(wrong)])));
            assert!(matches!(found, Err(StepError::Field(_))), "{wrong}");
        }
    }

    #[test]
    fn only_what_ends_in_a_field_is_complete() {
        let branch = |beneath| steps(json!([{"operator": "parse_json", "steps": beneath}]));
        assert_eq!(check_complete(&branch(json!([capture("a")]))), Ok(()));
        assert_eq!(check_complete(&branch(json!([]))), Err(StepError::Idle("Parse JSON")));
        assert_eq!(check_complete(&[]), Err(StepError::NoField));
    }

    #[test]
    fn an_operator_without_its_texts_is_refused() {
        for wrong in [
            json!({"operator": "split", "delimiter": ""}),
            json!({"operator": "split", "delimiter": ",", "preserve": {"start": "\"", "end": ""}}),
            json!({"operator": "between", "start": "[", "end": "x".repeat(65)}),
            json!({"operator": "regex", "expression": ""}),
            json!({"operator": "concatenate", "delimiter": "", "values": []}),
            json!({"operator": "parse_json", "take": "x".repeat(257)}),
        ] {
            assert!(check_steps(&steps(json!([wrong]))).is_err(), "{wrong}");
        }
    }
}
