//! Formulas are what they read as, whatever is typed.

use model::formula::Formula;
use proptest::prelude::*;

#[path = "../fuzz/checks.rs"]
mod checks;

/// A formula as text in full parentheses, and its value, computed beside it.
fn any_formula() -> impl Strategy<Value = (String, Option<f64>)> {
    let number = (0_u32..900).prop_map(|number| {
        let number = f64::from(number) / 10.0;
        (number.to_string(), Some(number))
    });
    let letter = (0..10_u8).prop_map(|place| (char::from(b'a' + place).to_string(), value_of(place)));
    prop_oneof![number, letter].prop_recursive(6, 40, 3, |inner| {
        prop_oneof![
            3 => (inner.clone(), inner.clone(), 0..4_usize).prop_map(|((one, x), (other, y), sign)| {
                let value = x.zip(y).and_then(|(x, y)| finite([x + y, x - y, x * y, x / y][sign]));
                (format!("({one} {} {other})", ["+", "-", "*", "/"][sign]), value)
            }),
            1 => inner.clone().prop_map(|(text, value)| (format!("(-{text})"), value.map(|value| -value))),
            1 => inner.clone().prop_map(|(text, value)| (format!("abs({text})"), value.map(f64::abs))),
            1 => inner.clone().prop_map(|(text, value)| (format!("round({text})"), value.map(f64::round))),
            1 => (inner.clone(), inner).prop_map(|((one, x), (other, y))| {
                (format!("max({one},min({other},{one}))"), x.zip(y).map(|(x, y)| x.max(y.min(x))))
            }),
        ]
    })
}

fn value_of(place: u8) -> Option<f64> {
    (place != 3).then(|| f64::from(place) - 2.0)
}

fn finite(number: f64) -> Option<f64> {
    Some(number).filter(|number| number.is_finite())
}

proptest! {
    #[test]
    fn a_formula_has_the_value_that_is_computed_beside_it((text, expected) in any_formula()) {
        prop_assume!(text.len() <= model::formula::LONGEST);
        let formula = Formula::parse(&text).unwrap();
        let of = |letter: char| value_of(letter as u8 - b'a');
        prop_assert_eq!(formula.value(&of), expected);
        let printed = formula.to_string();
        prop_assert!(printed.len() <= text.len());
        prop_assert_eq!(Formula::parse(&printed).unwrap().value(&of), expected, "{}", printed);
    }

    #[test]
    fn no_text_breaks_a_promise(text in "[a-k0-9.+*/(), minxabsroud-]{0,40}|\\PC{0,20}") {
        checks::check_formula(&text);
    }
}

#[test]
fn the_corpus_of_the_fuzzer_keeps_its_promises() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/formula");
    for file in std::fs::read_dir(folder).unwrap() {
        checks::check_formula(&std::fs::read_to_string(file.unwrap().path()).unwrap());
    }
}
