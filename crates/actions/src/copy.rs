//! What a copy is called.

use std::collections::HashSet;

/// How much of a name a copy takes over, in characters; the rest is for what tells it apart.
const TAKEN_OVER: usize = 180;

/// A name like one, that none of the others has.
pub(crate) fn name<'a>(of: &str, others: impl Iterator<Item = &'a str>) -> String {
    let taken: HashSet<String> = others.map(str::to_lowercase).collect();
    let base: String = of.chars().take(TAKEN_OVER).collect();
    let numbered = |number: usize| match number {
        1 => format!("{base} (copy)"),
        number => format!("{base} (copy {number})"),
    };
    // One more than there are names is free at the latest.
    let free = |number: &usize| !taken.contains(&numbered(*number).to_lowercase());
    numbered((1..=taken.len()).find(free).unwrap_or(taken.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_a_name_that_nothing_else_has() {
        let check = |of: &str, others: &[&str], expected: &str| {
            assert_eq!(name(of, others.iter().copied()), expected, "{others:?}");
        };
        check("Errors", &["Errors"], "Errors (copy)");
        check("Errors", &["Errors", "errors (COPY)", "Errors (copy 3)"], "Errors (copy 2)");
        check("Errors", &["Errors (copy)", "Errors (copy 2)"], "Errors (copy 3)");
        check("Errors", &[], "Errors (copy)");
    }

    #[test]
    fn a_long_name_leaves_room_for_what_tells_the_copy_apart() {
        let long = "é".repeat(200);
        assert_eq!(name(&long, [long.as_str()].into_iter()).chars().count(), TAKEN_OVER + " (copy)".len());
    }
}
