//! Regular expressions that people write and that are asked of the lines of others, at a cost that
//! is known before.
//!
//! The time an expression takes is at most the number of its places times the length of the text. A
//! hostile text can bring it to that, so both are limited: an expression has at most [`PLACES_MAX`]
//! places, and it looks at as much of a text as keeps their product below [`WORK_MAX`].
//! What stands behind that is not looked at, though it is known to be there: `$` does not match before it.
//!
//! Where a wrong "no" would lose something, a text is [looked at](Expression::look) instead of matched: that
//! tells apart what is not there and what was not seen, and draws from what one line may cost.

mod allowance;
mod places;

use regex_automata::{
    Input,
    meta::{Config, Regex},
    util::{captures::Captures, primitives::PatternID, syntax},
};
use regex_syntax::hir::Hir;

pub use allowance::Allowance;

/// How many places an expression has at most.
pub const PLACES_MAX: usize = 500;
/// How many places times bytes one look at a text takes at most. Each takes 16 to 36 nanoseconds when
/// expression and text are as bad as can be (`examples/worst.rs`).
pub const WORK_MAX: usize = 500_000;
/// The same for all looks at one line together: 80 to 150 milliseconds when all is as bad as can be.
pub const LINE_WORK_MAX: usize = 8 * WORK_MAX;

/// An expression made ready.
#[derive(Debug, Clone)]
pub struct Expression {
    regex: Regex,
    places: usize,
}

/// Why an expression can not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExpressionError {
    /// It is none.
    #[error("{0}")]
    Syntax(String),
    /// It has too many places.
    #[error(
        "the expression is too large: it has {0} places where a text may be on the way through it, and at most {PLACES_MAX} are taken; repeat less, or say less"
    )]
    Places(usize),
    /// Compiled it takes too much memory.
    #[error("the expression is too large: compiled it takes more than {} KB; repeat less, or use smaller classes", .0 / 1024)]
    Memory(usize),
}

impl Expression {
    /// Makes an expression ready that takes at most so many bytes of memory, and as many for its cache.
    pub fn new(text: &str, is_cased: bool, memory: usize) -> Result<Self, ExpressionError> {
        let syntax = syntax::Config::new().case_insensitive(!is_cased).nest_limit(32);
        let read = syntax::parse_with(text, &syntax).map_err(|error| {
            let text = error.to_string();
            let cause = text.lines().last().unwrap_or_default().trim();
            ExpressionError::Syntax(cause.trim_start_matches("error: ").trim_end_matches('.').to_owned())
        });
        Self::of(&read?, memory)
    }

    fn of(hir: &Hir, memory: usize) -> Result<Self, ExpressionError> {
        let places = places::count(hir);
        if places > PLACES_MAX {
            return Err(ExpressionError::Places(places));
        }
        let limits = Config::new()
            .nfa_size_limit(Some(memory))
            .onepass_size_limit(Some(memory))
            .hybrid_cache_capacity(memory);
        let built = Regex::builder().configure(limits).build_from_hir(hir);
        let regex = built.map_err(|_| ExpressionError::Memory(memory))?;
        Ok(Self { regex, places })
    }

    /// How many bytes of a text it looks at.
    pub fn reach(&self) -> usize {
        WORK_MAX / self.places
    }

    /// Whether it finds anything where it looks.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(self.input(text))
    }

    /// Whether it finds anything; none where it found nothing and has not seen all of the text, for its own
    /// reach or because the allowance is used up.
    pub fn look(&self, text: &str, allowance: &Allowance) -> Option<bool> {
        let granted = allowance.draw(self.places, text.len().min(self.reach()));
        let seen = text.floor_char_boundary(granted);
        let found = self.regex.is_match(Input::new(text).range(..seen));
        (found || seen == text.len()).then_some(found)
    }

    /// What its named groups have found, if it finds anything.
    pub fn groups<'t>(&self, text: &'t str) -> Option<Vec<(&str, &'t str)>> {
        let mut found: Captures = self.regex.create_captures();
        self.regex.captures(self.input(text), &mut found);
        found.is_match().then(|| {
            let named = self.names().filter_map(|(group, name)| {
                let span = found.get_group(group)?;
                Some((name, text.get(span.range())?))
            });
            named.collect()
        })
    }

    /// Whether it names a group.
    pub fn has_names(&self) -> bool {
        self.names().next().is_some()
    }

    fn names(&self) -> impl Iterator<Item = (usize, &str)> {
        let groups = self.regex.group_info().pattern_names(PatternID::ZERO);
        groups.enumerate().filter_map(|(group, name)| Some((group, name?)))
    }

    fn input<'t>(&self, text: &'t str) -> Input<'t> {
        Input::new(text).range(..text.floor_char_boundary(self.reach()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MEMORY: usize = 512 * 1024;

    fn expression(text: &str) -> Expression {
        Expression::new(text, false, MEMORY).unwrap()
    }

    #[test]
    fn what_is_too_large_is_refused_with_its_limit() {
        let why = |text: &str| Expression::new(text, true, MEMORY).unwrap_err().to_string();
        assert!(why("a{2000}").contains("at most 500"), "{}", why("a{2000}"));
        assert!(why("(?:(?:(?:a?){100}){100}){100}").contains("at most 500"));
        assert!(why(r"\w{200}").contains("more than 512 KB"), "{}", why(r"\w{200}"));
        assert_eq!(why("a("), "unclosed group");
    }

    #[test]
    fn it_looks_as_far_as_its_places_allow_and_knows_that_more_follows() {
        let plain = expression("[ab]c");
        assert!(plain.reach() >= 150_000, "{}", plain.reach());
        let large = expression("[xy]{498}");
        assert!(large.reach() >= 1000 && large.reach() < 1010, "{}", large.reach());
        assert!(large.is_match(&"x".repeat(5000)));
        assert!(!large.is_match(&format!("{}{}", "é".repeat(400), "x".repeat(5000))));
        let end = expression("(?:[xy]{490}|a)$");
        assert!(end.is_match("a"));
        assert!(!end.is_match(&"a".repeat(5000)), "the end of what is looked at is not the end of the text");
        assert!(!end.is_match(&"é".repeat(5000)), "no character is cut in two");
    }

    #[test]
    fn a_look_that_was_cut_short_says_yes_or_nothing() {
        let error = expression("error|[xy]{48}z");
        let look = |text: &str| error.look(text, &Allowance::default());
        let long = "é".repeat(20_000);
        assert!(long.len() > error.reach());
        assert_eq!(look("an error"), Some(true));
        assert_eq!(look("é none"), Some(false));
        assert_eq!(look(&format!("error{long}")), Some(true));
        assert_eq!(look(&format!("{long}error")), None);
        assert_eq!(look(&long), None);
    }

    #[test]
    fn many_texts_cost_together_no_more_than_is_allowed() {
        let (large, text) = (expression("[xy]{49}z"), "x".repeat(9_000));
        let allowance = Allowance::default();
        let looks: Vec<Option<bool>> = (0..100).map(|_| large.look(&text, &allowance)).collect();
        let whole = looks.iter().filter(|look| look.is_some()).count();
        assert_eq!(whole, LINE_WORK_MAX / (51 * 9_000), "{looks:?}");
        assert!(looks[whole..].iter().all(Option::is_none));
        assert_eq!(large.look("", &allowance), Some(false), "nothing is left to see");
    }

    #[test]
    fn groups_are_told_by_name() {
        let groups = expression("(?<key>[a-z]+)=(?:(?<number>[0-9]+)|(?<word>[a-z]+))(.)");
        assert_eq!(groups.groups("ü a=17;"), Some(vec![("key", "a"), ("number", "17")]));
        assert_eq!(groups.groups("none"), None);
        assert!(groups.has_names() && !expression("(a)").has_names());
    }

    proptest! {
        #[test]
        fn any_expression_is_taken_or_refused_and_any_text_read(
            text in r"([ab.|?*+^$]|\(|\)|\{2,9\}|\[ab\]|\\w|\\b|é){0,20}", line in "[abé ]{0,60}",
        ) {
            if let Ok(ready) = Expression::new(&text, false, MEMORY) {
                prop_assert_eq!(ready.is_match(&line), ready.groups(&line).is_some());
            }
        }
    }
}
