//! Operators in words, and the form for each.

use model::{
    parsing_template::{Operator, ParsingTemplate, Step, place::places},
    person::Role,
};

use super::list::of;
use crate::{
    sheets::{
        Asked,
        writing::{code, faint, hidden, plain},
    },
    ui::{Bit, Form, Input, InputKind},
};

/// The texts of an operator: the form's name for each, what it is called, and a hint.
type Texts = &'static [(&'static str, &'static str, &'static str)];

/// The operators: how the address calls them, and their texts with a hint each.
const ALL: [(&str, &str, Texts); 10] = [
    (
        "split",
        "Extract values by delimiter",
        &[
            ("first", "Delimiter", "What stands between the values."),
            (
                "second",
                "Start of preserved sections",
                "In them the delimiter is text. Nothing: there are none.",
            ),
            ("third", "End of preserved sections", ""),
        ],
    ),
    (
        "between",
        "Extract values between delimiters",
        &[("first", "Start", "The text before a value."), ("second", "End", "The text behind it.")],
    ),
    ("parse_json", "Parse JSON", &[]),
    ("parse_csv", "Parse CSV", &[]),
    (
        "key_value",
        "Extract key and value pairs",
        &[
            ("first", "Between pairs", "A space, most often."),
            ("second", "Between key and value", "Such as =."),
        ],
    ),
    (
        "regex",
        "Extract groups of an expression",
        &[("first", "Expression", "With named groups, such as (?<code>\\d+).")],
    ),
    (
        "concatenate",
        "Concatenate values",
        &[
            ("first", "Delimiter", "What is put between the values; may be nothing."),
            ("values", "Values", "Which of the values found above, one a line."),
        ],
    ),
    (
        "trim",
        "Trim value",
        &[
            (
                "first",
                "Start",
                "The first character that is kept, counted from 0; with a minus from the end.",
            ),
            ("second", "End", "The first that is not kept any more; nothing keeps all to the end."),
        ],
    ),
    ("to_number", "Convert to number", &[]),
    ("capture", "Capture in field", &[("first", "Field", "Letters, digits, dots, hyphens and underscores.")]),
];

/// The operators that may stand beneath a place.
pub fn beneath(steps: &[Step], place: &str) -> Vec<(&'static str, &'static str)> {
    let is_above = |other: &str| place == other || place.starts_with(&format!("{other}."));
    let mut above = places(steps).into_iter().filter(|(other, ..)| is_above(other));
    let is_changed = above.any(|(_, _, step)| !step.operator.is_extract());
    let may = |word: &str| match word {
        "concatenate" => !place.is_empty(),
        "trim" | "to_number" | "capture" => true,
        _ => !is_changed,
    };
    ALL.iter().filter(|(word, ..)| may(word)).map(|(word, name, _)| (*word, *name)).collect()
}

/// What an operator reads and how it is set.
pub fn told(Step { take, operator, .. }: &Step) -> Vec<Bit> {
    let mut bits = vec![];
    if !take.is_empty() {
        bits.extend([faint("of "), code(take.as_str()), plain(" ")]);
    }
    let mut add =
        |label: &str, value: &str| bits.extend([faint(format!("{label} ")), code(value), plain(" ")]);
    match operator {
        Operator::Split { delimiter, preserve } => {
            add("delimiter", delimiter);
            if let Some(kept) = preserve {
                add("but between", &kept.start);
                add("and", &kept.end);
            }
        }
        Operator::Between { start, end } => {
            add("from", start);
            add("to", end);
        }
        Operator::ParseJson | Operator::ParseCsv | Operator::ToNumber => {}
        Operator::KeyValue { pairs, separator } => {
            add("pairs", pairs);
            add("separator", separator);
        }
        Operator::Regex { expression } => add("expression", expression),
        Operator::Concatenate { delimiter, values } => {
            add("delimiter", delimiter);
            values.iter().for_each(|value| add("value", value));
        }
        Operator::Trim { start, end } => {
            add("from", &start.to_string());
            if let Some(end) = end {
                add("to", &end.to_string());
            }
        }
        Operator::Capture { field } => add("field", field),
    }
    bits
}

/// The form that adds an operator; none for one that there is not.
pub fn form(asked: &Asked, template: &ParsingTemplate, place: &str, chosen: &str) -> Option<Form> {
    let (word, name, texts) = ALL.iter().find(|(word, ..)| *word == chosen)?;
    let mut inputs = of(asked, template);
    inputs.extend([hidden("place", place), hidden("operator", *word)]);
    if !place.is_empty() && *word != "concatenate" {
        inputs.push(Input {
            name: "take".to_owned(),
            label: "Which of the values found above".to_owned(),
            hint: "A number counted from 0, or from the end with a minus; the path of a JSON field; the name of a key \
                   or group. Nothing where there is one."
                .to_owned(),
            ..Input::default()
        });
    }
    inputs.extend(texts.iter().map(|(field, label, hint)| Input {
        kind: if *field == "values" { InputKind::Long } else { InputKind::Text },
        name: (*field).to_owned(),
        label: (*label).to_owned(),
        hint: (*hint).to_owned(),
        ..Input::default()
    }));
    Some(Form {
        path: "/api/parsing-template-add".to_owned(),
        button: format!("Add: {name}"),
        class: "button--main".to_owned(),
        why_not: asked.why_not(Role::Manager),
        inputs,
        ..Form::default()
    })
}

/// The form for the name and the query of a template, and its line.
pub fn about_form(asked: &Asked, template: &ParsingTemplate) -> Form {
    let draft = &template.draft;
    let input = |kind, name: &str, label: &str, value: &str, hint: &str| Input {
        kind,
        name: name.to_owned(),
        label: label.to_owned(),
        value: value.to_owned(),
        hint: hint.to_owned(),
        ..Input::default()
    };
    let mut inputs = of(asked, template);
    inputs.extend([
        input(InputKind::Needed, "name", "Name of the template", draft.name.as_str(), ""),
        input(
            InputKind::Text,
            "query",
            "Only lines that match this query",
            &draft.query,
            "Nothing means all.",
        ),
        input(InputKind::Long, "sample", "The line it is made for", &draft.sample, ""),
    ]);
    Form {
        path: "/api/parsing-template-save".to_owned(),
        button: "Save name, query and line".to_owned(),
        why_not: asked.why_not(Role::Manager),
        inputs,
        ..Form::default()
    }
}

/// The operator a form has sent.
pub fn read(operator: &str, [first, second, third]: [String; 3], values: &str) -> Result<Operator, String> {
    use model::parsing_template::Preserved;
    let number = |text: &str, what: &str| {
        text.trim().parse::<i32>().map_err(|_| format!("the {what} is no whole number: {:?}", text.trim()))
    };
    Ok(match operator {
        "split" => Operator::Split {
            delimiter: first,
            preserve: (!second.is_empty() || !third.is_empty())
                .then_some(Preserved { start: second, end: third }),
        },
        "between" => Operator::Between { start: first, end: second },
        "parse_json" => Operator::ParseJson,
        "parse_csv" => Operator::ParseCsv,
        "key_value" => Operator::KeyValue { pairs: first, separator: second },
        "regex" => Operator::Regex { expression: first },
        "concatenate" => Operator::Concatenate {
            delimiter: first,
            values: values.lines().map(|line| line.trim().to_owned()).collect(),
        },
        "trim" => Operator::Trim {
            start: if first.trim().is_empty() { 0 } else { number(&first, "start")? },
            end: if second.trim().is_empty() { None } else { Some(number(&second, "end")?) },
        },
        "to_number" => Operator::ToNumber,
        "capture" => Operator::Capture { field: first.trim().to_owned() },
        _ => return Err("there is no such operator".to_owned()),
    })
}
