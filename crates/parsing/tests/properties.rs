//! Whatever the template and the line: no panic, no field beyond its limit, the same answer twice.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use model::parsing_template::{Operator, Preserved, Step, check_steps};
use proptest::{collection::vec, prelude::*, sample::select};

#[path = "../fuzz/checks.rs"]
mod checks;

const PIECES: &[&str] = &[
    "a",
    "b=1",
    "k=\"x y\"",
    " ",
    ",",
    "\"",
    "[",
    "]",
    "<",
    ">",
    "é",
    "日本",
    "{\"a\":{\"b\":[1,\"x\"]}}",
    "{",
    "}",
    "12",
    "-",
    "\\",
    "\n",
];
const TAKES: &[&str] = &["", "0", "1", "-1", "7", "a", "a.b", "a.b.0", "b", "k"];

fn any_text() -> impl Strategy<Value = String> {
    vec(select(PIECES), 0..8).prop_map(|pieces| pieces.concat())
}

fn any_delimiter() -> impl Strategy<Value = String> {
    select(&[" ", ",", "=", "-", "[", "]", "<", ">", "\"", "é", "{\""][..]).prop_map(str::to_owned)
}

fn any_operator() -> impl Strategy<Value = Operator> {
    let preserve = proptest::option::of((any_delimiter(), any_delimiter()));
    prop_oneof![
        (any_delimiter(), preserve).prop_map(|(delimiter, preserve)| Operator::Split {
            delimiter,
            preserve: preserve.map(|(start, end)| Preserved { start, end }),
        }),
        (any_delimiter(), any_delimiter()).prop_map(|(start, end)| Operator::Between { start, end }),
        Just(Operator::ParseJson),
        Just(Operator::ParseCsv),
        (any_delimiter(), any_delimiter())
            .prop_map(|(pairs, separator)| Operator::KeyValue { pairs, separator }),
        select(&["(?<a>\\w+)", "(?<b>.*)(?<k>=)?", "(?<a>[^,]*),"][..])
            .prop_map(|expression| Operator::Regex { expression: expression.to_owned() }),
        (any_delimiter(), vec(select(TAKES).prop_map(str::to_owned), 1..4))
            .prop_map(|(delimiter, values)| Operator::Concatenate { delimiter, values }),
        (-6..6, proptest::option::of(-6..6)).prop_map(|(start, end)| Operator::Trim { start, end }),
        Just(Operator::ToNumber),
        (0..40_u8).prop_map(|number| Operator::Capture { field: format!("f{number}") }),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    let take = || select(TAKES).prop_map(str::to_owned);
    let leaf = (take(), any_operator()).prop_map(|(take, operator)| Step { take, operator, steps: vec![] });
    leaf.prop_recursive(4, 20, 4, move |inner| {
        (take(), any_operator(), vec(inner, 0..4)).prop_map(|(take, operator, steps)| Step {
            take,
            operator,
            steps,
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_template_reads_any_line_within_its_limits(steps in vec(any_step(), 0..4), line in any_text()) {
        checks::check_template(&format!("{}\n{line}", serde_json::to_string(&steps).unwrap()));
    }

    #[test]
    fn a_template_is_the_same_after_it_was_written_and_read(steps in vec(any_step(), 0..4)) {
        let written = serde_json::to_string(&steps).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Vec<Step>>(&written).unwrap(), &steps, "{}", written);
    }

    #[test]
    fn a_line_with_no_fields_says_why(line in any_text()) {
        let steps = vec![Step {
            take: String::new(),
            operator: Operator::ParseJson,
            steps: vec![Step {
                take: "a.b.1".to_owned(),
                operator: Operator::Capture { field: "f".to_owned() },
                steps: vec![],
            }],
        }];
        prop_assert!(check_steps(&steps).is_ok());
        let outcome = parsing::Reader::new(&steps).unwrap().read(&parsing::Text::new(&line));
        prop_assert_eq!(outcome.fields.is_empty(), !outcome.problems.is_empty());
    }
}

#[test]
fn what_the_fuzzer_begins_with_keeps_the_promises() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/read");
    for file in std::fs::read_dir(folder).unwrap() {
        checks::check_template(&std::fs::read_to_string(file.unwrap().path()).unwrap());
    }
}
