//! What must hold for any input: the fuzz target and the property test share it.

use model::formula::Formula;

/// The text as a formula.
pub fn check_formula(text: &str) {
    let formula = match Formula::parse(text) {
        Ok(formula) => formula,
        Err(error) => {
            assert!(text.is_char_boundary(error.at), "{error:?}");
            return;
        }
    };
    let printed = formula.to_string();
    assert_eq!(Formula::parse(&printed), Ok(formula.clone()), "{printed}");
    for number in [0.0, 1.0, -2.5, 1e300, f64::MIN_POSITIVE] {
        let value = formula.value(&|_| Some(number));
        assert!(value.is_none_or(f64::is_finite), "{value:?}");
    }
    let is_constant = formula.letters().is_empty();
    assert!(is_constant || formula.value(&|_| None).is_none(), "a letter without a value");
}
